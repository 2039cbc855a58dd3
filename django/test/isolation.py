"""Small worlds for a test: apps of its own, lookups, search path, clock, caches."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db.models.options.options import Options
from django.test.contexts import TestContextDecorator

__all__ = [
    "extend_sys_path",
    "freeze_time",
    "garbage_collect",
    "isolate_apps",
    "isolate_lru_cache",
    "register_lookup",
]


class isolate_apps(TestContextDecorator):
    """Register the models defined inside in an app registry of their own.

    Args:
        installed_apps: names of the apps the small registry has.
    """

    def __init__(self, *installed_apps: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.installed_apps = installed_apps

    def enable(self) -> Apps:
        """Exchange the registry that new models are put into."""
        self.old_apps = Options.default_apps
        isolated = Apps(self.installed_apps)
        Options.default_apps = isolated
        return isolated

    def disable(self) -> None:
        """Bring the old registry back."""
        Options.default_apps = self.old_apps


@contextmanager
def register_lookup(field: Any, *lookups: Any, lookup_name: str | None = None) -> Iterator[None]:
    """Register lookups or transforms on a field (or expression) class, for a while."""
    try:
        for lookup in lookups:
            field.register_lookup(lookup, lookup_name)
        yield
    finally:
        for lookup in lookups:
            field._unregister_lookup(lookup, lookup_name)


@contextmanager
def extend_sys_path(*paths: Any) -> Iterator[None]:
    """Search these directories for modules too, after all others."""
    before = sys.path[:]
    sys.path.extend(str(path) for path in paths)
    try:
        yield
    finally:
        sys.path = before


@contextmanager
def isolate_lru_cache(cached: Any) -> Iterator[None]:
    """Start with an empty cache of a cached function, and leave one behind."""
    cached.cache_clear()
    try:
        yield
    finally:
        cached.cache_clear()


@contextmanager
def freeze_time(moment: float) -> Iterator[None]:
    """Let ``time.time()`` answer ``moment`` (seconds since 1970) inside the block."""
    real: Callable[[], float] = time.time
    time.time = lambda: moment
    try:
        yield
    finally:
        time.time = real


def garbage_collect() -> None:
    """Collect all garbage; three rounds, since finalisers may leave some behind."""
    for _ in range(3):
        gc.collect()
