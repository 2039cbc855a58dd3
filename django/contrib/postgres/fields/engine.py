"""What all fields of this application share: they exist on PostgreSQL only, and say so everywhere else."""

from __future__ import annotations

import re
from typing import Any

from django.db import NotSupportedError

VENDOR = "postgresql"

#: What to do about a model that needs PostgreSQL and may be elsewhere, too.
REMEDY = "Keep the model's table on PostgreSQL by a router, or set required_db_vendor = 'postgresql' in its Meta."

#: What may follow a type's name in parentheses: a length, a precision.
_MODIFIER = re.compile(r"\s*\(.*?\)")


def without_modifiers(db_type: str) -> str:
    """Return a type without its length or precision: a cast to it cuts nothing off."""
    return _MODIFIER.sub("", db_type)


class OnlyOnPostgreSQL:
    """A field whose type no other engine has."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Add an error for each database of another engine that would hold the table."""
        return [*super().check(**kwargs), *self._check_engines(kwargs.get("databases"))]  # type: ignore[misc]

    def _check_engines(self: Any, databases: Any) -> list[Any]:
        if not databases or self.model._meta.required_db_vendor == VENDOR:
            return []
        name = type(self).__name__
        return [
            self._complaint("postgres.E101", f"{connection.display_name} does not support {name}.", REMEDY)
            for connection in self._engines(databases)
            if connection.vendor != VENDOR
        ]

    def require_postgresql(self, connection: Any) -> None:
        """Refuse another engine.

        Raises:
            NotSupportedError: naming the field and the alias.
        """
        if connection.vendor != VENDOR:
            name = getattr(self, "name", None)
            which = f"{type(self).__name__} {name!r}" if name else f"A {type(self).__name__}"
            raise NotSupportedError(
                f"{which} was used on the database {connection.alias!r}, which is {connection.display_name}. Such "
                f"fields exist on PostgreSQL only: route the model there, or name such a database with using()."
            )
