"""The storages of the STORAGES setting, by alias."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

__all__ = ["DEFAULT_STORAGE_ALIAS", "InvalidStorageError", "StorageHandler"]

DEFAULT_STORAGE_ALIAS = "default"


class InvalidStorageError(ImproperlyConfigured):
    """No usable storage of that alias is configured."""


class StorageHandler:
    """``storages[alias]``: made when first asked for, then kept.

    Args:
        backends: as the setting STORAGES, which is read when nothing is given.
    """

    def __init__(self, backends=None):
        self._backends = backends
        self._storages = {}

    @cached_property
    def backends(self):
        """{alias: configuration}."""
        if self._backends is None:
            self._backends = dict(settings.STORAGES)
        return self._backends

    def __getitem__(self, alias):
        if alias not in self._storages:
            if alias not in self.backends:
                raise InvalidStorageError(f"Could not find config for '{alias}' in settings.STORAGES.")
            self._storages[alias] = self.create_storage(self.backends[alias])
        return self._storages[alias]

    def create_storage(self, params):
        """Make the storage that a configuration describes.

        Raises:
            InvalidStorageError: its BACKEND cannot be imported.
        """
        backend = params["BACKEND"]
        try:
            storage_class = import_string(backend)
        except ImportError as error:
            raise InvalidStorageError(f"Could not find backend {backend!r}: {error}") from error
        return storage_class(**params.get("OPTIONS", {}))
