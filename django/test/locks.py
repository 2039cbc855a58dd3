"""Tests that must not run at the same time, in whatever process."""

from __future__ import annotations

from typing import IO, Any

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
        """Wait for the lock; it is given back after the class."""
        held = cls.enterClassContext(open(str(cls.lockfile)))  # type: ignore[attr-defined]
        _lock(held)
        super().setUpClass()  # type: ignore[misc]


def _lock(file: IO[str]) -> None:
    """Wait until this process alone holds the file; closing the file gives it back."""
    try:
        import fcntl  # not everywhere
    except ImportError:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
