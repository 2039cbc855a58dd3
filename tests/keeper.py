"""Keeps one server for its owner, and lets nothing of it outlive the owner, however that one ends.

Run as a program with one argument, JSON: `directory`, which goes with the server; `command`, its process; `signal`,
which asks it to stop; `uid` and `gid`, whose process it is (null: the owner's); `environment`. Standard input brings
one order a line (``start``, ``kill``, ``stop``), each answered by a line; its end, which the owner's death brings about
too, ends it all.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

#: Seconds a server may take to stop before it is killed.
PATIENCE = 20


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it, where the system tells."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [one for child in children.read_text().split() for one in family(int(child))]
    return found


class Keeper:
    """Starts, kills and stops one server."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.orders = orders
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server unless it runs; whether it answers is its owner's to ask."""
        if self.process is not None and self.process.poll() is None:
            return
        user = {} if self.orders["uid"] is None else {"user": self.orders["uid"], "group": self.orders["gid"]}
        with open(Path(self.orders["directory"], "log"), "ab") as log:
            self.process = subprocess.Popen(
                self.orders["command"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.orders["environment"],
                cwd=self.orders["directory"],
                extra_groups=[] if user else None,
                **user,
            )

    def kill(self) -> None:
        """End the server and its children without a word."""
        if self.process is None:
            return
        for pid in family(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask the server to stop; kill it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.orders["signal"])
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def obey(self) -> None:
        """Do what the owner says, then leave nothing behind."""
        deeds = {"start": self.start, "kill": self.kill, "stop": self.stop}
        try:
            for line in sys.stdin:
                try:
                    deeds[line.strip()]()
                    answer = "done"
                except (OSError, subprocess.SubprocessError) as error:
                    answer = f"failed: {error}"
                print(answer, flush=True)
        finally:
            self.stop()
            shutil.rmtree(self.orders["directory"], ignore_errors=True)


if __name__ == "__main__":
    # The owner alone says when to end; an interrupted test run is ended by its owner, too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Keeper(json.loads(sys.argv[1])).obey()
