"""References: F before names are known, and what it becomes: a column, a composite key's columns, an annotation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.conditions import Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import makers
from django.db.models.expressions.base import Expression
from django.db.models.expressions.combinable import Combinable
from django.db.models.fields import hooks
from django.db.models.lowering import kind_of_field, lower, lower_all
from django.db.query.expressions import Column, Outer, Row
from django.db.query.node import Node


class F(Combinable):
    """The value of a field or an annotation, by its name; `__` follows relations and applies transforms."""

    allowed_default = False

    def __init__(self, name: str) -> None:
        self.name = name
        self._constructor_args = ((name,), {})

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.name})"

    def __getitem__(self, subscript: Any) -> Any:
        return makers.sliced(self, subscript)

    # Without this Python would take indexing for a sequence that never ends.
    __iter__ = None

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        """Return what `query` knows under this name."""
        return query.resolve_ref(self.name, allow_joins, reuse, summarize)

    def replace_expressions(self, replacements: dict[Any, Any]) -> Any:
        """Return the replacement of this reference, or of its field under the same transforms; else itself."""
        if (replacement := replacements.get(self)) is not None:
            return replacement
        name, *transforms = self.name.split(LOOKUP_SEP)
        found = replacements.get(F(name)) if transforms else None
        return self if found is None else self._transformed(found, transforms)

    def _transformed(self, expression: Any, transforms: list[str]) -> Any:
        for name in transforms:
            field = expression._output_field_or_none
            transform = None if field is None else field.get_transform(name)
            if transform is None:
                return self
            expression = transform(expression)
        return expression

    def asc(self, **kwargs: Any) -> Any:
        """Return the ascending order by this reference."""
        return makers.order(self, **kwargs)

    def desc(self, **kwargs: Any) -> Any:
        """Return the descending order by this reference."""
        return makers.order(self, descending=True, **kwargs)

    def copy(self) -> F:
        """Return a shallow copy."""
        clone = object.__new__(self.__class__)
        clone.__dict__.update(self.__dict__)
        return clone

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the import path of the class and the arguments it was made with."""
        cls = type(self)
        module = "django.db.models" if cls is F else cls.__module__
        return f"{module}.{cls.__qualname__}", *self._constructor_args

    def flatten(self) -> Iterator[Any]:
        """Yield this reference."""
        yield self

    def get_refs(self) -> set[str]:
        return set()

    def memo_key(self, values: list[Any]) -> Any:
        """Return the key: see `django.db.models.memo.keys`."""
        return (self.__class__, self.name)

    def parametrized(self, slots: Any) -> F:
        """Return itself: there is no value inside."""
        return self

    def __eq__(self, other: object) -> bool:
        return self.__class__ == other.__class__ and self.name == other.name  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self.name)


class Sliced(F):
    """Part of a text or array field: `F("name")[:3]`. Counted from 0, the end left out, as Python does."""

    def __init__(self, obj: F, subscript: int | slice) -> None:
        super().__init__(obj.name)
        self._constructor_args = ((obj, subscript), {})
        self.obj = obj
        self.start, self.length = _bounds(subscript)

    def __repr__(self) -> str:
        obj, subscript = self._constructor_args[0]
        shown = subscript if isinstance(subscript, slice) else slice(subscript, subscript + 1)
        stop = None if self.length is None else self.start - 1 + self.length
        shown = slice(self.start - 1, stop, None) if isinstance(shown, slice) else shown
        return f"{self.__class__.__name__}({obj!r}, {shown!r})"

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = self.obj.resolve_expression(query, allow_joins, reuse, summarize, for_save)
        if isinstance(resolved, F):
            # A reference to an outer query that is not there yet.
            return self._over(resolved)
        return resolved.output_field.slice_expression(resolved, self.start, self.length)

    contains_aggregate = contains_over_clause = conditional = opaque = False
    filterable = True

    def lower(self) -> Node:
        """Return the placeholder for part of an outer query's column."""
        return Outer(Sliced(F(self.obj.name), self._constructor_args[0][1]))

    def _over(self, obj: Any) -> SlicedOuterRef:
        clone = SlicedOuterRef.__new__(SlicedOuterRef)
        clone.__dict__.update(self.__dict__)
        name = obj.name
        clone.obj = name if hasattr(name, "resolve_expression") else F(name)
        return clone

    def memo_key(self, values: list[Any]) -> Any:
        return (self.__class__, self.obj.memo_key(values), self.start, self.length)

    def __eq__(self, other: object) -> bool:
        return (
            self.__class__ == other.__class__
            and (self.obj, self.start, self.length) == (other.obj, other.start, other.length)  # type: ignore[attr-defined]
        )

    def __hash__(self) -> int:
        return hash((self.name, self.start, self.length))


class SlicedOuterRef(Sliced):
    """A slice of a name of the query around: it is resolved when its query is put into that one."""

    opaque = False
    conditional = False
    filterable = True
    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = True
    _output_field_or_none = None

    def resolve_expression(self, *args: Any, **kwargs: Any) -> SlicedOuterRef:
        return self

    def lower(self) -> Node:
        whole = Sliced.__new__(Sliced)
        whole.__dict__.update(self.__dict__)
        return Outer(whole)

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an outer name has no column of its own.

        Raises:
            ValueError: always.
        """
        raise ValueError("This queryset contains a reference to an outer query and may only be used in a subquery.")

    def get_source_expressions(self) -> list[Any]:
        return []

    def get_group_by_cols(self) -> list[Any]:
        return []

    def relabeled_clone(self, change_map: dict[str, str]) -> SlicedOuterRef:
        return self


def _bounds(subscript: int | slice) -> tuple[int, int | None]:
    """Return the first place, counted from 1, and the length."""
    if isinstance(subscript, int) and not isinstance(subscript, bool):
        if subscript < 0:
            raise ValueError("Negative indexing is not supported.")
        return subscript + 1, 1
    if not isinstance(subscript, slice):
        raise TypeError("Argument to slice must be either int or slice instance.")
    start, stop = subscript.start or 0, subscript.stop
    if start < 0 or (stop is not None and stop < 0):
        raise ValueError("Negative indexing is not supported.")
    if subscript.step is not None:
        raise ValueError("Step argument is not supported.")
    if stop is not None and stop < start:
        raise ValueError("Slice stop must be greater than slice start.")
    return start + 1, None if stop is None else stop - start


class Col(Expression):
    """A column of the source labelled `alias`."""

    contains_column_references = True
    possibly_multivalued = False

    def __init__(self, alias: str | None, target: Any, output_field: Any = None) -> None:
        self.alias, self.target = alias, target
        self.output_field = target if output_field is None else output_field

    def __repr__(self) -> str:
        given = (self.alias, self.target) if self.alias else (self.target,)
        return f"{self.__class__.__name__}({', '.join(map(str, given))})"

    def lower(self) -> Node:
        return Column(self.alias or "", self.target.column, kind_of_field(self.target))

    def relabeled_clone(self, change_map: dict[str, str]) -> Col:
        if self.alias is None or self.alias not in change_map:
            return self
        return self.__class__(change_map[self.alias], self.target, self.output_field)

    def get_group_by_cols(self) -> list[Any]:
        return [self]

    def get_db_converters(self, connection: Any) -> list[Any]:
        if self.target is self.output_field:
            return self.output_field.get_db_converters(connection)
        return [*self.output_field.get_db_converters(connection), *self.target.get_db_converters(connection)]

    def _converted_field(self) -> Any:
        return self.output_field


class ColPairs(Expression):
    """The columns of a composite key, as one value."""

    def __init__(self, alias: str | None, targets: Any, sources: Any, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.alias, self.targets, self.sources = alias, targets, sources

    def __len__(self) -> int:
        return len(self.targets)

    def __iter__(self) -> Iterator[Col]:
        return iter(self.get_cols())

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.alias!r}, {self.targets!r}, {self.sources!r}, {self.output_field!r})"

    def get_cols(self) -> list[Col]:
        """Return the columns, one expression each."""
        return [Col(self.alias, target, source) for target, source in zip(self.targets, self.sources, strict=True)]

    def get_source_expressions(self) -> list[Any]:
        return self.get_cols()

    def set_source_expressions(self, exprs: list[Any]) -> None:
        assert all(isinstance(expression, Col) and expression.alias == self.alias for expression in exprs)
        self.targets = [column.target for column in exprs]
        self.sources = [column.field for column in exprs]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> ColPairs:
        return self

    def relabeled_clone(self, change_map: dict[str, str]) -> ColPairs:
        label = change_map.get(self.alias, self.alias)  # type: ignore[arg-type]
        return self.__class__(label, self.targets, self.sources, self.output_field)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return sql, params

    def lower(self) -> Node:
        return Row(lower_all(self.get_cols()))


class Ref(Expression):
    """An annotation of the query, by its name; stands for the expression behind it."""

    def __init__(self, refs: str, source: Any) -> None:
        super().__init__()
        self.refs, self.source = refs, source

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.refs}, {self.source})"

    def get_source_expressions(self) -> list[Any]:
        return [self.source]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        (self.source,) = exprs

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Ref:
        # Resolved already, when the annotation was made.
        return self

    def get_refs(self) -> set[str]:
        return {self.refs}

    def relabeled_clone(self, change_map: dict[str, str]) -> Ref:
        clone = self.copy()
        clone.source = self.source.relabeled_clone(change_map)
        return clone

    def get_group_by_cols(self) -> list[Any]:
        # A window is computed over the groups: what it looks at is grouped by.
        if getattr(self.source, "contains_over_clause", False):
            return self.source.get_group_by_cols()
        return [self]

    def lower(self) -> Node:
        return lower(self.source)


makers.reference = Q.reference = F
makers.sliced = Sliced
makers.pairs = ColPairs
hooks.make_col.give(Col)
hooks.make_col_pairs.give(ColPairs)
