"""What the server's error numbers mean: some errors are of another class than the driver thinks."""

from __future__ import annotations

from typing import Any

from django.db.errors import (
    DatabaseErrorWrapper,
    DataError,
    Error,
    IntegrityError,
    OperationalError,
)

#: A table or view is not there.
MISSING_TABLE = 1146

#: There is no such database.
UNKNOWN_DATABASE = 1049

#: With these the server has undone the whole transaction, savepoints and all: a deadlock; no memory for more locks; a
#: row that was changed by another transaction, where snapshots are isolated.
UNDOES_ALL = frozenset({1213, 1206, 1020})

#: A lock that was waited for in vain. The server is configured to undo the statement or the transaction.
LOCK_WAIT = 1205

_BY_KIND: dict[type[Error], tuple[int, ...]] = {
    # NULL where none may be, a number below zero where none may be, a check that fails (MySQL, MariaDB).
    IntegrityError: (1048, 1690, 3819, 4025),
    # A text too long, a value out of range or of the wrong form; a division by zero in strict mode.
    DataError: (1264, 1265, 1292, 1365, 1366, 1406),
    # Lock wait timed out, deadlock, connection refused, gone, lost, killed; a row locked by others (NOWAIT).
    OperationalError: (1020, 1040, 1205, 1206, 1213, 1317, 2002, 2003, 2006, 2013, 2055, 3572),
}

_KINDS = {number: kind for kind, numbers in _BY_KIND.items() for number in numbers}


def number_of(error: BaseException) -> int | None:
    """Return the number of a driver's error; None for what is no error of the server."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, int) else None


class ErrorWrapper(DatabaseErrorWrapper):
    """Raises the driver's errors as ours, by their numbers where these are known."""

    def translate(self, error: BaseException) -> Error | None:
        """Return our error for a driver's one, or None if it is not the driver's."""
        drivers_own: Any = self.wrapper.Database.Error
        if not isinstance(error, drivers_own):
            return None
        number = number_of(error)
        if self.wrapper.in_atomic_block and self._is_all_undone(number):
            # The next statement would begin another transaction, of which the block would commit what is left of it.
            self.wrapper.needs_rollback, self.wrapper.rollback_exc = True, error
        kind = _KINDS.get(number or 0)
        return super().translate(error) if kind is None else self._as(kind, error)

    def _is_all_undone(self, number: int | None) -> bool:
        return number in UNDOES_ALL or (number == LOCK_WAIT and self.wrapper.undoes_all_after_lock_wait)
