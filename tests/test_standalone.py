"""Rules of standalone use; each script is a process of its own, as settings are configured once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def script(tmp_path):
    """Run a script in an empty folder and return (what it printed, what it complained)."""

    def run(source, name="notes.py"):
        (tmp_path / name).write_text(textwrap.dedent(source))
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [sys.executable, name], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
        return done.stdout, done.stderr

    return run


def test_five_lines_are_enough(script):
    out, err = script("""
        from django import standalone
        standalone.start("sqlite:///notes.db")
        from django.db import models
        class Note(models.Model):
            text = models.TextField()
        print(standalone.create_tables())
        Note.objects.create(text="works")
        print(Note.objects.get().text, Note._meta.label)
    """)
    assert err == ""
    assert out.splitlines() == ["{'default': ['notes.Note']}", "works notes.Note"]


def test_tables_are_created_where_the_routers_say_and_only_once(script):
    out, err = script("""
        from django import standalone
        class Router:
            def db_for_write(self, model, **hints):
                return "log" if model.__name__ == "Entry" else None
            db_for_read = db_for_write
            def allow_migrate(self, db, app_label, model_name=None, **hints):
                return (db == "log") == (model_name == "entry")
        standalone.start({"default": "sqlite:///a.db", "log": "sqlite:///b.db"}, routers=[Router()])
        from django.db import models
        class Note(models.Model):
            text = models.TextField()
        class Entry(models.Model):
            text = models.TextField()
        print(standalone.create_tables())
        print(standalone.create_tables())
        print(Entry.objects.create(text="x")._state.db)
    """)
    assert err == ""
    assert out.splitlines() == [
        "{'default': ['notes.Note'], 'log': ['notes.Entry']}",
        "{'default': [], 'log': []}",
        "log",
    ]


def test_no_default_is_needed(script):
    out, err = script("""
        from django import standalone
        standalone.start({"only": "sqlite:///a.db"})
        from django.db import models
        class Note(models.Model):
            text = models.TextField()
        print(standalone.create_tables())
        Note.objects.using("only").create(text="x")
        print(Note.objects.using("only").count())
    """)
    assert err == ""
    assert out.splitlines() == ["{'only': ['notes.Note']}", "1"]


def test_a_script_name_that_is_no_label_is_made_one(script):
    out, err = script(
        """
        from django import standalone
        standalone.start("sqlite://")
        from django.db import models
        class Note(models.Model):
            pass
        print(Note._meta.label)
        """,
        name="2-notes.py",
    )
    assert (out, err) == ("app_2_notes.Note\n", "")


def test_a_second_start_is_refused_with_the_place_of_the_first(script):
    _, err = script("""
        from django import standalone
        standalone.start("sqlite://")
        standalone.start("sqlite://")
    """)
    assert "standalone.start() was called already" in err
    assert "notes.py" in err


def test_settings_that_are_there_already_are_not_replaced(script):
    _, err = script("""
        from django.conf import settings
        settings.configure()
        from django import standalone
        standalone.start("sqlite://")
    """)
    assert "Settings are configured already" in err


def test_tables_before_a_start_name_the_missing_line(script):
    _, err = script("""
        from django import standalone
        standalone.create_tables()
    """)
    assert "Call standalone.start() with your databases before" in err
