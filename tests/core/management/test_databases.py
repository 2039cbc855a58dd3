"""Rules of the commands that look at or change databases."""

from __future__ import annotations

from io import StringIO

import pytest

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.databases import plain_table
from django.core.management.sync import in_dependency_order
from django.utils.masking import masked
from tests.testapp.models import Author, Book, Category, Publisher


def output(*words, **options):
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_the_databases_are_listed_without_passwords():
    text = output("databases")
    for alias in ("default", "other", "third"):
        assert alias in text
    assert "PASSWORD" not in text


def test_a_plain_table_is_as_wide_as_its_widest_cells():
    assert plain_table([("a", "b"), ("long", "c")]) == "a     b\nlong  c"


def test_models_come_after_those_they_refer_to():
    ordered = in_dependency_order([Book, Category, Publisher, Author])
    assert ordered.index(Author) < ordered.index(Book) and ordered.index(Publisher) < ordered.index(Book)


@pytest.mark.db("default", "other")
def test_migrating_again_changes_nothing():
    assert "No tables to create." in output("migrate", database="other")
    assert "No planned migration operations." in output("migrate", plan=True)


@pytest.mark.db("default", "other")
def test_flush_empties_one_alias():
    Author.objects.create(name="Ann")
    Author.objects.using("other").create(name="Bo")
    call_command("flush", interactive=False, database="other", verbosity=0)
    assert (Author.objects.count(), Author.objects.using("other").count()) == (1, 0)


@pytest.mark.db("default")
def test_flush_asks_first(monkeypatch):
    Author.objects.create(name="Ann")
    monkeypatch.setattr("builtins.input", lambda question: "no")
    assert "Flush cancelled." in output("flush")
    assert Author.objects.count() == 1


@pytest.mark.db("default")
def test_the_statements_of_a_flush_are_printed_in_a_transaction():
    text = output("sqlflush", no_color=True)
    assert "testapp_author" in text
    assert text.splitlines()[0] == "BEGIN;" and text.splitlines()[-1] == "COMMIT;"


@pytest.mark.db("default")
def test_models_are_written_from_tables():
    text = output("inspectdb", "testapp_author", "testapp_book", "testapp_profile")
    assert "class TestappAuthor(models.Model):" in text
    assert "    title = models.CharField(max_length=200)\n" in text
    assert "    author = models.ForeignKey(TestappAuthor, models.DO_NOTHING)\n" in text
    assert "    publisher = models.ForeignKey('TestappPublisher', models.DO_NOTHING, blank=True, null=True)\n" in text
    assert "    author = models.OneToOneField(TestappAuthor, models.DO_NOTHING)\n" in text
    assert "        managed = False\n        db_table = 'testapp_book'" in text
    compile(text, "models.py", "exec")


def test_the_shell_has_the_models(capsys):
    call_command("shell", command="print(Author.__name__, Book.__name__)", verbosity=0)
    assert capsys.readouterr().out == "Author Book\n"


def test_the_shell_says_what_it_imported():
    text = output("shell", command="pass", verbosity=2)
    assert "imported automatically:" in text
    assert "from tests.testapp.models import Author" in text


def test_changed_settings_are_shown_without_passwords():
    settings.DATABASES["default"]["PASSWORD"] = "secret"
    try:
        text = output("diffsettings")
    finally:
        settings.DATABASES["default"]["PASSWORD"] = ""
    assert "SECRET_KEY = 'only for tests'" in text
    assert "'secret'" not in text


def test_diffsettings_masks_passwords_of_options_and_test_databases() -> None:
    options = {"passwd": "b", "wallet_password": "c", "passfile": "f"}
    config = {"PASSWORD": "a", "OPTIONS": options, "TEST": {"PASSWORD": "d"}}
    options = {"passwd": "********", "wallet_password": "********", "passfile": "f"}
    expected = {"PASSWORD": "********", "OPTIONS": options, "TEST": {"PASSWORD": "********"}}
    assert expected == masked({"default": config})["default"]
