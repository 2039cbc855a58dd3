"""Deleting instances, and what becomes of the rows that point at them. The face of the room.

`rules` is what `on_delete` may be, `collector` finds what goes and in which order, `rows` sends the statements.
"""

from typing import TYPE_CHECKING

from django.utils.late import late_names, late_rooms

# Not needed before something is deleted.
late_rooms(__name__, "collector rows")

if TYPE_CHECKING:
    from django.db.models.deletion.collector import Collector, delete_instance
    from django.db.models.deletion.rows import get_candidate_relations_to_delete
    from django.db.models.deletion.rules import (
        CASCADE,
        DO_NOTHING,
        PROTECT,
        RESTRICT,
        SET,
        SET_DEFAULT,
        SET_NULL,
        ProtectedError,
        RestrictedError,
    )

__getattr__ = late_names(__name__, {
    "collector": "Collector delete_instance",
    "rows": "get_candidate_relations_to_delete",
    "rules": "CASCADE DO_NOTHING PROTECT RESTRICT SET SET_DEFAULT SET_NULL ProtectedError RestrictedError",
})

__all__ = [
    "CASCADE",
    "DO_NOTHING",
    "PROTECT",
    "RESTRICT",
    "SET",
    "SET_DEFAULT",
    "SET_NULL",
    "Collector",
    "ProtectedError",
    "RestrictedError",
    "delete_instance",
    "get_candidate_relations_to_delete",
]
