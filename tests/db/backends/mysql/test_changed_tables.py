"""UPDATE and DELETE that read the table they change, as they are said to MySQL, which forbids it (error 1093).

MariaDB runs them here: what MySQL takes, it takes as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.db.errors import IntegrityError
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Length
from django.test.utils import CaptureQueriesContext
from tests.db.backends.mysql.test_other_servers import SAID
from tests.testapp.models import Author, Book, Category, Publisher

pytestmark = pytest.mark.engine("mysql")

MODELS = (Author, Publisher, Category, Book)
NAMES = ("a", "b", "a", "c", "b", "a")


def same_name(**conditions: Any) -> Any:
    return Category.objects.filter(name=OuterRef("name"), **conditions)


IS_LATER = Exists(same_name(pk__lt=OuterRef("pk")))
NAME_OF_PARENT = Subquery(Category.objects.filter(pk=OuterRef("parent")).values("name")[:1])
CHANGES: dict[str, Callable[[Any], Any]] = {
    "by others of its name": lambda rows: rows.filter(IS_LATER).update(name="later"),
    "by none of its name": lambda rows: rows.exclude(IS_LATER).update(name=Concat("name", Value("!"))),
    "by either": lambda rows: rows.filter(Q(IS_LATER) | Q(name="c")).update(name="x"),
    "by a value": lambda rows: rows.annotate(up=NAME_OF_PARENT).filter(up="a").update(name="x"),
    "by a query in a query": lambda rows: rows.filter(pk__in=Category.objects.filter(IS_LATER)).update(name="x"),
    "by a count": lambda rows: rows.annotate(n=Count("children")).filter(n__gt=1).update(name="x"),
    "to a value": lambda rows: rows.filter(parent__isnull=False).update(name=NAME_OF_PARENT),
    "to a value and another": lambda rows: rows.filter(IS_LATER).update(name=NAME_OF_PARENT, parent=None),
    "to what itself was": lambda rows: rows.filter(parent__isnull=False).update(
        name=Concat(NAME_OF_PARENT, Value("/"), "name"), parent=F("id")
    ),
    "none": lambda rows: rows.filter(IS_LATER, pk=0).update(name="x"),
    "the same": lambda rows: rows.filter(IS_LATER).update(name=F("name")),
    "in order": lambda rows: rows.filter(IS_LATER).order_by("-pk").update(name="x"),
    "deleted by others of its name": lambda rows: rows.filter(IS_LATER, children=None)._raw_delete(rows.db),
    "deleted with what belongs to it": lambda rows: rows.filter(IS_LATER).delete(),
    "deleted by a query in a query": lambda rows: rows.filter(
        pk__in=Category.objects.filter(IS_LATER, children=None).values("pk")
    )._raw_delete(rows.db),
}


@pytest.fixture
def alias(connection: Any) -> Iterator[str]:
    """A database with categories."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    yield connection.alias
    connection.close()
    with connection.schema_editor() as editor:
        for model in reversed(MODELS):
            editor.delete_model(model)


@pytest.fixture
def as_mysql(alias: str, connect: Callable[..., Any]) -> Any:
    """A connection to it that is spoken to as MySQL."""
    connection = connect()
    connection.__dict__["mysql_server_data"] = {**SAID, "version": "8.0.36"}
    return connection


def outcome(alias: str, change: Callable[[Any], Any]) -> Any:
    rows = Category.objects.using(alias)
    rows.update(parent=None)
    rows.all().delete()
    rows.bulk_create([Category(pk=number, name=name) for number, name in enumerate(NAMES, 1)])
    for child, parent in ((2, 1), (3, 1), (5, 4), (6, 5)):
        rows.filter(pk=child).update(parent=parent)
    return change(rows), list(rows.order_by("pk").values_list("pk", "name", "parent"))


@pytest.mark.parametrize("name", CHANGES)
def test_rows_are_changed_by_a_query_on_their_own_table_that_depends_on_them(
    as_mysql: Any, alias: str, name: str
) -> None:
    expected = outcome(alias, CHANGES[name])
    with CaptureQueriesContext(as_mysql) as captured:
        assert outcome(as_mysql.alias, CHANGES[name]) == expected
    assert [query["sql"] for query in captured.captured_queries if not is_allowed(query["sql"])] == []


def is_allowed(sql: str) -> bool:
    """Tell whether a statement reads the table it changes inside of a derived table only."""
    table = "`testapp_category`"
    if not sql.startswith((f"UPDATE {table}", f"DELETE FROM {table}")):
        return True
    depth, safe, left = 0, [], []
    for place, letter in enumerate(sql):
        if letter == "(":
            depth += 1
            # What stands behind FROM or JOIN in brackets is a table of its own.
            if sql[:place].endswith(("FROM ", "JOIN ")):
                safe.append(depth)
        elif letter == ")":
            safe = [each for each in safe if each < depth]
            depth -= 1
        if not safe:
            left.append(letter)
    text = "".join(left)
    return text.count(f"FROM {table}") + text.count(f"JOIN {table}") == int(text.startswith("DELETE"))


def test_columns_take_values_from_each_other(as_mysql: Any) -> None:
    authors = Author.objects.using(as_mysql.alias)
    authors.create(pk=7, name="9", age=3)
    authors.create(pk=8, name="4", age=2)
    assert authors.update(name=F("age"), age=F("name")) == 2
    assert list(authors.order_by("pk").values_list("name", "age")) == [("3", 9), ("2", 4)]


@pytest.mark.parametrize(
    "ordered",
    [
        lambda rows: rows.order_by("-name"),
        lambda rows: rows.order_by(F("name").desc()),
        lambda rows: rows.annotate(size=Length("name")).order_by("-size"),
        lambda rows: rows.annotate(size=Length("name")).order_by("size").reverse(),
        lambda rows: rows.filter(books=None).order_by("-name"),
    ],
)
def test_rows_are_changed_in_the_order_of_the_query(connection: Any, alias: str, ordered: Any) -> None:
    publishers = Publisher.objects.using(connection.alias)
    publishers.bulk_create([Publisher(name="a" * length) for length in (1, 2, 3)])
    longer = Concat("name", Value("a"))
    with pytest.raises(IntegrityError):
        publishers.update(name=longer)
    with pytest.raises(IntegrityError):
        publishers.order_by("name").update(name=longer)
    assert ordered(publishers).update(name=longer) == 3
    assert sorted(publishers.values_list("name", flat=True)) == ["aa", "aaa", "aaaa"]


def test_an_order_by_other_tables_is_no_order_of_changes(connection: Any, alias: str) -> None:
    categories = Category.objects.using(connection.alias)
    categories.create(name="a")
    assert categories.order_by("-parent__name", "name").update(name="b") == 1
    assert categories.filter(parent__name="x").order_by("parent__name").update(name="b") == 0
    assert categories.order_by("?").update(name="c") == 1
