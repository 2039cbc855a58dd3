"""Measure this project, the plain drivers, Django and other mappers side by side.

    python benchmarks/run.py                                  SQLite, three rounds
    python benchmarks/run.py --engine sqlite postgresql mysql --rounds 5 --page
    python benchmarks/run.py --peer raw Django --workload get_pk count

Each peer gets a virtual environment of its own. Where servers are: BENCH_POSTGRESQL and BENCH_MYSQL, URLs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[0] = str(HERE)

from bench import page  # noqa: E402
from bench.contestants import CONTESTANTS, OURS, environment  # noqa: E402
from bench.rounds import Results, run  # noqa: E402
from bench.workloads import BY_NAME  # noqa: E402
from rich.console import Console  # noqa: E402


def main() -> int:
    """Do what the command line says; 1 if answers differ or something failed."""
    options = _options()
    console = Console(width=None if sys.stdout.isatty() else 160)
    chosen = [c for c in CONTESTANTS if not options.peer or c.label in options.peer or c.label == OURS or c.is_raw]
    environments = options.environments.resolve()
    environments.mkdir(parents=True, exist_ok=True)
    all_results, wrong = [], 0
    with tempfile.TemporaryDirectory(prefix="orm-benchmark-", dir=_memory()) as data:
        for engine in options.engine:
            results = Results(engine)
            interpreter = environment(CONTESTANTS[0], environments)
            _databases(interpreter, engine, data, "create")
            try:
                wanted = frozenset(options.workload)
                with console.status("") as status:
                    run(
                        results,
                        chosen,
                        options.rounds,
                        options.times,
                        (environments, Path(data)),
                        status.update,
                        wanted,
                    )
            finally:
                _databases(interpreter, engine, data, "drop")
            all_results.append(results)
            console.print(page.summary(results))
            for line in results.disagreements():
                console.print(line, style="red")
                wrong = 1
    options.results.write_text(json.dumps([results.as_json() for results in all_results], indent=1), encoding="utf-8")
    if options.page:
        page.write(all_results, HERE.parent / "docs")
    return wrong


def _memory() -> str | None:
    """Return a folder in memory, where the system has one: what a disk takes to be sure is nobody's merit."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _databases(interpreter: Path, engine: str, data: str, deed: str) -> None:
    import subprocess

    code = f"import sys; sys.path.insert(0, {str(HERE)!r}); from bench import databases; "
    subprocess.run([interpreter, "-c", f"{code}databases.{deed}({engine!r}, {data!r})"], check=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", nargs="+", default=["sqlite"], choices=["sqlite", "postgresql", "mysql"])
    labels = [contestant.label for contestant in CONTESTANTS]
    parser.add_argument(
        "--peer", nargs="*", default=[], choices=labels, help="who takes part beside us; all if not given"
    )
    parser.add_argument("--workload", nargs="*", default=[], choices=sorted(BY_NAME), metavar="NAME")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each peer")
    parser.add_argument("--times", type=int, default=3, help="measurements of each workload in one turn")
    parser.add_argument(
        "--environments", type=Path, default=HERE / ".environments", help="folder of virtual environments"
    )
    parser.add_argument("--results", type=Path, default=HERE / "results.json", help="file for all figures")
    parser.add_argument("--page", action="store_true", help="write the page of the documentation")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
