"""IPv6 addresses, tidied and recognized."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_IPV6_ADDRESS_LENGTH = 39


_NOT_VALID = _("This is not a valid IPv6 address.")


def _address(text: str, max_length: int = MAX_IPV6_ADDRESS_LENGTH) -> Any:
    from ipaddress import IPv6Address  # cost

    # A text too long for an address is refused before it is looked into.
    if len(text) > max_length:
        raise ValueError(f"{text[:max_length]!r}… is too long for an IPv6 address.")
    return IPv6Address(text)


def clean_ipv6_address(
    ip_str: Any,
    unpack_ipv4: bool = False,
    error_message: Any = _NOT_VALID,
    max_length: int = MAX_IPV6_ADDRESS_LENGTH,
) -> str:
    """Return an IPv6 address in its shortest form, without zone.

    Args:
        ip_str: the address as text.
        unpack_ipv4: return an IPv4-mapped address (``::ffff:1.2.3.4``) as the IPv4 address.
        error_message: text of the error.
        max_length: longer texts are refused unread.

    Raises:
        ValidationError: with code ``invalid``; not an IPv6 address.
    """
    try:
        address = _address(str(ip_str), max_length)
    except ValueError:
        raise ValidationError(error_message, code="invalid", params={"protocol": _("IPv6")}) from None
    mapped = address.ipv4_mapped
    if mapped is None:
        # The zone behind a percent sign means something on one machine only.
        return str(address).partition("%")[0]
    return str(mapped) if unpack_ipv4 else f"::ffff:{mapped}"


def is_valid_ipv6_address(ip_addr: Any) -> bool:
    """Tell whether the value, a text or an ``IPv6Address``, is an IPv6 address."""
    from ipaddress import IPv6Address  # cost

    if isinstance(ip_addr, IPv6Address):
        return True
    try:
        _address(str(ip_addr))
    except ValueError:
        return False
    return True
