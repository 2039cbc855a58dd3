"""Rules of startproject and startapp: what they make is a project that runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def manage(folder, *words):
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


def test_a_new_project_with_a_new_app_migrates(folder):
    call_command("startproject", "library")
    project = folder / "library"
    assert manage(project, "startapp", "books").stderr == ""
    settings = project / "library" / "settings.py"
    settings.write_text(settings.read_text().replace('# "your_app"', '"books"'))
    models = project / "books" / "models.py"
    models.write_text(models.read_text() + "\nclass Book(models.Model):\n    title = models.CharField(max_length=9)\n")
    migrated = manage(project, "migrate")
    assert migrated.stderr == ""
    assert "Creating table books_book" in migrated.stdout
    assert manage(project, "migrate", "--check").returncode == 0
    assert manage(project, "shell", "-v", "0", "-c", "print(Book.objects.count())").stdout == "0\n"


def test_a_secret_key_is_made(folder):
    call_command("startproject", "library")
    text = (folder / "library" / "library" / "settings.py").read_text()
    assert "django-insecure-" in text and "{{" not in text


@pytest.mark.parametrize("name, message", [("2x", "is not a valid project name"), ("json", "conflicts with the name")])
def test_a_name_that_cannot_be_imported_is_refused(folder, name, message):
    with pytest.raises(CommandError, match=message):
        call_command("startproject", name)
    assert list(folder.iterdir()) == []


def test_a_file_that_is_there_is_not_replaced(folder):
    (folder / "here").mkdir()
    (folder / "here" / "manage.py").write_text("mine")
    with pytest.raises(CommandError, match="already exists"):
        call_command("startproject", "library", "here")
    assert (folder / "here" / "manage.py").read_text() == "mine"


def test_an_own_template_is_filled_in_where_its_ending_is_wanted(folder):
    template = folder / "template"
    (template / "app_name").mkdir(parents=True)
    (template / "app_name" / "a.py-tpl").write_text("{{ app_name }} {{ camel_case_app_name }} {{ unknown }}")
    (template / "b.txt").write_text("{{ app_name }}")
    call_command("startapp", "two_words", template=str(template))
    assert (folder / "two_words" / "two_words" / "a.py").read_text() == "two_words TwoWords {{ unknown }}"
    assert (folder / "two_words" / "b.txt").read_text() == "{{ app_name }}"
