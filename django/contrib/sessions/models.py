"""Session: the sessions of the database store."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.utils.module_loading import import_string


class SessionManager(BaseSessionManager):
    """Writes sessions."""

    use_in_migrations = True


class Session(AbstractBaseSession):
    """One visitor's data, signed but not encrypted, and until when they are kept."""

    objects = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        db_table = "django_session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the database store."""
        # By name: the store names this model in turn.
        return import_string("django.contrib.sessions.backends.db.SessionStore")
