"""JSONField: any value that JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.db.models.fields.base import Field
from django.db.models.fields.mixins import CheckFieldDefaultMixin
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import ValueT
from django.utils.late import Late, LateClass, late_names
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import json
    from typing import Unpack

    from django.db.models.typed import JSONOptions

    def __getattr__(name: str) -> Any: ...
else:
    json = Late("json")

    # Here the world looks for the lookups, too.
    _LATE = {
        "lookups.json": """
        as_step compile_json_path KeyTransform piece KeyTextTransform KT KeyTransformFactory JSONExact DataContains
        ContainedBy HasKeyLookup HasKey HasKeyOrArrayIndex HasKeys HasAnyKeys JSONIContains KeyTransformComparison
        KeyTransformExact KeyTransformIn KeyTransformIsNull KeyTransformTextLookupMixin KeyTransformIExact
        KeyTransformIContains KeyTransformStartsWith KeyTransformIStartsWith KeyTransformEndsWith
        KeyTransformIEndsWith KeyTransformRegex KeyTransformIRegex KeyTransformLt KeyTransformLte KeyTransformGt
        KeyTransformGte
        """
    }
    __getattr__ = late_names(__name__, _LATE, package="django.db.models")


class JSONField(CheckFieldDefaultMixin, Field[ValueT]):
    """A value in JSON. None is SQL NULL; ``Value(None, JSONField())`` is JSON's null."""

    late_lookups = {
        "django.db.models.lookups.json": "exact contains contained_by has_key has_keys has_any_keys icontains",
    }

    empty_strings_allowed = False
    description = _("A JSON object")
    default_error_messages = {"invalid": _("Value must be valid JSON.")}
    _default_hint = ("dict", "{}")

    #: Makes the transform that looks a key up: ``key_transform_factory(name) -> callable(lhs)``.
    key_transform_factory: Any = LateClass("django.db.models.lookups.json.KeyTransformFactory")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: JSONField[ValueT | None], *args: Any, null: Literal[True], **options: Unpack[JSONOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[JSONOptions]) -> None: ...

    def __init__(
        self, verbose_name: Any = None, name: str | None = None, encoder: Any = None, decoder: Any = None, **kwargs: Any
    ) -> None:
        """Take classes for what JSON itself does not know, as ``json.dumps`` and ``json.loads`` take them (``cls``)."""
        if encoder and not callable(encoder):
            raise ValueError("The encoder parameter must be a callable object.")
        if decoder and not callable(decoder):
            raise ValueError("The decoder parameter must be a callable object.")
        self.encoder, self.decoder = encoder, decoder
        super().__init__(verbose_name, name, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_supported(kwargs.get("databases") or [])]

    def _check_supported(self, databases: list[str]) -> list[Any]:
        if not databases:
            return []
        vendor = self.model._meta.required_db_vendor
        return [
            self._complaint("fields.E180", f"{connection.display_name} does not support JSONFields.")
            for connection in self._lacking(databases, "supports_json_field")
            if not vendor or vendor == connection.vendor
        ]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for keyword in ("encoder", "decoder"):
            if getattr(self, keyword) is not None:
                kwargs[keyword] = getattr(self, keyword)
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the value of a JSON text; what is not JSON text has been read by the driver, or by a function."""
        if not isinstance(value, str | bytes | bytearray):
            return value
        try:
            return json.loads(value, cls=self.decoder)
        except json.JSONDecodeError:
            return value

    def get_internal_type(self) -> str:
        return "JSONField"

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        if hasattr(value, "resolve_expression"):
            if not _is_json_constant(value):
                return value
            value = value.value
        return connection.ops.adapt_json_value(value, self.encoder)

    def binder(self, connection: Any) -> Any:
        if not getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return super().binder(connection)
        adapt, encoder = connection.ops.adapt_json_value, self.encoder
        return lambda value, connection: adapt(value, encoder)

    @same_for_all_engines
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return None if value is None else self.get_db_prep_value(value, connection)

    def get_transform(self, name: str) -> Any:
        transform = super().get_transform(name)
        if transform is not None:
            return transform
        return type(self).key_transform_factory(name)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        try:
            json.dumps(value, cls=self.encoder)
        except TypeError:
            raise self._error("invalid", value=value) from None

    def value_to_string(self, obj: Any) -> Any:
        return self.value_from_object(obj)


def _is_json_constant(expression: Any) -> bool:
    """A ``Value`` of this type stands for its value."""
    return hasattr(expression, "value") and isinstance(getattr(expression, "output_field", None), JSONField)
