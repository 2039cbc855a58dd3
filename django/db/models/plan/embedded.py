"""InnerQuery: a query standing inside another one as an expression."""

from __future__ import annotations

from typing import Any

from django.db.models.lowering import lower
from django.db.models.plan.conditions import outer_columns
from django.db.models.plan.layout import without_hidden
from django.db.models.plan.query import LETTERS, Query, Selection
from django.db.models.plan.select import reading
from django.db.query import expressions as e
from django.db.query.move import moved
from django.db.query.node import Node
from django.db.query.sources import Derived, Table
from django.db.query.statements import Compound, Output, Select
from django.db.query.walk import walk


class InnerQuery:
    """A query as part of the one that is being resolved.

    Args:
        query: the inner query.
        first: index of its first value among the values of the outer query.
        outer: the Draft of the outer query, which the names of OuterRef belong to.
        alias: the database it insists on, or None.
    """

    conditional = False
    filterable = True
    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = False
    opaque = False
    is_inner_query = True

    def __init__(self, query: Query, first: int, outer: Any, alias: str | None = None) -> None:
        self.query = query
        self.first = first
        self.outer = outer
        self.alias = alias

    @property
    def model(self) -> Any:
        return self.query.model

    @property
    def has_selected_fields(self) -> bool:
        """Tell whether values() or values_list() chose the columns."""
        return self.query.selection is not None

    @property
    def has_limit_one(self) -> bool:
        """Tell whether the query was sliced down to one row."""
        return bool(self.query.single)

    @property
    def output_field(self) -> Any:
        expressions = self.expressions
        return getattr(expressions[0], "output_field", None) if expressions else None

    @property
    def _output_field_or_none(self) -> Any:
        return self.output_field

    @property
    def expressions(self) -> list[Any]:
        """The selected expressions; the primary key's when nothing was chosen."""
        layout = reading(self._choosing_columns()).layout
        return [expression for _, expression in layout.columns]

    def choosing(self, *fields: Any) -> InnerQuery:
        """Return the same inner query, selecting these fields of its model."""
        columns = tuple(("field", field.get_col(self.query.base_label)) for field in fields)
        selection = Selection(tuple(field.attname for field in fields), columns)
        return InnerQuery(self.query.but(selection=selection, shown=frozenset()), self.first, self.outer, self.alias)

    def _choosing_columns(self) -> Query:
        query = self.query
        if query.selection is not None or query.combination is not None:
            return query
        return self.choosing(query.model._meta.pk).query

    def statement(self, *, ordered: bool | None = None) -> Node:
        """Return the statement as it reads inside the outer one.

        Args:
            ordered: keep the order; by default only where a slice depends on it, or in which order rows are locked.
        """
        query = self._choosing_columns()
        keep = ordered
        if keep is None:
            keep = query.is_sliced or bool(query.distinct_fields) or query.locking is not None
        if not keep:
            query = query.but(order=(), default_order=False, extra_order=())
        return self._placed(without_hidden(reading(query)))

    def outer_columns(self) -> list[Node]:
        """Return the columns of the outer query that this one depends on."""
        return outer_columns(self.statement())

    def depends_on_many(self) -> bool:
        """Tell whether the outer columns may have several values for one row of the outer model."""
        sources = self.outer.sources
        labels = {column.label for column in self.outer_columns()}
        return any(label in sources and _is_many(sources, label) for label in labels)

    def exists_statement(self) -> Node:
        """Return the statement that only asks whether there is a row."""
        return self._placed(exists_statement(self.query))

    def lower(self) -> Node:
        """Return the statement as a value."""
        return e.Scalar(self.statement(ordered=self.query.is_sliced), getattr(self.output_field, "kind", ""))

    def _placed(self, statement: Node) -> Node:
        return placed(statement, self.first, self.outer)

    # What expressions are asked for.

    def resolve_expression(self, *args: Any, **kwargs: Any) -> InnerQuery:
        """Return itself: it was resolved when it was put in."""
        return self

    def get_source_expressions(self) -> list[Any]:
        return []

    def set_source_expressions(self, expressions: list[Any]) -> None:
        """Accept no parts: there are none."""

    def flatten(self) -> Any:
        """Yield itself."""
        yield self

    def copy(self) -> InnerQuery:
        return self

    def relabeled_clone(self, change_map: dict[str, str]) -> InnerQuery:
        return self

    def get_group_by_cols(self) -> list[Any]:
        return [self]

    def get_refs(self) -> set[str]:
        return set()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Return the conversions of the selected column's type."""
        return self.output_field.get_db_converters(connection)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return (sql, params) of the statement in parentheses."""
        return compiler.compile_node(self.lower())


def placed(statement: Node, first: int, outer: Any) -> Node:
    """Return `statement` with labels of its own, its Params moved by `first`, and its outer names filled in."""
    own = _own_labels(statement)
    letter = LETTERS[_depth(statement, own)]
    labels = {label: f"{letter}{number}" for number, label in enumerate(own)}

    def outer_node(name: Any) -> Node:
        if isinstance(name, Node):
            return name
        if hasattr(name, "resolve_expression"):
            return lower(name.resolve_expression(outer))
        return lower(outer.resolve_ref(name))

    return moved(statement, labels=labels, shift=first, outer=outer_node)


def _is_many(sources: Any, label: str | None) -> bool:
    while label is not None:
        if sources[label].many:
            return True
        label = sources[label].parent
    return False


def _own_labels(statement: Node) -> list[str]:
    """Return the labels of the statement's own sources (those of every part of a compound)."""
    if isinstance(statement, Compound):
        found: list[str] = []
        for part in statement.parts:
            found += [label for label in _own_labels(part) if label not in found]
        return found
    if not isinstance(statement, Select) or statement.source is None:
        return []
    sources = [statement.source, *(join.source for join in statement.joins)]
    found = [source.label for source in sources if isinstance(source, Table)]
    for source in sources:
        if isinstance(source, Derived):
            found += _own_labels(source.statement)
    return found


def _depth(statement: Node, own: list[str]) -> int:
    """Return how many letters the statements nested in this one have used up."""
    used = [
        LETTERS.index(node.label[0]) + 1
        for node in walk(statement)
        if isinstance(node, Table)
        and node.label not in own
        and node.label[:1] in LETTERS
        and node.label[:1]
        and node.label[1:].isdigit()
    ]
    return min(max(used, default=0), len(LETTERS) - 1)


def _any_row(statement: Node) -> Node:
    """Return the combination in a form that only tells whether it has a row; of a union one row of any part will do."""
    if not isinstance(statement, Compound) or statement.operator[:5] != "UNION" or statement.offset is not None:
        return statement
    one = e.Keyword("1")
    parts = tuple(
        part.but(columns=(Output(one, "a"),), order=())
        if isinstance(part, Select) and not part.distinct and part.limit is None and part.offset is None
        else None
        for part in statement.parts
    )
    return statement if None in parts else statement.but(parts=parts, limit=one)


def exists_statement(query: Query) -> Node:
    """Return the statement that asks whether the query has a row."""
    if query.combination is not None:
        return _any_row(reading(query.but(order=(), default_order=False)).statement)
    if query.locking is not None and query.locking.of:
        # Tables that were only to be selected from are not asked.
        query = query.but(locking=query.locking._replace(of=()))
    if not query.distinct_fields:
        # How many rows a slice has does not depend on their order.
        distinct = query.distinct if query.group is not None or query.is_sliced else False
        query = query.but(order=(), default_order=False, extra_order=(), distinct=distinct)
    statement = reading(query).statement
    if statement.distinct or getattr(statement.source, "label", "") == "qualify":
        return statement
    limit = e.Keyword("1") if statement.limit is None else statement.limit
    return statement.but(columns=(Output(e.Keyword("1"), "a"),), limit=limit)
