"""Q: a condition in the caller's words, not yet resolved against any model. FilteredRelation: a relation with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models.constants import LOOKUP_SEP
from django.utils.hashable import make_hashable
from django.utils.tree import Node


class Q(Node):
    """Lookups (`name__lookup=value` pairs) and conditional expressions joined by AND, OR or XOR."""

    AND = "AND"
    OR = "OR"
    XOR = "XOR"
    default = AND
    conditional = True
    connectors = (None, AND, OR, XOR)

    #: F; its module sets it.
    reference: Any = None
    #: `(q, against, using) -> bool`; the plan room sets it, for it takes a query to answer.
    checker: Callable[[Q, dict[str, Any], str], bool] | None = None

    def __init__(self, *args: Any, _connector: str | None = None, _negated: bool = False, **kwargs: Any) -> None:
        if _connector not in self.connectors:
            choices = ", ".join(repr(connector) for connector in self.connectors[1:])
            raise ValueError(f"_connector must be one of {choices}, or None.")
        # In order of names: the order keywords are written in does not make another condition.
        pairs = sorted(kwargs.items()) if len(kwargs) > 1 else kwargs.items()
        self.children = [*args, *pairs]
        self.connector = _connector or self.default
        self.negated = _negated

    def _combine(self, other: Any, connector: str) -> Any:
        if getattr(other, "conditional", False) is False:
            raise TypeError(other)
        if not self:
            return other.copy()
        if not other and isinstance(other, Q):
            return self.copy()
        children: list[Any] = []
        for side in (self, other):
            # What says the same without being a branch of its own stands here itself.
            if not isinstance(side, Node) or side.negated or (side.connector != connector and len(side.children) != 1):
                children.append(side)
            else:
                children += side.children
        joined = object.__new__(self.__class__)
        joined.children, joined.connector, joined.negated = children, connector, False
        return joined

    def __or__(self, other: Any) -> Any:
        return self._combine(other, self.OR)

    def __and__(self, other: Any) -> Any:
        return self._combine(other, self.AND)

    def __xor__(self, other: Any) -> Any:
        return self._combine(other, self.XOR)

    def __invert__(self) -> Q:
        inverted = self.copy()
        inverted.negate()
        return inverted

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        """Return the condition resolved by `query`."""
        return query.resolve_condition(self, allow_joins=allow_joins, reuse=reuse, summarize=summarize)

    def replace_expressions(self, replacements: dict[Any, Any]) -> Q:
        """Return a copy in which names and expressions that are keys of `replacements` give way to their values."""
        if not replacements:
            return self
        replaced = self.create(connector=self.connector, negated=self.negated)
        replaced.children = [_replaced(child, replacements) for child in self.children]
        return replaced

    def flatten(self) -> Iterator[Any]:
        """Yield this Q and everything in it: expressions, nested ones, and the right-hand sides of lookups."""
        yield self
        for child in self.children:
            item = child[1] if isinstance(child, tuple) else child
            if hasattr(item, "flatten"):
                yield from item.flatten()
            else:
                yield item

    def check(self, against: dict[str, Any], using: str = "default") -> bool:
        """Say whether the condition holds for one row.

        Args:
            against: field name to value or expression.
            using: the alias whose engine decides.
        """
        checker = type(self).checker
        if checker is None:
            raise RuntimeError("Q.check() needs django.db.models to be imported.")
        return checker(self, against, using)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the import path of the class and the arguments that make an equal object."""
        module = "django.db.models" if type(self) is Q else type(self).__module__
        kwargs: dict[str, Any] = {}
        if self.connector != self.default:
            kwargs["_connector"] = self.connector
        if self.negated:
            kwargs["_negated"] = True
        return f"{module}.{type(self).__qualname__}", tuple(self.children), kwargs

    @property
    def identity(self) -> Any:
        """Something hashable that is equal for equal conditions."""
        path, args, kwargs = self.deconstruct()
        return (path, tuple(_hashable_child(child) for child in args), tuple(sorted(kwargs.items())))

    def __eq__(self, other: object) -> bool:
        return other.identity == self.identity if isinstance(other, Q) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.identity)

    @property
    def referenced_base_fields(self) -> set[str]:
        """The names of all fields of the model itself that this condition mentions, relations followed or not."""
        return set(_first_names(self))


def _replaced(child: Any, replacements: dict[Any, Any]) -> Any:
    if not isinstance(child, tuple):
        return child.replace_expressions(replacements) if hasattr(child, "replace_expressions") else child
    name, value = child
    if hasattr(value, "replace_expressions"):
        value = value.replace_expressions(replacements)
    return _lookup_on_replacement(name, value, replacements) or (name, value)


def _lookup_on_replacement(name: str, value: Any, replacements: dict[Any, Any]) -> Any:
    """Return the lookup on what stands for the field that `name` starts with; None if nothing does."""
    parts = name.split(LOOKUP_SEP)
    for size in range(len(parts), 0, -1):
        found = replacements.get(Q.reference(LOOKUP_SEP.join(parts[:size])))
        if found is not None:
            return _built_lookup(found, parts[size:], value)
    return None


def _built_lookup(left: Any, parts: list[str], value: Any) -> Any:
    for position, part in enumerate(parts, 1):
        lookup = left.get_lookup(part) if position == len(parts) else None
        if lookup is not None:
            return lookup(left, value)
        transform = left.get_transform(part)
        if transform is None:
            return None
        left = transform(left)
    return left.get_lookup("isnull")(left, True) if value is None else left.get_lookup("exact")(left, value)


def _hashable_child(child: Any) -> Any:
    if isinstance(child, tuple):
        name, value = child
        return (name, make_hashable(value))
    return child


def _first_names(item: Any) -> Iterator[str]:
    """Yield the first part of each name that is looked up or referred to."""
    if isinstance(item, Q):
        for child in item.children:
            if isinstance(child, tuple):
                yield child[0].partition(LOOKUP_SEP)[0]
                yield from _first_names(child[1])
            else:
                yield from _first_names(child)
    elif isinstance(getattr(item, "name", None), str) and not hasattr(item, "get_source_expressions"):
        yield item.name.partition(LOOKUP_SEP)[0]
    elif hasattr(item, "get_source_expressions"):
        for source in item.get_source_expressions():
            yield from _first_names(source)


class FilteredRelation:
    """A relation to be joined only where a condition holds; the condition becomes part of the join."""

    def __init__(self, relation_name: str, *, condition: Q | None = None) -> None:
        condition = Q() if condition is None else condition
        if not relation_name:
            raise ValueError("relation_name cannot be empty.")
        if not isinstance(condition, Q):
            raise ValueError("condition argument must be a Q() instance.")
        self.relation_name = relation_name
        self.condition = condition
        #: The name it was annotated under, and the resolved condition; whoever annotates sets them.
        self.alias: str | None = None
        self.resolved_condition: Any = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FilteredRelation):
            return NotImplemented
        mine = (self.relation_name, self.alias, self.condition)
        return mine == (other.relation_name, other.alias, other.condition)

    def __hash__(self) -> int:
        return hash((self.relation_name, self.alias, self.condition))

    def clone(self) -> FilteredRelation:
        """Return a copy that can be annotated under another name."""
        copy = FilteredRelation(self.relation_name, condition=self.condition)
        copy.alias, copy.resolved_condition = self.alias, self.resolved_condition
        return copy

    def relabeled_clone(self, change_map: dict[str, str]) -> FilteredRelation:
        """Return a copy whose resolved condition uses the new labels."""
        copy = self.clone()
        if copy.resolved_condition is not None:
            copy.resolved_condition = copy.resolved_condition.relabeled_clone(change_map)
        return copy

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> FilteredRelation:
        """Return a copy with its condition resolved against `query`."""
        copy = self.clone()
        copy.resolved_condition = query.resolve_condition(self.condition, allow_joins=True, reuse=None, summarize=False)
        return copy

    def __repr__(self) -> str:
        return f"<FilteredRelation: {self.relation_name} WHERE {self.condition}>"
