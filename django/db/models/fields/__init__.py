"""Fields: the columns of models. A face; each kind of field has its own file beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.late import late_names, late_rooms

late_rooms(__name__, "binary proxy uuid")

from django.db.models.fields.auto import AutoField, BigAutoField, SmallAutoField
from django.db.models.fields.auto import AutoFieldMeta as AutoFieldMeta
from django.db.models.fields.auto import AutoFieldMixin as AutoFieldMixin
from django.db.models.fields.base import Field
from django.db.models.fields.boolean import BooleanField, NullBooleanField
from django.db.models.fields.dates import DateField, DateTimeField, DurationField, TimeField
from django.db.models.fields.dates import DateTimeCheckMixin as DateTimeCheckMixin
from django.db.models.fields.description import load_field as _load_field
from django.db.models.fields.numbers import (
    BigIntegerField,
    DecimalField,
    FloatField,
    IntegerField,
    PositiveBigIntegerField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    SmallIntegerField,
)
from django.db.models.fields.numbers import PositiveIntegerRelDbTypeMixin as PositiveIntegerRelDbTypeMixin
from django.db.models.fields.text import (
    CharField,
    CommaSeparatedIntegerField,
    EmailField,
    FilePathField,
    SlugField,
    TextField,
    URLField,
)
from django.db.models.fields.unset import BLANK_CHOICE_DASH, NOT_PROVIDED

if TYPE_CHECKING:
    from django.db.models.fields.binary import BinaryField
    from django.db.models.fields.network import GenericIPAddressField, IPAddressField
    from django.db.models.fields.uuid import UUIDField

#: The rooms loaded late, and what is in them; `models.fields.files.FieldFile` is written in many projects.
_LATE = {
    "binary": "BinaryField",
    "files": "",
    "generated": "",
    "network": "GenericIPAddressField IPAddressField",
    "uuid": "UUIDField",
}
__getattr__ = late_names(__name__, _LATE)

__all__ = [
    "BLANK_CHOICE_DASH",
    "NOT_PROVIDED",
    "AutoField",
    "BigAutoField",
    "BigIntegerField",
    "BinaryField",
    "BooleanField",
    "CharField",
    "CommaSeparatedIntegerField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "DurationField",
    "EmailField",
    "Field",
    "FilePathField",
    "FloatField",
    "GenericIPAddressField",
    "IPAddressField",
    "IntegerField",
    "NullBooleanField",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "SlugField",
    "SmallAutoField",
    "SmallIntegerField",
    "TextField",
    "TimeField",
    "URLField",
    "UUIDField",
]
