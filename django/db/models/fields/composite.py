"""CompositePrimaryKey: a primary key of several columns."""

from __future__ import annotations

from typing import Any

from django.db.models.fields import hooks
from django.db.models.fields.base import Field
from django.db.models.fields.unset import NOT_PROVIDED
from django.utils.functional import cached_property
from django.utils.late import Late

json = Late("json")


class CompositeAttribute:
    """``instance.pk``: reads and writes the values of the key's fields as a tuple."""

    def __init__(self, field: CompositePrimaryKey) -> None:
        self.field = field

    @property
    def attnames(self) -> tuple[str, ...]:
        """The attributes that hold the values."""
        return self.field.attnames

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        if instance is None:
            return self
        return tuple([getattr(instance, name) for name in self.field.attnames])

    def __set__(self, instance: Any, values: Any) -> None:
        names = self.field.attnames
        if values is None:
            values = (None,) * len(names)
        if not isinstance(values, list | tuple):
            raise ValueError(f"{self.field.name!r} must be a list or a tuple.")
        if len(values) != len(names):
            raise ValueError(f"{self.field.name!r} must have {len(names)} elements.")
        for name, value in zip(names, values, strict=True):
            setattr(instance, name, value)


class CompositePrimaryKey(Field[tuple[Any, ...]]):
    """A key of several columns, each of which is a field of its own. Has no column itself."""

    late_lookups = {"django.db.models.lookups.tuples": "exact gt gte lt lte in isnull"}

    descriptor_class = CompositeAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the names of the fields.

        Raises:
            ValueError: names are missing or repeated, or an option makes no sense for a key.
        """
        _refuse_names(args)
        _refuse_options(kwargs)
        self.field_names = args
        super().__init__(**{**kwargs, "primary_key": True, "blank": True, "editable": False})

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        return name, path, self.field_names, kwargs

    @cached_property
    def fields(self) -> tuple[Any, ...]:
        """The fields of the key."""
        opts = self.model._meta
        return tuple(opts.get_field(name) for name in self.field_names)

    @cached_property
    def attnames(self) -> tuple[str, ...]:
        """The attributes that hold the values."""
        return tuple(field.attname for field in self.fields)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the key."""
        return tuple(field.column for field in self.fields)

    def __iter__(self) -> Any:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.field_names)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        cls._meta.pk = self
        setattr(cls, self.attname, self.descriptor_class(self))

    def get_attname_column(self) -> tuple[str, str | None]:
        return self.get_attname(), None

    def db_type(self, connection: Any) -> str | None:
        return None

    def get_col(self, alias: str | None, output_field: Any = None) -> Any:
        """Return the columns together, as one expression."""
        return hooks.make_col_pairs(alias, self.fields, self.fields, output_field or self)

    @cached_property
    def cached_col(self) -> Any:
        return hooks.make_col_pairs(self.model._meta.db_table, self.fields, self.fields, self)

    def get_pk_value_on_save(self, instance: Any) -> tuple[Any, ...]:
        """Return the values with defaults put in; None stands for one that is missing."""
        return tuple(_value_or_default(field, instance) for field in self.fields)

    def to_python(self, value: Any) -> Any:
        """Return the values, each as its field has it; a text holds them in JSON."""
        if isinstance(value, str):
            value = json.loads(value)
        if isinstance(value, list | tuple):
            return [field.to_python(item) for field, item in zip(self.fields, value, strict=True)]
        return value

    def value_to_string(self, obj: Any) -> str:
        """Return the values as texts, in JSON."""
        return json.dumps([field.value_to_string(obj) for field in self.fields])

    # --- checks ---

    def _check_field_name(self) -> list[Any]:
        if self.name == "pk":
            return []
        return [self._complaint("fields.E013", "'CompositePrimaryKey' must be named 'pk'.")]


def _value_or_default(field: Any, instance: Any) -> Any:
    value = field.value_from_object(instance)
    return field.get_pk_value_on_save(instance) if value is None else value


def _refuse_names(names: tuple[Any, ...]) -> None:
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise ValueError("CompositePrimaryKey args must be unique strings.")
    if len(names) == 1:
        raise ValueError("CompositePrimaryKey must include at least two fields.")


def _refuse_options(kwargs: dict[str, Any]) -> None:
    complaints = (
        (kwargs.get("default", NOT_PROVIDED) is not NOT_PROVIDED, "cannot have a default"),
        (kwargs.get("db_default", NOT_PROVIDED) is not NOT_PROVIDED, "cannot have a database default"),
        (kwargs.get("db_column") is not None, "cannot have a db_column"),
        (kwargs.get("editable", False), "cannot be editable"),
        (not kwargs.get("primary_key", True), "must be a primary key"),
        (not kwargs.get("blank", True), "must be blank"),
    )
    for applies, complaint in complaints:
        if applies:
            raise ValueError(f"CompositePrimaryKey {complaint}.")


def unnest_composite_fields(fields: Any) -> list[Any]:
    """Return the fields with composite keys replaced by their parts."""
    return [part for field in fields for part in (field if isinstance(field, CompositePrimaryKey) else (field,))]
