"""What holds of the app as a whole: what it registers, and takes back when it is taken out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from django.apps import apps
from django.contrib.postgres import forms
from django.contrib.postgres.serializers import RangeSerializer
from django.contrib.postgres.signals import get_citext_oids, get_hstore_oids, register_type_handlers
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import CharField, TextField
from django.test.utils import CaptureQueriesContext, modify_settings
from tests.contrib.postgres.models import Stay

pytestmark = pytest.mark.engine("postgresql")

LOOKUPS = {"search", "trigram_similar", "trigram_strict_word_similar", "trigram_word_similar", "unaccent"}


def test_lookups_on_text_are_there_while_the_app_is() -> None:
    for field in (CharField, TextField):
        assert field.get_lookups().keys() >= LOOKUPS
    with modify_settings(INSTALLED_APPS={"remove": "django.contrib.postgres"}):
        for field in (CharField, TextField):
            assert not field.get_lookups().keys() & LOOKUPS
    assert apps.is_installed("django.contrib.postgres")
    assert CharField.get_lookups().keys() >= LOOKUPS


def test_numbers_of_types_are_asked_once_per_alias(pg: str, needs: Callable[..., None]) -> None:
    needs("hstore", "citext")
    get_hstore_oids.cache_clear()
    get_citext_oids.cache_clear()
    with CaptureQueriesContext(connections[pg]) as captured:
        for _ in range(2):
            numbers, arrays = get_hstore_oids(pg)
            register_type_handlers(connections[pg])
    assert len(captured) == 2
    assert len(numbers) == len(arrays) == 1


def test_values_of_extensions_are_read_on_every_connection(pg: str, needs: Callable[..., None]) -> None:
    needs("hstore", "citext")
    with connections[pg].cursor() as cursor:
        cursor.execute("SELECT 'a=>b'::hstore, ARRAY['a=>NULL'::hstore], ARRAY['x'::citext]")
        assert cursor.fetchone() == ({"a": "b"}, [{"a": None}], ["x"])


def test_no_types_are_asked_for_of_a_connection_to_no_database(pg: str) -> None:
    with connections[pg]._nodb_cursor() as cursor:
        register_type_handlers(cursor.db)


def test_a_copy_of_a_connection_may_have_an_alias_that_no_settings_name(pg: str) -> None:
    copy = connections[pg].copy("nowhere")
    try:
        with copy.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
    finally:
        copy.close()


def test_inspectdb_knows_ranges(pg: str) -> None:
    out = StringIO()
    call_command("inspectdb", Stay._meta.db_table, database=pg, stdout=out)
    for name, field in (("whole", "Integer"), ("large", "BigInteger"), ("exact", "Decimal"), ("days", "Date")):
        line = f"{name} = django.contrib.postgres.fields.{field}RangeField(blank=True, null=True)"
        assert line in out.getvalue()


def test_a_range_is_written_as_the_call_that_makes_it() -> None:
    text, imports = RangeSerializer(NumericRange(1, 10)).serialize()
    (line,) = imports
    namespace: dict[str, object] = {}
    exec(line, namespace)
    assert eval(text, namespace) == NumericRange(1, 10)


def test_without_a_driver_an_import_fails_like_any_other(tmp_path: Path) -> None:
    for name in ("psycopg", "psycopg2"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('hidden')")
    program = """
try:
    from django.contrib.postgres.fields import ArrayField
except ImportError as error:
    print(error)
"""
    paths = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Error loading psycopg2 or psycopg module.")


def test_form_fields_can_be_imported_but_not_made() -> None:
    for name in forms.__all__:
        with pytest.raises(NotImplementedError, match="there are no forms in this package"):
            getattr(forms, name)()
