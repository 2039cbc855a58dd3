"""What `Meta.constraints` holds. The database keeps them; `validate()` asks before it has to complain.

A face: the rooms are `base`, `check` and `unique`.
"""

from django.db.models.constraints.base import BaseConstraint
from django.db.models.constraints.check import CheckConstraint
from django.db.models.constraints.unique import Deferrable, UniqueConstraint

__all__ = ["BaseConstraint", "CheckConstraint", "Deferrable", "UniqueConstraint"]
