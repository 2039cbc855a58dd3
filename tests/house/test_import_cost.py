"""What `import django.db.models` may cost: every program that uses a model pays it when it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.house.sources import ROOT

IMPORT = "import django.db.models"
RUNS = 5
LARGEST_SHARE = 0.45
MOST_MODULES_OF_OURS = 160
MOST_MODULES_OF_A_START = 190

#: Room -> what first needs it. A simple question over a few models needs none of them.
LATE_ROOMS = {
    "django.core.checks": "checks",
    "django.core.validators": "validation",
    "django.db.backends.utils": "a cursor; it loads logging",
    "django.db.execution.run": "a database that is asked",
    "django.db.models.aggregates": "aggregates, count()",
    "django.db.models.deletion.collector": "delete()",
    "django.db.models.expressions.arithmetic": "arithmetic",
    "django.db.models.expressions.conditional": "Case",
    "django.db.models.expressions.subqueries": "inner queries",
    "django.db.models.fields.composite": "composite keys",
    "django.db.models.fields.json": "JSON",
    "django.db.models.fields.related_many": "many-to-many relations",
    "django.db.models.functions.datetime": "dates taken apart",
    "django.db.models.lookups.json": "JSON",
    "django.db.models.plan.aggregation": "aggregates, count()",
    "django.db.models.plan.bulk_writes": "writing",
    "django.db.models.plan.compound": "union() and its like",
    "django.db.models.plan.embedded": "inner queries",
    "django.db.models.plan.writes": "writing",
    "django.db.models.prefetching.fetch": "prefetch_related()",
    "django.db.models.querysets.raw": "raw()",
    "django.db.models.lookups.related": "conditions on relations themselves",
    "django.db.models.relations.many_to_many": "many-to-many relations",
    "django.db.models.saving": "save()",
    "django.db.models.lookups.text": "contains and its kin",
    "django.db.models.lookups.tuples": "composite keys",
    "django.db.models.instances.validation": "full_clean()",
    "django.db.transaction": "transactions",
    "django.utils.timezone": "moments that are converted",
}

#: A program that defines models and makes the SQL of a question.
START = """
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
import django
django.setup()
from django.db import models
class Parent(models.Model):
    flag = models.BooleanField(default=False)
    class Meta:
        app_label = "start"
class Child(models.Model):
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(Parent, models.CASCADE)
    class Meta:
        app_label = "start"
str(Child.objects.filter(name="x", parent__flag=True).query)
"""

#: Module of the standard library -> why programs should not pay for it before they use it.
NOT_LOADED = {
    "ast": "loaded by inspect",
    "asyncio": "only asynchronous code needs it, and that has loaded it",
    "base64": "for binary values in fixtures",
    "dataclasses": "loads inspect and compiles functions for each class; utils.frozen and utils.record do without",
    "decimal": "only decimal fields need it",
    "difflib": "for error messages",
    "dis": "loaded by inspect",
    "email": "nothing here sends mail",
    "hashlib": "for names that are too long, and for passwords",
    "inspect": "loads ast, dis and tokenize; utils.inspect reads the flags of code objects",
    "ipaddress": "loaded by urllib.parse",
    "json": "only JSON values need it",
    "logging": "something must have gone wrong, or somebody configured it",
    "pathlib": "os.path does",
    "platform": "loaded by uuid",
    "sqlite3": "an engine is loaded when a connection to it is made",
    "tempfile": "for uploads and tests",
    "textwrap": "for long texts",
    "traceback": "loaded by logging",
    "unicodedata": "for slugs",
    "urllib.parse": "for URLs",
    "uuid": "runs platform; only UUID fields need it",
    "zlib": "for images",
}


def test_importing_models_loads_no_module_that_only_some_programs_need() -> None:
    # What the interpreter loads by itself (`site`, coverage) is not our doing.
    wanted = set(_modules_after(IMPORT)) - set(_modules_after("pass"))
    assert {name: why for name, why in NOT_LOADED.items() if name in wanted} == {}


def test_importing_models_loads_few_modules_of_ours() -> None:
    ours = [name for name in _modules_after(IMPORT) if name.partition(".")[0] == "django"]
    assert len(ours) <= MOST_MODULES_OF_OURS


def test_a_simple_question_loads_few_modules_of_ours() -> None:
    ours = [name for name in _modules_after(START) if name.partition(".")[0] == "django"]
    assert len(ours) <= MOST_MODULES_OF_A_START


@pytest.mark.parametrize("code", [IMPORT, START], ids=["import", "start"])
def test_a_room_is_not_loaded_before_it_is_needed(code: str) -> None:
    assert [room for room in LATE_ROOMS if find_spec(room) is None] == []
    loaded = set(_modules_after(code))
    assert {room: why for room, why in LATE_ROOMS.items() if room in loaded} == {}


def test_a_start_does_not_load_logging() -> None:
    assert "logging" not in set(_modules_after(START)) - set(_modules_after("pass"))


def test_importing_models_costs_less_than_half_of_the_reference(tmp_path: Path) -> None:
    reference = os.environ.get("DJANGO_REFERENCE_PYTHON")
    if not reference:
        pytest.skip("DJANGO_REFERENCE_PYTHON names no interpreter that has the reference installed.")
    ours, theirs = [], []
    for run in range(RUNS + 1):
        seconds = _seconds(sys.executable, tmp_path, str(ROOT)), _seconds(reference, tmp_path)
        # The first run writes the bytecode.
        if run:
            ours.append(seconds[0])
            theirs.append(seconds[1])
    share = min(ours) / min(theirs)
    figures = f"{min(ours):.3f} s of CPU against {min(theirs):.3f} s, a share of {share:.2f}"
    print(figures)
    assert share <= LARGEST_SHARE, figures


def _modules_after(code: str) -> list[str]:
    """The names of the modules that a fresh interpreter has run which has run `code`."""
    run = "[name for name, module in sys.modules.items() if type(module).__name__ != 'LateRoom']"
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint(*{run})"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


def _seconds(python: str, bytecode: Path, path: str = "") -> float:
    """The processor time, of user and system, that a fresh interpreter takes for the import."""
    resource = pytest.importorskip("resource", reason="this system does not tell the CPU time of a child.")
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    if path:
        environment["PYTHONPATH"] = path
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, "-c", IMPORT], cwd="/", env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
