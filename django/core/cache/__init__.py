"""The face of the cache room: the caches of the setting CACHES, by alias, one per thread."""

from __future__ import annotations

import threading

from django.conf import settings
from django.core.cache.backends.base import BaseCache, CacheKeyWarning, InvalidCacheBackendError, InvalidCacheKey
from django.utils.module_loading import import_string
from django.utils.near_miss import did_you_mean

__all__ = [
    "DEFAULT_CACHE_ALIAS",
    "BaseCache",
    "CacheHandler",
    "CacheKeyWarning",
    "InvalidCacheBackendError",
    "InvalidCacheKey",
    "cache",
    "caches",
    "close_caches",
]

DEFAULT_CACHE_ALIAS = "default"


class CacheHandler:
    """``caches[alias]``: made when first asked for in a thread."""

    def __init__(self):
        self._local = threading.local()

    def __getitem__(self, alias):
        made = self._local.__dict__
        if alias not in made:
            made[alias] = self._create(alias)
        return made[alias]

    def __iter__(self):
        return iter(settings.CACHES)

    def all(self, initialized_only=False):
        """Return the caches of this thread; those not asked for yet are made unless `initialized_only`."""
        return [self[alias] for alias in self if not initialized_only or alias in self._local.__dict__]

    def close_all(self):
        """Close what is open in this thread."""
        for opened in self.all(initialized_only=True):
            opened.close()

    def _create(self, alias):
        if alias not in settings.CACHES:
            meant = did_you_mean(alias, settings.CACHES)
            raise InvalidCacheBackendError(f"The connection '{alias}' doesn't exist.{meant}")
        params = dict(settings.CACHES[alias])
        backend, location = params.pop("BACKEND"), params.pop("LOCATION", "")
        try:
            cache_class = import_string(backend)
        except ImportError as error:
            raise InvalidCacheBackendError(f"Could not find backend '{backend}': {error}") from error
        return cache_class(location, params)


class _DefaultCache:
    """Whatever cache is configured as ``default`` in this thread."""

    def __getattr__(self, name):
        return getattr(caches[DEFAULT_CACHE_ALIAS], name)

    def __setattr__(self, name, value):
        setattr(caches[DEFAULT_CACHE_ALIAS], name, value)

    def __delattr__(self, name):
        delattr(caches[DEFAULT_CACHE_ALIAS], name)

    def __contains__(self, key):
        return key in caches[DEFAULT_CACHE_ALIAS]

    def __eq__(self, other):
        return caches[DEFAULT_CACHE_ALIAS] == other

    __hash__ = None  # type: ignore[assignment]


def close_caches(**kwargs):
    """Close the caches of this thread at the end of a unit of work."""
    caches.close_all()


caches = CacheHandler()
cache = _DefaultCache()
