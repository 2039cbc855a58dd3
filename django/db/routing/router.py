"""The chain of routers: DATABASE_ROUTERS asked in order, None meaning "no opinion", and what holds without one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.backends import questions
from django.db.connections import connections
from django.db.names import DEFAULT_DB_ALIAS
from django.db.routing.groups import group_of, same_database
from django.db.routing.intent import WRITE, Intent
from django.db.routing.route import One
from django.utils.module_loading import import_string

Method = tuple[Any, Callable[..., Any]]


class ConnectionRouter:
    """The chain of routers of a project.

    Changes when `routers` is set, by tests, and when the routers' methods are looked up first.

    Args:
        routers: dotted paths, classes or instances; None: those of the setting DATABASE_ROUTERS, when first needed.
    """

    def __init__(self, routers: Iterable[Any] | None = None) -> None:
        self._given = routers
        #: The routers as instances; None until they are first needed.
        self.chain: list[Any] | None = None
        self._methods: dict[str, list[Method]] = {}
        #: It is known that there are no routers.
        self.is_silent = False

    @property
    def routers(self) -> list[Any]:
        """The routers, as instances, in the order they are asked."""
        if self.chain is None:
            given = settings.DATABASE_ROUTERS if self._given is None else self._given
            self.chain = [_instance(router) for router in given]
            self.is_silent = not self.chain
        return self.chain

    @routers.setter
    def routers(self, routers: Iterable[Any]) -> None:
        self.chain = list(routers)
        self.is_silent = not self.chain
        self._methods = {}

    @routers.deleter
    def routers(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Read the setting again when next asked."""
        self.is_silent = False
        self.chain = None
        self._methods = {}

    # --- where to -----------------------------------------------------------------------------------------------------

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the alias to read a model from."""
        methods = self._methods.get("db_for_read")
        if methods is None or methods:
            answer = self._answer("db_for_read", model, hints)
            if answer is not None:
                return answer
        return self._without_opinion(model, hints)

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the alias to write a model to; without a router's opinion never a replica but its primary."""
        methods = self._methods.get("db_for_write")
        if methods is None or methods:
            answer = self._answer("db_for_write", model, hints)
            if answer is not None:
                return answer
        return group_of(self._without_opinion(model, hints))

    def alias_for_write(self, model: Any, instance: Any = None) -> str:
        """Return what `db_for_write` says when told at most of an instance; soon where nobody could say otherwise."""
        if self.is_silent and not connections.primaries:
            known = instance._state.db if instance is not None else None
            return known or getattr(model._meta, "db_connection", None) or DEFAULT_DB_ALIAS
        return self.db_for_write(model) if instance is None else self.db_for_write(model, instance=instance)

    def _answer(self, name: str, model: Any, hints: dict[str, Any]) -> str | None:
        for router, method in self._collect(name):
            alias: str | None = method(model, **hints)
            if alias:
                if alias not in connections.settings:
                    # Whoever uses the alias is refused; until then the answer is only an answer.
                    connections.blame(alias, _answered(router, name, model, alias))
                return alias
        return None

    def _without_opinion(self, model: Any, hints: dict[str, Any]) -> str:
        instance = hints.get("instance") if hints else None
        if instance is not None and instance._state.db:
            alias: str = instance._state.db
            return alias
        options = getattr(model, "_meta", None)
        return getattr(options, "db_connection", None) or DEFAULT_DB_ALIAS

    # --- whether ------------------------------------------------------------------------------------------------------

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        """Tell whether two objects may be related; without an opinion, if they are in one group."""
        for _, method in self._collect("allow_relation"):
            allowed = method(obj1, obj2, **hints)
            if allowed is not None:
                return bool(allowed)
        return same_database(obj1._state.db, obj2._state.db)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tell whether an app's models, or the one named in the hints, belong to a database."""
        for _, method in self._collect("allow_migrate"):
            allowed = method(db, app_label, **hints)
            if allowed is not None:
                return bool(allowed)
        return True

    def allow_migrate_model(self, db: str, model: Any) -> bool:
        """Tell whether a model belongs to a database."""
        options = model._meta
        return self.allow_migrate(db, options.app_label, model_name=options.model_name, model=model)

    def get_migratable_models(self, app_config: Any, db: str, include_auto_created: bool = False) -> list[Any]:
        """Return the models of an app that belong to a database."""
        models = app_config.get_models(include_auto_created=include_auto_created)
        return [model for model in models if self.allow_migrate_model(db, model)]

    def _collect(self, name: str) -> list[Method]:
        """The routers that have the method, with it, looked up once."""
        methods = self._methods.get(name)
        if methods is None:
            collected = [(router, _method(router, name)) for router in self.routers]
            methods = self._methods[name] = [(router, method) for router, method in collected if method is not None]
        return methods


def _instance(router: Any) -> Any:
    found = import_string(router) if isinstance(router, str) else router
    return found() if isinstance(found, type) else found


def _method(router: Any, name: str) -> Any:
    method = getattr(router, name, None)
    if name != "allow_migrate":
        return method
    if method is None:
        older = getattr(router, "allow_syncdb", None)
        return None if older is None else _with_model(router, older, "allow_syncdb")
    return _with_model(router, method, "allow_migrate") if _takes_a_model(method) else method


def _takes_a_model(method: Any) -> bool:
    """Whether the second argument is a model, as it was once, rather than an app's label."""
    import inspect  # cost: only a project with routers comes here

    try:
        parameters = list(inspect.signature(method).parameters.values())
    except (TypeError, ValueError):
        return False
    if any(parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL) for parameter in parameters):
        return False
    return len(parameters) == 2 and parameters[1].name in ("model", "model_class")


def _with_model(router: Any, method: Any, name: str) -> Callable[..., bool | None]:
    """Adapt `method(db, model)` to today's call. Asked about a whole app it has no opinion."""
    warnings.warn(
        f"The router {_name(router)} has {name}(db, model). Write "
        f"allow_migrate(db, app_label, model_name=None, **hints) instead.",
        DeprecationWarning,
        stacklevel=2,
    )

    def allow_migrate(db: str, app_label: str, model: Any = None, **hints: Any) -> bool | None:
        return None if model is None else method(db, model)

    return allow_migrate


def _name(router: Any) -> str:
    return f"{type(router).__module__}.{type(router).__qualname__}"


def _answered(router: Any, name: str, model: Any, alias: str) -> str:
    label = getattr(getattr(model, "_meta", None), "label", model)
    return f"The router {_name(router)} answered {alias!r} to {name}({label})."


router = ConnectionRouter()
questions.allow_migrate_model = router.allow_migrate_model


def route(intent: Intent) -> One:
    """Return where a deed goes: where it was told to by name, else where the routers say."""
    if intent.using is not None:
        return One(intent.using)
    ask = router.db_for_write if intent.deed == WRITE else router.db_for_read
    return One(ask(intent.model, **intent.hints))
