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
        """A parent's primary key is known from the child's link to it, if that leads to this very key."""
        field = self.field
        if not field.primary_key:
            return None
        link = instance._meta.get_ancestor_link(field.model)
        if link is None or link is field:
            return None
        return getattr(instance, link.attname) if _leads_to(link, field) else None


def _leads_to(link: Any, key: Any) -> bool:
    """Whether the value of a link to a parent is that of ``key``, perhaps over links of the parents."""
    target = link.target_field
    while target != key:
        if target.remote_field is None:
            return False
        target = target.target_field
    return True
