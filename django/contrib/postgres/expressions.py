"""ArraySubquery: all the values of a query's column, as one array."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields.array import ArrayField
from django.db.models.expressions.subqueries import Subquery
from django.utils.functional import cached_property

__all__ = ["ArraySubquery"]


class ArraySubquery(Subquery):
    """`ARRAY(SELECT ...)`: one column of all rows of a question, in its order; empty if there are none."""

    template = "ARRAY(%(subquery)s)"

    @cached_property
    def output_field(self) -> Any:
        """An array of what the question chooses."""
        return ArrayField(self._resolve_output_field())
