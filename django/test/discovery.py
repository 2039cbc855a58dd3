"""From labels to tests in the order in which they will run: find, filter, reorder, shuffle."""

from __future__ import annotations

import hashlib
import os
import random
import unittest
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Any

__all__ = [
    "Shuffler",
    "filter_tests_by_tags",
    "iter_test_cases",
    "load_label",
    "reorder_tests",
]


def iter_test_cases(tests: Iterable[Any]) -> Iterator[Any]:
    """Give the test cases of suites within suites, in order.

    Raises:
        TypeError: a text is among them; it would be taken for a suite of texts.
    """
    for test in tests:
        if isinstance(test, str):
            raise TypeError(f"Test {test!r} must be a test case or test suite not string (was found in {tests!r}).")
        if hasattr(test, "__iter__"):
            yield from iter_test_cases(test)
        else:
            yield test


def load_label(loader: unittest.TestLoader, label: str, pattern: str, top_level: str | None) -> unittest.TestSuite:
    """Load the tests of one label.

    Args:
        label: a directory, or a dotted path to a package, module, class or method.
        pattern: which files are test modules, where a directory or package is searched.
        top_level: the directory from which modules are imported; found by the ``__init__`` files by default.

    Raises:
        RuntimeError: the label is the path of a file.
    """
    path = os.path.abspath(label)
    if os.path.isdir(path):
        return _discover(loader, path, pattern, top_level)
    if os.path.exists(path):
        raise RuntimeError(
            f"One of the test labels is a path to a file: {label!r}, which is not supported. Use a dotted module name "
            "or path to a directory instead."
        )
    folder = _package_folder(label)
    if folder is None:
        return loader.loadTestsFromName(label)
    found = _discover(loader, folder, pattern, top_level)
    # A package may have tests of its own, in its __init__.
    return found if found.countTestCases() else loader.loadTestsFromName(label)


def filter_tests_by_tags(tests: Iterable[Any], tags: Iterable[str], exclude_tags: Iterable[str]) -> Iterator[Any]:
    """Give the tests that have one of the tags, if any are asked, and none of those to leave out.

    A module that could not be loaded is always among them.
    """
    wanted, unwanted = set(tags), set(exclude_tags)
    for test in tests:
        if is_load_failure(test):
            yield test
            continue
        has = _tags(test)
        if has.isdisjoint(unwanted) and (not wanted or not has.isdisjoint(wanted)):
            yield test


def reorder_tests(
    tests: Iterable[Any], classes: tuple[type, ...], reverse: bool = False, shuffler: Shuffler | None = None
) -> Iterator[Any]:
    """Put what failed to load first, then the tests of each class in turn, then all others; each only once.

    Tests of one test class stay together: what the class sets up is set up once.

    Args:
        classes: kinds of test in the order of running; a test belongs to the first that fits.
        reverse: turn the order within each kind around.
        shuffler: mixes test classes, and tests within each, before.
    """
    kinds: list[dict[type, dict[Any, None]]] = [{} for _ in range(len(classes) + 2)]
    for test in tests:
        kinds[_rank(test, classes)].setdefault(type(test), {})[test] = None
    for kind in kinds:
        by_class = [list(members) for members in kind.values()]
        if shuffler:
            by_class = shuffler.shuffle(by_class, key=lambda members: _name(type(members[0])))
            by_class = [shuffler.shuffle(members, key=lambda test: test.id()) for members in by_class]
        ordered = [test for members in by_class for test in members]
        yield from reversed(ordered) if reverse else ordered


class Shuffler:
    """Mixes things by a seed, each by its own name: leaving some out does not change the order of the rest."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = random.randint(0, 10**10 - 1) if seed is None else seed
        self.seed_source = "generated" if seed is None else "given"

    @property
    def seed_display(self) -> str:
        """The seed and where it comes from."""
        return f"{self.seed!r} ({self.seed_source})"

    def shuffle(self, items: Iterable[Any], key: Callable[[Any], str]) -> list[Any]:
        """Return the items in another order, the same for the same seed and names.

        Raises:
            RuntimeError: two items have the same name.
        """
        named = [(key(item), item) for item in items]
        mixed = {self._place(name): item for name, item in named}
        if len(mixed) < len(named):
            raise RuntimeError(f"Items to shuffle must have different names: {sorted(name for name, _ in named)}")
        return [mixed[place] for place in sorted(mixed)]

    def _place(self, name: str) -> str:
        return hashlib.md5(f"{self.seed}{name}".encode(), usedforsecurity=False).hexdigest()


def is_load_failure(test: Any) -> bool:
    """Tell whether the test stands for a module or name that could not be loaded."""
    return type(test).__name__ == "_FailedTest"


def _discover(loader: unittest.TestLoader, folder: str, pattern: str, top_level: str | None) -> unittest.TestSuite:
    top = os.path.abspath(top_level) if top_level else _importable_from(folder)
    # The loader remembers the first one it was told.
    loader._top_level_dir = None  # type: ignore[attr-defined]
    return loader.discover(folder, pattern=pattern, top_level_dir=top)


def _importable_from(folder: str) -> str:
    while os.path.exists(os.path.join(folder, "__init__.py")):
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return folder


def _package_folder(label: str) -> str | None:
    try:
        spec = find_spec(label)
    except (ImportError, ValueError):
        return None
    locations = spec.submodule_search_locations if spec else None
    return next(iter(locations), None) if locations else None


def _tags(test: Any) -> set[str]:
    method = getattr(test, getattr(test, "_testMethodName", ""), None)
    return {*getattr(test, "tags", ()), *getattr(method, "tags", ())}


def _rank(test: Any, classes: tuple[type, ...]) -> int:
    if is_load_failure(test):
        return 0
    return next((place for place, cls in enumerate(classes, start=1) if isinstance(test, cls)), len(classes) + 1)


def _name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"
