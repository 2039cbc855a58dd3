"""Expressions: their types, their errors, the nodes they become."""

from __future__ import annotations

import copy
import datetime
import pickle
from decimal import Decimal
from typing import Any

import pytest

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Case, Expression, ExpressionWrapper, F, Func, OrderBy, Q, Sum, Value, When, Window
from django.db.models.expressions import (
    Col,
    CombinedExpression,
    DatabaseDefault,
    DurationExpression,
    NegatedExpression,
    OutputFieldIsNoneError,
    RawSQL,
    Ref,
    RowRange,
    Star,
    TemporalSubtraction,
    ValueRange,
    WindowFrameExclusion,
)
from django.db.models.functions import Lower, Rank
from django.db.models.lowering import lower, lower_condition
from django.db.models.memo.slots import Slots
from django.db.query import expressions as nodes
from tests.db.models.resolver import Names, column, resolved

# --- names ------------------------------------------------------------------------------------------------------------


def test_a_name_becomes_its_column() -> None:
    assert column("number") == lower(resolved(F("number")))


def test_an_unknown_name_is_an_error_of_the_query() -> None:
    with pytest.raises(FieldError, match="nope"):
        resolved(F("nope"))


def test_a_reference_is_equal_to_one_of_the_same_name() -> None:
    assert F("a") == F("a")
    assert F("a") != F("b")
    assert len({F("a"), F("a")}) == 1


@pytest.mark.parametrize(
    ("subscript", "error", "message"),
    [
        (slice(1, 2, 3), ValueError, "Step argument is not supported."),
        (slice(-1, None), ValueError, "Negative indexing is not supported."),
        (-1, ValueError, "Negative indexing is not supported."),
        ("x", TypeError, "Argument to slice must be either int or slice instance."),
        (slice(2, 1), ValueError, "Slice stop must be greater than slice start."),
    ],
)
def test_a_slice_that_makes_no_sense_is_refused(subscript: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        F("a")[subscript]


def test_a_slice_of_a_text_is_a_part_of_it() -> None:
    node = lower(resolved(F("name")[1:3]))
    assert "substr" == node.name
    assert [2, 2] == [argument.value for argument in node.args[1:]]


def test_membership_and_iteration_of_a_reference_are_refused() -> None:
    with pytest.raises(TypeError, match="not iterable"):
        assert "a" in F("a")
    with pytest.raises(TypeError, match="not iterable"):
        list(F("a"))


def test_a_relabelled_column_is_another_object() -> None:
    original = resolved(F("number"))
    assert nodes.Column("u", "number", "IntegerField") == lower(original.relabeled_clone({"t": "u"}))
    assert column("number") == lower(original)


def test_a_reference_to_an_annotation_stands_for_its_expression() -> None:
    ref = Ref("x", resolved(F("number")))
    assert column("number") == lower(ref)
    assert {"x"} == (ref + 1).get_refs()


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", "CharField"),
        (True, "BooleanField"),
        (1, "IntegerField"),
        (1.5, "FloatField"),
        (Decimal(1), "DecimalField"),
        (datetime.datetime(2000, 1, 1), "DateTimeField"),
        (datetime.date(2000, 1, 1), "DateField"),
        (datetime.time(1), "TimeField"),
        (datetime.timedelta(1), "DurationField"),
        (b"x", "BinaryField"),
    ],
    ids=repr,
)
def test_a_value_has_the_type_of_what_it_holds(value: Any, kind: str) -> None:
    assert kind == Value(value).output_field.get_internal_type()


def test_none_is_null_and_has_no_type() -> None:
    assert nodes.Null() == lower(resolved(Value(None)))
    with pytest.raises(OutputFieldIsNoneError, match="Cannot resolve expression type, unknown output_field"):
        Value(None).output_field  # noqa: B018


def test_json_has_a_null_of_its_own() -> None:
    node = lower(resolved(Value(None, models.JSONField())))
    assert isinstance(node, nodes.Literal)


def test_a_slot_becomes_a_param_and_is_prepared_by_its_field() -> None:
    slots = Slots(3)
    expression = Value("7", models.IntegerField()).parametrized(slots)
    node = lower(resolved(expression))
    assert (3, "IntegerField") == (node.index, node.kind)
    assert [7] == slots.values


def test_a_value_to_be_saved_uses_the_codec_of_saving() -> None:
    field = models.IntegerField()
    node = lower(resolved(Value(7, field), for_save=True))
    assert field.save_codec is node.codec


def test_a_default_of_the_database_is_itself_only_where_something_is_saved() -> None:
    expression = DatabaseDefault(Value(7), models.IntegerField())
    assert isinstance(lower(resolved(expression)), nodes.Literal)
    assert "database_default" == lower(resolved(expression, for_save=True)).name


def test_raw_sql_keeps_its_text_and_parameters() -> None:
    node = lower(resolved(RawSQL("a = %s", [1])))
    assert ("a = %s", (1,)) == (node.sql, node.params)


def test_a_wrapper_gives_its_type_to_the_node() -> None:
    node = lower(resolved(ExpressionWrapper(F("number") * 2, models.DecimalField())))
    assert "DecimalField" == node.kind


# --- arithmetic -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        (F("number") + 1, "IntegerField"),
        (F("count") + F("count"), "PositiveIntegerField"),
        (F("count") - F("count"), "IntegerField"),
        (F("number") / F("price"), "DecimalField"),
        (F("number") * F("ratio"), "FloatField"),
        (F("number") + Value(None), "IntegerField"),
        (F("moment") + F("span"), "DateTimeField"),
        (F("day") - F("span"), "DateTimeField"),
        (F("hour") + F("span"), "TimeField"),
        (F("day") - F("day"), "DurationField"),
        (F("span") + F("span"), "DurationField"),
        (F("number").bitand(3), "IntegerField"),
        (-F("number"), "IntegerField"),
        (2 ** F("number"), "IntegerField"),
    ],
    ids=str,
)
def test_arithmetic_has_the_type_of_its_operands(expression: Any, kind: str) -> None:
    assert kind == resolved(expression).output_field.get_internal_type()


def test_arithmetic_of_unlike_types_must_be_told_its_type() -> None:
    message = "Cannot infer type of '\\+' expression involving these types: CharField, IntegerField. You must set"
    with pytest.raises(FieldError, match=message):
        resolved(F("name") + F("number")).output_field  # noqa: B018


def test_arithmetic_tells_the_engine_the_kinds_of_both_sides() -> None:
    node = lower(resolved(F("moment") - F("span")))
    assert ("-", "DateTimeField", "DurationField") == (node.operator, node.left_kind, node.right_kind)


@pytest.mark.parametrize(
    ("expression", "cls"),
    [
        (F("number") + 1, CombinedExpression),
        (F("moment") + datetime.timedelta(1), DurationExpression),
        (F("moment") - F("moment"), TemporalSubtraction),
    ],
    ids=str,
)
def test_arithmetic_with_moments_knows_that_it_is(expression: Any, cls: type) -> None:
    assert cls is type(resolved(expression))


@pytest.mark.parametrize("combine", [lambda: F("a") & 1, lambda: F("a") | F("b"), lambda: 1 ^ F("a")])
def test_bitwise_operators_are_for_conditions(combine: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"Use .bitand\(\), .bitor\(\), and .bitxor\(\) for bitwise"):
        combine()


def test_conditional_expressions_are_joined_to_a_q() -> None:
    flag = Value(True)
    assert Q(flag) & Q(flag) == flag & flag


# --- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "message"),
    [
        ((3,), {"then": 1}, TypeError, "supports a Q object, a boolean expression, or lookups as a condition"),
        ((), {"then": 1}, TypeError, "supports a Q object, a boolean expression, or lookups as a condition"),
        ((Value(1),), {"then": 1}, TypeError, "supports a Q object, a boolean expression, or lookups"),
        ((Q(),), {"then": 1}, ValueError, r"An empty Q\(\) can't be used as a When\(\) condition."),
    ],
)
def test_a_branch_needs_a_condition(arguments: Any, keywords: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        When(*arguments, **keywords)


def test_cases_are_branches() -> None:
    with pytest.raises(TypeError, match="Positional arguments must all be When objects."):
        Case(3)


def test_a_case_becomes_its_branches_and_its_default() -> None:
    node = lower(resolved(Case(When(number=1, then=F("name")), default=Value("x"))))
    ((condition, result),) = node.whens
    assert isinstance(condition, nodes.Compare)
    assert (column("name"), "x", "CharField") == (result, node.default.value, node.kind)


def test_a_case_without_branches_is_its_default() -> None:
    assert column("name") == lower(resolved(Case(default=F("name"))))


def test_a_condition_in_the_place_of_a_value_says_so() -> None:
    node = lower(resolved(NegatedExpression(F("flag"))))
    assert nodes.Condition(nodes.Not(nodes.Truth(column("flag")))) == node


def test_only_conditions_can_be_negated() -> None:
    with pytest.raises(TypeError, match="Cannot negate non-conditional expressions."):
        resolved(~F("number"))


def test_a_double_negation_is_the_thing_itself() -> None:
    assert F("flag") == ~~F("flag")


# --- order ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"nulls_first": True, "nulls_last": True}, "nulls_first and nulls_last are mutually exclusive"),
        ({"nulls_first": False}, "nulls_first and nulls_last values must be True or None."),
    ],
)
def test_nulls_stand_at_one_end(keywords: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        F("a").asc(**keywords)


def test_an_order_needs_an_expression() -> None:
    with pytest.raises(ValueError, match="expression must be an expression type"):
        OrderBy("a")


def test_a_reversed_order_turns_its_nulls_round() -> None:
    order = resolved(F("number").desc(nulls_last=True))
    assert nodes.Order(column("number"), True, "last") == lower(order)
    assert nodes.Order(column("number"), False, "first") == lower(order.reverse_ordering())


# --- calls ------------------------------------------------------------------------------------------------------------


def test_a_call_has_the_type_its_arguments_share() -> None:
    assert "CharField" == resolved(Func(F("name"), Value("x"))).output_field.get_internal_type()


def test_a_call_of_arguments_of_mixed_types_must_be_told_its_type() -> None:
    with pytest.raises(FieldError, match="Expression contains mixed types: CharField, IntegerField. You must set"):
        resolved(Func(F("name"), F("number"))).output_field  # noqa: B018


def test_a_call_of_the_wrong_number_of_arguments_is_refused() -> None:
    with pytest.raises(TypeError, match=r"'Lower' takes exactly 1 argument \(2 given\)"):
        Lower("a", "b")


def test_a_spelt_function_keeps_its_spelling() -> None:
    node = lower(resolved(Func(F("name"), function="MINE", template="%(function)s<%(expressions)s>", extra=1)))
    assert ("MINE", "%(function)s<%(expressions)s>", (("extra", 1),)) == (node.name, node.template, node.options)


def test_a_function_of_ours_has_a_neutral_name_until_somebody_spells_it() -> None:
    class Mine(Lower):
        function = "MINE"

    assert "lower" == lower(resolved(Lower("name"))).name
    assert "MINE" == lower(resolved(Mine("name"))).name
    assert "OTHER" == lower(resolved(Lower("name", function="OTHER"))).name


class Shouting(Func):
    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="SHOUT", **extra)


def test_a_class_with_sql_of_its_own_stays_itself_in_the_tree() -> None:
    expression = resolved(Shouting(F("name"), output_field=models.TextField()))
    node = lower(expression)
    assert (expression, "TextField") == (node.expression, node.kind)


def test_super_as_sql_compiles_the_call_with_the_changes() -> None:
    class Compiler:
        def compile_node(self, node: Any) -> Any:
            return node, []

    node, _ = resolved(Shouting(F("name"))).as_sql(Compiler(), None)
    assert ("SHOUT", (column("name"),)) == (node.name, node.args)


def test_sql_added_to_a_class_later_counts() -> None:
    class Mine(Lower):
        pass

    Mine.as_sqlite = lambda self, compiler, connection: ("1", [])  # type: ignore[attr-defined]
    assert isinstance(lower(resolved(Mine("name"))), nodes.Opaque)


def test_a_node_of_the_nearest_class_wins_over_sql_of_its_parents() -> None:
    class Mine(Shouting):
        def lower(self) -> Any:
            return Star().lower()

    assert nodes.Star() == lower(resolved(Mine("name")))


# --- windows ----------------------------------------------------------------------------------------------------------


def test_a_window_becomes_its_parts() -> None:
    frame = RowRange(-1, 2, exclusion=WindowFrameExclusion.TIES)
    node = lower(resolved(Window(Sum("number"), partition_by="name", order_by=["-day", "number"], frame=frame)))
    assert (column("name"),) == node.partition
    assert (nodes.Order(column("day"), True), nodes.Order(column("number"))) == node.order
    assert nodes.Frame("ROWS", -1, 2, "TIES") == node.frame


def test_a_window_is_over_something_that_allows_it() -> None:
    with pytest.raises(ValueError, match="Expression 'Lower' isn't compatible with OVER clauses."):
        Window(Lower("a"))


def test_a_window_is_ordered_by_expressions() -> None:
    with pytest.raises(ValueError, match="Window.order_by must be either a string reference to a field"):
        Window(Rank(), order_by=3)


def test_a_window_aggregates_no_group() -> None:
    expression = resolved(Window(Sum("number")))
    assert not expression.contains_aggregate
    assert expression.contains_over_clause


def test_a_frame_shows_its_bounds() -> None:
    assert "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" == str(ValueRange(end=0))


# --- identity ---------------------------------------------------------------------------------------------------------


def test_expressions_made_with_the_same_arguments_are_equal_however_written() -> None:
    assert Expression(models.IntegerField()) == Expression(output_field=models.IntegerField())
    assert Expression(models.IntegerField()) != Expression(models.CharField())
    assert hash(Value(1)) == hash(Value(value=1))


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        (F("a"), "django.db.models.F"),
        (Value(1), "django.db.models.Value"),
        (Func("a"), "django.db.models.Func"),
        (When(a=1, then=2), "django.db.models.When"),
        (Case(), "django.db.models.Case"),
        (OrderBy(F("a")), "django.db.models.OrderBy"),
        (ExpressionWrapper("a", models.IntegerField()), "django.db.models.ExpressionWrapper"),
        (F("a") + 1, "django.db.models.expressions.CombinedExpression"),
        (Window(Rank()), "django.db.models.expressions.Window"),
        (Sum("a"), "django.db.models.aggregates.Sum"),
        (Lower("a"), "django.db.models.functions.text.Lower"),
        (Q(a=1), "django.db.models.Q"),
    ],
    ids=str,
)
def test_what_is_written_into_migrations_is_the_public_path(expression: Any, path: str) -> None:
    found, args, kwargs = expression.deconstruct()
    assert path == found
    assert type(expression)(*args, **kwargs) == expression


@pytest.mark.parametrize("expression", [F("a") + 1, Sum("a", filter=Q(b=1)), Case(When(a=1, then=2))], ids=str)
def test_expressions_can_be_copied_and_pickled(expression: Any) -> None:
    assert expression == copy.deepcopy(expression)
    assert expression == pickle.loads(pickle.dumps(expression))


def test_replacing_goes_through_all_parts() -> None:
    expression = Lower(F("a") + F("b")).replace_expressions({F("a"): Value(1)})
    assert "Lower(Value(1) + F(b))" == str(expression)


def test_replacing_a_field_in_a_condition_makes_a_lookup_on_the_value() -> None:
    replaced = Q(number__gt=3).replace_expressions({F("number"): Value(5)})
    node = lower_condition(replaced.children[0])
    assert (">", 5, 3) == (node.operator, node.left.value, node.right.value)


def test_prefixing_changes_names_only() -> None:
    assert "F(x__a) + Value(1)" == str((F("a") + 1).prefix_references("x__"))


def test_flattening_yields_every_part() -> None:
    assert 4 == len(list(resolved(Lower(F("name") + Value("x"))).flatten()))


def test_grouping_names_what_is_not_aggregated() -> None:
    names = Names()
    plain = (F("number") + 1).resolve_expression(names)
    assert [plain] == plain.get_group_by_cols()
    mixed = (F("number") + Sum("price")).resolve_expression(names)
    assert [Col("t", names.fields["number"])] == mixed.get_group_by_cols()
