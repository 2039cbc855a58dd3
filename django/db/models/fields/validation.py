"""The side of a field that judges values: messages, validators, clean."""

from __future__ import annotations

from typing import Any

from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.late import LateAttribute
from django.utils.translation import gettext_lazy as _


class FieldValidation:
    """Validation of one value."""

    default_validators: list[Any] = []
    empty_values: Any = LateAttribute(lambda: list(validators.EMPTY_VALUES))
    default_error_messages = {
        "invalid_choice": _("Value %(value)r is not a valid choice."),
        "null": _("This field cannot be null."),
        "blank": _("This field cannot be blank."),
        "unique": _("%(model_name)s with this %(field_label)s already exists."),
        # Rows are compared on the date of another field.
        "unique_for_date": _("%(field_label)s must be unique for %(date_field_label)s %(lookup_type)s."),
    }

    @cached_property
    def error_messages(self) -> dict[str, Any]:
        """Messages by code: those of the classes, nearest first, and on top those given to this field."""
        messages: dict[str, Any] = {}
        for cls in reversed(type(self).__mro__):
            messages.update(cls.__dict__.get("default_error_messages", {}))
        messages.update(self._error_messages or {})
        return messages

    @cached_property
    def validators(self) -> list[Any]:
        """What every value must pass."""
        return [*self.default_validators, *self._validators]

    def run_validators(self, value: Any) -> None:
        """Apply every validator; empty values pass.

        Raises:
            ValidationError: with the errors of all validators.
        """
        if value in self.empty_values:
            return
        errors: list[Any] = []
        for validator in self.validators:
            try:
                validator(value)
            except ValidationError as error:
                errors.extend(self._in_own_words(error).error_list)
        if errors:
            raise ValidationError(errors)

    def _in_own_words(self, error: ValidationError) -> ValidationError:
        """The error with this field's message for its code."""
        code = getattr(error, "code", None)
        if code in self.error_messages and hasattr(error, "message"):
            error.message = self.error_messages[code]
        return error

    def validate(self, value: Any, model_instance: Any) -> None:
        """Judge a value that has the right type already.

        Raises:
            ValidationError: not among the choices, null, or blank where that is not allowed.
        """
        if not self.editable:
            return
        if self.choices is not None and value not in self.empty_values:
            if not any(value == choice for choice, _label in self.flatchoices):
                raise self._error("invalid_choice", value=value)
            return
        if value is None and not self.null:
            raise self._error("null")
        if not self.blank and value in self.empty_values:
            raise self._error("blank")

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Convert and judge a value; return it converted.

        Raises:
            ValidationError: with the reason.
        """
        value = self.to_python(value)
        self.validate(value, model_instance)
        self.run_validators(value)
        return value

    def _error(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params or None)
