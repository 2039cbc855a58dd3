"""The class attribute that stands for a column: it loads a value that was left out of the query."""

from __future__ import annotations

from typing import Any


class DeferredAttribute:
    """Reads a missing value from the database. Has no ``__set__``: an instance's own value always wins, at no cost."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        if instance is None:
            return self
        values = instance.__dict__
        name = self.field.attname
        if name not in values:
            self._load(instance, name)
        return values[name]

    def _load(self, instance: Any, name: str) -> None:
        """Put the value into the instance's ``__dict__``."""
        value = self._check_parent_chain(instance)
        if value is not None:
            instance.__dict__[name] = value
            return
        if not instance._is_pk_set() and self.field.generated:
            raise AttributeError("Cannot read a generated field from an unsaved model.")
        instance.refresh_from_db(fields=[name])

    def _check_parent_chain(self, instance: Any) -> Any:
        """A parent's primary key is known from the child's link to it."""
        field = self.field
        link = instance._meta.get_ancestor_link(field.model)
        if field.primary_key and link is not None and link is not field:
            return getattr(instance, link.attname)
        return None
