"""Random texts, comparison in constant time, keyed hashes and password stretching, from the standard library."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from collections.abc import Callable
from typing import Any

from django.utils.ambient import setting
from django.utils.encoding import force_bytes

RANDOM_STRING_CHARS = string.ascii_lowercase + string.ascii_uppercase + string.digits


class InvalidAlgorithm(ValueError):
    """hashlib has no algorithm of that name."""


def get_random_string(length: int, allowed_chars: str = RANDOM_STRING_CHARS) -> str:
    """Return random characters, fit for secrets: each of 22 from the default set adds almost 6 bits."""
    return "".join(secrets.choice(allowed_chars) for _ in range(length))


def constant_time_compare(val1: Any, val2: Any) -> bool:
    """Tell whether two texts or bytes are equal, in a time that does not tell where they differ."""
    return secrets.compare_digest(force_bytes(val1), force_bytes(val2))


def salted_hmac(key_salt: Any, value: Any, secret: Any = None, *, algorithm: str = "sha1") -> hmac.HMAC:
    """Return the HMAC of ``value`` under a key made of a salt and a secret.

    Args:
        key_salt: what the hash is for; the same secret gives another key for another salt.
        value: what is hashed.
        secret: by default the setting SECRET_KEY.
        algorithm: a name hashlib knows.

    Raises:
        InvalidAlgorithm: hashlib does not know it.
    """
    secret = setting("SECRET_KEY") if secret is None else secret
    hasher: Callable[..., Any] | None = getattr(hashlib, algorithm, None)
    if hasher is None:
        raise InvalidAlgorithm(f"{algorithm!r} is not an algorithm accepted by the hashlib module.")
    key = hasher(force_bytes(key_salt) + force_bytes(secret)).digest()
    return hmac.new(key, msg=force_bytes(value), digestmod=hasher)


def pbkdf2(
    password: Any, salt: Any, iterations: int, dklen: int = 0, digest: Callable[..., Any] | None = None
) -> bytes:
    """Return a key stretched from a password.

    Args:
        password: the password.
        salt: random bytes or text.
        iterations: how often the hash is applied.
        dklen: bytes wanted; 0 for as many as the hash gives.
        digest: a function of hashlib; SHA-256 by default.
    """
    name = (digest or hashlib.sha256)().name
    return hashlib.pbkdf2_hmac(name, force_bytes(password), force_bytes(salt), iterations, dklen or None)
