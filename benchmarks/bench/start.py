"""One process that starts a program of so many models with one peer, and ends: `python start.py PEER MODELS`."""

from __future__ import annotations

import os.path
import sys
from importlib import import_module

# Nothing else is loaded: it would be counted.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

import_module(f"bench.starts.{sys.argv[1]}").start(int(sys.argv[2]))
