"""Intent: what somebody is about to do, before it is known where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.frozen import Frozen

READ = "read"
WRITE = "write"


class Intent(Frozen):
    """One deed on one model.

    Attributes:
        model: the model class.
        deed: READ or WRITE.
        hints: what routers are told beside the model, `instance` above all.
        using: the alias somebody asked for by name; it always wins.
        context: the routing context that travels with queries and instances; None until scopes exist.
    """

    model: Any
    deed: str
    hints: Mapping[str, Any]
    using: str | None
    context: Any

    def __init__(
        self,
        model: Any,
        deed: str = READ,
        hints: Mapping[str, Any] | None = None,
        using: str | None = None,
        context: Any = None,
    ) -> None:
        self.__dict__.update(model=model, deed=deed, hints=hints or {}, using=using, context=context)
