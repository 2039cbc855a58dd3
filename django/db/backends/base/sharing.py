"""Which thread a connection belongs to, and whether others may use it."""

from __future__ import annotations

import threading

from django.db.errors import DatabaseError


class SharingMethods:
    """The part of a connection that guards against use by another thread."""

    alias: str

    def _begin_sharing(self) -> None:
        self._thread_ident = threading.get_ident()
        self._thread_sharing_lock = threading.Lock()
        self._thread_sharing_count = 0

    @property
    def allow_thread_sharing(self) -> bool:
        """Whether any thread may use this connection now."""
        return self._thread_sharing_count > 0

    def inc_thread_sharing(self) -> None:
        """Allow other threads, until `dec_thread_sharing` was called as often as this."""
        with self._thread_sharing_lock:
            self._thread_sharing_count += 1

    def dec_thread_sharing(self) -> None:
        """Take one allowance back.

        Raises:
            RuntimeError: none is left.
        """
        with self._thread_sharing_lock:
            if not self._thread_sharing_count:
                raise RuntimeError("Cannot decrement the thread sharing count below zero.")
            self._thread_sharing_count -= 1

    def validate_thread_sharing(self) -> None:
        """Refuse a thread that is not the connection's own.

        Raises:
            DatabaseError: it is another, and sharing is not allowed.
        """
        current = threading.get_ident()
        if self._thread_ident != current and not self.allow_thread_sharing:
            raise DatabaseError(
                f"DatabaseWrapper objects created in a thread can only be used in that same thread. The object with "
                f"alias '{self.alias}' was created in thread id {self._thread_ident} and this is thread id {current}."
            )
