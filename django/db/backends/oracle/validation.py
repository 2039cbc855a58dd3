"""What Oracle does not like about fields."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db.backends.base.validation import BaseDatabaseValidation


class DatabaseValidation(BaseDatabaseValidation):
    """Checks of an Oracle connection."""

    def check_field_type(self, field: Any, field_type: str) -> list[Any]:
        """Warn of an index on a large object: none will be made."""
        if not (field.db_index and field_type.lower().endswith("lob")):
            return []
        return [
            checks.Warning(
                f"Oracle does not support a database index on {field_type} columns.",
                hint="An index won't be created. Silence this warning if you don't care about it.",
                obj=field,
                id="fields.W162",
            )
        ]
