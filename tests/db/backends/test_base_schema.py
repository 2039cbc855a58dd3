"""The schema editor of standard SQL, which engines with a full ALTER TABLE inherit; here it only collects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@pytest.fixture
def library(register: Callable[..., Any]) -> tuple[Any, Any, Any]:
    """A connection, on which the tables are, and both models."""
    registry = Apps()

    class Author(models.Model):
        name = models.CharField(max_length=30, db_index=True)
        age = models.IntegerField(null=True)
        nick = models.CharField(max_length=5, unique=True)

        class Meta:
            app_label = "library"
            apps = registry

    class Book(models.Model):
        author = models.ForeignKey(Author, models.CASCADE)

        class Meta:
            app_label = "library"
            apps = registry

    connection = register("standard")
    with connection.schema_editor() as editor:
        editor.create_model(Author)
        editor.create_model(Book)
    return connection, Author, Book


def collected(connection: Any, deed: Callable[[Any], Any]) -> list[str]:
    with BaseDatabaseSchemaEditor(connection, collect_sql=True, atomic=False) as editor:
        deed(editor)
    return editor.collected_sql


def altered(library: tuple[Any, Any, Any], name: str, new: Any, model: int = 1) -> list[str]:
    owner = library[model]
    new.set_attributes_from_name(new.name or name)
    new.model = owner
    return collected(library[0], lambda editor: editor.alter_field(owner, owner._meta.get_field(name), new))


def test_references_wait_until_all_tables_are_there(library: Any) -> None:
    connection, Author, Book = library
    statements = collected(connection, lambda editor: (editor.create_model(Book), editor.create_model(Author)))
    assert [sql.split("(")[0].strip() for sql in statements] == [
        'CREATE TABLE "library_book"',
        'CREATE TABLE "library_author"',
        'ALTER TABLE "library_book" ADD CONSTRAINT "library_book_author_id_d9a3b67e_fk_library_author_id" FOREIGN KEY',
        'CREATE INDEX "library_book_author_id_d9a3b67e" ON "library_book"',
        'CREATE INDEX "library_author_name_ab7b0c91" ON "library_author"',
    ]


def test_a_dropped_table_takes_its_waiting_statements_along(library: Any) -> None:
    connection, _, Book = library
    statements = collected(connection, lambda editor: (editor.create_model(Book), editor.delete_model(Book)))
    assert len(statements) == 2
    assert statements[1] == 'DROP TABLE "library_book" CASCADE;'


def test_a_renamed_table_is_followed_by_its_waiting_statements(library: Any) -> None:
    connection, Author, _ = library

    def rename(editor: Any) -> None:
        editor.create_model(Author)
        editor.alter_db_table(Author, "library_author", "people")

    statements = collected(connection, rename)
    assert statements[-1].endswith('ON "people" ("name");')


def test_a_type_is_changed_where_it_is(library: Any) -> None:
    assert altered(library, "name", models.TextField(db_index=True)) == [
        'ALTER TABLE "library_author" ALTER COLUMN "name" TYPE text;'
    ]


def test_nulls_are_filled_before_they_are_forbidden(library: Any) -> None:
    assert altered(library, "age", models.IntegerField(default=7)) == [
        'UPDATE "library_author" SET "age" = 7 WHERE "age" IS NULL;',
        'ALTER TABLE "library_author" ALTER COLUMN "age" SET NOT NULL;',
    ]


def test_a_default_of_the_database_is_set_and_dropped(library: Any) -> None:
    assert altered(library, "age", models.IntegerField(null=True, db_default=5)) == [
        'ALTER TABLE "library_author" ALTER COLUMN "age" SET DEFAULT 5;'
    ]


def test_uniqueness_and_indexes_come_and_go(library: Any) -> None:
    assert altered(library, "nick", models.CharField(max_length=5))[0].startswith("ALTER TABLE") is True
    (created,) = altered(library, "age", models.IntegerField(null=True, unique=True))
    assert created.startswith('ALTER TABLE "library_author" ADD CONSTRAINT') and created.endswith('UNIQUE ("age");')
    assert altered(library, "name", models.CharField(max_length=30)) == ['DROP INDEX "library_author_name_ab7b0c91";']


def test_what_refers_to_a_key_follows_its_type(register: Callable[..., Any]) -> None:
    from tests.testapp.models import Author, Publisher

    connection = register("standard")
    with connection.schema_editor() as editor:
        for model in (Author, Publisher, Author.books.field.model):
            editor.create_model(model)
    key = models.CharField(max_length=20, primary_key=True)
    key.set_attributes_from_name("id")
    key.model = Publisher
    statements = collected(connection, lambda editor: editor.alter_field(Publisher, Publisher._meta.pk, key))
    assert [sql.split(" CONSTRAINT")[0] for sql in statements] == [
        'ALTER TABLE "testapp_book" DROP',
        'ALTER TABLE "testapp_publisher" ALTER COLUMN "id" TYPE varchar(20);',
        'ALTER TABLE "testapp_book" ALTER COLUMN "publisher_id" TYPE varchar(20);',
        'ALTER TABLE "testapp_book" ADD',
    ]


def test_a_change_that_no_database_sees_sends_nothing(library: Any) -> None:
    assert altered(library, "age", models.IntegerField(null=True, help_text="in years", verbose_name="years")) == []


def test_a_column_cannot_become_a_relation_with_its_own_table(library: Any) -> None:
    with pytest.raises(ValueError, match="they are not compatible types"):
        altered(library, "age", models.ManyToManyField(library[1], through="library.Book"))


def test_the_default_of_a_new_column_is_for_the_rows_that_are_there(library: Any) -> None:
    connection, Author, _ = library
    field = models.CharField(max_length=3, default="q'%")
    field.set_attributes_from_name("mood")
    field.model = Author
    assert collected(connection, lambda editor: editor.add_field(Author, field)) == [
        """ALTER TABLE "library_author" ADD COLUMN "mood" varchar(3) DEFAULT 'q''%' NOT NULL;""",
        'ALTER TABLE "library_author" ALTER COLUMN "mood" DROP DEFAULT;',
    ]
