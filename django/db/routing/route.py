"""Route: where a deed goes. Today always to One database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """Where a deed goes."""


@dataclass(frozen=True)
class One(Route):
    """To one database."""

    alias: str

    @property
    def aliases(self) -> tuple[str, ...]:
        """All aliases of the route."""
        return (self.alias,)
