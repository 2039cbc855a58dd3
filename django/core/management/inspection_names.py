"""Names for models and fields, made of names of tables and columns that Python or models cannot have."""

from __future__ import annotations

import keyword
import re

from django.db import models

RENAMED = "Field renamed: its column's name is not one a field can have."


def field_name(column, taken, is_relation=False):
    """Return (name, remarks): a name like `column` that a field can have and that is not in `taken`.

    Args:
        column: the column's name.
        taken: names that other fields have.
        is_relation: the field is a reference; the column's name without ``_id`` is its name then.
    """
    remarks = []
    name = column.lower()
    if name != column:
        remarks.append("Field name made lowercase.")
    if is_relation:
        name = name.removesuffix("_id")
    cleaned = _cleaned(name)
    if cleaned != name:
        remarks.append(RENAMED)
    name, number = cleaned, 0
    while name in taken:
        name, number = f"{cleaned}_{number}", number + 1
    if number:
        remarks.append("Field renamed because of name conflict.")
    return name, remarks


def _cleaned(name):
    cleaned = re.sub(r"_{2,}", "_", re.sub(r"\W", "_", name))
    if cleaned.startswith("_"):
        cleaned = f"field{cleaned}"
    if cleaned.endswith("_"):
        cleaned = f"{cleaned}field"
    if cleaned[:1].isdigit():
        cleaned = f"number_{cleaned}"
    # A field called `delete` would take the place of the method.
    if keyword.iskeyword(cleaned) or hasattr(models.Model, cleaned) or cleaned == "objects":
        cleaned = f"{cleaned}_field"
    return cleaned


def model_name(name, taken):
    """Return a name like `name` that a class can have and that is not in `taken`."""
    cleaned = re.sub(r"\W", "", name) or "Model"
    if cleaned[0].isdigit() or cleaned[0] == "_" or keyword.iskeyword(cleaned):
        cleaned = f"Model{cleaned}"
    found, number = cleaned, 0
    # Apps know models by their names in small letters.
    while found.lower() in taken:
        found, number = f"{cleaned}{number}", number + 1
    return found
