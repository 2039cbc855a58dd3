"""Fields that are gone, kept for the history of projects: a check says what to use instead."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, EmailField, TextField

__all__ = ["CICharField", "CIEmailField", "CITextField"]


def _gone(name: str, instead: str, number: str) -> dict[str, Any]:
    return {
        "msg": f"django.contrib.postgres.fields.{name} is removed except for support in historical migrations.",
        "hint": f'Use {instead}(db_collation="…") with a case-insensitive non-deterministic collation instead.',
        "id": f"fields.{number}",
    }


class CICharField(CharField):
    """A text, capital letters or not. Gone."""

    system_check_removed_details = _gone("CICharField", "CharField", "E905")


class CIEmailField(EmailField):
    """An e-mail address, capital letters or not. Gone."""

    system_check_removed_details = _gone("CIEmailField", "EmailField", "E906")


class CITextField(TextField):
    """A long text, capital letters or not. Gone."""

    system_check_removed_details = _gone("CITextField", "TextField", "E907")
