"""The transaction of one connection: autocommit, savepoints, what runs after the commit.

`django.db.transaction` is what programs use; it works on what is offered here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends import utils as cursors
from django.db.errors import ProgrammingError, TransactionManagementError
from django.utils.asyncio import async_unsafe
from django.utils.late import Late

logging = Late("logging")


Hook = tuple[set[str | None], Callable[[], Any], bool]


class TransactionMethods:
    """The part of a connection that knows about its transaction. Changed by `transaction` and by itself only."""

    connection: Any
    Database: Any
    features: Any
    ops: Any
    errors_occurred: bool
    wrap_database_errors: Any
    cursor: Any
    validate_thread_sharing: Any
    ensure_connection: Any
    close_if_health_check_failed: Any
    queries_logged: Any
    _thread_ident: int
    #: The driver would begin transactions at moments of its own, so a statement has to.
    begins_by_statement = False

    def _forget_transaction(self) -> None:
        """Be as a connection is that was just opened."""
        self.autocommit = False
        self.in_atomic_block = False
        #: Whether leaving the outermost block commits; it does not inside a transaction the caller manages.
        self.commit_on_exit = True
        #: Only a rollback (to a savepoint) is possible any more, and what brought that about.
        self.needs_rollback = False
        self.rollback_exc: BaseException | None = None
        self.closed_in_transaction = False
        self.atomic_blocks: list[Any] = []
        #: Savepoint of every block but the outermost; None for a block that has none.
        self.savepoint_ids: list[str | None] = []
        self.savepoint_state = 0
        #: Something was written that is not committed yet.
        self.dirty = False
        #: When the outermost block was entered, counted: the higher, the more recently.
        self.entered = 0
        self.run_on_commit: list[Hook] = []
        self.run_commit_hooks_on_set_autocommit_on = False
        #: Hooks wait for the other databases of a block over several.
        self.holds_commit_hooks = False

    # --- autocommit ---------------------------------------------------------------------------------------------------

    def get_autocommit(self) -> bool:
        """Tell whether every statement is a transaction of its own."""
        self.ensure_connection()
        return self.autocommit

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """Switch autocommit on or off.

        Args:
            autocommit: whether every statement is a transaction of its own.
            force_begin_transaction_with_broken_autocommit: begin a transaction at once on engines which otherwise begin
                it with a later statement.

        Raises:
            TransactionManagementError: inside an atomic block.
        """
        self.validate_no_atomic_block()
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self.begins_by_statement and force_begin_transaction_with_broken_autocommit and not autocommit:
            self._start_transaction_under_autocommit()
        elif autocommit:
            self._set_autocommit(True)
        else:
            with cursors.debug_transaction(self, "BEGIN"):
                self._set_autocommit(False)
        self.autocommit = autocommit
        if autocommit and self.run_commit_hooks_on_set_autocommit_on and not self.holds_commit_hooks:
            self.run_and_clear_commit_hooks()

    def _set_autocommit(self, autocommit: bool) -> None:
        raise NotImplementedError("subclasses of BaseDatabaseWrapper may require a _set_autocommit() method")

    def _start_transaction_under_autocommit(self) -> None:
        raise NotImplementedError("This engine cannot begin a transaction while it is in autocommit mode.")

    # --- the end of a transaction -------------------------------------------------------------------------------------

    @async_unsafe
    def commit(self) -> None:
        """Commit; forbidden inside an atomic block."""
        self.validate_thread_sharing()
        self.validate_no_atomic_block()
        self._commit()
        self.errors_occurred = False
        self.dirty = False
        self.run_commit_hooks_on_set_autocommit_on = True

    @async_unsafe
    def rollback(self) -> None:
        """Roll back; forbidden inside an atomic block."""
        self.validate_thread_sharing()
        self.validate_no_atomic_block()
        self._rollback()
        self.errors_occurred = False
        self.dirty = False
        self.needs_rollback = False
        self.run_on_commit = []

    def _commit(self) -> None:
        if self.connection is not None and not self.queries_logged:
            try:
                self.connection.commit()
            except self.Database.Error as error:
                translated = self.wrap_database_errors.translate(error)
                raise (error if translated is None else translated) from error
        elif self.connection is not None:
            with cursors.debug_transaction(self, "COMMIT"), self.wrap_database_errors:
                self.connection.commit()

    def _rollback(self) -> None:
        if self.connection is not None:
            with cursors.debug_transaction(self, "ROLLBACK"), self.wrap_database_errors:
                self.connection.rollback()

    # --- savepoints ---------------------------------------------------------------------------------------------------

    @async_unsafe
    def savepoint(self) -> str | None:
        """Set a savepoint and return its name; None where savepoints are no use."""
        if not self._savepoint_allowed():
            return None
        self.savepoint_state += 1
        sid = f"s{self._thread_ident}_x{self.savepoint_state}"
        self.validate_thread_sharing()
        self._savepoint(sid)
        return sid

    @async_unsafe
    def savepoint_rollback(self, sid: str) -> None:
        """Undo what was done since the savepoint, hooks included."""
        if not self._savepoint_allowed():
            return
        self.validate_thread_sharing()
        self._savepoint_rollback(sid)
        self.run_on_commit = [hook for hook in self.run_on_commit if sid not in hook[0]]

    @async_unsafe
    def savepoint_commit(self, sid: str) -> None:
        """Drop the savepoint, keeping what was done since."""
        if self._savepoint_allowed():
            self.validate_thread_sharing()
            self._savepoint_commit(sid)

    @async_unsafe
    def clean_savepoints(self) -> None:
        """Number savepoints from the start again."""
        self.savepoint_state = 0

    def _savepoint_allowed(self) -> bool:
        return bool(self.features.uses_savepoints) and not self.get_autocommit()

    def _savepoint(self, sid: str) -> None:
        self._say(self.ops.savepoint_create_sql(sid))

    def _savepoint_rollback(self, sid: str) -> None:
        self._say(self.ops.savepoint_rollback_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        self._say(self.ops.savepoint_commit_sql(sid))

    def _say(self, sql: str) -> None:
        """Run a statement about the transaction."""
        with self.cursor() as cursor:
            cursor.execute(sql)

    # --- guards -------------------------------------------------------------------------------------------------------

    def validate_no_atomic_block(self) -> None:
        """Refuse inside an atomic block.

        Raises:
            TransactionManagementError: one is active.
        """
        if self.in_atomic_block:
            raise TransactionManagementError("This is forbidden when an 'atomic' block is active.")

    def validate_no_broken_transaction(self) -> None:
        """Refuse in a transaction that can only be rolled back.

        Raises:
            TransactionManagementError: it is; the error that broke it is the cause.
        """
        if self.needs_rollback:
            raise TransactionManagementError(
                "An error occurred in the current transaction. You can't execute queries until the end of the "
                "'atomic' block."
            ) from self.rollback_exc

    def validate_can_connect(self) -> None:
        """Refuse to connect anew where the work of a block was lost with its connection.

        Raises:
            ProgrammingError: an atomic block is open and its connection was closed.
        """
        if self.in_atomic_block and self.closed_in_transaction:
            raise ProgrammingError("Cannot open a new connection in an atomic block.")

    def get_rollback(self) -> bool:
        """Tell whether the innermost block will be rolled back.

        Raises:
            TransactionManagementError: there is no block.
        """
        self._require_block()
        return self.needs_rollback

    def set_rollback(self, rollback: bool) -> None:
        """Say whether the innermost block will be rolled back.

        Raises:
            TransactionManagementError: there is no block.
        """
        self._require_block()
        self.needs_rollback = rollback

    def _require_block(self) -> None:
        if not self.in_atomic_block:
            raise TransactionManagementError("The rollback flag doesn't work outside of an 'atomic' block.")

    # --- after the commit ---------------------------------------------------------------------------------------------

    def on_commit(self, func: Callable[[], Any], robust: bool = False) -> None:
        """Call `func` once the transaction is committed; at once outside of one.

        Args:
            func: takes no arguments.
            robust: log its error instead of letting it keep later functions from running.

        Raises:
            TypeError: it cannot be called.
            TransactionManagementError: the caller manages the transaction, so nobody knows when it is committed.
        """
        if not callable(func):
            raise TypeError("on_commit()'s callback must be a callable.")
        if self.in_atomic_block:
            self.run_on_commit.append((set(self.savepoint_ids), func, robust))
        elif self.get_autocommit():
            _call(func, robust, "")
        else:
            raise TransactionManagementError("on_commit() cannot be used in manual transaction management")

    def run_and_clear_commit_hooks(self) -> None:
        """Call what waits for the commit."""
        self.validate_no_atomic_block()
        self.run_commit_hooks_on_set_autocommit_on = False
        hooks, self.run_on_commit = self.run_on_commit, []
        for _, func, robust in hooks:
            _call(func, robust, " during transaction")


def _call(func: Callable[[], Any], robust: bool, when: str) -> None:
    if not robust:
        func()
        return
    try:
        func()
    except Exception as error:
        name = getattr(func, "__qualname__", repr(func))
        logger = logging.getLogger("django.db.backends.base")
        logger.error("Error calling %s in on_commit()%s (%s).", name, when, error, exc_info=True)
