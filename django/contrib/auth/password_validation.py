"""Rules for new passwords: the validators that AUTH_PASSWORD_VALIDATORS lists."""

from __future__ import annotations

import functools
import os
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: Two texts of which this part or less is equal are not compared: everything would be similar.
_LEAST_SIMILARITY = 0.1


@functools.cache
def get_default_password_validators() -> list[Any]:
    """Return the validators of AUTH_PASSWORD_VALIDATORS."""
    return get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)


def get_password_validators(validator_config: Any) -> list[Any]:
    """Return the validators that a list like AUTH_PASSWORD_VALIDATORS describes.

    Raises:
        ImproperlyConfigured: one cannot be imported.
    """
    validators = []
    for entry in validator_config:
        try:
            validator = import_string(entry["NAME"])
        except ImportError as error:
            raise ImproperlyConfigured(
                f"The module in NAME could not be imported: {entry['NAME']}. Check your AUTH_PASSWORD_VALIDATORS "
                "setting."
            ) from error
        validators.append(validator(**entry.get("OPTIONS", {})))
    return validators


def _or_default(password_validators: Any) -> Any:
    return get_default_password_validators() if password_validators is None else password_validators


def validate_password(password: Any, user: Any = None, password_validators: Any = None) -> None:
    """Accept a new password.

    Args:
        password: the password.
        user: whose it will be.
        password_validators: by default those of the settings.

    Raises:
        ValidationError: with what every validator has against it.
    """
    errors = []
    for validator in _or_default(password_validators):
        try:
            validator.validate(password, user)
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError(errors)


def password_changed(password: Any, user: Any = None, password_validators: Any = None) -> None:
    """Tell the validators that want to know it that a password was changed."""
    for validator in _or_default(password_validators):
        told = getattr(validator, "password_changed", None)
        if told is not None:
            told(password, user)


def password_validators_help_texts(password_validators: Any = None) -> list[Any]:
    """Return the help texts of the validators."""
    return [validator.get_help_text() for validator in _or_default(password_validators)]


def _help_text_html(password_validators: Any = None) -> str:
    texts = password_validators_help_texts(password_validators)
    items = format_html_join("", "<li>{}</li>", ((text,) for text in texts))
    return format_html("<ul>{}</ul>", items) if items else ""


#: The help texts as a list in HTML, made when it is shown.
password_validators_help_text_html = lazy(_help_text_html, str)


class MinimumLengthValidator:
    """Refuses short passwords."""

    def __init__(self, min_length: int = 8) -> None:
        self.min_length = min_length

    def validate(self, password: Any, user: Any = None) -> None:
        """Raise ValidationError if the password is shorter than `min_length`."""
        if len(password) < self.min_length:
            params = {"min_length": self.min_length}
            raise ValidationError(self.get_error_message(), code="password_too_short", params=params)

    def get_error_message(self) -> str:
        """Return the text of the error."""
        singular = "This password is too short. It must contain at least %d character."
        plural = "This password is too short. It must contain at least %d characters."
        return ngettext(singular, plural, self.min_length) % self.min_length

    def get_help_text(self) -> str:
        """Return what to tell somebody who is about to choose a password."""
        singular = "Your password must contain at least %(min_length)d character."
        plural = "Your password must contain at least %(min_length)d characters."
        return ngettext(singular, plural, self.min_length) % {"min_length": self.min_length}


class UserAttributeSimilarityValidator:
    """Refuses passwords that are like the user's name or address.

    Args:
        user_attributes: the attributes to compare with; those a user does not have are passed over.
        max_similarity: from 0.1 (nearly everything is similar) to 1 (only what is equal).
    """

    DEFAULT_USER_ATTRIBUTES = ("username", "first_name", "last_name", "email")

    def __init__(self, user_attributes: Any = DEFAULT_USER_ATTRIBUTES, max_similarity: float = 0.7) -> None:
        if max_similarity < _LEAST_SIMILARITY:
            raise ValueError("max_similarity must be at least 0.1")
        self.user_attributes, self.max_similarity = user_attributes, max_similarity

    def validate(self, password: Any, user: Any = None) -> None:
        """Raise ValidationError if the password is like an attribute of the user, or a word of it."""
        if not user:
            return
        password = password.lower()
        for name in self.user_attributes:
            value = getattr(user, name, None)
            if not value or not isinstance(value, str):
                continue
            value = value.lower()
            if any(self._is_similar(password, part) for part in (*re.split(r"\W+", value), value)):
                params = {"verbose_name": _shown_name(user, name)}
                raise ValidationError(self.get_error_message(), code="password_too_similar", params=params)

    def _is_similar(self, password: str, part: str) -> bool:
        total = len(password) + len(part)
        # Even if all of the shorter one were in the longer one.
        if 2 * min(len(password), len(part)) < self.max_similarity * total:
            return False
        from difflib import SequenceMatcher  # cost

        return SequenceMatcher(a=password, b=part).quick_ratio() >= self.max_similarity

    def get_error_message(self) -> str:
        """Return the text of the error; it may name the attribute as `%(verbose_name)s`."""
        return _("The password is too similar to the %(verbose_name)s.")

    def get_help_text(self) -> str:
        """Return what to tell somebody who is about to choose a password."""
        return _("Your password can’t be too similar to your other personal information.")


def _shown_name(user: Any, name: str) -> str:
    try:
        return str(user._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


class CommonPasswordValidator:
    """Refuses passwords that many people use.

    Args:
        password_list_path: a text file with one password in lower case per line, it may be compressed with gzip. The
            list that comes with the package is short; a long one of your own finds more.
    """

    @cached_property
    def DEFAULT_PASSWORD_LIST_PATH(self) -> str:
        """The list that comes with the package."""
        return os.path.join(os.path.dirname(__file__), "common-passwords.txt")

    def __init__(self, password_list_path: Any = None) -> None:
        self.passwords = _lines(password_list_path or self.DEFAULT_PASSWORD_LIST_PATH)

    def validate(self, password: Any, user: Any = None) -> None:
        """Raise ValidationError if the password is in the list, in whatever case."""
        if password.lower().strip() in self.passwords:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        """Return the text of the error."""
        return _("This password is too common.")

    def get_help_text(self) -> str:
        """Return what to tell somebody who is about to choose a password."""
        return _("Your password can’t be a commonly used password.")


def _lines(path: Any) -> set[str]:
    import gzip  # cost

    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return {line.strip() for line in file}
    except OSError:
        with open(path, encoding="utf-8") as file:
            return {line.strip() for line in file}


class NumericPasswordValidator:
    """Refuses passwords of digits only."""

    def validate(self, password: Any, user: Any = None) -> None:
        """Raise ValidationError if the password is a number."""
        if password.isdigit():
            raise ValidationError(self.get_error_message(), code="password_entirely_numeric")

    def get_error_message(self) -> str:
        """Return the text of the error."""
        return _("This password is entirely numeric.")

    def get_help_text(self) -> str:
        """Return what to tell somebody who is about to choose a password."""
        return _("Your password can’t be entirely numeric.")
