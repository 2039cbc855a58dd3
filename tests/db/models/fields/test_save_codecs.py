"""What is remembered of values' types changes nothing in how they are stored."""

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
from django.test.utils import override_settings
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


def outcome(bind: Any, value: Any) -> Any:
    """What binding gives, or which error it raises."""
    try:
        bound = value if bind is None else bind(value, connection)
        # Some drivers write a document only now.
        return type(bound), str(bound)
    except (ValidationError, ValueError, TypeError, ArithmeticError, AttributeError) as error:
        return type(error)


@pytest.mark.parametrize("use_tz", [False, True])
@pytest.mark.filterwarnings("ignore:DateTimeField")
@given(place=st.integers(0, len(FIELDS) - 1), value=VALUES)
def test_a_binder_narrowed_to_a_type_binds_as_the_whole_one(use_tz: bool, place: int, value: Any) -> None:
    """Whatever the value is, right type or wrong."""

    with override_settings(USE_TZ=use_tz):
        bind = FIELDS[place].save_codec.binder(connection)
        narrow = getattr(bind, "for_type", None)
        narrowed = bind if narrow is None else narrow(type(value))
        assert outcome(narrowed, value) == outcome(bind, value)
