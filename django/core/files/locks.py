"""Locks on open files, where the system has them: ``lock(file, LOCK_EX)`` and ``unlock(file)``.

Both answer whether it worked; without a lock at hand they answer False.
"""

from __future__ import annotations

try:
    import fcntl  # choice: not on Windows
except ImportError:
    fcntl = None  # type: ignore[assignment]

__all__ = ["LOCK_EX", "LOCK_NB", "LOCK_SH", "lock", "unlock"]

LOCK_SH = fcntl.LOCK_SH if fcntl else 0
LOCK_EX = fcntl.LOCK_EX if fcntl else 0
LOCK_NB = fcntl.LOCK_NB if fcntl else 0


def lock(f, flags):
    """Lock a file object or descriptor; False when another holds it and `flags` say not to wait."""
    return _flock(f, flags)


def unlock(f):
    """Give a lock back."""
    return _flock(f, fcntl.LOCK_UN if fcntl else 0)


def _flock(f, flags):
    if fcntl is None:
        return False
    try:
        fcntl.flock(f.fileno() if hasattr(f, "fileno") else f, flags)
    except BlockingIOError:
        return False
    return True
