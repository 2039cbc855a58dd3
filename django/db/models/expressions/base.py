"""BaseExpression and Expression: what every expression can do.

An expression is the caller's object. `resolve_expression` returns a copy that knows its columns; `lower` turns that
into a node of the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db.models.expressions import makers
from django.db.models.expressions.class_facts import OfClass, is_keyable, is_opaque
from django.db.models.expressions.combinable import Combinable
from django.db.models.lowering import kind_of, plain_field
from django.db.models.memo import keys as memo_keys
from django.db.query.node import Node
from django.utils.functional import cached_property
from django.utils.hashable import make_hashable
from django.utils.late import Late

decimal = Late("decimal")


class OutputFieldIsNoneError(FieldError):
    """Nobody knows the type of an expression."""


class BaseExpression:
    """What can be resolved against a query and stand in it."""

    #: What it gives when there is no row to look at; NotImplemented: the query must be run.
    empty_result_set_value: Any = NotImplemented
    is_summary = False
    #: May it stand in a filter?
    filterable = True
    #: May it stand before OVER?
    window_compatible = False
    #: May it be a field's `db_default`?
    allowed_default = False
    constraint_validation_compatible = True
    #: Does it give several rows per row?
    set_returning = False
    #: May its sources be composite primary keys?
    allows_composite_expressions = False
    #: True for lookups: their SQL is a condition.
    is_lookup = False
    #: True: the class writes its own SQL (found out for each subclass).
    opaque: Any = False
    #: Further methods that write SQL when a subclass overrides them.
    writes_sql: frozenset[str] = frozenset()
    keyable: Any = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        OfClass(is_opaque).set_on(cls, "opaque")
        OfClass(is_keyable).set_on(cls, "keyable")

    def __init__(self, output_field: Any = None) -> None:
        if output_field is not None:
            self.output_field = output_field

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state.pop("convert_value", None)
        return state

    # --- parts ---

    def get_source_expressions(self) -> list[Any]:
        """Return the expressions this one is made of, in order; None stands for one left out."""
        return []

    def set_source_expressions(self, exprs: list[Any]) -> None:
        """Take new parts, in the order of `get_source_expressions`."""
        assert not exprs

    def _parse_expressions(self, *expressions: Any) -> list[Any]:
        """Names become references, plain values become Value."""
        return [makers.as_expression(expression) for expression in expressions]

    def copy(self) -> Any:
        """Return a shallow copy that has forgotten what was computed from its parts."""
        clone = object.__new__(self.__class__)
        state = clone.__dict__
        state.update(self.__dict__)
        for name in memo_keys.COMPUTED & state.keys():
            del state[name]
        return clone

    def _with_sources(self, change: Callable[[Any], Any]) -> Any:
        """Return a copy with `change` applied to each part that is there."""
        clone = self.copy()
        sources = [None if source is None else change(source) for source in self.get_source_expressions()]
        clone.set_source_expressions(sources)
        return clone

    def _any_source(self, name: str) -> bool:
        return any(source is not None and getattr(source, name, False) for source in self.get_source_expressions())

    @cached_property
    def contains_aggregate(self) -> bool:
        return self._any_source("contains_aggregate")

    @cached_property
    def contains_over_clause(self) -> bool:
        return self._any_source("contains_over_clause")

    @cached_property
    def contains_column_references(self) -> bool:
        return self._any_source("contains_column_references")

    @cached_property
    def contains_subquery(self) -> bool:
        return any(
            source is not None and (getattr(source, "subquery", False) or getattr(source, "contains_subquery", False))
            for source in self.get_source_expressions()
        )

    # --- resolving ---

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        """Return a copy whose names are columns of `query`.

        Args:
            query: knows the names; see `resolve_ref`.
            allow_joins: may names follow relations?
            reuse: labels of the joins that may be used again.
            summarize: this is for `aggregate()`: names mean the columns of an inner query.
            for_save: the result is stored in a column.
        """
        clone = self.copy()
        clone.is_summary = summarize
        sources = [
            None if source is None else source.resolve_expression(query, allow_joins, reuse, summarize, for_save)
            for source in self.get_source_expressions()
        ]
        if not self.allows_composite_expressions:
            self._refuse_composites(sources)
        clone.set_source_expressions(sources)
        return clone

    def _refuse_composites(self, sources: Iterable[Any]) -> None:
        if any(isinstance(source, makers.pairs) for source in sources):
            raise ValueError(f"{self.__class__.__name__} expression does not support composite primary keys.")

    def relabeled_clone(self, change_map: dict[str, str]) -> Any:
        """Return a copy that uses the new labels."""
        return self._with_sources(lambda source: source.relabeled_clone(change_map))

    def replace_expressions(self, replacements: dict[Any, Any]) -> Any:
        """Return a copy in which expressions that are keys of `replacements` give way to their values."""
        if not replacements:
            return self
        if (replacement := replacements.get(self)) is not None:
            return replacement
        if not self.get_source_expressions():
            return self
        return self._with_sources(lambda source: source.replace_expressions(replacements))

    def get_refs(self) -> set[str]:
        """Return the names of the annotations it refers to."""
        refs: set[str] = set()
        for source in self.get_source_expressions():
            if hasattr(source, "get_refs"):
                refs |= source.get_refs()
        return refs

    def prefix_references(self, prefix: str) -> Any:
        """Return a copy in which every F name starts with `prefix`."""

        def prefixed(source: Any) -> Any:
            if isinstance(source, makers.reference):
                return makers.reference(f"{prefix}{source.name}")
            return source.prefix_references(prefix)

        return self._with_sources(prefixed)

    def get_expression_for_validation(self) -> Any:
        """Return what a constraint compares when it is checked against an instance."""
        if not getattr(self, "constraint_validation_compatible", True):
            sources = self.get_source_expressions()
            if len(sources) != 1:
                raise ValueError(
                    "Expressions with constraint_validation_compatible set to False must have only one source "
                    "expression."
                )
            return sources[0]
        return self

    # --- type ---

    if TYPE_CHECKING:
        output_field: Any  # a subclass may say it as a class attribute
    else:

        @cached_property
        def output_field(self) -> Any:
            """The field whose type the result has.

            Raises:
                OutputFieldIsNoneError: it is unknown.
            """
            field = self._resolve_output_field()
            if field is None:
                raise OutputFieldIsNoneError("Cannot resolve expression type, unknown output_field")
            return field

    @property
    def field(self) -> Any:
        return self.output_field

    @property
    def _output_field_or_none(self) -> Any:
        try:
            return self.output_field
        except OutputFieldIsNoneError:
            return None

    def _resolve_output_field(self) -> Any:
        """Return the field that all parts have in common; None if none of them knows.

        Raises:
            FieldError: they differ.
        """
        found: Any = None
        for field in self.get_source_fields():
            if field is None:
                continue
            if found is None or found is field:
                found = field
                continue
            # A reference and a number that is no reference are of one type: that of the key referred to.
            if found.__class__ is not field.__class__:
                found, field = plain_field(found), plain_field(field)
            if not isinstance(found, field.__class__):
                names = f"{found.__class__.__name__}, {field.__class__.__name__}"
                raise FieldError(f"Expression contains mixed types: {names}. You must set output_field.")
        return found

    def get_source_fields(self) -> list[Any]:
        """Return the fields of the parts; None where unknown."""
        return [source._output_field_or_none for source in self.get_source_expressions() if source is not None]

    @property
    def conditional(self) -> bool:
        """Whether it can stand as a condition."""
        field = self._output_field_or_none
        return field is not None and memo_keys.is_boolean(field)

    def get_lookup(self, lookup: str) -> Any:
        """Return the lookup class its type has under that name, or None."""
        return self.output_field.get_lookup(lookup)

    def get_transform(self, name: str) -> Any:
        """Return the transform its type has under that name, or None."""
        return self.output_field.get_transform(name)

    # --- results ---

    @staticmethod
    def _convert_value_noop(value: Any, expression: Any, connection: Any) -> Any:
        return value

    @cached_property
    def convert_value(self) -> Callable[[Any, Any, Any], Any]:
        """`(value, expression, connection) -> value`: numbers of drivers that return another type than the field's."""
        return _NUMBERS.get(kind_of(self), self._convert_value_noop)

    def get_db_converters(self, connection: Any) -> list[Callable[[Any, Any, Any], Any]]:
        """Return the converters of a result, to be called in order with `(value, expression, connection)`."""
        own = [] if self.convert_value is self._convert_value_noop else [self.convert_value]
        return [*own, *self.output_field.get_db_converters(connection)]

    def result_converter(self, connection: Any) -> Callable[[Any], Any] | None:
        """Return one function that turns the driver's value into the caller's; None if nothing needs doing."""
        field = self._output_field_or_none
        if field is None:
            return None
        engine = connection.ops.converter(kind_of(self), self._converted_field())
        return _composed(engine, self.get_db_converters(connection), self, connection)

    def _converted_field(self) -> Any:
        """The column the value comes from; None: it is computed."""
        return None

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """Let the field wrap the SQL of a selected expression."""
        if hasattr(self.output_field, "select_format"):
            return self.output_field.select_format(compiler, sql, params)
        return sql, params

    # --- SQL ---

    def lower(self) -> Node:
        """Return the node for this (resolved) expression."""
        raise NotImplementedError("Subclasses must implement lower() or as_sql()")

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return SQL and parameters; subclasses may override it, or add `as_<vendor>`."""
        return compiler.compile_node(self.lower())

    def get_group_by_cols(self) -> list[Any]:
        """Return what GROUP BY must name so that this can be selected beside an aggregate."""
        if not self.contains_aggregate:
            return [self]
        columns: list[Any] = []
        for source in self.get_source_expressions():
            if source is not None:
                columns.extend(source.get_group_by_cols())
        return columns

    def asc(self, **kwargs: Any) -> Any:
        """Return the ascending order by this expression."""
        return makers.order(self, **kwargs)

    def desc(self, **kwargs: Any) -> Any:
        """Return the descending order by this expression."""
        return makers.order(self, descending=True, **kwargs)

    def reverse_ordering(self) -> Any:
        return self

    def flatten(self) -> Iterator[Any]:
        """Yield this expression and all its parts, itself first."""
        yield self
        for source in self.get_source_expressions():
            if source is None:
                continue
            if hasattr(source, "flatten"):
                yield from source.flatten()
            else:
                yield source

    # --- reuse of queries ---

    def memo_key(self, values: list[Any]) -> Any:
        """Return the key of everything but the plain values, which are appended to `values`. See `memo.keys`."""
        return memo_keys.key_of_expression(self, values)

    def parametrized(self, slots: Any) -> Any:
        """Return this with a slot for each value `memo_key` appends. See `memo.keys`."""
        return memo_keys.expression_with_slots(self, slots)


class Expression(BaseExpression, Combinable):
    """An expression that can be combined with others, compared, hashed, and written down in a migration."""

    #: The import path to write down where that is shorter than where the class lives.
    public_path: str | None = None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        instance = super().__new__(cls)
        instance._constructor_args = (args, kwargs)
        return instance

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the import path of the class and the arguments it was made with."""
        cls = type(self)
        path = cls.__dict__.get("public_path") or f"{_public_module(cls)}.{cls.__qualname__}"
        args, kwargs = self._constructor_args
        return path, args, kwargs

    @property
    def identity(self) -> tuple[Any, ...]:
        """Something hashable, equal for expressions of one class made with the same arguments however written."""
        try:
            return self.__dict__["_identity"]
        except KeyError:
            self._identity = identity = _identity(self)
            return identity

    def __eq__(self, other: object) -> bool:
        return other.identity == self.identity if isinstance(other, Expression) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.identity)


def _public_module(cls: type) -> str:
    """Return the module a class is imported from: of packages with a face, that face and not the file."""
    if cls.__module__ in _FACES:
        return _FACES[cls.__module__]
    package = cls.__module__.rpartition(".")[0]
    return _FACES.get(package, cls.__module__)


#: Where programs import from what lives in a file, or in any file of a package.
_FACES = {
    "django.db.models.expressions": "django.db.models.expressions",
    "django.db.models.lookups": "django.db.models.lookups",
    "django.db.models.lookups.json": "django.db.models.fields.json",
    "django.db.models.lookups.related": "django.db.models.fields.related_lookups",
    "django.db.models.lookups.tuples": "django.db.models.fields.tuple_lookups",
}


def _identity(expression: Expression) -> tuple[Any, ...]:
    args, kwargs = expression._constructor_args
    bound = _bound(type(expression), args, kwargs)
    return (type(expression), *((name, _identity_of(value)) for name, value in bound))


_SIGNATURES: dict[type, Any] = {}


def _bound(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    signature = _SIGNATURES.get(cls)
    if signature is None:
        import inspect  # cost: only comparing expressions needs it

        signature = _SIGNATURES[cls] = inspect.signature(cls.__init__)
    bound = signature.bind_partial(None, *args, **kwargs)
    bound.apply_defaults()
    return list(bound.arguments.items())[1:]


def _identity_of(value: Any) -> Any:
    if memo_keys.is_field(value):
        bound = value.name and getattr(value, "model", None)
        return (value.model._meta.label, value.name) if bound else type(value)
    if isinstance(value, tuple):
        return tuple(map(_identity_of, value))
    if isinstance(value, dict):
        return tuple(sorted((name, _identity_of(item)) for name, item in value.items()))
    return make_hashable(value)


def _as_float(value: Any, expression: Any, connection: Any) -> Any:
    return None if value is None else float(value)


def _as_int(value: Any, expression: Any, connection: Any) -> Any:
    return None if value is None else int(value)


def _as_decimal(value: Any, expression: Any, connection: Any) -> Any:
    return None if value is None else decimal.Decimal(value)


_INTEGERS = (
    "AutoField BigAutoField SmallAutoField IntegerField BigIntegerField SmallIntegerField PositiveIntegerField"
    " PositiveBigIntegerField PositiveSmallIntegerField"
)
_NUMBERS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "FloatField": _as_float,
    "DecimalField": _as_decimal,
    **dict.fromkeys(_INTEGERS.split(), _as_int),
}


def _composed(
    engine: Callable[[Any], Any] | None, others: list[Callable[[Any, Any, Any], Any]], expression: Any, connection: Any
) -> Callable[[Any], Any] | None:
    if not others:
        return None if engine is None else lambda value: None if value is None else engine(value)

    def convert(value: Any) -> Any:
        if engine is not None and value is not None:
            value = engine(value)
        for converter in others:
            value = converter(value, expression, connection)
        return value

    return convert
