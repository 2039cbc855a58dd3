"""Constants that the rooms of the models share."""

from __future__ import annotations

from enum import Enum

#: Separates the steps of a path in a query's keywords: ``author__name__startswith``.
LOOKUP_SEP = "__"


class OnConflict(Enum):
    """What an INSERT does when a row with the same unique values exists."""

    IGNORE = "ignore"
    UPDATE = "update"
