"""The face of the storage room: the storages there are, and the configured ones by alias."""

from __future__ import annotations

from django.core.files.storage.base import Storage
from django.core.files.storage.filesystem import FileSystemStorage
from django.core.files.storage.handler import DEFAULT_STORAGE_ALIAS, InvalidStorageError, StorageHandler
from django.core.files.storage.memory import InMemoryStorage
from django.utils.functional import LazyObject

__all__ = [
    "DefaultStorage",
    "FileSystemStorage",
    "InMemoryStorage",
    "InvalidStorageError",
    "Storage",
    "StorageHandler",
    "default_storage",
    "storages",
]


class DefaultStorage(LazyObject):
    """Whatever storage is configured as ``default``."""

    def _setup(self):
        self._wrapped = storages[DEFAULT_STORAGE_ALIAS]


storages = StorageHandler()
default_storage = DefaultStorage()
