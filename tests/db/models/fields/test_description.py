"""Identity, order, copies, pickles and deconstruction of fields."""

from __future__ import annotations

import copy
import pickle

import pytest

from django.db.models.fields import (
    AutoField,
    BigAutoField,
    BinaryField,
    CharField,
    DateField,
    DecimalField,
    EmailField,
    Field,
    GenericIPAddressField,
    IntegerField,
    SlugField,
    SmallAutoField,
    URLField,
    UUIDField,
)


def test_fields_are_ordered_as_they_were_written():
    first, second = CharField(), IntegerField()
    assert first < second
    assert sorted([second, first]) == [first, second]


def test_automatic_fields_come_first():
    written = IntegerField()
    assert AutoField(auto_created=True) < written


def test_a_field_equals_only_itself():
    field = IntegerField()
    assert field == copy.copy(field)
    assert field != IntegerField()
    assert field not in (None, 1, "")


def test_hash_does_not_change_when_the_field_is_named():
    field = IntegerField()
    before = hash(field)
    field.set_attributes_from_name("rank")
    assert hash(field) == before


@pytest.mark.parametrize(
    ("field", "kwargs"),
    [
        (CharField(max_length=4), {"max_length": 4}),
        (CharField(max_length=4, choices={"a": "A"}), {"max_length": 4, "choices": [("a", "A")]}),
        (EmailField(), {"max_length": 254}),
        (URLField(), {}),
        (SlugField(), {}),
        (SlugField(max_length=60, db_index=False), {"max_length": 60, "db_index": False}),
        (BinaryField(), {}),
        (BinaryField(editable=True), {"editable": True}),
        (DecimalField(max_digits=5, decimal_places=2), {"max_digits": 5, "decimal_places": 2}),
        (DateField(auto_now=True), {"auto_now": True}),
        (GenericIPAddressField(protocol="IPv6"), {"protocol": "IPv6"}),
        (UUIDField(), {}),
        (AutoField(primary_key=True), {"primary_key": True}),
    ],
)
def test_deconstruct_writes_what_differs_from_the_defaults(field, kwargs):
    _name, path, args, found = field.deconstruct()
    assert (path, args, found) == (f"django.db.models.{type(field).__name__}", [], kwargs)


def test_callable_choices_are_written_as_the_callable():
    def offered():
        return [("a", "A")]

    assert CharField(choices=offered).deconstruct()[3]["choices"] is offered


def test_a_field_of_a_program_is_written_with_its_own_path():
    class Inner:
        class Field(Field):
            pass

    assert Inner.Field().deconstruct()[1].endswith("Inner.Field")


def test_clone_has_the_same_options_and_another_identity():
    field = CharField(max_length=9, null=True)
    assert field.clone().deconstruct() == field.deconstruct()
    assert field.clone() != field


def test_copies_forget_what_was_computed():
    field = CharField(max_length=9)
    assert field.kind == "CharField"
    assert "kind" not in copy.copy(field).__dict__


def test_a_field_without_model_pickles_as_its_options():
    field = Field(max_length=100, default="a string")
    assert field.get_default() == "a string"
    assert pickle.loads(pickle.dumps(field)).deconstruct() == field.deconstruct()


def test_repr_names_the_public_class():
    field = CharField()
    assert repr(field) == "<django.db.models.fields.CharField>"
    field.set_attributes_from_name("title")
    assert repr(field) == "<django.db.models.fields.CharField: title>"


def test_every_numbered_key_is_an_auto_field():
    class Own(SmallAutoField):
        pass

    assert all(issubclass(kind, AutoField) for kind in (AutoField, BigAutoField, SmallAutoField, Own))
    assert not isinstance(IntegerField(), AutoField)


def test_kinds_of_one_numbered_key_are_told_apart():
    class Own(AutoField):
        pass

    assert not isinstance(BigAutoField(), Own)
