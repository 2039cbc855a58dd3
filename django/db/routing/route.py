"""Route: where a deed goes. Today always to One database."""

from __future__ import annotations

from django.utils.frozen import Frozen


class Route(Frozen):
    """Where a deed goes."""


class One(Route):
    """To one database."""

    alias: str

    def __init__(self, alias: str) -> None:
        self.__dict__["alias"] = alias

    @property
    def aliases(self) -> tuple[str, ...]:
        """All aliases of the route."""
        return (self.alias,)
