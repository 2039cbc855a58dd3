"""Skip tests by what the databases they use can do."""

from __future__ import annotations

import unittest
from collections.abc import Callable
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

__all__ = ["skipIfDBFeature", "skipUnlessAnyDBFeature", "skipUnlessDBFeature"]


def skipIfDBFeature(*features: str) -> Callable[[Any], Any]:
    """Skip when one of the test's databases has at least one of the features."""
    return _skipping(
        lambda has: any(map(has, features)),
        f"Database has feature(s) {', '.join(features)}",
        "skipIfDBFeature",
    )


def skipUnlessDBFeature(*features: str) -> Callable[[Any], Any]:
    """Skip unless the test's databases have all of the features."""
    return _skipping(
        lambda has: not all(map(has, features)),
        f"Database doesn't support feature(s): {', '.join(features)}",
        "skipUnlessDBFeature",
    )


def skipUnlessAnyDBFeature(*features: str) -> Callable[[Any], Any]:
    """Skip unless the test's databases have at least one of the features."""
    return _skipping(
        lambda has: not any(map(has, features)),
        f"Database doesn't support any of the feature(s): {', '.join(features)}",
        "skipUnlessAnyDBFeature",
    )


def _skipping(unwanted: Callable[[Callable[[str], bool]], bool], reason: str, name: str) -> Callable[[Any], Any]:
    """Build the decorator.

    Args:
        unwanted: given a question "does this database have feature x", says whether to skip.
    """
    rule = _Rule(unwanted, reason, name)
    return lambda test: _for_class(test, rule) if isinstance(test, type) else _for_function(test, rule)


class _Rule:
    def __init__(self, unwanted: Callable[[Callable[[str], bool]], bool], reason: str, name: str) -> None:
        self.unwanted, self.reason, self.name = unwanted, reason, name

    def skips(self, test: Any, owner: str, databases: Any) -> bool:
        """Ask the databases of a test; a function without a test class is about the default one.

        Raises:
            ValueError: the test uses no database at all.
        """
        if databases is None:
            databases = [DEFAULT_DB_ALIAS]
        elif databases == "__all__":
            databases = list(connections)
        if not databases:
            raise ValueError(
                f"{self.name} cannot be used on {test} as {owner} doesn't allow queries against the "
                f"{DEFAULT_DB_ALIAS!r} database."
            )
        return any(self.unwanted(partial(_has, alias)) for alias in databases)


def _has(alias: str, feature: str) -> bool:
    return bool(getattr(connections[alias].features, feature, False))


def _for_function(func: Any, rule: _Rule) -> Any:
    def refuse(args: tuple[Any, ...]) -> None:
        test = args[0] if args and isinstance(args[0], unittest.TestCase) else None
        if rule.skips(test, type(test).__qualname__, getattr(test, "databases", None)):
            raise unittest.SkipTest(rule.reason)

    if iscoroutinefunction(func):

        @wraps(func)
        async def skip_wrapper(*args: Any, **kwargs: Any) -> Any:
            refuse(args)
            return await func(*args, **kwargs)

    else:

        @wraps(func)
        def skip_wrapper(*args: Any, **kwargs: Any) -> Any:
            refuse(args)
            return func(*args, **kwargs)

    return skip_wrapper


def _for_class(cls: Any, rule: _Rule) -> Any:
    found = (vars(base)["__unittest_skip__"] for base in cls.__mro__ if "__unittest_skip__" in vars(base))
    cls.__unittest_skip__ = _LazySkip(next(found, False), rule)
    return cls


class _LazySkip:
    """The ``__unittest_skip__`` of a class, decided when its tests are about to run and databases are known."""

    def __init__(self, earlier: Any, rule: _Rule) -> None:
        self.earlier, self.rule = earlier, rule

    def __get__(self, instance: Any, owner: Any) -> bool:
        if self.earlier.__get__(None, owner) if isinstance(self.earlier, _LazySkip) else self.earlier:
            return True
        if not self.rule.skips(owner, "it", getattr(owner, "databases", None)):
            return False
        owner.__unittest_skip_why__ = self.rule.reason
        return True
