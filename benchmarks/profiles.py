"""Profile this project's workloads: function calls and where the time goes, for this checkout and an older one.

python benchmarks/profiles.py --before PATH_OF_AN_OLDER_CHECKOUT --page
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[0] = str(HERE)

from bench import databases  # noqa: E402
from bench.contestants import CHECKOUT, WORKER  # noqa: E402
from bench.page import table  # noqa: E402
from bench.workloads import WORKLOADS  # noqa: E402

#: Not profiled: another process, or no time at all.
APART = {"import_setup", "bytes_per_instance"}
#: So many rooms are named for each workload.
NAMED = 4


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="a checkout to compare with")
    parser.add_argument("--page", action="store_true", help="write the page of the documentation")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="orm-profile-") as data:
        databases.create("sqlite", data)
        after = profile(CHECKOUT, data)
        before = profile(options.before.resolve(), data) if options.before else {}
    lines = page(before, after)
    if options.page:
        (CHECKOUT / "docs" / "benchmarks" / "profiles.rst").write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        print("\n".join(lines))


def profile(checkout: Path, data: str) -> dict[str, Any]:
    """Return, for each workload, calls and seconds per operation, and the share of each room."""
    names = ",".join(workload.name for workload in WORKLOADS if workload.name not in APART)
    command = [sys.executable, WORKER, "django_orm", "sqlite", data, "--profile", "--workloads", names]
    path = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, capture_output=True, text=True, env=path, cwd=data, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def page(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the lines of the page."""
    rows = []
    for workload in WORKLOADS:
        found, old = after.get(workload.name), before.get(workload.name, {})
        if found is None or "error" in found:
            continue
        shares = sorted(found["rooms"].items(), key=lambda item: -item[1])[:NAMED]
        rows.append(
            [
                f"``{workload.name}``",
                f"{old['calls']:.0f}" if "calls" in old else "–",
                f"{found['calls']:.0f}",
                ", ".join(f"{room} {share:.0%}" for room, share in shares),
            ]
        )
    heads = ["Workload", "calls before", "calls now", "where the time goes now"]
    return [*_INTRODUCTION, "", *table(heads, rows)]


_INTRODUCTION = """\
.. This page is written by benchmarks/profiles.py; what it says is said there.

What costs what
===============

Function calls of Python for one operation on SQLite, in the first version that was whole and now, and where the time
of the profiler goes now. *driver* is the time inside ``sqlite3``, the floor: no mapper can do without it. *Python* is
what the interpreter's own functions take (``dict.get``, ``zip``, conversions), *program* what the benchmark itself
does, such as making the values. The profiler makes calls dearer than they are: shares are a guide, counts are exact.

To repeat it:

.. code-block:: console

    python benchmarks/profiles.py --before PATH_OF_AN_OLDER_CHECKOUT
""".splitlines()


if __name__ == "__main__":
    main()
