"""What columns of each field kind are in SQLite."""

from __future__ import annotations

from typing import Any


def _char_field(data: dict[str, Any]) -> str:
    # A text without a longest length is allowed where the engine does not need one.
    return "varchar" if data["max_length"] is None else f"varchar({data['max_length']})"


DATA_TYPES: dict[str, Any] = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "BinaryField": "BLOB",
    "BooleanField": "bool",
    "CharField": _char_field,
    "DateField": "date",
    "DateTimeField": "datetime",
    "DecimalField": "decimal",
    "DurationField": "bigint",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "real",
    "GenericIPAddressField": "char(39)",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "IPAddressField": "char(15)",
    "JSONField": "text",
    "OneToOneField": "integer",
    "PositiveBigIntegerField": "bigint unsigned",
    "PositiveIntegerField": "integer unsigned",
    "PositiveSmallIntegerField": "smallint unsigned",
    "SlugField": "varchar(%(max_length)s)",
    "SmallAutoField": "integer",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "char(32)",
}

#: SQLite never gives a number out twice only if it is told so.
DATA_TYPES_SUFFIX = {"AutoField": "AUTOINCREMENT", "BigAutoField": "AUTOINCREMENT", "SmallAutoField": "AUTOINCREMENT"}

TYPE_CHECKS = {
    "PositiveBigIntegerField": '"%(column)s" >= 0',
    "JSONField": '(JSON_VALID("%(column)s") OR "%(column)s" IS NULL)',
    "PositiveIntegerField": '"%(column)s" >= 0',
    "PositiveSmallIntegerField": '"%(column)s" >= 0',
}
