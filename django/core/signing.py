"""Values that travel through untrusted hands and come back unchanged, or not at all.

A signed value is readable by everybody: the signature proves where it comes from, it does not hide it.
"""

from __future__ import annotations

import base64
import datetime
import json
import time
import zlib
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.module_loading import import_string
from django.utils.regex_helper import _lazy_re_compile

BASE62_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: A separator of these characters only could not be told from a signature.
_SEP_UNSAFE = _lazy_re_compile(r"^[A-z0-9-_=]*$")


class BadSignature(Exception):
    """The signature does not belong to the value."""


class SignatureExpired(BadSignature):
    """The signature is right and too old."""


def b62_encode(s: int) -> str:
    """Return a whole number in base 62."""
    sign, rest = ("-", -s) if s < 0 else ("", s)
    digits = ""
    while rest:
        rest, digit = divmod(rest, 62)
        digits = BASE62_ALPHABET[digit] + digits
    return sign + (digits or "0")


def b62_decode(s: str) -> int:
    """Return the whole number that b62_encode() wrote."""
    number = 0
    for digit in s.removeprefix("-"):
        number = number * 62 + BASE62_ALPHABET.index(digit)
    return -number if s.startswith("-") else number


def b64_encode(s: bytes) -> bytes:
    """Return bytes in the base 64 of URLs, without padding."""
    return base64.urlsafe_b64encode(s).rstrip(b"=")


def b64_decode(s: bytes) -> bytes:
    """Return the bytes that b64_encode() wrote."""
    return base64.urlsafe_b64decode(s + b"=" * (-len(s) % 4))


def base64_hmac(salt: Any, value: Any, key: Any, algorithm: str = "sha1") -> str:
    """Return the keyed hash of a value as text; the arguments are those of salted_hmac()."""
    return b64_encode(salted_hmac(salt, value, key, algorithm=algorithm).digest()).decode()


def _for_cookies(key: Any) -> bytes:
    # A key of cookies must not sign anything else.
    return b"".join((b"django.http.cookies", force_bytes(key)))


def get_cookie_signer(salt: str = "django.core.signing.get_cookie_signer") -> Any:
    """Return the signer that the setting SIGNING_BACKEND names, with keys for cookies."""
    signer_class = import_string(settings.SIGNING_BACKEND)
    fallbacks = [_for_cookies(key) for key in settings.SECRET_KEY_FALLBACKS]
    return signer_class(key=_for_cookies(settings.SECRET_KEY), fallback_keys=fallbacks, salt=salt)


class JSONSerializer:
    """Any JSON value as bytes, as short as JSON can be."""

    def dumps(self, obj: Any) -> bytes:
        """Write."""
        return json.dumps(obj, separators=(",", ":")).encode("latin-1")

    def loads(self, data: bytes) -> Any:
        """Read."""
        return json.loads(data.decode("latin-1"))


def dumps(
    obj: Any,
    key: Any = None,
    salt: str = "django.core.signing",
    serializer: Any = JSONSerializer,
    compress: bool = False,
) -> str:
    """Return an object as a signed text with a time stamp, safe in URLs.

    Args:
        obj: what the serializer can write.
        key: by default the setting SECRET_KEY.
        salt: what the text is for.
        serializer: a class with ``dumps`` and ``loads``.
        compress: make it shorter where that helps.
    """
    return TimestampSigner(key=key, salt=salt).sign_object(obj, serializer=serializer, compress=compress)


def loads(
    s: str,
    key: Any = None,
    salt: str = "django.core.signing",
    serializer: Any = JSONSerializer,
    max_age: Any = None,
    fallback_keys: Any = None,
) -> Any:
    """Return the object that dumps() wrote.

    Args:
        s: the signed text.
        key: as for dumps().
        salt: as for dumps().
        serializer: as for dumps().
        max_age: seconds, or a timedelta, after which the text is no longer accepted.
        fallback_keys: earlier keys that are still accepted.

    Raises:
        BadSignature: somebody changed the text, or it is for something else.
        SignatureExpired: it is too old.
    """
    signer = TimestampSigner(key=key, salt=salt, fallback_keys=fallback_keys)
    return signer.unsign_object(s, serializer=serializer, max_age=max_age)


class Signer:
    """Signs texts by ``text:signature``."""

    def __init__(
        self,
        *,
        key: Any = None,
        sep: str = ":",
        salt: str | None = None,
        algorithm: str | None = None,
        fallback_keys: Any = None,
    ) -> None:
        """Choose the key.

        Args:
            key: by default the setting SECRET_KEY.
            sep: stands before the signature.
            salt: what the signature is for; by default the name of the class.
            algorithm: a name hashlib knows, by default sha256.
            fallback_keys: earlier keys still accepted; by default the setting SECRET_KEY_FALLBACKS.

        Raises:
            ValueError: the separator could be part of a signature.
        """
        self.key = key or settings.SECRET_KEY
        self.fallback_keys = settings.SECRET_KEY_FALLBACKS if fallback_keys is None else fallback_keys
        self.sep = sep
        self.salt = salt or f"{type(self).__module__}.{type(self).__name__}"
        self.algorithm = algorithm or "sha256"
        if _SEP_UNSAFE.match(sep):
            raise ValueError(
                f"Unsafe Signer separator: {sep!r} (cannot be empty or consist of only A-z0-9-_=)",
            )

    def signature(self, value: Any, key: Any = None) -> str:
        """Return the signature of a value under a key, by default the signer's."""
        return base64_hmac(f"{self.salt}signer", value, key or self.key, algorithm=self.algorithm)

    def sign(self, value: Any) -> str:
        """Return a value with its signature."""
        return f"{value}{self.sep}{self.signature(value)}"

    def unsign(self, signed_value: str) -> str:
        """Return the value without its signature.

        Raises:
            BadSignature: there is none, or it is not that of the value under any of the keys.
        """
        value, found, signature = signed_value.rpartition(self.sep)
        if not found:
            raise BadSignature(f'No "{self.sep}" found in value')
        if any(constant_time_compare(signature, self.signature(value, key)) for key in (self.key, *self.fallback_keys)):
            return value
        raise BadSignature(f'Signature "{signature}" does not match')

    def sign_object(self, obj: Any, serializer: Any = JSONSerializer, compress: bool = False) -> str:
        """Return an object as signed text, safe in URLs; the arguments are those of dumps()."""
        data = serializer().dumps(obj)
        packed = zlib.compress(data) if compress else data
        if compress and len(packed) < len(data) - 1:
            # The dot is no character of base 64: it tells that the rest is compressed.
            return self.sign("." + b64_encode(packed).decode())
        return self.sign(b64_encode(data).decode())

    def unsign_object(self, signed_obj: str, serializer: Any = JSONSerializer, **kwargs: Any) -> Any:
        """Return the object that sign_object() wrote; ``kwargs`` are those of unsign()."""
        text = self.unsign(signed_obj, **kwargs)
        data = b64_decode(text.removeprefix(".").encode())
        return serializer().loads(zlib.decompress(data) if text.startswith(".") else data)


class TimestampSigner(Signer):
    """Signs texts together with the time of signing."""

    def timestamp(self) -> str:
        """Return the present time in base 62."""
        return b62_encode(int(time.time()))

    def sign(self, value: Any) -> str:
        """Return a value with the time and the signature of both."""
        return super().sign(f"{value}{self.sep}{self.timestamp()}")

    def unsign(self, value: str, max_age: Any = None) -> str:
        """Return the value without time and signature.

        Args:
            value: what sign() returned.
            max_age: seconds or a timedelta; None for any age.

        Raises:
            BadSignature: the signature is not that of the value.
            SignatureExpired: it is older than ``max_age``.
        """
        text, _, timestamp = super().unsign(value).rpartition(self.sep)
        if max_age is not None:
            limit = max_age.total_seconds() if isinstance(max_age, datetime.timedelta) else max_age
            age = time.time() - b62_decode(timestamp)
            if age > limit:
                raise SignatureExpired(f"Signature age {age} > {limit} seconds")
        return text
