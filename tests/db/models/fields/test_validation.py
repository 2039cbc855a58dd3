"""Validation of one value: choices, null, blank, validators, messages."""

from __future__ import annotations

import pytest

from django.core.exceptions import ValidationError
from django.db.models.enums import IntegerChoices, TextChoices
from django.db.models.fields import CharField, DecimalField, Field, IntegerField


class Suit(IntegerChoices):
    HEARTS = 1, "Hearts"
    SPADES = 2

    __empty__ = "None"


def message_of(deed, *args):
    with pytest.raises(ValidationError) as caught:
        deed(*args)
    return caught.value.messages


def test_value_must_be_among_the_choices():
    field = IntegerField(choices=[("Red", [(1, "A")]), (2, "B")])
    field.validate(1, None)
    assert message_of(field.validate, 3, None) == ["Value 3 is not a valid choice."]


def test_null_and_blank_need_leave():
    assert message_of(CharField().validate, None, None) == ["This field cannot be null."]
    assert message_of(CharField().validate, "", None) == ["This field cannot be blank."]
    CharField(blank=True).validate("", None)


def test_what_cannot_be_edited_is_not_judged():
    CharField(editable=False).validate(None, None)


def test_own_messages_take_the_place_of_the_usual_ones():
    field = CharField(max_length=2, error_messages={"null": "Nothing?", "max_length": "Too long."})
    assert message_of(field.validate, None, None) == ["Nothing?"]
    assert message_of(field.run_validators, "abc") == ["Too long."]


def test_messages_of_subclasses_are_nearest_first():
    class Own(IntegerField):
        default_error_messages = {"invalid": "own"}

    assert Own().error_messages["invalid"] == "own"
    assert Own().error_messages["null"] == Field().error_messages["null"]


def test_all_validators_are_heard():
    def refuse(value):
        raise ValidationError("no")

    assert message_of(CharField(max_length=1, validators=[refuse]).run_validators, "ab")[0] == "no"
    assert len(message_of(CharField(max_length=1, validators=[refuse]).run_validators, "ab")) == 2


def test_digits_are_limited():
    field = DecimalField(max_digits=3, decimal_places=1)
    assert message_of(field.clean, "12.34", None)[0].startswith("Ensure that there are no more than")


def test_enumerations_are_choices():
    field = IntegerField(choices=Suit)
    assert field.choices == [(None, "None"), (1, "Hearts"), (2, "Spades")]
    assert field.flatchoices == Suit.choices


def test_labels_of_enumerations():
    assert [(suit.name, suit.value, suit.label) for suit in Suit] == [("HEARTS", 1, "Hearts"), ("SPADES", 2, "Spades")]
    assert (Suit.names, Suit.values) == (["__empty__", "HEARTS", "SPADES"], [None, 1, 2])
    assert str(Suit.HEARTS) == "1"


def test_text_choices_are_texts():
    class Size(TextChoices):
        SMALL = "s"

    assert f"{Size.SMALL}" == "s"
    assert Size.SMALL == "s"
    assert Size("s").label == "Small"


def test_repeated_values_of_an_enumeration_are_refused():
    with pytest.raises(ValueError, match="duplicate values found"):

        class Fruit(IntegerChoices):
            APPLE = 1
            PEAR = 1


def test_a_blank_choice_is_offered_unless_there_is_one():
    assert CharField(choices=[("a", "A")]).get_choices()[0] == ("", "---------")
    assert list(CharField(choices=[("", "none"), ("a", "A")]).get_choices()) == [("", "none"), ("a", "A")]


def test_choices_of_an_iterator_can_be_read_twice():
    field = IntegerField(choices=((n, str(n)) for n in range(2)))
    assert list(field.choices) == list(field.choices) == [(0, "0"), (1, "1")]
