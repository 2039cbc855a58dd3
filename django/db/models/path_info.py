"""PathInfo: one step from a model to another, along a relation."""

from __future__ import annotations

from typing import Any, NamedTuple


class PathInfo(NamedTuple):
    """One join: where it starts, where it ends, and over what.

    from_opts, to_opts: the ``_meta`` of both models.
    target_fields: the fields of the target that identify the related row.
    join_field: the field or relation that knows the columns to join on.
    m2m: the step may give several rows.
    direct: the step goes the way the field was declared.
    filtered_relation: the FilteredRelation that restricts the step, or None.
    """

    from_opts: Any
    to_opts: Any
    target_fields: tuple[Any, ...]
    join_field: Any
    m2m: bool
    direct: bool
    filtered_relation: Any
