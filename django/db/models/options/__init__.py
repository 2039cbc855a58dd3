"""What a model's `Meta` says, and everything else known about a model (`Model._meta`). The face of the room.

`options` holds what Meta gives and how a model is set up, `fields` the views of its fields, `relations` its ancestors
and the relations that point at it.
"""

from typing import TYPE_CHECKING

from django.utils.late import late_names

if TYPE_CHECKING:
    from django.db.models.options.fields import PROXY_PARENTS
    from django.db.models.options.options import DEFAULT_NAMES, Options, normalize_together
    from django.db.models.options.relations import EMPTY_RELATION_TREE, IMMUTABLE_WARNING, make_immutable_fields_list

__getattr__ = late_names(__name__, {
    "fields": "PROXY_PARENTS",
    "options": "DEFAULT_NAMES Options normalize_together",
    "relations": "EMPTY_RELATION_TREE IMMUTABLE_WARNING make_immutable_fields_list",
})

__all__ = [
    "DEFAULT_NAMES",
    "EMPTY_RELATION_TREE",
    "IMMUTABLE_WARNING",
    "PROXY_PARENTS",
    "Options",
    "make_immutable_fields_list",
    "normalize_together",
]
