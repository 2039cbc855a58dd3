"""What an instance knows about itself: where it was loaded from, and whether it is in a database yet."""

from __future__ import annotations

from functools import cache
from typing import Any


class Deferred:
    """What stands for the value of a field that is not loaded."""

    def __repr__(self) -> str:
        return "<Deferred field>"

    def __str__(self) -> str:
        return "<Deferred field>"


DEFERRED = Deferred()


class ModelStateFieldsCacheDescriptor:
    """A dictionary that an object gets when it is first asked for; later reads find it without coming here."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return instance.__dict__.setdefault(self.name, {})


class ModelState:
    """The state of one instance. Changed by save(), delete() and refresh_from_db() of that instance.

    The defaults stand on the class, so that a new state costs one allocation. `db` is the alias the instance belongs
    to, `adding` tells that it is not in a database yet, `fields_cache` holds its related objects by cache name.
    """

    db: str | None = None
    adding: bool = True
    fields_cache = ModelStateFieldsCacheDescriptor()

    def __reduce__(self) -> tuple[Any, ...]:
        # As plain data: the class of loaded states is made anew in every process.
        return ModelState, (), {"db": self.db, "adding": self.adding, **self.__dict__}


@cache
def state_class(alias: str) -> type[ModelState]:
    """Return the class of states of instances loaded from `alias`."""
    return type("ModelState", (ModelState,), {"db": alias, "adding": False, "__module__": __name__})
