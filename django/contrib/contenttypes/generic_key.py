"""GenericForeignKey: a reference to a row of any model, over a content type and a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType, home_of_types, type_key
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db.models.fields.base import Field
from django.db.models.fields.mixins import FieldCacheMixin
from django.db.models.fields.related_foreign import ForeignKey
from django.db.models.relations.rules import OldPrefetchForm, accept
from django.db.models.relations.single import is_known_missing, remember_missing
from django.db.routing.router import router
from django.utils.functional import cached_property

_HINT = "GenericForeignKeys must use a ForeignKey to 'contenttypes.ContentType' as the 'content_type' field."


class GenericForeignKey(OldPrefetchForm, FieldCacheMixin, Field):
    """A reference to a row of any model.

    It has no column of its own: two other fields hold the content type and the key. It is its own descriptor.

    Args:
        ct_field: the name of the foreign key to ContentType.
        fk_field: the name of the field that holds the key.
        for_concrete_model: refer to rows of a proxy as to rows of its concrete model.
    """

    many_to_many = False
    many_to_one = True
    one_to_many = False
    one_to_one = False

    def __init__(
        self, ct_field: str = "content_type", fk_field: str = "object_id", for_concrete_model: bool = True
    ) -> None:
        super().__init__(editable=False)
        self.ct_field, self.fk_field = ct_field, fk_field
        self.for_concrete_model = for_concrete_model
        self.is_relation = True

    @cached_property
    def cache_name(self) -> str:
        """The key of the object in the instance's cache."""
        return self.name

    def get_attname_column(self) -> tuple[str, str | None]:
        return super().get_attname_column()[0], None

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **{**kwargs, "private_only": True})
        setattr(cls, self.attname, self)

    # --- checks ---

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field."""
        return [*self._check_field_name(), *self._check_object_id_field(), *self._check_content_type_field()]

    def _check_object_id_field(self) -> list[Any]:
        if self._other(self.fk_field) is not None:
            return []
        message = f"The GenericForeignKey object ID references the nonexistent field '{self.fk_field}'."
        return [self._complaint("contenttypes.E001", message)]

    def _check_content_type_field(self) -> list[Any]:
        field = self._other(self.ct_field)
        place = f"'{self.model._meta.object_name}.{self.ct_field}'"
        if field is None:
            message = f"The GenericForeignKey content type references the nonexistent field {place}."
            return [self._complaint("contenttypes.E002", message)]
        if not isinstance(field, ForeignKey):
            return [self._complaint("contenttypes.E003", f"{place} is not a ForeignKey.", _HINT)]
        if field.remote_field.model is not ContentType:
            message = f"{place} is not a ForeignKey to 'contenttypes.ContentType'."
            return [self._complaint("contenttypes.E004", message, _HINT)]
        return []

    def _other(self, name: str) -> Any:
        try:
            return self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None

    # --- content types and conditions ---

    def get_content_type(self, obj: Any = None, id: Any = None, using: str | None = None, model: Any = None) -> Any:
        """Return the content type of an object, with an id, or of a model.

        Args:
            obj, id, model: one of them.
            using: the alias whose content types are meant; by default an object's own, else what the routers say.
        """
        if obj is not None:
            types = ContentType.objects.db_manager(using or obj._state.db)
            return types.get_for_model(obj, for_concrete_model=self.for_concrete_model)
        types = ContentType.objects.db_manager(using)
        if id is not None:
            return types.get_for_id(id)
        if model is not None:
            return types.get_for_model(model, for_concrete_model=self.for_concrete_model)
        raise TypeError("Impossible arguments to GFK.get_content_type! Give obj, id or model.")

    def get_filter_kwargs_for_object(self, obj: Any) -> dict[str, Any]:
        """Return the look-ups for the rows that refer to the same object as the row `obj`."""
        return {self.fk_field: getattr(obj, self.fk_field), self.ct_field: getattr(obj, self.ct_field)}

    def get_forward_related_filter(self, obj: Any) -> dict[str, Any]:
        """Return the look-ups for the rows that refer to `obj`."""
        return {self.fk_field: obj.pk, self.ct_field: self.get_content_type(obj=obj).pk}

    def _names(self, instance: Any) -> tuple[Any, Any]:
        """Return what the instance's columns say: the content type's id and the key."""
        ct_id = getattr(instance, self._type_attname, None)
        return (None, None) if ct_id is None else (ct_id, getattr(instance, self.fk_field))

    @cached_property
    def _type_attname(self) -> str:
        return self.model._meta.get_field(self.ct_field).attname

    def _type(self, instance: Any, ct_id: Any) -> Any:
        return self.get_content_type(id=ct_id, using=home_of_types(instance._state.db, instance))

    # --- one object ---

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the object referred to; None where the columns name none, or one that is gone."""
        if instance is None:
            return self
        ct_id, key = self._names(instance)
        cached = self.get_cached_value(instance, default=None)
        if cached is not None and self._is_named(cached, instance, ct_id, key):
            return cached
        if ct_id is None or is_known_missing(instance, self.name, (ct_id, key)):
            return None
        found = self._fetch(instance, self._type(instance, ct_id), key)
        self.set_cached_value(instance, found)
        if found is None:
            self.note_missing(instance)
        return found

    def note_missing(self, instance: Any) -> None:
        """Remember that no object was found for what the columns say now."""
        remember_missing(instance, self.name, self._names(instance))

    def _is_named(self, cached: Any, instance: Any, ct_id: Any, key: Any) -> bool:
        if ct_id is None:
            return False
        its_type = self.get_content_type(obj=cached, using=home_of_types(instance._state.db, instance))
        return ct_id == its_type.id and _python_key(type(cached), key) == cached.pk

    def _fetch(self, instance: Any, content_type: Any, key: Any) -> Any:
        model = content_type.model_class()
        if model is None:
            return None
        try:
            return model._base_manager.db_manager(hints={"instance": instance}).get(pk=key)
        except ObjectDoesNotExist:
            return None

    def __set__(self, instance: Any, value: Any) -> None:
        """Refer to `value`, or to nothing.

        Raises:
            ValueError: the routers forbid the relation.
        """
        content_type = key = None
        if value is not None:
            accept(instance, value)
            self._require_relation(value, instance)
            content_type = self.get_content_type(obj=value, using=home_of_types(instance._state.db, instance))
            key = value.pk
        setattr(instance, self.ct_field, content_type)
        setattr(instance, self.fk_field, key)
        self.set_cached_value(instance, value)

    def _require_relation(self, value: Any, instance: Any) -> None:
        if not router.allow_relation(value, instance):
            # It is the type in the object's database that the instance cannot refer to.
            raise ValueError(
                f'Cannot assign "{self.get_content_type(obj=value)!r}": the current database router prevents this '
                f"relation. ({value!r} is on database {value._state.db!r}, the other side on {instance._state.db!r}.)"
            )

    # --- many objects ---

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Return (objects, key of an object, key of an instance, is single, cache name, is descriptor).

        Raises:
            ValueError: two querysets give objects of the same content type.
        """
        given = self._by_type(querysets or ())
        keys: dict[Any, set[Any]] = defaultdict(set)
        types: dict[Any, Any] = {}
        for instance in instances:
            ct_id, key = self._names(instance)
            if ct_id is not None and key is not None:
                if ct_id not in types:
                    types[ct_id] = self._type(instance, ct_id)
                keys[ct_id].add(key)
        found: list[Any] = []
        for ct_id, wanted in keys.items():
            found.extend(self._rows(types[ct_id], wanted, given, instances[0]))

        def key_of_object(obj: Any) -> Any:
            return type_key(obj, self.for_concrete_model), obj.pk

        def key_of_instance(instance: Any) -> Any:
            ct_id, key = self._names(instance)
            model = types[ct_id].model_class() if ct_id in types else None
            return None if model is None else (types[ct_id].natural_key(), _python_key(model, key))

        return found, key_of_object, key_of_instance, True, self.name, False

    def _by_type(self, querysets: Iterable[Any]) -> dict[Any, Any]:
        given: dict[Any, Any] = {}
        for queryset in querysets:
            key = type_key(queryset.model, self.for_concrete_model)
            if key in given:
                raise ValueError("Only one queryset is allowed for each content type.")
            given[key] = queryset
        return given

    def _rows(self, content_type: Any, keys: set[Any], given: dict[Any, Any], instance: Any) -> Any:
        model = content_type.model_class()
        if model is None:
            return ()
        queryset = given.get(content_type.natural_key())
        if queryset is None:
            queryset = model._base_manager.get_queryset()
        queryset._add_hints(instance=instance)
        return queryset.filter(pk__in=keys)


def _python_key(model: Any, key: Any) -> Any:
    """Return a key as the model's instances have it; one that none of them can have stays as it is."""
    try:
        return model._meta.pk.to_python(key)
    except ValidationError:
        return key
