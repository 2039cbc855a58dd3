"""ValidationError keeps one message, a list or a mapping, and they compare by content."""

from __future__ import annotations

import pickle

import pytest

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError


def test_a_single_error_fills_in_its_parameters() -> None:
    error = ValidationError("%(value)s is odd", code="odd", params={"value": 3})
    assert (error.messages, error.code, str(error)) == (["3 is odd"], "odd", "['3 is odd']")
    assert error.error_list == [error] and not hasattr(error, "error_dict")


def test_a_list_is_flattened() -> None:
    error = ValidationError(["a", ValidationError(["b", "c"]), ValidationError({"f": "d"})])
    assert error.messages == ["a", "b", "c", "d"] and not hasattr(error, "message")


def test_a_mapping_keeps_its_fields() -> None:
    error = ValidationError({"f": ["a", "b"], "g": ValidationError("c", code="x")})
    assert error.message_dict == dict(error) == {"f": ["a", "b"], "g": ["c"]}
    assert error.messages == ["a", "b", "c"] and error.error_dict["g"][0].code == "x"
    assert repr(error) == "ValidationError({'f': ['a', 'b'], 'g': ['c']})"


def test_only_a_mapping_has_messages_by_field() -> None:
    with pytest.raises(AttributeError):
        ValidationError("a").message_dict


def test_an_error_of_an_error_is_the_same_error() -> None:
    inner = ValidationError("a", code="x", params={"p": 1})
    outer = ValidationError(inner)
    assert (outer.message, outer.code, outer.params) == ("a", "x", {"p": 1})


def test_errors_are_gathered_by_field() -> None:
    gathered = ValidationError({"f": "a"}).update_error_dict({"f": [ValidationError("z")]})
    ValidationError("b").update_error_dict(gathered)
    assert {field: [leaf.message for leaf in errors] for field, errors in gathered.items()} == {
        "f": ["z", "a"],
        NON_FIELD_ERRORS: ["b"],
    }


def test_order_does_not_matter_for_equality_but_content_does() -> None:
    assert ValidationError(["a", "b"]) == ValidationError(["b", "a"])
    assert ValidationError({"f": ["a", "b"]}) == ValidationError({"f": ["b", "a"]})
    assert hash(ValidationError({"f": ["a", "b"]})) == hash(ValidationError({"f": ["b", "a"]}))
    assert ValidationError("a") != ValidationError("a", code="x") != ValidationError("a", code="x", params={"y": [1]})
    assert ValidationError(["a", "a"]) != ValidationError(["a"])


def test_errors_survive_pickling() -> None:
    error = ValidationError({"f": ["a"]})
    assert pickle.loads(pickle.dumps(error)) == error


def test_templates_are_told_to_pass_over_missing_objects() -> None:
    assert ObjectDoesNotExist.silent_variable_failure is True
