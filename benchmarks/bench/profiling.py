"""What one operation of a workload calls, and in which rooms its time is spent."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from typing import Any

from bench.operation import Peer
from bench.workloads import Workload

_DRIVERS = ("sqlite3.Cursor", "sqlite3.Connection", "sqlite3.connect")
#: Part of a path to the room it belongs to; the first that fits counts.
_ROOMS = (
    ("/db/models/plan/", "plan"),
    ("/db/models/querysets/", "querysets"),
    ("/db/models/rows/", "rows"),
    ("<row loader>", "rows"),
    ("/db/models/fields/", "fields"),
    ("/db/models/relations/", "relations"),
    ("/db/models/prefetch", "prefetch"),
    ("/db/models/deletion", "deletion"),
    ("/db/models/saving", "saving"),
    ("/db/models/", "models"),
    ("/db/execution/", "execution"),
    ("/db/backends/", "engine"),
    ("/db/routing/", "routing"),
    ("/db/transaction", "transaction"),
    ("/db/", "connections"),
    ("/django/", "models"),
    ("/bench/", "program"),
)


def profiled(peer: Peer, workload: Workload, workshop: Any) -> dict[str, Any]:
    """Return `calls` and `seconds` of one operation, and `rooms`: the share of each in the profiler's time."""
    operation = peer.operation(workload.name)
    try:
        for number in range(2):
            profile = cProfile.Profile()
            workshop.prepare(workload.entries, workload.folders)
            operation.before()
            if workload.in_transaction:
                with peer.transaction():
                    _run(operation.run, workload.count, profile if number else None)
            else:
                _run(operation.run, workload.count, profile if number else None)
    finally:
        operation.done()
    stats = pstats.Stats(profile)
    spent: Counter[str] = Counter()
    for (path, _, name), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        spent[_room(path, name)] += own
    units = workload.count * workload.per
    total = sum(spent.values())
    return {
        "calls": stats.total_calls / units,  # type: ignore[attr-defined]
        "seconds": total / units,
        "rooms": {room: own / total for room, own in spent.items()},
    }


def _run(run: Any, count: int, profile: cProfile.Profile | None) -> None:
    if profile is not None:
        profile.enable()
    for number in range(count):
        run(number)
    if profile is not None:
        profile.disable()


def _room(path: str, name: str) -> str:
    if path == "~":
        return "driver" if any(driver in name for driver in _DRIVERS) else "Python"
    path = path.replace("\\", "/")
    return next((room for part, room in _ROOMS if part in path), "Python")
