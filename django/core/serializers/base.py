"""What every serializer is made from: the walk over objects and fields, and what comes back from a document.

Going out, a Serializer walks objects and calls one method per object and field; formats say what these write. Coming
in, a Deserializer yields DeserializedObjects: unsaved instances with their many-to-many values beside them.
"""

from __future__ import annotations

from io import StringIO
from operator import attrgetter

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

# Stands for a value that refers to a row which is not there yet.
DEFER_FIELD = object()


class SerializerDoesNotExist(KeyError):
    """No serializer is registered for the format asked for."""


class SerializationError(Exception):
    """Something went wrong while serializing."""


class DeserializationError(Exception):
    """Something in a document cannot be made an object."""

    @classmethod
    def WithData(cls, original_exc, model, fk, field_value):
        """Return the error with the model, the primary key and the value that it is about."""
        return cls(f"{original_exc}: ({model}:pk={fk}) field_value was '{field_value}'")


class M2MDeserializationError(Exception):
    """One value of a many-to-many field cannot be understood.

    Args:
        original_exc: what went wrong.
        pk: the value.
    """

    def __init__(self, original_exc, pk):
        super().__init__(original_exc, pk)
        self.original_exc = original_exc
        self.pk = pk


class ProgressBar:
    """Draw how much is done, on one line; changes with each percent of its width."""

    progress_width = 75

    def __init__(self, output, total_count):
        self.output = output
        self.total_count = total_count
        self.prev_done = 0

    def update(self, count):
        """Draw that `count` objects are done, unless the bar would look as before."""
        if not self.output:
            return
        done = self.progress_width * count // (self.total_count or count or 1)
        if done <= self.prev_done:
            return
        self.prev_done = done
        end = "\n" if done >= self.progress_width else ""
        self.output.write(f"\r[{'.' * done:<{self.progress_width}}]{end}")
        self.output.flush()


class Serializer:
    """Walk objects; subclasses write what they meet.

    Class attributes:
        internal_use_only: not offered to users (``dumpdata --format``).
        progress_class, stream_class: what draws progress, and what is written to when no stream is given.
    """

    internal_use_only = False
    progress_class = ProgressBar
    stream_class = StringIO

    def serialize(
        self,
        queryset,
        *,
        stream=None,
        fields=None,
        use_natural_foreign_keys=False,
        use_natural_primary_keys=False,
        progress_output=None,
        object_count=0,
        **options,
    ):
        """Serialize the objects of `queryset` (any iterable) and return what ``getvalue`` says.

        Args:
            stream: what to write to.
            fields: names of the fields wanted; all by default.
            use_natural_foreign_keys: refer by natural key where the model referred to has one.
            use_natural_primary_keys: leave out primary keys of objects that have a natural key.
            progress_output: stream of the progress bar.
            object_count: how many objects there are, for the bar.
            options: for the format.
        """
        self.options = options
        self.stream = stream if stream is not None else self.stream_class()
        self.selected_fields = None if fields is None else set(fields)
        self.use_natural_foreign_keys = use_natural_foreign_keys
        self.use_natural_primary_keys = use_natural_primary_keys
        self._plans = {}
        progress = self.progress_class(progress_output, object_count)
        self.start_serialization()
        self.first = True
        for count, obj in enumerate(queryset, start=1):
            self._serialize_object(obj)
            progress.update(count)
            self.first = False
        self.end_serialization()
        return self.getvalue()

    def start_serialization(self):
        """Called before the first object."""
        raise NotImplementedError("subclasses of Serializer must provide a start_serialization() method")

    def end_serialization(self):
        """Called after the last object."""

    def start_object(self, obj):
        """Called before the fields of each object."""
        raise NotImplementedError("subclasses of Serializer must provide a start_object() method")

    def end_object(self, obj):
        """Called after the fields of each object."""

    def handle_field(self, obj, field):
        """Called for each plain field."""
        raise NotImplementedError("subclasses of Serializer must provide a handle_field() method")

    def handle_fk_field(self, obj, field):
        """Called for each foreign key."""
        raise NotImplementedError("subclasses of Serializer must provide a handle_fk_field() method")

    def handle_m2m_field(self, obj, field):
        """Called for each many-to-many field."""
        raise NotImplementedError("subclasses of Serializer must provide a handle_m2m_field() method")

    def getvalue(self):
        """Return what was written, or None for a stream that cannot tell."""
        getvalue = getattr(self.stream, "getvalue", None)
        return getvalue() if callable(getvalue) else None

    def wants_natural_primary_key(self, obj):
        """Whether the primary key of `obj` is left out since its natural key finds it again."""
        return self.use_natural_primary_keys and hasattr(obj, "natural_key")

    def refers_naturally(self, field):
        """Whether `field` refers by natural key."""
        return self.use_natural_foreign_keys and hasattr(field.remote_field.model, "natural_key")

    def related_objects(self, obj, field):
        """Return what the many-to-many `field` links to: prefetched ones, else no more of each than is needed."""
        manager = getattr(obj, field.name)
        if field.name in getattr(obj, "_prefetched_objects_cache", ()):
            return manager.all()
        if self.refers_naturally(field):
            return manager.all().iterator(chunk_size=2000)
        return manager.select_related(None).only("pk").iterator(chunk_size=2000)

    def _serialize_object(self, obj):
        self.start_object(obj)
        meta = obj._meta.concrete_model._meta
        for handle, field in self._plan(meta):
            handle(obj, field)
        self.end_object(obj)

    def _plan(self, meta):
        """Return [(method, field)] of a model; the same for all its objects, so found out once."""
        if meta not in self._plans:
            self._plans[meta] = [*self._column_plan(meta), *self._link_plan(meta)]
        return self._plans[meta]

    def _column_plan(self, meta):
        # With natural primary keys a child finds its parent's row by the parent's natural key only.
        parent_link = meta.pk if self.use_natural_primary_keys and _is_parent_link(meta.pk) else None
        for field in meta.local_fields:
            if (field.serialize or field is parent_link) and self._is_selected(field):
                yield (self.handle_field if field.remote_field is None else self.handle_fk_field), field

    def _link_plan(self, meta):
        for field in meta.local_many_to_many:
            if field.serialize and self._is_selected(field):
                yield self.handle_m2m_field, field

    def _is_selected(self, field):
        return self.selected_fields is None or not self.selected_fields.isdisjoint((field.name, field.attname))


class Deserializer:
    """Iterate over the objects of a document.

    Args:
        stream_or_string: the document.
        options: for the format.
    """

    def __init__(self, stream_or_string, **options):
        self.options = options
        self.stream = StringIO(stream_or_string) if isinstance(stream_or_string, str) else stream_or_string

    def __iter__(self):
        return self

    def __next__(self):
        """Return the next DeserializedObject."""
        raise NotImplementedError("subclasses of Deserializer must provide a __next__() method")


class DeserializedObject:
    """An instance made from a document, not saved yet.

    Attributes:
        object: the instance.
        m2m_data: {field name: values} of its many-to-many fields, None for none.
        deferred_fields: {field: value as written} of references to rows that were not there.
    """

    def __init__(self, obj, m2m_data=None, deferred_fields=None):
        self.object = obj
        self.m2m_data = m2m_data
        self.deferred_fields = deferred_fields

    def __repr__(self):
        return f"<{type(self).__name__}: {self.object._meta.label}(pk={self.object.pk})>"

    def save(self, save_m2m=True, using=None, **kwargs):
        """Save the instance as it is, past its own ``save()``, and then its many-to-many values."""
        models.Model.save_base(self.object, using=using, raw=True, **kwargs)
        if self.m2m_data and save_m2m:
            for name, values in self.m2m_data.items():
                manager = getattr(self.object, name)
                # Where the object went, its links go: a router must not send them elsewhere.
                (manager.db_manager(using) if using else manager).set(values)
        # Saving twice must not write the links twice.
        self.m2m_data = None

    def save_deferred_fields(self, using=None):
        """Find the rows that were not there before, and save again.

        Raises:
            DeserializationError: a row is still not there.
        """
        self.m2m_data = {}
        label = self.object._meta.label_lower
        for field, value in self.deferred_fields.items():
            try:
                if isinstance(field.remote_field, models.ManyToManyRel):
                    self.m2m_data[field.name] = deserialize_m2m_values(field, value, using, False)
                else:
                    setattr(self.object, field.attname, deserialize_fk_value(field, value, using, False))
            except M2MDeserializationError as error:
                raise DeserializationError.WithData(error.original_exc, label, self.object.pk, error.pk) from error
            except Exception as error:
                raise DeserializationError.WithData(error, label, self.object.pk, value) from error
        self.save(using=using)


def build_instance(Model, data, db):
    """Return an instance of `Model` with the values of `data` ({attname: value}).

    Without a primary key, the natural key finds the row on alias `db` that the instance stands for.
    """
    pk = Model._meta.pk
    manager = Model._default_manager
    if data.get(pk.attname) is None and hasattr(manager, "get_by_natural_key") and hasattr(Model, "natural_key"):
        instance = Model(**data)
        # A natural key may go through relations, and these must be read from the same database.
        instance._state.db = db
        try:
            found = manager.db_manager(db).get_by_natural_key(*instance.natural_key())
        except Model.DoesNotExist:
            pass
        else:
            data[pk.attname] = found.pk
    return Model(**data)


def pk_to_python(pk, value):
    """Return `value` as the primary key field `pk` has it; a composite key comes as a list, or as one in JSON."""
    parts = getattr(pk, "fields", None)
    if not parts:
        return pk.to_python(value)
    if isinstance(value, str):
        import json  # cost: only composite keys of text formats need it

        value = json.loads(value)
    return None if value is None else tuple(field.to_python(part) for field, part in zip(parts, value, strict=True))


def deserialize_m2m_values(field, field_value, using, handle_forward_references):
    """Return the primary keys that the values of a many-to-many field mean.

    Returns:
        a list, or DEFER_FIELD when a row is not there yet and `handle_forward_references`.

    Raises:
        M2MDeserializationError: a value cannot be understood or found.
    """
    model = field.remote_field.model
    manager = model._default_manager
    to_pk = attrgetter("pk")

    def primary_key(value):
        if hasattr(manager, "get_by_natural_key") and _is_natural(value):
            return to_pk(manager.db_manager(using).get_by_natural_key(*value))
        return pk_to_python(model._meta.pk, value)

    try:
        values = iter(field_value)
    except TypeError as error:
        raise M2MDeserializationError(error, field_value) from error
    found = []
    for value in values:
        try:
            found.append(primary_key(value))
        except Exception as error:
            if isinstance(error, ObjectDoesNotExist) and handle_forward_references:
                return DEFER_FIELD
            raise M2MDeserializationError(error, value) from error
    return found


def deserialize_fk_value(field, field_value, using, handle_forward_references):
    """Return the value for the column of a foreign key, or DEFER_FIELD when its row is not there yet."""
    if field_value is None:
        return None
    model = field.remote_field.model
    manager = model._default_manager
    target = model._meta.get_field(field.remote_field.field_name)
    if not (hasattr(manager, "get_by_natural_key") and _is_natural(field_value)):
        return pk_to_python(target, field_value)
    try:
        found = manager.db_manager(using).get_by_natural_key(*field_value)
    except ObjectDoesNotExist:
        if handle_forward_references:
            return DEFER_FIELD
        raise
    return getattr(found, target.attname)


def _is_natural(value):
    return hasattr(value, "__iter__") and not isinstance(value, (str, bytes))


def _is_parent_link(pk):
    return bool(pk is not None and pk.remote_field and pk.remote_field.parent_link)
