"""Functions written for statements bind as calling one function per value does."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.backends.binding import pick, written, written_for_rows
from django.db.backends.statement import CALLS_BEFORE_WRITING, Statement
from django.db.query.expressions import Literal, Param
from django.utils.functional import lazystr

FIELDS = (
    models.CharField(max_length=20),
    models.IntegerField(),
    models.BigAutoField(primary_key=True),
    models.FloatField(),
    models.BooleanField(),
    models.DecimalField(max_digits=8, decimal_places=2),
    models.DateTimeField(),
    models.DateField(),
    models.TimeField(),
    models.DurationField(),
    models.UUIDField(),
    models.BinaryField(),
    models.GenericIPAddressField(),
    models.JSONField(),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.decimals(places=3, min_value=-9999, max_value=9999),
    st.just(Decimal("NaN")),
    st.datetimes(),
    st.datetimes(timezones=st.just(datetime.UTC)),
    st.datetimes(timezones=st.just(datetime.timezone(datetime.timedelta(hours=5)))),
    st.dates(),
    st.times(),
    st.timedeltas(max_value=datetime.timedelta(days=9000), min_value=datetime.timedelta(days=-9000)),
    st.builds(uuid.UUID, int=st.integers(0, 2**128 - 1)),
    st.builds(lazystr, st.text(max_size=3)),
)


def outcome(call: Any, *args: Any) -> Any:
    """What a call gives, or which error it raises."""
    try:
        value = call(*args)
    except (ValidationError, ValueError, TypeError, ArithmeticError, AttributeError) as error:
        return type(error)
    return [(type(item), str(item)) for item in value]


@pytest.mark.filterwarnings("ignore:DateTimeField")
@given(place=st.integers(0, len(FIELDS) - 1), value=VALUES)
def test_a_written_function_prepares_as_called_ones_do(place: int, value: Any) -> None:
    """Whatever the value is, right type or wrong."""
    param = Param(0, FIELDS[place].save_codec)
    find = pick(param, connection)
    expected = outcome(lambda: [find((value,), connection)])
    assert outcome(written([param], connection), (value,), connection) == expected
    assert outcome(written_for_rows([param], connection), [(value,)], connection) == expected


def test_parts_of_values_constants_and_literals_stand_where_they_belong() -> None:
    """A parameter may be an item of a value, a value of the tree, or no node at all."""
    codec = models.IntegerField().save_codec
    params = [Param(1, codec, item=1), Literal("x", models.CharField(max_length=3).save_codec), 7, Param(0)]
    bind = written(params, connection)
    assert list(bind(("last", (4, 5)), connection)) == [5, "x", 7, "last"]


def test_a_statement_binds_alike_before_and_after_its_function_is_written() -> None:
    """The function takes over after a few calls."""
    codecs = [models.CharField(max_length=3).save_codec, models.DecimalField(max_digits=5, decimal_places=2).save_codec]
    params = [Param(place, codec) for place, codec in enumerate(codecs)]
    statement = Statement("UPDATE t SET a = %s, b = %s", params, connection)
    bound = [
        [statement.bind(("a", Decimal("1.5")), connection)[0], *statement.bind(("a", Decimal("1.5")), connection)[1]]
        for _ in range(CALLS_BEFORE_WRITING + 2)
    ]
    assert bound == bound[:1] * len(bound)
