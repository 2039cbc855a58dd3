"""Sessions of H2 in Oracle mode, in a Java machine of this process, through JPype."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jpype
import oracledb

from tests.db.backends.oracle.standin import jar, problems
from tests.db.backends.oracle.standin.h2_sql import H2Rewriter
from tests.db.backends.oracle.standin.references import References, written_table
from tests.db.backends.oracle.standin.session import Column, Result, Variable

#: The data dictionary, as far as the engine asks for it: views over H2's own.
DICTIONARY = Path(__file__).with_name("h2_dictionary.sql").read_text(encoding="utf-8")

#: H2's number of an error to Oracle's.
CODES = {
    22001: 12899,
    22003: 1438,
    22007: 1861,
    22012: 1476,
    22018: 1722,
    23502: 1400,
    23503: 2292,
    23505: 1,
    23506: 2291,
    23513: 2290,
    23514: 2290,
    40001: 60,
    42101: 955,
    42102: 942,
    42104: 942,
    42111: 955,
    42112: 1418,
    42121: 957,
    42122: 904,
    50200: 30006,
    90016: 979,
    90022: 904,
    90053: 1427,
    90063: 1086,
    90068: 1791,
}

_DAY_TO_SECOND = re.compile(r"'(-?)(?:(\d+) )?(\d+):(\d+):(\d+)(?:\.(\d+))?'")
_NUMBERS = frozenset("TINYINT SMALLINT INTEGER BIGINT NUMERIC DECFLOAT REAL".split()) | {"DOUBLE PRECISION"}
_ZONE = re.compile(r"TIME_ZONE = ('[^']*')")
_DEFINITION = re.compile(r"\s*(CREATE|ALTER|DROP) TABLE", re.IGNORECASE)
_RESET = re.compile(r'MAX\("([^"]+)"\).*?FROM "([^"]+)"', re.DOTALL)


def start() -> None:
    """Start the Java machine, once for the process."""
    if not jpype.isJVMStarted():
        jpype.startJVM("-Duser.timezone=UTC", "-Xmx768m", classpath=[str(jar())], convertStrings=False)
        jpype.JClass("org.h2.Driver")


#: User to the references of its tables.
_references: dict[str, References] = {}


def connect(user: str) -> H2Session:
    """Open a session; each user has a database of its own, in memory."""
    start()
    references = _references.setdefault(user, References())
    url = f"jdbc:h2:mem:{user};MODE=Oracle;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1;TIME ZONE=UTC"
    return H2Session(jpype.java.sql.DriverManager.getConnection(url, "sa", ""), references)


def drop(user: str) -> None:
    """Drop a user's database."""
    session = connect(user)
    del _references[user]
    session.plainly("SHUTDOWN IMMEDIATELY")


@lru_cache(maxsize=2048)
def rewritten(sql: str, types: tuple[tuple[str, type], ...]) -> tuple[str, tuple[str, ...]]:
    """Return a statement for H2 and the names of its binds by their numbers.

    Args:
        types: name and type of each value: H2 must be told where Oracle takes the value's own type.
    """
    rewriter = H2Rewriter(dict(types))
    text = rewriter.statement(sql)
    return text, tuple(rewriter.names)


class H2Session:
    """One JDBC connection."""

    def __init__(self, connection: Any, references: References) -> None:
        self.connection = connection
        self.references = references
        self._autocommit = False
        self._written: set[str] = set()
        for sql in DICTIONARY.split(";"):
            if sql.strip():
                self.plainly(sql)
        # Commits are ours, for references are checked before.
        connection.setAutoCommit(False)

    def plainly(self, sql: str) -> None:
        """Run a statement of H2's own."""
        statement = self.connection.createStatement()
        try:
            statement.execute(sql)
        except jpype.java.sql.SQLException as error:
            raise translated(error, sql) from error
        finally:
            statement.close()

    def set_autocommit(self, autocommit: bool) -> None:
        self._autocommit = autocommit

    def commit(self) -> None:
        self._check_references("ORA-02091: transaction rolled back; ")
        self.connection.commit()

    def rollback(self) -> None:
        self._written.clear()
        self.connection.rollback()

    def _check_references(self, before: str = "") -> None:
        """Refuse rows that refer to nothing; the transaction is rolled back if it was to be committed."""
        written = set(self._written)
        broken = next(self.references.broken(written, self._has_rows), None) if written else None
        if broken is None:
            self._written.clear()
            return
        number = 2291 if broken.table in written else 2292
        message = f"integrity constraint ({broken.name}) violated"
        if not before:
            raise problems.error(number, message)
        self.rollback()
        raise problems.error(2091, f"transaction rolled back; ORA-{number:05}: {message}")

    def _has_rows(self, question: str) -> bool:
        return next(self._run(question, []).rows, None) is not None

    def close(self) -> None:
        self.connection.close()

    def run(self, sql: str, binds: Mapping[str, Any]) -> Result:
        """Run a statement of Oracle's."""
        own = self._session_statement(sql)
        if own is None and _DEFINITION.match(sql):
            sql = self.references.taken_out(sql)
            own = None if sql else ""
        if own is not None:
            if own:
                self.plainly(own)
            return Result([], iter(()), 0)
        values = {name: value for name, value in binds.items() if not isinstance(value, Variable)}
        text, names = rewritten(sql, tuple([(name, type(value)) for name, value in values.items()]))
        try:
            result = self._run(text, [values[name] for name in names])
        except jpype.java.sql.SQLException as error:
            raise translated(error, text) from error
        table = written_table(sql)
        if table is not None:
            self._written.add(table)
        if self._autocommit:
            self.commit()
        return result

    def _session_statement(self, sql: str) -> str | None:
        """What stands for statements about the session, and for programs; None for all others."""
        start = sql.lstrip().upper()
        if start.startswith("ALTER SESSION"):
            zone = _ZONE.search(sql)
            return f"SET TIME ZONE {zone[1]}" if zone else ""
        if start.startswith("SET CONSTRAINTS"):
            if "IMMEDIATE" in start:
                self._check_references()
            return ""
        if start.startswith(("BEGIN", "DECLARE")):
            return self._reset(sql)
        return None

    def _reset(self, sql: str) -> str:
        """The one program the engine sends: a sequence moved behind the highest number."""
        found = _RESET.search(sql)
        if found is None:
            raise problems.cannot("PL/SQL")
        column, table = found[1], found[2]
        result = self._run(f'SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}"', [])
        (following,) = next(result.rows)
        return f'ALTER TABLE "{table}" ALTER COLUMN "{column}" RESTART WITH {following}'

    def _run(self, text: str, values: list[Any]) -> Result:
        statement = self.connection.prepareStatement(text)
        for number, value in enumerate(values, 1):
            _bind(statement, number, value)
        if not statement.execute():
            count = int(statement.getUpdateCount())
            statement.close()
            return Result([], iter(()), count)
        rows = statement.getResultSet()
        columns, readers = _described(rows.getMetaData())
        # Everything is read at once: a statement that follows would close what is open.
        return Result(columns, iter(list(_read(rows, readers, statement))), 0)


def translated(error: Any, sql: str) -> Exception:
    """Return H2's error as Oracle's."""
    number = int(error.getErrorCode())
    message = str(error.getMessage()).split("; SQL statement")[0]
    return problems.error(CODES.get(number, 900), f"{message} (H2 {number}) in: {sql}")


def _bind(statement: Any, number: int, value: Any) -> None:
    if value is None:
        statement.setObject(number, None)
    elif isinstance(value, str):
        # The empty text is NULL.
        statement.setString(number, value or None)
    elif isinstance(value, float):
        statement.setDouble(number, value)
    elif isinstance(value, int | Decimal):
        statement.setBigDecimal(
            number, jpype.java.math.BigDecimal(str(int(value) if isinstance(value, bool) else value))
        )
    elif isinstance(value, datetime):
        text = value.replace(tzinfo=None).isoformat()
        statement.setObject(number, jpype.java.time.LocalDateTime.parse(text))
    elif isinstance(value, date):
        statement.setObject(number, jpype.java.time.LocalDateTime.parse(f"{value.isoformat()}T00:00:00"))
    elif isinstance(value, timedelta):
        statement.setObject(number, _interval(value))
    elif isinstance(value, bytes):
        statement.setBytes(number, jpype.JArray(jpype.JByte)(value))
    else:
        raise oracledb.NotSupportedError(f"DPY-3002: Python value of type {type(value).__name__!r} is not supported")


def _interval(value: timedelta) -> Any:
    microseconds = value // timedelta(microseconds=1)
    seconds, rest = divmod(abs(microseconds), 1_000_000)
    sign = -1 if microseconds < 0 else 1
    duration = jpype.java.time.Duration.ofSeconds(sign * seconds, sign * rest * 1000)
    return duration


def _described(metadata: Any) -> tuple[list[Column], list[Any]]:
    columns, readers = [], []
    for number in range(1, int(metadata.getColumnCount()) + 1):
        kind = str(metadata.getColumnTypeName(number))
        column, reader = _column(kind, metadata, number)
        columns.append(column)
        readers.append(reader)
    return columns, readers


def _column(kind: str, metadata: Any, number: int) -> tuple[Column, Any]:
    name = str(metadata.getColumnLabel(number))
    if kind in _NUMBERS:
        precision, scale = int(metadata.getPrecision(number)), int(metadata.getScale(number))
        if kind == "DOUBLE PRECISION" and str(metadata.getTableName(number)):
            return Column(name, oracledb.DB_TYPE_NUMBER, 126, -127), Decimal
        is_stored = kind == "NUMERIC" and bool(str(metadata.getTableName(number)))
        return Column(name, oracledb.DB_TYPE_NUMBER, *((precision, scale) if is_stored else (0, -127))), Decimal
    if kind in ("CHARACTER LARGE OBJECT", "JSON"):
        return Column(name, oracledb.DB_TYPE_NCLOB), str
    if kind == "BINARY LARGE OBJECT":
        return Column(name, oracledb.DB_TYPE_BLOB), bytes
    if kind.startswith("BINARY"):
        return Column(name, oracledb.DB_TYPE_RAW), bytes
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return Column(name, oracledb.DB_TYPE_TIMESTAMP), _moment
    if kind.startswith("INTERVAL"):
        return Column(name, oracledb.DB_TYPE_INTERVAL_DS), _duration
    if kind == "BOOLEAN":
        raise problems.refused("a boolean stands in the result (ORA-00923)")
    return Column(name, oracledb.DB_TYPE_NVARCHAR), str


def _read(rows: Any, readers: list[Any], statement: Any) -> Iterator[tuple[Any, ...]]:
    numbered = list(enumerate(readers, 1))
    while rows.next():
        yield tuple([_value(rows, number, reader) for number, reader in numbered])
    statement.close()


def _value(rows: Any, number: int, reader: Any) -> Any:
    if reader is bytes:
        found = rows.getBytes(number)
        return None if found is None else bytes(found)
    text = rows.getString(number)
    if text is None:
        return None
    # The empty text is NULL.
    return reader(str(text)) if reader is not str else (str(text) or None)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _duration(text: str) -> timedelta:
    found = _DAY_TO_SECOND.search(text)
    if found is None:
        raise ValueError(f"No interval of days and seconds: {text}")
    sign, days, hours, minutes, seconds, fraction = found.groups()
    whole = timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    whole += timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6]))
    return -whole if sign else whole
