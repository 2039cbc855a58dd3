"""bulk_create(): which columns are written, and what the objects know afterwards."""

from __future__ import annotations

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext, isolate_apps
from tests.testapp.models import Author, Hall

pytestmark = pytest.mark.db


@isolate_apps("tests.testapp")
def test_key_of_a_proxy_is_left_to_the_database() -> None:
    class Writer(Author):
        class Meta:
            app_label = "testapp"
            proxy = True

    writers = [Writer(name="Ada"), Writer(name="Bob")]
    with CaptureQueriesContext(connection) as captured:
        Writer.objects.bulk_create(writers)
    inserts = [query["sql"] for query in captured.captured_queries if "INSERT" in query["sql"]]
    columns = [sql.partition("(")[2].partition(")")[0] for sql in inserts]
    assert columns and not any(connection.ops.quote_name("id") in names for names in columns)
    stored = dict(Author.objects.values_list("name", "pk"))
    assert sorted(stored) == ["Ada", "Bob"] and None not in stored.values()
    if connection.features.can_return_rows_from_bulk_insert:
        assert stored == {writer.name: writer.pk for writer in writers}


@pytest.mark.feature("supports_ignore_conflicts")
def test_object_that_may_have_been_passed_over_is_not_said_to_be_stored() -> None:
    keyless, keyed = Hall(name="Opera"), Hall(pk=7, name="Forum")
    Hall.objects.bulk_create([keyless, keyed], ignore_conflicts=True)
    assert (keyless.pk, keyless._state.adding, keyless._state.db) == (None, True, None)
    assert (keyed._state.adding, keyed._state.db) == (False, "default")
