"""Conversions of values: to Python, for queries, for the database, and the defaults."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from types import SimpleNamespace

import pytest

from django.core.exceptions import ValidationError
from django.db.models.fields import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    FloatField,
    GenericIPAddressField,
    IntegerField,
    TextField,
    TimeField,
    UUIDField,
)
from django.db.models.fields.json import JSONField
from django.utils.functional import lazy

KEY = uuid.UUID("550e8400-e29b-41d4-a716-446655440000")


class Engine:
    """An engine that changes values of some kinds."""

    def __init__(self, **binders):
        self.ops = SimpleNamespace(binder=lambda kind, field: binders.get(kind))


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        (IntegerField(), "4", 4),
        (FloatField(), "1.5", 1.5),
        (DecimalField(max_digits=4, decimal_places=2), 1.25, Decimal("1.25")),
        (BooleanField(), "t", True),
        (BooleanField(), "0", False),
        (BooleanField(null=True), "", None),
        (CharField(), 3, "3"),
        (DateField(), "2020-02-03", datetime.date(2020, 2, 3)),
        (TimeField(), "10:20", datetime.time(10, 20)),
        (DurationField(), "1 00:00:01", datetime.timedelta(days=1, seconds=1)),
        (UUIDField(), KEY.hex, KEY),
        (UUIDField(), KEY.int, KEY),
        (GenericIPAddressField(unpack_ipv4=True), "::ffff:1.2.3.4", "1.2.3.4"),
        (BinaryField(), "YQ==", b"a"),
        (IntegerField(), None, None),
    ],
)
def test_to_python_gives_the_type_of_the_field(field, given, expected):
    assert field.to_python(given) == expected


@pytest.mark.parametrize(
    ("field", "given", "message"),
    [
        (IntegerField(), "x", "“x” value must be an integer."),
        (FloatField(), "x", "“x” value must be a float."),
        (DecimalField(max_digits=4, decimal_places=2), "NaN", "“NaN” value must be a decimal number."),
        (BooleanField(), "x", "“x” value must be either True or False."),
        (BooleanField(null=True), "x", "“x” value must be either True, False, or None."),
        (DateField(), "x", "“x” value has an invalid date format. It must be in YYYY-MM-DD format."),
        (
            DateField(),
            "2020-13-01",
            "“2020-13-01” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
        ),
        (UUIDField(), "x", "“x” is not a valid UUID."),
    ],
)
def test_to_python_refuses_other_values(field, given, message):
    with pytest.raises(ValidationError) as caught:
        field.to_python(given)
    assert caught.value.messages == [message]


@pytest.mark.parametrize("field", [IntegerField(), FloatField()])
def test_a_number_that_is_none_is_refused_with_the_name_of_the_field(field):
    field.set_attributes_from_name("age")
    with pytest.raises(ValueError, match="Field 'age' expected a number but got 'abc'."):
        field.get_prep_value("abc")


def test_lazy_values_are_settled_before_a_query():
    assert type(CharField().get_prep_value(lazy(lambda: "x", str)())) is str
    assert type(IntegerField().get_prep_value(lazy(lambda: 1, int)())) is int


def test_a_naive_moment_is_warned_of_and_made_aware():
    with pytest.warns(RuntimeWarning, match=r"DateTimeField \(unbound\) received a naive datetime"):
        value = DateTimeField().get_prep_value(datetime.datetime(2020, 1, 1))
    assert value.tzinfo is not None


def test_engine_binds_what_the_field_left_to_it():
    field = IntegerField()
    assert field.binder(Engine()) is None
    assert field.binder(Engine(IntegerField=max)) is max


def test_a_program_that_overrides_the_preparing_for_the_database_is_called():
    class Backwards(CharField):
        def get_db_prep_value(self, value, connection, prepared=False):
            return value[::-1]

        def get_internal_type(self):
            return "CharField"

    engine = Engine(CharField=max)
    assert Backwards().binder(engine)("abc", engine) == "cba"
    assert Backwards().save_codec.binder(engine)("abc", engine) == "cba"


def test_saving_prepares_values_of_another_type_only():
    engine = Engine()
    bind = TextField().save_codec.binder(engine)
    text = "x"
    assert bind(text, engine) is text
    assert bind(5, engine) == "5"
    assert bind(None, engine) is None


def test_saving_applies_the_engine_after_the_field():
    engine = Engine(UUIDField=lambda value, connection: value.hex)
    assert UUIDField().save_codec.binder(engine)(str(KEY), engine) == KEY.hex


def test_a_subclass_that_converts_is_asked_even_for_plain_values():
    class Shouting(CharField):
        def get_prep_value(self, value):
            return value.upper()

    engine = Engine()
    assert Shouting().save_codec.binder(engine)("a", engine) == "A"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (CharField(), ""),
        (CharField(null=True), None),
        (IntegerField(), None),
        (BinaryField(), b""),
        (IntegerField(default=3), 3),
        (IntegerField(default=lambda: 4), 4),
    ],
)
def test_default_of_a_new_instance(field, expected):
    assert field.get_default() == expected


def test_json_text_is_read_and_anything_else_left_alone():
    field = JSONField()
    assert field.from_db_value('{"a": [1]}', None, None) == {"a": [1]}
    assert field.from_db_value("no json", None, None) == "no json"
    assert field.from_db_value(3, None, None) == 3
    assert field.from_db_value(None, None, None) is None


def test_json_refuses_encoders_that_cannot_be_called():
    with pytest.raises(ValueError, match="The encoder parameter must be a callable object."):
        JSONField(encoder=3)
    with pytest.raises(ValueError, match="The decoder parameter must be a callable object."):
        JSONField(decoder=3)


def test_there_are_no_forms():
    with pytest.raises(NotImplementedError, match="no forms"):
        CharField().formfield()


@pytest.mark.parametrize("number", [5, 1.5, True])
def test_a_number_is_no_span_of_time(number):
    with pytest.raises(TypeError, match=r"expected a timedelta but got .* Give a datetime.timedelta"):
        DurationField().get_prep_value(number)
