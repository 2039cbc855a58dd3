"""Statements with named binds, and what is decided only when their values are known.

Binds are called `:arg0`, `:arg1`, ... Equal parameters share a name: an expression in SELECT and in GROUP BY is the
same to the server only if its binds are. Two things about values change the text of a statement: the empty text,
which is NULL here (`= ''` must become `IS NULL`), and lists of more than a thousand items. A statement that can meet
them keeps its tree and compiles another `Reading` of it when it does; the usual values take the usual text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from django.db.backends.statement import Bound, Pick, Statement, _pick
from django.db.query.expressions import Literal, Param
from django.utils.frozen import Frozen

#: Items of an IN list.
MOST_ITEMS = 1000

#: Readings of one statement that are kept.
READINGS_KEPT = 64


class Output:
    """A bind that the server fills: a column that RETURNING gives back.

    Args:
        kind: the kind of the column's field; "" counts as a number.
    """

    __slots__ = ("kind",)

    def __init__(self, kind: str = "") -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"Output({self.kind!r})"


class Part(Param):
    """The items of a list from `start` up to `stop`."""

    start: int = 0
    stop: int = MOST_ITEMS


class Reading(Frozen):
    """What a text was compiled for.

    Attributes:
        empty: indices of values that are the empty text, or lists that hold it.
        pieces: (index of a list, most items of a piece) to the number of its pieces, for lists that need several.
    """

    empty: frozenset[int]
    pieces: tuple[tuple[tuple[int, int], int], ...]

    def __init__(self, empty: Iterable[int] = (), pieces: Iterable[tuple[tuple[int, int], int]] = ()) -> None:
        self.__dict__.update(empty=frozenset(empty), pieces=tuple(pieces))

    def pieces_of(self, index: int, most: int) -> int:
        """Return how many pieces of at most `most` items a list has."""
        return dict(self.pieces).get((index, most), 1)


USUAL = Reading()


class Binds(list[Any]):
    """Values in the order of their placeholders, and the names of these. Made by `with_their_names`."""

    __slots__ = ("names",)
    names: Sequence[str]

    def named(self) -> dict[str, Any]:
        """Return name to value."""
        return dict(zip(self.names, self, strict=True))


def with_their_names(values: Iterable[Any], names: Sequence[str]) -> Binds:
    """Return values as Binds."""
    binds = Binds(values)
    binds.names = names
    return binds


def names_for(params: Iterable[Any]) -> list[str]:
    """Return a name for each parameter, the same for equal ones."""
    known: dict[Hashable, str] = {}
    names = []
    for param in params:
        key = _identity(param)
        if key not in known:
            known[key] = f"arg{len(known)}"
        names.append(known[key])
    return names


def _identity(param: Any) -> Hashable:
    """What makes two parameters the same: a node by what it says, a plain value by its type as well."""
    key: Hashable = param
    if isinstance(param, Literal):
        # By its codec's value: codecs are made where a value is written, and it is written in several places.
        key = (Literal, type(param.value), param.value, param.codec)
    elif not isinstance(param, Param | Output):
        key = (type(param), param)
    try:
        hash(key)
    except TypeError:
        return id(param)
    return key


def with_names(pieces: Sequence[str], names: Iterable[str]) -> str:
    """Return the pieces of a statement with `:name` between them."""
    text = [pieces[0]]
    for name, piece in zip(names, pieces[1:], strict=True):
        text += (":", name, piece)
    return "".join(text)


class Watched(Frozen):
    """What may change a statement's text.

    Attributes:
        texts: indices of values compared with text.
        lists: (index of a list, most items that one of its pieces may have).
    """

    texts: tuple[int, ...]
    lists: tuple[tuple[int, int], ...]

    def __init__(self, texts: Iterable[int], lists: Iterable[tuple[int, int]]) -> None:
        self.__dict__.update(texts=tuple(sorted(set(texts))), lists=tuple(sorted(set(lists))))

    def are_usual(self, values: Sequence[Any]) -> bool:
        """Tell whether such values are served by the usual text."""
        for index in self.texts:
            value = values[index]
            if (not value or value.__class__ is not str) and _is_empty(value):
                return False
        return all([len(values[index]) <= most for index, most in self.lists])

    def reading(self, values: Sequence[Any]) -> Reading:
        """Return what the text must be compiled for."""
        empty = [index for index in self.texts if _is_empty(values[index])]
        pieces = [
            ((index, most), -(-len(values[index]) // most))
            for index, most in self.lists
            if len(values[index]) > most
        ]
        return Reading(empty, pieces) if empty or pieces else USUAL


def _is_empty(value: Any) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return any(isinstance(item, str) and not item for item in value)
    return isinstance(value, str) and not value


class OracleStatement(Statement):
    """SQL with named binds.

    Args:
        watched: what about values may change the text; None for a text that serves all values.
        compile_for: compiles the statement for another Reading.
    """

    __slots__ = ("_compile_for", "_readings", "_spread", "_watched", "bind_usual")

    def __init__(
        self,
        sql: str,
        params: Sequence[Any],
        connection: Any,
        *,
        watched: Watched | None = None,
        compile_for: Callable[[Reading], OracleStatement] | None = None,
        **traits: bool,
    ) -> None:
        self._watched = watched
        self._compile_for = compile_for
        self._readings: dict[Reading, OracleStatement] = {}
        #: Lengths of the lists to the text with so many binds, and their names.
        self._spread: dict[tuple[int, ...], tuple[str, list[str]]] = {}
        super().__init__(sql, params, connection, **traits)
        self.bind_usual = self.bind
        if watched is not None and (watched.texts or watched.lists):
            self.bind = self._bind_watching

    def suited(self, values: Sequence[Any]) -> Statement:
        """Return the statement compiled for such values: itself, or another reading of its tree."""
        if self._watched is None or self._compile_for is None or self._watched.are_usual(values):
            return self
        reading = self._watched.reading(values)
        found = self._readings.get(reading)
        if found is None:
            if len(self._readings) >= READINGS_KEPT:
                self._readings.clear()
            found = self._readings[reading] = self._compile_for(reading)
        return found

    def items_of(self, param: Param, values: Sequence[Any]) -> int:
        """Return how many placeholders a list, or a part of it, becomes."""
        number = len(values[param.index])
        return min(number, param.stop) - param.start if isinstance(param, Part) else number

    def _bind_watching(self, values: Sequence[Any], connection: Any) -> Bound:
        if self._watched.are_usual(values):  # type: ignore[union-attr]
            return self.bind_usual(values, connection)
        suited: Any = self.suited(values)
        bound: Bound = suited.bind_usual(values, connection)
        return bound

    def _joined(self, pieces: Sequence[str]) -> str:
        return with_names(pieces, names_for(self.params))

    def _plan(self, pieces: list[str], connection: Any) -> Callable[[Sequence[Any], Any], Bound]:
        sql, names = self.driver_sql, tuple(names_for(self.params))
        picks = [_pick_part(param, connection) for param in self.params]
        if any(isinstance(param, Param) and param.many for param in self.params):
            return self._listing(pieces, picks)
        return lambda values, connection: (sql, with_their_names([pick(values, connection) for pick in picks], names))

    def _listing(self, pieces: list[str], picks: list[Pick]) -> Callable[[Sequence[Any], Any], Bound]:
        base = names_for(self.params)
        lists = [isinstance(param, Param) and param.many for param in self.params]

        def bind(values: Sequence[Any], connection: Any) -> Bound:
            flat: list[Any] = []
            lengths = []
            for is_list, pick in zip(lists, picks, strict=True):
                value = pick(values, connection)
                if is_list:
                    lengths.append(len(value))
                    flat.extend(value)
                else:
                    flat.append(value)
            key = tuple(lengths)
            known = self._spread.get(key)
            if known is None:
                known = self._spread_out(pieces, lists, key, _spread_names(base, lists, key))
            return known[0], with_their_names(flat, known[1])

        return bind

    def _spread_out(
        self, pieces: list[str], lists: list[bool], lengths: tuple[int, ...], names: list[str]
    ) -> tuple[str, list[str]]:
        """Write the SQL with as many binds per list as it has items."""
        remaining = iter(lengths)
        spread = [pieces[0]]
        for is_list, piece in zip(lists, pieces[1:], strict=True):
            if is_list:
                spread += [", "] * (next(remaining) - 1)
            spread.append(piece)
        if len(self._spread) >= READINGS_KEPT:
            self._spread.clear()
        known = self._spread[lengths] = (with_names(spread, names), names)
        return known


def _spread_names(base: Sequence[str], lists: Sequence[bool], lengths: Sequence[int]) -> list[str]:
    remaining = iter(lengths)
    names: list[str] = []
    for name, is_list in zip(base, lists, strict=True):
        if is_list:
            names += [f"{name}_{place}" for place in range(next(remaining))]
        else:
            names.append(name)
    return names


def _pick_part(param: Any, connection: Any) -> Pick:
    """Return the function that finds one parameter's value; of a Part the piece of the list."""
    if not isinstance(param, Part):
        return _pick(param, connection)
    whole, start, stop = _pick(param, connection), param.start, param.stop
    return lambda values, connection: list(whole(values, connection))[start:stop]
