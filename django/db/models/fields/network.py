"""Fields of network addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.core import validators
from django.core.exceptions import ValidationError
from django.db.models.fields.base import Field
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import TextT
from django.utils.late import Late
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing import Unpack

    from django.db.models.typed import AddressOptions
    from django.utils import ipv6
else:
    ipv6 = Late("django.utils.ipv6")


class GenericIPAddressField(Field[TextT]):
    """An address of version 4 or 6."""

    empty_strings_allowed = False
    description = _("IP address")
    default_error_messages = {"invalid": _("Enter a valid %(protocol)s address.")}

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: GenericIPAddressField[str | None], *args: Any, null: Literal[True], **options: Unpack[AddressOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[AddressOptions]) -> None: ...

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        protocol: str = "both",
        unpack_ipv4: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Take which protocols are allowed, and whether ``::ffff:192.0.2.1`` is kept as ``192.0.2.1``."""
        self.protocol, self.unpack_ipv4 = protocol, unpack_ipv4
        self.default_validators = validators.ip_address_validators(protocol, unpack_ipv4)
        kwargs["max_length"] = 39
        super().__init__(verbose_name, name, *args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_blank_and_null_values(**kwargs)]

    def _check_blank_and_null_values(self, **kwargs: Any) -> list[Any]:
        if self.null or not self.blank:
            return []
        message = "GenericIPAddressFields cannot have blank=True if null=False, as blank values are stored as nulls."
        return [self._complaint("fields.E150", message)]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.unpack_ipv4:
            kwargs["unpack_ipv4"] = True
        if self.protocol != "both":
            kwargs["protocol"] = self.protocol
        if kwargs.get("max_length") == 39:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "GenericIPAddressField"

    def to_python(self, value: Any) -> Any:
        if value is None:
            return None
        text = str(value).strip()
        if ":" not in text:
            return text
        return ipv6.clean_ipv6_address(text, self.unpack_ipv4, self.error_messages["invalid"])

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return connection.ops.adapt_ipaddressfield_value(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None:
            return None
        text = str(value)
        if ":" not in text:
            return text
        try:
            return ipv6.clean_ipv6_address(text, self.unpack_ipv4)
        except ValidationError:
            # What is no address is compared as it is, and found nowhere.
            return text


class IPAddressField(Field):
    """Kept for old migrations."""

    system_check_removed_details = {
        "msg": "IPAddressField has been removed except for support in historical migrations.",
        "hint": "Use GenericIPAddressField instead.",
        "id": "fields.E900",
    }

    empty_strings_allowed = False
    description = _("IPv4 address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 15
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else str(value)

    def get_internal_type(self) -> str:
        return "IPAddressField"
