"""The contracts between the floors: what each room may expect of a thing made in another, said as protocols.

Nothing here runs. A protocol names only what its users really call, so that a third party's engine, router or field
needs to offer no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]
"""One row of a result: values in the order of `Select.columns`."""

Binder: TypeAlias = "Callable[[Any, Any], Any]"
"""`binder(value, connection)` gives what the driver takes. It is asked with None too and hands it back.

It may have an attribute `for_type(cls)`: what prepares values of exactly that type, None where they pass unchanged.
"""

Converter: TypeAlias = "Callable[[Any], Any]"
"""`converter(value)` gives the Python value of a driver's value. Never asked with None.

It may have an attribute `inline`, an expression that does the same in generated code: see `backends/base/inline`.
"""


class Codec(Protocol):
    """Knows how the values of one column travel to the driver; a field is one."""

    def binder(self, connection: Any) -> Binder | None:
        """Return the function that prepares values for `connection`, or None where they pass through unchanged."""


class Bindable(Protocol):
    """A compiled statement which still waits for its values."""

    sql: str
    returns_rows: bool
    is_empty: bool
    locks: bool
    bind: Callable[[Sequence[Any], Any], tuple[str, Sequence[Any] | None]]


class Compiler(Protocol):
    """Writes nodes as the SQL of one engine."""

    connection: Any

    def statement(self, node: Any) -> Bindable:
        """Compile a whole statement."""

    def compile(self, expression: Any) -> tuple[str, list[Any]]:
        """Compile a node or an expression; the parameters may hold nodes beside plain values."""

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier."""


class Operations(Protocol):
    """How one engine writes what differs between engines."""

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier."""

    def quote_literal(self, value: Any) -> str:
        """Return the value as a literal for statements which take no parameters."""

    def binder(self, kind: str, field: Any = None) -> Binder | None:
        """Return what prepares values of `kind` for the driver, or None where nothing is to be done."""

    def converter(self, kind: str, field: Any = None) -> Converter | None:
        """Return what reads values of `kind` from the driver, or None where nothing is to be done."""


class Connection(Protocol):
    """A connection as compilers see it: which engine, what it can do, how it writes."""

    alias: str
    vendor: str
    timezone: Any
    timezone_name: str
    features: Any
    ops: Any


class Engine(Protocol):
    """A connection as the floors above see it."""

    alias: str
    vendor: str
    features: Any
    ops: Any
    engine_key: Hashable

    def compiler(self) -> Compiler:
        """Return a compiler for this connection; it is cheap to make."""

    def cursor(self) -> Any:
        """Return an open cursor."""


class Router(Protocol):
    """A database router of the project's own; every method may be missing, and None means "no opinion"."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        """Return the alias to read `model` from."""

    def db_for_write(self, model: type, **hints: Any) -> str | None:
        """Return the alias to write `model` to."""

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool | None:
        """Say whether the two objects may be related."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        """Say whether the model belongs to the database."""


class Settings(Protocol):
    """The part of a DATABASES entry that engines read."""

    settings_dict: Mapping[str, Any]


Rows: TypeAlias = Iterable[Row]
