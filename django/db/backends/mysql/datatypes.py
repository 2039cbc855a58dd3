"""What columns of each field kind are in MySQL and MariaDB, and the types that values are cast to."""

from __future__ import annotations

from typing import Any

DATA_TYPES: dict[str, Any] = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "BinaryField": "longblob",
    "BooleanField": "bool",
    "CharField": "varchar(%(max_length)s)",
    "DateField": "date",
    "DateTimeField": "datetime(6)",
    "DecimalField": "numeric(%(max_digits)s, %(decimal_places)s)",
    "DurationField": "bigint",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "double precision",
    "GenericIPAddressField": "char(39)",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "IPAddressField": "char(15)",
    "JSONField": "json",
    "OneToOneField": "integer",
    "PositiveBigIntegerField": "bigint UNSIGNED",
    "PositiveIntegerField": "integer UNSIGNED",
    "PositiveSmallIntegerField": "smallint UNSIGNED",
    "SlugField": "varchar(%(max_length)s)",
    "SmallAutoField": "smallint",
    "SmallIntegerField": "smallint",
    "TextField": "longtext",
    "TimeField": "time(6)",
    "UUIDField": "char(32)",
}

#: The same on MariaDB 10.7 and later, which has a type for UUIDs.
DATA_TYPES_WITH_UUID: dict[str, Any] = {**DATA_TYPES, "UUIDField": "uuid"}

DATA_TYPES_SUFFIX = dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField"), "AUTO_INCREMENT")

#: Types that are kept apart from their row: no plain default, no index without a length.
LIMITED_DATA_TYPES = (
    "tinyblob",
    "blob",
    "mediumblob",
    "longblob",
    "tinytext",
    "text",
    "mediumtext",
    "longtext",
    "json",
)

SIGNED_KINDS = frozenset(
    {
        "AutoField",
        "BigAutoField",
        "BigIntegerField",
        "IntegerField",
        "SmallAutoField",
        "SmallIntegerField",
    }
)
UNSIGNED_KINDS = frozenset({"PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"})
INTEGER_KINDS = SIGNED_KINDS | UNSIGNED_KINDS

#: Kinds whose columns are text.
TEXT_KINDS = frozenset({"CharField", "TextField", "SlugField", "FileField", "FilePathField"})

#: CAST knows types of its own.
CAST_TYPES: dict[str, str] = {
    **dict.fromkeys(SIGNED_KINDS, "signed integer"),
    **dict.fromkeys(UNSIGNED_KINDS, "unsigned integer"),
    "BooleanField": "signed integer",
    "CharField": "char(%(max_length)s)",
    "DecimalField": "decimal(%(max_digits)s, %(decimal_places)s)",
    "DurationField": "signed integer",
    "FileField": "char(%(max_length)s)",
    "FilePathField": "char(%(max_length)s)",
    "FloatField": "double",
    "SlugField": "char(%(max_length)s)",
    "TextField": "char",
    "BinaryField": "binary",
}
