"""Rules of dumpdata and loaddata: what is dumped is loaded, all of it or nothing."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile

import pytest

from django.core.management import CommandError, call_command
from django.db import IntegrityError
from tests.testapp.models import Author, Book, Category, Publisher

pytestmark = pytest.mark.db("default", "other")


def dump(*args, **options):
    out = io.StringIO()
    call_command("dumpdata", *args, stdout=out, **options)
    return out.getvalue()


def load(path, **options):
    call_command("loaddata", str(path), verbosity=0, **options)


def authors(*names):
    return [{"model": "testapp.author", "pk": number, "fields": {"name": name}} for number, name in enumerate(names, 1)]


def write(path, objects):
    path.write_text(json.dumps(objects))
    return path


def test_a_dump_of_one_alias_loads_into_another(tmp_path):
    author = Author.objects.create(name="Zażółć", age=40)
    book = Book.objects.create(title="Gęś", author=author, price="12.30")
    book.categories.add(Category.objects.create(name="Poems"))
    call_command("dumpdata", "testapp", output=str(tmp_path / "all.json"), verbosity=0)
    load(tmp_path / "all.json", database="other")
    copy = Book.objects.using("other").get()
    assert (copy.title, copy.author.name, str(copy.price)) == ("Gęś", "Zażółć", "12.30")
    assert [category.name for category in copy.categories.all()] == ["Poems"]
    assert dump("testapp") == dump("testapp", database="other")


@pytest.mark.parametrize("format", ["json", "jsonl", "xml", "yaml"])
@pytest.mark.parametrize("ending", ["", ".gz", ".bz2", ".xz", ".lzma"])
def test_every_format_and_compression_comes_back(tmp_path, format, ending):
    Author.objects.create(name="Ann\n<&>")
    Author.objects.create(name="Bo", age=3)
    path = tmp_path / f"dump.{format}{ending}"
    call_command("dumpdata", "testapp.Author", output=str(path), format=format, verbosity=0)
    load(path, database="other")
    assert list(Author.objects.using("other").values_list("name", "age")) == [("Ann\n<&>", None), ("Bo", 3)]


def test_a_broken_record_loads_nothing_and_is_named(tmp_path):
    path = write(tmp_path / "broken.json", [*authors("Ann"), {"model": "testapp.author", "pk": "x", "fields": {}}])
    with pytest.raises(
        Exception, match=r"Problem installing fixture '.*broken.json': .*testapp.author:pk=x.*\(record 2\)"
    ):
        load(path)
    assert Author.objects.count() == 0


def test_a_row_the_database_refuses_is_named(tmp_path):
    path = write(tmp_path / "null.json", [{"model": "testapp.author", "pk": 1, "fields": {"name": None}}])
    with pytest.raises(IntegrityError, match=r"Could not load testapp.Author\(pk=1\): .*"):
        load(path)


def test_a_reference_to_nowhere_loads_nothing(tmp_path):
    book = {"model": "testapp.book", "pk": 1, "fields": {"title": "x", "author": 99}}
    with pytest.raises(IntegrityError, match="Problem installing fixtures: "):
        load(write(tmp_path / "dangling.json", [book]))
    assert Book.objects.count() == 0


def test_rows_may_refer_to_later_rows(tmp_path):
    book = {"model": "testapp.book", "pk": 1, "fields": {"title": "x", "author": 1}}
    load(write(tmp_path / "forward.json", [book, *authors("Ann")]))
    assert Book.objects.get().author.name == "Ann"


def test_a_fixture_of_an_alias_is_loaded_on_that_alias_only(tmp_path):
    write(tmp_path / "staff.other.json", authors("Ann"))
    load(tmp_path / "staff", database="other")
    assert Author.objects.using("other").count() == 1
    with pytest.raises(CommandError, match="No fixture named '.*staff' found."):
        load(tmp_path / "staff")


def test_two_fixtures_of_one_name_are_refused(tmp_path):
    write(tmp_path / "staff.json", authors("Ann"))
    write(tmp_path / "staff.jsonl", authors("Ann"))
    with pytest.raises(CommandError, match="Multiple fixtures named 'staff' in .*staff.json, staff.jsonl"):
        load(tmp_path / "staff")


def test_a_zip_holds_one_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "staff.json.zip", "w") as archive:
        archive.writestr("staff.json", json.dumps(authors("Ann")))
    load(tmp_path / "staff.json.zip")
    assert Author.objects.count() == 1
    with zipfile.ZipFile(tmp_path / "staff.json.zip", "a") as archive:
        archive.writestr("more.json", "[]")
    with pytest.raises(ValueError, match="must contain one file"):
        load(tmp_path / "staff.json.zip")


def test_standard_input_needs_a_format(monkeypatch):
    with pytest.raises(CommandError, match="--format must be specified"):
        load("-")
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(authors("Ann"))))
    load("-", format="json")
    assert Author.objects.count() == 1


def test_what_is_not_there_can_be_passed_over(tmp_path):
    objects = [*authors("Ann"), {"model": "testapp.ghost", "pk": 1, "fields": {}}]
    objects[0]["fields"]["gone"] = 1
    path = write(tmp_path / "old.json", objects)
    with pytest.raises(Exception, match="gone"):
        load(path)
    load(path, ignore=True)
    assert Author.objects.get().name == "Ann"


def test_excluded_models_stay_out_of_dumps_and_loads(tmp_path):
    Author.objects.create(name="Ann")
    Publisher.objects.create(name="Pub")
    assert {row["model"] for row in json.loads(dump("testapp", exclude=["testapp.Author"]))} == {"testapp.publisher"}
    path = tmp_path / "all.json"
    path.write_text(dump("testapp"))
    load(path, database="other", exclude=["testapp.Author"])
    assert (Author.objects.using("other").count(), Publisher.objects.using("other").count()) == (0, 1)


def test_chosen_keys_need_one_model():
    first, _ = Author.objects.create(name="Ann"), Author.objects.create(name="Bo")
    assert [row["pk"] for row in json.loads(dump("testapp.Author", primary_keys=str(first.pk)))] == [first.pk]
    with pytest.raises(CommandError, match="You can only use --pks option with one model"):
        dump("testapp", primary_keys="1")


def test_a_dump_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "dump.json.gz"
    path.write_bytes(gzip.compress(b"old"))
    Author.objects.create(name="Ann")
    monkeypatch.setattr("django.core.serializers.json.Serializer.end_object", lambda self, obj: 1 / 0)
    with pytest.raises(CommandError, match="Unable to serialize database: division by zero"):
        call_command("dumpdata", "testapp", output=str(path), verbosity=0)
    assert gzip.decompress(path.read_bytes()) == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_format_is_refused():
    with pytest.raises(CommandError, match="Unknown serialization format: jsn"):
        dump(format="jsn")
