"""What engines ask of the floors above; the answers are put here from above.

Changed once, when the room with the answer is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _anything_goes(alias: str, model: Any) -> bool:
    return True


#: Whether a model belongs to the database of an alias: the routers' `allow_migrate_model`.
allow_migrate_model: Callable[[str, Any], bool] = _anything_goes


def _no_transactions(alias: str) -> Any:
    raise RuntimeError("Transactions were asked for before django.db was imported, so nothing can begin one.")



def _no_way(sql: str, params: Any, alias: str) -> Any:
    raise RuntimeError("A statement was to be executed before django.db was imported, so nothing can execute it.")


#: Executes a statement that has its values on the database of an alias; returns its rows, if it gives any.
run_bound: Callable[[str, Any, str], Any] = _no_way
#: A block that is done in whole or not at all on the database of an alias: `transaction.atomic`.
atomic: Callable[[str], Any] = _no_transactions
