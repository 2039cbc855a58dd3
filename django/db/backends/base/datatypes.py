"""What columns of each field kind are called in standard SQL, for an engine to start from."""

from __future__ import annotations

from typing import Any


def _char_field(data: dict[str, Any]) -> str:
    return "varchar" if data["max_length"] is None else f"varchar({data['max_length']})"


STANDARD_TYPES: dict[str, Any] = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "BigIntegerField": "bigint",
    "BinaryField": "blob",
    "BooleanField": "boolean",
    "CharField": _char_field,
    "DateField": "date",
    "DateTimeField": "timestamp",
    "DecimalField": "decimal(%(max_digits)s, %(decimal_places)s)",
    "DurationField": "bigint",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "double precision",
    "GenericIPAddressField": "varchar(39)",
    "IPAddressField": "varchar(15)",
    "IntegerField": "integer",
    "JSONField": "json",
    "PositiveBigIntegerField": "bigint",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "smallint",
    "SlugField": "varchar(%(max_length)s)",
    "SmallAutoField": "smallint",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "char(32)",
}

#: Kind to the condition its columns are checked by.
STANDARD_CHECKS = dict.fromkeys(
    ("PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"), '"%(column)s" >= 0'
)
