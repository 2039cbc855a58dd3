"""Version tuples written as text, and the Python we run on."""

from __future__ import annotations

import sys

import django

Version = tuple[int, int, int, str, int]

PYPY = sys.implementation.name == "pypy"
PY310 = sys.version_info >= (3, 10)
PY311 = sys.version_info >= (3, 11)
PY312 = sys.version_info >= (3, 12)
PY313 = sys.version_info >= (3, 13)
PY314 = sys.version_info >= (3, 14)
PYPY = sys.implementation.name == "pypy"

_PRE_RELEASES = {"alpha": "a", "beta": "b", "rc": "rc"}


def get_complete_version(version: Version | None = None) -> Version:
    """Return the version given, else that of the package.

    Raises:
        ValueError: not five parts, or the fourth is none of alpha, beta, rc and final.
    """
    if version is None:
        return django.VERSION
    if len(version) != 5 or version[3] not in {*_PRE_RELEASES, "final"}:
        raise ValueError(f"A version is (major, minor, micro, 'alpha'|'beta'|'rc'|'final', number), not {version!r}.")
    return version


def get_main_version(version: Version | None = None) -> str:
    """Return ``X.Y``, or ``X.Y.Z`` where Z is not 0."""
    major, minor, micro, *_ = get_complete_version(version)
    return f"{major}.{minor}.{micro}" if micro else f"{major}.{minor}"


def get_version(version: Version | None = None) -> str:
    """Return the version as PEP 440 writes it: ``5.2``, ``5.2.1``, ``5.2b1``, ``5.2.dev``."""
    complete = get_complete_version(version)
    main, (_, _, _, stage, number) = get_main_version(complete), complete
    if stage == "final":
        return main
    if stage == "alpha" and number == 0:
        return f"{main}.dev"
    return f"{main}{_PRE_RELEASES[stage]}{number}"


def get_docs_version(version: Version | None = None) -> str:
    """Return the part of the version under which its documentation is found."""
    complete = get_complete_version(version)
    return f"{complete[0]}.{complete[1]}" if complete[3] == "final" else "dev"


def get_version_tuple(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version: ``(4, 2, 1)`` for ``4.2.1rc1``."""
    numbers: list[int] = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if digits:
            numbers.append(int(digits))
        if digits != part:
            break
    return tuple(numbers)
