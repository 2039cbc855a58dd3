"""Operations: the pieces of SQL which programs ask for by their documented names."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from django.db.errors import NotSupportedError


@pytest.mark.parametrize(
    ("name", "expected"), [("a", '"a"'), ('"a"', '"a"'), ('a"b', '"a""b"'), ('"', '""""'), ('"a"b"', '"""a""b"""')]
)
def test_names_are_quoted_once(connection, name, expected):
    assert expected == connection.ops.quote_name(name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "NULL"),
        (True, "1"),
        (7, "7"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        ("it's", "'it''s'"),
        (b"\x00a", "X'0061'"),
        (date(2020, 1, 2), "'2020-01-02'"),
        (datetime(2020, 1, 2, 3), "'2020-01-02 03:00:00'"),
        (time(3), "'03:00:00'"),
    ],
)
def test_literals(connection, value, expected):
    assert expected == connection.ops.quote_literal(value)


@pytest.mark.parametrize("value", [{}, object(), float("nan"), float("-inf"), Decimal("NaN"), "nul\0"])
def test_what_has_no_literal_is_refused(connection, value):
    with pytest.raises(ValueError):
        connection.ops.quote_literal(value)


def test_limits(connection):
    ops = connection.ops
    assert ["LIMIT 3 OFFSET 2", "LIMIT -1 OFFSET 2", "LIMIT 5", ""] == [
        ops.limit_offset_sql(2, 5),
        ops.limit_offset_sql(2, None),
        ops.limit_offset_sql(0, 5),
        ops.limit_offset_sql(0, None),
    ]


def test_locks(connection):
    ops = connection.ops
    assert "FOR UPDATE OF a NOWAIT" == ops.for_update_sql(nowait=True, of=("a",))
    assert "FOR NO KEY UPDATE SKIP LOCKED" == ops.for_update_sql(skip_locked=True, no_key=True)


def test_wildcards_are_escaped(connection):
    assert r"a\%\_\\b" == connection.ops.prep_for_like_query("a%_\\b")


def test_frames_of_windows(connection):
    bounds = connection.ops.window_frame_rows_start_end
    assert ("1 PRECEDING", "2 FOLLOWING") == bounds(-1, 2)
    assert ("UNBOUNDED PRECEDING", "CURRENT ROW") == bounds(None, 0)
    with pytest.raises(ValueError, match=r"start cannot be greater than end\."):
        bounds(1, 0)
    with pytest.raises(ValueError, match="start argument must be an integer, zero, or None, but got 'a'"):
        bounds("a", 1)
    with pytest.raises(ValueError, match="end argument must be an integer"):
        bounds(1, 1.5)


def test_years_have_their_first_and_last_day(connection):
    ops = connection.ops
    assert ["2020-01-01", "2020-12-31"] == ops.year_lookup_bounds_for_date_field(2020)
    assert ["2019-12-30", "2021-01-03"] == ops.year_lookup_bounds_for_date_field(2020, iso_year=True)


def test_rows_per_statement_follow_the_limit_of_parameters(connection, monkeypatch):
    monkeypatch.setattr(connection.features, "max_query_params", 10)
    assert [5, 3, 1, 7] == [connection.ops.bulk_batch_size(["f"] * fields, [0] * 7) for fields in (2, 3, 20, 0)]


def test_the_limit_of_parameters_is_that_of_the_library(connection):
    assert connection.features.max_query_params >= 999


def test_explain_knows_no_formats(connection):
    assert "EXPLAIN QUERY PLAN" == connection.ops.explain_query_prefix()
    with pytest.raises(ValueError, match="JSON is not a recognized format. SQLite does not support any formats."):
        connection.ops.explain_query_prefix("json")
    with pytest.raises(ValueError, match="Unknown options: a, b"):
        connection.ops.explain_query_prefix(b=1, a=2)


def test_statements_are_shown_with_their_values(connection):
    shown = connection.ops.last_executed_query
    assert "SELECT 'it''s', 5 % 2" == shown(None, "SELECT %s, %s %% 2", ("it's", 5))
    assert "SELECT 1" == shown(None, "SELECT 1", None)


def test_distinct_on_is_refused(connection):
    with pytest.raises(NotSupportedError, match="DISTINCT ON fields is not supported by this database backend"):
        connection.ops.distinct_sql(["a"], ())


def test_flush_empties_the_tables_named(connection):
    assert ['DELETE FROM "a";', 'UPDATE "sqlite_sequence" SET "seq" = 0 WHERE "name" IN (\'a\');'] == (
        connection.ops.sql_flush(None, ["a"], reset_sequences=True)
    )


def test_flags_are_of_the_kind_the_tests_of_programs_ask_for(connection):
    assert {"ci", "cs", "non_default", "virtual"} <= connection.features.test_collations.keys()
    assert connection.features.supports_json_field is True
    assert connection.features.supports_explaining_query_execution
