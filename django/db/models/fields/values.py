"""The side of a field that turns values: from Python to the database and back, to text, and the defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.base.inline import Usual
from django.db.models.fields import hooks
from django.db.models.fields.unset import NOT_PROVIDED
from django.utils.functional import Promise, cached_property


def same_for_all_engines(method: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a ``get_db_prep_value`` whose work the engine's own binder for this kind of field does as well.

    A subclass that overrides the method loses the mark, and is called.
    """
    method.left_to_engine = True  # type: ignore[attr-defined]
    return method


def _given(default: Any) -> Any:
    """Return a function that gives ``default``."""
    return lambda: default


def _none() -> None:
    return None


class SaveCodec:
    """Turns values for INSERT and UPDATE: what ``get_db_prep_save`` does, short-cut where nobody changed it."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def binder(self, connection: Any) -> Callable[[Any, Any], Any]:
        """Return the function from the instance's value to what the driver takes."""
        field = self.field
        if not getattr(type(field).get_db_prep_save, "left_to_engine", False):
            return _by_calling_save(field)
        return _by_preparing(field, field.save_binder(connection))

    def value_type(self, connection: Any) -> str | None:
        """Return the type to name beside a value; None where an engine knows it without that."""
        return self.field.value_type(connection)


def _by_calling_save(field: Any) -> Callable[[Any, Any], Any]:
    return lambda value, connection: field.get_db_prep_save(value, connection)


def _by_preparing(field: Any, adapt: Callable[[Any, Any], Any] | None) -> Callable[[Any, Any], Any]:
    """Compose both steps; a value of exactly the ``plain`` type needs no preparing."""
    prepare, plain = field.get_prep_value, field.plain_type

    def bind(value: Any, connection: Any) -> Any:
        if type(value) is not plain:
            value = prepare(value)
        return value if adapt is None or value is None else adapt(value, connection)

    def for_type(cls: type) -> Callable[[Any, Any], Any] | None:
        if cls is plain:
            return adapt
        if cls is type(None) and _is_ours(type(field).get_prep_value) and _is_ours(type(field).to_python):
            # What all of our fields leave as it is.
            return None
        is_ready = field.plain_test(cls)
        if is_ready is None:
            return bind
        if adapt is None:
            return lambda value, connection: value if is_ready(value) else bind(value, connection)
        return lambda value, connection: adapt(value, connection) if is_ready(value) else bind(value, connection)

    bind.for_type = for_type  # type: ignore[attr-defined]
    usual = _usual(field, adapt)
    if usual is not None:
        bind.usual = usual  # type: ignore[attr-defined]
    return bind


def _usual(field: Any, adapt: Any) -> Usual | None:
    """Return what both steps do to values of the type the field gives; None where that takes calls."""
    none_passes = _is_ours(type(field).get_prep_value) and _is_ours(type(field).to_python)
    own = Usual("type({value}) is {plain}", plain=field.plain_type) if field.plain_type else field.usual_value()
    adapted = Usual("True") if adapt is None else getattr(adapt, "usual", None)
    if own is None or adapted is None:
        return None
    test = own.test if adapted.test == "True" else f"{own.test} and {adapted.test}"
    return Usual(test, adapted.template, none_passes=none_passes, **own.names, **adapted.names)


def _is_ours(method: Any) -> bool:
    return bool(method.__module__.startswith("django.db.models."))


class FieldValues:
    """Conversions and defaults."""

    #: Values of exactly this type come out of ``get_prep_value`` unchanged. Reset for classes that override it.
    plain_type: type | None = None

    def plain_test(self, cls: type) -> Callable[[Any], bool] | None:
        """Return what tells of a value of the type ``cls`` whether ``get_prep_value`` leaves it unchanged.

        None where that cannot be told for less than it costs to call it.
        """
        return None

    def usual_value(self) -> Usual | None:
        """Return the test for values which ``get_prep_value`` leaves unchanged, where more than their type tells."""
        return None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        changed = "get_prep_value" in cls.__dict__ or "to_python" in cls.__dict__
        if changed and "plain_type" not in cls.__dict__:
            cls.plain_type = None

    # --- to Python ---

    def to_python(self, value: Any) -> Any:
        """Return ``value`` as the Python type of this field.

        Raises:
            ValidationError: the value cannot be one.
        """
        return value

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Return functions ``(value, expression, connection)`` for values that come from the database."""
        return [self.from_db_value] if hasattr(self, "from_db_value") else []

    def value_from_object(self, obj: Any) -> Any:
        """Return the value that ``obj`` holds for this field."""
        return getattr(obj, self.attname)

    def value_to_string(self, obj: Any) -> Any:
        """Return the value that ``obj`` holds as text, for serializers."""
        return str(self.value_from_object(obj))

    # --- to the database ---

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Return the value to save; may set it on the instance first."""
        return getattr(model_instance, self.attname)

    def get_prep_value(self, value: Any) -> Any:
        """Return ``value`` prepared for a query: the right Python type, whatever the engine."""
        return value._value() if isinstance(value, Promise) else value

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return ``value`` as this engine takes it.

        Args:
            prepared: ``get_prep_value`` has been applied already.
        """
        return value if prepared else self.get_prep_value(value)

    @same_for_all_engines
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return ``value`` as this engine takes it in INSERT and UPDATE; expressions pass unchanged."""
        if hasattr(value, "resolve_expression"):
            return value
        return self.get_db_prep_value(value, connection=connection, prepared=False)

    def binder(self, connection: Any) -> Callable[[Any, Any], Any] | None:
        """Return the function from a prepared value to what the driver takes, or None if values pass unchanged."""
        if getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return connection.ops.binder(self.kind, self)
        return lambda value, connection: self.get_db_prep_value(value, connection, prepared=True)

    def save_binder(self, connection: Any) -> Callable[[Any, Any], Any] | None:
        """Return the function from a prepared value to what the driver takes to store it."""
        return self.binder(connection)

    @cached_property
    def save_codec(self) -> SaveCodec:
        """The codec of values that are saved (the field itself is the codec of values that are compared)."""
        return SaveCodec(self)

    # --- defaults ---

    def has_default(self) -> bool:
        """Return whether a default was given."""
        return self.default is not NOT_PROVIDED

    def get_default(self) -> Any:
        """Return the value of a new instance that was given none."""
        return self._get_default()

    @cached_property
    def _get_default(self) -> Callable[[], Any]:
        if self.has_default():
            return self.default if callable(self.default) else _given(self.default)
        if self.has_db_default():
            return self._make_database_default
        return str if self.empty_strings_allowed and not self.null else _none

    def has_db_default(self) -> bool:
        """Return whether the database has a default for the column."""
        return self.db_default is not NOT_PROVIDED

    def _make_database_default(self) -> Any:
        return hooks.make_database_default(self._db_default_expression, output_field=self)

    @cached_property
    def _db_default_expression(self) -> Any:
        """The default in the database, as an expression."""
        default = self.db_default
        return default if hasattr(default, "resolve_expression") else hooks.make_value(default, self)

    def save_form_data(self, instance: Any, data: Any) -> None:
        """Set the value on an instance, as it came from a form."""
        setattr(instance, self.name, data)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """There are no forms here.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            f"{type(self).__name__}.formfield() was called, but there are no forms in this package. "
            "Build the form field from the field's own attributes (max_length, choices, validators, ...)."
        )
