"""Tokens that let a user set a new password once, for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_START = datetime(2001, 1, 1)


def _in_base_36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return text


class PasswordResetTokenGenerator:
    """Makes and checks tokens. One is valid until PASSWORD_RESET_TIMEOUT, a login, or a new password or address."""

    key_salt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
    algorithm: str | None = None
    _secret: Any = None
    _secret_fallbacks: Any = None

    def __init__(self) -> None:
        self.algorithm = self.algorithm or "sha256"

    @property
    def secret(self) -> Any:
        """What tokens are signed with; by default SECRET_KEY."""
        return self._secret or settings.SECRET_KEY

    @secret.setter
    def secret(self, value: Any) -> None:
        self._secret = value

    @property
    def secret_fallbacks(self) -> Any:
        """Former secrets, whose tokens are still valid; by default SECRET_KEY_FALLBACKS."""
        return settings.SECRET_KEY_FALLBACKS if self._secret_fallbacks is None else self._secret_fallbacks

    @secret_fallbacks.setter
    def secret_fallbacks(self, value: Any) -> None:
        self._secret_fallbacks = value

    def make_token(self, user: Any) -> str:
        """Return a token for a user."""
        return self._make_token_with_timestamp(user, self._num_seconds(self._now()), self.secret)

    def check_token(self, user: Any, token: str | None) -> bool:
        """Tell whether a token is valid for a user now."""
        if not (user and token):
            return False
        stamp, dash, _signature = token.partition("-")
        try:
            made = int(stamp, 36)
        except ValueError:
            return False
        if not dash or not any(
            constant_time_compare(self._make_token_with_timestamp(user, made, secret), token)
            for secret in (self.secret, *self.secret_fallbacks)
        ):
            return False
        return self._num_seconds(self._now()) - made <= settings.PASSWORD_RESET_TIMEOUT

    def _make_token_with_timestamp(self, user: Any, timestamp: int, secret: Any) -> str:
        value = self._make_hash_value(user, timestamp)
        digest = salted_hmac(self.key_salt, value, secret=secret, algorithm=self.algorithm or "sha256").hexdigest()
        # Half of it, so that addresses stay short.
        return f"{_in_base_36(timestamp)}-{digest[::2]}"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        """Return what a token depends on: it changes when the token is used."""
        login = "" if user.last_login is None else user.last_login.replace(microsecond=0, tzinfo=None)
        email = getattr(user, user.get_email_field_name(), "") or ""
        return f"{user.pk}{user.password}{login}{timestamp}{email}"

    def _num_seconds(self, dt: datetime) -> int:
        return int((dt - _START).total_seconds())

    def _now(self) -> datetime:
        # For tests to replace.
        return datetime.now()


default_token_generator = PasswordResetTokenGenerator()
