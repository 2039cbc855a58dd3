"""Tables of models in SQLite: created, changed in ways that keep their rows, indexes and references, and dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.apps.registry import Apps
from django.db import IntegrityError, NotSupportedError, models, transaction
from django.db.errors import ReadOnlyDatabaseError
from django.db.models.functions import Lower


def library() -> tuple[Any, Any]:
    registry = Apps()

    class Author(models.Model):
        name = models.CharField(max_length=30, db_index=True)
        age = models.IntegerField(null=True)
        nick = models.CharField(max_length=5, unique=True)

        class Meta:
            app_label = "library"
            apps = registry
            unique_together = [("name", "age")]
            indexes = [models.Index(fields=["-age"], name="by_age")]
            constraints = [models.CheckConstraint(condition=models.Q(age__gte=0), name="age_ok")]

    class Book(models.Model):
        author = models.ForeignKey(Author, models.CASCADE)
        tags = models.ManyToManyField(Author, related_name="+")

        class Meta:
            app_label = "library"
            apps = registry

    return Author, Book


@pytest.fixture
def connection(register: Callable[..., Any]) -> Any:
    return register("tables")


@pytest.fixture
def tables(connection: Any) -> Iterator[tuple[Any, Any]]:
    Author, Book = library()
    with connection.schema_editor() as editor:
        editor.create_model(Author)
        editor.create_model(Book)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO library_author (name, age, nick) VALUES ('Joe', 3, 'j'), ('Al', NULL, 'a')")
        cursor.execute("INSERT INTO library_book (author_id) VALUES (1)")
    yield Author, Book


def named(field: Any, name: str, model: Any) -> Any:
    field.set_attributes_from_name(name)
    field.model = model
    return field


def rows(connection: Any, sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchall()


def constraints(connection: Any, table: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, table)


def test_a_table_is_created_with_all_that_belongs_to_it(connection: Any) -> None:
    Author, Book = library()
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Author)
        editor.create_model(Book)
    assert editor.collected_sql[0] == (
        'CREATE TABLE "library_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(30) NOT NULL, '
        '"age" integer NULL, "nick" varchar(5) NOT NULL UNIQUE, CONSTRAINT "age_ok" CHECK ("age" >= 0));'
    )
    assert 'REFERENCES "library_author" ("id") DEFERRABLE INITIALLY DEFERRED' in editor.collected_sql[1]
    assert 'CREATE INDEX "by_age" ON "library_author" ("age" DESC);' in editor.collected_sql
    assert any(sql.startswith('CREATE TABLE "library_book_tags"') for sql in editor.collected_sql)
    assert connection.introspection.table_names() == []


def test_collected_statements_know_their_database(connection: Any) -> None:
    Author, _ = library()
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Author)
    for statement in editor.bound_statements:
        statement.execute()
    assert connection.introspection.table_names() == ["library_author"]


def test_a_renamed_column_keeps_rows_and_indexes(connection: Any, tables: Any) -> None:
    Author, _ = tables
    new = named(models.CharField(max_length=30, db_index=True), "full_name", Author)
    with connection.schema_editor() as editor:
        editor.alter_field(Author, Author._meta.get_field("name"), new)
    assert rows(connection, "SELECT full_name FROM library_author ORDER BY id") == [("Joe",), ("Al",)]
    assert ["full_name", "age"] in [each["columns"] for each in constraints(connection, "library_author").values()]


def test_a_column_that_may_not_be_null_any_more_gets_its_default(connection: Any, tables: Any) -> None:
    Author, _ = tables
    new = named(models.IntegerField(default=7), "age", Author)
    with connection.schema_editor() as editor:
        editor.alter_field(Author, Author._meta.get_field("age"), new)
    assert rows(connection, "SELECT age FROM library_author ORDER BY id") == [(3,), (7,)]
    with pytest.raises(IntegrityError):
        rows(connection, "UPDATE library_author SET age = NULL")


def test_a_table_made_anew_is_still_referred_to(connection: Any, tables: Any) -> None:
    Author, _ = tables
    new = named(models.TextField(unique=True), "nick", Author)
    with connection.schema_editor() as editor:
        editor.alter_field(Author, Author._meta.get_field("nick"), new)
    with connection.cursor() as cursor:
        assert connection.introspection.get_relations(cursor, "library_book") == {"author_id": ("id", "library_author")}
    before = set(constraints(connection, "library_author"))
    assert {"by_age", "age_ok", "__primary__"} <= before
    with pytest.raises(IntegrityError):
        rows(connection, "INSERT INTO library_book (author_id) VALUES (99)")


def test_a_table_made_anew_twice_in_one_go_has_its_indexes_once(connection: Any, tables: Any) -> None:
    Author, _ = tables
    before = constraints(connection, "library_author")
    with connection.schema_editor() as editor:
        for length in (9, 5):
            nick = named(models.CharField(max_length=length, unique=True), "nick", Author)
            editor.alter_field(Author, Author._meta.get_field("nick"), nick)
            name = named(models.TextField(db_index=True), "name", Author)
            editor.alter_field(Author, Author._meta.get_field("name"), name)
    assert set(constraints(connection, "library_author")) == set(before)


def test_a_new_column_gives_its_default_to_the_rows_that_are_there(connection: Any, tables: Any) -> None:
    Author, _ = tables
    with connection.schema_editor() as editor:
        editor.add_field(Author, named(models.CharField(max_length=9, default="50%'"), "mood", Author))
        editor.add_field(Author, named(models.IntegerField(null=True), "size", Author))
    # The second table is made from the model, which does not know of `mood`; a migration's would.
    assert rows(connection, "SELECT size FROM library_author") == [(None,), (None,)]


def test_a_column_that_sqlite_can_drop_leaves_the_others_alone(connection: Any) -> None:
    class Plain(models.Model):
        kept = models.IntegerField()
        gone = models.IntegerField(null=True)

        class Meta:
            app_label = "library"
            apps = Apps()

    with connection.schema_editor() as editor:
        editor.create_model(Plain)
    rows(connection, "INSERT INTO library_plain (kept) VALUES (1)")
    with connection.schema_editor() as editor:
        editor.remove_field(Plain, Plain._meta.get_field("gone"))
    assert rows(connection, "SELECT * FROM library_plain") == [(1, 1)]


def test_a_referring_column_can_be_dropped(connection: Any, tables: Any) -> None:
    _, Book = tables
    with connection.schema_editor() as editor:
        editor.remove_field(Book, Book._meta.get_field("author"))
    assert rows(connection, "SELECT * FROM library_book") == [(1,)]


def test_constraints_come_and_go(connection: Any, tables: Any) -> None:
    Author, _ = tables
    plain = models.UniqueConstraint(fields=["nick", "age"], name="nick_age")
    partial = models.UniqueConstraint(fields=["age"], condition=models.Q(nick="x"), name="partial")
    index = models.Index(Lower("name"), name="lower_name")
    before = set(constraints(connection, "library_author"))
    with connection.schema_editor() as editor:
        editor.add_constraint(Author, partial)
        editor.add_index(Author, index)
        editor.remove_index(Author, index)
        editor.remove_constraint(Author, partial)
        editor.add_constraint(Author, plain)
    assert constraints(connection, "library_author")["nick_age"]["columns"] == ["nick", "age"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Author, plain)
    assert set(constraints(connection, "library_author")) == before


def test_unique_together_can_be_changed(connection: Any, tables: Any) -> None:
    Author, _ = tables
    with connection.schema_editor() as editor:
        editor.alter_unique_together(Author, [("name", "age")], [("nick", "age")])
    unique = [each["columns"] for each in constraints(connection, "library_author").values() if each["unique"]]
    assert ["nick", "age"] in unique and ["name", "age"] not in unique


def test_a_failure_leaves_everything_as_it_was(connection: Any, tables: Any) -> None:
    Author, _ = tables
    with pytest.raises(KeyError), connection.schema_editor() as editor:
        editor.delete_model(Author)
        raise KeyError
    assert "library_author" in connection.introspection.table_names()
    assert rows(connection, "PRAGMA foreign_keys") == [(1,)]
    assert not connection.in_atomic_block


def test_a_broken_reference_undoes_the_change(connection: Any, tables: Any) -> None:
    with pytest.raises(IntegrityError, match="contains a value '99' that does not have a corresponding value in"):
        with connection.schema_editor() as editor:
            editor.execute("INSERT INTO library_book (author_id) VALUES (99)")
    assert rows(connection, "SELECT author_id FROM library_book") == [(1,)]
    assert not connection.in_atomic_block


def test_references_must_be_off_before_a_transaction_begins(connection: Any) -> None:
    with transaction.atomic("tables"), pytest.raises(NotSupportedError, match="SQLite schema editor cannot be used"):
        with connection.schema_editor():
            pass


def test_a_read_only_database_keeps_its_tables(register: Callable[..., Any]) -> None:
    with pytest.raises(ReadOnlyDatabaseError, match="'legacy'"), register("legacy", READ_ONLY=True).schema_editor():
        pass


def test_a_reference_to_another_database_is_not_written(
    connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.backends import questions

    Author, Book = library()
    monkeypatch.setattr(questions, "allow_migrate_model", lambda alias, model: model is not Author)
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Book)
    assert "library_author" not in editor.collected_sql[0]


@pytest.mark.parametrize("asked_for", [False, True])
def test_another_column_becomes_the_key(connection: Any, asked_for: bool) -> None:
    meta = type("Meta", (), {"app_label": "library", "apps": Apps(), "db_table": "moved"})
    fields: dict[str, Any] = {"code": models.CharField(max_length=5, unique=True), "Meta": meta}
    if asked_for:
        fields = {"number": models.AutoField(primary_key=True), **fields}
    model = type("Moved", (models.Model,), {"__module__": __name__, **fields})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO moved (code) VALUES ('a'), ('b')")
    with connection.schema_editor() as editor:
        key = named(models.CharField(max_length=5, primary_key=True), "code", model)
        editor.alter_field(model, model._meta.get_field("code"), key)
    with connection.cursor() as cursor:
        assert connection.introspection.get_primary_key_columns(cursor, "moved") == ["code"]
        cursor.execute("SELECT * FROM moved ORDER BY code")
        # A key that nobody asked for goes, one that was asked for stays as a number.
        assert cursor.fetchall() == ([("a", 1), ("b", 2)] if asked_for else [("a",), ("b",)])
