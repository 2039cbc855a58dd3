"""What managers of related objects create: objects that refer to the instance from the beginning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.asyncio import twin


def altering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a method that changes data."""
    function.alters_data = True  # type: ignore[attr-defined]
    return function


class BoundCreation:
    """`create()` and its kin. Stands before the class of the model's own manager, whose methods do the work."""

    def _refer(self, values: dict[str, Any]) -> str:
        """Add the reference to the instance to the values; return the alias to write on."""
        raise NotImplementedError

    def _bound(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a method of the plain manager with the reference to the instance as further values."""
        alias = self._refer(kwargs)
        return getattr(super(BoundCreation, self.db_manager(alias)), method)(*args, **kwargs)  # type: ignore[attr-defined]

    @altering
    def create(self, **kwargs: Any) -> Any:
        """Return a new object that refers to the instance, saved."""
        self._remove_prefetched_objects()  # type: ignore[attr-defined]
        return self._bound("create", (), kwargs)

    acreate = twin("create", alters_data=True)

    @altering
    def get_or_create(self, *args: Any, **kwargs: Any) -> Any:
        """Return (the object with these values among the related ones, False), or (a new one, True)."""
        return self._bound("get_or_create", args, kwargs)

    aget_or_create = twin("get_or_create", alters_data=True)

    @altering
    def update_or_create(self, *args: Any, **kwargs: Any) -> Any:
        """Return (the related object with these values, updated, False), or (a new one, True)."""
        return self._bound("update_or_create", args, kwargs)

    aupdate_or_create = twin("update_or_create", alters_data=True)
