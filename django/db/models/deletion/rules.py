"""What `on_delete` may be, and the errors of the rules that forbid a deletion.

A rule is a function `(collector, field, sub_objs, using)` that says what becomes of the rows pointing at a deleted one.
Rules with `lazy_sub_objs = True` need not have the rows loaded.
"""

from __future__ import annotations

from typing import Any

from django.db.connections import connections
from django.db.errors import IntegrityError
from django.db.models.fields import hooks


class ProtectedError(IntegrityError):
    """Rows that are protected point at what was to be deleted; `protected_objects` are these."""

    def __init__(self, msg: str, protected_objects: Any) -> None:
        self.protected_objects = protected_objects
        super().__init__(msg, protected_objects)


class RestrictedError(IntegrityError):
    """Rows that would stay point at what was to be deleted; `restricted_objects` are these."""

    def __init__(self, msg: str, restricted_objects: Any) -> None:
        self.restricted_objects = restricted_objects
        super().__init__(msg, restricted_objects)


def CASCADE(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Delete the rows too."""
    collector.collect(
        sub_objs,
        source=field.remote_field.model,
        source_attr=field.name,
        nullable=field.null,
        fail_on_restricted=False,
    )
    if field.null and not connections[using].features.can_defer_constraint_checks:
        collector.add_field_update(field, None, sub_objs)


def PROTECT(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Refuse."""
    raise ProtectedError(
        f"Cannot delete some instances of model '{field.remote_field.model.__name__}' because they "
        "are referenced through "
        f"a protected foreign key: '{sub_objs[0].__class__.__name__}.{field.name}'",
        sub_objs,
    )


def RESTRICT(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Refuse, unless the rows are deleted by way of another relation."""
    collector.add_restricted_objects(field, sub_objs)
    collector.add_dependency(field.remote_field.model, field.model)


def SET(value: Any) -> Any:
    """Return the rule that sets the relation to `value`, called if it can be."""

    def set_on_delete(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
        collector.add_field_update(field, value() if callable(value) else value, sub_objs)

    set_on_delete.deconstruct = lambda: ("django.db.models.SET", (value,), {})  # type: ignore[attr-defined]
    # A callable may do more than return a value: it is called only where there are rows that need one.
    set_on_delete.lazy_sub_objs = not callable(value)  # type: ignore[attr-defined]
    return set_on_delete


def SET_NULL(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Set the relation to NULL."""
    collector.add_field_update(field, None, sub_objs)


def SET_DEFAULT(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Set the relation to its default."""
    collector.add_field_update(field, field.get_default(), sub_objs)


def DO_NOTHING(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Leave the rows to the database."""


SET_NULL.lazy_sub_objs = True  # type: ignore[attr-defined]
SET_DEFAULT.lazy_sub_objs = True  # type: ignore[attr-defined]

hooks.cascade.give(CASCADE)
hooks.set_null.give(SET_NULL)
hooks.set_default.give(SET_DEFAULT)

# Migrations and pickles name them by the public path.
for _public in (CASCADE, DO_NOTHING, PROTECT, RESTRICT, SET, SET_DEFAULT, SET_NULL, ProtectedError, RestrictedError):
    _public.__module__ = "django.db.models.deletion"
