"""Sets that keep order, dictionaries with several values per key, lists and mappings that do not change."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T")


class OrderedSet(Generic[T]):
    """A set that keeps the order in which its members came."""

    def __init__(self, iterable: Iterable[T] | None = None) -> None:
        self.dict: dict[T, None] = dict.fromkeys(iterable or ())

    def add(self, item: T) -> None:
        """Add at the end unless already in."""
        self.dict[item] = None

    def remove(self, item: T) -> None:
        """Remove; KeyError if not in."""
        del self.dict[item]

    def discard(self, item: T) -> None:
        """Remove if in."""
        self.dict.pop(item, None)

    def __iter__(self) -> Iterator[T]:
        return iter(self.dict)

    def __reversed__(self) -> Iterator[T]:
        return reversed(self.dict)

    def __contains__(self, item: object) -> bool:
        return item in self.dict

    def __bool__(self) -> bool:
        return bool(self.dict)

    def __len__(self) -> int:
        return len(self.dict)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.dict)!r})" if self.dict else f"{type(self).__name__}()"


class MultiValueDictKeyError(KeyError):
    """A MultiValueDict has no value under the key."""


class MultiValueDict(dict[Any, Any]):
    """A dictionary whose keys may have several values: ``d[key]`` is the last, ``d.getlist(key)`` all of them."""

    def __init__(self, key_to_list_mapping: Any = ()) -> None:
        super().__init__(key_to_list_mapping)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {super().__repr__()}>"

    def __getitem__(self, key: Any) -> Any:
        try:
            values = super().__getitem__(key)
        except KeyError:
            raise MultiValueDictKeyError(key) from None
        return values[-1] if values else []

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, [value])

    def __copy__(self) -> MultiValueDict:
        return type(self)([(key, values[:]) for key, values in self.lists()])

    def __deepcopy__(self, memo: dict[int, Any]) -> MultiValueDict:
        duplicate = type(self)()
        memo[id(self)] = duplicate
        for key, values in self.lists():
            dict.__setitem__(duplicate, copy.deepcopy(key, memo), copy.deepcopy(values, memo))
        return duplicate

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_data": {key: list(values) for key, values in self.lists()}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for key, values in state.pop("_data", {}).items():
            self.setlist(key, values)
        self.__dict__.update(state)

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the last value, or the default where the key is missing or has no values."""
        try:
            value = self[key]
        except KeyError:
            return default
        return default if value == [] else value

    def getlist(self, key: Any, default: Any = None) -> Any:
        """Return all values as a new list; the default, else an empty list, where the key is missing."""
        try:
            values = super().__getitem__(key)
        except KeyError:
            return [] if default is None else default
        return values if values is None else list(values)

    def setlist(self, key: Any, list_: list[Any]) -> None:
        """Set all values of a key."""
        super().__setitem__(key, list_)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Return the last value after setting the default where the key is missing."""
        if key not in self:
            self[key] = default
        return self[key]

    def setlistdefault(self, key: Any, default_list: Any = None) -> Any:
        """Return the list of values itself after setting the default where the key is missing."""
        if key not in self:
            self.setlist(key, [] if default_list is None else default_list)
        return super().__getitem__(key)

    def appendlist(self, key: Any, value: Any) -> None:
        """Add a value at the end of those of the key."""
        self.setlistdefault(key).append(value)

    def items(self) -> Iterator[tuple[Any, Any]]:  # type: ignore[override]
        """Yield each key with its last value."""
        for key in self:
            yield key, self[key]

    def lists(self) -> Iterator[tuple[Any, Any]]:
        """Return each key with all its values."""
        return iter(super().items())

    def values(self) -> Iterator[Any]:  # type: ignore[override]
        """Yield the last value of each key."""
        for key in self:
            yield self[key]

    def copy(self) -> MultiValueDict:
        """Return a copy whose lists of values are its own."""
        return copy.copy(self)

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Add to the values instead of replacing them; TypeError for more than one positional argument."""
        if len(args) > 1:
            raise TypeError(f"update expected at most 1 argument, got {len(args)}")
        for source in (*args, kwargs):
            if isinstance(source, MultiValueDict):
                for key, values in source.lists():
                    self.setlistdefault(key).extend(values)
            else:
                for key, value in source.items() if isinstance(source, Mapping) else source:
                    self.setlistdefault(key).append(value)

    def dict(self) -> dict[Any, Any]:
        """Return a plain dictionary of last values."""
        return {key: self[key] for key in self}


class ImmutableList(tuple[Any, ...]):
    """A tuple that answers the changing methods of a list with an error that says why.

    Raises:
        AttributeError: from every method that would change it.
    """

    warning: Any

    def __new__(cls, *args: Any, warning: Any = "ImmutableList object is immutable.", **kwargs: Any) -> ImmutableList:
        self = tuple.__new__(cls, *args, **kwargs)
        self.warning = warning
        return self

    def complain(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse a change."""
        raise AttributeError(self.warning)

    __delitem__ = __delslice__ = __iadd__ = __imul__ = __setitem__ = __setslice__ = complain
    append = extend = insert = pop = remove = sort = reverse = complain


class DictWrapper(dict[str, Any]):
    """A dictionary that hands the values of keys with a prefix through a function.

    Args:
        data: the contents.
        func: what such values go through.
        prefix: what such keys begin with; the value is found under the key without it.
    """

    def __init__(self, data: Any, func: Callable[[Any], Any], prefix: str) -> None:
        super().__init__(data)
        self.func = func
        self.prefix = prefix

    def __getitem__(self, key: str) -> Any:
        if key.startswith(self.prefix):
            return self.func(super().__getitem__(key.removeprefix(self.prefix)))
        return super().__getitem__(key)


class CaseInsensitiveMapping(Mapping[str, Any]):
    """A mapping that does not change and whose keys are found whatever their case; iteration gives them as written."""

    def __init__(self, data: Any) -> None:
        self._store = {key.lower(): (key, value) for key, value in _string_pairs(data)}

    def __getitem__(self, key: str) -> Any:
        return self._store[key.lower()][1]

    def __len__(self) -> int:
        return len(self._store)

    def __iter__(self) -> Iterator[str]:
        return (original for original, _ in self._store.values())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return _folded(self) == _folded(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(dict(self._store.values()))

    def copy(self) -> CaseInsensitiveMapping:
        """Return the mapping itself: it cannot change."""
        return self


def _folded(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in mapping.items()}


def _string_pairs(data: Any) -> Iterator[tuple[str, Any]]:
    pairs = data.items() if isinstance(data, Mapping) else data
    for position, pair in enumerate(pairs):
        if len(pair) != 2:
            raise ValueError(f"dictionary update sequence element #{position} has length {len(pair)}; 2 is required.")
        if not isinstance(pair[0], str):
            raise ValueError(f"Element key {pair[0]!r} invalid, only strings are allowed")
        yield pair[0], pair[1]
