"""What Meta says and what is wrong with it: names that are no fields, things an engine cannot do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db.connections import connections
from django.db.models.checks.constraints import check_local_fields, field_or_none, referenced_names
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions.ordering import OrderBy
from django.db.models.expressions.references import F
from django.db.models.indexes import Index


def check_unique_together(cls: Any) -> list[Any]:
    """`unique_together` holds lists of own columns' names."""
    groups = cls._meta.unique_together
    if not isinstance(groups, tuple | list):
        return [checks.Error("'unique_together' must be a list or tuple.", obj=cls, id="models.E010")]
    if any(not isinstance(names, tuple | list) for names in groups):
        return [checks.Error("All 'unique_together' elements must be lists or tuples.", obj=cls, id="models.E011")]
    return [message for names in groups for message in check_local_fields(cls, names, "unique_together")]


# --- indexes ----------------------------------------------------------------------------------------------------------


def check_indexes(cls: Any, databases: list[str]) -> list[Any]:
    """Indexes have fitting names, name own columns, and are of kinds the engines know."""
    indexes = cls._meta.indexes
    found = []
    names: list[str] = []
    for index in indexes:
        found += _check_index_name(cls, index.name)
        names += [name for name, _ in index.fields_orders] + list(index.include)
        for expression in index.expressions:
            names += sorted(referenced_names(expression) - {"pk"})
    for alias in databases:
        found += _check_engine_of_indexes(cls, connections[alias], indexes)
    return [*found, *check_local_fields(cls, dict.fromkeys(names), "indexes")]


def _check_index_name(cls: Any, name: str) -> list[Any]:
    found = []
    if name[0] == "_" or name[0].isdigit():
        text = f"The index name '{name}' cannot start with an underscore or a number."
        found.append(checks.Error(text, obj=cls, id="models.E033"))
    if len(name) > Index.max_name_length:
        text = f"The index name '{name}' cannot be longer than {Index.max_name_length} characters."
        found.append(checks.Error(text, obj=cls, id="models.E034"))
    return found


def _check_engine_of_indexes(cls: Any, connection: Any, indexes: Any) -> list[Any]:
    ignored = "will be ignored. Silence this warning if you don't care about it."
    wanted = (
        (
            any(index.condition is not None for index in indexes),
            "supports_partial_indexes",
            "indexes with conditions",
            f"Conditions {ignored}",
            "W037",
        ),
        (
            any(index.include for index in indexes),
            "supports_covering_indexes",
            "indexes with non-key columns",
            f"Non-key columns {ignored}",
            "W040",
        ),
        (
            any(index.contains_expressions for index in indexes),
            "supports_expression_indexes",
            "indexes on expressions",
            "An index won't be created. Silence this warning if you don't care about it.",
            "W043",
        ),
    )
    return [
        checks.Warning(f"{connection.display_name} does not support {what}.", hint=hint, obj=cls, id=f"models.{number}")
        for used, feature, what, hint, number in wanted
        if used and not getattr(connection.features, feature) and feature not in cls._meta.required_db_features
    ]


# --- ordering ---------------------------------------------------------------------------------------------------------


def check_ordering(cls: Any) -> list[Any]:
    """`ordering` is a list of names of fields, paths to fields of others, or expressions."""
    options = cls._meta
    if options._ordering_clash:
        text = "'ordering' and 'order_with_respect_to' cannot be used together."
        return [checks.Error(text, obj=cls, id="models.E021")]
    if options.order_with_respect_to or not options.ordering:
        return []
    if not isinstance(options.ordering, list | tuple):
        text = "'ordering' must be a tuple or list (even if you want to order by only one field)."
        return [checks.Error(text, obj=cls, id="models.E014")]
    names = [name for item in options.ordering if (name := _ordering_name(item))]
    return [
        checks.Error(
            f"'ordering' refers to the nonexistent field, related field, or lookup '{name}'.", obj=cls, id="models.E015"
        )
        for name in names
        if not _can_order_by(cls, name)
    ]


def _ordering_name(item: Any) -> str | None:
    """The path of names in an item of `ordering`; None where there is nothing to look up."""
    if isinstance(item, str):
        return None if item == "?" else item.removeprefix("-")
    if isinstance(item, OrderBy):
        item = item.expression
    return item.name if isinstance(item, F) else None


def _can_order_by(cls: Any, name: str) -> bool:
    model, field = cls, None
    for part in name.split(LOOKUP_SEP):
        found = None if model is None else field_or_none(model, part)
        if found is None:
            # Not a field of a model (any more): maybe a transform or lookup of the field before it.
            if field is None or (field.get_transform(part) is None and field.get_lookup(part) is None):
                return False
        else:
            field = found
            model = field.path_infos[-1].to_opts.model if field.is_relation and hasattr(field, "path_infos") else None
    return True


# --- the rest ---------------------------------------------------------------------------------------------------------


def check_constraints(cls: Any, databases: list[str]) -> list[Any]:
    """Each constraint checks itself on each database."""
    return [
        message
        for alias in databases
        for constraint in cls._meta.constraints
        for message in constraint._check(cls, connections[alias])
    ]


def check_default_pk(cls: Any) -> list[Any]:
    """A primary key that nobody chose should have been chosen by a setting at least."""
    options = cls._meta
    config = options.app_config
    chosen = (
        options.abstract
        or not options.pk.auto_created
        # The link to a parent was made by the house, but its type is the parent's choice.
        or (options.pk.remote_field is not None and options.pk.remote_field.parent_link)
        or settings.is_overridden("DEFAULT_AUTO_FIELD")
        or (config is not None and config._is_default_auto_field_overridden)
    )
    if chosen:
        return []
    where = type(config).__qualname__ if config is not None else "AppConfig"
    return [
        checks.Warning(
            f"Auto-created primary key used when not defining a primary key type, by default "
            f"'{settings.DEFAULT_AUTO_FIELD}'.",
            hint=(
                f"Configure the DEFAULT_AUTO_FIELD setting or the {where}.default_auto_field attribute to point to a "
                "subclass of AutoField, e.g. 'django.db.models.BigAutoField'."
            ),
            obj=cls,
            id="models.W042",
        )
    ]


def check_table_comment(cls: Any, databases: list[str]) -> list[Any]:
    """A comment of the table needs an engine that keeps comments."""
    if not cls._meta.db_table_comment:
        return []
    return [
        checks.Warning(
            f"{connections[alias].display_name} does not support comments on tables (db_table_comment).",
            obj=cls,
            id="models.W046",
        )
        for alias in databases
        if not connections[alias].features.supports_comments
        and "supports_comments" not in cls._meta.required_db_features
    ]
