"""Between text and bytes, and between IRIs and URIs."""

from __future__ import annotations

import datetime
from types import NoneType
from typing import Any

from django.utils.functional import Promise
from django.utils.late import loaded_classes

_PROTECTED_TYPES = (NoneType, int, float, datetime.datetime, datetime.date, datetime.time)


class DjangoUnicodeDecodeError(UnicodeDecodeError):
    """A UnicodeDecodeError that also shows the value that could not be decoded."""

    def __str__(self) -> str:
        return f"{super().__str__()}. You passed in {self.object!r} ({type(self.object)})"


def is_protected_type(obj: object) -> bool:
    """Tell whether ``force_str(strings_only=True)`` leaves the value alone: None, numbers, dates and times."""
    return isinstance(obj, _PROTECTED_TYPES) or isinstance(obj, loaded_classes(("decimal", "Decimal")))


def smart_str(s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict") -> Any:
    """Like force_str(), but a lazy text stays lazy."""
    return s if isinstance(s, Promise) else force_str(s, encoding, strings_only, errors)


def force_str(s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict") -> Any:
    """Return ``s`` as text.

    Args:
        s: any value; bytes are decoded, a lazy text is evaluated.
        encoding: how bytes are decoded.
        strings_only: leave None, numbers, dates and times as they are.
        errors: what to do with undecodable bytes, as for ``bytes.decode()``.

    Raises:
        DjangoUnicodeDecodeError: the bytes are not valid in ``encoding``.
    """
    if type(s) is str or (strings_only and is_protected_type(s)):
        return s
    if not isinstance(s, bytes):
        return str(s)
    try:
        return str(s, encoding, errors)
    except UnicodeDecodeError as error:
        raise DjangoUnicodeDecodeError(*error.args) from None


def smart_bytes(s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict") -> Any:
    """Like force_bytes(), but a lazy text stays lazy."""
    return s if isinstance(s, Promise) else force_bytes(s, encoding, strings_only, errors)


def force_bytes(s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict") -> Any:
    """Return ``s`` as bytes; the arguments are those of force_str()."""
    if isinstance(s, memoryview):
        return bytes(s)
    if isinstance(s, bytes):
        return s if encoding == "utf-8" else s.decode("utf-8", errors).encode(encoding, errors)
    if strings_only and is_protected_type(s):
        return s
    return str(s).encode(encoding, errors)




def _quote(text: str | bytes, safe: str) -> str:
    from urllib.parse import quote  # cost: most programs have no URLs

    return quote(text, safe)


def iri_to_uri(iri: Any) -> Any:
    """Percent-encode what a URI may not hold; what is already encoded stays."""
    if iri is None:
        return None
    # Reserved and unreserved characters of RFC 3986, and the percent sign of earlier encoding.
    return _quote(str(iri), safe="/#%[]=:;$&()+,!?*@'~")


def uri_to_iri(uri: Any) -> Any:
    """Decode percent-encoded UTF-8; encoded ASCII that is reserved stays encoded."""
    if uri is None:
        return None
    raw = force_bytes(uri)
    head, *rest = raw.split(b"%")
    return _repercent(head + b"".join(_decoded_part(part) for part in rest)).decode()


def _decoded_part(part: bytes) -> bytes:
    """One piece behind a percent sign, decoded where the result is a letter, digit, -._~ or not ASCII."""
    try:
        byte = bytes.fromhex(part[:2].decode("ascii"))
    except ValueError:
        return b"%" + part
    if len(byte) == 1 and (byte.isalnum() or byte in (b"-", b".", b"_", b"~") or byte >= b"\x80"):
        return byte + part[2:]
    return b"%" + part


def _repercent(path: bytes) -> bytes:
    """Encode again the bytes that are not UTF-8."""
    pieces: list[bytes] = []
    while True:
        try:
            path.decode()
        except UnicodeDecodeError as error:
            broken = _quote(path[error.start : error.end], safe="").encode()
            pieces += [path[: error.start], broken]
            path = path[error.end :]
        else:
            return b"".join(pieces) + path


def repercent_broken_unicode(path: bytes) -> bytes:
    """Percent-encode the bytes of ``path`` that are not valid UTF-8."""
    return _repercent(path)


def escape_uri_path(path: str) -> str:
    """Percent-encode what may not stand unencoded in the path of a URI."""
    return _quote(path, safe="/:&+$,@~!*'()")


def filepath_to_uri(path: Any) -> Any:
    """Turn a file path into the path of a URI."""
    if path is None:
        return None
    return _quote(str(path).replace("\\", "/"), safe="/~!*()'")


def punycode(domain: str) -> str:
    """Return the ASCII form of a domain name."""
    return domain.encode("idna").decode("ascii")
