"""The progress bar of a long dump on a terminal: rich's where rich is installed, plain dots otherwise."""

from __future__ import annotations

import sys

from django.core.serializers.base import ProgressBar


def progress_class(stream):
    """Return the class that draws progress on `stream`; anything but the process's own terminal gets plain dots."""
    if stream is not sys.stdout:
        return ProgressBar
    try:
        import rich.progress  # noqa: F401  (choice: an optional package, wanted only here)
    except ImportError:
        return ProgressBar
    return RichProgressBar


class RichProgressBar(ProgressBar):
    """Draw with rich: a bar, the count, and the time left."""

    def __init__(self, output, total_count):
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        super().__init__(output, total_count)
        self._progress = None
        if output:
            self._progress = Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._task = self._progress.add_task("", total=total_count)
            self._progress.start()

    def update(self, count):
        if self._progress:
            self._progress.update(self._task, completed=count)
            if count >= self.total_count:
                self._progress.stop()
