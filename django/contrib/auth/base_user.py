"""AbstractBaseUser: a password and the time of the last login; what any project's user model may build on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import acheck_password, check_password, is_password_usable, make_password
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class BaseUserManager(models.Manager):
    """What managers of user models share."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return an address with its domain in lower case."""
        email = email or ""
        name, at, domain = email.strip().rpartition("@")
        return f"{name}@{domain.lower()}" if at else email

    def get_by_natural_key(self, username: Any) -> Any:
        """Return the user with that username."""
        return self.get(**{self.model.USERNAME_FIELD: username})

    async def aget_by_natural_key(self, username: Any) -> Any:
        """Do what `get_by_natural_key()` does, from asynchronous code."""
        return await self.aget(**{self.model.USERNAME_FIELD: username})


class AbstractBaseUser(models.Model):
    """A user with a password. Subclasses set USERNAME_FIELD."""

    password = models.CharField(_("password"), max_length=128)
    last_login = models.DateTimeField(_("last login"), blank=True, null=True)

    is_active = True
    #: Further fields that a new superuser is asked for.
    REQUIRED_FIELDS: list[str] = []
    #: The password as it was given, until the next save(): then its change is told to the validators.
    _password: Any = None

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.get_username()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the user, and tell the password validators if the password was changed."""
        super().save(*args, **kwargs)
        if self._password is not None:
            password_validation.password_changed(self._password, self)
            self._password = None

    save.alters_data = True  # type: ignore[attr-defined]

    # --- the name ---

    def get_username(self) -> Any:
        """Return the value of USERNAME_FIELD."""
        return getattr(self, self.USERNAME_FIELD)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Normalise the username."""
        setattr(self, self.USERNAME_FIELD, self.normalize_username(self.get_username()))  # type: ignore[attr-defined]

    def natural_key(self) -> tuple[Any]:
        """Return the username: what identifies the user in every database."""
        return (self.get_username(),)

    @classmethod
    def normalize_username(cls, username: Any) -> Any:
        """Return a name in which letters that look the same are the same (NFKC)."""
        return unicodedata.normalize("NFKC", username) if isinstance(username, str) else username

    @classmethod
    def get_email_field_name(cls) -> str:
        """Return the name of the field with the e-mail address."""
        return getattr(cls, "EMAIL_FIELD", None) or "email"

    @property
    def is_anonymous(self) -> bool:
        """False: this is somebody."""
        return False

    @property
    def is_authenticated(self) -> bool:
        """True, whatever the backends would say: this is no AnonymousUser."""
        return True

    # --- the password ---

    def set_password(self, raw_password: Any) -> None:
        """Set the hash of a password; None makes it unusable. Does not save."""
        self.password = make_password(raw_password)
        self._password = raw_password

    def check_password(self, raw_password: Any) -> bool:
        """Tell whether a password is the user's; its hash is made anew and saved if it is out of date."""

        def renew(raw_password: Any) -> None:
            self._take_hash(raw_password)
            self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renew)

    async def acheck_password(self, raw_password: Any) -> bool:
        """Do what `check_password()` does, from asynchronous code."""

        async def renew(raw_password: Any) -> None:
            self._take_hash(raw_password)
            await self.asave(update_fields=["password"])

        return await acheck_password(raw_password, self.password, renew)

    def _take_hash(self, raw_password: Any) -> None:
        """Set the hash of the same password: no change that validators have to know of."""
        self.set_password(raw_password)
        self._password = None

    def set_unusable_password(self) -> None:
        """Set a hash that no password fits."""
        self.password = make_password(None)

    def has_usable_password(self) -> bool:
        """Tell whether there is a password that could be right."""
        return is_password_usable(self.password)

    # --- what sessions depend on ---

    def get_session_auth_hash(self) -> str:
        """Return what changes when the password does: a session that holds another value is no longer valid."""
        return self._get_session_auth_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same for each of SECRET_KEY_FALLBACKS."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._get_session_auth_hash(secret=secret)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, self.password, secret=secret, algorithm="sha256").hexdigest()


for _method in (AbstractBaseUser.set_password, AbstractBaseUser.set_unusable_password):
    _method.alters_data = True  # type: ignore[attr-defined]
