"""What MySQL and MariaDB do not like about fields, and what we do not like about servers."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db.backends.base.validation import BaseDatabaseValidation

#: The longest text that an index of every storage engine can hold.
_LONGEST_UNIQUE = 255

_NOTES = "https://docs.djangoproject.com/en/5.2/ref/databases/"


class DatabaseValidation(BaseDatabaseValidation):
    """Checks of a MySQL or MariaDB connection."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Warn of a server that would cut values to fit."""
        return [*super().check(**kwargs), *self._check_strictness()]

    def _check_strictness(self) -> list[Any]:
        if self.connection.sql_mode & {"STRICT_TRANS_TABLES", "STRICT_ALL_TABLES"}:
            return []
        name, alias = self.connection.display_name, self.connection.alias
        return [
            checks.Warning(
                f"{name} Strict Mode is not set for database connection '{alias}'",
                hint=(
                    f"{name}'s Strict Mode fixes many data integrity problems in {name}, such as data truncation upon "
                    f"insertion, by escalating warnings into errors. It is strongly recommended you activate it. See: "
                    f"{_NOTES}#mysql-sql-mode"
                ),
                id="mysql.W002",
            )
        ]

    def check_field_type(self, field: Any, field_type: str) -> list[Any]:
        """Warn of texts too long to be unique, and of indexes on columns that can have none."""
        found: list[Any] = []
        name = self.connection.display_name
        if field_type.startswith("varchar") and field.unique and (field.max_length or 0) > _LONGEST_UNIQUE:
            found.append(
                checks.Warning(
                    f"{name} may not allow unique CharFields to have a max_length > {_LONGEST_UNIQUE}.",
                    obj=field,
                    hint=f"See: {_NOTES}#mysql-character-fields",
                    id="mysql.W003",
                )
            )
        if field.db_index and field_type.lower() in self.connection._limited_data_types:
            found.append(
                checks.Warning(
                    f"{name} does not support a database index on {field_type} columns.",
                    hint="An index won't be created. Silence this warning if you don't care about it.",
                    obj=field,
                    id="fields.W162",
                )
            )
        return found
