"""With `default` empty, everything that names another alias works, and what names none says what is missing."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SETTINGS = """
    from pathlib import Path
    HERE = Path(__file__).parent
    DATABASES = {
        "default": {},
        "left": {"ENGINE": "sqlite3", "NAME": HERE / "left.db"},
        "right": {"ENGINE": "sqlite3", "NAME": HERE / "right.db"},
    }
    INSTALLED_APPS = ["shop"]
    SECRET_KEY = "x"
    DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
MODELS = """
    from django.db import models
    class Lamp(models.Model):
        name = models.CharField(max_length=20)
"""
TESTS = """
    from django.test import TestCase
    from shop.models import Lamp
    class LampTests(TestCase):
        databases = {"left", "right"}
        def test_both(self):
            Lamp.objects.using("left").create(name="x")
            self.assertEqual(Lamp.objects.using("left").count(), 1)
            self.assertEqual(Lamp.objects.using("right").count(), 0)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    (folder / "shop").mkdir()
    (folder / "shop" / "__init__.py").touch()
    for name, text in (("settings", SETTINGS), ("shop/models", MODELS), ("shop/tests", TESTS)):
        (folder / f"{name}.py").write_text(textwrap.dedent(text))
    return folder


def run(project, *words):
    return subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env={"PYTHONPATH": f"{ROOT}:{project}", "DJANGO_SETTINGS_MODULE": "settings", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def manage(project, *words):
    done = run(project, "-m", "django", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def code(project, source):
    done = run(project, "-c", "import django; django.setup(); from shop.models import Lamp\n" + textwrap.dedent(source))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_migrate_to_flush(project) -> None:
    for alias in ("left", "right"):
        manage(project, "migrate", "--database", alias)
    code(project, 'Lamp.objects.using("left").create(name="Tall"); Lamp(name="Low").save(using="left")')
    dump = project / "lamps.json"
    manage(project, "dumpdata", "--database", "left", "--output", str(dump))
    manage(project, "loaddata", str(dump), "--database", "right")
    show = 'print(sorted(Lamp.objects.using("right").values_list("name", flat=True)))'
    assert code(project, show) == "['Low', 'Tall']\n"
    assert 'DELETE FROM "shop_lamp"' in manage(project, "sqlflush", "--database", "right")
    manage(project, "flush", "--database", "right", "--no-input")
    assert code(project, show) == "[]\n"
    assert "class ShopLamp(models.Model):" in manage(project, "inspectdb", "--database", "left")


def test_check_with_and_without_databases(project) -> None:
    assert "no issues" in manage(project, "check")
    assert "no issues" in manage(project, "check", "--database", "left", "--database", "right")


def test_test_databases_are_made_for_the_others(project) -> None:
    done = run(project, "-m", "django", "test")
    assert done.returncode == 0, done.stderr
    assert "OK" in done.stderr


def test_queries_routers_and_transactions(project) -> None:
    manage(project, "migrate", "--database", "right", "--verbosity", "0")
    found = code(
        project,
        """
        from django.db import connections, transaction, router
        class Right:
            def db_for_read(self, model, **hints):
                return "right"
            db_for_write = db_for_read
        router.routers = [Right()]
        Lamp.objects.all().delete()
        with transaction.atomic(using="right"):
            Lamp.objects.create(name="Round")
        try:
            with transaction.atomic(using="right"):
                Lamp.objects.create(name="Square")
                1 / 0
        except ZeroDivisionError:
            pass
        print([(lamp.name, lamp._state.db) for lamp in Lamp.objects.all()], list(connections))
        connections.end_unit_of_work()
        """,
    )
    assert found == "[('Round', 'right')] ['default', 'left', 'right']\n"


@pytest.mark.parametrize(
    "deed", ["Lamp.objects.count()", 'Lamp(name="x").save()', "list(Lamp.objects.all())", "Lamp.objects.update(name=1)"]
)
def test_what_names_no_alias_says_what_is_missing(project, deed) -> None:
    done = run(project, "-c", f"import django; django.setup(); from shop.models import Lamp\n{deed}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "django.core.exceptions.ImproperlyConfigured: settings.DATABASES is improperly configured. Please supply the "
        "ENGINE value."
    )
