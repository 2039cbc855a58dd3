"""What is wrong with a session."""

from __future__ import annotations

from django.core.exceptions import BadRequest, SuspiciousOperation


class InvalidSessionKey(SuspiciousOperation):
    """The key has characters that no key of ours has."""


class SuspiciousSession(SuspiciousOperation):
    """The data may have been tampered with."""


class SessionInterrupted(BadRequest):
    """The session was deleted while it was being used."""
