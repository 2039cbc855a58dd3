"""Errors of databases: one class for each kind the Python DB-API names, and those of our own rooms.

A driver's error is raised again, once, as the class of the same name here. The driver's error stays its `__cause__`;
`alias` says which database it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from types import TracebackType
from typing import Any

from django.utils.connection import ConnectionDoesNotExist as ConnectionDoesNotExist


class Error(Exception):
    """Anything a database or its driver complains about."""

    #: The alias of the database the error came from, None if unknown.
    alias: str | None = None


class InterfaceError(Error):
    """The driver was used wrongly, rather than the database."""


class DatabaseError(Error):
    """The database refused something."""


class DataError(DatabaseError):
    """A value does not fit: out of range, division by zero."""


class OperationalError(DatabaseError):
    """The database cannot work now: lost connection, locked file, missing table."""


class IntegrityError(DatabaseError):
    """A constraint would be broken."""


class InternalError(DatabaseError):
    """The database is confused: a cursor is not valid any more, a transaction out of step."""


class ProgrammingError(DatabaseError):
    """The statement is wrong: syntax, number of parameters, a table that is there already."""


class NotSupportedError(DatabaseError):
    """The database, or our engine for it, cannot do what was asked."""


class TransactionManagementError(ProgrammingError):
    """Transactions were managed wrongly."""


class ReadOnlyDatabaseError(NotSupportedError):
    """A write was asked of an alias that is READ_ONLY or a replica. Nothing was sent."""


class PartialCommitError(DatabaseError):
    """A commit over several databases failed when some had committed already.

    Attributes:
        committed: aliases whose changes are kept.
        rolled_back: aliases whose changes are undone.
        unknown: aliases whose outcome could not be learnt.
    """

    def __init__(self, committed: Sequence[str], rolled_back: Sequence[str], unknown: Sequence[str]) -> None:
        self.committed, self.rolled_back, self.unknown = list(committed), list(rolled_back), list(unknown)
        super().__init__(
            f"Only a part was committed. Committed: {self.committed}; rolled back: {self.rolled_back}; "
            f"unknown: {self.unknown}. Repair the committed databases by hand, or write to one database only."
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.committed, self.rolled_back, self.unknown))


class CrossDatabaseError(ValueError):
    """A query or relation would have to cross two databases."""


#: From the narrow to the wide, so that the first match is the best.
_KINDS: tuple[type[Error], ...] = (
    DataError,
    OperationalError,
    IntegrityError,
    InternalError,
    ProgrammingError,
    NotSupportedError,
    DatabaseError,
    InterfaceError,
    Error,
)

#: Said beside the driver's message, which stays as it is.
_MISSING_TABLE = (
    "The database {alias!r} has no such table. Create it with `manage.py migrate --database {alias}`, or ask the "
    "database that has it, by using() or by a router."
)

#: Errors that leave the connection as good as it was.
_HARMLESS = (DataError, IntegrityError)


class DatabaseErrorWrapper:
    """Raise a driver's errors as ours, around a block (`with`) or a function (by calling it with the function).

    Args:
        wrapper: the connection: its `Database` is the driver's module, its `errors_occurred` is set by errors which may
            have hurt it.
    """

    def __init__(self, wrapper: Any) -> None:
        self.wrapper = wrapper

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            translated = self.translate(error)
            if translated is not None:
                raise translated.with_traceback(traceback) from error

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return inner

    def translate(self, error: BaseException) -> Error | None:
        """Return our error for a driver's one, or None if it is not the driver's."""
        for kind in _KINDS:
            drivers_kind = getattr(self.wrapper.Database, kind.__name__, None)
            if drivers_kind is not None and isinstance(error, drivers_kind):
                return self._as(kind, error)
        return None

    def _as(self, kind: type[Error], error: BaseException) -> Error:
        if kind not in _HARMLESS:
            self.wrapper.errors_occurred = True
        translated = kind(*error.args)
        translated.alias = getattr(self.wrapper, "alias", None)
        if self._is_about_a_missing_table(error):
            translated.add_note(_MISSING_TABLE.format(alias=translated.alias))
        elif translated.alias is not None:
            translated.add_note(f"It came from the database {translated.alias!r}.")
        return translated

    def _is_about_a_missing_table(self, error: BaseException) -> bool:
        ask = getattr(self.wrapper, "is_missing_table", None)
        return ask is not None and bool(ask(error))
