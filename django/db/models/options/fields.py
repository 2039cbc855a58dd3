"""Views of a model's fields: by kind, by name, with and without what is inherited or points here.

All views are computed when first asked for and dropped by `_expire_cache()`; the lists are immutable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models.instances import instantiation
from django.db.models.options.relations import make_immutable_fields_list
from django.db.models.plan.memo import Table, memo
from django.utils.datastructures import ImmutableList
from django.utils.functional import cached_property
from django.utils.late import loaded_classes
from django.utils.near_miss import did_you_mean

#: A value of `include_parents`: only parents that are the same table under another class.
PROXY_PARENTS = object()

#: Views that depend on the model's own and inherited fields.
FORWARD_PROPERTIES = frozenset(
    {
        "fields",
        "many_to_many",
        "concrete_fields",
        "local_concrete_fields",
        "_non_pk_concrete_field_names",
        "_reverse_one_to_one_field_names",
        "_forward_fields_map",
        "managers",
        "managers_map",
        "base_manager",
        "default_manager",
        "db_returning_fields",
        "_property_names",
        "pk_fields",
        "is_composite_pk",
        "total_unique_constraints",
        "all_parents",
        "fill",
        "may_relate",
        "places",
    }
)

#: Views that depend on the fields of other models.
REVERSE_PROPERTIES = frozenset({"related_objects", "fields_map", "_relation_tree", "_reverse_one_to_one_field_names"})
#: By whether the forward ones are meant, and whether the reverse ones are.
_COMPUTED = {
    (True, True): FORWARD_PROPERTIES | REVERSE_PROPERTIES,
    (True, False): FORWARD_PROPERTIES,
    (False, True): REVERSE_PROPERTIES,
    (False, False): frozenset(),
}


class FieldViews:
    """The part of Options that answers questions about fields."""

    _immutable = staticmethod(make_immutable_fields_list)

    # --- collections --------------------------------------------------------------------------------------------------

    @cached_property
    def fields(self: Any) -> ImmutableList:
        """All forward fields that lead to one row at most and are not generic, inherited ones first."""
        return self._immutable(
            "fields", (field for field in self._get_fields(reverse=False) if _is_plain_forward(field))
        )

    @cached_property
    def concrete_fields(self) -> ImmutableList:
        """The fields with a column."""
        return self._immutable("concrete_fields", (field for field in self.fields if field.concrete))

    @cached_property
    def local_concrete_fields(self: Any) -> ImmutableList:
        """The fields with a column in this model's own table."""
        return self._immutable("local_concrete_fields", (field for field in self.local_fields if field.concrete))

    @cached_property
    def many_to_many(self: Any) -> ImmutableList:
        """The many-to-many fields."""
        return self._immutable(
            "many_to_many",
            (field for field in self._get_fields(reverse=False) if field.is_relation and field.many_to_many),
        )

    @cached_property
    def related_objects(self: Any) -> ImmutableList:
        """The relations that point here and have an accessor; hidden ones only if they are many-to-many."""
        return self._immutable(
            "related_objects",
            (
                rel
                for rel in self._get_fields(forward=False, reverse=True, include_hidden=False)
                if not rel.hidden or rel.field.many_to_many
            ),
        )

    @cached_property
    def db_returning_fields(self: Any) -> list[Any]:
        """The fields whose values the database may make when a row is inserted."""
        return [
            field
            for field in self._get_fields(reverse=False, include_parents=PROXY_PARENTS)
            if getattr(field, "db_returning", False)
        ]

    @cached_property
    def is_composite_pk(self: Any) -> bool:
        """Whether the primary key consists of several columns."""
        return isinstance(self.pk, loaded_classes(("django.db.models.fields.composite", "CompositePrimaryKey")))

    @cached_property
    def pk_fields(self: Any) -> list[Any]:
        """The fields the primary key consists of; mostly one."""
        if self.is_composite_pk:
            return list(self.pk.fields)
        return [self.pk]

    @cached_property
    def total_unique_constraints(self: Any) -> list[Any]:
        """The unique constraints over columns that hold for all rows."""
        from django.db.models.constraints import UniqueConstraint  # cost: loaded where a model has constraints

        return [
            constraint
            for constraint in self.constraints
            if isinstance(constraint, UniqueConstraint)
            and constraint.condition is None
            and not constraint.contains_expressions
        ]

    @cached_property
    def _property_names(self: Any) -> frozenset[str]:
        """The names of the model's properties, which keyword arguments of the constructor may set."""
        attributes: dict[str, Any] = {}
        for cls in reversed(self.model.__mro__):
            attributes.update(vars(cls))
        return frozenset(name for name, value in attributes.items() if isinstance(value, property))

    @cached_property
    def _non_pk_concrete_field_names(self: Any) -> frozenset[str]:
        """Names and attribute names of the columns that may be updated."""
        keys = {id(field) for field in self.pk_fields}
        own = [field for field in self.concrete_fields if id(field) not in keys and not field.primary_key]
        return frozenset(name for field in own for name in (field.name, field.attname))

    @cached_property
    def _reverse_one_to_one_field_names(self: Any) -> frozenset[str]:
        """The names of one-to-one relations that point here: their cached objects are kept fresh by name."""
        return frozenset(rel.name for rel in self.related_objects if rel.one_to_one)

    @cached_property
    def places(self) -> tuple[instantiation.Place, ...]:
        """What the constructor does for each field."""
        return instantiation.places(self)

    @cached_property
    def fill(self) -> Callable[[Any, dict[str, Any]], None]:
        """The function that sets the attributes of a new instance from keyword arguments and defaults."""
        return instantiation.written_fill(self)

    @cached_property
    def init_goes_on(self: Any) -> bool:
        """Whether a class behind Model has a constructor of its own."""
        ancestors = self.model.__mro__
        house = max(place for place, cls in enumerate(ancestors) if cls.__module__ == "django.db.models.base")
        return any("__init__" in vars(cls) for cls in ancestors[house + 1 : -1])

    @cached_property
    def may_relate(self: Any) -> bool:
        """Whether instances may hold objects that columns of theirs refer to."""
        return bool(self.private_fields) or any(field.is_relation for field in self.fields)

    # --- by name ------------------------------------------------------------------------------------------------------

    @cached_property
    def _forward_fields_map(self: Any) -> dict[str, Any]:
        return _by_name(self._get_fields(reverse=False))

    @cached_property
    def fields_map(self: Any) -> dict[str, Any]:
        """The relations that point here, by name."""
        return _by_name(self._get_fields(forward=False, include_hidden=True))

    def get_field(self: Any, field_name: str) -> Any:
        """Return the field or relation of this name (or attribute name).

        Raises:
            FieldDoesNotExist: there is none; says what may have been meant.
        """
        try:
            return self._forward_fields_map[field_name]
        except KeyError:
            pass
        if not self.apps.models_ready:
            # Relations of other models are not known before every model is.
            raise FieldDoesNotExist(
                f"{self.object_name} has no field named '{field_name}'. The app cache isn't ready yet, so "
                "if this is an "
                "auto-created related field, it won't be available yet."
            )
        try:
            return self.fields_map[field_name]
        except KeyError:
            raise FieldDoesNotExist(self._no_such_field(field_name)) from None

    def _no_such_field(self: Any, name: Any) -> str:
        text = f"{self.object_name} has no field named '{name}'"
        hint = did_you_mean(str(name), [*self._forward_fields_map, *self.fields_map])
        return f"{text}.{hint}" if hint else text

    # --- the walk -----------------------------------------------------------------------------------------------------

    def get_fields(self: Any, include_parents: bool = True, include_hidden: bool = False) -> ImmutableList:
        """Return all fields of the model, forward and reverse.

        Args:
            include_parents: whether inherited fields belong to them.
            include_hidden: whether relations without an accessor (names ending in "+") belong to them.
        """
        if include_parents is False:
            include_parents = PROXY_PARENTS
        return self._get_fields(include_parents=include_parents, include_hidden=include_hidden)

    def _get_fields(
        self: Any,
        forward: bool = True,
        reverse: bool = True,
        include_parents: Any = True,
        include_hidden: bool = False,
    ) -> ImmutableList:
        key = (forward, reverse, include_parents, include_hidden)
        found = self._get_fields_cache.get(key)
        if found is None:
            fields = list(self._walk_fields(*key, seen=set()))
            if forward:
                fields += self.private_fields
            found = self._get_fields_cache[key] = self._immutable("get_fields()", fields)
        return found

    def _walk_fields(
        self: Any, forward: bool, reverse: bool, include_parents: Any, include_hidden: bool, seen: set[Any]
    ) -> Iterator[Any]:
        """Yield inherited fields, relations that point here, own fields; every ancestor once."""
        seen.add(self.model)
        if include_parents is not False:
            for parent in self.parents:
                same_table = parent._meta.concrete_model is self.concrete_model
                if parent in seen or (include_parents is PROXY_PARENTS and not same_table):
                    continue
                for field in parent._meta._walk_fields(forward, reverse, include_parents, include_hidden, seen):
                    # A parent's link to another child is no relation of this one; a proxy is the parent itself.
                    if not getattr(field, "parent_link", False) or field.model is self.concrete_model:
                        yield field
        # Relations to a proxy's table are listed once, by the model that has the table.
        if reverse and not self.proxy:
            for field in self._relation_tree:
                if include_hidden or not field.remote_field.hidden:
                    yield field.remote_field
        if forward:
            yield from self.local_fields
            yield from self.local_many_to_many

    # --- caches -------------------------------------------------------------------------------------------------------

    def _reset_caches(self) -> None:
        self._get_fields_cache: dict[Any, ImmutableList] = {}
        #: Prepared INSERT, UPDATE and DELETE statements of this model; see `plan.writes`.
        self.write_plans = Table()

    def _expire_cache(self, forward: bool = True, reverse: bool = True) -> None:
        """Forget computed views: those of own and inherited fields, those of relations that point here."""
        names = _COMPUTED[forward, reverse]
        for name in names & self.__dict__.keys():
            del self.__dict__[name]
        self._reset_caches()
        memo.forget()


def _by_name(fields: Iterable[Any]) -> dict[str, Any]:
    found = {}
    for field in fields:
        found[field.name] = field
        attname = getattr(field, "attname", None)
        if attname is not None:
            found[attname] = field
    return found


def _is_plain_forward(field: Any) -> bool:
    if not field.is_relation:
        return True
    if field.many_to_many or field.one_to_many:
        return False
    # A generic foreign key is no field in this sense: it is many-to-one and names no model.
    return field.one_to_one or not field.many_to_one or bool(getattr(field.remote_field, "model", None))
