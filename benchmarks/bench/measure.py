"""The clock: one workload of one peer, several measurements, the answers as a checksum."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import time
import tracemalloc
from typing import Any

from bench import tables
from bench.operation import Operation, Peer
from bench.workloads import Workload

#: How many answers are compared with those of the other peers.
CHECKED = 3


class Figures(dict[str, Any]):
    """What one workload of one peer gave: `cpu` and `wall`, seconds per unit in each measurement; `checksum`."""


def measure(peer: Peer, workload: Workload, workshop: Any, times: int) -> Figures:
    """Measure one workload `times` times, after one run that is not measured."""
    if workload.name == "bytes_per_instance":
        return Figures(bytes=_memory(peer), checksum="")
    operation = peer.operation(workload.name)
    try:
        checksum = _checksum(peer, workload, operation, workshop)
        measured = [_once(peer, workload, operation, workshop, workload.count) for _ in range(times)]
    finally:
        operation.done()
    units = workload.count * workload.per
    return Figures(
        cpu=[cpu / units for cpu, _ in measured], wall=[wall / units for _, wall in measured], checksum=checksum
    )


def _once(peer: Peer, workload: Workload, operation: Operation, workshop: Any, count: int) -> tuple[float, float]:
    """Do the operation `count` times; return seconds of the process' time and of the clock."""
    workshop.prepare(workload.entries, workload.folders)
    if peer.asynchronous:
        return peer.runner.run(_once_asynchronously(peer, workload, operation, count))
    operation.before()
    run = operation.run
    gc.collect()
    if workload.in_transaction:
        with peer.transaction():
            operation.inside()
            return _timed(run, count)
    return _timed(run, count)


def _timed(run: Any, count: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for number in range(count):
        run(number)
    return time.process_time() - cpu, time.perf_counter() - wall


async def _once_asynchronously(peer: Any, workload: Workload, operation: Operation, count: int) -> tuple[float, float]:
    loaded = operation.before()
    if asyncio.iscoroutine(loaded):
        await loaded
    gc.collect()
    if workload.in_transaction:
        async with peer.transaction():
            return await _timed_asynchronously(operation.run, count)
    return await _timed_asynchronously(operation.run, count)


async def _timed_asynchronously(run: Any, count: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for number in range(count):
        await run(number)
    return time.process_time() - cpu, time.perf_counter() - wall


def _checksum(peer: Any, workload: Workload, operation: Operation, workshop: Any) -> str:
    """Return a digest of the first answers, and of the tables that are written after a whole measurement."""
    workshop.prepare(workload.entries, workload.folders)
    answers: list[Any] = []
    asked = min(workload.count, CHECKED)
    if peer.asynchronous:

        async def ask() -> None:
            loaded = operation.before()
            if asyncio.iscoroutine(loaded):
                await loaded
            for number in range(asked):
                answers.append(operation.plain(await operation.run(number)))

        peer.runner.run(ask())
    else:
        operation.before()
        with peer.transaction():
            operation.inside()
            answers.extend([operation.plain(operation.run(number)) for number in range(asked)])
    # Warm up, then look at what a whole measurement leaves behind.
    _once(peer, workload, operation, workshop, workload.count)
    return hashlib.sha256(repr((answers, _written(workshop))).encode()).hexdigest()[:16]


def _written(workshop: Any) -> list[Any]:
    cursor = workshop.connection.cursor()
    content: list[Any] = []
    for table in tables.WRITTEN:
        name = tables.quoted(workshop.engine, table)
        cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
        content.append([[_plain(value) for value in row] for row in cursor.fetchall()])
    return content


def _plain(value: Any) -> Any:
    """Return a stored value so that it is equal however a peer chose to store it."""
    if isinstance(value, bool):
        return int(value)
    if value.__class__.__name__ in ("float", "Decimal"):
        return f"{value:.2f}"
    if hasattr(value, "isoformat"):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, str) and len(value) > 18 and value[4] == value[7] == "-":
        return value.replace("T", " ")
    return f"{float(value):.2f}" if isinstance(value, str) and value[:1].isdigit() and "." in value else value


def _memory(peer: Any) -> float:
    """Return the bytes one of many loaded instances takes."""
    operation = peer.operation("instances_20k")

    def load() -> Any:
        return peer.runner.run(operation.run(0)) if peer.asynchronous else operation.run(0)

    load()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    instances = load()
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return taken / len(instances)
