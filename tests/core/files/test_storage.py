"""Rules of files and storages."""

from __future__ import annotations

from io import BytesIO

import pytest

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, InMemoryStorage, InvalidStorageError, StorageHandler
from django.core.files.utils import validate_file_name


@pytest.fixture(params=["folder", "memory"])
def storage(request, tmp_path):
    kind = FileSystemStorage if request.param == "folder" else InMemoryStorage
    return kind(location=str(tmp_path / "files"), base_url="/media")


def test_what_is_saved_is_read_back(storage):
    name = storage.save("a/b.txt", ContentFile(b"content"))
    assert name == "a/b.txt"
    with storage.open(name) as file:
        assert file.read() == b"content"
    assert storage.size(name) == 7
    assert storage.listdir("") == (["a"], [])
    assert storage.listdir("a") == ([], ["b.txt"])


def test_a_taken_name_gets_random_characters_before_all_endings(storage):
    storage.save("a.tar.gz", ContentFile(b"1"))
    second = storage.save("a.tar.gz", ContentFile(b"2"))
    assert second.startswith("a_") and second.endswith(".tar.gz") and len(second) == len("a_1234567.tar.gz")


def test_a_long_name_is_cut_to_what_the_field_takes(storage):
    name = storage.save("n" * 50 + ".txt", ContentFile(b"1"), max_length=20)
    assert len(name) == 20 and name.endswith(".txt")


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "..", ""])
def test_a_name_that_leads_out_is_refused(storage, name):
    with pytest.raises(SuspiciousFileOperation):
        storage.save(name, ContentFile(b"1"))


@pytest.mark.parametrize("name", ["../x", "/etc/x"])
def test_a_name_that_leads_out_is_refused_for_reading(storage, name):
    with pytest.raises(SuspiciousFileOperation):
        storage.open(name)


def test_deleting_twice_is_no_error(storage):
    storage.save("a.txt", ContentFile(b"1"))
    storage.delete("a.txt")
    storage.delete("a.txt")
    assert not storage.exists("a.txt")


def test_urls_are_escaped_below_the_base(storage):
    assert storage.url("a b.txt") == "/media/a%20b.txt"


def test_what_is_written_to_an_opened_file_stays(storage):
    with storage.open(storage.save("a.txt", ContentFile("one")), "w") as file:
        file.write("two")
    with storage.open("a.txt", "r") as file:
        assert file.read() == "two"


def test_allow_overwrite_keeps_the_name(tmp_path):
    storage = FileSystemStorage(location=str(tmp_path), allow_overwrite=True)
    storage.save("a.txt", ContentFile(b"longer"))
    assert storage.save("a.txt", ContentFile(b"new")) == "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_an_unknown_storage_alias_is_named():
    with pytest.raises(InvalidStorageError, match="Could not find config for 'nope'"):
        StorageHandler({})["nope"]


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 100])
def test_lines_do_not_depend_on_where_chunks_end(chunk):
    file = File(BytesIO(b"one\r\ntwo\nthree\rfour"))
    file.DEFAULT_CHUNK_SIZE = chunk
    assert list(file) == [b"one\r\n", b"two\n", b"three\r", b"four"]


@pytest.mark.parametrize("name", ["a/b", "..", ""])
def test_a_bare_name_has_no_folders(name):
    with pytest.raises(SuspiciousFileOperation):
        validate_file_name(name)
