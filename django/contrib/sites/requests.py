"""RequestSite: the site of a request, without a database."""

from __future__ import annotations

from typing import Any


class RequestSite:
    """Looks like a Site; its domain and name are the request's host."""

    def __init__(self, request: Any) -> None:
        self.domain = self.name = request.get_host()

    def __str__(self) -> str:
        return self.domain

    def save(self, force_insert: bool = False, force_update: bool = False) -> None:
        """Refuse: there is nothing to save."""
        raise NotImplementedError("RequestSite cannot be saved.")

    def delete(self) -> None:
        """Refuse: there is nothing to delete."""
        raise NotImplementedError("RequestSite cannot be deleted.")
