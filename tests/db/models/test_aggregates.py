"""Aggregates: their types, what they refuse, the nodes they become."""

from __future__ import annotations

from typing import Any

import pytest

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Avg, Count, F, Max, Min, Q, StdDev, Sum, Value, Variance
from django.db.models.expressions import Ref
from django.db.models.functions import Coalesce
from django.db.models.lowering import lower
from django.db.query import expressions as nodes
from tests.db.models.resolver import column, resolved


@pytest.mark.parametrize(
    ("aggregate", "kind"),
    [
        (Avg("number"), "FloatField"),
        (Avg("price"), "DecimalField"),
        (Avg("span"), "DurationField"),
        (Sum("number"), "IntegerField"),
        (Sum("price"), "DecimalField"),
        (Max("moment"), "DateTimeField"),
        (Min("name"), "CharField"),
        (Count("name"), "IntegerField"),
        (StdDev("number"), "FloatField"),
        (Variance("price"), "DecimalField"),
    ],
    ids=str,
)
def test_an_aggregate_has_a_type_of_its_own(aggregate: Any, kind: str) -> None:
    assert kind == resolved(aggregate).output_field.get_internal_type()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Max("a", distinct=True), TypeError, "Max does not allow distinct."),
        (lambda: Count("a", default=1), TypeError, "Count does not allow default."),
        (lambda: Sum("a", order_by="b"), TypeError, "Sum does not allow order_by."),
        (lambda: Count("*", filter=Q(a=1)), ValueError, "Star cannot be used with filter. Please specify a field."),
        (lambda: Avg("a", "b"), TypeError, r"'Avg' takes exactly 1 argument \(2 given\)"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(make: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_an_aggregate_of_an_aggregate_is_refused() -> None:
    with pytest.raises(FieldError, match=r"Cannot compute Avg\('Sum'\): 'Sum' is an aggregate"):
        resolved(Avg(Sum("number")))


def test_an_aggregate_becomes_its_parts() -> None:
    node = lower(resolved(Sum("number", distinct=True, filter=Q(name="x"))))
    assert ("SUM", (column("number"),), True) == (node.name, node.args, node.distinct)
    assert isinstance(node.where, nodes.Compare)


def test_a_filter_that_always_holds_is_left_out() -> None:
    class Always:
        conditional = True
        opaque = False

        def resolve_expression(self, *args: Any, **kwargs: Any) -> Always:
            return self

        def lower(self) -> Any:
            return nodes.Everything()

    assert lower(resolved(Sum("number", filter=Always()))).where is None


def test_a_sample_is_another_function() -> None:
    assert ["STDDEV_POP", "STDDEV_SAMP"] == [lower(resolved(StdDev("number", sample=s))).name for s in (False, True)]
    assert ["VAR_POP", "VAR_SAMP"] == [lower(resolved(Variance("number", sample=s))).name for s in (False, True)]


def test_counting_rows_counts_stars() -> None:
    assert (nodes.Star(),) == lower(resolved(Count("*"))).args


def test_a_default_stands_where_there_is_nothing_to_aggregate() -> None:
    expression = resolved(Sum("number", default=0))
    assert isinstance(expression, Coalesce)
    assert 0 == expression.empty_result_set_value
    assert ["SUM", 0] == [expression.source_expressions[0].function, expression.source_expressions[1].value]


def test_an_aggregate_of_no_rows_is_known_without_asking() -> None:
    assert 0 == Count("a").empty_result_set_value
    assert Sum("a").empty_result_set_value is None


def test_a_simple_aggregate_names_itself() -> None:
    assert "price__sum" == Sum("price").default_alias
    with pytest.raises(TypeError, match="Complex expressions require an alias"):
        Sum(F("a") + 1).default_alias  # noqa: B018


def test_an_aggregate_of_users_keeps_its_template() -> None:
    class Joined(models.Aggregate):
        function = "JOINED"
        template = "%(function)s(%(distinct)s%(expressions)s SEPARATOR ',')"

    node = lower(resolved(Joined("name")))
    assert ("JOINED", Joined.template) == (node.name, node.template)


def test_an_aggregate_shows_its_options() -> None:
    assert "Sum(F(a), distinct=True, filter=(AND: ('b', 1)))" == repr(Sum("a", distinct=True, filter=Q(b=1)))


def test_group_columns_of_an_aggregate_are_none() -> None:
    assert [] == resolved(Sum("number")).get_group_by_cols()
    assert 1 == len(Ref("x", resolved(Value(1) + F("number"))).get_group_by_cols())
