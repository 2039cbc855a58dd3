"""Frozen: base of small values that are equal by what they say.

The standard library's dataclasses would do as much, but load `inspect` and generate code at import.
"""

from __future__ import annotations

from typing import Any


class Frozen:
    """A value whose attributes are those in its `__dict__`; its `__init__` puts them there, nothing changes them."""

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"A {type(self).__name__} is frozen; {name} cannot be set.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"A {type(self).__name__} is frozen; {name} cannot be deleted.")

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"
