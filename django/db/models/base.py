"""Model: what every model can do. Each method hands on to the room of its deed."""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING, Any, Self

from django import __version__
from django.apps.registry import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import saving
from django.db.models.construction.metaclass import ModelBase
from django.db.models.deletion import collector as deletion
from django.db.models.instances import instantiation, refreshing, validation
from django.db.models.instances.state import DEFERRED, Deferred, ModelState, ModelStateFieldsCacheDescriptor
from django.db.models.signals import post_init, pre_init
from django.db.models.utils import AltersData
from django.db.routing.router import router
from django.utils import encoding
from django.utils.hashable import make_hashable

if TYPE_CHECKING:
    from typing import ClassVar

    from django.core.exceptions import MultipleObjectsReturned as _MultipleObjectsReturned
    from django.core.exceptions import ObjectDoesNotExist
    from django.db.models.manager import DefaultManager
    from django.db.models.options.options import Options
    from django.db.models.typed import DefaultKey

__all__ = [
    "DEFERRED",
    "Deferred",
    "DJANGO_VERSION_PICKLE_KEY",
    "Model",
    "ModelBase",
    "ModelState",
    "ModelStateFieldsCacheDescriptor",
    "model_unpickle",
]

DJANGO_VERSION_PICKLE_KEY = "_django_version"


class Model(AltersData, metaclass=ModelBase):
    """Base of all models: one class per table, one instance per row.

    Example:
        class Author(Model):
            name = CharField(max_length=100)

        Author(name="Ada").save()    # INSERT INTO "app_author" ("name") VALUES ('Ada')
    """

    if TYPE_CHECKING:
        # Given by the metaclass. `objects` and `id` are not annotated, so that a model's own need not agree with them.
        _meta: ClassVar[Options]
        objects = DefaultManager()
        id = DefaultKey()

        class DoesNotExist(ObjectDoesNotExist):
            """No row."""

        class MultipleObjectsReturned(_MultipleObjectsReturned):
            """Several rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = self.__class__
        options = cls._meta
        if options.abstract:
            raise TypeError("Abstract models cannot be instantiated.")
        if pre_init.receivers:
            pre_init.send(sender=cls, args=args, kwargs=kwargs)
        self._state = ModelState()
        if args:
            instantiation.fill_in_order(self, args, kwargs)
        else:
            options.fill(self, kwargs)
            if kwargs:
                instantiation.set_others(self, kwargs)
        if options.init_goes_on:
            super().__init__()
        if post_init.receivers:
            post_init.send(sender=cls, instance=self)

    @classmethod
    def from_db(cls, db: str, field_names: Any, values: Any) -> Self:
        """Return an instance for a row.

        Args:
            db: the alias the row came from.
            field_names: attribute names of the loaded columns, in the order of `values`.
            values: the row; fields that are not in `field_names` are deferred.
        """
        fields = cls._meta.concrete_fields
        if len(values) != len(fields):
            loaded = dict(zip(field_names, values, strict=False))
            values = [loaded.get(field.attname, DEFERRED) for field in fields]
        instance = cls(*values)
        instance._state.adding = False
        instance._state.db = db
        return instance

    # --- identity -----------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self}>"

    def __str__(self) -> str:
        return f"{self.__class__.__name__} object ({self.pk})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model):
            return NotImplemented
        if self._meta.concrete_model is not other._meta.concrete_model:
            return False
        key = self.pk
        return self is other if key is None else key == other.pk

    def __hash__(self) -> int:
        if not self._is_pk_set():
            raise TypeError("Model instances without primary key value are unhashable")
        return hash(self.pk)

    def _get_pk_val(self, meta: Any = None) -> Any:
        return getattr(self, (meta or self._meta).pk.attname)

    def _set_pk_val(self, value: Any) -> None:
        options = self._meta
        for link in options.parents.values():
            if link and link is not options.pk:
                setattr(self, link.target_field.attname, value)
        setattr(self, options.pk.attname, value)

    pk = property(_get_pk_val, _set_pk_val, doc="The primary key, whatever its field is called.")

    def _is_pk_set(self, meta: Any = None) -> bool:
        key = self._get_pk_val(meta)
        return key is not None and not (type(key) is tuple and None in key)

    # --- pickling -----------------------------------------------------------------------------------------------------

    def __reduce__(self) -> Any:
        data = self.__getstate__()
        data[DJANGO_VERSION_PICKLE_KEY] = __version__
        return model_unpickle, ((self._meta.app_label, self._meta.object_name),), data

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled and copied; override it to leave something out."""
        attributes = self.__dict__.copy()
        state = attributes["_state"] = copy.copy(attributes["_state"])
        if "fields_cache" in state.__dict__:
            state.fields_cache = state.fields_cache.copy()
        views = [(name, bytes(value)) for name, value in attributes.items() if isinstance(value, memoryview)]
        if views:
            for name, _ in views:
                del attributes[name]
            attributes["_memoryview_attrs"] = views
        return attributes

    def __setstate__(self, state: dict[str, Any]) -> None:
        version = state.get(DJANGO_VERSION_PICKLE_KEY)
        if version != __version__:
            warnings.warn(_version_mismatch(version), RuntimeWarning, stacklevel=2)
        views = state.pop("_memoryview_attrs", ())
        self.__dict__.update(state)
        for name, value in views:
            setattr(self, name, memoryview(value))

    # --- loading ------------------------------------------------------------------------------------------------------

    def get_deferred_fields(self) -> set[str]:
        """Return the attribute names of the fields that are not loaded."""
        loaded = self.__dict__
        return {field.attname for field in self._meta.concrete_fields if field.attname not in loaded}

    def refresh_from_db(self, using: str | None = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Load field values anew.

        Args:
            using: the alias; by default where reads of this instance go.
            fields: names to load; by default all that are loaded now.
            from_queryset: where to look for the row, instead of the base manager.
        """
        refreshing.refresh(self, using, fields, from_queryset)

    async def arefresh_from_db(self, using: str | None = None, fields: Any = None, from_queryset: Any = None) -> None:
        """`refresh_from_db()`, awaited."""
        await _in_thread(self.refresh_from_db)(using=using, fields=fields, from_queryset=from_queryset)

    def serializable_value(self, field_name: str) -> Any:
        """Return the value of a field as a serializer wants it: of a relation the key, not the object."""
        try:
            field = self._meta.get_field(field_name)
        except FieldDoesNotExist:
            return getattr(self, field_name)
        return getattr(self, field.attname)

    # --- saving and deleting ------------------------------------------------------------------------------------------

    def save(
        self,
        *args: Any,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Any = None,
    ) -> None:
        """Save the instance: UPDATE its row, or INSERT one.

        Args:
            force_insert: INSERT only; or a tuple of ancestors whose tables get an INSERT.
            force_update: UPDATE only.
            using: the alias; by default where writes of this instance go.
            update_fields: names of the columns to UPDATE; empty does nothing.

        Raises:
            ValueError: the arguments contradict each other, or a related object is not saved yet.
            DatabaseError: a row that had to be updated is not there.
        """
        if args:
            force_insert, force_update, using, update_fields = saving.positional(
                "save", args, (force_insert, force_update, using, update_fields)
            )
        saving.save(self, force_insert, force_update, using, update_fields)

    save.alters_data = True  # type: ignore[attr-defined]

    async def asave(
        self,
        *args: Any,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Any = None,
    ) -> None:
        """`save()`, awaited."""
        if args:
            force_insert, force_update, using, update_fields = saving.positional(
                "asave", args, (force_insert, force_update, using, update_fields)
            )
        await _in_thread(self.save)(
            force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields
        )

    asave.alters_data = True  # type: ignore[attr-defined]

    def save_base(
        self,
        raw: bool = False,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Any = None,
    ) -> None:
        """Save without the checks of `save()`: signals, parents, tables.

        Args:
            raw: save this table's columns as they are, and no parents.
            force_insert, force_update, using, update_fields: as in `save()`.
        """
        saving.save_base(self, raw, force_insert, force_update, using, update_fields)

    save_base.alters_data = True  # type: ignore[attr-defined]

    def _prepare_related_fields_for_save(self, operation_name: str, fields: Any = None) -> None:
        saving.require_saved_relations(self, operation_name, fields)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the row, and what depends on it as the relations' `on_delete` say.

        Returns:
            How many rows went, and how many per model label.

        Raises:
            ValueError: the instance has no primary key.
            ProtectedError, RestrictedError: other rows forbid it.
        """
        return deletion.delete_instance(self, using or router.alias_for_write(self.__class__, self), keep_parents)

    delete.alters_data = True  # type: ignore[attr-defined]

    async def adelete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """`delete()`, awaited."""
        return await _in_thread(self.delete)(using=using, keep_parents=keep_parents)

    adelete.alters_data = True  # type: ignore[attr-defined]

    def prepare_database_save(self, field: Any) -> Any:
        """Return what stands for this instance in a column of `field`."""
        if not self._is_pk_set():
            raise ValueError(f"Unsaved model instance {self!r} cannot be used in an ORM query.")
        return getattr(self, field.remote_field.get_related_field().attname)

    # --- what fields add ----------------------------------------------------------------------------------------------

    def _get_FIELD_display(self, field: Any) -> Any:
        value = getattr(self, field.attname)
        texts = dict(make_hashable(field.flatchoices))
        # A choice that is not known shows as it is.
        return encoding.force_str(texts.get(make_hashable(value), value), strings_only=True)

    def _get_next_or_previous_by_FIELD(self, field: Any, is_next: bool, **kwargs: Any) -> Any:
        return refreshing.neighbour_by(self, field, is_next, kwargs)

    # --- validation ---------------------------------------------------------------------------------------------------

    def clean(self) -> None:
        """Override it to validate fields together; called by `full_clean()`."""

    def clean_fields(self, exclude: Any = None) -> None:
        """Validate every field but those in `exclude`; a field may change its value on the way."""
        validation.clean_fields(self, exclude or ())

    def validate_unique(self, exclude: Any = None, using: str | None = None) -> None:
        """Look for other rows with the same values in columns that are unique."""
        validation.validate_unique(self, exclude, using)

    def validate_constraints(self, exclude: Any = None, using: str | None = None) -> None:
        """Check the constraints of `Meta.constraints`."""
        validation.validate_constraints(self, exclude, using)

    def full_clean(
        self,
        exclude: Any = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
        using: str | None = None,
    ) -> None:
        """Do all validation; raise one ValidationError that tells everything that is wrong.

        Args:
            exclude: names of fields not to look at.
            validate_unique: whether to look for rows with the same unique values.
            validate_constraints: whether to check `Meta.constraints`.
            using: the alias to ask; by default where writes of this instance go.
        """
        validation.full_clean(self, exclude, validate_unique, validate_constraints, using)

    def get_constraints(self) -> list[tuple[Any, Any]]:
        """Return `(model, constraints)` of the model and its ancestors."""
        ancestors = ((parent, parent._meta.constraints) for parent in self._meta.all_parents)
        return [(self.__class__, self._meta.constraints), *(pair for pair in ancestors if pair[1])]

    def _get_unique_checks(self, exclude: Any = None, include_meta_constraints: bool = False) -> Any:
        return validation.unique_checks(self, exclude or (), include_meta_constraints)

    def _perform_unique_checks(self, unique_checks: Any, using: str | None = None) -> dict[str, list[Any]]:
        return validation.unique_errors(self, unique_checks, using)

    def _perform_date_checks(self, date_checks: Any, using: str | None = None) -> dict[str, list[Any]]:
        return validation.date_errors(self, date_checks, using)

    def date_error_message(self, lookup_type: str, field_name: str, unique_for: str) -> Any:
        """Return the error for a value that is there already on that date, month or year."""
        return validation.date_error(self, lookup_type, field_name, unique_for)

    def unique_error_message(self, model_class: Any, unique_check: Any) -> Any:
        """Return the error for values that are there already."""
        return validation.unique_error(self, model_class, unique_check)

    def _get_field_expression_map(self, meta: Any, exclude: Any = None) -> dict[str, Any]:
        return validation.values_as_expressions(self, meta, exclude)

    @classmethod
    def check(cls, **kwargs: Any) -> list[Any]:
        """Return the messages of the system checks of this model; `databases` limits those that ask a database."""
        from django.db.models.checks import model as model_checks  # cost: checks run when a program starts, if at all

        return model_checks.check(cls, **kwargs)


def model_unpickle(model_id: Any) -> Any:
    """Return an empty instance of a model, found by `(app_label, name)`, for unpickling."""
    model = apps.get_model(*model_id) if isinstance(model_id, tuple) else model_id
    return model.__new__(model)


def _version_mismatch(version: str | None) -> str:
    if not version:
        return "Pickled model instance's Django version is not specified."
    return f"Pickled model instance's Django version {version} does not match the current version {__version__}."


def _in_thread(function: Any) -> Any:
    from asgiref.sync import sync_to_async  # cost: imports asyncio

    return sync_to_async(function)
