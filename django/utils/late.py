"""What is loaded when it is first used: modules of the standard library (Late), names of a face (late_names), values
of a class's attributes (LateAttribute, LateClass), rooms of a package (late_rooms);
and what is done when others load a module (when_imported).

For what many programs never need, in files every program imports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any, ClassVar

#: What the import system asks of every module, and what others ask who look through `sys.modules`.
_ASKED_OF_ALL = frozenset(
    {"__class__", "__file__", "__loader__", "__name__", "__package__", "__spec__", "__warningregistry__"}
)


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


class LateAttribute:
    """A class attribute whose value is made when it is first asked for; it takes the descriptor's place.

    Args:
        make: returns the value.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        found = self._make()
        setattr(self._owner, self._name, found)
        return found


class LateClass(LateAttribute):
    """A class attribute whose value is a class of another module.

    Args:
        path: the class, with its module.
    """

    def __init__(self, path: str) -> None:
        module, _, name = path.rpartition(".")
        super().__init__(lambda: getattr(import_module(module), name))


def is_late(cls: type, name: str) -> bool:
    """Tell whether the class has an attribute of that name whose value has not been made."""
    return isinstance(next((vars(c)[name] for c in cls.__mro__ if name in vars(c)), None), LateAttribute)


def loaded_classes(*paths: tuple[str, str]) -> tuple[type, ...]:
    """Return the classes, given by module and name, whose modules are loaded: of others no instance can exist."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in paths)
    return tuple(cls for cls in found if cls is not None)


def late_names(face: str, rooms: dict[str, str], package: str = "") -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a face: it loads a room when one of its names is asked for.

    Args:
        face: the name of the module.
        rooms: room, as a path below the package, to the names it gives, between blanks.
        package: where the rooms are, if the face is not their package.
    """
    package = package or face
    room_of = {name: room for room, names in rooms.items() for name in names.split()}
    known = vars(sys.modules[face])
    known["__dir__"] = lambda: sorted({*known, *room_of})

    def load(name: str) -> Any:
        if name in room_of:
            found = getattr(import_module(f"{package}.{room_of[name]}"), name)
        elif name in rooms:
            found = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {face!r} has no attribute {name!r}")
        known[name] = found
        return found

    return load


class LateRoom(ModuleType):
    """A module that is run when something of it is asked for. From then on it is a module like any other.

    Several threads may ask at once: one runs the module, the others wait. As no room imports, even by detours, one that
    imports it, they never wait for each other.
    """

    def __getattribute__(self, name: str) -> Any:
        if name not in _ASKED_OF_ALL:
            _run(self)
        elif name == "__spec__":
            # importlib refuses a module that is loaded and has none.
            return _spec(self.__name__)
        return ModuleType.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _run(self)
        ModuleType.__setattr__(self, name, value)


_LOCKS: dict[str, RLock] = {}
_RUNNING: set[str] = set()


def _run(room: LateRoom) -> None:
    name = room.__name__
    with _LOCKS[name]:
        # While it runs, it is asked for its own names by the same thread only.
        if type(room) is not LateRoom or name in _RUNNING:
            return
        _RUNNING.add(name)
        try:
            spec: Any = room.__spec__
            room.__dict__.update(vars(module_from_spec(spec)))
            spec.loader.exec_module(room)
            room.__class__ = ModuleType  # type: ignore[assignment]
        finally:
            _RUNNING.discard(name)


def _spec(name: str) -> Any:
    path = sys.modules[name.rpartition(".")[0]].__path__
    # Not importlib's find_spec(): it takes what is in `sys.modules` at its word.
    found = (finder.find_spec(name, path) for finder in sys.meta_path)
    return next(spec for spec in found if spec is not None)


def late_rooms(package: str, rooms: str) -> None:
    """Let rooms be loaded when they are first used, wherever they are imported as in ``from package import room``.

    To be called in the package, before anything else of it is imported.

    Args:
        package: the name of the package.
        rooms: the names of its modules, between blanks.
    """
    for room in rooms.split():
        name = f"{package}.{room}"
        if name not in sys.modules:
            _LOCKS[name] = RLock()
            vars(sys.modules[package])[room] = sys.modules[name] = LateRoom(name)


def run_module(name: str) -> ModuleType:
    """Return a module that has been run; importing a late room alone does not run it."""
    module = import_module(name)
    vars(module)
    return module


def when_imported(module: str, function: Callable[[], Any]) -> None:
    """Call a function as soon as the module has been imported, by whomever; at once if it has.

    Args:
        module: the name of a module that is not in a package.
        function: a later one for the same module takes its place.
    """
    if module in sys.modules:
        function()
        return
    _Watch.functions[module] = function
    if _Watch not in sys.meta_path:
        sys.meta_path.insert(0, _Watch)


class _Watch:
    """The finder that sees which modules are imported. It finds none itself and goes when nothing is waited for."""

    functions: ClassVar[dict[str, Callable[[], Any]]] = {}

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> Any:
        function = cls.functions.pop(name, None)
        if function is None:
            return None
        if not cls.functions:
            sys.meta_path.remove(cls)
        spec: Any = find_spec(name)
        if spec is None:
            return None
        loader = spec.loader

        def run(module: ModuleType) -> None:
            # Loaders may serve several modules.
            del loader.exec_module
            loader.exec_module(module)
            function()

        loader.exec_module = run
        return spec
