"""The question: see `django.db.models.plan.query`."""

from django.db.models.plan.paths import field_names
from django.db.models.plan.query import Query


def get_field_names_from_opts(opts: object) -> set[str]:
    """Return every name a look-up on a model may start with."""
    return set() if opts is None else field_names(opts)


__all__ = ["Query", "get_field_names_from_opts"]
