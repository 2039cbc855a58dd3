"""BinaryField: raw bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.core import validators
from django.db.models.fields.base import Field
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import BytesT
from django.utils.functional import cached_property
from django.utils.late import Late
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import base64
    from typing import Unpack

    from django.db.models.typed import FieldOptions
else:
    base64 = Late("base64")


class BinaryField(Field[BytesT]):
    """Raw bytes; shown and written as base 64."""

    description = _("Raw binary data")
    empty_values = [None, b""]
    plain_type = bytes

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: BinaryField[bytes | memoryview | None],
            *args: Any,
            null: Literal[True],
            **options: Unpack[FieldOptions],
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_str_default_value()]

    def _check_str_default_value(self) -> list[Any]:
        if not self.has_default() or not isinstance(self.default, str):
            return []
        message = "BinaryField's default cannot be a string. Use bytes content instead."
        return [self._complaint("fields.E170", message)]

    @cached_property
    def validators(self) -> list[Any]:
        """The given ones and the limit of length."""
        limit = [] if self.max_length is None else [validators.MaxLengthValidator(self.max_length)]
        return [*self.default_validators, *self._validators, *limit]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.editable:
            kwargs["editable"] = True
        else:
            del kwargs["editable"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Return the placeholder that this engine wants for binary values."""
        return connection.ops.binary_placeholder_sql(value)

    def get_default(self) -> Any:
        default = super().get_default()
        if self.has_default() or self.has_db_default() or default != "":
            return default
        return b""

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return value if value is None else connection.Database.Binary(value)

    def value_to_string(self, obj: Any) -> str:
        return base64.b64encode(self.value_from_object(obj)).decode("ascii")

    def to_python(self, value: Any) -> Any:
        # A text comes from a serializer, in base 64.
        return memoryview(base64.b64decode(value.encode("ascii"))) if isinstance(value, str) else value
