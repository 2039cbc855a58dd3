"""The system checks that are registered, and running them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import chain
from typing import Any, TypeVar, overload

from django.core.checks.messages import CheckMessage
from django.utils.inspect import func_accepts_kwargs

CheckFunction = TypeVar("CheckFunction", bound=Callable[..., Any])


class Tags:
    """The tags of the checks that come with the framework."""

    admin = "admin"
    async_support = "async_support"
    caches = "caches"
    commands = "commands"
    compatibility = "compatibility"
    database = "database"
    files = "files"
    models = "models"
    security = "security"
    signals = "signals"
    sites = "sites"
    staticfiles = "staticfiles"
    templates = "templates"
    translation = "translation"
    urls = "urls"


#: The files beside this one with the checks that come with the framework; they register them when imported.
ROOMS = ("async_checks", "commands", "database", "files", "model_checks", "settings", "translation")


class CheckRegistry:
    """Checks in the order in which they were registered, those of the rooms first. Changed by register() only.

    Args:
        rooms: files beside this one that register checks when imported; that is done when somebody asks for checks.
    """

    def __init__(self, rooms: tuple[str, ...] = ()) -> None:
        self._rooms = rooms
        self._registered: dict[Any, None] = {}
        self._deployment: dict[Any, None] = {}

    @property
    def registered_checks(self) -> dict[Any, None]:
        """The checks, as keys."""
        self._load_rooms()
        return self._registered

    @registered_checks.setter
    def registered_checks(self, checks: dict[Any, None]) -> None:
        self._registered = checks

    @property
    def deployment_checks(self) -> dict[Any, None]:
        """Those that only `check --deploy` runs, as keys."""
        self._load_rooms()
        return self._deployment

    @deployment_checks.setter
    def deployment_checks(self, checks: dict[Any, None]) -> None:
        self._deployment = checks

    def _load_rooms(self) -> None:
        if self._rooms:
            rooms, self._rooms = self._rooms, ()
            early, self._registered = self._registered, {}
            for room in rooms:
                import_module(f"django.core.checks.{room}")
            self._registered.update(early)

    @overload
    def register(self, check: CheckFunction, *tags: str, **kwargs: Any) -> CheckFunction: ...
    @overload
    def register(
        self, check: str | None = None, *tags: str, **kwargs: Any
    ) -> Callable[[CheckFunction], CheckFunction]: ...
    def register(self, check: Any = None, *tags: str, **kwargs: Any) -> Any:
        """Register a check, or make a decorator that does.

        Args:
            check: a function of ``app_configs`` and ``**kwargs`` that returns a list of messages; or the first tag.
            tags: names of groups of checks it belongs to.
            kwargs: ``deploy=True`` for a check that only ``check --deploy`` runs.

        Raises:
            TypeError: the function does not accept keyword arguments.
        """

        def decorate(function: CheckFunction) -> CheckFunction:
            if not func_accepts_kwargs(function):
                raise TypeError("Check functions must accept keyword arguments (**kwargs).")
            function.tags = tags  # type: ignore[attr-defined]
            chosen = self._deployment if kwargs.get("deploy") else self._registered
            chosen[function] = None
            return function

        if callable(check):
            return decorate(check)
        if check:
            tags = (check, *tags)
        return decorate

    def run_checks(
        self,
        app_configs: Iterable[Any] | None = None,
        tags: Iterable[str] | None = None,
        include_deployment_checks: bool = False,
        databases: Iterable[str] | None = None,
    ) -> list[CheckMessage]:
        """Run checks and return what they report.

        Args:
            app_configs: only about these applications; None for all.
            tags: only checks with one of these; None for all.
            include_deployment_checks: also those registered with ``deploy=True``.
            databases: aliases that checks may connect to; None for none.

        Raises:
            TypeError: a check returned something other than a list or another iterable of messages.
        """
        checks: Iterable[Any] = self.get_checks(include_deployment_checks)
        if tags is not None:
            wanted = set(tags)
            checks = [check for check in checks if wanted & set(check.tags)]
        messages: list[CheckMessage] = []
        for check in checks:
            found = check(app_configs=app_configs, databases=databases)
            if isinstance(found, str) or not isinstance(found, Iterable):
                raise TypeError(
                    f"The function {check!r} did not return a list. All functions registered with the checks registry "
                    "must return a list."
                )
            messages.extend(found)
        return messages

    def tag_exists(self, tag: str, include_deployment_checks: bool = False) -> bool:
        """Tell whether a check has the tag."""
        return tag in self.tags_available(include_deployment_checks)

    def tags_available(self, deployment_checks: bool = False) -> set[str]:
        """Return the tags of all checks."""
        return set(chain.from_iterable(check.tags for check in self.get_checks(deployment_checks)))

    def get_checks(self, include_deployment_checks: bool = False) -> list[Any]:
        """Return the registered checks."""
        return [*self.registered_checks, *(self.deployment_checks if include_deployment_checks else ())]


registry = CheckRegistry(ROOMS)
register = registry.register
run_checks = registry.run_checks
tag_exists = registry.tag_exists
