"""Making and checking password hashes, with the hashers that PASSWORD_HASHERS lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hasher_base import (
    BasePasswordHasher,
    MD5PasswordHasher,
    PBKDF2PasswordHasher,
    PBKDF2SHA1PasswordHasher,
    ScryptPasswordHasher,
    mask_hash,
    must_update_salt,
)
from django.contrib.auth.hasher_libraries import (
    Argon2PasswordHasher,
    BCryptPasswordHasher,
    BCryptSHA256PasswordHasher,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

__all__ = [
    "Argon2PasswordHasher",
    "BCryptPasswordHasher",
    "BCryptSHA256PasswordHasher",
    "BasePasswordHasher",
    "MD5PasswordHasher",
    "PBKDF2PasswordHasher",
    "PBKDF2SHA1PasswordHasher",
    "ScryptPasswordHasher",
    "acheck_password",
    "check_password",
    "get_hasher",
    "get_hashers",
    "get_hashers_by_algorithm",
    "identify_hasher",
    "is_password_usable",
    "make_password",
    "mask_hash",
    "must_update_salt",
    "verify_password",
]

#: Begins every hash that no password fits; no algorithm begins so.
UNUSABLE_PASSWORD_PREFIX = "!"
#: Random characters after it, so that tokens made from the hash cannot be guessed.
UNUSABLE_PASSWORD_SUFFIX_LENGTH = 40


def is_password_usable(encoded: str | None) -> bool:
    """Tell whether a hash was not made unusable on purpose; None counts as usable, for it is no hash yet."""
    return encoded is None or not encoded.startswith(UNUSABLE_PASSWORD_PREFIX)


def verify_password(password: Any, encoded: str, preferred: Any = "default") -> tuple[bool, bool]:
    """Return (whether the password is right, whether its hash should be made anew).

    A wrong password takes as long as a right one would with today's parameters.
    """
    try:
        hasher = identify_hasher(encoded)
    except ValueError:
        hasher = None  # Not a hash of ours, or of a hasher that is gone.
    if hasher is None or password is None or not is_password_usable(encoded):
        make_password(get_random_string(UNUSABLE_PASSWORD_SUFFIX_LENGTH))
        return False, False
    preferred = get_hasher(preferred)
    is_other = hasher.algorithm != preferred.algorithm
    must_update = is_other or preferred.must_update(encoded)
    is_correct = hasher.verify(password, encoded)
    if not is_correct and not is_other and must_update:
        hasher.harden_runtime(password, encoded)
    return is_correct, must_update


def check_password(
    password: Any, encoded: str, setter: Callable[[Any], Any] | None = None, preferred: Any = "default"
) -> bool:
    """Tell whether a password fits a hash.

    Args:
        password: what was given.
        encoded: the hash stored.
        setter: called with the right password if its hash should be made anew.
        preferred: the hasher that new hashes are made with.
    """
    is_correct, must_update = verify_password(password, encoded, preferred=preferred)
    if setter and is_correct and must_update:
        setter(password)
    return is_correct


async def acheck_password(password: Any, encoded: str, setter: Any = None, preferred: Any = "default") -> bool:
    """Do what `check_password()` does, from asynchronous code; the setter is awaited."""
    from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

    # Hashing touches no connection, so any thread may do it.
    verify = sync_to_async(verify_password, thread_sensitive=False)
    is_correct, must_update = await verify(password, encoded, preferred=preferred)
    if setter and is_correct and must_update:
        await setter(password)
    return is_correct


def make_password(password: Any, salt: Any = None, hasher: Any = "default") -> str:
    """Return the hash of a password; of None a hash that no password fits.

    Args:
        password: text or bytes.
        salt: by default a new random one.
        hasher: the name of an algorithm, a hasher, or "default" for the first of PASSWORD_HASHERS.

    Raises:
        TypeError: the password is neither text nor bytes.
    """
    if password is None:
        return UNUSABLE_PASSWORD_PREFIX + get_random_string(UNUSABLE_PASSWORD_SUFFIX_LENGTH)
    if not isinstance(password, str | bytes):
        raise TypeError(f"Password must be a string or bytes, got {type(password).__qualname__}.")
    hasher = get_hasher(hasher)
    return hasher.encode(password, salt or hasher.salt())


@lru_cache
def get_hashers() -> list[Any]:
    """Return a hasher for each entry of PASSWORD_HASHERS.

    Raises:
        ImproperlyConfigured: one names no algorithm.
    """
    hashers = []
    for path in settings.PASSWORD_HASHERS:
        hasher = import_string(path)()
        if not getattr(hasher, "algorithm", None):
            raise ImproperlyConfigured(f"hasher doesn't specify an algorithm name: {path}")
        hashers.append(hasher)
    return hashers


@lru_cache
def get_hashers_by_algorithm() -> dict[str, Any]:
    """Return the hashers by the names of their algorithms."""
    return {hasher.algorithm: hasher for hasher in get_hashers()}


@receiver(setting_changed)
def reset_hashers(*, setting: str, **kwargs: Any) -> None:
    """Read PASSWORD_HASHERS again after a test has changed it."""
    if setting == "PASSWORD_HASHERS":
        get_hashers.cache_clear()
        get_hashers_by_algorithm.cache_clear()


def get_hasher(algorithm: Any = "default") -> Any:
    """Return the hasher of an algorithm; a hasher is returned as it is.

    Raises:
        ValueError: PASSWORD_HASHERS has none of that name.
    """
    if hasattr(algorithm, "algorithm"):
        return algorithm
    if algorithm == "default":
        return get_hashers()[0]
    try:
        return get_hashers_by_algorithm()[algorithm]
    except KeyError:
        raise ValueError(
            f"Unknown password hashing algorithm '{algorithm}'. Did you specify it in the PASSWORD_HASHERS setting?"
        ) from None


def identify_hasher(encoded: str | None) -> Any:
    """Return the hasher that made a hash.

    Raises:
        ValueError: it is none of those in PASSWORD_HASHERS.
    """
    return get_hasher((encoded or "").split("$", 1)[0])
