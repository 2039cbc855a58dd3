"""Lookups: how they prepare their values, and the conditions they become."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from django.db import models
from django.db.models import F, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import ExtractYear, Lower
from django.db.models.lookups import Exact, GreaterThan, In, Lookup, StartsWith, YearExact
from django.db.models.lowering import lower, lower_condition
from django.db.models.memo.slots import Slots
from django.db.query import expressions as nodes
from tests.db.models.resolver import Names, column, lookup


def slotted(name: str, lookup_name: str, value: Any) -> tuple[Any, Slots]:
    """Return the condition of a lookup whose value is a slot, and the slots."""
    slots = Slots(0)
    return lower_condition(lookup(name, lookup_name, slots.take(value))), slots


# --- comparisons ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lookup_name", "operator"), [("exact", "="), ("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")]
)
def test_a_comparison_is_its_operator(lookup_name: str, operator: str) -> None:
    node, slots = slotted("number", lookup_name, "7")
    assert (operator, column("number"), 0) == (node.operator, node.left, node.right.index)
    assert [7] == slots.values


def test_a_value_the_field_refuses_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="Field 'number' expected a number but got 'x'"):
        slotted("number", "exact", "x")


def test_the_preparation_is_kept_for_later_values() -> None:
    _, slots = slotted("number", "exact", "7")
    (prepare,) = slots.preparations
    assert 8 == prepare("8")


def test_a_value_that_does_not_vary_is_part_of_the_tree() -> None:
    node = lower_condition(lookup("number", "exact", 7))
    assert isinstance(node.right, nodes.Literal)


def test_truth_of_a_boolean_is_the_boolean() -> None:
    assert nodes.Truth(column("flag")) == lower_condition(lookup("flag", "exact", True))
    assert nodes.Not(nodes.Truth(column("flag"))) == lower_condition(lookup("flag", "exact", False))


def test_a_lookup_is_a_value_where_one_is_wanted() -> None:
    node = lower(lookup("number", "isnull", True))
    assert nodes.Condition(nodes.IsNull(column("number"))) == node


def test_isnull_wants_to_know_which() -> None:
    with pytest.raises(ValueError, match="The QuerySet value for an isnull lookup must be True or False."):
        lower_condition(lookup("number", "isnull", 1))


@pytest.mark.parametrize(
    ("lookup_name", "value", "expected"),
    [
        ("exact", 2**64, nodes.Nothing()),
        ("gt", 2**64, nodes.Nothing()),
        ("lt", 2**64, nodes.Everything()),
        ("gte", -(2**63) - 1, nodes.Everything()),
        ("lte", -(2**63) - 1, nodes.Nothing()),
    ],
)
def test_numbers_beyond_every_column_decide_without_the_database(lookup_name: str, value: int, expected: Any) -> None:
    assert expected == lower_condition(lookup("number", lookup_name, value))


def test_a_column_for_counts_holds_nothing_below_zero() -> None:
    assert nodes.Nothing() == slotted("count", "exact", -1)[0]
    assert nodes.Everything() == slotted("count", "gte", -1)[0]
    assert isinstance(slotted("number", "gte", -1)[0], nodes.Compare)


@pytest.mark.parametrize("value", ["-1", -1.5])
def test_a_number_whose_key_does_not_tell_its_sign_is_left_to_the_database(value: Any) -> None:
    assert isinstance(slotted("count", "gte", value)[0], nodes.Compare)


@pytest.mark.parametrize(("lookup_name", "expected"), [("gte", 2), ("lt", 2), ("gt", 1), ("lte", 1)])
def test_a_float_is_rounded_so_that_the_same_integers_pass(lookup_name: str, expected: int) -> None:
    _, slots = slotted("number", lookup_name, 1.5)
    assert [expected] == slots.values


# --- several values ---------------------------------------------------------------------------------------------------


def test_in_leaves_out_null_and_repetitions() -> None:
    node, slots = slotted("number", "in", ["1", None, 2, 1])
    assert (True, column("number")) == (node.right.many, node.left)
    assert [[1, 2]] == slots.values


@pytest.mark.parametrize("value", [[], [None]])
def test_in_nothing_is_never_true(value: list[Any]) -> None:
    assert nodes.Nothing() == slotted("number", "in", value)[0]
    assert nodes.Nothing() == lower_condition(lookup("number", "in", value))


def test_in_a_list_with_expressions_is_written_out() -> None:
    other = Names().resolve_ref("count")
    node = lower_condition(lookup("number", "in", [1, other]))
    assert [1, column("count")] == [node.right[0].value, node.right[1]]


def test_what_is_no_list_is_not_kept_apart() -> None:
    node, slots = slotted("name", "in", "ab")
    assert ["a", "b"] == [item.value for item in node.right]
    assert not slots.cacheable


def test_a_range_takes_both_ends_from_one_value() -> None:
    node, slots = slotted("number", "range", ("1", 5))
    assert (column("number"), 0, 1) == (node.left, node.low.item, node.high.item)
    assert [[1, 5]] == slots.values


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lookup_name", "iexact contains icontains startswith endswith regex iregex".split())
def test_text_lookups_leave_patterns_to_the_engine(lookup_name: str) -> None:
    node, slots = slotted("name", lookup_name, "50%")
    assert (lookup_name, column("name")) == (node.lookup, node.left)
    assert ["50%"] == slots.values


def test_text_lookups_take_other_values_as_text() -> None:
    assert ["5"] == slotted("number", "contains", 5)[1].values


def test_a_registered_name_of_ones_own_matches_as_its_parent_does() -> None:
    class Begins(StartsWith):
        lookup_name = "begins"

    assert "startswith" == lower_condition(Begins(Names().resolve_ref("name"), "x")).lookup


def test_text_compared_with_a_uuid_has_no_dashes_where_uuids_have_none() -> None:
    class Features:
        has_native_uuid_field = False

    class Connection:
        features = Features()

    node, _ = slotted("key", "startswith", "a-b")
    assert "ab" == node.right.codec.binder(Connection)("a-b", Connection)
    Features.has_native_uuid_field = True
    assert node.right.codec.binder(Connection) is None


# --- dates ------------------------------------------------------------------------------------------------------------


class Years:
    """Operations that name the ends of a year."""

    def year_lookup_bounds_for_date_field(self, year: int, iso_year: bool = False) -> list[str]:
        return [f"{year}-first", f"{year}-last"]


class Calendar:
    ops = Years()


@pytest.mark.parametrize(
    ("lookup_name", "operator", "end"),
    [("gt", ">", "2000-last"), ("gte", ">=", "2000-first"), ("lt", "<", "2000-first"), ("lte", "<=", "2000-last")],
)
def test_a_year_is_compared_by_its_ends(lookup_name: str, operator: str, end: str) -> None:
    year = ExtractYear(Names().resolve_ref("day"))
    node = lower_condition(year.get_lookup(lookup_name)(year, 2000))
    assert (operator, column("day")) == (node.operator, node.left)
    assert end == node.right.codec.binder(Calendar)(node.right.value, Calendar)


def test_a_year_is_a_range_of_days() -> None:
    year = ExtractYear(Names().resolve_ref("day"))
    slots = Slots(0)
    node = lower_condition(year.get_lookup("exact")(year, slots.take("2000")))
    ends = [end.codec.binder(Calendar)(2000, Calendar) for end in (node.low, node.high)]
    assert ["2000-first", "2000-last"] == ends
    assert [2000] == slots.values


def test_a_year_that_is_an_expression_is_extracted() -> None:
    names = Names()
    year = ExtractYear(names.resolve_ref("day"))
    node = lower_condition(year.get_lookup("exact")(year, names.resolve_ref("number")))
    assert "extract" == node.left.name


# --- JSON -------------------------------------------------------------------------------------------------------------


def path(*steps: str) -> Any:
    """Return the transform for a path into `data`."""
    expression = Names().resolve_ref("data")
    for step in steps:
        expression = expression.get_transform(step)(expression)
    return expression


def test_a_path_into_json_is_one_call() -> None:
    node = lower(path("a", "0", "b"))
    assert ("json_extract", (column("data"),)) == (node.name, node.args)
    assert (("path", ("a", 0, "b")),) == node.options


def test_a_piece_of_json_is_compared_with_json() -> None:
    left = path("a")
    node = lower_condition(left.get_lookup("exact")(left, Slots(0).take(1)))
    assert ("json_extract", (("path", ()),)) == (node.right.name, node.right.options)


def test_none_is_jsons_null() -> None:
    left = path("a")
    found = left.get_lookup("exact")(left, None)
    assert found.can_use_none_as_rhs
    assert lower_condition(found).right.args[0].value is None


def test_a_text_lookup_on_json_looks_at_the_text() -> None:
    left = path("a")
    node = lower_condition(left.get_lookup("icontains")(left, "x"))
    assert ("as_text", True) in node.left.options


def test_keys_are_part_of_the_path_and_always_texts() -> None:
    left = path("a")
    node = lower_condition(left.get_lookup("has_key")(left, "0"))
    assert (("path", ("a", "0")),) == node.expression.options


def test_several_keys_are_several_conditions() -> None:
    left = Names().resolve_ref("data")
    assert nodes.All is type(lower_condition(left.get_lookup("has_keys")(left, ["a", "b"])))
    assert nodes.Any_ is type(lower_condition(left.get_lookup("has_any_keys")(left, ["a", "b"])))


# --- transforms, and lookups of users ---------------------------------------------------------------------------------


class Folded(models.Transform):
    lookup_name = "folded"
    function = "FOLD"
    bilateral = True


def test_a_bilateral_transform_is_applied_on_both_sides() -> None:
    node = lower_condition(Exact(Folded(Names().resolve_ref("name")), "X"))
    assert ["FOLD", "FOLD"] == [node.left.name, node.right.name]


def test_a_bilateral_transform_is_applied_to_each_of_several_values() -> None:
    node = lower_condition(In(Folded(Names().resolve_ref("name")), ["X", "Y"]))
    assert ["X", "Y"] == [item.args[0].value for item in node.right]


class Differs(Lookup):
    lookup_name = "differs"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        rhs, more = self.process_rhs(compiler, connection)
        return f"{lhs} <> {rhs}", [*params, *more]


class Compiler:
    """Writes a column as its name."""

    def compile(self, expression: Any) -> Any:
        return expression.target.name, []


def test_a_lookup_with_sql_of_its_own_gets_plain_values() -> None:
    slots = Slots(0)
    found = Differs(Names().resolve_ref("number"), slots.take("7"))
    assert isinstance(lower_condition(found), nodes.Opaque)
    assert not slots.cacheable
    assert ("number <> %s", [7]) == found.as_sql(Compiler(), None)


def test_a_lookup_that_prepares_by_itself_gets_plain_values() -> None:
    class Longer(GreaterThan):
        def get_prep_lookup(self) -> Any:
            return len(self.rhs)

    slots = Slots(0)
    assert 3 == Longer(Names().resolve_ref("number"), slots.take("abc")).rhs
    assert not slots.cacheable


def test_a_field_that_prepares_by_itself_gets_plain_values() -> None:
    class Odd(models.IntegerField):
        def get_prep_value(self, value: Any) -> Any:
            return None if value == "none" else super().get_prep_value(value)

    slots = Slots(0)
    assert Exact(Value(1, Odd()), slots.take("none")).rhs is None
    assert not slots.cacheable


def test_a_lookup_made_by_hand_is_resolved_like_any_expression() -> None:
    found = GreaterThan(Lower(F("name")), "x").resolve_expression(Names())
    node = lower_condition(found)
    assert (">", "lower", "x") == (node.operator, node.left.name, node.right.value)


def test_lookups_are_equal_when_both_sides_are() -> None:
    assert Exact(F("a"), 1) == Exact(F("a"), 1)
    assert Exact(F("a"), 1) != Exact(F("a"), 2)
    assert 1 == len({Exact(F("a"), 1), Exact(F("a"), 1)})


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        (Exact(F("number"), 1), "django.db.models.lookups.Exact"),
        (YearExact(F("day"), 2000), "django.db.models.lookups.YearExact"),
        (KeyTransform("size", F("data")), "django.db.models.fields.json.KeyTransform"),
    ],
)
def test_migrations_name_lookups_by_their_public_path(expression: Lookup, path: str) -> None:
    found, args, kwargs = expression.deconstruct()
    assert path == found
    module, _, name = path.rpartition(".")
    assert expression == getattr(import_module(module), name)(*args, **kwargs)
