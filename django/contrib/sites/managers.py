"""CurrentSiteManager: shows only the rows that belong to the current site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks.messages import Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models


class CurrentSiteManager(models.Manager):
    """A manager over the rows of the site that SITE_ID names.

    Args:
        field_name: the foreign key or many-to-many field to Site; by default "site", else "sites".
    """

    use_in_migrations = True

    def __init__(self, field_name: str | None = None) -> None:
        super().__init__()
        self.__field_name = field_name

    def _get_field_name(self) -> str:
        """Return the name of the field, found out once."""
        if not self.__field_name:
            try:
                self.model._meta.get_field("site")
            except FieldDoesNotExist:
                self.__field_name = "sites"
            else:
                self.__field_name = "site"
        return self.__field_name

    def get_queryset(self) -> Any:
        """Return the rows of the current site."""
        return super().get_queryset().filter(**{f"{self._get_field_name()}__id": settings.SITE_ID})

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about the field."""
        return [*super().check(**kwargs), *self._check_field_name()]

    def _check_field_name(self) -> list[Any]:
        name = self._get_field_name()
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            message = f"CurrentSiteManager could not find a field named '{name}'."
            return [Error(message, obj=self, id="sites.E001")]
        if field.many_to_many or isinstance(field, models.ForeignKey):
            return []
        message = (
            f"CurrentSiteManager cannot use '{self.model._meta.object_name}.{name}' as it is not a foreign key or a "
            "many-to-many field."
        )
        return [Error(message, obj=self, id="sites.E002")]
