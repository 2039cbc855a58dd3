"""GenericPrefetch: prefetching a generic foreign key with querysets of one's own."""

from __future__ import annotations

from typing import Any

from django.db.models.prefetching.fetch import Prefetch, require_instances


class GenericPrefetch(Prefetch):
    """A look-up for `prefetch_related()` over a generic foreign key, with one queryset per model.

    Args:
        lookup: relations joined by `__`, the last one a generic foreign key.
        querysets: where the objects come from, at most one for each model.
        to_attr: the attribute that gets the object.
    """

    def __init__(self, lookup: str, querysets: Any, to_attr: str | None = None) -> None:
        for queryset in querysets:
            require_instances(queryset)
        self.querysets = querysets
        super().__init__(lookup, to_attr=to_attr)

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        state["querysets"] = [self._without_rows(queryset) for queryset in self.querysets]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for queryset in self.querysets:
            self._wanting_rows(queryset)

    def get_current_querysets(self, level: int) -> Any:
        """Return the querysets of that level's objects, if they were given."""
        return self.querysets if self.get_current_prefetch_to(level) == self.prefetch_to else None
