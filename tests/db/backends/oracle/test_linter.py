"""The linter: every rule catches a planted breach, and lets a right statement pass."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.db.backends.oracle.linter.rules import lint

ROOM = Path(__file__).with_name("linter")
LARGE = {"BOOK": frozenset({"TEXT"})}

#: Rule -> pairs of a statement that breaks it and one that is right.
PLANTED: dict[str, list[tuple[str, str]]] = {
    "character": [
        ("SELECT `ID` FROM DUAL", 'SELECT "ID" FROM DUAL'),
        ("SELECT ID FROM T WHERE ID = %s", "SELECT ID FROM T WHERE ID = :arg0"),
        ("SELECT ID FROM T WHERE ID = ?", "SELECT ID FROM T WHERE NAME = '?'"),
        ("SELECT ID % 2 FROM T", "SELECT MOD(ID, 2) FROM T"),
        ("SELECT CAST(1 AS NUMBER)::text FROM DUAL", "SELECT '::text %' FROM DUAL"),
        ("SELECT 'a FROM DUAL", "SELECT 'a''b' FROM DUAL"),
        ("SELECT 1 FROM DUAL.", "SELECT 1.5 FROM DUAL"),
    ],
    "brackets": [("SELECT (1 FROM DUAL", "SELECT (1) FROM DUAL"), ("SELECT 1) FROM DUAL", "SELECT ')' FROM DUAL")],
    "name-length": [
        (f'SELECT "{"N" * 129}" FROM T', f'SELECT "{"N" * 128}" FROM T'),
        (f'SELECT 1 "{"Ä" * 65}" FROM T', f'SELECT 1 "{"Ä" * 64}" FROM T'),
    ],
    "empty-name": [('SELECT 1 "" FROM DUAL', "SELECT '' FROM DUAL")],
    "upper-case": [('SELECT "Id" FROM T', 'SELECT "ID" FROM T')],
    "semicolon": [("SELECT 1 FROM DUAL;", "SELECT ';' FROM DUAL"), ("BEGIN NULL; END", "BEGIN NULL; END;")],
    "string-length": [(f"SELECT '{'x' * 4001}' FROM DUAL", f"SELECT '{'x' * 4000}' FROM DUAL")],
    "bind-name": [
        ("SELECT 1 FROM T WHERE ID = :date", "SELECT 1 FROM T WHERE ID = :day"),
        ("SELECT 1 FROM T WHERE ID = :_x", "SELECT 1 FROM T WHERE ID = :x_"),
    ],
    "bind-in-ddl": [("CREATE TABLE T (A NUMBER DEFAULT :arg0)", "CREATE TABLE T (A NUMBER DEFAULT 0)")],
    "boolean-literal": [
        ("SELECT 1 FROM T WHERE A = TRUE", "SELECT 1 FROM T WHERE A = 'TRUE'"),
        ("SELECT FALSE FROM DUAL", "SELECT 1 FROM T WHERE JSON_EXISTS(D, '$.a' TRUE ON ERROR)"),
    ],
    "lacking": [
        ("SELECT 1 FROM T WHERE A ILIKE 'x'", "SELECT 1 FROM T WHERE UPPER(A) LIKE 'X'"),
        ("SELECT 1 FROM T EXCEPT SELECT 2 FROM T", "SELECT 1 FROM T MINUS SELECT 2 FROM T"),
        ("INSERT INTO T (A) VALUES (1) ON CONFLICT DO NOTHING", "INSERT INTO T (A) VALUES (1)"),
        ("INSERT INTO T DEFAULT VALUES", "INSERT INTO T (A) VALUES (DEFAULT)"),
        ("SELECT COUNT(*) FILTER (WHERE A = 1) FROM T", "SELECT COUNT(CASE WHEN A = 1 THEN 1 ELSE NULL END) FROM T"),
        ("RELEASE SAVEPOINT S1", "SAVEPOINT S1"),
        ("ALTER TABLE T ADD COLUMN A NUMBER", "ALTER TABLE T ADD A NUMBER"),
        ("CREATE TABLE IF NOT EXISTS T (A NUMBER)", "CREATE TABLE T (A NUMBER)"),
        ("SELECT A FROM T FOR SHARE", "SELECT A FROM T FOR UPDATE"),
    ],
    "missing": [
        ("SELECT , A FROM T", "SELECT A FROM T"),
        ("INSERT INTO T (A) VALUES", "INSERT INTO T (A) VALUES (1)"),
    ],
    "is": [("SELECT 1 FROM T WHERE A IS 1", "SELECT 1 FROM T WHERE A IS NOT NULL AND D IS JSON")],
    "value-as-condition": [
        ('SELECT 1 FROM T WHERE "T"."FLAG"', 'SELECT 1 FROM T WHERE "T"."FLAG" = 1'),
        ("SELECT 1 FROM T WHERE NOT (FLAG)", "SELECT 1 FROM T WHERE NOT (FLAG = 1)"),
        (
            "SELECT 1 FROM T WHERE CASE WHEN A = 1 THEN 1 ELSE 0 END",
            "SELECT 1 FROM T WHERE CASE WHEN A = 1 THEN 1 ELSE 0 END = 1",
        ),
        ("SELECT 1 FROM T JOIN U ON FLAG", "SELECT 1 FROM T JOIN U ON (T.A = U.A AND EXISTS (SELECT 1 FROM DUAL))"),
        (
            "SELECT 1 FROM T WHERE A = 1 AND (B OR C = 1)",
            "SELECT 1 FROM T WHERE A BETWEEN 1 AND 2 AND (B = 2 OR C = 1)",
        ),
        ("SELECT CASE WHEN FLAG THEN 1 END FROM T", "SELECT CASE WHEN FLAG = 1 THEN 1 END FROM T"),
    ],
    "condition-as-value": [
        ("SELECT A = 1 FROM T", "SELECT CASE WHEN A = 1 THEN 1 ELSE 0 END FROM T"),
        ("SELECT A IS NULL FROM T", "SELECT NVL(A, 0) FROM T"),
        (
            "SELECT EXISTS (SELECT 1 FROM U) FROM T",
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM U) THEN 1 ELSE 0 END FROM T",
        ),
        ("SELECT REGEXP_LIKE(A, 'x') FROM T", "SELECT REGEXP_SUBSTR(A, 'x') FROM T"),
        ("SELECT 1 FROM T ORDER BY A IN (1, 2)", "SELECT 1 FROM T ORDER BY A DESC NULLS LAST"),
        ("SELECT 1 FROM T GROUP BY (A > 1)", "SELECT 1 FROM T GROUP BY (A - 1)"),
        ("SELECT COALESCE(A LIKE 'x', 0) FROM T", "SELECT COALESCE(A, 'x') FROM T"),
        ("UPDATE T SET A = (B = 1)", "UPDATE T SET A = (B + 1) WHERE B = 1"),
        ("SELECT 1 FROM T WHERE (A = 1) = 1", "SELECT 1 FROM T WHERE (A + 1) = 1"),
        (
            "SELECT SUM(A) OVER (ORDER BY B > 1) FROM T",
            "SELECT SUM(A) OVER (PARTITION BY C ORDER BY B ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM T",
        ),
    ],
    "in-list": [
        (
            f"SELECT 1 FROM T WHERE A IN ({', '.join(['1'] * 1001)})",
            f"SELECT 1 FROM T WHERE A IN ({', '.join(['1'] * 1000)})",
        ),
        ("SELECT 1 FROM T WHERE A IN ()", "SELECT 1 FROM T WHERE A NOT IN (SELECT B FROM U)"),
        ("SELECT 1 FROM T WHERE A IN :arg0", "SELECT 1 FROM T WHERE A IN (:arg0)"),
    ],
    "empty-string": [
        ("SELECT 1 FROM T WHERE A = ''", "SELECT 1 FROM T WHERE A IS NULL"),
        ("SELECT 1 FROM T WHERE A <> ''", "SELECT '' FROM T WHERE A = ' '"),
        ("SELECT 1 FROM T WHERE A IN ('x', '')", "SELECT 1 FROM T WHERE A IN ('x') OR A IS NULL"),
    ],
    "function": [
        ("SELECT GROUP_CONCAT(A) FROM T", "SELECT LISTAGG(A, ',') WITHIN GROUP (ORDER BY A) FROM T"),
        ("SELECT EXTRACT(WEEK FROM A) FROM T", "SELECT EXTRACT(YEAR FROM A) FROM T"),
        ("SELECT LOG(A) FROM T", "SELECT LOG(10, A) FROM T"),
        ("SELECT CONCAT(A, B, C) FROM T", "SELECT A || B || C FROM T"),
        ("SELECT LEFT(A, 2) FROM T", "SELECT DBMS_LOB.SUBSTR(A, 2) FROM T"),
    ],
    "type": [
        ("SELECT CAST(A AS TEXT) FROM T", "SELECT CAST(A AS NVARCHAR2(20)) FROM T"),
        ("CREATE TABLE T (A BOOLEAN)", "CREATE TABLE T (A NUMBER(1) CHECK (A IN (0, 1)))"),
        ("CREATE TABLE T (A VARCHAR2)", "CREATE TABLE T (A VARCHAR2(4000))"),
        ("CREATE TABLE T (A NVARCHAR2(4000))", "CREATE TABLE T (A NVARCHAR2(2000))"),
    ],
    "aggregate-order": [
        ("SELECT LISTAGG(A, ',' ORDER BY A) FROM T", "SELECT LISTAGG(A, ',') WITHIN GROUP (ORDER BY A) FROM T")
    ],
    "json-path": [
        ("SELECT JSON_VALUE(D, :arg0) FROM T", "SELECT JSON_VALUE(D FORMAT JSON, '$.a' NULL ON ERROR) FROM T"),
        ("SELECT JSON_QUERY(D, '$.' || A) FROM T", "SELECT JSON_QUERY(D, '$.a' WITH WRAPPER) FROM T"),
    ],
    "from": [
        ("SELECT 1", "SELECT 1 FROM DUAL"),
        ("SELECT 1 FROM T WHERE A = (SELECT 2)", "SELECT (SELECT 2 FROM DUAL) FROM DUAL"),
    ],
    "table-as": [
        ('SELECT 1 FROM "T" AS U0', 'SELECT 1 AS A FROM "T" U0'),
        ("SELECT 1 FROM T JOIN U AS V ON (T.A = V.A)", "SELECT 1 FROM T JOIN U V ON (T.A = V.A)"),
        ("SELECT 1 FROM (SELECT 1 A FROM DUAL) AS U", "SELECT 1 FROM (SELECT 1 AS A FROM DUAL) U"),
        ("UPDATE T AS U SET A = 1", "UPDATE T U SET A = 1"),
    ],
    "limit": [
        ("SELECT A FROM T LIMIT 1", "SELECT A FROM T FETCH FIRST 1 ROWS ONLY"),
        ("SELECT A FROM T OFFSET 1", "SELECT A FROM T OFFSET 1 ROWS"),
        ("SELECT A FROM T FETCH FIRST 1", "SELECT A FROM T OFFSET :a ROWS FETCH NEXT :b ROWS ONLY"),
        (
            "SELECT A FROM T FETCH FIRST 1 ROWS ONLY OFFSET 1 ROWS",
            "SELECT A FROM T ORDER BY A OFFSET 1 ROWS FETCH FIRST 1 ROWS ONLY",
        ),
    ],
    "ordered-part": [
        ("SELECT A FROM T ORDER BY A UNION SELECT B FROM T", "SELECT A FROM T UNION SELECT B FROM T ORDER BY 1"),
    ],
    "ordered-subquery": [
        ("SELECT 1 FROM T WHERE A IN (SELECT B FROM U ORDER BY B)", "SELECT 1 FROM T WHERE A IN (SELECT B FROM U)"),
        (
            "SELECT (SELECT B FROM U ORDER BY B) FROM T",
            "SELECT (SELECT B FROM U ORDER BY B FETCH FIRST 1 ROWS ONLY) FROM T",
        ),
        ("SELECT 1 FROM T WHERE EXISTS (SELECT 1 FROM U ORDER BY B)", "SELECT 1 FROM (SELECT B FROM U ORDER BY B) V"),
    ],
    "same-names": [
        ("SELECT T.ID, U.ID FROM T, U FETCH FIRST 1 ROWS ONLY", "SELECT T.ID, U.ID FROM T, U"),
        (
            "SELECT COUNT(*) FROM (SELECT T.ID, U.ID FROM T, U) V",
            "SELECT COUNT(*) FROM (SELECT T.ID, U.ID B FROM T, U) V",
        ),
    ],
    "star": [("SELECT *, A FROM T", "SELECT T.*, A FROM T")],
    "group-subquery": [
        ("SELECT 1 FROM T GROUP BY (SELECT A FROM U)", "SELECT 1 FROM T WHERE A IN (SELECT A FROM U) GROUP BY A"),
    ],
    "group-binds": [
        ("SELECT NVL(A, :a) FROM T GROUP BY NVL(A, :b)", "SELECT NVL(A, :a), NVL(B, :b) FROM T GROUP BY NVL(A, :a)"),
    ],
    "lock": [
        ("SELECT DISTINCT A FROM T FOR UPDATE", "SELECT A FROM T FOR UPDATE SKIP LOCKED"),
        ("SELECT A FROM T FETCH FIRST 1 ROWS ONLY FOR UPDATE", "SELECT A FROM T ORDER BY A FOR UPDATE NOWAIT"),
        ('SELECT A FROM T FOR UPDATE OF "T"', 'SELECT A FROM T FOR UPDATE OF "T"."A" NOWAIT'),
        ("SELECT COUNT(*) FROM T FOR UPDATE", "SELECT COUNT(*) FROM T"),
    ],
    "several-rows": [
        ("INSERT INTO T (A) VALUES (1), (2)", "INSERT INTO T (A) SELECT 1 FROM DUAL UNION ALL SELECT 2 FROM DUAL"),
        ("INSERT INTO T (A, B) VALUES (1)", "INSERT INTO T (A, B) VALUES (1, DEFAULT)"),
    ],
    "insert-all": [
        (
            "INSERT ALL INTO T (A) VALUES (1)",
            "INSERT ALL INTO T (A) VALUES (1) INTO T (A) VALUES (2) SELECT 1 FROM DUAL",
        )
    ],
    "returning": [
        ("INSERT INTO T (A) VALUES (1) RETURNING ID", "INSERT INTO T (A) VALUES (1) RETURNING ID INTO :out0"),
        ("INSERT INTO T (A) SELECT 1 FROM DUAL RETURNING ID INTO :a", "INSERT INTO T (A) SELECT 1 FROM DUAL"),
        ("UPDATE T SET A = 1 RETURNING A, B INTO :a", "UPDATE T SET A = 1 RETURNING A, B INTO :a, :b"),
    ],
    "update": [("UPDATE T SET A = U.A FROM U", "UPDATE T SET A = (SELECT U.A FROM U WHERE U.B = T.B) WHERE T.A = 1")],
    "delete": [("DELETE FROM T USING U WHERE T.A = U.A", "DELETE FROM T WHERE A IN (SELECT A FROM U)")],
    "merge-joined": [
        (
            "MERGE INTO T USING (SELECT 1 A FROM DUAL) S ON (T.A = S.A) WHEN MATCHED THEN UPDATE SET T.A = 2",
            "MERGE INTO T USING (SELECT 1 A FROM DUAL) S ON (T.A = S.A) WHEN MATCHED THEN UPDATE SET T.B = 2 "
            "WHEN NOT MATCHED THEN INSERT (A, B) VALUES (S.A, 2)",
        )
    ],
    "column-order": [("CREATE TABLE T (A NUMBER NOT NULL DEFAULT 0)", "CREATE TABLE T (A NUMBER DEFAULT 0 NOT NULL)")],
    "index": [
        ("CREATE INDEX I ON T (A) WHERE A > 0", "CREATE INDEX I ON T (A)"),
        ('CREATE INDEX I ON "BOOK" ("TEXT")', 'CREATE INDEX I ON "BOOK" ("ID")'),
    ],
    "drop": [("DROP TABLE T CASCADE", "DROP TABLE T CASCADE CONSTRAINTS")],
    "large-compared": [
        ('SELECT 1 FROM "BOOK" WHERE "BOOK"."TEXT" = :a', 'SELECT 1 FROM "BOOK" WHERE "BOOK"."TEXT" LIKE :a'),
        (
            'SELECT 1 FROM "BOOK" B WHERE UPPER(B."TEXT") > :a',
            'SELECT 1 FROM "BOOK" B WHERE DBMS_LOB.SUBSTR(B."TEXT") > :a',
        ),
        ('SELECT 1 FROM "BOOK" WHERE "TEXT" IN (:a)', 'SELECT 1 FROM "BOOK" WHERE "TEXT" IS NULL'),
        (
            'SELECT 1 FROM (SELECT U."TEXT" "X" FROM "BOOK" U) V WHERE V."X" = :a',
            'SELECT 1 FROM (SELECT U."ID" "X" FROM "BOOK" U) V WHERE V."X" = :a',
        ),
        ('DELETE FROM "BOOK" WHERE "BOOK"."TEXT" = :a', 'DELETE FROM "BOOK" WHERE "BOOK"."ID" = :a'),
        (
            'SELECT 1 FROM T WHERE EXISTS (SELECT 1 FROM "BOOK" U WHERE U."TEXT" = T.A)',
            'SELECT 1 FROM T WHERE EXISTS (SELECT 1 FROM "BOOK" U WHERE U."ID" = T."TEXT")',
        ),
    ],
    "large-grouped": [
        ('SELECT 1 FROM "BOOK" GROUP BY "BOOK"."TEXT"', 'SELECT 1 FROM "BOOK" GROUP BY TO_CHAR("BOOK"."TEXT")'),
        ('SELECT MAX("BOOK"."TEXT") FROM "BOOK"', 'SELECT COUNT("BOOK"."TEXT") FROM "BOOK"'),
    ],
    "large-distinct": [
        ('SELECT DISTINCT "BOOK"."TEXT" FROM "BOOK"', 'SELECT "BOOK"."TEXT" FROM "BOOK"'),
        (
            'SELECT "TEXT" FROM "BOOK" UNION SELECT "TEXT" FROM "BOOK"',
            'SELECT "TEXT" FROM "BOOK" UNION ALL SELECT "TEXT" FROM "BOOK"',
        ),
    ],
    "large-ordered": [
        ('SELECT 1 FROM "BOOK" ORDER BY "BOOK"."TEXT" DESC', 'SELECT 1 FROM "BOOK" ORDER BY "BOOK"."ID" DESC'),
        ('SELECT 1 FROM "BOOK" ORDER BY \'x\' || "BOOK"."TEXT"', 'SELECT \'x\' || "BOOK"."TEXT" FROM "BOOK"'),
    ],
}

CASES = [(rule, *pair) for rule, pairs in PLANTED.items() for pair in pairs]


def broken(sql: str, **options: object) -> set[str]:
    return {breach.rule for breach in lint(sql, large=LARGE, **options)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "wrong", "right"), CASES, ids=[f"{case[0]}-{case[1][:40]}" for case in CASES])
def test_a_planted_breach_is_caught_and_a_right_statement_passes(rule: str, wrong: str, right: str) -> None:
    assert rule in broken(wrong)
    assert lint(right, large=LARGE) == []


def test_every_rule_has_a_planted_breach() -> None:
    rules = {
        node.args[0].value
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add"
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert rules - set(PLANTED) == {"bind-missing", "bind-extra", "bind-count"}  # below


def test_before_12_2_names_have_30_bytes() -> None:
    name = f'SELECT "{"N" * 31}" FROM T'
    assert broken(name) == set()
    assert broken(name, version=(11, 2)) == {"name-length"}


def test_from_version_23_on_a_select_needs_no_table_and_there_are_booleans() -> None:
    assert broken("SELECT TRUE", version=(23,)) == set()
    assert broken("SELECT TRUE") == {"from", "boolean-literal"}


def test_binds_and_what_is_sent_must_be_the_same() -> None:
    sql = "SELECT 1 FROM T WHERE A = :a AND B = :b"
    assert broken(sql, binds={"a": 1, "b": 2}) == set()
    assert broken(sql, binds={"a": 1}) == {"bind-missing"}
    assert broken(sql, binds={"a": 1, "b": 2, "c": 3}) == {"bind-extra"}
    assert broken(sql, binds=[1]) == {"bind-missing"}
    assert broken(sql, binds=[1, 2]) == set()


def test_a_bind_that_is_an_empty_string_is_compared_with_nothing() -> None:
    assert broken("SELECT 1 FROM T WHERE A = :a", binds={"a": ""}) == {"empty-string"}
    assert broken("UPDATE T SET A = :a", binds={"a": ""}) == set()


def test_there_are_at_most_65535_binds() -> None:
    names = [f":a{number}" for number in range(65536)]
    assert "bind-count" in broken(f"INSERT INTO T (A) VALUES ({' + '.join(names)})")


def test_sql_inside_of_strings_names_and_comments_is_not_read() -> None:
    assert broken("SELECT 'LIMIT 1 ILIKE TRUE', \"LIMIT ILIKE TRUE\" FROM T /* LIMIT 1; */ -- ILIKE") == set()


def test_blocks_are_programs_and_have_conditions_of_their_own() -> None:
    assert broken("BEGIN IF TRUE THEN EXECUTE IMMEDIATE 'DROP TABLE T'; END IF; END;") == set()
