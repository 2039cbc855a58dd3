"""How long the parts of a test run took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["NullTimeKeeper", "TimeKeeper"]


class TimeKeeper:
    """Measures named blocks, as often as they are run."""

    def __init__(self) -> None:
        self.records: dict[str, list[float]] = {}

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Add the seconds that the block takes to ``name``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.records.setdefault(name, []).append(time.perf_counter() - began)

    def print_results(self) -> None:
        """Write one line per block that was run to standard error."""
        for name, times in self.records.items():
            for seconds in times:
                sys.stderr.write(f"{name} took {seconds:.3f}s\n")


class NullTimeKeeper:
    """Measures nothing: the stand-in when nobody asked."""

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Run the block."""
        yield

    def print_results(self) -> None:
        """Write nothing."""
