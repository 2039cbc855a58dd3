"""QueryFace: what `queryset.query` shows of a question."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.connections import connections
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.models.plan import pins
from django.db.models.plan.draft import Draft
from django.db.models.plan.query import Query
from django.db.models.plan.select import reading
from django.db.models.plan.tables import tables
from django.db.models.querysets.iterables import ValuesIterable
from django.db.models.rows.read import plan_of
from django.db.routing.router import router
from django.utils.record import Record


class FaceSource(Record):
    """A table of a question: its name, its label, what it is joined to, and how (None for the first)."""

    table_name: str
    table_alias: str
    parent_alias: str | None
    join_type: str | None


class FaceCompiler:
    """Writes the SQL of one question for one connection."""

    def __init__(self, query: QueryFace, connection: Any) -> None:
        self.query = query
        self.connection = connection
        self.using = connection.alias

    def as_sql(self) -> tuple[str, tuple[Any, ...]]:
        """Return (SQL with %s, parameters).

        Raises:
            EmptyResultSet: the question is known to have no rows.
        """
        return self.query.sql_with_params(self.using)

    def compile(self, expression: Any) -> tuple[str, Any]:
        """Return (SQL, parameters) of a resolved expression."""
        return self.connection.compiler().compile(expression)

    def compile_node(self, node: Any) -> tuple[str, Any]:
        """Return (SQL, parameters) of a node."""
        return self.connection.compiler().compile_node(node)

    def inline(self, node: Any) -> str:
        """Return the SQL of a node with its values written into it."""
        return self.connection.compiler().inline(node)

    def inlining(self) -> Any:
        """Return a compiler that writes values into the statement."""
        return self.connection.compiler().inlining()

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier."""
        return self.connection.ops.quote_name(name)

    def execute_sql(self, *args: Any, **kwargs: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the driver gives them."""
        face = self.query
        return run.read(Prepared(reading(face._query).statement), face._values, self.using)


class QueryFace:
    """A question with its values: `str()` gives its SQL, attributes are those of the frozen Query.

    Changing attributes of it is refused; refine the QuerySet instead.
    """

    rows_of_values = ValuesIterable

    def __init__(self, query: Query, values: tuple[Any, ...], queryset: Any = None) -> None:
        self._query = query
        self._values = values
        self._queryset = queryset

    def question(self) -> tuple[Query, tuple[Any, ...]]:
        """Return (query, values)."""
        return self._query, self._values

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("_query", "_values", "_queryset"):
            raise AttributeError(name)
        return getattr(self._query, name)

    def __getstate__(self) -> dict[str, Any]:
        return {"_query": self._query, "_values": self._values, "_queryset": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def as_queryset(self) -> Any:
        """Return a QuerySet that asks this question."""
        if self._queryset is not None:
            return self._queryset
        return self._query.model._base_manager.all().__class__(self._query.model, query=self)

    def memo_key(self, values: list[Any]) -> Any:
        """Return the key of the question as an argument of another."""
        return self.as_queryset().memo_key(values)

    def parametrized(self, slots: Any) -> Any:
        """Return the question with its values placed among `slots`."""
        return self.as_queryset().parametrized(slots)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Return the question as a part of another."""
        return self.as_queryset().resolve_expression(*args, **kwargs)

    def resolve_ref(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Return the expression a name stands for, as the expressions that are resolved against this question ask."""
        return Draft(self._query).resolve_ref(name, *args, **kwargs)

    def get_meta(self) -> Any:
        """Return the options of the model."""
        return self._query.model._meta

    @property
    def select_related(self) -> Any:
        return self._query.related

    @property
    def order_by(self) -> tuple[Any, ...]:
        return self._query.order

    @property
    def low_mark(self) -> int:
        return 0 if self._query.offset is None else self._values[self._query.offset]

    @property
    def high_mark(self) -> int | None:
        if self._query.limit is None:
            return None
        return self.low_mark + self._values[self._query.limit]

    @property
    def annotations(self) -> dict[str, Any]:
        return {name: annotation.expression for name, annotation in self._query.annotations.items()}

    @property
    def annotation_select(self) -> dict[str, Any]:
        shown = self._query.shown
        return {
            name: annotation.expression
            for name, annotation in self._query.annotations.items()
            if shown is None or name in shown
        }

    def is_empty(self) -> bool:
        """Tell whether none() was called."""
        return bool(self._query.empty)

    def sql_with_params(self, using: str | None = None) -> tuple[str, tuple[Any, ...]]:
        """Return (SQL with %s, parameters) as it is sent to the alias the QuerySet would use."""
        alias = using or self._alias()
        if self._query.pinned:
            pins.insist_on_one_database(self._query.pinned, self._query.model._meta.label, alias, "what writes its SQL")
        connection = connections[alias]
        prepared = plan_of(self._query).prepared
        if prepared.is_empty:
            raise EmptyResultSet("The query is known to have no rows, so there is no SQL for it.")
        sql, params = prepared.form(connection).written_out(self._values, connection)
        return sql, tuple(params)

    def get_compiler(self, using: str | None = None, connection: Any = None) -> FaceCompiler:
        """Return what writes the SQL of this question for one alias.

        Raises:
            ValueError: neither an alias nor a connection is given.
        """
        if using is None and connection is None:
            raise ValueError("Need either using or connection")
        return FaceCompiler(self, connection or connections[using])

    @property
    def alias_map(self) -> dict[str, FaceSource]:
        """The sources of the question by their label."""
        query = self._query
        table, joins = tables(query.sources, query.where)
        kinds = {table.label: None, **{join.source.label: join.kind for join in joins}}
        return {
            label: FaceSource(source.table, label, source.parent, kinds[label])
            for label, source in query.sources.items()
        }

    def _alias(self) -> str:
        if self._queryset is not None:
            return self._queryset.db
        return router.db_for_read(self._query.model)

    def __str__(self) -> str:
        sql, params = self.sql_with_params()
        return sql % params

    def __repr__(self) -> str:
        return f"<Query of {self._query.model._meta.label}>"


