"""`connections`: the configured databases by alias, each thread and each asyncio task with connections of its own.

    connections["archive"].cursor()

Nothing is connected before it is used. What is configured is known from DATABASES; `register` and `unregister` add and
remove aliases while the program runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings as project
from django.db.backends.engines import load_engine
from django.db.configuration import from_old_settings, normalise, normalise_one
from django.db.names import DEFAULT_DB_ALIAS
from django.utils.connection import BaseConnectionHandler, ConnectionProxy
from django.utils.functional import cached_property

_MOST_BLAMED = 100
if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class ConnectionHandler(BaseConnectionHandler):
    """The configured databases by alias.

    Changes when an alias is first used in a thread, and by `register` and `unregister`, which any thread may call.
    """

    settings_name = "DATABASES"
    #: Code that asked Django's handler whether connections are bound to threads finds its answer.
    thread_critical = True

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        #: Unknown alias to the sentence that says who answered it.
        self._blamed: dict[str, str] = {}
        self._lock = threading.Lock()

    def configure_settings(self, settings: Any) -> dict[str, dict[str, Any]]:
        """Return the normalised configuration; None stands for the project's DATABASES."""
        databases = super().configure_settings(settings)
        if not databases and settings is None:
            databases = from_old_settings(project)
        return normalise(databases)

    @property
    def databases(self) -> dict[str, dict[str, Any]]:
        """Alias to configuration, normalised."""
        return self.settings

    @cached_property
    def primaries(self) -> dict[str, str]:
        """Replica to the primary at the root of its group; empty without replicas."""
        return {alias: self._root(alias) for alias, config in self.settings.items() if config.get("REPLICA_OF")}

    def _root(self, alias: str) -> str:
        while above := self.settings[alias].get("REPLICA_OF"):
            alias = above
        return alias

    def blame(self, alias: str, sentence: str) -> None:
        """Remember who brought an unknown alias up; the error that its use raises will say so."""
        if len(self._blamed) < _MOST_BLAMED:
            self._blamed[alias] = f" {sentence}"

    def _asked_by(self, alias: str) -> str:
        return self._blamed.pop(alias, "")

    if TYPE_CHECKING:

        def __getitem__(self, alias: str) -> BaseDatabaseWrapper: ...

    def create_connection(self, alias: str) -> Any:
        """Return a new, unconnected connection object; it is not kept.

        Raises:
            ConnectionDoesNotExist: no database has this alias.
            ImproperlyConfigured: the engine cannot be loaded.
        """
        self._require(alias)
        config = self.settings[alias]
        return load_engine(config["ENGINE"]).DatabaseWrapper(config, alias)

    def register(self, alias: str, config: Any) -> None:
        """Add a database while the program runs; an alias that exists is configured anew.

        Args:
            alias: how it will be called.
            config: as an entry of DATABASES.

        Raises:
            ImproperlyConfigured: the configuration has a mistake; nothing was changed.
        """
        with self._lock:
            known = self.settings
            added = normalise_one(alias, config, {**known, alias: config})
            if alias in known:
                self._abandon(alias)
            self._replace({**known, alias: added})

    def unregister(self, alias: str) -> None:
        """Close a database's connections in all threads and tasks and forget its configuration.

        Raises:
            ConnectionDoesNotExist: no database has this alias.
            ValueError: replicas point to it.
        """
        with self._lock:
            self._require(alias)
            replicas = sorted(name for name, config in self.settings.items() if config.get("REPLICA_OF") == alias)
            if replicas:
                raise ValueError(f"Cannot unregister {alias!r}: {replicas} are replicas of it. Unregister them first.")
            self._replace({name: config for name, config in self.settings.items() if name != alias})
            self._abandon(alias)

    def _replace(self, settings: dict[str, dict[str, Any]]) -> None:
        # A new dictionary each time: other threads may be walking over the old one.
        self.__dict__["settings"] = settings
        self.__dict__.pop("primaries", None)

    def _abandon(self, alias: str) -> None:
        for opened in self.opened_everywhere().values():
            connection = opened.pop(alias, None)
            if connection is not None:
                connection.abandon()

    def reset_queries(self) -> None:
        """Forget the logged queries of every connection of this thread or task."""
        for connection in self.all(initialized_only=True):
            connection.queries_log.clear()

    def end_unit_of_work(self) -> None:
        """Close or make ready for the next unit of work every connection this thread or task has opened.

        All are treated, even when some of them fail.

        Raises:
            Exception: what one of them raised; an ExceptionGroup of all errors when several did.
        """
        _each(self.all(initialized_only=True), lambda connection: connection.close_if_unusable_or_obsolete())

    def close_all(self) -> None:
        """Close what this thread or task has opened, all of it even when some fail; errors as `end_unit_of_work`."""
        _each(self.all(initialized_only=True), lambda connection: connection.close())

    def _adjusted(self, connection: Any) -> Any:
        if self.opened_here() is not self._own.opened:
            # Lives in an event loop: no short cut past the guards that refuse blocking calls there.
            connection.guarded = True
        return connection

    def __setitem__(self, alias: str, connection: Any) -> None:
        # Perhaps another thread's: every use of it must look whether sharing is allowed.
        connection.guarded = True
        super().__setitem__(alias, connection)

    def __repr__(self) -> str:
        return f"<ConnectionHandler {list(self)}>"


def _each(items: list[Any], deed: Callable[[Any], None]) -> None:
    errors: list[Exception] = []
    for connection in items:
        try:
            deed(connection)
        except Exception as error:
            error.add_note(f"While finishing with the database {connection.alias!r}.")
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExceptionGroup("Several databases could not be finished with", errors)


connections = ConnectionHandler()

#: The connection of the alias `default` in whatever thread or task uses it.
connection: BaseDatabaseWrapper = ConnectionProxy(connections, DEFAULT_DB_ALIAS)  # type: ignore[assignment]

