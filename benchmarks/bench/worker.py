"""One process: one peer on one engine. Prints its figures as JSON on its last line.

python worker.py PEER ENGINE FOLDER --driver psycopg --times 3 --workloads get_pk,count
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from importlib import import_module
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import databases  # noqa: E402
from bench.measure import measure  # noqa: E402
from bench.operation import NotOffered  # noqa: E402
from bench.profiling import profiled  # noqa: E402
from bench.workloads import BY_NAME  # noqa: E402


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("peer")
    parser.add_argument("engine")
    parser.add_argument("folder")
    parser.add_argument("--workloads", default="", help="names, commas between them")
    parser.add_argument("--driver", default="")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="count calls instead of measuring")
    options = parser.parse_args()
    module = import_module(f"bench.peers.{options.peer}")
    places = databases.places(options.engine, options.folder)
    peer = module.PEER(places, options.driver)
    workshop = databases.Workshop(places["default"])
    figures = {}
    for name in filter(None, options.workloads.split(",")):
        try:
            if options.profile:
                figures[name] = profiled(peer, BY_NAME[name], workshop)
            else:
                figures[name] = measure(peer, BY_NAME[name], workshop, options.times)
        except NotOffered:
            continue
        except Exception as error:  # one workload that fails does not hide the others
            figures[name] = {"error": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()}
    peer.close()
    print(json.dumps(figures))


main()
