"""One process that starts a program of so many models with one peer, and ends: `python start.py PEER MODELS`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

# Nothing else is loaded: it would be counted.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import_module(f"bench.peers.{sys.argv[1]}").start(int(sys.argv[2]))
