"""What holds of exclusion constraints, and of other constraints over PostgreSQL's types."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.core.exceptions import ValidationError
from django.db import IntegrityError, NotSupportedError, connection, connections, models, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import CheckConstraint, Deferrable, F, Func, Q, UniqueConstraint
from django.db.models.functions import Lower
from django.test.utils import isolate_apps
from tests.contrib.postgres.models import Shelf, Stay, Text

pytestmark = pytest.mark.engine("postgresql")

DAY = datetime.date(2024, 2, 28)


def days(first: int, last: int) -> tuple[datetime.date, datetime.date]:
    return DAY + datetime.timedelta(first), DAY + datetime.timedelta(last)


def add(pg: str, model: Any, constraint: Any) -> None:
    with connections[pg].schema_editor() as editor:
        editor.add_constraint(model, constraint)


def refused(pg: str, stay: Stay, constraint: Any) -> bool:
    """Whether validation, and the database, refuse a row; both must say the same."""
    try:
        constraint.validate(Stay, stay, using=pg)
        valid = True
    except ValidationError:
        valid = False
    try:
        with transaction.atomic(using=pg):
            stay.save(using=pg)
            transaction.set_rollback(True, using=pg)
        stored = True
    except IntegrityError:
        stored = False
    assert valid == stored
    return not stored


class FiveLong(Func):
    function = "INT8RANGE"
    output_field = BigIntegerRangeField()


def test_two_rows_may_not_overlap_in_one_room(pg: str, needs: Callable[..., None]) -> None:
    needs("btree_gist")
    constraint = ExclusionConstraint(
        name="no_overlap",
        expressions=[("days", RangeOperators.OVERLAPS), (F("room"), RangeOperators.EQUAL)],
        condition=Q(cancelled=False),
    )
    add(pg, Stay, constraint)
    first = Stay.objects.using(pg).create(room=1, days=days(0, 5))
    constraint.validate(Stay, first, using=pg)
    assert refused(pg, Stay(room=1, days=days(4, 6)), constraint)
    assert not refused(pg, Stay(room=2, days=days(4, 6)), constraint)
    assert not refused(pg, Stay(room=1, days=days(5, 6)), constraint)
    assert not refused(pg, Stay(room=1, days=days(4, 6), cancelled=True), constraint)
    assert not refused(pg, Stay(room=1, days=None), constraint)
    constraint.validate(Stay, Stay(room=1, days=days(4, 6)), exclude={"days"}, using=pg)


def test_expressions_with_classes_of_operators_are_excluded_by(pg: str) -> None:
    constraint = ExclusionConstraint(
        name="no_overlap",
        expressions=[(OpClass(FiveLong("number", F("number") + 5, RangeBoundary()), "range_ops"), "&&")],
        violation_error_code="clash",
        violation_error_message="“%(name)s” clashes.",
    )
    add(pg, Stay, constraint)
    Stay.objects.using(pg).create(number=10)
    with pytest.raises(ValidationError, match="“no_overlap” clashes.") as caught:
        constraint.validate(Stay, Stay(number=14), using=pg)
    assert caught.value.code == "clash"
    assert refused(pg, Stay(number=6), constraint)
    assert not refused(pg, Stay(number=15), constraint)


@pytest.mark.parametrize("kind", ["gist", "SPGIST"])
def test_a_deferred_constraint_is_looked_at_at_the_end(pg: str, kind: str) -> None:
    constraint = ExclusionConstraint(
        name="apart",
        index_type=kind,
        expressions=[("whole", RangeOperators.ADJACENT_TO)],
        include=["room"],
        condition=Q(whole__lt=NumericRange(100, 200)),
        deferrable=Deferrable.DEFERRED,
    )
    add(pg, Stay, constraint)
    Stay.objects.using(pg).create(whole=(20, 50))
    with transaction.atomic(using=pg):
        Stay.objects.using(pg).create(whole=(10, 20)).delete()
    Stay.objects.using(pg).create(whole=(200, 500))
    Stay.objects.using(pg).create(whole=(100, 200))
    with pytest.raises(IntegrityError), transaction.atomic(using=pg):
        Stay.objects.using(pg).create(whole=(10, 20))
        connections[pg].check_constraints()
    with connections[pg].schema_editor() as editor:
        connections[pg].check_constraints()
        editor.remove_constraint(Stay, constraint)


def test_a_table_is_created_with_its_constraint(pg: str) -> None:
    with isolate_apps("tests.contrib.postgres"):

        class Apart(models.Model):
            whole = Stay._meta.get_field("whole").clone()

            class Meta:
                app_label = "postgres"
                constraints = [ExclusionConstraint(name="apart", expressions=[("whole", RangeOperators.OVERLAPS)])]

    with connections[pg].schema_editor() as editor:
        editor.create_model(Apart)
    Apart(whole=(1, 5)).save(using=pg)
    with pytest.raises(IntegrityError), transaction.atomic(using=pg):
        Apart(whole=(4, 6)).save(using=pg)


def test_conditions_over_these_types_are_checked_by_validation_and_by_the_database(pg: str) -> None:
    inside = CheckConstraint(condition=Q(whole__contained_by=NumericRange(10, 30)), name="inside")
    add(pg, Stay, inside)
    assert refused(pg, Stay(whole=(20, 50)), inside)
    assert not refused(pg, Stay(whole=(10, 30)), inside)
    short = CheckConstraint(condition=Q(numbers__len__lte=2) & Q(numbers__contains=[1]), name="short")
    add(pg, Shelf, short)
    with pytest.raises(ValidationError):
        short.validate(Shelf, Shelf(numbers=[2]), using=pg)
    short.validate(Shelf, Shelf(numbers=[1, 2]), using=pg)
    with pytest.raises(IntegrityError), transaction.atomic(using=pg):
        Shelf.objects.using(pg).create(name="x", numbers=[1, 2, 3])


def test_uniqueness_with_a_class_of_operators_is_validated_without_it(pg: str) -> None:
    constraint = UniqueConstraint(OpClass(Lower("title"), name="text_pattern_ops"), name="one_title")
    add(pg, Text, constraint)
    Text.objects.using(pg).create(title="One")
    with pytest.raises(ValidationError):
        constraint.validate(Text, Text(title="ONE"), using=pg)
    constraint.validate(Text, Text(title="two"), using=pg)


# --- no database needed -----------------------------------------------------------------------------------------------


def exclusion(**options: Any) -> ExclusionConstraint:
    return ExclusionConstraint(**{"name": "x", "expressions": [("whole", RangeOperators.OVERLAPS)], **options})


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"index_type": "gin"}, "Exclusion constraints only support GiST or SP-GiST indexes."),
        ({"expressions": []}, "At least one expression is required to define an exclusion constraint."),
        ({"expressions": ["whole"]}, "The expressions must be a list of 2-tuples."),
        ({"condition": F("x")}, "ExclusionConstraint.condition must be a Q instance."),
        ({"deferrable": "x"}, "ExclusionConstraint.deferrable must be a Deferrable instance."),
        ({"include": "x"}, "ExclusionConstraint.include must be a list or tuple."),
        ({"expressions": [("whole", "&& , x WITH =")]}, "is no operator"),
    ],
)
def test_impossible_arguments_are_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        exclusion(**options)


def test_a_constraint_is_deconstructed_compared_and_shown() -> None:
    plain = exclusion()
    rich = exclusion(index_type="SPGIST", condition=Q(room=1), deferrable=Deferrable.IMMEDIATE, include=["room"])
    for constraint in (plain, rich):
        path, args, kwargs = constraint.deconstruct()
        assert path == "django.contrib.postgres.constraints.ExclusionConstraint"
        assert constraint.clone() == constraint == ExclusionConstraint(*args, **kwargs)
    assert plain != rich
    assert "index_type" not in plain.deconstruct()[2]
    assert repr(plain) == "<ExclusionConstraint: index_type='GIST' expressions=[('whole', '&&')] name='x'>"
    assert "deferrable=Deferrable.IMMEDIATE include=('room',)" in repr(rich)


@isolate_apps("tests.contrib.postgres")
def test_names_that_are_no_columns_are_errors_of_the_checks() -> None:
    class Wrong(models.Model):
        title = models.CharField(max_length=5)
        parent = models.ForeignKey("self", models.CASCADE)

        class Meta:
            app_label = "postgres"
            constraints = [
                ExclusionConstraint(name="x", expressions=[("title", "="), ("nowhere", "="), (F("parent__title"), "=")])
            ]

            required_db_vendor = "postgresql"

    found = {message.id for message in Wrong.check(databases={connection.alias})}
    assert found == {"models.E012", "models.E041"}


@pytest.mark.only_on("sqlite")
@isolate_apps("tests.contrib.postgres")
def test_another_engine_is_an_error_of_the_checks_and_of_its_use() -> None:
    class Elsewhere(models.Model):
        title = models.CharField(max_length=5)

        class Meta:
            app_label = "postgres"
            constraints = [ExclusionConstraint(name="x", expressions=[("title", "=")])]

    (message,) = Elsewhere.check(databases={connection.alias})
    assert (message.id, message.msg) == ("postgres.E102", "SQLite does not support exclusion constraints (x).")
    with pytest.raises(NotSupportedError, match="SQLite has no exclusion constraints"):
        Elsewhere._meta.constraints[0].create_sql(Elsewhere, connection.schema_editor(collect_sql=True))
