"""Cursors: named binds, their types, output variables, and the placeholders that users write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.oracle import driver
from django.db.backends.oracle.binds import Binds, Output, names_for, with_names, with_their_names
from django.db.backends.statement import split_placeholders

#: Rows fetched at a time.
ARRAY_SIZE = 100

#: More text, or bytes, than this cannot be sent as a plain value.
_LONGEST_TEXT = 4000
_LONGEST_BYTES = 2000

#: Types of values that the driver would take for something less.
_SIZES: dict[type, Any] = {datetime: driver.TIMESTAMP, timedelta: driver.INTERVAL}

#: Kind of a field to the type of the variable its column is given back in; numbers are not listed.
_OUTPUTS: dict[str, Any] = {
    **dict.fromkeys(("CharField", "FileField", "FilePathField", "SlugField"), driver.NSTRING),
    **dict.fromkeys(("GenericIPAddressField", "IPAddressField", "UUIDField"), driver.STRING),
    **dict.fromkeys(("DateTimeField", "TimeField"), driver.TIMESTAMP),
    **dict.fromkeys(("JSONField", "TextField"), driver.NCLOB),
    "BinaryField": driver.BLOB,
    "DateField": driver.DATE,
    "DurationField": driver.INTERVAL,
}


class Cursor:
    """A driver's cursor for statements with named binds. What it does not define itself is the driver's.

    Args:
        cursor: the driver's.
    """

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.cursor.arraysize = ARRAY_SIZE
        self.outputs: list[Any] = []
        self._returned: list[tuple[Any, ...]] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement; `params` are Binds, or a dictionary."""
        self._returned = None
        if not params:
            return self._given(self.cursor.execute(sql))
        values = params.named() if isinstance(params, Binds) else params
        return self._given(self.cursor.execute(sql, self._prepared(values)))

    def executemany(self, sql: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each item of `param_list`, Binds or dictionaries."""
        self._returned = None
        rows = [item.named() if isinstance(item, Binds) else item for item in param_list]
        if not rows:
            return None
        prepared = [{name: bindable(value) for name, value in row.items()} for row in rows]
        sizes = {name: size for row in prepared for name, size in input_sizes(row).items()}
        if sizes:
            self.cursor.setinputsizes(**sizes)
        return self._given(self.cursor.executemany(sql, prepared))

    def _given(self, result: Any) -> Any:
        return self if result is not None else None

    def _prepared(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as the driver takes them, a variable for each Output; tell the driver their types."""
        self.outputs = []
        prepared = {}
        for name, value in values.items():
            if isinstance(value, Output):
                value = self.cursor.var(_OUTPUTS.get(value.kind, driver.NUMBER))
                self.outputs.append(value)
                prepared[name] = value
            else:
                prepared[name] = bindable(value)
        sizes = input_sizes(prepared)
        if sizes:
            self.cursor.setinputsizes(**sizes)
        return prepared

    # --- results ------------------------------------------------------------------------------------------------------

    def returned(self) -> list[tuple[Any, ...]]:
        """Return the rows that RETURNING has put into the variables and that were not fetched yet."""
        if self._returned is None:
            columns = [_column(variable) for variable in self.outputs]
            self._returned = list(zip(*columns, strict=True))
        return self._returned

    def fetchone(self) -> Any:
        """Return the next row, None if there is none."""
        if not self.outputs:
            return self.cursor.fetchone()
        rows = self.returned()
        return rows.pop(0) if rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return at most `size` rows."""
        if not self.outputs:
            return list(self.cursor.fetchmany(ARRAY_SIZE if size is None else size))
        rows = self.returned()
        taken, self._returned = rows[: size or ARRAY_SIZE], rows[size or ARRAY_SIZE :]
        return taken

    def fetchall(self) -> list[Any]:
        """Return all rows left."""
        if not self.outputs:
            return list(self.cursor.fetchall())
        rows, self._returned = self.returned(), []
        return rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall() if self.outputs else self.cursor)

    def close(self) -> None:
        """Close the cursor; one whose connection is gone is closed already."""
        try:
            self.cursor.close()
        except driver.Database.InterfaceError:
            pass


class FormatCursor(Cursor):
    """A cursor for users: `%s` and `%(name)s` placeholders, sent as named binds."""

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement; without params the text is sent as it is."""
        sql = without_semicolon(str(sql))
        if params is None:
            return super().execute(sql)
        return super().execute(*bound(sql, params))

    def executemany(self, sql: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each item of `param_list`."""
        sql = without_semicolon(str(sql))
        items = list(param_list)
        if not items:
            return None
        if isinstance(items[0], Mapping):
            return super().executemany(sql % {name: f":{name}" for name in items[0]}, items)
        # Every item needs the same names, so equal values cannot share one.
        pieces = split_placeholders(sql)
        names = [f"arg{place}" for place in range(len(pieces) - 1)]
        return super().executemany(with_names(pieces, names), [with_their_names(item, names) for item in items])


def without_semicolon(sql: str) -> str:
    """Return a statement without the `;` or `/` that ends it in scripts; a block of PL/SQL keeps its own."""
    text = sql.rstrip()
    if text.endswith("/"):
        return text[:-1].rstrip()
    return text[:-1] if text.endswith(";") and not text.upper().endswith("END;") else sql


def bound(sql: str, params: Any) -> tuple[str, Any]:
    """Return a statement with `:name` for its placeholders, and the values by name."""
    if isinstance(params, Mapping):
        return sql % {name: f":{name}" for name in params}, dict(params)
    pieces = split_placeholders(sql)
    names = list(params.names) if isinstance(params, Binds) else names_for(params)
    if len(pieces) != len(names) + 1:
        raise TypeError(f"{len(pieces) - 1} placeholders but {len(names)} parameters in: {sql}")
    return with_names(pieces, names), with_their_names(params, names)


def bindable(value: Any) -> Any:
    """Return a value as the driver takes it."""
    if isinstance(value, bool):
        return int(value)
    if type(value) is str or value is None or isinstance(value, int | float | Decimal | date | bytes | timedelta):
        return value
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    return str(value) if isinstance(value, str) else value


def input_sizes(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return name to type for the values whose type the driver would not find by itself."""
    sizes = {}
    for name, value in values.items():
        size = _SIZES.get(type(value))
        if size is None and isinstance(value, str | bytes) and len(value) > _LONGEST_TEXT // 4:
            size = _size_of_large(value)
        elif size is None and isinstance(value, datetime):
            size = driver.TIMESTAMP
        if size is not None:
            sizes[name] = size
    return sizes


def _size_of_large(value: str | bytes) -> Any:
    if isinstance(value, bytes):
        return driver.BLOB if len(value) > _LONGEST_BYTES else None
    return driver.CLOB if len(value.encode(errors="surrogatepass")) > _LONGEST_TEXT else None


def _column(variable: Any) -> Sequence[Any]:
    """The values a variable was given, one for each row; large objects are read."""
    values = variable.getvalue(0)
    found = values if isinstance(values, list) else [values]
    return [value.read() if hasattr(value, "read") else value for value in found]
