"""Tables of models: identity, indexes for LIKE, references checked late, types changed with their rows, comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.apps.registry import Apps
from django.db import IntegrityError, models, transaction
from django.test.utils import isolate_apps

pytestmark = pytest.mark.engine("postgresql")


def library() -> tuple[Any, Any]:
    registry = Apps(["tests.testapp"])

    class Author(models.Model):
        name = models.CharField(max_length=30, db_index=True, db_comment="who's there")
        nick = models.CharField(max_length=5, unique=True, null=True)
        age = models.IntegerField(null=True, db_default=7)

        class Meta:
            app_label = "testapp"
            db_table = "library_author"
            apps = registry
            db_table_comment = "people"
            constraints = [
                models.CheckConstraint(condition=models.Q(age__gte=0), name="age_ok"),
                models.UniqueConstraint(fields=["age"], name="one_age", deferrable=models.Deferrable.DEFERRED),
            ]
            indexes = [models.Index(fields=["-age"], name="by_age", include=["nick"])]

    class Book(models.Model):
        author = models.ForeignKey(Author, models.CASCADE)

        class Meta:
            app_label = "testapp"
            db_table = "library_book"
            apps = registry

    return Author, Book


@pytest.fixture
def made(connect: Callable[..., Any]) -> Iterator[tuple[Any, Any, Any]]:
    connection, (author, book) = connect(), library()
    with connection.schema_editor() as editor:
        editor.create_model(author)
        editor.create_model(book)
    run(connection, "INSERT INTO library_author (name, nick) VALUES ('12', 'a')")
    yield connection, author, book
    with connection.schema_editor() as editor:
        editor.delete_model(book)
        editor.delete_model(author)


def run(connection: Any, sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def constraints(connection: Any, model: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        found: dict[str, Any] = connection.introspection.get_constraints(cursor, model._meta.db_table)
        return found


def altered(connection: Any, model: Any, name: str, field: Any) -> Any:
    field.set_attributes_from_name(name)
    field.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, model._meta.get_field(name), field)
    return field


def test_a_table_has_all_that_its_model_says(made: Any) -> None:
    connection, author, _ = made
    assert run(connection, "SELECT id, age FROM library_author") == [(1, 7)]
    found = constraints(connection, author)
    assert {"age_ok", "one_age", "by_age"} <= found.keys()
    assert (found["by_age"]["orders"], found["by_age"]["columns"]) == (["DESC"], ["age", "nick"])
    likes = [details["columns"] for name, details in found.items() if name.endswith("_like")]
    assert sorted(likes) == [["name"], ["nick"]]
    with connection.cursor() as cursor:
        (table,) = [info for info in connection.introspection.get_table_list(cursor) if info.name == "library_author"]
        columns = {info.name: info for info in connection.introspection.get_table_description(cursor, "library_author")}
    assert (table.comment, columns["name"].comment, columns["id"].is_autofield) == ("people", "who's there", True)


def test_references_are_checked_at_the_end_of_the_transaction(made: Any) -> None:
    connection = made[0]
    with transaction.atomic(using=connection.alias):
        run(connection, "INSERT INTO library_book (author_id) VALUES (9)")
        run(connection, "INSERT INTO library_author (id, name, age) VALUES (9, 'late', 1)")
    with pytest.raises(IntegrityError), transaction.atomic(using=connection.alias):
        run(connection, "INSERT INTO library_book (author_id) VALUES (99)")
        with pytest.raises(IntegrityError), transaction.atomic(using=connection.alias):
            connection.check_constraints()


def test_a_change_of_type_keeps_rows_and_drops_the_index_for_like(made: Any) -> None:
    connection, author, _ = made
    altered(connection, author, "name", models.IntegerField(db_index=True))
    assert run(connection, "SELECT name + 1 FROM library_author") == [(13,)]
    names = [name for name, details in constraints(connection, author).items() if details["columns"] == ["name"]]
    assert names and not any(name.endswith("_like") for name in names)


def test_a_wider_key_has_a_wider_sequence_and_references(made: Any) -> None:
    connection, author, _ = made
    altered(connection, author, "id", models.SmallAutoField(primary_key=True))
    types = "SELECT data_type FROM information_schema.columns WHERE table_name = '{}' AND column_name = '{}'"
    assert run(connection, types.format("library_book", "author_id")) == [("smallint",)]
    assert run(connection, "SELECT data_type FROM pg_sequences WHERE sequencename = 'library_author_id_seq'")[0] == (
        "smallint",
    )
    run(connection, "INSERT INTO library_author (name, age) VALUES ('next', 2)")
    assert run(connection, "SELECT max(id) FROM library_author") == [(2,)]


def test_a_number_becomes_one_that_the_table_gives(made: Any) -> None:
    connection, author, _ = made
    altered(connection, author, "id", models.IntegerField(primary_key=True))
    run(connection, "INSERT INTO library_author (id, name, age) VALUES (5, 'five', 2)")
    with pytest.raises(IntegrityError):
        run(connection, "INSERT INTO library_author (name, age) VALUES ('none', 3)")
    again = models.AutoField(primary_key=True)
    again.set_attributes_from_name("id")
    again.model = author
    plain = models.IntegerField(primary_key=True)
    plain.set_attributes_from_name("id")
    plain.model = author
    with connection.schema_editor() as editor:
        editor.alter_field(author, plain, again)
    run(connection, "INSERT INTO library_author (name, age) VALUES ('six', 3)")
    assert run(connection, "SELECT max(id) FROM library_author") == [(6,)]


def test_a_column_is_added_with_a_value_for_the_rows_and_a_reference(made: Any) -> None:
    connection, author, book = made
    field = models.CharField(max_length=9, default="50% 'x'\\")
    field.set_attributes_from_name("motto")
    friend = models.ForeignKey(author, models.CASCADE, null=True)
    friend.set_attributes_from_name("friend")
    friend.model = book
    with connection.schema_editor() as editor:
        editor.add_field(author, field)
        editor.add_field(book, friend)
    assert run(connection, "SELECT motto FROM library_author") == [("50% 'x'\\",)]
    assert ("library_author", "id") in [each["foreign_key"] for each in constraints(connection, book).values()]


def test_sequences_go_on_behind_the_largest_key(made: Any) -> None:
    connection, author, _ = made
    run(connection, "INSERT INTO library_author (id, name, age) VALUES (40, 'x', 4)")
    for sql in connection.ops.sequence_reset_sql(None, [author]):
        run(connection, sql)
    run(connection, "INSERT INTO library_author (name, age) VALUES ('y', 5)")
    assert run(connection, "SELECT max(id) FROM library_author") == [(41,)]
    for sql in connection.ops.sql_flush(None, ["library_author", "library_book"], reset_sequences=True):
        run(connection, sql)
    run(connection, "INSERT INTO library_author (name) VALUES ('z')")
    assert run(connection, "SELECT id FROM library_author") == [(1,)]


def test_a_table_that_joins_two_others_follows_a_change_of_a_key(connect: Any) -> None:
    connection = connect()
    with isolate_apps("tests.testapp"):

        class Tag(models.Model):
            id = models.AutoField(primary_key=True)

            class Meta:
                app_label = "testapp"
                db_table = "joined_tag"

        class Page(models.Model):
            tags = models.ManyToManyField(Tag)

            class Meta:
                app_label = "testapp"
                db_table = "joined_page"

    joining = Page._meta.get_field("tags").remote_field.through
    with connection.schema_editor() as editor:
        editor.create_model(Tag)
        editor.create_model(Page)
    altered(connection, Tag, "id", models.BigAutoField(primary_key=True))
    types = "SELECT data_type FROM information_schema.columns WHERE table_name = 'joined_page_tags' ORDER BY 1"
    assert run(connection, types) == [("bigint",), ("bigint",), ("bigint",)]
    assert sorted(each["foreign_key"] for each in constraints(connection, joining).values() if each["foreign_key"]) == [
        ("joined_page", "id"),
        ("joined_tag", "id"),
    ]
    run(connection, "DROP TABLE joined_page_tags, joined_page, joined_tag")


def test_a_text_that_becomes_unique_keeps_its_index_for_patterns(made: Any) -> None:
    connection, author, _ = made
    altered(connection, author, "name", models.CharField(max_length=30, unique=True))
    over_name = [name for name, details in constraints(connection, author).items() if details["columns"] == ["name"]]
    assert [name.endswith("_like") for name in sorted(over_name)] in ([True, False], [False, True])


def test_references_to_a_text_follow_it_to_another_type(connect: Any) -> None:
    connection = connect()
    with isolate_apps("tests.testapp"):

        class Tag(models.Model):
            id = models.CharField(max_length=36, primary_key=True)

            class Meta:
                app_label = "testapp"
                db_table = "typed_tag"

        class Page(models.Model):
            tag = models.ForeignKey(Tag, models.CASCADE)

            class Meta:
                app_label = "testapp"
                db_table = "typed_page"

    with connection.schema_editor() as editor:
        editor.create_model(Tag)
        editor.create_model(Page)
    altered(connection, Tag, "id", models.UUIDField(primary_key=True))
    types = "SELECT data_type FROM information_schema.columns WHERE table_name = 'typed_page' ORDER BY column_name"
    assert run(connection, types) == [("bigint",), ("uuid",)]
    run(connection, "DROP TABLE typed_page, typed_tag")
