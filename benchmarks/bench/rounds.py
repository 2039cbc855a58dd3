"""The rounds: every contestant in turn, again and again, each time in a new process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.contestants import WORKER, Contestant, environment
from bench.workloads import WORKLOADS

#: So many models are set up to measure what starting costs.
MODELS = 20
_PROCESS = "import_setup"


class Results:
    """What was measured on one engine.

    Args:
        engine: the engine.

    `figures[label][workload]` is a dictionary of `cpu` and `wall` (seconds per unit, one for each measurement),
    `checksum`, `bytes`, or `error`.
    """

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.rounds = 0
        self.loads: list[float] = []
        self.figures: dict[str, dict[str, dict[str, Any]]] = {}

    def add(self, label: str, figures: dict[str, dict[str, Any]]) -> None:
        """Take in the figures of one process."""
        known = self.figures.setdefault(label, {})
        for name, new in figures.items():
            old = known.setdefault(name, {})
            for key, value in new.items():
                if isinstance(value, list):
                    old.setdefault(key, []).extend(value)
                elif key == "bytes":
                    old[key] = min(value, old.get(key, value))
                else:
                    old[key] = value

    def best(self, label: str, workload: str, clock: str = "cpu") -> float | None:
        """Return the least of a contestant's figures for a workload: seconds per unit, or bytes."""
        figures = self.figures.get(label, {}).get(workload, {})
        if "error" in figures:
            return None
        if "bytes" in figures:
            return float(figures["bytes"])
        return min(figures[clock]) if figures.get(clock) else None

    def median(self, label: str, workload: str, clock: str = "cpu") -> float | None:
        """Return the median of a contestant's figures for a workload."""
        values = sorted(self.figures.get(label, {}).get(workload, {}).get(clock, ()))
        return values[len(values) // 2] if values else None

    def disagreements(self) -> list[str]:
        """Return a line for each workload whose answers are not the same everywhere, and for each that failed."""
        lines = []
        for workload in WORKLOADS:
            sums: dict[str, list[str]] = {}
            for label, figures in self.figures.items():
                found = figures.get(workload.name, {})
                if "error" in found:
                    lines.append(f"{workload.name}: {label} failed: {found['error']}")
                elif found.get("checksum"):
                    sums.setdefault(found["checksum"], []).append(label)
            if len(sums) > 1:
                lines.append(f"{workload.name}: answers differ: {sorted(sums.values(), key=len)}")
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"engine": self.engine, "rounds": self.rounds, "load": self.loads, "figures": self.figures}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Results:
        """Return the results that `as_json` gave."""
        results = cls(data["engine"])
        results.rounds, results.loads, results.figures = data["rounds"], data["load"], data["figures"]
        return results


def run(
    results: Results,
    contestants: Iterable[Contestant],
    rounds: int,
    times: int,
    folders: tuple[Path, Path],
    tell: Callable[[str], Any],
    wanted: frozenset[str] = frozenset(),
) -> None:
    """Measure.

    Args:
        results: takes what was measured.
        contestants: who takes part.
        rounds: how often each of them has its turn.
        times: measurements of each workload in one turn.
        folders: of the virtual environments, and of SQLite's files.
        tell: called with a line before each turn.
        wanted: names of workloads; all if empty.
    """
    taking_part = [contestant for contestant in contestants if results.engine in contestant.engines]
    names = [workload.name for workload in WORKLOADS if not wanted or workload.name in wanted]
    for number in range(rounds):
        results.loads.append(os.getloadavg()[0])
        for contestant in taking_part:
            tell(f"{results.engine}, round {number + 1} of {rounds}: {contestant.label}")
            interpreter = environment(contestant, folders[0])
            results.add(contestant.label, _turn(interpreter, contestant, results.engine, folders[1], times, names))
        results.rounds += 1


def _turn(
    interpreter: Path, contestant: Contestant, engine: str, data: Path, times: int, names: list[str]
) -> dict[str, dict[str, Any]]:
    command = [interpreter, WORKER, contestant.module, engine, data, "--times", str(times)]
    driver = contestant.driver.get(engine)
    inside = ",".join(name for name in names if name != _PROCESS)
    command += ["--workloads", inside, *(["--driver", driver] if driver else [])]
    done = subprocess.run(command, capture_output=True, text=True, cwd=data)
    if done.returncode:
        return {name: {"error": done.stderr.strip().splitlines()[-1]} for name in names}
    figures = json.loads(done.stdout.splitlines()[-1])
    if _PROCESS in names and engine == "sqlite":
        figures[_PROCESS] = _start(interpreter, contestant.module, times)
    return figures


def _start(interpreter: Path, peer: str, times: int) -> dict[str, Any]:
    """Return what it costs to start a process that sets up MODELS models, after a first one that is not measured."""
    # With bytecode on the disk, as in a program's second start.
    setting = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [interpreter, WORKER.with_name("start.py"), peer, str(MODELS)]
    cpu: list[float] = []
    wall: list[float] = []
    for number in range(times + 1):
        before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, env=setting, capture_output=True, text=True)
        if done.returncode:
            return {"error": done.stderr.strip().splitlines()[-1]}
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if number:
            wall.append(time.perf_counter() - clock)
            cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"cpu": cpu, "wall": wall, "checksum": ""}
