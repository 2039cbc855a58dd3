"""Values: how they travel to and from an engine, and how they are written as literals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db.backends.base.formats import duration_microseconds, format_decimal
from django.utils import timezone

BIG = 2**63


class ValueOperations:
    """The part of an engine's operations that deals with values."""

    connection: Any

    integer_field_ranges: ClassVar[dict[str, tuple[int, int]]] = {
        "SmallIntegerField": (-(2**15), 2**15 - 1),
        "IntegerField": (-(2**31), 2**31 - 1),
        "BigIntegerField": (-BIG, BIG - 1),
        "PositiveBigIntegerField": (0, BIG - 1),
        "PositiveSmallIntegerField": (0, 2**15 - 1),
        "PositiveIntegerField": (0, 2**31 - 1),
        "SmallAutoField": (-(2**15), 2**15 - 1),
        "AutoField": (-(2**31), 2**31 - 1),
        "BigAutoField": (-BIG, BIG - 1),
    }

    # --- literals --------------------------------------------------------------------------------------

    def quote_literal(self, value: Any) -> str:
        """Return a value as an SQL literal, for statements which take no parameters.

        Raises:
            ValueError: there is no literal for such a value.
        """
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return self.boolean_literal(value)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float | Decimal):
            return self.number_literal(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return self.binary_literal(bytes(value))
        if isinstance(value, timedelta):
            return str(duration_microseconds(value))
        if isinstance(value, datetime | date | time):
            return self.text_literal(str(value))
        if isinstance(value, str):
            return self.text_literal(str(value))
        raise ValueError(f"Cannot quote parameter value {value!r} of type {type(value)}")

    def boolean_literal(self, value: bool) -> str:
        """Return TRUE or FALSE."""
        return "TRUE" if value else "FALSE"

    def number_literal(self, value: float | Decimal) -> str:
        """Return a number which is not whole; not-a-number and infinity have no literal."""
        text = str(value) if isinstance(value, Decimal) else repr(float(value))
        if text.lstrip("-").startswith(("n", "i", "N", "I", "s")):
            raise ValueError(f"Cannot quote parameter value {value!r} of type {type(value)}")
        return text

    def binary_literal(self, value: bytes) -> str:
        """Return bytes as a hexadecimal literal."""
        return f"X'{value.hex()}'"

    def text_literal(self, value: str) -> str:
        """Return text in quotes, those inside doubled."""
        if "\0" in value:
            raise ValueError("A text with a NUL character cannot be written as a literal; send it as a parameter.")
        doubled = value.replace("'", "''")
        return f"'{doubled}'"

    # --- values -----------------------------------------------------------------------------------------------------

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        """Return `function(value, connection)` preparing values of `kind` for the driver; None: sent as they are."""
        return None

    def converter(self, kind: str, field: Any = None) -> Callable[[Any], Any] | None:
        """Return `function(value)` reading a driver's value of `kind`; None: it is right already.

        Args:
            kind: the field's internal type name.
            field: the field of the column it comes from, which knows precision; None for a computed value, which
                keeps the digits it has.
        """
        return None

    def get_db_converters(self, expression: Any) -> list[Callable[[Any, Any, Any], Any]]:
        """Return converters in the public form: `function(value, expression, connection)`."""
        field = expression.output_field
        convert = self.converter(field.get_internal_type(), field if hasattr(expression, "target") else None)
        if convert is None:
            return []
        return [lambda value, expression, connection: None if value is None else convert(value)]

    def adapt_unknown_value(self, value: Any) -> Any:
        """Prepare a value whose field is not known, by its own type."""
        if isinstance(value, datetime):
            return self.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return self.adapt_datefield_value(value)
        if isinstance(value, time):
            return self.adapt_timefield_value(value)
        if isinstance(value, Decimal):
            return self.adapt_decimalfield_value(value)
        return value

    def adapt_integerfield_value(self, value: Any, internal_type: str) -> Any:
        """Prepare the value of an integer field."""
        return value

    def adapt_datefield_value(self, value: date | None) -> Any:
        """Prepare a date."""
        return None if value is None else str(value)

    def adapt_datetimefield_value(self, value: datetime | None) -> Any:
        """Prepare a point in time."""
        return None if value is None else str(value)

    def adapt_timefield_value(self, value: time | None) -> Any:
        """Prepare a time of day.

        Raises:
            ValueError: it has a time zone.
        """
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError("Django does not support timezone-aware times.")
        return str(value)

    def adapt_decimalfield_value(
        self, value: Decimal | None, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        """Prepare a decimal number with the precision of its field."""
        return format_decimal(value, max_digits, decimal_places)

    def adapt_ipaddressfield_value(self, value: str | None) -> Any:
        """Prepare an address; the empty one is NULL."""
        return value or None

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        """Prepare a JSON document."""
        import json  # cost: most programs have no JSON column

        return json.dumps(value, cls=encoder)

    def convert_durationfield_value(self, value: int | None, expression: Any, connection: Any) -> timedelta | None:
        """Read a duration kept as microseconds."""
        return None if value is None else timedelta(0, 0, value)

    def process_clob(self, value: Any) -> Any:
        """Read a long text."""
        return value

    def validate_autopk_value(self, value: Any) -> Any:
        """Return the value if it may stand in a self-numbering key.

        Raises:
            ValueError: it may not.
        """
        return value

    def integer_field_range(self, internal_type: str) -> tuple[int | None, int | None]:
        """Return the smallest and the largest value of an integer column."""
        return self.integer_field_ranges[internal_type]

    def year_lookup_bounds_for_date_field(self, value: int, iso_year: bool = False) -> list[Any]:
        """Return the first and the last day of a year."""
        first, last = year_bounds(value, iso_year)
        return [self.adapt_datefield_value(first), self.adapt_datefield_value(last)]

    def year_lookup_bounds_for_datetime_field(self, value: int, iso_year: bool = False) -> list[Any]:
        """Return the first and the last moment of a year in the current time zone."""
        first, last = year_bounds(value, iso_year)
        bounds = [datetime.combine(first, time.min), datetime.combine(last, time.max)]
        if settings.USE_TZ:
            zone = timezone.get_current_timezone()
            bounds = [timezone.make_aware(bound, zone) for bound in bounds]
        return [self.adapt_datetimefield_value(bound) for bound in bounds]


def year_bounds(year: int, iso_year: bool) -> tuple[date, date]:
    """Return the first and the last day of a calendar year, or of an ISO year."""
    if not iso_year:
        return date(year, 1, 1), date(year, 12, 31)
    first = date.fromisocalendar(year, 1, 1)
    return first, date.fromisocalendar(year + 1, 1, 1) - timedelta(days=1)
