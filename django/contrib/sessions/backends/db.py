"""The store that keeps sessions in the database."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.errors import DatabaseError, IntegrityError
from django.db.routing.router import router
from django.utils import timezone
from django.utils.functional import cached_property


class SessionStore(SessionBase):
    """Keeps sessions as rows; the routers say in which database."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the model of the rows; override it to use another."""
        from django.contrib.sessions.models import Session  # a store may be loaded before the models

        return Session

    @cached_property
    def model(self) -> Any:
        """The model of the rows."""
        return self.get_model_class()

    def load(self) -> dict[str, Any]:
        try:
            row = self.model.objects.get(session_key=self.session_key, expire_date__gt=timezone.now())
        except (self.model.DoesNotExist, SuspiciousOperation) as error:
            if isinstance(error, SuspiciousOperation):
                logging.getLogger(f"django.security.{type(error).__name__}").warning(str(error))
            self._key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=session_key).exists()

    def create(self) -> None:
        while True:
            self._key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                # Somebody else took the key in between.
                continue
            self.modified = True
            return

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row for some data, not saved; override it to fill further columns."""
        return self.model(
            session_key=self._get_or_create_session_key(),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))
        alias = router.db_for_write(self.model, instance=row)
        try:
            with transaction.atomic(using=alias):
                row.save(force_insert=must_create, force_update=not must_create, using=alias)
        except IntegrityError as error:
            if must_create:
                raise CreateError from error
            raise
        except DatabaseError as error:
            if must_create:
                raise
            raise UpdateError from error

    def delete(self, session_key: str | None = None) -> None:
        key = self.session_key if session_key is None else session_key
        if key is not None:
            self.model.objects.filter(session_key=key).delete()

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()
