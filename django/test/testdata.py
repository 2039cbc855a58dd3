"""Test data that a class sets up once, and of which every test gets a copy of its own."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

__all__ = ["TestData", "is_pickable", "kept_apart"]


class TestData:
    """An attribute set in ``setUpTestData()``: each test sees a copy, made when it first looks.

    Objects that refer to each other still do among the copies of one test: all share the memo
    ``_testdata_memo`` of the test.
    """

    __test__ = False
    memo_attr = "_testdata_memo"

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        self.data = data

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self.data
        memo = vars(instance).setdefault(self.memo_attr, {})
        # Kept on the test, which hides this descriptor from now on.
        copied = vars(instance)[self.name] = deepcopy(self.data, memo)
        return copied

    def __repr__(self) -> str:
        return f"<TestData: name={self.name!r}, data={self.data!r}>"


@contextmanager
def kept_apart(cls: type) -> Iterator[None]:
    """Wrap every attribute that the block sets on the class in ``TestData``."""
    before = dict(vars(cls))
    yield
    for name, value in list(vars(cls).items()):
        if value is not before.get(name):
            setattr(cls, name, TestData(name, value))


def is_pickable(obj: object) -> bool:
    """Tell whether an object survives ``pickle``."""
    try:
        pickle.loads(pickle.dumps(obj))
    except (AttributeError, TypeError, pickle.PickleError):
        return False
    return True
