"""Record: a tuple whose items have names, made without generating code.

`typing.NamedTuple` compiles a function and the annotation of each field when a class is made; files that every program
imports cannot afford that.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any, ClassVar, Self, dataclass_transform

try:
    # What named tuples use, where the interpreter has it.
    from collections import _tuplegetter as _getter  # type: ignore[attr-defined]
except ImportError:

    def _getter(index: int, doc: str | None) -> Any:
        return property(itemgetter(index), doc=doc)


@dataclass_transform(frozen_default=True)
class Record(tuple[Any, ...]):
    """Base: a subclass's annotations are its fields, in order, with class attributes as defaults."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        names = tuple(cls.__dict__.get("__annotations__", ()))
        cls._fields = names
        cls._defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
        for index, name in enumerate(names):
            setattr(cls, name, _getter(index, None))

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        names = cls._fields
        if kwargs or len(args) != len(names):
            args = (*args, *[cls._take(name, kwargs) for name in names[len(args) :]])
            if kwargs or len(args) != len(names):
                raise TypeError(f"{cls.__name__} takes {', '.join(names)}; values or names are too many.")
        return tuple.__new__(cls, args)

    @classmethod
    def _take(cls, name: str, kwargs: dict[str, Any]) -> Any:
        if name in kwargs:
            return kwargs.pop(name)
        if name not in cls._defaults:
            raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}; {name} is missing.")
        return cls._defaults[name]

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({shown})"

    def _replace(self, **changes: Any) -> Self:
        """Return a copy with `changes` applied."""
        kept = {name: value for name, value in zip(self._fields, self, strict=True) if name not in changes}
        return type(self)(**kept, **changes)
