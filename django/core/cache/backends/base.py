"""What every cache does: keys with a prefix and a version, timeouts, many values at once by way of single ones."""

from __future__ import annotations

import time
import warnings
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

__all__ = ["DEFAULT_TIMEOUT", "BaseCache", "CacheKeyWarning", "InvalidCacheBackendError", "InvalidCacheKey"]

#: Stands for "the cache's own timeout"; None means forever.
DEFAULT_TIMEOUT = object()
LONGEST_KEY = 250
_missing = object()


class InvalidCacheBackendError(ImproperlyConfigured):
    """No usable cache of that alias is configured."""


class CacheKeyWarning(RuntimeWarning):
    """A key would not work with every cache."""


class InvalidCacheKey(ValueError):
    """A key does not work with this cache."""


def default_key_func(key, key_prefix, version):
    """Return the key that is really used: prefix, version and key with colons between."""
    return f"{key_prefix}:{version}:{key}"


def get_key_func(key_func):
    """Return the function that makes keys: as given, by dotted path, or the default one."""
    if key_func is None:
        return default_key_func
    return key_func if callable(key_func) else import_string(key_func)


class BaseCache:
    """A store of values by key. Subclasses give ``add``, ``get``, ``set``, ``touch``, ``delete`` and ``clear``.

    Args:
        params: an entry of the setting CACHES.
    """

    _missing_key = _missing

    def __init__(self, params: dict[str, Any]) -> None:
        options = params.get("OPTIONS", {})
        self.default_timeout = _number(params.get("timeout", params.get("TIMEOUT", 300)), None)
        self._max_entries = _number(params.get("max_entries", options.get("MAX_ENTRIES")), 300)
        self._cull_frequency = _number(params.get("cull_frequency", options.get("CULL_FREQUENCY")), 3)
        self.key_prefix = params.get("KEY_PREFIX", "")
        self.version = params.get("VERSION", 1)
        self.key_func = get_key_func(params.get("KEY_FUNCTION"))

    def get_backend_timeout(self, timeout=DEFAULT_TIMEOUT):
        """Return when a value is stale, in seconds since the epoch; None for never."""
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return None if timeout is None else (time.time() + timeout if timeout else -1)

    def make_key(self, key, version=None):
        """Return the key that is really used."""
        return self.key_func(key, self.key_prefix, self.version if version is None else version)

    def validate_key(self, key):
        """Warn of keys that some caches refuse: long ones, and ones with spaces or control characters."""
        if len(key) > LONGEST_KEY:
            reason = f"longer than {LONGEST_KEY}"
        elif any(ord(character) < 33 or ord(character) == 127 for character in key):
            reason = "contains characters"
        else:
            return
        warnings.warn(f"Cache key will cause errors if used with memcached: {key!r} ({reason})", CacheKeyWarning, 2)

    def make_and_validate_key(self, key, version=None):
        """Return the key that is really used, having looked whether it can be."""
        key = self.make_key(key, version=version)
        self.validate_key(key)
        return key

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Set `value` if there is none; return whether it was set."""
        raise NotImplementedError("subclasses of BaseCache must provide an add() method")

    def get(self, key, default=None, version=None):
        """Return the value, or `default`."""
        raise NotImplementedError("subclasses of BaseCache must provide a get() method")

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Set a value for `timeout` seconds."""
        raise NotImplementedError("subclasses of BaseCache must provide a set() method")

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        """Give a value a new timeout; return whether it was there."""
        raise NotImplementedError("subclasses of BaseCache must provide a touch() method")

    def delete(self, key, version=None):
        """Delete a value; return whether it was there."""
        raise NotImplementedError("subclasses of BaseCache must provide a delete() method")

    def clear(self):
        """Delete everything, whatever its prefix."""
        raise NotImplementedError("subclasses of BaseCache must provide a clear() method")

    def get_many(self, keys, version=None):
        """Return {key: value} of those that are there."""
        found = {key: self.get(key, _missing, version=version) for key in keys}
        return {key: value for key, value in found.items() if value is not _missing}

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        """Set all values of a dict; return the keys that could not be set."""
        for key, value in data.items():
            self.set(key, value, timeout=timeout, version=version)
        return []

    def delete_many(self, keys, version=None):
        """Delete several values."""
        for key in keys:
            self.delete(key, version=version)

    def get_or_set(self, key, default, timeout=DEFAULT_TIMEOUT, version=None):
        """Return the value; where there is none, set `default` (what it returns, if it is callable) first."""
        value = self.get(key, _missing, version=version)
        if value is not _missing:
            return value
        value = default() if callable(default) else default
        self.add(key, value, timeout=timeout, version=version)
        return self.get(key, value, version=version)

    def has_key(self, key, version=None):
        """Whether there is a value, None included."""
        return self.get(key, _missing, version=version) is not _missing

    def __contains__(self, key):
        return self.has_key(key)

    def incr(self, key, delta=1, version=None):
        """Add to a value and return the sum.

        Raises:
            ValueError: there is no value.
        """
        value = self.get(key, _missing, version=version)
        if value is _missing:
            raise ValueError(f"Key '{key}' not found")
        self.set(key, value + delta, version=version)
        return value + delta

    def decr(self, key, delta=1, version=None):
        """Subtract from a value and return the difference."""
        return self.incr(key, -delta, version=version)

    def incr_version(self, key, delta=1, version=None):
        """Move a value to another version and return that."""
        version = self.version if version is None else version
        value = self.get(key, _missing, version=version)
        if value is _missing:
            raise ValueError(f"Key '{key}' not found")
        self.set(key, value, version=version + delta)
        self.delete(key, version=version)
        return version + delta

    def decr_version(self, key, delta=1, version=None):
        """Move a value to an earlier version and return that."""
        return self.incr_version(key, -delta, version)

    def close(self, **kwargs):
        """Give back what the cache holds open."""


def _number(value, default):
    try:
        return int(value)
    except (TypeError, ValueError):
        return default
