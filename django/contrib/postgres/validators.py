"""Validators of arrays, of the keys of hstore values, and of ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinLengthValidator, MinValueValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


def prefix_validation_error(
    error: ValidationError, prefix: Any, code: str, params: Mapping[str, Any]
) -> ValidationError:
    """Return an error, or each of several, with a text in front.

    Args:
        prefix: the text, which may name `params`.
        code: the code of the new error.
        params: what the prefix names; the error's own parameters are kept beside them.
    """
    if hasattr(error, "message"):
        # The text is finished: what looks like a placeholder in it is none.
        text = f"{prefix % params} {error.messages[0]}".replace("%", "%%")
        return ValidationError(text, code=code, params={**(error.params or {}), **params})
    return ValidationError([prefix_validation_error(each, prefix, code, params) for each in error.error_list])


class ArrayMaxLengthValidator(MaxLengthValidator):
    """Refuse a list with too many items."""

    message = ngettext_lazy(
        "List contains %(show_value)d item, it should contain no more than %(limit_value)d.",
        "List contains %(show_value)d items, it should contain no more than %(limit_value)d.",
        "show_value",
    )


class ArrayMinLengthValidator(MinLengthValidator):
    """Refuse a list with too few items."""

    message = ngettext_lazy(
        "List contains %(show_value)d item, it should contain no fewer than %(limit_value)d.",
        "List contains %(show_value)d items, it should contain no fewer than %(limit_value)d.",
        "show_value",
    )


@deconstructible
class KeysValidator:
    """Refuse a dictionary that lacks keys or, if `strict`, has others.

    Args:
        keys: that must be there.
        strict: there may be no others.
        messages: texts instead of the usual ones, by `missing_keys` and `extra_keys`.
    """

    messages: dict[str, Any] = {
        "missing_keys": _("Some keys were missing: %(keys)s"),
        "extra_keys": _("Some unknown keys were provided: %(keys)s"),
    }
    strict = False

    def __init__(self, keys: Iterable[str], strict: bool = False, messages: Mapping[str, Any] | None = None) -> None:
        self.keys = set(keys)
        self.strict = strict
        if messages is not None:
            self.messages = {**self.messages, **messages}

    def __call__(self, value: Mapping[str, Any]) -> None:
        """Judge a dictionary.

        Raises:
            ValidationError: with the code `missing_keys` or `extra_keys`.
        """
        given = set(value)
        self._refuse("missing_keys", self.keys - given)
        if self.strict:
            self._refuse("extra_keys", given - self.keys)

    def _refuse(self, code: str, keys: set[str]) -> None:
        if keys:
            listed = ", ".join(sorted(map(str, keys)))
            raise ValidationError(self.messages[code], code=code, params={"keys": listed})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeysValidator) and (self.keys, self.messages, self.strict) == (
            other.keys,
            other.messages,
            other.strict,
        )

    __hash__ = None  # type: ignore[assignment]


class RangeMaxValueValidator(MaxValueValidator):
    """Refuse a range that goes beyond a value, or has no end."""

    message = _("Ensure that the upper bound of the range is not greater than %(limit_value)s.")

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether a range goes beyond."""
        return a.upper is None or a.upper > b


class RangeMinValueValidator(MinValueValidator):
    """Refuse a range that begins before a value, or has no beginning."""

    message = _("Ensure that the lower bound of the range is not less than %(limit_value)s.")

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether a range begins before."""
        return a.lower is None or a.lower < b
