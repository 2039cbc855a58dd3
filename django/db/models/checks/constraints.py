"""What is wrong with a constraint.

Arguments that contradict each other, names that are no columns, engines that cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db.models.conditions import Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions.references import F
from django.db.models.expressions.values import RawSQL

_NOT_CREATED = "A constraint won't be created. Silence this warning if you don't care about it."


def require_consistent_unique(
    expressions: Any, fields: Any, condition: Any, deferrable: Any, include: Any, opclasses: Any, nulls_distinct: Any
) -> None:
    """Raise for arguments of a UniqueConstraint that do not fit together."""
    impossible = (
        (not expressions and not fields, "At least one field or expression is required to define a unique constraint."),
        (expressions and fields, "UniqueConstraint.fields and expressions are mutually exclusive."),
        (not isinstance(condition, Q | None), "UniqueConstraint.condition must be a Q instance."),
        (condition and deferrable, "UniqueConstraint with conditions cannot be deferred."),
        (include and deferrable, "UniqueConstraint with include fields cannot be deferred."),
        (opclasses and deferrable, "UniqueConstraint with opclasses cannot be deferred."),
        (expressions and deferrable, "UniqueConstraint with expressions cannot be deferred."),
        (
            expressions and opclasses,
            "UniqueConstraint.opclasses cannot be used with expressions. Use "
            "django.contrib.postgres.indexes.OpClass() instead.",
        ),
    )
    for wrong, text in impossible:
        if wrong:
            raise ValueError(text)
    if not isinstance(include, list | tuple | None):
        raise TypeError("UniqueConstraint.include must be a list or tuple.")
    if not isinstance(opclasses, list | tuple):
        raise TypeError("UniqueConstraint.opclasses must be a list or tuple.")
    if not isinstance(nulls_distinct, bool | None):
        raise TypeError("UniqueConstraint.nulls_distinct must be a bool.")
    if opclasses and len(fields) != len(opclasses):
        raise ValueError(
            "UniqueConstraint.fields and UniqueConstraint.opclasses must have the same number of elements."
        )


# --- system checks ----------------------------------------------------------------------------------------------------


def check_condition(constraint: Any, model: Any, connection: Any) -> list[Any]:
    """Return the messages about a CheckConstraint."""
    messages = _unsupported(
        model, connection, "supports_table_check_constraints", "check constraints", "models.W027", True
    )
    condition = constraint.condition
    if _contains_raw_sql(condition):
        messages.append(
            checks.Warning(
                f"Check constraint {constraint.name!r} contains RawSQL() expression and won't be validated during the "
                "model full_clean().",
                hint="Silence this warning if you don't care about it.",
                obj=model,
                id="models.W045",
            )
        )
    return [*messages, *check_references(model, references(condition), "constraints")]


def check_unique(constraint: Any, model: Any, connection: Any) -> list[Any]:
    """Return the messages about a UniqueConstraint."""
    messages = []
    for used, feature, what, number in (
        (constraint.condition is not None, "supports_partial_indexes", "with conditions", "W036"),
        (constraint.deferrable is not None, "supports_deferrable_unique_constraints", "deferrable", "W038"),
        (constraint.include, "supports_covering_indexes", "with non-key columns", "W039"),
        (constraint.contains_expressions, "supports_expression_indexes", "on expressions", "W044"),
        (
            constraint.nulls_distinct is not None,
            "supports_nulls_distinct_unique_constraints",
            "with nulls distinct",
            "W047",
        ),
    ):
        name = "deferrable unique constraints" if what == "deferrable" else f"unique constraints {what}"
        messages += _unsupported(model, connection, feature, name, f"models.{number}", used)
    found: list[tuple[str, ...]] = []
    if isinstance(constraint.condition, Q):
        found += references(constraint.condition)
    for expression in constraint.expressions:
        found += references(expression)
    messages += check_local_fields(model, {*constraint.fields, *constraint.include}, "constraints")
    return [*messages, *check_references(model, found, "constraints")]


def _unsupported(model: Any, connection: Any, feature: str, what: str, id: str, used: Any) -> list[Any]:
    if not used or getattr(connection.features, feature) or feature in model._meta.required_db_features:
        return []
    return [checks.Warning(f"{connection.display_name} does not support {what}.", hint=_NOT_CREATED, obj=model, id=id)]


def check_references(model: Any, found: Iterable[tuple[str, ...]], option: str) -> list[Any]:
    """Return the messages about names in expressions: they must be columns of the model's own."""
    messages = []
    names = set()
    for name, *lookups in found:
        if name != "pk":
            names.add(name)
        field = model._meta.pk if name == "pk" else field_or_none(model, name)
        if lookups and field is not None and _is_followed(field, lookups[0]):
            path = LOOKUP_SEP.join([name, *lookups])
            messages.append(
                checks.Error(f"'{option}' refers to the joined field '{path}'.", obj=model, id="models.E041")
            )
    return [*messages, *check_local_fields(model, names, option)]


def _is_followed(field: Any, lookup: str) -> bool:
    if not field.is_relation or field.many_to_many or field.one_to_many:
        return False
    return field.get_transform(lookup) is None and field.get_lookup(lookup) is None


def check_local_fields(model: Any, names: Iterable[str], option: str) -> list[Any]:
    """Return the messages about names in an option that must be columns of the model's own table."""
    options = model._meta
    forward = {}
    for field in options._get_fields(reverse=False):
        forward[field.name] = field
        if hasattr(field, "attname"):
            forward[field.attname] = field
    messages = []
    for name in names:
        problem = _local_problem(model, forward.get(name), name, option)
        if problem:
            text, hint, number = problem
            messages.append(checks.Error(text, hint=hint, obj=model, id=f"models.{number}"))
    return messages


def _local_problem(model: Any, field: Any, name: str, option: str) -> tuple[str, str | None, str] | None:
    if field is None:
        return f"'{option}' refers to the nonexistent field '{name}'.", None, "E012"
    if field.is_relation and field.many_to_many:
        text = f"'{option}' refers to a ManyToManyField '{name}', but ManyToManyFields are not permitted in '{option}'."
        return text, None, "E013"
    if model._meta.is_composite_pk and field is model._meta.pk:
        text = (
            f"'{option}' refers to a CompositePrimaryKey '{name}', but CompositePrimaryKeys are not permitted in "
            f"'{option}'."
        )
        return text, None, "E048"
    if field not in model._meta.local_fields:
        text = f"'{option}' refers to field '{name}' which is not local to model '{model._meta.object_name}'."
        return text, "This issue may be caused by multi-table inheritance.", "E016"
    return None


# --- what an expression mentions --------------------------------------------------------------------------------------


def references(expression: Any) -> list[tuple[str, ...]]:
    """Return the paths of names that a Q or an expression mentions."""
    return list(_references(expression))


def _references(item: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(item, tuple):
        name, value = item
        yield tuple(name.split(LOOKUP_SEP))
        yield from _references(value)
    elif isinstance(item, F):
        yield tuple(item.name.split(LOOKUP_SEP))
    elif hasattr(item, "children"):
        for child in item.children:
            yield from _references(child)
    elif hasattr(item, "get_source_expressions"):
        for source in item.get_source_expressions():
            yield from _references(source)


def referenced_names(expression: Any) -> set[str]:
    """Return the names of the model's fields that an expression mentions."""
    return {path[0] for path in _references(expression)}


def _contains_raw_sql(expression: Any) -> bool:
    return any(isinstance(item, RawSQL) for item in expression.flatten())


def field_or_none(model: Any, name: str) -> Any:
    """Return the field of that name; `pk` is the primary key; None if there is none."""
    if name == "pk":
        return model._meta.pk
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def mentions(model: Any, expression: Any, excluded: Any) -> bool:
    """Whether an expression or condition refers to one of the excluded fields, by way of generated ones too."""
    for name in referenced_names(expression):
        if name in excluded:
            return True
        field = field_or_none(model, name)
        if field is None:
            continue
        if field.name in excluded or (
            getattr(field, "generated", False) and mentions(model, field.expression, excluded)
        ):
            return True
    return False
