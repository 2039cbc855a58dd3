"""What is loaded when it is first used: modules of the standard library (Late), names of a face (late_names), classes
that a class names (LateClass).

For what many programs never need, in files every program imports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


class Late:
    """Stands for a module. What was once asked for is kept in its own `__dict__`: later uses cost what a module's do.

    Args:
        module: the name of the module.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        value = self.__dict__[name] = getattr(import_module(self._module), name)
        return value


class LateClass:
    """A class attribute whose value is a class of another module; it takes the descriptor's place when first asked for.

    Args:
        path: the class, with its module.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        module, _, name = self._path.rpartition(".")
        found = getattr(import_module(module), name)
        setattr(self._owner, self._name, found)
        return found


def loaded_classes(*paths: tuple[str, str]) -> tuple[type, ...]:
    """Return the classes, given by module and name, whose modules are loaded: of others no instance can exist."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in paths)
    return tuple(cls for cls in found if cls is not None)


def late_names(face: str, rooms: dict[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a face: it loads a room when one of its names is asked for.

    Args:
        face: the name of the package.
        rooms: room, as a path below the package, to the names it gives, between blanks.
    """
    room_of = {name: room for room, names in rooms.items() for name in names.split()}

    def load(name: str) -> Any:
        if name in room_of:
            found = getattr(import_module(f"{face}.{room_of[name]}"), name)
        elif name in rooms:
            found = import_module(f"{face}.{name}")
        else:
            raise AttributeError(f"module {face!r} has no attribute {name!r}")
        vars(sys.modules[face])[name] = found
        return found

    return load
