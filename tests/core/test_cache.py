"""Rules of caches."""

from __future__ import annotations

import pytest

from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache


@pytest.fixture
def cache(request):
    cache = LocMemCache(request.node.name, {"OPTIONS": {"MAX_ENTRIES": 4, "CULL_FREQUENCY": 2}})
    yield cache
    cache.clear()


def test_a_value_is_a_copy(cache):
    value = [1]
    cache.set("a", value)
    value.append(2)
    assert cache.get("a") == [1]


def test_none_is_a_value(cache):
    cache.set("a", None)
    assert cache.get("a", "default") is None and "a" in cache
    assert cache.get_or_set("a", 1) is None


def test_add_keeps_what_is_there(cache):
    assert cache.add("a", 1) and not cache.add("a", 2)
    assert cache.get("a") == 1


def test_a_timeout_of_zero_is_over_at_once_and_none_is_forever(cache):
    cache.set("a", 1, timeout=0)
    cache.set("b", 1, timeout=None)
    assert cache.get_many(["a", "b"]) == {"b": 1}


def test_versions_are_apart(cache):
    cache.set("a", 1)
    assert cache.get("a", version=2) is None
    assert cache.incr_version("a") == 2
    assert (cache.get("a"), cache.get("a", version=2)) == (None, 1)


def test_the_values_used_longest_ago_go_first(cache):
    for key in "abcd":
        cache.set(key, key)
    cache.get("a")
    cache.set("e", "e")
    assert sorted(cache.get_many("abcde")) == ["a", "d", "e"]


def test_counting_needs_a_value(cache):
    with pytest.raises(ValueError, match="Key 'a' not found"):
        cache.incr("a")
    cache.set("a", 1)
    assert cache.decr("a", 3) == -2


def test_a_dummy_keeps_nothing():
    cache = DummyCache("", {})
    cache.set("a", 1)
    assert cache.get("a") is None and cache.add("a", 1)


def test_an_unknown_alias_is_named():
    with pytest.raises(InvalidCacheBackendError, match="'defalt' doesn't exist. Did you mean 'default'?"):
        caches["defalt"]
