"""Intent: what somebody is about to do, before it is known where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

READ = "read"
WRITE = "write"


@dataclass(frozen=True)
class Intent:
    """One deed on one model.

    Attributes:
        model: the model class.
        deed: READ or WRITE.
        hints: what routers are told beside the model, `instance` above all.
        using: the alias somebody asked for by name; it always wins.
        context: the routing context that travels with queries and instances; None until scopes exist.
    """

    model: Any
    deed: str = READ
    hints: Mapping[str, Any] = field(default_factory=dict)
    using: str | None = None
    context: Any = None
