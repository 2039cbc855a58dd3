"""UUIDField: universally unique identifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.db.models.fields.base import Field
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import UUIDT
from django.utils.functional import classproperty
from django.utils.late import Late
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import uuid
    from typing import Unpack

    from django.db.models.typed import FieldOptions
else:
    uuid = Late("uuid")


class UUIDField(Field[UUIDT]):
    """A UUID; engines without such a type keep its 32 hexadecimal digits."""

    late_lookups = {
        "django.db.models.lookups.text": "iexact contains icontains startswith istartswith endswith iendswith",
    }

    default_error_messages = {"invalid": _("“%(value)s” is not a valid UUID.")}
    description = _("Universally unique identifier")
    empty_strings_allowed = False

    @classproperty
    def plain_type(cls) -> type:  # noqa: N805
        """What needs no preparing."""
        return uuid.UUID  # type: ignore[no-any-return]

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: UUIDField[uuid.UUID | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs["max_length"] = 32
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "UUIDField"

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, uuid.UUID):
            value = self.to_python(value)
        return value if connection.features.has_native_uuid_field else value.hex

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, uuid.UUID):
            return value
        try:
            return uuid.UUID(int=value) if isinstance(value, int) else uuid.UUID(hex=value)
        except (AttributeError, ValueError):
            raise self._error("invalid", value=value) from None
