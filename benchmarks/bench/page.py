"""The page of the documentation: tables of the results, and a bar chart for each engine."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from bench.contestants import CONTESTANTS, OURS
from bench.rounds import Results
from bench.workloads import IN_BYTES, WORKLOADS, Workload

_RAW = tuple(contestant.label for contestant in CONTESTANTS if contestant.is_raw)
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MariaDB"}
_BAR, _GAP, _LEFT, _WIDTH = 11, 12, 190, 560
_COLOURS = {OURS: "#1a7f5a", "Django": "#44546a", "SQLAlchemy": "#b0603a", "peewee": "#8a6fb0"}
_OTHER = "#b9c0c8"


def raw(results: Results, workload: str) -> float | None:
    """Return the figure of the faster plain driver."""
    found = [figure for label in _RAW if (figure := results.best(label, workload)) is not None]
    return min(found) if found else None


def peers(results: Results) -> list[str]:
    """Return the labels of all but us and the plain drivers."""
    return [label for label in results.figures if label not in _RAW and not label.startswith(OURS)]


def ours(results: Results, workload: str) -> float | None:
    """Return our own figure: with the driver that is taken unless a program says otherwise."""
    return results.best(OURS, workload)


def told(figure: float | None, workload: Workload) -> str:
    """Return a figure with its unit."""
    if figure is None:
        return "–"
    if workload.name in IN_BYTES:
        return f"{figure:.0f} B"
    micro = figure * 1e6
    if micro >= 10_000:
        return f"{micro / 1000:.0f} ms" if micro >= 100_000 else f"{micro / 1000:.1f} ms"
    return f"{micro:.0f} µs" if micro >= 100 else f"{micro:.1f} µs"


def ratio(above: float | None, below: float | None) -> float | None:
    """Return how often the second goes into the first."""
    return above / below if above and below else None


def times(value: float | None) -> str:
    """Return a ratio in words of two or three digits."""
    return "–" if value is None else f"{value:.1f}" if value < 20 else f"{value:.0f}"


def targets(results: Results) -> list[list[str]]:
    """Return the rows of the table of aims: the figures, how often ours goes into the others', and the best peer."""
    rows = []
    for workload in WORKLOADS:
        name = workload.name
        own, django, plain = ours(results, name), results.best("Django", name), raw(results, name)
        faster, more = ratio(django, own), ratio(own, plain)
        rivals = [(figure, label) for label in peers(results) if (figure := results.best(label, name)) is not None]
        best = min(rivals) if rivals else (None, "")
        rows.append(
            [
                f"``{name}``",
                told(plain, workload),
                told(own, workload),
                told(django, workload),
                _judged(faster, workload.django, faster is not None and faster >= workload.django),
                f"{workload.django:g}" if workload.django else "–",
                _judged(more, workload.raw, more is not None and more <= workload.raw),
                f"{workload.raw:g}" if workload.raw else "–",
                f"{best[1]} {told(best[0], workload)}" if best[0] is not None else "–",
                times(ratio(best[0], own)),
            ]
        )
    return rows


def _judged(value: float | None, aim: float, reached: bool) -> str:
    text = times(value)
    return text if reached or not aim or value is None else f"*{text}*"


def everyone(results: Results) -> tuple[list[str], list[list[str]]]:
    """Return the heads and rows of the table of all contestants."""
    labels = list(results.figures)
    rows = [
        [f"``{workload.name}``", *[told(results.best(label, workload.name), workload) for label in labels]]
        for workload in WORKLOADS
    ]
    return ["Workload", *labels], rows


def table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a list-table."""
    yield from (".. list-table::", "   :header-rows: 1", "")
    for row in (heads, *rows):
        for place, cell in enumerate(row):
            yield f"   {'*' if place == 0 else ' '} - {cell}"
    yield ""


def chart(results: Results) -> str:
    """Return an SVG: for each workload a bar for each contestant, Django's time being the full width."""
    labels = [label for label in results.figures if label not in _RAW]
    shown = [workload for workload in WORKLOADS if results.best("Django", workload.name)]
    group = _BAR * len(labels) + _GAP
    height = group * len(shown) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 130}" height="{height}" '
        'font-family="sans-serif" font-size="10">',
        f'<text x="{_LEFT}" y="14">{_NAMES[results.engine]}: time of the processor; the full width is Django</text>',
    ]
    for row, workload in enumerate(shown):
        top = 26 + row * group
        full = results.best("Django", workload.name) or 1.0
        parts.append(f'<text x="4" y="{top + 12}" font-size="12">{escape(workload.name)}</text>')
        for place, label in enumerate(labels):
            figure = results.best(label, workload.name)
            if figure is None:
                continue
            y, width = top + place * _BAR, min(figure / full, 1.15) * _WIDTH
            colour = _COLOURS.get(label, _OTHER)
            words = f"{label} {told(figure, workload)}"
            parts.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 2}" fill="{colour}"/>')
            parts.append(_label(words, width, y))
    parts.append("</svg>\n")
    return "\n".join(parts)


def _label(words: str, width: float, y: int) -> str:
    if width > _WIDTH * 0.8:
        return f'<text x="{_LEFT + 6}" y="{y + 8}" fill="#ffffff">{escape(words)}</text>'
    return f'<text x="{_LEFT + width + 4:.1f}" y="{y + 8}">{escape(words)}</text>'


def write(all_results: list[Results], documents: Path) -> None:
    """Write the page and its charts.

    Args:
        all_results: one for each engine.
        documents: the folder of the documentation.
    """
    lines = [
        ".. This page is written by benchmarks/run.py; what it says is said there.",
        "",
        "Measured",
        "========",
        "",
        f"Python {platform.python_version()}, {_processors()}. Each contestant in a process and a virtual environment",
        "of its own, in turn, several rounds. A figure is the least time of the client's processor of all runs;",
        "on a server's database the server's own work is not in it. The answers of all contestants are compared: a",
        "different one is told below. ``raw`` is the plain driver with SQL written by hand, the faster one where there",
        "are two; on SQLite it converts nothing it reads. Aims that were missed are in *italics*; :doc:`profiles` says",
        "what costs what.",
        "",
        "To repeat it:",
        "",
        ".. code-block:: console",
        "",
        "    python benchmarks/run.py --engine sqlite postgresql mysql --page",
        "",
    ]
    charts = documents / "benchmarks"
    charts.mkdir(exist_ok=True)
    for results in all_results:
        name = _NAMES[results.engine]
        lines += [name, "-" * len(name), ""]
        loads = f"{min(results.loads):.1f} to {max(results.loads):.1f}"
        lines += [f"{results.rounds} rounds; load of the machine at their beginning {loads}.", ""]
        lines += [f"- {line}" for line in results.disagreements()]
        lines += [""]
        heads = "Workload,raw,ours,Django,Django / ours,at least,ours / raw,at most,best peer,best peer / ours"
        lines += table(heads.split(","), targets(results))
        lines += table(*everyone(results))
        chart_file = charts / f"{results.engine}.svg"
        chart_file.write_text(chart(results), encoding="utf-8")
        lines += [f".. image:: {chart_file.name}", f"   :alt: The table above as bars, {name}", ""]
    lines += _REASONS
    lines += ["What the workloads are", "----------------------", ""]
    lines += [f"- ``{workload.name}``, per {workload.unit}: {workload.text}" for workload in WORKLOADS]
    (charts / "index.rst").write_text("\n".join(lines) + "\n", encoding="utf-8")


_REASONS = """\
Why some aims are missed
------------------------

- **Rows in numbers** (``filter_fk_100``, ``in_100``, ``instances_20k``, ``tuples_20k``, ``joined_2k``): about half of
  the time is the driver's. What is left for a row of 8 columns is the object, its state, a decimal and a moment; a row
  as a tuple costs its two conversions and nothing else. Plain SQL without any conversion is just three to eight times
  as fast as Django here, so an aim of five or six leaves less than one conversion takes.
- **group_by**: nine tenths are the database's.
- **Single writes** (``insert_autocommit``, ``insert_transaction``, ``get_or_create``, ``filter_update``): driver and
  its commit take most; the rest is some thirty calls, none of which repeats what its shape has settled.
- **bulk_10k**: a third is making the objects, which plain SQL does without, and a fifth on SQLite is having the keys
  given back; the plain driver itself is less than five times as fast as Django.
- **save_1000** on servers: SQLAlchemy's flush sends many UPDATEs in one message. ``save()`` promises to tell at once
  whether the row was there, so each is a message of its own.
- **exists**, **using_other**, **routers_get**, **save_one_field**, **complex_built** on SQLite come within a tenth or
  so of their aims; runs differ by as much.
- **On servers** the aims are those set for SQLite. Sending a statement and waiting takes most of the client's time
  there, and every mapper's alike, so that Django's time divided by ours is less.
- **import_setup**: peewee is one file and loads a quarter of what there is to load here. What is rarely used is run
  when it is first used; the rest is fields, the metaclass, QuerySet's own methods, the planner and an engine's
  compiler, which a simple question needs.

""".splitlines()


def _processors() -> str:
    import os

    return f"{os.cpu_count()} processors, {platform.system()}"


def summary(results: Results) -> Any:
    """Return a table for the terminal."""
    from rich.table import Table

    heads = ("workload", "raw", "ours", "Django", "Django/ours", "aim", "ours/raw", "aim", "best peer", "peer/ours")
    shown = Table(*heads, title=_NAMES[results.engine])
    for row in targets(results):
        shown.add_row(row[0].strip("`"), *[cell.replace("*", "!") for cell in row[1:]])
    return shown
