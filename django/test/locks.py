"""Tests that must not run at the same time, in whatever process."""

from __future__ import annotations

from typing import Any

from django.core.files import locks

__all__ = ["SerializeMixin"]


class SerializeMixin:
    """Let only one test class that names the same ``lockfile`` run at a time.

    Goes before the test class in the bases.
    """

    lockfile: str | None = None

    def __init_subclass__(cls, /, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.lockfile is None:
            raise ValueError(f"{cls.__name__}.lockfile isn't set. Set it to a unique value in the base class.")

    @classmethod
    def setUpClass(cls) -> None:
        """Wait for the lock; closing the file after the class gives it back."""
        held = cls.enterClassContext(open(str(cls.lockfile)))  # type: ignore[attr-defined]
        locks.lock(held, locks.LOCK_EX)
        super().setUpClass()  # type: ignore[misc]
