"""Paths into JSON (`data__owner__name`), and lookups on JSON.

A path becomes one call of the neutral function `json_extract` over the column, whatever its length. What a piece of
JSON is compared with becomes a call of it, too, with an empty path: so both sides have the form in which an engine
takes pieces out of documents. See `django.db.query.functions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions.base import Expression
from django.db.models.fields.json import JSONField
from django.db.models.fields.text import TextField
from django.db.models.lookups.base import FieldGetDbPrepValueMixin, Lookup, Transform
from django.db.models.lookups.comparison import (
    Comparison,
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
)
from django.db.models.lookups.text import (
    EndsWith,
    IContains,
    IEndsWith,
    IExact,
    IRegex,
    IStartsWith,
    Regex,
    StartsWith,
    TextLookup,
)
from django.db.models.lowering import kind_of_field, lower
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.utils.late import Late

json = Late("json")

# --- paths ------------------------------------------------------------------------------------------------------------


def as_step(key: str) -> str | int:
    """Return one step of a path: what looks like a number is a place in an array."""
    try:
        return int(key)
    except ValueError:
        return key


def compile_json_path(key_transforms: Iterable[Any], include_root: bool = True) -> str:
    """Return the path in SQL's JSON path language: `$."a"[0]`."""
    steps = [as_step(str(key)) for key in key_transforms]
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{json.dumps(step)}" for step in steps)
    return f"${text}" if include_root else text


class KeyTransform(Transform):
    """What stands in JSON under a key or index."""

    late_lookups = {
        "django.db.models.lookups.json": """
            exact in isnull iexact icontains startswith istartswith endswith iendswith regex iregex lt lte gt gte
        """,
    }

    postgres_operator = "->"
    postgres_nested_operator = "#>"
    neutral = "json_extract"
    #: Whether the piece is wanted as text, not as JSON.
    as_text = False

    def __init__(self, key_name: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key_name = str(key_name)

    def root_and_path(self) -> tuple[Any, tuple[str | int, ...]]:
        """Return the expression that gives the JSON, and the steps from there."""
        steps = [as_step(self.key_name)]
        inner = self.lhs
        while isinstance(inner, KeyTransform):
            steps.append(as_step(inner.key_name))
            inner = inner.lhs
        return inner, tuple(reversed(steps))

    def lower(self) -> Node:
        root, path = self.root_and_path()
        return piece(lower(root), path, self.as_text, kind_of_field(self.output_field))


def piece(document: Node, path: tuple[str | int, ...], as_text: bool = False, kind: str = "JSONField") -> Node:
    """Return the node of what stands at `path` in a document."""
    options: tuple[tuple[str, Any], ...] = (("path", path), ("as_text", True)) if as_text else (("path", path),)
    return nodes.Call("json_extract", (document,), kind, options=options)


class KeyTextTransform(KeyTransform):
    """What stands in JSON under a key or index, as text."""

    postgres_operator = "->>"
    postgres_nested_operator = "#>>"
    as_text = True
    output_field = TextField()

    def get_lookup(self, lookup: str) -> Any:
        """Return the look-up of texts: those of keys compare with JSON."""
        return self.output_field.get_lookup(lookup)

    @classmethod
    def from_lookup(cls, lookup: str) -> Any:
        """Return the transform for a path as it is written in lookups: `data__owner__0`.

        Raises:
            ValueError: there is no key in it.
        """
        transform, *keys = lookup.split(LOOKUP_SEP)
        if not keys:
            raise ValueError("Lookup must contain key or index transforms.")
        for key in keys:
            transform = cls(key, transform)
        return transform


KT = KeyTextTransform.from_lookup


class KeyTransformFactory:
    """Makes the transform for a name that is no registered transform of JSON."""

    def __init__(self, key_name: str) -> None:
        self.key_name = key_name

    def __call__(self, *args: Any, **kwargs: Any) -> KeyTransform:
        return KeyTransform(self.key_name, *args, **kwargs)


# --- lookups on whole documents ---------------------------------------------------------------------------------------


@JSONField.register_lookup
class JSONExact(Exact):
    """The same JSON; None is JSON's null."""

    can_use_none_as_rhs = True

    def lower(self) -> Node:
        return nodes.Compare("=", lower(self.lhs), self.lower_rhs())


class _Holds(FieldGetDbPrepValueMixin, Lookup):
    """Base of containment."""

    #: The neutral function.
    function = ""

    def lower(self) -> Node:
        return nodes.Truth(nodes.Call(self.function, (lower(self.lhs), self.lower_rhs()), "BooleanField"))


@JSONField.register_lookup
class DataContains(_Holds):
    """Holds all pairs, or items, of the value."""

    lookup_name = "contains"
    postgres_operator = "@>"
    function = "json_contains"


@JSONField.register_lookup
class ContainedBy(_Holds):
    """All its pairs, or items, are in the value."""

    lookup_name = "contained_by"
    postgres_operator = "<@"
    function = "json_contained_by"


class HasKeyLookup(Lookup):
    """Base of lookups for keys. Keys are part of the SQL."""

    prepare_rhs = False
    logical_operator: str | None = None
    #: What joins the conditions on several keys.
    joined: Callable[[tuple[Node, ...]], Node] = nodes.All

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, rhs.surrender() if type(rhs) is Slot else rhs)

    def keys(self) -> list[Any]:
        """Return the keys asked for."""
        return [self.rhs]

    def lower(self) -> Node:
        conditions = tuple([self._has(key) for key in self.keys()])
        return conditions[0] if len(conditions) == 1 else self.joined(conditions)

    def _has(self, key: Any) -> Node:
        root, path = self.lhs.root_and_path() if isinstance(self.lhs, KeyTransform) else (self.lhs, ())
        if isinstance(key, KeyTransform):
            _, more = key.root_and_path()
            steps = (*path, *more[:-1], str(key.key_name))
        else:
            # The last step is a key even if it looks like a number.
            steps = (*path, str(key))
        return nodes.Truth(nodes.Call("json_has_key", (lower(root),), "BooleanField", options=(("path", steps),)))

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        if isinstance(rhs, Expression) and not isinstance(rhs, KeyTransform):
            raise TypeError(f"{self.lookup_name} needs a key, not {rhs!r}. Give a text or a KeyTransform.")
        return rhs

    def get_source_expressions(self) -> list[Any]:
        # A KeyTransform on the right is a way of writing a path, no column.
        return [self.lhs]


@JSONField.register_lookup
class HasKey(HasKeyLookup):
    """Has the key."""

    lookup_name = "has_key"
    postgres_operator = "?"


class HasKeyOrArrayIndex(HasKey):
    """Has the key or, where it looks like a number, the place in an array."""

    def _has(self, key: Any) -> Node:
        root, path = self.lhs.root_and_path() if isinstance(self.lhs, KeyTransform) else (self.lhs, ())
        steps = (*path, as_step(str(key)))
        return nodes.Truth(nodes.Call("json_has_key", (lower(root),), "BooleanField", options=(("path", steps),)))


@JSONField.register_lookup
class HasKeys(HasKeyLookup):
    """Has all the keys."""

    lookup_name = "has_keys"
    postgres_operator = "?&"
    logical_operator = " AND "

    def get_prep_lookup(self) -> Any:
        return [item if isinstance(item, KeyTransform) else str(item) for item in self.rhs]

    def keys(self) -> list[Any]:
        return self.rhs


@JSONField.register_lookup
class HasAnyKeys(HasKeys):
    """Has one of the keys."""

    lookup_name = "has_any_keys"
    postgres_operator = "?|"
    logical_operator = " OR "
    joined = nodes.Any_


@JSONField.register_lookup
class JSONIContains(IContains):
    """The text somewhere in the JSON text, capital letters or not."""


# --- lookups behind a path --------------------------------------------------------------------------------------------


class KeyTransformComparison(Comparison):
    """Base: a piece of JSON is compared with a value in JSON."""

    def _lower_value(self, value: Any) -> Node:
        node = super()._lower_value(value)
        return piece(node, ()) if type(node) in (nodes.Param, nodes.Literal) else node

    def lower(self) -> Node:
        return super().lower()


@KeyTransform.register_lookup
class KeyTransformExact(KeyTransformComparison, JSONExact):
    """The piece is the same JSON; None is JSON's null."""

    def lower(self) -> Node:
        return nodes.Compare("=", lower(self.lhs), self.lower_rhs())


@KeyTransform.register_lookup
class KeyTransformIn(In):
    """The piece is one of several."""

    def get_prep_lookup(self) -> Any:
        # Each value is wrapped by itself: how many there are decides the SQL.
        if type(self.rhs) is Slot:
            self.rhs = self.rhs.surrender()
        return super().get_prep_lookup()

    def _lower_value(self, value: Any) -> Node:
        node = super()._lower_value(value)
        return piece(node, ()) if type(node) is nodes.Literal else node

    def lower(self) -> Node:
        return super().lower()


@KeyTransform.register_lookup
class KeyTransformIsNull(IsNull):
    """The key is not there, or is; a key that holds JSON's null is there."""

    def lower(self) -> Node:
        return super().lower()


class KeyTransformTextLookupMixin(TextLookup):
    """A text lookup on a piece of JSON: on its text."""

    def __init__(self, key_transform: Any, *args: Any, **kwargs: Any) -> None:
        if not isinstance(key_transform, KeyTransform):
            raise TypeError("Transform should be an instance of KeyTransform in order to use this lookup.")
        inner, extra = key_transform.source_expressions, key_transform.extra
        super().__init__(KeyTextTransform(key_transform.key_name, *inner, **extra), *args, **kwargs)


@KeyTransform.register_lookup
class KeyTransformIExact(KeyTransformTextLookupMixin, IExact):
    """The piece is that text, capital letters or not."""


@KeyTransform.register_lookup
class KeyTransformIContains(KeyTransformTextLookupMixin, IContains):
    """The text somewhere in the piece, capital letters or not."""


@KeyTransform.register_lookup
class KeyTransformStartsWith(KeyTransformTextLookupMixin, StartsWith):
    """The piece starts with the text."""


@KeyTransform.register_lookup
class KeyTransformIStartsWith(KeyTransformTextLookupMixin, IStartsWith):
    """The piece starts with the text, capital letters or not."""


@KeyTransform.register_lookup
class KeyTransformEndsWith(KeyTransformTextLookupMixin, EndsWith):
    """The piece ends with the text."""


@KeyTransform.register_lookup
class KeyTransformIEndsWith(KeyTransformTextLookupMixin, IEndsWith):
    """The piece ends with the text, capital letters or not."""


@KeyTransform.register_lookup
class KeyTransformRegex(KeyTransformTextLookupMixin, Regex):
    """The piece matches a regular expression."""


@KeyTransform.register_lookup
class KeyTransformIRegex(KeyTransformTextLookupMixin, IRegex):
    """The piece matches a regular expression, capital letters or not."""


@KeyTransform.register_lookup
class KeyTransformLt(KeyTransformComparison, LessThan):
    """The piece is less."""


@KeyTransform.register_lookup
class KeyTransformLte(KeyTransformComparison, LessThanOrEqual):
    """The piece is less or equal."""


@KeyTransform.register_lookup
class KeyTransformGt(KeyTransformComparison, GreaterThan):
    """The piece is greater."""


@KeyTransform.register_lookup
class KeyTransformGte(KeyTransformComparison, GreaterThanOrEqual):
    """The piece is greater or equal."""
