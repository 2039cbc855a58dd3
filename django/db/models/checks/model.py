"""The system checks of a model: what is wrong with its names, fields and options, before a database says so.

`clashes` looks at names that are used twice, `options` at what Meta says.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import apps
from django.core import checks
from django.db.connections import connections
from django.db.models.checks.clashes import (
    check_column_names,
    check_composite_pk,
    check_field_names,
    check_id_field,
    check_model_name,
    check_property_names,
    check_single_primary_key,
)
from django.db.models.checks.options import (
    check_constraints,
    check_default_pk,
    check_indexes,
    check_ordering,
    check_table_comment,
    check_unique_together,
)
from django.db.routing.router import router


def check(cls: Any, **kwargs: Any) -> list[Any]:
    """Return all messages about a model.

    Args:
        kwargs: `databases`, the aliases whose engines may be asked; the rest is handed on to fields and managers.
    """
    found = [*_check_swappable(cls), *_check_proxy(cls), *_check_managers(cls, **kwargs)]
    if cls._meta.swapped:
        return found
    databases = [alias for alias in kwargs.get("databases") or () if router.allow_migrate_model(alias, cls)]
    found += [*_check_fields(cls, **kwargs), *_check_through_twice(cls), *_check_long_columns(cls, databases)]
    clashes = [
        *check_id_field(cls),
        *check_field_names(cls),
        *check_model_name(cls),
        *check_property_names(cls),
        *check_single_primary_key(cls),
    ]
    found += clashes
    if not clashes:
        # Two fields of one name would be two of one column as well: once is enough.
        found += check_column_names(cls)
    return [
        *found,
        *check_composite_pk(cls),
        *check_unique_together(cls),
        *check_indexes(cls, databases),
        *check_ordering(cls),
        *check_constraints(cls, databases),
        *check_default_pk(cls),
        *check_table_comment(cls, databases),
    ]


def _check_swappable(cls: Any) -> list[Any]:
    options = cls._meta
    if not options.swapped:
        return []
    try:
        apps.get_model(options.swapped)
    except ValueError:
        return [checks.Error(f"'{options.swappable}' is not of the form 'app_label.app_name'.", id="models.E001")]
    except LookupError:
        app_label, model_name = options.swapped.split(".")
        return [
            checks.Error(
                f"'{options.swappable}' references '{app_label}.{model_name}', which has not been installed, or is "
                "abstract.",
                id="models.E002",
            )
        ]
    return []


def _check_proxy(cls: Any) -> list[Any]:
    if cls._meta.proxy and (cls._meta.local_fields or cls._meta.local_many_to_many):
        return [checks.Error(f"Proxy model '{cls.__name__}' contains model fields.", id="models.E017")]
    return []


def _check_managers(cls: Any, **kwargs: Any) -> list[Any]:
    return [message for manager in cls._meta.managers for message in manager.check(**kwargs)]


def _check_fields(cls: Any, **kwargs: Any) -> list[Any]:
    found = [message for field in cls._meta.local_fields for message in field.check(**kwargs)]
    for field in cls._meta.local_many_to_many:
        found += field.check(from_model=cls, **kwargs)
    return found


def _check_through_twice(cls: Any) -> list[Any]:
    """Two many-to-many fields over the same rows would share them."""
    found = []
    seen = set()
    for field in cls._meta.local_many_to_many:
        remote = field.remote_field
        if isinstance(remote.model, str) or isinstance(remote.through, str):
            continue
        signature = (remote.model, cls, remote.through, tuple(remote.through_fields or ()))
        if signature in seen:
            found.append(
                checks.Error(
                    "The model has two identical many-to-many relations through the intermediate model "
                    f"'{remote.through._meta.label}'.",
                    obj=cls,
                    id="models.E003",
                )
            )
        seen.add(signature)
    return found


def _check_long_columns(cls: Any, databases: list[str]) -> list[Any]:
    """Names that are made, not written, must not be cut off by an engine."""
    limits = ((connections[alias].ops.max_name_length(), alias) for alias in databases)
    shortest = min(((limit, alias) for limit, alias in limits if limit is not None), default=None)
    if shortest is None or not connections[shortest[1]].features.truncates_names:
        return []
    limit, alias = shortest
    found = []
    for field in cls._meta.local_fields:
        if field.db_column is None and field.column is not None and len(field.column) > limit:
            found.append(_too_long(cls, "field", field.column, limit, alias, "E018"))
    for field in cls._meta.local_many_to_many:
        through = field.remote_field.through
        if isinstance(through, str) or not through._meta.auto_created:
            continue
        for part in through._meta.local_fields:
            if part.db_column is None and part.column is not None and len(part.column) > limit:
                found.append(_too_long(cls, "M2M field", part.column, limit, alias, "E019"))
    return found


def _too_long(cls: Any, what: str, column: str, limit: int, alias: str, number: str) -> Any:
    hints = {
        "E018": "Set the column name manually using 'db_column'.",
        "E019": "Use 'through' to create a separate model for M2M and then set column_name using 'db_column'.",
    }
    return checks.Error(
        f'Autogenerated column name too long for {what} "{column}". Maximum length is "{limit}" for '
        f'database "{alias}".',
        hint=hints[number],
        obj=cls,
        id=f"models.{number}",
    )
