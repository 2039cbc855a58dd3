"""AbstractBaseSession: what session models share; it needs no installed app."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class BaseSessionManager(models.Manager):
    """Writes sessions."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the text that a session's data are stored as."""
        return self.model.get_session_store_class()().encode(session_dict)

    def save(self, session_key: str, session_dict: dict[str, Any], expire_date: Any) -> Any:
        """Store a session; delete it if it holds nothing. Returns the row."""
        row = self.model(session_key, self.encode(session_dict), expire_date)
        if session_dict:
            row.save(using=self._db)
        else:
            row.delete(using=self._db)
        return row


class AbstractBaseSession(models.Model):
    """A session as a row."""

    session_key = models.CharField(_("session key"), max_length=40, primary_key=True)
    session_data = models.TextField(_("session data"))
    expire_date = models.DateTimeField(_("expire date"), db_index=True)

    objects = BaseSessionManager()

    class Meta:
        abstract = True
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.session_key

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the store that reads and writes these rows; subclasses say which."""
        raise NotImplementedError

    def get_decoded(self) -> dict[str, Any]:
        """Return the session's data."""
        return self.get_session_store_class()().decode(self.session_data)
