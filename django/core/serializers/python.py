"""Objects as plain Python dicts, ``{"model": …, "pk": …, "fields": {…}}``; the other formats build on this one."""

from __future__ import annotations

from django.apps import apps
from django.core.serializers import base
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.encoding import is_protected_type


class Serializer(base.Serializer):
    """Collect one dict per object."""

    internal_use_only = True

    def start_serialization(self):
        self._current = None
        self.objects = []

    def start_object(self, obj):
        self._current = {}

    def end_object(self, obj):
        self.objects.append(self.get_dump_object(obj))
        self._current = None

    def get_dump_object(self, obj):
        """Return the dict of `obj`; the fields met so far are in ``_current``."""
        data = {"model": obj._meta.label_lower}
        if not self.wants_natural_primary_key(obj):
            data["pk"] = self._primary_key(obj)
        data["fields"] = self._current
        return data

    def handle_field(self, obj, field):
        self._current[field.name] = self._value_from_field(obj, field)

    def handle_fk_field(self, obj, field):
        if self.refers_naturally(field):
            related = getattr(obj, field.name)
            self._current[field.name] = related.natural_key() if related else None
        else:
            self._current[field.name] = self._value_from_field(obj, field)

    def handle_m2m_field(self, obj, field):
        # Links with a model of their own are objects themselves.
        if field.remote_field.through._meta.auto_created:
            value_of = self._natural_key if self.refers_naturally(field) else self._primary_key
            self._current[field.name] = [value_of(related) for related in self.related_objects(obj, field)]

    def getvalue(self):
        return self.objects

    def _value_from_field(self, obj, field):
        value = field.value_from_object(obj)
        # What every format can write stays what it is; the rest becomes the text its field makes of it.
        return value if is_protected_type(value) else field.value_to_string(obj)

    def _primary_key(self, obj):
        pk = obj._meta.pk
        parts = getattr(pk, "fields", None)
        if parts:
            return [self._value_from_field(obj, part) for part in parts]
        return self._value_from_field(obj, pk)

    def _natural_key(self, obj):
        return obj.natural_key()


class Deserializer(base.Deserializer):
    """Make objects from dicts.

    Args:
        object_list: the dicts.
        using: the alias on which natural keys are looked up.
        ignorenonexistent: pass over models and fields that do not exist.
        options: ``handle_forward_references`` lets references to rows not there yet wait in ``deferred_fields``.
    """

    def __init__(self, object_list, *, using=DEFAULT_DB_ALIAS, ignorenonexistent=False, **options):
        super().__init__(object_list, **options)
        self.using = using
        self.ignorenonexistent = ignorenonexistent
        self.handle_forward_references = options.get("handle_forward_references", False)
        self.field_names_cache = {}
        self._results = self._all_results()

    def __next__(self):
        return next(self._results)

    def _all_results(self):
        for obj in self.stream:
            yield from self._handle_object(obj)

    def _handle_object(self, obj):
        """Yield the DeserializedObject of one dict, or nothing when its model is to be passed over."""
        try:
            Model = self._get_model_from_node(obj["model"])
        except base.DeserializationError:
            if self.ignorenonexistent:
                return
            raise
        data = self._primary_key(Model, obj)
        links, deferred = {}, {}
        for name, value in obj["fields"].items():
            if not (self.ignorenonexistent and name not in self._field_names(Model)):
                self._handle_value(Model._meta.get_field(name), value, obj, (data, links, deferred))
        yield base.DeserializedObject(base.build_instance(Model, data, self.using), links, deferred)

    @staticmethod
    def _get_model_from_node(model_identifier):
        """Return the model of a label.

        Raises:
            DeserializationError: no such model is installed.
        """
        try:
            return apps.get_model(model_identifier)
        except (LookupError, ValueError, AttributeError, TypeError) as error:
            raise base.DeserializationError(f"Invalid model identifier: {model_identifier!r}") from error

    def _primary_key(self, Model, obj):
        if "pk" not in obj:
            return {}
        try:
            return {Model._meta.pk.attname: base.pk_to_python(Model._meta.pk, obj["pk"])}
        except Exception as error:
            raise base.DeserializationError.WithData(error, obj["model"], obj["pk"], None) from error

    def _handle_value(self, field, value, obj, into):
        data, links, deferred = into
        try:
            if field.remote_field is None:
                data[field.name] = field.to_python(value)
                return
            is_link = isinstance(field.remote_field, models.ManyToManyRel)
            understand = base.deserialize_m2m_values if is_link else base.deserialize_fk_value
            understood = understand(field, value, self.using, self.handle_forward_references)
        except base.M2MDeserializationError as error:
            raise base.DeserializationError.WithData(
                error.original_exc, obj["model"], obj.get("pk"), error.pk
            ) from error
        except Exception as error:
            raise base.DeserializationError.WithData(error, obj["model"], obj.get("pk"), value) from error
        if understood is base.DEFER_FIELD:
            deferred[field] = value
        elif is_link:
            links[field.name] = understood
        else:
            data[field.attname] = understood

    def _field_names(self, Model):
        if Model not in self.field_names_cache:
            self.field_names_cache[Model] = {field.name for field in Model._meta.get_fields()}
        return self.field_names_cache[Model]
