"""Constraints: arguments, SQL, validation of instances."""

from __future__ import annotations

import pytest

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext, isolate_apps
from tests.testapp.models import Author, Book, Publisher

positive = models.CheckConstraint(condition=Q(age__gt=0), name="age_positive")


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"fields": ["a"]}, ValueError, "A unique constraint must be named."),
        ({"name": "u"}, ValueError, "At least one field or expression is required to define a unique constraint."),
        (
            {"name": "u", "fields": ["a"], "condition": "a"},
            ValueError,
            "UniqueConstraint.condition must be a Q instance.",
        ),
        (
            {"name": "u", "fields": ["a"], "condition": Q(a=1), "deferrable": models.Deferrable.DEFERRED},
            ValueError,
            "UniqueConstraint with conditions cannot be deferred.",
        ),
        ({"name": "u", "fields": ["a"], "deferrable": "yes"}, TypeError, "UniqueConstraint.deferrable must be a"),
        (
            {"name": "u", "fields": ["a"], "nulls_distinct": "no"},
            TypeError,
            "UniqueConstraint.nulls_distinct must be a",
        ),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments: dict, error: type, text: str):
    with pytest.raises(error) as caught:
        models.UniqueConstraint(**arguments)
    assert str(caught.value).startswith(text)


def test_condition_must_be_one():
    with pytest.raises(TypeError, match="CheckConstraint.condition must be a Q instance or boolean expression."):
        models.CheckConstraint(condition=F("age") + 1, name="x")


def test_name_is_needed():
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'name'"):
        models.BaseConstraint()


def test_old_name_of_the_condition_warns():
    with pytest.warns(DeprecationWarning, match="CheckConstraint.check is deprecated in favor of `.condition`."):
        constraint = models.CheckConstraint(check=Q(a=1), name="x")
    assert constraint.condition == Q(a=1)


def test_clones_are_equal():
    unique = models.UniqueConstraint(
        Lower("name"), name="u", condition=Q(age=1), nulls_distinct=False, violation_error_code="twice"
    )
    assert unique.clone() == unique
    assert positive.clone() == positive
    assert repr(positive) == "<CheckConstraint: condition=(AND: ('age__gt', 0)) name='age_positive'>"


@pytest.mark.feature("supports_partial_indexes")
def test_definitions_are_written_out_with_their_values():
    unique = models.UniqueConstraint(fields=["title", "pages"], name="u", condition=Q(pages__gt=1) | Q(title="it's"))
    with connection.schema_editor(collect_sql=True) as editor:
        assert positive.constraint_sql(Author, editor) == 'CONSTRAINT "age_positive" CHECK ("age" > 0)'
        assert str(unique.create_sql(Book, editor)) == (
            'CREATE UNIQUE INDEX "u" ON "testapp_book" ("title", "pages") WHERE ("pages" > 1 OR "title" = \'it\'\'s\')'
        )


@pytest.mark.db
def test_check_is_decided_for_the_instances_values():
    positive.validate(Author, Author(age=3))
    positive.validate(Author, Author(age=None))
    with pytest.raises(ValidationError, match="Constraint “age_positive” is violated."):
        positive.validate(Author, Author(age=-3))
    positive.validate(Author, Author(age=-3), exclude={"age"})


@pytest.mark.db
def test_condition_may_compare_columns_and_compute():
    assert Q(age__gt=F("limit") - 1).check({"age": 5, "limit": 5}) is True
    assert Q(age__gt=F("limit") + 1).check({"age": 5, "limit": 5}) is False
    assert (~Q(age=None)).check({"age": 5}) is True


@pytest.mark.db
def test_other_rows_with_the_same_values_clash():
    Publisher.objects.create(name="Press")
    by_field = models.UniqueConstraint(fields=["name"], name="u")
    by_expression = models.UniqueConstraint(Lower("name"), name="lower", violation_error_message="%(name)s!")
    by_field.validate(Publisher, Publisher(name="PRESS"))
    with pytest.raises(ValidationError, match="Publisher with this Name already exists."):
        by_field.validate(Publisher, Publisher(name="Press"))
    with pytest.raises(ValidationError, match="lower!"):
        by_expression.validate(Publisher, Publisher(name="PRESS"))
    by_expression.validate(Publisher, Publisher.objects.get())


@pytest.mark.db
def test_condition_and_rows_are_asked_for_together():
    constraint = models.UniqueConstraint(fields=["name"], name="grown", condition=Q(age__gte=18))
    with CaptureQueriesContext(connection) as queries:
        constraint.validate(Author, Author(name="Ada", age=30))
    assert len([query for query in queries if query["sql"].startswith("SELECT")]) == 1


@pytest.mark.db
def test_rows_outside_the_condition_may_share():
    Author.objects.create(name="Ada", age=1)
    constraint = models.UniqueConstraint(fields=["name"], name="grown", condition=Q(age__gte=18))
    constraint.validate(Author, Author(name="Ada", age=30))
    Author.objects.create(name="Ada", age=20)
    with pytest.raises(ValidationError, match="Constraint “grown” is violated."):
        constraint.validate(Author, Author(name="Ada", age=30))
    constraint.validate(Author, Author(name="Ada", age=2))


@pytest.mark.db
def test_nulls_clash_only_where_they_are_not_distinct():
    Author.objects.create(name="Ada", age=None)
    models.UniqueConstraint(fields=["age"], name="u").validate(Author, Author(age=None))
    with pytest.raises(ValidationError):
        models.UniqueConstraint(fields=["age"], name="u", nulls_distinct=False).validate(Author, Author(age=None))


@pytest.mark.parametrize("constraint", [positive, models.UniqueConstraint(fields=["name"], name="u")])
def test_migrations_name_constraints_by_their_public_path(constraint):
    path, args, kwargs = constraint.deconstruct()
    assert f"django.db.models.{type(constraint).__name__}" == path
    assert constraint == getattr(models, path.rpartition(".")[2])(*args, **kwargs)


class Own(models.UniqueConstraint):
    """A program's own constraint is named by its own path."""


def test_migrations_name_own_constraints_by_their_own_path():
    assert f"{__name__}.Own" == Own(fields=["name"], name="u").deconstruct()[0]


@pytest.mark.db
@pytest.mark.parametrize(
    ("computed", "about"),
    [
        ((), {"fields": ["double"]}),
        ((), {"fields": ["name"], "condition": Q(double__gt=2)}),
        ((F("double") + 1,), {}),
    ],
    ids=["column", "condition", "expression"],
)
@isolate_apps("tests.testapp")
def test_a_generated_column_is_excluded_with_what_it_is_computed_of(computed: tuple, about: dict):
    class Room(models.Model):
        name = models.CharField(max_length=5)
        width = models.IntegerField()
        double = models.GeneratedField(
            expression=F("width") * 2, output_field=models.IntegerField(), db_persist=False
        )

        class Meta:
            app_label = "testapp"

    constraint = models.UniqueConstraint(*computed, **about, name="u")
    # There is no table: what depends on an excluded field must not ask for rows.
    constraint.validate(Room, Room(name="a", width=1), exclude={"width"})
