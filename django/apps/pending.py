"""A function that waits for models which are not registered yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ModelKey = tuple[str, str]


class PendingOperation:
    """A function, the models it wants, and those found so far. Filled by the registry only."""

    __slots__ = ("found", "function", "model_keys")

    def __init__(self, function: Callable[..., Any], model_keys: tuple[ModelKey, ...]) -> None:
        """Wait for ``model_keys``: labels and lower-case names, one per argument of ``function``."""
        self.function = function
        self.model_keys = model_keys
        self.found: dict[ModelKey, Any] = {}

    def missing(self) -> ModelKey | None:
        """Return the first model still to come."""
        return next((key for key in self.model_keys if key not in self.found), None)

    def call(self) -> None:
        """Call the function with the models in the order of the keys."""
        self.function(*(self.found[key] for key in self.model_keys))
