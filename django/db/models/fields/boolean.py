"""BooleanField: true, false, and unknown where null is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.db.models.fields.base import Field
from django.db.models.typed import BooleanT
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing import Unpack

    from django.db.models.typed import FieldOptions

_TRUE = (True, "t", "True", "1")
_FALSE = (False, "f", "False", "0")


class BooleanField(Field[BooleanT]):
    """A truth value."""

    empty_strings_allowed = False
    default_error_messages = {
        "invalid": _("“%(value)s” value must be either True or False."),
        "invalid_nullable": _("“%(value)s” value must be either True, False, or None."),
    }
    description = _("Boolean (Either True or False)")
    plain_type = bool

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: BooleanField[bool | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "BooleanField"

    def to_python(self, value: Any) -> Any:
        if self.null and value in self.empty_values:
            return None
        # 1 and 0 equal True and False, and are taken for them.
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise self._error("invalid_nullable" if self.null else "invalid", value=value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else self.to_python(value)


class NullBooleanField(BooleanField):
    """Kept for old migrations: BooleanField(null=True)."""

    default_error_messages = {
        "invalid": _("“%(value)s” value must be either None, True or False."),
        "invalid_nullable": _("“%(value)s” value must be either None, True or False."),
    }
    description = _("Boolean (Either True, False or None)")
    system_check_removed_details = {
        "msg": "NullBooleanField is removed except for support in historical migrations.",
        "hint": "Use BooleanField(null=True, blank=True) instead.",
        "id": "fields.E903",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["null"] = kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["null"], kwargs["blank"]
        return name, path, args, kwargs
