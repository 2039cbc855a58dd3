"""What several functions and aggregates share: the type of a numeric result."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.numbers import DecimalField, FloatField, IntegerField


class NumericOutputFieldMixin:
    """Decimal if one part is decimal, else float instead of integer."""

    def _resolve_output_field(self) -> Any:
        fields = self.get_source_fields()
        if any(isinstance(field, DecimalField) for field in fields):
            return DecimalField()
        if any(isinstance(field, IntegerField) for field in fields):
            return FloatField()
        return super()._resolve_output_field() if fields else FloatField()
