"""Transactions: `atomic` and what goes with it, for one database or several.

Functions take `using`: an alias, a connection, an iterable of both, the handler `connections` (all that is open here)
or None for the default database. A name that is not configured is refused before anything is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ContextDecorator, contextmanager
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from django.db.connections import connections
from django.db.errors import DatabaseError, Error, PartialCommitError
from django.db.errors import TransactionManagementError as TransactionManagementError
from django.db.names import DEFAULT_DB_ALIAS
from django.db.transaction_state import TransactionState, current_state

__all__ = [
    "Atomic",
    "TransactionManagementError",
    "TransactionState",
    "atomic",
    "clean_savepoints",
    "commit",
    "get_autocommit",
    "get_connection",
    "get_rollback",
    "mark_for_rollback_on_error",
    "non_atomic_requests",
    "on_commit",
    "rollback",
    "savepoint",
    "savepoint_commit",
    "savepoint_rollback",
    "set_autocommit",
    "set_rollback",
    "state",
]

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_order = count(1)


def get_connection(using: Any = None) -> Any:
    """Return one connection: that of the alias, or the default one.

    Raises:
        ConnectionDoesNotExist: no database has that alias.
    """
    if using is None:
        using = DEFAULT_DB_ALIAS
    return connections[using] if isinstance(using, str) else using


def _all_of(using: Any) -> list[Any]:
    """The connections meant by `using`, each once; all names are known when this returns."""
    if using is connections:
        return connections.all(initialized_only=True)
    if using is None or isinstance(using, str) or hasattr(using, "settings_dict"):
        return [get_connection(using)]
    found = {connection.alias: connection for connection in map(get_connection, using)}
    return list(found.values())


def state() -> TransactionState:
    """Return which databases are managed, dirty and in an atomic block, in which thread or task."""
    return current_state(connections)


# --- by hand ----------------------------------------------------------------------------------------------------------


def get_autocommit(using: Any = None) -> bool:
    """Tell whether every statement is a transaction of its own; of several databases, in all of them."""
    return all(connection.get_autocommit() for connection in _all_of(using))


def set_autocommit(autocommit: bool, using: Any = None) -> None:
    """Switch autocommit on or off."""
    for connection in _all_of(using):
        connection.set_autocommit(autocommit)


def commit(using: Any = None) -> None:
    """Commit, in the order given.

    Raises:
        PartialCommitError: of several databases some are committed and one failed; the rest was rolled back.
    """
    _in_order(_all_of(using), lambda connection: connection.commit(), lambda connection: connection.rollback())


def rollback(using: Any = None) -> None:
    """Roll back, all of them even when one fails."""
    errors = _errors_of(_all_of(using), lambda connection: connection.rollback())
    if errors:
        raise errors[0]


def savepoint(using: Any = None) -> Any:
    """Set a savepoint and return its name; for several databases a dictionary of alias to name."""
    if _is_single(using):
        return get_connection(using).savepoint()
    return {connection.alias: connection.savepoint() for connection in _all_of(using)}


def savepoint_rollback(sid: Any, using: Any = None) -> None:
    """Undo what was done since the savepoint."""
    for connection in _all_of(using):
        connection.savepoint_rollback(sid[connection.alias] if isinstance(sid, dict) else sid)


def savepoint_commit(sid: Any, using: Any = None) -> None:
    """Drop the savepoint, keeping what was done since."""
    for connection in _all_of(using):
        connection.savepoint_commit(sid[connection.alias] if isinstance(sid, dict) else sid)


def clean_savepoints(using: Any = None) -> None:
    """Number savepoints from the start again."""
    for connection in _all_of(using):
        connection.clean_savepoints()


def get_rollback(using: Any = None) -> bool:
    """Tell whether the innermost block will be rolled back."""
    return any(connection.get_rollback() for connection in _all_of(using))


def set_rollback(rollback: bool, using: Any = None) -> None:
    """Say whether the innermost block will be rolled back, whatever happens in it.

    Setting False makes statements possible again after an error; be sure the database was rolled back to a good state.
    """
    for connection in _all_of(using):
        connection.set_rollback(rollback)


@contextmanager
def mark_for_rollback_on_error(using: Any = None) -> Iterator[None]:
    """Make an error inside the block break the atomic block around it: cheaper than a savepoint."""
    try:
        yield
    except Exception as error:
        for connection in _all_of(using):
            if connection.in_atomic_block:
                connection.needs_rollback = True
                connection.rollback_exc = error
        raise


def break_block(using: Any, error: Exception) -> None:
    """Let the atomic block around a deed that failed, if there is one, end in a rollback.

    What `mark_for_rollback_on_error()` does, without its price where nothing fails.
    """
    connection = get_connection(using)
    if connection.in_atomic_block:
        connection.needs_rollback = True
        connection.rollback_exc = error


def on_commit(func: Callable[[], Any], using: Any = None, robust: bool = False) -> None:
    """Call `func` once the transaction is committed.

    Without `using` that is the default database's transaction; where none is open there but one is on another database,
    the one entered last. Outside of any it is called at once.

    Args:
        func: takes no arguments.
        using: alias or connection.
        robust: log its error instead of raising it.
    """
    connection = get_connection(using)
    if using is None and not connection.in_atomic_block:
        connection = _entered_last() or connection
    connection.on_commit(func, robust)


def _entered_last() -> Any:
    open_ones = [found for found in connections.all(initialized_only=True) if found.in_atomic_block]
    return max(open_ones, key=lambda connection: connection.entered, default=None)


# --- atomic -----------------------------------------------------------------------------------------------------------


class Atomic(ContextDecorator):
    """A block whose work is done in whole or not at all; a block in a block is a savepoint. See `atomic`.

    Keeps no state of its own, so one object may be entered again and again, as a decorator is.
    """

    def __init__(self, using: Any, savepoint: bool, durable: bool) -> None:
        if not _is_single(using) and using is not connections:
            using = tuple(using)
        self.using = using
        self._is_single = _is_single(using)
        self.savepoint = savepoint
        self.durable = durable
        #: A block that a test case holds around each test does not count as one around a durable block.
        self._from_testcase = False

    def __enter__(self) -> None:
        if self._is_single:
            _enter(get_connection(self.using), self)
        else:
            self._enter_all(_all_of(self.using))

    def _enter_all(self, members: list[Any]) -> None:
        entered: list[Any] = []
        try:
            for connection in members:
                _enter(connection, self)
                entered.append(connection)
        except BaseException:
            _errors_of(entered[::-1], _leave_badly)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._is_single:
            _leave(get_connection(self.using), good=kind is None)
        else:
            self._leave_all(kind is None)

    def _leave_all(self, good: bool) -> None:
        members = [connection for connection in _all_of(self.using) if self in connection.atomic_blocks]
        if not good or any(connection.needs_rollback for connection in members):
            errors = _errors_of(members[::-1], _leave_badly)
            if good and errors:
                raise errors[0]
            return
        for connection in members:
            connection.holds_commit_hooks = True
        try:
            _in_order(members, _leave_well, _leave_badly)
        finally:
            for connection in members:
                connection.holds_commit_hooks = False
        for connection in members:
            if connection.run_commit_hooks_on_set_autocommit_on and not connection.in_atomic_block:
                connection.run_and_clear_commit_hooks()


if TYPE_CHECKING:

    @overload
    def atomic(using: FunctionT) -> FunctionT: ...
    @overload
    def atomic(using: Any = ..., savepoint: bool = ..., durable: bool = ...) -> Atomic: ...


def atomic(using: Any = None, savepoint: bool = True, durable: bool = False) -> Any:
    """Return a block, or decorate a function, whose work on the database is done in whole or not at all.

    An exception that leaves the block rolls it back. Over several databases the blocks are committed in the order
    given: this is no guarantee across them, but the error tells what happened.

    Args:
        using: alias, connection, iterable of both; or the function, when used as `@atomic`.
        savepoint: whether a block inside a block sets a savepoint, so that it can be rolled back by itself.
        durable: refuse to be inside another block.

    Raises:
        RuntimeError: a durable block inside another.
        PartialCommitError: when leaving: some databases are committed, one failed, the rest was rolled back.
    """
    if callable(using) and not hasattr(using, "settings_dict"):
        return Atomic(None, savepoint, durable)(using)
    return Atomic(using, savepoint, durable)




def _is_single(using: Any) -> bool:
    return using is None or isinstance(using, str) or hasattr(using, "settings_dict")


def _enter(connection: Any, block: Atomic) -> None:
    blocks = connection.atomic_blocks
    if block.durable and blocks and not blocks[-1]._from_testcase:
        raise RuntimeError(
            "A durable atomic block cannot be nested within another atomic block. "
            f"One is open on {connection.alias!r}: leave it first, or leave durable=True away."
        )
    if connection.in_atomic_block:
        _set_savepoint(connection, block)
    elif connection.get_autocommit():
        connection.needs_rollback = False
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.commit_on_exit = connection.in_atomic_block = True
        connection.entered = next(_order)
    else:
        # The caller's own transaction goes on after the block, so the block is a savepoint in it.
        connection.needs_rollback = connection.commit_on_exit = False
        connection.in_atomic_block = True
        connection.entered = next(_order)
        _set_savepoint(connection, block)
    connection.atomic_blocks.append(block)


def _set_savepoint(connection: Any, block: Atomic) -> None:
    wanted = block.savepoint and not connection.needs_rollback
    connection.savepoint_ids.append(connection.savepoint() if wanted else None)


def _leave(connection: Any, *, good: bool) -> None:
    if connection.atomic_blocks:
        connection.atomic_blocks.pop()
    if not connection.savepoint_ids:
        _leave_outermost(connection, good)
        return
    sid = connection.savepoint_ids.pop()
    try:
        _leave_inner(connection, sid, good)
    finally:
        if not connection.savepoint_ids and not connection.commit_on_exit:
            connection.in_atomic_block = False
            _drop_if_closed(connection)


def _leave_well(connection: Any) -> None:
    _leave(connection, good=True)


def _leave_badly(connection: Any) -> None:
    _leave(connection, good=False)


def _leave_inner(connection: Any, sid: str | None, good: bool) -> None:
    if connection.closed_in_transaction:
        # The database rolled back by itself; the outermost block clears up.
        return
    if not good or connection.needs_rollback:
        _undo_inner(connection, sid)
    elif sid is not None:
        try:
            connection.savepoint_commit(sid)
        except DatabaseError:
            _undo_inner(connection, sid)
            raise


def _undo_inner(connection: Any, sid: str | None) -> None:
    """Roll back to the savepoint; where there is none, or that fails, the block around is broken."""
    connection.needs_rollback = False
    if sid is None:
        connection.needs_rollback = True
        return
    try:
        connection.savepoint_rollback(sid)
        # It would pile up otherwise: rolling back to a savepoint does not drop it.
        connection.savepoint_commit(sid)
    except Error:
        connection.needs_rollback = True


def _leave_outermost(connection: Any, good: bool) -> None:
    connection.in_atomic_block = False
    try:
        if connection.closed_in_transaction:
            connection.run_on_commit = []
        elif good and not connection.needs_rollback:
            _commit_or_undo(connection)
        else:
            _undo(connection)
    finally:
        if connection.closed_in_transaction:
            _drop_if_closed(connection)
        elif connection.connection is not None:
            connection.set_autocommit(True)


def _commit_or_undo(connection: Any) -> None:
    try:
        connection.commit()
    except DatabaseError:
        _undo(connection)
        raise


def _undo(connection: Any) -> None:
    try:
        connection.rollback()
    except Error:
        # A connection that cannot even roll back is of no more use; closing it makes the database do it.
        connection.close()


def _drop_if_closed(connection: Any) -> None:
    if connection.closed_in_transaction:
        connection.connection = None
        connection.needs_rollback = False


# --- several ----------------------------------------------------------------------------------------------------------


def _in_order(members: list[Any], finish: Callable[[Any], None], undo: Callable[[Any], None]) -> None:
    """Finish each; after a failure undo those not reached yet and tell what became of all."""
    for position, connection in enumerate(members):
        try:
            finish(connection)
        except Exception as error:
            _after_failure(members, position, undo, error)


def _after_failure(members: list[Any], position: int, undo: Callable[[Any], None], error: Exception) -> None:
    done, rest = members[:position], members[position + 1 :]
    failures = _errors_of(rest[::-1], undo)
    # Releasing savepoints of an outer block has committed nothing yet: that block still decides.
    committed = [connection.alias for connection in done if not connection.in_atomic_block]
    if not committed:
        raise error
    outcome = [members[position], *rest]
    unknown = [connection.alias for connection in outcome if connection.connection is None]
    rolled_back = [connection.alias for connection in outcome if connection.alias not in unknown]
    partial = PartialCommitError(committed, rolled_back, unknown)
    for failure in failures:
        partial.add_note(f"Undoing failed as well: {failure}")
    raise partial from error


def _errors_of(members: list[Any], deed: Callable[[Any], None]) -> list[Exception]:
    errors = []
    for connection in members:
        try:
            deed(connection)
        except Exception as error:
            errors.append(error)
    return errors


# --- the doors of a program -------------------------------------------------------------------------------------------


def non_atomic_requests(using: Any = None) -> Any:
    """Mark a function that is not to be wrapped where ATOMIC_REQUESTS is set, on one alias or the default one."""
    if callable(using):
        return _marked(using, DEFAULT_DB_ALIAS)
    return lambda view: _marked(view, DEFAULT_DB_ALIAS if using is None else using)


def _marked(view: Any, using: str) -> Any:
    view.__dict__.setdefault("_non_atomic_requests", set()).add(using)
    return view
