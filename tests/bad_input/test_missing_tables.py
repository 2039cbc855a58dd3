"""A table that was not created: the documented class, the driver's words, the alias, and what to do about it."""

from __future__ import annotations

import io
import sqlite3

import pytest

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections
from django.db.utils import OperationalError
from tests.testapp.models import Author

REMEDY = (
    "The database 'bare' has no such table. Create it with `manage.py migrate --database bare`, or ask the database "
    "that has it, by using() or by a router."
)


@pytest.fixture(autouse=True)
def bare(register):
    return register("bare")


def by_cursor():
    with connections["bare"].cursor() as cursor:
        cursor.execute("SELECT name FROM testapp_author")


@pytest.mark.parametrize(
    "deed",
    [
        lambda authors: list(authors),
        lambda authors: authors.count(),
        lambda authors: list(authors.iterator()),
        lambda authors: authors.create(name="x"),
        lambda authors: authors.bulk_create([Author(name="x")]),
        lambda authors: authors.update(name="x"),
        lambda authors: authors.delete(),
        lambda authors: list(Author.objects.raw("SELECT * FROM testapp_author", using="bare")),
        lambda authors: by_cursor(),
    ],
)
def test_every_deed_tells_the_same(deed) -> None:
    with pytest.raises(OperationalError) as raised:
        deed(Author.objects.using("bare"))
    error = raised.value
    assert isinstance(error, DatabaseError)
    assert str(error) == "no such table: testapp_author"
    assert isinstance(error.__cause__, sqlite3.OperationalError)
    assert error.alias == "bare"
    assert error.__notes__ == [REMEDY]


def test_another_mistake_in_sql_has_no_such_remedy() -> None:
    with pytest.raises(OperationalError) as raised, connections["bare"].cursor() as cursor:
        cursor.execute("SELECT nothing")
    assert raised.value.__notes__ == ["It came from the database 'bare'."]


def test_dumpdata_says_it_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="^Unable to serialize database: no such table: testapp_author$"):
        call_command("dumpdata", "testapp.author", database="bare", stdout=io.StringIO())


def test_loaddata_names_the_file_and_the_row(tmp_path) -> None:
    path = tmp_path / "authors.json"
    path.write_text('[{"model": "testapp.author", "pk": 1, "fields": {"name": "Ann"}}]')
    with pytest.raises(
        OperationalError,
        match=r"Problem installing fixture '.*authors.json': Could not load testapp.Author\(pk=1\): no such table: ",
    ):
        call_command("loaddata", str(path), database="bare", verbosity=0)
