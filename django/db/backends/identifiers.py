"""Names inside a database: cut, shortened, made unique; numbers as columns want them."""

from __future__ import annotations

from typing import Any


def split_identifier(identifier: str) -> tuple[str, str]:
    """Split `namespace"."name` into both, without quotes; the namespace may be empty."""
    namespace, separator, name = identifier.partition('"."')
    if not separator:
        namespace, name = "", identifier
    return namespace.strip('"'), name.strip('"')


def strip_quotes(name: str) -> str:
    """Return a name without the double quotes around it, if both are there."""
    quoted = len(name) > 1 and name[0] == name[-1] == '"'
    return name[1:-1] if quoted else name


def truncate_name(identifier: str, length: int | None = None, hash_len: int = 4) -> str:
    """Shorten a name to `length` characters, the last `hash_len` of which tell it from others that start alike.

    Args:
        identifier: the name, perhaps with a namespace as `split_identifier` takes it.
        length: characters allowed for the name alone; None leaves it as it is.
        hash_len: how many characters of a digest end a shortened name.
    """
    namespace, name = split_identifier(identifier)
    if length is None or len(name) <= length:
        return identifier
    short = name[: length - hash_len] + names_digest(name, length=hash_len)
    return f'{namespace}"."{short}' if namespace else short


def names_digest(*args: str, length: int) -> str:
    """Return the first `length` characters of a digest of names: stable between runs, the same in every version."""
    from hashlib import md5  # cost: only DDL needs it

    digest = md5(usedforsecurity=False)
    for name in args:
        digest.update(name.encode())
    return digest.hexdigest()[:length]


def format_number(value: Any, max_digits: int | None, decimal_places: int | None) -> str | None:
    """Return a Decimal as text with exactly `decimal_places`, in at most `max_digits` digits; None stays None.

    Raises:
        decimal.Rounded: the number has more digits than allowed and no places to round to.
    """
    import decimal  # cost: a program without decimal columns does not need it

    if value is None:
        return None
    context = decimal.getcontext().copy()
    if max_digits is not None:
        context.prec = max_digits
    if decimal_places is not None:
        value = value.quantize(decimal.Decimal(1).scaleb(-decimal_places), context=context)
    else:
        context.traps[decimal.Rounded] = True
        value = context.create_decimal(value)
    return f"{value:f}"


def split_tzname_delta(tzname: str) -> tuple[str, str | None, str | None]:
    """Split `Zone+05:30` into name, sign and offset; sign and offset are None if there is none."""
    for sign in "+-":
        name, found, offset = tzname.rpartition(sign)
        if found and _is_offset(offset):
            return name, sign, offset
    return tzname, None, None


def _is_offset(text: str) -> bool:
    hours, separator, minutes = text.partition(":")
    return bool(separator) and hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60
