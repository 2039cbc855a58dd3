"""Texts that databases hand out, as dates and times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def typecast_date(text: str | None) -> date | None:
    """Return the date of `YYYY-MM-DD`; None for no text."""
    return date.fromisoformat(text) if text else None


def typecast_time(text: str | None) -> time | None:
    """Return the time of `HH:MM[:SS[.ffffff]]`; None for no text."""
    return time.fromisoformat(_microseconds(text)) if text else None


def typecast_timestamp(text: str | None) -> date | None:
    """Return the datetime of `YYYY-MM-DD HH:MM:SS[.ffffff][offset]`, aware in UTC if the setting USE_TZ is true.

    A text without a time gives a date; no text None.
    """
    from django.utils.ambient import setting  # cost: nothing else here needs settings

    if not text:
        return None
    if " " not in text and "T" not in text:
        return typecast_date(text)
    moment = text.replace("T", " ")
    day, clock = moment.split(" ", 1)
    for sign in "+-":
        clock = clock.partition(sign)[0]
    return datetime.combine(
        date.fromisoformat(day), time.fromisoformat(_microseconds(clock)), UTC if setting("USE_TZ") else None
    )


def _microseconds(text: str) -> str:
    """Cut a fraction of a second to the six digits Python keeps."""
    whole, point, fraction = text.partition(".")
    return f"{whole}.{fraction[:6].ljust(6, '0')}" if point else whole
