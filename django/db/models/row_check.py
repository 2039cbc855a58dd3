"""Deciding whether a condition holds for values that are in no row: an engine is asked, without a table.

Gives `Q.check()` its deed.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.errors import DatabaseError
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.models.conditions import Q
from django.db.models.expressions.base import Expression
from django.db.models.expressions.values import Value
from django.db.models.lowering import lower
from django.db.models.memo.keys import Unkeyable
from django.db.models.plan import filters
from django.db.models.plan.draft import Draft
from django.db.query.expressions import Keyword, Not
from django.db.query.fold import fold
from django.db.query.node import Node
from django.db.query.statements import Output, Select


class _NoOptions:
    """The options of no model: every name must be one of the values."""

    db_table = ""
    pk = None
    all_parents = ()
    object_name = "The checked row"

    def get_field(self, name: str) -> Any:
        """Know no field."""
        raise FieldDoesNotExist(name)

    def get_fields(self) -> list[Any]:
        """Know no fields."""
        return []


class _NoModel:
    """What a Draft starts from where there is no table."""

    _meta = _NoOptions()


class Computed(Expression):
    """An expression over the values of one row: it mentions no column of any table any more."""

    def __init__(self, node: Node, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.node = node

    def lower(self) -> Node:
        """Return the node."""
        return self.node

    def memo_key(self, values: list[Any]) -> Any:
        """Have no key: the values are written into the node."""
        raise Unkeyable(self)


def row_of(values: dict[str, Any]) -> Draft:
    """Return a Draft against which names stand for `values` (by name; plain or expressions), and nothing else."""
    draft = Draft(_NoModel)
    for name, value in values.items():
        if not hasattr(value, "resolve_expression"):
            value = Value(value)
        resolved = value.resolve_expression(draft)
        draft.annotate(name, resolved, lower(resolved), shown=False)
    return draft


def computed(expression: Any, row: Draft) -> Computed:
    """Return what `expression` is for the values of `row`.

    Raises:
        FieldError: it names something else.
    """
    resolved = expression.resolve_expression(row)
    return Computed(lower(resolved), getattr(resolved, "_output_field_or_none", None))


def holds(condition: Q, against: dict[str, Any], using: str) -> bool:
    """Whether `condition` holds, or is unknown, for the values in `against` (by name; plain or expressions).

    Raises:
        FieldError: the condition names something else.
    """
    draft = row_of(against)
    # A condition that is unknown is no violation: only one that is certainly false gives a row.
    violated = Not(filters.condition(draft, condition))
    statement = Prepared(fold(Select((Output(Keyword("1")),), where=violated)))
    try:
        with transaction.atomic(using=using):
            return not run.read(statement, tuple(draft.slots.values), using)
    except DatabaseError as error:
        import logging  # cost: nothing was to be said until now

        logger = logging.getLogger("django.db.models")
        logger.warning("Got a database error calling check() on %r: %s", condition, error)
        return True
