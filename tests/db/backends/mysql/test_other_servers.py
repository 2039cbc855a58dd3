"""What is said to servers that are not here: MySQL 8, and older versions of MariaDB, told apart by their version."""

from __future__ import annotations

from typing import Any

import pytest

from django.db.backends.mysql import base
from django.db.errors import NotSupportedError
from django.db.query import expressions as e
from django.db.query.sources import Table
from django.db.query.statements import Conflict, Delete, Insert, Lock, Output, Select, Update
from tests import servers

SAID = {
    "sql_mode": "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES",
    "default_storage_engine": "InnoDB",
    "sql_auto_is_null": False,
    "lower_case_table_names": False,
    "has_zoneinfo_database": True,
    "collation": "utf8mb4_0900_ai_ci",
}
BOOK = Table("book", "book")
N = e.Column("book", "n", "IntegerField")
DOC = e.Column("book", "doc", "JSONField")


def connection_to(version: str, **said: Any) -> Any:
    settings = {
        **servers.config("mysql", "nowhere"),
        "OPTIONS": {},
        "TIME_ZONE": None,
        "AUTOCOMMIT": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
    connection = base.DatabaseWrapper(settings, alias="elsewhere")
    connection.__dict__["mysql_server_data"] = {**SAID, "version": version, **said}
    return connection


def written(connection: Any, node: Any) -> str:
    return str(connection.compiler().statement(node))


@pytest.fixture
def mysql() -> Any:
    return connection_to("8.0.36-0ubuntu0.22.04.1")


def test_nothing_is_asked_of_a_server_that_told_its_version(mysql: Any) -> None:
    assert (mysql.display_name, mysql.mysql_is_mariadb, mysql.mysql_version) == ("MySQL", False, (8, 0, 36))
    assert mysql.connection is None


def test_old_servers_are_refused() -> None:
    for version, message in (
        ("8.0.10", r"MySQL 8.0.11 or later is required \(found 8.0.10\)"),
        ("10.4.30-MariaDB", r"MariaDB 10.5 or later is required \(found 10.4.30\)"),
    ):
        with pytest.raises(NotSupportedError, match=message):
            connection_to(version).check_database_version_supported()


@pytest.mark.parametrize(
    ("version", "feature", "value"),
    [
        ("8.0.36", "can_return_columns_from_insert", False),
        ("10.5.1-MariaDB", "can_return_columns_from_insert", True),
        ("8.0.36", "has_native_uuid_field", False),
        ("10.6.1-MariaDB", "has_native_uuid_field", False),
        ("10.7.1-MariaDB", "has_native_uuid_field", True),
        ("8.0.30", "supports_select_intersection", False),
        ("8.0.31", "supports_select_intersection", True),
        ("8.0.36", "supports_expression_indexes", True),
        ("10.11.1-MariaDB", "supports_expression_indexes", False),
        ("10.5.1-MariaDB", "has_select_for_update_skip_locked", False),
        ("10.6.1-MariaDB", "has_select_for_update_skip_locked", True),
        ("8.0.36", "has_select_for_update_of", True),
        ("10.11.1-MariaDB", "has_select_for_update_of", False),
        ("8.0.15", "supports_table_check_constraints", False),
        ("8.0.16", "supports_table_check_constraints", True),
    ],
)
def test_features_follow_the_version(version: str, feature: str, value: bool) -> None:
    assert getattr(connection_to(version).features, feature) is value


def test_statements_of_one_server_are_not_used_for_another(mysql: Any) -> None:
    keys = {connection_to(version).engine_key for version in ("8.0.36", "8.0.36", "10.11.1-MariaDB")}
    assert len(keys) == 2


@pytest.mark.parametrize(
    "said",
    [{"sql_mode": "STRICT_TRANS_TABLES"}, {"sql_mode": "ONLY_FULL_GROUP_BY,NO_BACKSLASH_ESCAPES"}],
)
def test_statements_of_a_server_that_reads_sql_in_one_mode_are_not_used_in_another(said: dict[str, Any]) -> None:
    one, other = connection_to("10.11.1-MariaDB"), connection_to("10.11.1-MariaDB", **said)
    assert one.engine_key is not other.engine_key


def test_statements_that_name_a_zone_are_not_used_where_none_is_known() -> None:
    one, other = connection_to("10.11.1-MariaDB"), connection_to("10.11.1-MariaDB", has_zoneinfo_database=False)
    assert one.engine_key is not other.engine_key


def test_the_order_of_modes_makes_no_difference() -> None:
    one, other = (connection_to("8.0.36", sql_mode=mode) for mode in ("ANSI_QUOTES,HIGH", "HIGH,ANSI_QUOTES"))
    assert one.engine_key is other.engine_key


def test_uuids_and_documents_have_columns_of_their_own_where_there_are_such_types(mysql: Any) -> None:
    mariadb = connection_to("10.11.1-MariaDB")
    assert (mysql.data_types["UUIDField"], mariadb.data_types["UUIDField"]) == ("char(32)", "uuid")
    assert (mysql.data_type_check_constraints, mariadb.data_type_check_constraints) == (
        {},
        {"JSONField": "JSON_VALID(%(qn_column)s)"},
    )


def test_a_table_that_is_changed_is_read_through_a_copy(mysql: Any) -> None:
    inner = Table("book", "U0")
    keys = Select((Output(e.Column("U0", "id")),), inner)
    delete = Delete("book", e.Members(e.Column("book", "id"), keys))
    assert written(mysql, delete) == (
        "DELETE FROM `book` WHERE `book`.`id` IN "
        "(SELECT * FROM (SELECT `U0`.`id` FROM `book` `U0` LIMIT 18446744073709551615) `u`)"
    )
    most = Select((Output(e.Aggregate("MAX", (e.Column("U0", "n"),))),), inner)
    assert written(mysql, Update("book", (("n", e.Scalar(most)),))) == (
        "UPDATE `book` SET `n` = "
        "(SELECT * FROM (SELECT MAX(`U0`.`n`) FROM `book` `U0` LIMIT 18446744073709551615) `u`)"
    )
    elsewhere = Delete("book", e.Members(e.Column("book", "id"), keys.but(source=Table("other", "U0"))))
    assert "LIMIT" not in written(mysql, elsewhere)


def test_columns_that_take_values_from_each_other_are_refused_where_that_goes_wrong(mysql: Any) -> None:
    circle = Update("book", (("a", e.Column("book", "b")), ("b", e.Column("book", "a"))))
    with pytest.raises(NotSupportedError, match="Change them in two steps"):
        written(mysql, circle)
    chain = Update("book", (("a", e.Null()), ("b", e.Column("book", "a"))))
    assert written(mysql, chain) == "UPDATE `book` SET `b` = `book`.`a`, `a` = NULL"
    assert written(connection_to("10.11.1-MariaDB"), circle).startswith("SET STATEMENT sql_mode = ")
    assert written(mysql, circle.but(key=("id",))) == (
        "UPDATE `book` INNER JOIN (SELECT `book`.`id` AS `key0`, `book`.`b` AS `value0`, `book`.`a` AS `value1` "
        "FROM `book` LIMIT 18446744073709551615) `u` ON (`book`.`id` = `u`.`key0`) "
        "SET `book`.`a` = `u`.`value0`, `book`.`b` = `u`.`value1`"
    )


def test_a_clash_takes_values_from_the_new_row(mysql: Any) -> None:
    insert = Insert("book", ("id", "n"), ((e.Literal(1), e.Literal(2)),), ("id",), Conflict("update", (), ("n",)))
    assert written(mysql, insert) == (
        "INSERT INTO `book` (`id`, `n`) VALUES (%s, %s) AS new ON DUPLICATE KEY UPDATE `n` = new.`n`"
    )
    assert written(connection_to("8.0.18"), insert).endswith("ON DUPLICATE KEY UPDATE `n` = VALUES(`n`)")


def test_locks_may_name_tables(mysql: Any) -> None:
    lock = Select((Output(N),), BOOK, lock=Lock(skip_locked=True, of=(("book", "id"),)))
    assert written(mysql, lock).endswith("FOR UPDATE OF `book` SKIP LOCKED")
    with pytest.raises(NotSupportedError, match="FOR UPDATE OF"):
        written(connection_to("10.11.1-MariaDB"), lock)


def test_documents_have_a_type_to_compare_them_by(mysql: Any) -> None:
    document = e.Literal({"a": 1}, kind="JSONField")
    tree = Select((Output(N),), BOOK, where=e.Compare("=", DOC, document))
    assert written(mysql, tree).endswith("WHERE `book`.`doc` = CAST(%s AS JSON)")
    key = e.Call("json_extract", (DOC,), "JSONField", options=(("path", ("a", -2)),))
    sql, params = mysql.compiler().compile(key)
    assert (sql, params[0].value) == ("JSON_EXTRACT(`book`.`doc`, %s)", '$."a"[last-1]')


def test_expressions_are_matched_by_a_function(mysql: Any) -> None:
    title = e.Column("book", "title", "CharField")
    for lookup, flag in (("regex", "c"), ("iregex", "i")):
        tree = Select((Output(N),), BOOK, where=e.Match(lookup, title, e.Literal("x")))
        assert written(mysql, tree).endswith(f"WHERE REGEXP_LIKE(`book`.`title`, %s, '{flag}')")


def test_lag_has_a_default_of_its_own(mysql: Any) -> None:
    call = e.Call("lag", (N, e.Literal(1), e.Literal(0)))
    assert "LAG(`book`.`n`, %s, %s) OVER" in written(mysql, Select((Output(e.Over(call, order=(e.Order(N),))),), BOOK))


def test_plans_are_shown_in_the_forms_the_server_has(mysql: Any) -> None:
    mariadb = connection_to("10.11.1-MariaDB")
    assert mysql.ops.explain_query_prefix() == "EXPLAIN FORMAT=TREE"
    assert mysql.ops.explain_query_prefix("json") == "EXPLAIN FORMAT=JSON"
    assert mysql.ops.explain_query_prefix(analyze=True) == "EXPLAIN ANALYZE FORMAT=TREE"
    assert mariadb.ops.explain_query_prefix() == "EXPLAIN"
    assert mariadb.ops.explain_query_prefix("text") == "EXPLAIN FORMAT=TRADITIONAL"
    assert mariadb.ops.explain_query_prefix("json", analyze=True) == "ANALYZE FORMAT=JSON"
    with pytest.raises(ValueError, match="TREE is not a recognized format. Allowed formats: JSON, TEXT, TRADITIONAL"):
        mariadb.ops.explain_query_prefix("tree")
    with pytest.raises(ValueError, match="Unknown options: x; DROP TABLE book"):
        mariadb.ops.explain_query_prefix(**{"x; DROP TABLE book": True})


def test_a_key_may_be_0_only_if_the_server_keeps_it() -> None:
    with pytest.raises(ValueError, match="The database backend does not accept 0 as a value for AutoField."):
        connection_to("8.0.36").ops.validate_autopk_value(0)
    assert connection_to("8.0.36", sql_mode="NO_AUTO_VALUE_ON_ZERO").ops.validate_autopk_value(0) == 0


def test_a_server_that_cuts_values_is_warned_of() -> None:
    (warning,) = connection_to("8.0.36", sql_mode="").validation.check()
    assert warning.id == "mysql.W002"
    assert "MySQL Strict Mode is not set for database connection 'elsewhere'" in warning.msg
    assert connection_to("8.0.36").validation.check() == []


@pytest.mark.parametrize(
    ("name", "quoted"),
    [("a", "`a`"), ("`a`", "`a`"), ("a`; DROP TABLE b --", "`a``; DROP TABLE b --`"), ("`", "````"), ("a`b", "`a``b`")],
)
def test_names_cannot_leave_their_quotes(mysql: Any, name: str, quoted: str) -> None:
    assert mysql.ops.quote_name(name) == quoted


def test_texts_cannot_leave_their_quotes(mysql: Any) -> None:
    assert mysql.ops.quote_literal("\\' OR 1 = 1 --") == "'\\\\'' OR 1 = 1 --'"
    strange = connection_to("8.0.36", sql_mode="NO_BACKSLASH_ESCAPES")
    assert strange.ops.quote_literal("\\'") == "'\\'''"
