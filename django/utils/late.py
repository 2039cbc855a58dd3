"""Late: a module of the standard library that is loaded when something of it is first used.

For modules many programs never need, in files every program imports.
"""

from __future__ import annotations

import sys
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


def loaded_classes(*paths: tuple[str, str]) -> tuple[type, ...]:
    """Return the classes, given by module and name, whose modules are loaded: of others no instance can exist."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in paths)
    return tuple(cls for cls in found if cls is not None)
