"""What Oracle does not like about fields."""

from __future__ import annotations

from django.db.backends.base.validation import BaseDatabaseValidation


class DatabaseValidation(BaseDatabaseValidation):
    """Checks of an Oracle connection."""
