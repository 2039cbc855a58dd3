"""A write through a READ_ONLY alias, or through a replica, is refused before anything is sent.

A cursor takes whatever SQL it is given: there the rights of the database user are what protects.
"""

from __future__ import annotations

import pytest

from django.core.management import CommandError, call_command
from django.db import connections
from django.db.errors import ReadOnlyDatabaseError
from tests.testapp.models import Author, Book, Category

MESSAGES = {
    "frozen": (
        "Cannot write to the database 'frozen': it is READ_ONLY in DATABASES. Write to another database, or take "
        "READ_ONLY away."
    ),
    "mirror": "Cannot write to the database 'mirror': it is a replica of 'library'. Write to 'library'.",
}


@pytest.fixture(params=sorted(MESSAGES))
def alias(request, library, register):
    """An alias of the library's own file that takes no writes."""
    name = connections[library].settings_dict["NAME"]
    if request.param == "frozen":
        register("frozen", NAME=name, READ_ONLY=True)
    else:
        register("mirror", REPLICA_OF=library, NAME=name)
    return request.param


@pytest.mark.parametrize(
    "deed",
    [
        lambda alias: Author(name="x").save(using=alias),
        lambda alias: Author(pk=1, name="x").save(using=alias),
        lambda alias: Author(pk=1, name="x").save(using=alias, force_update=True),
        lambda alias: Author(pk=1).delete(using=alias),
        lambda alias: Author.objects.using(alias).create(name="x"),
        lambda alias: Author.objects.db_manager(alias).create(name="x"),
        lambda alias: Author.objects.using(alias).bulk_create([Author(name="x")]),
        lambda alias: Author.objects.using(alias).bulk_update([Author(pk=1, name="x")], ["name"]),
        lambda alias: Author.objects.using(alias).update(name="x"),
        lambda alias: Author.objects.using(alias).delete(),
        lambda alias: Author.objects.using(alias).update_or_create(name="Ann", defaults={"age": 1}),
        lambda alias: connections[alias].ops.execute_sql_flush(["DELETE FROM testapp_author"]),
    ],
)
def test_it_is_refused_and_nothing_is_sent(deed, alias, refused, library) -> None:
    message = MESSAGES[alias]
    if deed.__code__.co_names[-1:] == ("execute_sql_flush",):
        message = f"Cannot empty the database '{alias}': it is READ_ONLY or a replica. Flush the database that is…"
    with refused(ReadOnlyDatabaseError, message):
        deed(alias)
    assert Author.objects.using(library).get().name == "Ann"
    assert Book.objects.using(library).count() == 1


def test_relations_are_not_changed_through_it(library, register, refused) -> None:
    alias = "frozen"
    register(alias, NAME=connections[library].settings_dict["NAME"], READ_ONLY=True)
    category = Category.objects.using(library).create(name="c")
    book = Book.objects.using(alias).get()
    author = Author.objects.using(alias).get()
    for deed in (
        lambda: book.categories.add(category.pk),
        lambda: book.categories.clear(),
        lambda: book.categories.create(name="d"),
        lambda: author.books.create(title="Two"),
        lambda: author.books.update(title="Two"),
        lambda: book.save(),
        lambda: book.delete(),
    ):
        with refused(ReadOnlyDatabaseError, MESSAGES[alias]):
            deed()
    with refused(ReadOnlyDatabaseError, MESSAGES[alias]):
        book.categories.set([category.pk])


def test_what_was_read_from_a_replica_is_written_to_its_primary(library, register) -> None:
    register("mirror", REPLICA_OF=library, NAME=connections[library].settings_dict["NAME"])
    author = Author.objects.using("mirror").get()
    author.name = "Bo"
    author.save()
    assert (author._state.db, Author.objects.using(library).get().name) == (library, "Bo")


def test_getting_what_is_there_is_reading(alias, refused) -> None:
    assert Author.objects.using(alias).get_or_create(name="Ann") == (Author(pk=1), False)
    with refused(ReadOnlyDatabaseError, MESSAGES[alias], sent=1):
        Author.objects.using(alias).get_or_create(name="Bo")


def test_the_error_tells_the_alias(alias) -> None:
    with pytest.raises(ReadOnlyDatabaseError) as raised:
        Author.objects.using(alias).update(name="x")
    assert raised.value.alias == alias


def test_commands_do_not_write_to_it(alias, refused, tmp_path, library) -> None:
    with refused(CommandError, MESSAGES[alias]):
        call_command("flush", database=alias, interactive=False)
    path = tmp_path / "authors.json"
    path.write_text('[{"model": "testapp.author", "pk": 2, "fields": {"name": "Bo"}}]')
    with pytest.raises(ReadOnlyDatabaseError, match=r"Could not load testapp.Author\(pk=2\): Cannot write to the data"):
        call_command("loaddata", str(path), database=alias, verbosity=0)
    assert Author.objects.using(library).count() == 1


def test_its_tables_are_not_changed(alias, library) -> None:
    with pytest.raises(ReadOnlyDatabaseError, match=f"^Cannot change the tables of the database '{alias}': it is "):
        with connections[alias].schema_editor() as editor:
            editor.delete_model(Author)
    assert Author.objects.using(library).count() == 1
