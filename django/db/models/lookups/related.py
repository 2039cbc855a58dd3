"""Lookups on relations: the right side may be an instance, or several, instead of keys."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.db.models.expressions.references import ColPairs
from django.db.models.fields.related_foreign import ForeignObject
from django.db.models.lookups.base import is_query
from django.db.models.lookups.comparison import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
)
from django.db.models.lookups.tuples import (
    TupleExact,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleIn,
    TupleIsNull,
    TupleLessThan,
    TupleLessThanOrEqual,
)


def targets_of(lhs: Any) -> tuple[Any, ...]:
    """Return the fields whose values the left side holds, in the model the relation leads to."""
    return tuple(lhs.output_field.path_infos[-1].target_fields)


def get_normalized_value(value: Any, lhs: Any) -> tuple[Any, ...]:
    """Return the key of an instance, one item per column of the left side; of anything else, itself.

    Raises:
        ValueError: the instance has no key yet.
    """
    if not hasattr(value, "_meta"):
        return value if isinstance(value, tuple) else (value,)
    if value.pk is None:
        raise ValueError("Model instances passed to related filters must be saved.")
    return tuple([_value_for(value, field) for field in targets_of(lhs)])


def _value_for(instance: Any, field: Any) -> Any:
    """Return the instance's value of a field, or of what that field refers to, down to the instance's own model."""
    return getattr(instance, _field_of(type(instance), field).attname, instance.pk)


def _field_of(model: Any, field: Any) -> Any:
    while not issubclass(model, field.model) and field.remote_field:
        field = field.remote_field.model._meta.get_field(field.remote_field.field_name)
    return field


def _key_name(model: Any, lhs: Any) -> str | None:
    """Return the attribute of the model's instances that the left side refers to, if it is their primary key."""
    targets = targets_of(lhs)
    name = _field_of(model, targets[0]).attname if len(targets) == 1 else None
    return name if name == model._meta.pk.attname else None


def _reading_keys(
    key_of: Callable[[Any], Any], field: Any, prepare: Callable[[Any], Any]
) -> Callable[[Any], list[Any]]:
    def keys_of(instances: Any) -> list[Any]:
        keys = list(map(key_of, instances))
        if set(map(type, keys)) == {field.plain_type}:
            return list(dict.fromkeys(keys))
        return prepare(instances)

    return keys_of


class RelatedLookupMixin:
    """A lookup whose right side may be an instance.

    Over several columns its place is taken by the tuple lookup `composite`.
    """

    composite: Any = None

    def __new__(cls, lhs: Any = None, rhs: Any = None) -> Any:
        chosen = cls.composite if isinstance(lhs, ColPairs) and cls.composite is not None else cls
        instance = object.__new__(chosen)
        instance._constructor_args = ((lhs, rhs), {})
        if chosen is not cls:
            # Python calls __init__ only for instances of the class that was asked for.
            instance.__init__(lhs, rhs)
        return instance

    def _lhs_field(self) -> Any:
        return targets_of(self.lhs)[-1] if hasattr(self.lhs.output_field, "path_infos") else super()._lhs_field()

    def prepare(self, value: Any) -> Any:
        return self._lhs_field().get_prep_value(self._key(value))

    prepare.keeps_plain = True  # type: ignore[attr-defined]

    def _key(self, value: Any) -> Any:
        """Return the one value that stands for an instance."""
        return get_normalized_value(value, self.lhs)[0] if hasattr(value, "_meta") else value

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        if rhs is None:
            return None
        if is_query(rhs):
            self.rhs = _choosing_target(self.lhs, rhs)
        return super().get_prep_lookup()


def _choosing_target(lhs: Any, query: Any) -> Any:
    """Return an inner query that selects what the left side refers to."""
    if query.has_selected_fields:
        return query
    targets = targets_of(lhs)
    own = query.model._meta.concrete_model
    if all(field.primary_key for field in targets) or any(
        field.model._meta.concrete_model is not own for field in targets
    ):
        return query
    return query.choosing(*targets)


class RelatedTupleMixin:
    """A lookup over the columns of a relation whose right side may be an instance."""

    def prepare(self, value: Any) -> Any:
        return super().prepare(get_normalized_value(value, self.lhs) if hasattr(value, "_meta") else value)

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        if rhs is None:
            return None
        if is_query(rhs):
            self.rhs = _choosing_target(self.lhs, rhs)
        return super().get_prep_lookup()


class RelatedTupleExact(RelatedTupleMixin, TupleExact):
    """Refers to that object."""


class RelatedTupleGreaterThan(RelatedTupleMixin, TupleGreaterThan):
    """The key is greater."""


class RelatedTupleGreaterThanOrEqual(RelatedTupleMixin, TupleGreaterThanOrEqual):
    """The key is greater or equal."""


class RelatedTupleLessThan(RelatedTupleMixin, TupleLessThan):
    """The key is less."""


class RelatedTupleLessThanOrEqual(RelatedTupleMixin, TupleLessThanOrEqual):
    """The key is less or equal."""


class RelatedTupleIn(RelatedTupleMixin, TupleIn):
    """Refers to one of the objects."""

    def prepare(self, value: Any) -> Any:
        rows = [get_normalized_value(row, self.lhs) if hasattr(row, "_meta") else row for row in value]
        return super().prepare(rows)


@ForeignObject.register_lookup
class RelatedExact(RelatedLookupMixin, Exact):
    """Refers to that object."""

    composite = RelatedTupleExact


@ForeignObject.register_lookup
class RelatedGreaterThan(RelatedLookupMixin, GreaterThan):
    """The key is greater."""

    composite = RelatedTupleGreaterThan


@ForeignObject.register_lookup
class RelatedGreaterThanOrEqual(RelatedLookupMixin, GreaterThanOrEqual):
    """The key is greater or equal."""

    composite = RelatedTupleGreaterThanOrEqual


@ForeignObject.register_lookup
class RelatedLessThan(RelatedLookupMixin, LessThan):
    """The key is less."""

    composite = RelatedTupleLessThan


@ForeignObject.register_lookup
class RelatedLessThanOrEqual(RelatedLookupMixin, LessThanOrEqual):
    """The key is less or equal."""

    composite = RelatedTupleLessThanOrEqual


@ForeignObject.register_lookup
class RelatedIn(RelatedLookupMixin, In):
    """Refers to one of the objects."""

    composite = RelatedTupleIn

    def prepare(self, value: Any) -> Any:
        return In.prepare(self, [self._key(item) for item in value])

    prepare.keeps_plain = True  # type: ignore[attr-defined]

    def preparation(self, sample: Any) -> Callable[[Any], Any] | None:
        """Return what is done to lists like the sample: of instances of one model the keys are read in one go."""
        types = set(map(type, sample))
        model = types.pop() if len(types) == 1 else None
        if not hasattr(model, "_meta"):
            return super().preparation(sample)
        name = _key_name(model, self.lhs)
        return self.prepare if name is None else _reading_keys(attrgetter(name), self._lhs_field(), self.prepare)


@ForeignObject.register_lookup
class RelatedIsNull(RelatedLookupMixin, IsNull):
    """Refers to nothing, or to something."""

    composite = TupleIsNull
