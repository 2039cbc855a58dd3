"""Durations written as text or as one number."""

from __future__ import annotations

import datetime


def _split(duration: datetime.timedelta) -> tuple[int, int, int, int, int]:
    """Days, hours, minutes, seconds and microseconds; only the days can be negative."""
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return duration.days, hours, minutes, seconds, duration.microseconds


def duration_string(duration: datetime.timedelta) -> str:
    """Return ``[days ]HH:MM:SS[.ffffff]``; parse_duration() reads it back."""
    days, hours, minutes, seconds, microseconds = _split(duration)
    day_part = f"{days} " if days else ""
    fraction = f".{microseconds:06d}" if microseconds else ""
    return f"{day_part}{hours:02d}:{minutes:02d}:{seconds:02d}{fraction}"


def duration_iso_string(duration: datetime.timedelta) -> str:
    """Return the duration in ISO 8601: ``P1DT02H03M04.5S``, a minus in front of the whole if negative."""
    sign = "-" if duration < datetime.timedelta(0) else ""
    days, hours, minutes, seconds, microseconds = _split(abs(duration))
    fraction = f".{microseconds:06d}" if microseconds else ""
    return f"{sign}P{days}DT{hours:02d}H{minutes:02d}M{seconds:02d}{fraction}S"


def duration_microseconds(delta: datetime.timedelta) -> int:
    """Return the duration as a whole number of microseconds."""
    return delta // datetime.timedelta(microseconds=1)
