"""Find modules and what they hold by dotted name."""

from __future__ import annotations

import copy
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from django.utils.ambient import installed_apps


def import_string(dotted_path: str) -> Any:
    """Import a module and return the attribute named last in ``dotted_path``.

    Raises:
        ImportError: the path has no dot, the module cannot be imported, or it has no such attribute.
    """
    module_path, _, name = dotted_path.rpartition(".")
    if not module_path:
        raise ImportError(f"{dotted_path} doesn't look like a module path")
    module = _finished_module(module_path)
    try:
        return getattr(module, name)
    except AttributeError as error:
        raise ImportError(f'Module "{module_path}" does not define a "{name}" attribute/class') from error


def _finished_module(path: str) -> ModuleType:
    """The module from sys.modules unless another thread is still importing it."""
    module = sys.modules.get(path)
    spec = getattr(module, "__spec__", None)
    if module is not None and spec is not None and not getattr(spec, "_initializing", False):
        return module
    return import_module(path)


def module_has_submodule(package: ModuleType, module_name: str) -> bool:
    """Tell whether ``package`` has the submodule, without importing it."""
    from importlib.util import find_spec  # cost: asked about applications, once each

    if not hasattr(package, "__path__") or not hasattr(package, "__name__"):
        return False
    try:
        return find_spec(f"{package.__name__}.{module_name}") is not None
    except ModuleNotFoundError:
        # A dotted module_name whose first part does not exist.
        return False


def module_dir(module: ModuleType) -> str:
    """Return the one directory of a module's files.

    Raises:
        ValueError: the module has none or, as a namespace package may, several.
    """
    paths = list(getattr(module, "__path__", []))
    if len(paths) == 1:
        return str(paths[0])
    filename = getattr(module, "__file__", None)
    if filename is None:
        raise ValueError(f"Cannot determine directory containing {module}")
    return os.path.dirname(str(filename))


def autodiscover_modules(*args: str, register_to: Any = None) -> None:
    """Import the submodules of these names of every installed application.

    Args:
        args: names of submodules; where one does not exist it is passed over.
        register_to: an object whose ``_registry`` is put back as it was when an import fails.
    """
    for config in installed_apps():
        for name in args:
            before = copy.copy(register_to._registry) if register_to else None
            try:
                import_module(f"{config.name}.{name}")
            except Exception:
                if register_to:
                    register_to._registry = before
                # A submodule that is there and fails must not go unnoticed.
                if module_has_submodule(config.module, name):
                    raise
