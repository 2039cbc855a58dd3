"""Lookups that compare values: equal, less, greater, in, range, isnull."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.expressions.values import Value
from django.db.models.fields.base import Field
from django.db.models.lookups.base import BuiltinLookup, FieldGetDbPrepValueMixin, inner_query, innermost, is_query
from django.db.models.lowering import kind_of_field, lower, lower_condition
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node


class Comparison(FieldGetDbPrepValueMixin, BuiltinLookup):
    """`lhs operator rhs`."""

    operator = "="

    def lower(self) -> Node:
        return nodes.Compare(self.operator, lower(self.lhs), self.lower_rhs())


@Field.register_lookup
class Exact(Comparison):
    """Equal."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        require_single(self.rhs, "exact")
        return super().get_prep_lookup()

    def lower(self) -> Node:
        if isinstance(self.rhs, bool) and getattr(self.lhs, "conditional", False):
            condition = lower_condition(self.lhs)
            return condition if self.rhs else nodes.Not(condition)
        if self.rhs is None:
            return nodes.Compare("=", lower(self.lhs), nodes.Null())
        return super().lower()


def require_single(rhs: Any, lookup: str) -> None:
    """Refuse an inner query that may give several rows.

    Raises:
        ValueError: naming the lookup.
    """
    if is_query(rhs) and not rhs.has_limit_one:
        raise ValueError(f"The QuerySet value for an {lookup} lookup must be limited to one result using slicing.")


@Field.register_lookup
class GreaterThan(Comparison):
    """Greater."""

    lookup_name = "gt"
    operator = ">"


@Field.register_lookup
class GreaterThanOrEqual(Comparison):
    """Greater or equal."""

    lookup_name = "gte"
    operator = ">="


@Field.register_lookup
class LessThan(Comparison):
    """Less."""

    lookup_name = "lt"
    operator = "<"


@Field.register_lookup
class LessThanOrEqual(Comparison):
    """Less or equal."""

    lookup_name = "lte"
    operator = "<="


class FieldGetDbPrepValueIterableMixin(FieldGetDbPrepValueMixin):
    """The right side is a list of values."""

    get_db_prep_lookup_value_is_iterable = True
    # Whatever the number of values is, the SQL is one.
    _listlike = (list, tuple, set, frozenset)

    def prepare(self, value: Any) -> Any:
        field = self._lhs_field()
        if field is None or not self.prepare_rhs:
            return list(value)
        prepare = field.get_prep_value
        return [item if hasattr(item, "resolve_expression") else prepare(item) for item in value]

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        if type(rhs) is Slot and not isinstance(rhs.value, self._listlike):
            self.rhs = rhs = rhs.surrender()
        if type(rhs) is Slot:
            return rhs.prepare(self.preparation(rhs.value))
        return rhs if hasattr(rhs, "resolve_expression") else self.prepare(rhs)

    def _transform_rhs(self) -> None:
        if not self.rhs_is_direct_value():
            super()._transform_rhs()
            return
        field = innermost(self.lhs).output_field
        items = self.rhs.surrender() if type(self.rhs) is Slot else self.rhs
        self.rhs = [self._transformed(Value(item, output_field=field)) for item in items]

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            return self.batch_process_rhs(compiler, connection)
        return super().process_rhs(compiler, connection)

    def lower(self) -> Node:
        return super().lower()

    def batch_process_rhs(self, compiler: Any, connection: Any, rhs: Any = None) -> tuple[Any, Any]:
        values = self.rhs if rhs is None else rhs
        prepared = [
            value if hasattr(value, "as_sql") else self.get_db_prep_lookup([value], connection)[1][0]
            for value in values
        ]
        return super().batch_process_rhs(compiler, connection, prepared)


@Field.register_lookup
class In(FieldGetDbPrepValueIterableMixin, BuiltinLookup):
    """Among the values of a list or the rows of a query."""

    lookup_name = "in"

    def prepare(self, value: Any) -> Any:
        # NULL is equal to nothing, and nothing is gained by asking twice.
        return distinct(item for item in super().prepare(value) if item is not None)

    prepare.keeps_plain = True  # type: ignore[attr-defined]

    def preparation(self, sample: Any) -> Callable[[Any], Any] | None:
        """Return what is done to lists like the sample: items of the field's own type need no look each."""
        field = self._lhs_field()
        plain = getattr(type(self).prepare, "keeps_plain", False) and field is not None and self.prepare_rhs
        return _distinct_plain if plain and set(map(type, sample)) == {field.plain_type} else self.prepare

    def lower(self) -> Node:
        rhs, field = self.rhs, self._lhs_field()
        query = inner_query(rhs)
        if query is not None:
            return nodes.Members(lower(self.lhs), query.statement())
        if type(rhs) is Slot:
            if not rhs.value:
                # What the field makes of other values of these types may be something to look for.
                rhs.surrender()
                return nodes.Nothing()
            return nodes.Members(lower(self.lhs), rhs.param(field, kind_of_field(field), many=True))
        if hasattr(rhs, "resolve_expression"):
            found = lower(rhs)
            # Text of the caller's own may be a query; anything else is one value.
            return nodes.Members(lower(self.lhs), found if isinstance(found, nodes.Raw) else (found,))
        items = tuple([self._lower_value(item) for item in rhs])
        return nodes.Members(lower(self.lhs), items) if items else nodes.Nothing()

    def get_rhs_op(self, connection: Any, rhs: Any) -> str:
        return f"IN {rhs}"

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if not self.rhs_is_direct_value():
            return super().process_rhs(compiler, connection)
        sqls, params = self.batch_process_rhs(compiler, connection)
        return f"({', '.join(sqls)})", params


def _distinct_plain(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def distinct(items: Iterable[Any]) -> list[Any]:
    """Return the items without repetitions, in order; all of them if they cannot be hashed."""
    items = list(items)
    try:
        return list(dict.fromkeys(items))
    except TypeError:
        return items


@Field.register_lookup
class Range(FieldGetDbPrepValueIterableMixin, BuiltinLookup):
    """Between two values, both included."""

    lookup_name = "range"

    def prepare(self, value: Any) -> Any:
        found = super().prepare(value)
        if len(found) != 2:
            raise ValueError(f"A range look-up needs two values, lowest and highest; got {len(found)}: {value!r}")
        return found

    def get_rhs_op(self, connection: Any, rhs: Any) -> str:
        return f"BETWEEN {rhs[0]} AND {rhs[1]}"

    def lower(self) -> Node:
        rhs, field = self.rhs, self._lhs_field()
        if type(rhs) is Slot:
            kind = kind_of_field(field)
            low, high = (rhs.param(field, kind, item=place) for place in (0, 1))
        else:
            low, high = (self._lower_value(item) for item in rhs)
        return nodes.Between(lower(self.lhs), low, high)


@Field.register_lookup
class IsNull(BuiltinLookup):
    """NULL, or not."""

    lookup_name = "isnull"
    prepare_rhs = False

    def lower(self) -> Node:
        if not isinstance(self.rhs, bool):
            raise ValueError("The QuerySet value for an isnull lookup must be True or False.")
        return nodes.IsNull(lower(self.lhs), negated=not self.rhs)
