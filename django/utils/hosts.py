"""Names and addresses of hosts, recognized by their parts."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.ipv6 import is_valid_ipv6_address

MAX_LABEL_LENGTH = 63
#: RFC 1034: a name has at most 253 characters as text.
MAX_NAME_LENGTH = 253

_DIGITS = "0123456789"
_ASCII_LABEL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + _DIGITS + "-")
#: Where the letters of other scripts begin, behind the controls and the no-break space.
_FIRST_FOREIGN = "\u00a1"
_LAST_FOREIGN = "\uffff"


def is_domain_name(text: str, *, ascii_only: bool = False, final_dot: bool = True) -> bool:
    """Tell whether a text is a domain name with a top-level domain.

    Args:
        text: the name.
        ascii_only: refuse letters that are not ASCII.
        final_dot: accept a name that ends in the dot of the root.
    """
    if final_dot and text.endswith("."):
        text = text[:-1]
    *names, top = text.split(".")
    return bool(names) and all(_is_label(name, ascii_only) for name in names) and _is_top_level(top, ascii_only)


def _is_label(label: str, ascii_only: bool) -> bool:
    return (
        0 < len(label) <= MAX_LABEL_LENGTH
        and not label.startswith("-")
        and not label.endswith("-")
        and _has_only_label_characters(label, ascii_only)
    )


def _is_top_level(label: str, ascii_only: bool) -> bool:
    """A label without digits, unless it is the ASCII form of letters that are not ASCII."""
    if len(label) < 2 or not _is_label(label, ascii_only):
        return False
    return ascii_only or label.lower().startswith("xn--") or not any(digit in label for digit in _DIGITS)


def _has_only_label_characters(characters: Iterable[str], ascii_only: bool) -> bool:
    foreign = (character for character in characters if character not in _ASCII_LABEL)
    return all(not ascii_only and _FIRST_FOREIGN <= character <= _LAST_FOREIGN for character in foreign)


def is_ipv4_address(text: str) -> bool:
    """Tell whether a text is four numbers up to 255 with dots between, none with a leading zero."""
    parts = text.split(".")
    return len(parts) == 4 and all(_is_octet(part) for part in parts)


def _is_octet(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 3 and int(part) <= 255 and part == str(int(part))


def is_ip_literal(text: str) -> bool:
    """Tell whether a text is an IPv4 or IPv6 address."""
    return is_ipv4_address(text) or is_valid_ipv6_address(text)


def is_url_host(text: str) -> bool:
    """Tell whether a text may stand as the host of a URL: a domain name, ``localhost``, IPv4, or IPv6 in brackets."""
    if text.startswith("[") and text.endswith("]"):
        return is_valid_ipv6_address(text[1:-1])
    if len(text) > MAX_NAME_LENGTH:
        return False
    return text.lower() == "localhost" or is_ipv4_address(text) or is_domain_name(text)
