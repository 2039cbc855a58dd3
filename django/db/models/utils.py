"""Small public helpers of the models' room, at the path where programs look for them."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any


def make_model_tuple(model: Any) -> tuple[str, str]:
    """Return `(app_label, model_name)` of a model, an `"app_label.ModelName"` string, or such a tuple.

    Raises:
        ValueError: the reference is none of these.
    """
    if isinstance(model, str):
        app_label, _, name = model.partition(".")
        if not app_label or not name or "." in name:
            raise ValueError(
                f"Invalid model reference '{model}'. String model references must be of the form 'app_label.ModelName'."
            )
        return app_label, name.lower()
    if isinstance(model, tuple) and len(model) == 2:
        return model
    try:
        return model._meta.app_label, model._meta.model_name
    except AttributeError:
        raise ValueError(
            f"Invalid model reference '{model}'. String model references must be of the form 'app_label.ModelName'."
        ) from None


def resolve_callables(mapping: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the items of `mapping`, callable values called."""
    for key, value in mapping.items():
        yield key, value() if callable(value) else value


@lru_cache
def create_namedtuple_class(*names: str) -> type[tuple[Any, ...]]:
    """Return the namedtuple class for rows with these columns; it pickles as a plain tuple's items and names."""
    parent = namedtuple("Row", names)

    def __reduce__(self: Any) -> tuple[Any, ...]:
        return unpickle_named_row, (names, tuple(self))

    return type("Row", (parent,), {"__reduce__": __reduce__, "__slots__": ()})


def unpickle_named_row(names: Iterable[str], values: Iterable[Any]) -> tuple[Any, ...]:
    """Make a named row again."""
    return create_namedtuple_class(*names)(*values)


class AltersData:
    """Marks classes whose methods with `alters_data = True` must keep that mark in subclasses that override them."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        for name, attribute in list(vars(cls).items()):
            if not name.startswith("__") and callable(attribute) and not hasattr(attribute, "alters_data"):
                marks = (getattr(base, name, None) for base in cls.__mro__[1:] if issubclass(base, AltersData))
                if any(getattr(mark, "alters_data", False) for mark in marks):
                    attribute.alters_data = True
        super().__init_subclass__(**kwargs)
