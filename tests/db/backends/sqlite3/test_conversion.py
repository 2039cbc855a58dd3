"""Conversion: values come back from SQLite as they went."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.db.backends.base.inline import REFUSALS
from django.db.backends.sqlite3 import conversion

ROME = ZoneInfo("Europe/Rome")
PRICE = SimpleNamespace(max_digits=12, decimal_places=2)


def there_and_back(connection, kind, value, field=None, column_type="text"):
    binder = connection.ops.binder(kind, field)
    convert = connection.ops.converter(kind, field)
    connection.raw.execute(f"CREATE TABLE IF NOT EXISTS kept_{column_type} (v {column_type})")
    connection.raw.execute(f"DELETE FROM kept_{column_type}")
    sent = value if binder is None else binder(value, connection)
    connection.raw.execute(f"INSERT INTO kept_{column_type} VALUES (?)", (sent,))
    ((kept,),) = connection.raw.execute(f"SELECT v FROM kept_{column_type}").fetchall()
    return kept if convert is None else convert(kept)


@pytest.mark.parametrize(
    ("kind", "value", "column_type"),
    [
        ("DateField", date(2020, 2, 29), "date"),
        ("TimeField", time(23, 59, 59, 5), "time"),
        ("TimeField", time(1), "time"),
        ("DateTimeField", datetime(2020, 2, 29, 1, 2, 3, 4), "datetime"),
        ("DateTimeField", datetime(1, 1, 1), "datetime"),
        ("DurationField", timedelta(days=-3, microseconds=1), "bigint"),
        ("BooleanField", True, "bool"),
        ("BooleanField", False, "bool"),
        ("UUIDField", UUID(int=7), "char"),
        ("CharField", "text", "varchar"),
        ("IntegerField", 2**62, "integer"),
    ],
)
def test_values_come_back_as_they_went(connection, kind, value, column_type):
    back = there_and_back(connection, kind, value, column_type=column_type)
    assert value == back and type(value) is type(back)


@given(cents=st.integers(-(10**12) + 1, 10**12 - 1))
def test_decimals_come_back_exact(cents):
    from tests.db.backends.conftest import BareConnection

    value = Decimal(cents).scaleb(-2)
    back = there_and_back(_decimals(BareConnection), "DecimalField", value, PRICE, "decimal")
    assert (value, 2) == (back, -back.as_tuple().exponent)


_KEPT = []


def _decimals(make):
    if not _KEPT:
        _KEPT.append(make())
    return _KEPT[0]


def test_computed_decimals_keep_their_digits(connection):
    assert Decimal("1.125") == connection.ops.converter("DecimalField")(1.125)
    assert Decimal("0.1") == connection.ops.converter("DecimalField", None)(0.1)


def test_decimals_with_too_many_digits_are_refused(connection):
    field = SimpleNamespace(max_digits=3, decimal_places=1)
    with pytest.raises(ArithmeticError):
        connection.ops.binder("DecimalField", field)(Decimal("1234.5"), connection)


def test_what_is_remembered_of_decimals_is_bounded(connection):
    convert = connection.ops.converter("DecimalField", SimpleNamespace(max_digits=9, decimal_places=3))
    for number in range(40_000):
        convert(number / 7)
    (remembered,) = [cell.cell_contents for cell in convert.__closure__ if isinstance(cell.cell_contents, dict)]
    assert len(remembered) <= 16384


def test_aware_moments_are_kept_in_the_zone_of_the_connection(connection, monkeypatch):
    monkeypatch.setattr(connection, "timezone", ROME, raising=False)
    moment = datetime(2020, 7, 1, 12, tzinfo=UTC)
    assert "2020-07-01 14:00:00" == connection.ops.binder("DateTimeField")(moment, connection)
    back = there_and_back(connection, "DateTimeField", moment)
    assert moment == back and back.tzinfo is ROME


def test_aware_moments_are_refused_without_time_zones(connection):
    with pytest.raises(ValueError, match="does not support timezone-aware datetimes when USE_TZ is False"):
        connection.ops.binder("DateTimeField")(datetime(2020, 1, 1, tzinfo=UTC), connection)


def test_aware_times_are_refused(connection):
    with pytest.raises(ValueError, match="SQLite backend does not support timezone-aware times."):
        connection.ops.adapt_timefield_value(time(1, tzinfo=UTC))


@pytest.mark.parametrize(
    "kind", ["DateField", "DateTimeField", "TimeField", "DurationField", "UUIDField", "DecimalField"]
)
def test_binders_hand_null_back(connection, kind):
    assert connection.ops.binder(kind)(None, connection) is None


def test_empty_addresses_are_null(connection):
    assert connection.ops.adapt_ipaddressfield_value("") is None
    assert connection.ops.binder("GenericIPAddressField")("", connection) is None


@pytest.mark.parametrize("kind", ["CharField", "TextField", "IntegerField", "FloatField", "BinaryField", "JSONField"])
def test_values_the_driver_knows_pass_through(connection, kind):
    assert connection.ops.binder(kind) is None
    assert connection.ops.converter(kind) is None


TEXTS = st.one_of(
    st.text(max_size=12),
    st.datetimes().map(str),
    st.datetimes().map(datetime.isoformat),
    st.datetimes(timezones=st.sampled_from([UTC, ROME])).map(str),
    st.dates().map(str),
    st.dates().map("{0:%Y%m%d}".format),
    st.times().map(str),
)


@pytest.mark.parametrize(
    "convert", [conversion.read_date, conversion.read_time, conversion.read_datetime, conversion.aware_reader(UTC)]
)
@given(stored=st.one_of(TEXTS, st.none(), st.integers(), st.floats(), st.binary(max_size=4)))
def test_what_is_written_into_loaders_refuses_a_value_or_reads_it_as_the_converter_does(convert, stored):
    names = {name: name for name in convert.inline.names}
    try:
        read = eval(convert.inline.template.format(value="stored", **names), {"stored": stored, **convert.inline.names})
    except REFUSALS:
        return
    assert (read, getattr(read, "tzinfo", None)) == (convert(stored), getattr(convert(stored), "tzinfo", None))
