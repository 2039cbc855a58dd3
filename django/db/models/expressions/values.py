"""Values: what an expression says without looking at a row. Also raw SQL, and wrappers that only give a type."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models.expressions import makers
from django.db.models.expressions.base import Expression
from django.db.models.fields import binary, hooks, uuid
from django.db.models.fields.base import Field
from django.db.models.fields.boolean import BooleanField
from django.db.models.fields.dates import DateField, DateTimeField, DurationField, TimeField
from django.db.models.fields.numbers import DecimalField, FloatField, IntegerField
from django.db.models.fields.text import CharField
from django.db.models.lowering import kind_of_field, lower
from django.db.models.memo import keys as memo_keys
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.utils.late import loaded_classes

#: In order: a bool is an int, a datetime is a date.
_FIELDS: tuple[tuple[type, Callable[[], Any]], ...] = (
    (str, CharField),
    (bool, BooleanField),
    (int, IntegerField),
    (float, FloatField),
    (datetime.datetime, DateTimeField),
    (datetime.date, DateField),
    (datetime.time, TimeField),
    (datetime.timedelta, DurationField),
    (bytes, lambda: binary.BinaryField()),
)
#: The same for classes of modules that are not always loaded.
_LATE_FIELDS: tuple[tuple[tuple[str, str], Callable[[], Any]], ...] = (
    (("decimal", "Decimal"), DecimalField),
    (("uuid", "UUID"), lambda: uuid.UUIDField()),
)
#: Fields for values of a type, made once: nobody changes them.
_shared: dict[type, Any] = {}


def field_for(value: Any) -> Any:
    """Return the field that a plain value would be stored in; None if its type does not tell."""
    for python_type, make in _FIELDS:
        if isinstance(value, python_type):
            return _field_of(python_type, make)
    for path, make in _LATE_FIELDS:
        for python_type in loaded_classes(path):
            if isinstance(value, python_type):
                return _field_of(python_type, make)
    return None


def _field_of(python_type: type, make: Callable[[], Any]) -> Any:
    if python_type not in _shared:
        _shared[python_type] = make()
    return _shared[python_type]


class Value(Expression):
    """A plain value as an expression; it is sent as a parameter."""

    public_path = "django.db.models.Value"
    # Whether it is stored in a column rather than compared; known once resolved.
    for_save = False
    allowed_default = True
    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = False

    def __init__(self, value: Any, output_field: Any = None) -> None:
        super().__init__(output_field=output_field)
        self.value = value

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self._plain()!r})"

    def _plain(self) -> Any:
        return self.value.value if type(self.value) is Slot else self.value

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        clone = self.copy()
        clone.is_summary = summarize
        clone.for_save = for_save
        if type(self.value) is Slot and not for_save and not self.__dict__.get("prepared"):
            field = self._output_field_or_none
            if field is not None:
                self.value.prepare(field.get_prep_value)
                clone.prepared = True
        return clone

    def lower(self) -> Node:
        value, field = self.value, self._output_field_or_none
        kind = kind_of_field(field)
        if value is None:
            # JSON has a null of its own.
            return nodes.Literal(None, field, kind) if kind == "JSONField" else nodes.Null()
        codec = field.save_codec if field is not None and self.for_save else field
        if type(value) is Slot:
            return value.param(codec, kind)
        if field is not None and not self.for_save:
            value = field.get_prep_value(value)
        return nodes.Literal(value, codec, kind)

    def get_group_by_cols(self) -> list[Any]:
        return []

    def _resolve_output_field(self) -> Any:
        return field_for(self._plain())

    @property
    def empty_result_set_value(self) -> Any:
        return self._plain()

    def memo_key(self, values: list[Any]) -> Any:
        if self.__class__ is not Value and not self.keyable:
            raise memo_keys.Unkeyable(self)
        field = self.__dict__.get("output_field")
        typed = None if field is None else memo_keys.key_of_field(field)
        return (self.__class__, memo_keys.key_of(self.value, values), typed)

    def parametrized(self, slots: Any) -> Value:
        if self.value is None or isinstance(self.value, bool):
            return self
        clone = self.copy()
        clone.value = slots.take(self.value)
        return clone


class Constant(Value):
    """A value whose content the engine must see to write the SQL: it is part of the shape of a query."""

    def memo_key(self, values: list[Any]) -> Any:
        return (Constant, memo_keys.constant_key(self.value))

    def parametrized(self, slots: Any) -> Value:
        return self

    def __repr__(self) -> str:
        return f"Value({self.value!r})"


class RawSQL(Expression):
    """SQL text of the caller's own, with `%s` for its parameters."""

    allowed_default = True

    def __init__(self, sql: str, params: Any, output_field: Any = None) -> None:
        self.sql, self.params = sql, params
        super().__init__(output_field=Field() if output_field is None else output_field)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.sql}, {self.params})"

    def lower(self) -> Node:
        return nodes.Raw(self.sql, tuple(self.params))

    def get_group_by_cols(self) -> list[Any]:
        return [self]

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        # The text may name columns of the parents of the model: they must be joined.
        if query is not None and getattr(query, "model", None) is not None:
            self._join_parents(query, allow_joins, reuse, summarize)
        return super().resolve_expression(query, allow_joins, reuse, summarize, for_save)

    def _join_parents(self, query: Any, allow_joins: bool, reuse: Any, summarize: bool) -> None:
        text = self.sql.lower()
        for parent in getattr(query.model._meta, "all_parents", ()):
            for field in parent._meta.local_fields:
                if field.column.lower() in text:
                    query.resolve_ref(field.name, allow_joins, reuse, summarize)
                    break

    def memo_key(self, values: list[Any]) -> Any:
        # Its parameters are spelt into the tree.
        raise memo_keys.Unkeyable(self)


class Star(Expression):
    """`*`."""

    def __repr__(self) -> str:
        return "'*'"

    def lower(self) -> Node:
        return nodes.Star()


class DatabaseDefault(Expression):
    """The default that the database has for a column; where SQL has no word for it, the expression behind it."""

    def __init__(self, expression: Any, output_field: Any = None) -> None:
        super().__init__(output_field)
        self.expression = expression

    def get_source_expressions(self) -> list[Any]:
        return [self.expression]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        (self.expression,) = exprs

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = self.expression.resolve_expression(query, allow_joins, reuse, summarize, for_save)
        # Outside INSERT and UPDATE there is no column whose default could be meant.
        return DatabaseDefault(resolved, output_field=self._output_field_or_none) if for_save else resolved

    def lower(self) -> Node:
        expression = lower(self.expression)
        return nodes.Call("database_default", (expression,), kind_of_field(self._output_field_or_none))


class ExpressionWrapper(Expression):
    """An expression with another output field."""

    public_path = "django.db.models.ExpressionWrapper"

    def __init__(self, expression: Any, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.expression = expression

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.expression})"

    def get_source_expressions(self) -> list[Any]:
        return [self.expression]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.expression = exprs[0]

    def get_group_by_cols(self) -> list[Any]:
        if isinstance(self.expression, Expression):
            wrapped = self.expression.copy()
            wrapped.output_field = self.output_field
            return wrapped.get_group_by_cols()
        # A reference to an outer query, or a subquery, groups by its columns.
        return self.expression.get_group_by_cols()

    def lower(self) -> Node:
        node = lower(self.expression)
        kind = kind_of_field(self._output_field_or_none)
        return node.but(kind=kind) if kind and "kind" in type(node).fields else node

    @property
    def allowed_default(self) -> bool:
        return self.expression.allowed_default


makers.value = Value
hooks.make_value.give(Value)
hooks.make_database_default.give(DatabaseDefault)
