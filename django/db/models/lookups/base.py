"""Lookups: what stands between the two sides of a condition, `lhs lookup rhs`.

The right side is a plain value, a Slot (a plain value of a query that may be reused), a resolved expression, or an
inner query. Plain values are prepared when the lookup is made, by `prepare`: a pure function of the value, so that it
can be applied again to later values in the same place. A user's class that overrides one of the methods values pass
through is given plain values only (`parametric` is False), and one that writes SQL is opaque.

Of an inner query (`is_inner_query`) a lookup wants: `has_limit_one`, `has_selected_fields`, `choosing(*fields)`,
`statement()`, `model`, `output_field`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.expressions.base import Expression
from django.db.models.expressions.class_facts import OfClass, is_ours
from django.db.models.expressions.functions import Func
from django.db.models.expressions.references import ColPairs
from django.db.models.expressions.values import Value
from django.db.models.fields.boolean import BooleanField
from django.db.models.lookups.registry import RegisterLookupMixin
from django.db.models.lowering import is_expression, lower, lower_plain
from django.db.models.memo.slots import Slot
from django.db.query.node import Node
from django.utils.hashable import make_hashable

#: Overriding one of these changes what becomes of the value.
_TOUCHES_VALUES = frozenset(
    "get_prep_lookup get_db_prep_lookup process_rhs process_lhs batch_process_rhs get_rhs_op as_sql".split()
)


def _is_parametric(cls: type) -> bool:
    for ancestor in cls.__mro__:
        if not is_ours(ancestor) and any(
            name in _TOUCHES_VALUES or name.startswith("as_") for name in ancestor.__dict__
        ):
            return False
    return True


#: By field class, whether `get_prep_value` is one of ours: those never turn a value into None, which is another lookup.
_our_preparation: dict[type, bool] = {}


def _prepares_by_our_rules(lhs: Any) -> bool:
    field = getattr(lhs, "_output_field_or_none", None)
    if field is None:
        return True
    cls = type(field)
    if cls not in _our_preparation:
        names = {"get_prep_value", "to_python"}
        _our_preparation[cls] = all(is_ours(ancestor) or names.isdisjoint(vars(ancestor)) for ancestor in cls.__mro__)
    return _our_preparation[cls]


class Lookup(Expression):
    """Base of all lookups: `lookup_class(lhs, rhs)`."""

    lookup_name: str | None = None
    #: Whether the field on the left prepares the value on the right.
    prepare_rhs = True
    can_use_none_as_rhs = False
    is_lookup = True
    #: Whether the value may come as a Slot (found out for each subclass).
    parametric: Any = True
    writes_sql = frozenset(
        {
            "process_lhs",
            "process_rhs",
            "get_rhs_op",
            "get_db_prep_lookup",
            "batch_process_rhs",
            "split_parameter_list_as_sql",
        }
    )
    output_field = BooleanField()
    conditional = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        OfClass(_is_parametric).set_on(cls, "parametric")

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if type(rhs) is Slot and not (self.parametric and _prepares_by_our_rules(lhs)):
            rhs = rhs.surrender()
        self.lhs, self.rhs = lhs, rhs
        if isinstance(rhs, ColPairs) and not isinstance(lhs, ColPairs):
            raise ValueError(f"{rhs.output_field.__class__.__name__} cannot be used as a lookup value.")
        self.rhs = self.get_prep_lookup()
        self.lhs = self.get_prep_lhs()
        self.bilateral_transforms = _bilateral(self.lhs)
        if self.bilateral_transforms:
            self._transform_rhs()

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.lhs!r}, {self.rhs!r})"

    # --- the value ---

    def prepare(self, value: Any) -> Any:
        """Return a plain value as the left side's field stores it. Pure.

        Raises:
            TypeError, ValueError: the field refuses the value.
        """
        field = self._lhs_field()
        return value if field is None or not self.prepare_rhs else field.get_prep_value(value)

    prepare.keeps_plain = True  # type: ignore[attr-defined]

    def preparation(self, sample: Any) -> Callable[[Any], Any] | None:
        """Return what is done to values of the sample's type before they are sent; None where nothing is.

        A method `prepare` that is marked `keeps_plain` gives back unchanged what is of its field's own type.
        """
        if getattr(type(self).prepare, "keeps_plain", False) and type(sample) is self._lhs_field().plain_type:
            return None
        return self.prepare

    def _lhs_field(self) -> Any:
        return getattr(self.lhs, "output_field", None)

    def get_prep_lookup(self) -> Any:
        """Return the right side, prepared."""
        rhs = self.rhs
        if type(rhs) is Slot:
            if not self.prepare_rhs:
                return rhs
            return rhs.prepare(self.preparation(rhs.value)) if self._lhs_field() is not None else Value(rhs)
        if not self.prepare_rhs or hasattr(rhs, "resolve_expression"):
            return rhs
        if self._lhs_field() is not None:
            return self.prepare(rhs)
        return Value(rhs) if self.rhs_is_direct_value() else rhs

    def get_prep_lhs(self) -> Any:
        """Return the left side as an expression."""
        return self.lhs if hasattr(self.lhs, "resolve_expression") else Value(self.lhs)

    def rhs_is_direct_value(self) -> bool:
        """Say whether the right side is a plain value."""
        return not hasattr(self.rhs, "as_sql")

    def _transform_rhs(self) -> None:
        """Apply to the right side what the transforms on the left want applied on both."""
        if is_query(self.rhs):
            raise NotImplementedError("Bilateral transformations on nested querysets are not implemented.")
        field = innermost(self.lhs).output_field
        if self.rhs_is_direct_value():
            self.rhs = Value(self.rhs, output_field=field)
        self.rhs = self._transformed(self.rhs)

    def _transformed(self, expression: Any) -> Any:
        for transform in self.bilateral_transforms:
            expression = transform(expression)
        return expression

    # --- parts ---

    def get_source_expressions(self) -> list[Any]:
        return [self.lhs, self.rhs] if hasattr(self.rhs, "resolve_expression") else [self.lhs]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        if len(exprs) == 1:
            self.lhs = exprs[0]
        else:
            self.lhs, self.rhs = exprs

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
        clone.lhs = self.lhs.resolve_expression(query, allow_joins, reuse, summarize, for_save)
        if hasattr(self.rhs, "resolve_expression"):
            clone.rhs = self.rhs.resolve_expression(query, allow_joins, reuse, summarize, for_save)
        elif type(self.rhs) in (list, tuple):
            clone.rhs = [
                item.resolve_expression(query, allow_joins, reuse, summarize, for_save)
                if hasattr(item, "resolve_expression")
                else item
                for item in self.rhs
            ]
        return clone

    def get_group_by_cols(self) -> list[Any]:
        columns = self.lhs.get_group_by_cols()
        if hasattr(self.rhs, "get_group_by_cols"):
            columns = [*columns, *self.rhs.get_group_by_cols()]
        return columns

    @property
    def identity(self) -> tuple[Any, ...]:
        return (self.__class__, self.lhs, self.rhs)

    def __eq__(self, other: object) -> bool:
        return self.identity == other.identity if isinstance(other, Lookup) else NotImplemented

    def __hash__(self) -> int:
        return hash(make_hashable(self.identity))

    @property
    def allowed_default(self) -> bool:
        return self.lhs.allowed_default and getattr(self.rhs, "allowed_default", True)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return sql, params

    # --- nodes ---

    def lower_rhs(self) -> Node:
        """Return the node of the right side."""
        return self._lower_value(self.rhs)

    def _lower_value(self, value: Any) -> Node:
        return lower(value) if is_expression(value) else lower_plain(value, self._lhs_field())

    # --- SQL, for users' lookups ---

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, list[Any]]:
        """Return SQL and parameters of the left side."""
        return _compiled(compiler, self.lhs if lhs is None else lhs)

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Return SQL and parameters of the right side."""
        if self.rhs_is_direct_value():
            return self.get_db_prep_lookup(self.rhs, connection)
        return _compiled(compiler, self.rhs)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return SQL and parameters of a plain value."""
        return "%s", [value]

    def batch_process_rhs(self, compiler: Any, connection: Any, rhs: Any = None) -> tuple[Any, Any]:
        """Return a list of SQL and the parameters of a list of values."""
        sqls: list[str] = []
        params: list[Any] = []
        for value in self.rhs if rhs is None else rhs:
            if hasattr(value, "as_sql"):
                sql, own = compiler.compile(value)
            else:
                sql, own = "%s", [value]
            sqls.append(sql)
            params.extend(own)
        return tuple(sqls), tuple(params)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return SQL and parameters."""
        if self.opaque:
            raise NotImplementedError("subclasses of Lookup must provide an as_sql() method")
        return compiler.compile_node(self.lower())


def is_query(rhs: Any) -> bool:
    """Say whether the right side is an inner query."""
    return getattr(rhs, "is_inner_query", False)


def inner_query(rhs: Any) -> Any:
    """Return the inner query that the right side is, also as a Subquery; None if it is none."""
    if is_query(rhs):
        return rhs
    inner = getattr(rhs, "inner", None)
    return inner if is_query(inner) else None


def _compiled(compiler: Any, side: Any) -> tuple[str, list[Any]]:
    sql, params = compiler.compile(side)
    return (f"({sql})" if getattr(side, "is_lookup", False) else sql), list(params)


def _bilateral(lhs: Any) -> list[type]:
    return lhs.get_bilateral_transforms() if hasattr(lhs, "get_bilateral_transforms") else []


def innermost(lhs: Any) -> Any:
    """Return what the transforms are applied on."""
    while hasattr(lhs, "get_bilateral_transforms"):
        lhs = lhs.lhs
    return lhs


class Transform(RegisterLookupMixin, Func):
    """A function that can stand in a lookup's path: `name__lower__exact`."""

    #: Whether it is applied to the right side, too.
    bilateral = False
    arity = 1

    @property
    def lhs(self) -> Any:
        return self.get_source_expressions()[0]

    def get_bilateral_transforms(self) -> list[type]:
        """Return the classes of the transforms to apply on the right side, innermost first."""
        inner = _bilateral(self.lhs)
        return [*inner, self.__class__] if self.bilateral else inner


class BuiltinLookup(Lookup):
    """A lookup written `lhs operator rhs`."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, list[Any]]:
        sql, params = super().process_lhs(compiler, connection, lhs)
        internal_type = self.lhs.output_field.get_internal_type()
        return connection.ops.lookup_cast(self.lookup_name, internal_type) % sql, params

    def get_rhs_op(self, connection: Any, rhs: Any) -> str:
        """Return the operator with the right side's SQL."""
        return connection.operators[self.lookup_name] % rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.opaque:
            return compiler.compile_node(self.lower())
        lhs, params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} {self.get_rhs_op(connection, rhs)}", [*params, *rhs_params]

    def lower(self) -> Node:
        raise NotImplementedError(f"{self.__class__.__name__} must implement lower() or as_sql().")


class FieldGetDbPrepValueMixin:
    """The field on the left turns the value into what the engine takes."""

    get_db_prep_lookup_value_is_iterable = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        field = getattr(self.lhs.output_field, "target_field", None) or self.lhs.output_field
        items = value if self.get_db_prep_lookup_value_is_iterable else [value]
        return "%s", [field.get_db_prep_value(item, connection, prepared=True) for item in items]

    # Beside it, for whether a class writes its own SQL is asked of the nearest class that says something.
    def lower(self) -> Node:
        return super().lower()
