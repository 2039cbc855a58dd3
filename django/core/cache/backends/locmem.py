"""A cache in the memory of the process, shared by its threads; the values used longest ago go first."""

from __future__ import annotations

import pickle
import time
from collections import OrderedDict
from threading import RLock

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

# Caches of one name share their entries: {name: {key: (pickle, when stale)}}.
_stores: dict[str, OrderedDict] = {}
_locks: dict[str, RLock] = {}


class LocMemCache(BaseCache):
    """Keep pickles, so that nobody changes a value that another got.

    Args:
        name: the LOCATION.
        params: an entry of the setting CACHES.
    """

    def __init__(self, name, params):
        super().__init__(params)
        self._store = _stores.setdefault(name, OrderedDict())
        self._lock = _locks.setdefault(name, RLock())

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate_key(key, version=version)
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._is_there(key):
                return False
            self._put(key, pickled, timeout)
            return True

    def get(self, key, default=None, version=None):
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._is_there(key):
                return default
            self._store.move_to_end(key, last=False)
            pickled = self._store[key][0]
        return pickle.loads(pickled)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate_key(key, version=version)
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._put(key, pickled, timeout)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._is_there(key):
                return False
            self._store[key] = (self._store[key][0], self.get_backend_timeout(timeout))
            return True

    def incr(self, key, delta=1, version=None):
        real_key = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._is_there(real_key):
                raise ValueError(f"Key '{key}' not found")
            pickled, stale_at = self._store[real_key]
            value = pickle.loads(pickled) + delta
            self._store[real_key] = (pickle.dumps(value, pickle.HIGHEST_PROTOCOL), stale_at)
        return value

    def has_key(self, key, version=None):
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            return self._is_there(key)

    def delete(self, key, version=None):
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            return self._store.pop(key, None) is not None

    def clear(self):
        with self._lock:
            self._store.clear()

    def _is_there(self, key):
        """Whether there is a value that is not stale; a stale one is dropped."""
        entry = self._store.get(key)
        if entry is not None and (entry[1] is None or entry[1] > time.time()):
            return True
        self._store.pop(key, None)
        return False

    def _put(self, key, pickled, timeout):
        if len(self._store) >= self._max_entries and key not in self._store:
            self._cull()
        self._store[key] = (pickled, self.get_backend_timeout(timeout))
        self._store.move_to_end(key, last=False)

    def _cull(self):
        """Drop one entry in ``CULL_FREQUENCY``, those used longest ago; all of them for 0."""
        if not self._cull_frequency:
            self._store.clear()
            return
        for _ in range(len(self._store) // self._cull_frequency):
            self._store.popitem()
