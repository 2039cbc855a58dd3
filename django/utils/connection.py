"""Named connections, each thread and each asyncio task with its own: the mechanics, whatever it is that is connected.

What is opened in a thread stays in that thread; code that runs inside an event loop has what its task opened.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from django.core.exceptions import ImproperlyConfigured
from django.utils.ambient import setting
from django.utils.functional import cached_property
from django.utils.near_miss import did_you_mean

__all__ = ["BaseConnectionHandler", "ConnectionDoesNotExist", "ConnectionProxy"]

_loaded = sys.modules


class ConnectionDoesNotExist(ImproperlyConfigured):
    """No database of that alias is configured."""


class Opened(dict[str, Any]):
    """The connections one thread or task has opened, by alias. Only that thread or task changes it."""

    __slots__ = ("__weakref__",)


class _ThreadsOwn(threading.local):
    """`opened` is another object in every thread; each new one is announced to `adopt`."""

    def __init__(self, adopt: Callable[[Any, Opened], None]) -> None:
        self.opened = Opened()
        adopt(threading.get_ident(), self.opened)


class BaseConnectionHandler:
    """A mapping from alias to connection; `handler[alias]` makes the connection object on first use.

    Changes by being used; its settings change by `settings[alias] = ...` only. A subclass says what a connection is in
    `create_connection(alias)`.

    Args:
        settings: alias to configuration; None: those of the setting `settings_name`, when first needed.
    """

    settings_name: str | None = None
    exception_class: type[Exception] = ConnectionDoesNotExist

    def __init__(self, settings: Any = None) -> None:
        self._settings = settings
        #: Thread identity to what that thread opened; entries vanish with their threads.
        self._by_thread: WeakValueDictionary[int, Opened] = WeakValueDictionary()
        self._by_task: WeakKeyDictionary[Any, Opened] = WeakKeyDictionary()
        self._own = _ThreadsOwn(self._by_thread.__setitem__)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Alias to configuration, normalised, in the order they were declared."""
        configured: dict[str, Any] = self.configure_settings(self._settings)
        return configured

    def configure_settings(self, settings: Any) -> Any:
        """Return the configuration to work with; None stands for the project's setting."""
        if settings is None:
            assert self.settings_name is not None
            settings = setting(self.settings_name)
        return settings

    def create_connection(self, alias: str) -> Any:
        """Return a new connection object for a configured alias."""
        raise NotImplementedError("Subclasses must implement create_connection().")

    def __getitem__(self, alias: str) -> Any:
        events = _loaded.get("asyncio.events")
        if events is None or events._get_running_loop() is None:
            try:
                return self._own.opened[alias]
            except KeyError:
                pass
        opened = self.opened_here()
        if alias not in opened:
            self._require(alias)
            opened[alias] = self._adjusted(self.create_connection(alias))
        return opened[alias]

    def __setitem__(self, alias: str, connection: Any) -> None:
        self.opened_here()[alias] = connection

    def __delitem__(self, alias: str) -> None:
        del self.opened_here()[alias]

    def __contains__(self, alias: object) -> bool:
        return alias in self.settings

    def __iter__(self) -> Iterator[str]:
        return iter(self.settings)

    def __len__(self) -> int:
        return len(self.settings)

    def keys(self) -> list[str]:
        """Return the configured aliases."""
        return list(self.settings)

    def values(self) -> list[Any]:
        """Return a connection object for every configured alias."""
        return self.all()

    def items(self) -> list[tuple[str, Any]]:
        """Return pairs of alias and connection object, for every configured alias."""
        return [(alias, self[alias]) for alias in self]

    def all(self, initialized_only: bool = False) -> list[Any]:
        """Return the connection objects of this thread or task.

        Args:
            initialized_only: leave out aliases that were not used here yet; else their objects are made.
        """
        if initialized_only:
            opened = self.opened_here()
            return [opened[alias] for alias in self if alias in opened]
        return [self[alias] for alias in self]

    def close_all(self) -> None:
        """Close what this thread or task has opened."""
        for connection in self.all(initialized_only=True):
            connection.close()

    def opened_here(self) -> Opened:
        """Return what the running thread or task has opened, by alias."""
        events = _loaded.get("asyncio.events")
        loop = None if events is None else events._get_running_loop()
        return self._own.opened if loop is None else self._opened_by_task(loop)

    def opened_everywhere(self) -> dict[Any, Opened]:
        """Return what each thread (by its identity) and each task has opened."""
        # Lists of references are made in one go; walking over the dictionaries could meet a thread that is starting.
        threads = {ref.key: opened for ref in self._by_thread.valuerefs() if (opened := ref()) is not None}
        tasks = [task for ref in self._by_task.keyrefs() if (task := ref()) is not None]
        return {**threads, **{task: self._by_task[task] for task in tasks}}

    def _opened_by_task(self, loop: Any) -> Opened:
        task = _loaded["asyncio.tasks"].current_task(loop)
        owner = loop if task is None else task
        opened = self._by_task.get(owner)
        if opened is None:
            opened = self._by_task[owner] = Opened()
            if task is not None:
                task.add_done_callback(lambda done: abandon_all(opened))
        return opened

    def _adjusted(self, connection: Any) -> Any:
        """Hook: what must be told to a new connection about where it lives."""
        return connection

    def _require(self, alias: str) -> None:
        if alias not in self.settings:
            known = ", ".join(map(repr, sorted(map(str, self.settings)))) or "none"
            raise self.exception_class(
                f"The connection '{alias}' doesn't exist. Known aliases: {known}."
                f"{did_you_mean(str(alias), self.settings)}{self._asked_by(alias)}"
            )

    def _asked_by(self, alias: str) -> str:
        """Return who is to blame for an unknown alias, as a sentence after a space; "" if nobody knows."""
        return ""


def abandon_all(opened: Opened) -> None:
    """Close connections whose thread or task does not use them any more, then forget them."""
    while opened:
        connection = opened.popitem()[1]
        getattr(connection, "abandon", connection.close)()


class ConnectionProxy:
    """Stand for `connections[alias]`, whichever object that is in the thread or task that asks."""

    def __init__(self, connections: Any, alias: str) -> None:
        self.__dict__["_connections"] = connections
        self.__dict__["_alias"] = alias

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connections[self._alias], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._connections[self._alias], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._connections[self._alias], name)

    def __contains__(self, key: object) -> bool:
        return key in self._connections[self._alias]

    def __eq__(self, other: object) -> bool:
        return bool(self._connections[self._alias] == other)

    def __hash__(self) -> int:
        return hash(self._connections[self._alias])

    def __repr__(self) -> str:
        return repr(self._connections[self._alias])
