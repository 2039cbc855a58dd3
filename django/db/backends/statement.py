"""Statement: compiled SQL that waits for its values, and BoundStatement: one that has them and knows its database.

A Statement is made once per shape and engine and used for any number of value tuples. What can be decided beforehand is
decided when it is made: the driver's placeholders are written, the binder of every parameter is asked for, and the
cheapest way to pick the values is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from django.db.backends import questions
from django.db.query.expressions import Literal, Param
from django.utils.frozen import Frozen
from django.utils.regex_helper import _lazy_re_compile

Bound: TypeAlias = "tuple[str, Sequence[Any] | None]"
Pick: TypeAlias = "Callable[[Sequence[Any], Any], Any]"

EXPANSIONS_KEPT = 64
COMBINATIONS_KEPT = 64

_MARKS = _lazy_re_compile(r"(?s)%(.?)")


def split_placeholders(sql: str) -> list[str]:
    """Cut `%s`-style SQL at its placeholders, turning `%%` into `%` in the pieces between them.

    Raises:
        ValueError: a lone percent sign; it must be written `%%`.
    """
    pieces, current, position = [], [], 0
    for mark in _MARKS.finditer(sql):
        current.append(sql[position : mark.start()])
        position = mark.end()
        if mark[1] == "s":
            pieces.append("".join(current))
            current = []
        elif mark[1] == "%":
            current.append("%")
        else:
            raise ValueError(f"A percent sign at {mark.start()} is neither '%s' nor '%%%%' in: {sql}")
    current.append(sql[position:])
    pieces.append("".join(current))
    return pieces


def join_placeholders(pieces: Sequence[str], paramstyle: str) -> str:
    """Write the pieces of `split_placeholders` with the placeholders of a driver's paramstyle."""
    if paramstyle == "qmark":
        return "?".join(pieces)
    if paramstyle in ("format", "pyformat"):
        return "%s".join(piece.replace("%", "%%") for piece in pieces)
    numbered = [pieces[0]]
    for number, piece in enumerate(pieces[1:], 1):
        numbered += (f":{number}", piece)
    return "".join(numbered)


class Statement:
    """SQL with a plan for its values. Immutable but for the memo of list lengths seen.

    Args:
        sql: text with `%s` placeholders and doubled percent signs.
        params: one item per placeholder, in textual order: Param and Literal nodes, or plain values.
        connection: any connection of the engine it is compiled for.
        returns_rows: it yields rows.
        is_empty: it is known to yield (or touch) no row at all and need not be sent.
        locks: it locks rows, so it belongs inside a transaction.
    """

    __slots__ = tuple("_memo _paramstyle bind driver_sql has_lists is_empty locks params returns_rows sql".split())

    def __init__(
        self,
        sql: str,
        params: Sequence[Any],
        connection: Any,
        *,
        returns_rows: bool = True,
        is_empty: bool = False,
        locks: bool = False,
    ) -> None:
        self.sql = sql
        self.params = tuple(params)
        self.returns_rows = returns_rows
        self.is_empty = is_empty
        self.locks = locks
        self._paramstyle = connection.ops.paramstyle
        #: A parameter stands for as many placeholders as its value has items.
        self.has_lists = any(isinstance(param, Param) and param.many for param in self.params)
        self._memo: dict[tuple[int, ...], str] = {}
        pieces = split_placeholders(sql)
        if len(pieces) != len(self.params) + 1:
            raise ValueError(f"{len(pieces) - 1} placeholders but {len(self.params)} parameters in: {sql}")
        self.driver_sql = self._joined(pieces)
        self.bind: Callable[[Sequence[Any], Any], Bound] = self._plan(pieces, connection)

    def suited(self, values: Sequence[Any]) -> Statement:
        """Return the statement for such values: itself, unless an engine writes some values in other words."""
        return self

    def items_of(self, param: Param, values: Sequence[Any]) -> int:
        """Return how many placeholders a list becomes."""
        return len(values[param.index])

    def written_out(self, values: Sequence[Any], connection: Any) -> tuple[str, Any]:
        """Return the text with `%s` placeholders, lists spread, and its parameters: what users' cursors take."""
        suited = self.suited(values)
        params = suited.bind(values, connection)[1]
        if not suited.has_lists:
            return suited.sql, params or ()
        lists = [isinstance(param, Param) and param.many for param in suited.params]
        pieces = [piece.replace("%", "%%") for piece in split_placeholders(suited.sql)]
        text = pieces[0]
        for param, is_list, piece in zip(suited.params, lists, pieces[1:], strict=True):
            text += (", ".join(["%s"] * suited.items_of(param, values)) if is_list else "%s") + piece
        return text, params

    def _joined(self, pieces: Sequence[str]) -> str:
        if len(pieces) == 1 and self._paramstyle in ("format", "pyformat"):
            return pieces[0]
        return join_placeholders(pieces, self._paramstyle)

    def _plan(self, pieces: list[str], connection: Any) -> Callable[[Sequence[Any], Any], Bound]:
        """Choose the cheapest function that does the work of `bind`."""
        sql, params = self.driver_sql, self.params
        if not params:
            nothing = None if self._paramstyle in ("format", "pyformat") else ()
            return lambda values, connection: (sql, nothing)
        if self.has_lists:
            return self._listing(pieces, [_pick(param, connection) for param in params])
        plain = _plain_indices(params, connection)
        if plain is not None:
            return _direct(sql, plain)
        if all(isinstance(param, Param) and param.item is None for param in params):
            binders = [binder_of(param, connection) for param in params]
            indices = [param.index for param in params]
            if any(hasattr(binder, "usual") for binder in binders):
                return _written(sql, indices, binders)
            if len(params) > 1:
                return _by_types(sql, indices, binders)
        picks = [_pick(param, connection) for param in params]
        return lambda values, connection: (sql, [pick(values, connection) for pick in picks])

    def _listing(self, pieces: list[str], picks: list[Pick]) -> Callable[[Sequence[Any], Any], Bound]:
        lists = frozenset(n for n, param in enumerate(self.params) if isinstance(param, Param) and param.many)

        def bind(values: Sequence[Any], connection: Any) -> Bound:
            flat: list[Any] = []
            lengths = []
            for position, pick in enumerate(picks):
                value = pick(values, connection)
                if position in lists:
                    lengths.append(len(value))
                    flat.extend(value)
                else:
                    flat.append(value)
            key = tuple(lengths)
            sql = self._memo.get(key)
            return (sql if sql is not None else self._expand(pieces, lists, key)), flat

        return bind

    def _expand(self, pieces: list[str], lists: frozenset[int], lengths: tuple[int, ...]) -> str:
        """Write the SQL with as many placeholders per list as it has items."""
        remaining = iter(lengths)
        spread = [pieces[0]]
        for position, piece in enumerate(pieces[1:]):
            if position in lists:
                spread += [", "] * (next(remaining) - 1)
            spread.append(piece)
        if len(self._memo) >= EXPANSIONS_KEPT:
            self._memo.clear()
        sql = self._memo[lengths] = self._joined(spread)
        return sql

    def __str__(self) -> str:
        return self.sql

    def __repr__(self) -> str:
        return f"<Statement {self.sql} {list(self.params)!r}>"


def _plain_indices(params: tuple[Any, ...], connection: Any) -> list[int] | None:
    """Return the values' indices when every parameter is a value sent as it is, else None."""
    indices = []
    for param in params:
        if not isinstance(param, Param) or param.item is not None or binder_of(param, connection) is not None:
            return None
        indices.append(param.index)
    return indices


def _direct(sql: str, indices: list[int]) -> Callable[[Sequence[Any], Any], Bound]:
    if len(indices) == 1:
        (index,) = indices
        return lambda values, connection: (sql, (values[index],))
    pick = itemgetter(*indices)
    return lambda values, connection: (sql, pick(values))


def _by_types(sql: str, indices: Sequence[int], binders: list[Any]) -> Callable[[Sequence[Any], Any], Bound]:
    """Return a `bind` that remembers, for each combination of types met, which values need their binder at all."""
    pick = itemgetter(*indices)
    needed: dict[tuple[type, ...], list[tuple[int, Any]]] = {}

    def learn(types: tuple[type, ...]) -> list[tuple[int, Any]]:
        narrowed = [_for_type(binder, cls) for binder, cls in zip(binders, types, strict=True)]
        found = [(place, binder) for place, binder in enumerate(narrowed) if binder is not None]
        if len(needed) >= COMBINATIONS_KEPT:
            needed.clear()
        needed[types] = found
        return found

    def bind(values: Sequence[Any], connection: Any) -> Bound:
        picked: tuple[Any, ...] = pick(values)
        types = tuple(map(type, picked))
        work = needed.get(types)
        if work is None:
            work = learn(types)
        if not work:
            return sql, picked
        bound = list(picked)
        for place, binder in work:
            bound[place] = binder(bound[place], connection)
        return sql, bound

    return bind


def _written(sql: str, indices: Sequence[int], binders: list[Any]) -> Callable[[Sequence[Any], Any], Bound]:
    """Return a `bind` that is written for these binders: what they usually do takes no call of them."""
    names: dict[str, Any] = {"sql": sql}
    lines, items = ["def bind(values, connection):"], []
    for place, (index, binder) in enumerate(zip(indices, binders, strict=True)):
        if binder is None:
            items.append(f"values[{index}]")
        else:
            lines.append(f"    value{place} = values[{index}]")
            items.append(_bound(binder, place, names))
    lines.append(f"    return sql, ({', '.join(items)},)")
    return _defined("bind", lines, names)


def _bound(binder: Any, place: int, names: dict[str, Any]) -> str:
    """Return the source text for `value<place>` as its binder prepares it; what it refers to is added to `names`."""
    value = f"value{place}"
    names[f"binder_{place}"] = binder
    call = f"binder_{place}({value}, connection)"
    usual = getattr(binder, "usual", None)
    if usual is None:
        return call
    own = {name: f"{name}{place}" for name in usual.names}
    names.update((own[name], meant) for name, meant in usual.names.items())
    test, text = (part.format(value=value, **own) for part in (usual.test, usual.template))
    otherwise = f"None if {value} is None else {call}" if usual.none_passes else call
    return f"(({text}) if {test} else {otherwise})"


def _defined(name: str, lines: list[str], names: dict[str, Any]) -> Callable[..., Any]:
    exec(compile("\n".join(lines), f"<{name}>", "exec"), names)  # made of places and of templates of the house
    return names[name]


def _for_type(binder: Any, cls: type) -> Any:
    """Return what prepares values of exactly this type; None where nothing is to be done."""
    narrow = getattr(binder, "for_type", None)
    return binder if narrow is None else narrow(cls)


def prepared_column(binder: Any, column: Sequence[Any], connection: Any) -> Sequence[Any]:
    """Return the values of a column prepared; which need their binder is asked once for each type among them."""
    narrowed = {cls: _for_type(binder, cls) for cls in set(map(type, column))}
    if not any(narrowed.values()):
        return column
    return [
        value if (prepare := narrowed[type(value)]) is None else prepare(value, connection) for value in column
    ]


def column_binder(binder: Any) -> Callable[[Sequence[Any], Any], Sequence[Any]] | None:
    """Return the function `(column, connection)` that prepares all values of a column; None if they are sent as is."""
    if binder is None:
        return None
    usual = getattr(binder, "usual", None)
    if usual is None or usual.template == "{value}":
        return lambda column, connection: prepared_column(binder, column, connection)
    names: dict[str, Any] = {}
    text = _bound(binder, 0, names)
    lines = ["def bind_column(column, connection):", f"    return [{text} for value0 in column]"]
    return _defined("bind_column", lines, names)


def binder_of(node: Param | Literal, connection: Any) -> Any:
    """Return the function `(value, connection)` that prepares a value; None if it is sent as it is."""
    return None if node.codec is None else node.codec.binder(connection)


def _pick(param: Any, connection: Any) -> Pick:
    """Return the function that finds one parameter's value and prepares it."""
    if isinstance(param, Literal):
        return _pick_literal(param.value, binder_of(param, connection))
    if not isinstance(param, Param):
        return lambda values, connection: param
    binder = binder_of(param, connection)
    if param.many:
        return _pick_list(param.index, binder)
    if param.item is not None:
        return _pick_item(param.index, param.item, binder)
    index = param.index
    if binder is None:
        return lambda values, connection: values[index]
    return lambda values, connection: binder(values[index], connection)


def _pick_literal(value: Any, binder: Any) -> Pick:
    if binder is None:
        return lambda values, connection: value
    return lambda values, connection: binder(value, connection)


def _pick_list(index: int, binder: Any) -> Pick:
    if binder is None:
        return lambda values, connection: values[index]
    return lambda values, connection: [binder(value, connection) for value in values[index]]


def _pick_item(index: int, item: int, binder: Any) -> Pick:
    if binder is None:
        return lambda values, connection: values[index][item]
    return lambda values, connection: binder(values[index][item], connection)


class BoundStatement(Frozen):
    """One statement with its values and the alias of the database it is meant for: a value, equal by what it says."""

    sql: str
    params: tuple[Any, ...] | None
    alias: str

    def __init__(self, sql: str, params: tuple[Any, ...] | None, alias: str) -> None:
        self.__dict__.update(sql=sql, params=params, alias=alias)

    def execute(self) -> Any:
        """Run it on its database.

        Raises:
            RuntimeError: nothing that can run statements has been loaded yet; import `django.db` first.
        """
        return questions.run_bound(self.sql, self.params, self.alias)

    def __str__(self) -> str:
        return self.sql
