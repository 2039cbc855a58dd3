"""The operations of Oracle."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db.backends.identifiers import names_digest, strip_quotes, truncate_name
from django.db.backends.oracle import catalog, conversion
from django.db.backends.oracle.compiler import SQLCompiler
from django.db.backends.oracle.datatypes import IDENTITY, NUMBERING, SHORT_TEXT
from django.db.backends.oracle.dates import DateOperations
from django.db.errors import NotSupportedError

#: A name in quotes, perhaps with the user it belongs to: it is taken as it is.
_QUOTED = re.compile(r'"[^"\0]+"(\."[^"\0]+")*')

#: As long as a name may be: what databases of other programs of this kind have, whatever later servers allow.
NAME_LENGTH = 30

#: Rows of one INSERT: the server takes the longer for each the more there are.
MOST_ROWS = 500


class DatabaseOperations(DateOperations):
    """What Oracle says in its own way."""

    paramstyle: ClassVar[str] = "named"
    set_operators: ClassVar[dict[str, str]] = {**DateOperations.set_operators, "difference": "MINUS"}
    cast_char_field_without_max_length: ClassVar[str | None] = SHORT_TEXT
    cast_data_types: ClassVar[dict[str, str]] = {
        "AutoField": "NUMBER(11)",
        "BigAutoField": "NUMBER(19)",
        "SmallAutoField": "NUMBER(5)",
        "TextField": SHORT_TEXT,
    }
    integer_field_ranges: ClassVar[dict[str, tuple[int, int]]] = {
        "SmallIntegerField": (-99999999999, 99999999999),
        "IntegerField": (-99999999999, 99999999999),
        "BigIntegerField": (-9999999999999999999, 9999999999999999999),
        "PositiveBigIntegerField": (0, 9999999999999999999),
        "PositiveSmallIntegerField": (0, 99999999999),
        "PositiveIntegerField": (0, 99999999999),
        "SmallAutoField": (-99999, 99999),
        "AutoField": (-99999999999, 99999999999),
        "BigAutoField": (-9999999999999999999, 9999999999999999999),
    }
    compiler_class: ClassVar[type] = SQLCompiler

    # --- names, literals --------------------------------------------------------------------------------------------

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier: upper case, shortened if it is too long; one in quotes stays as it is."""
        if _QUOTED.fullmatch(name):
            return name
        # No name can hold a quote.
        allowed = self.stored_name(name).replace('"', "")
        return f'"{allowed}"'

    def stored_name(self, name: str) -> str:
        """Return a name as the database keeps it; of one in quotes the last part."""
        if _QUOTED.fullmatch(name):
            return name[1:-1].rpartition('"."')[2]
        limit = self.max_name_length()
        short = truncate_name(strip_quotes(name), limit)
        if len(short.encode()) > limit:
            short = _cut_to_bytes(short, limit)
        return short.upper()

    def max_name_length(self) -> int:
        """Return how many bytes a name may have: 30, or what the option `max_name_length` says."""
        return int(self.connection.settings_dict["OPTIONS"].get("max_name_length") or NAME_LENGTH)

    def boolean_literal(self, value: bool) -> str:
        return "1" if value else "0"

    def quote_literal(self, value: Any) -> str:
        if isinstance(value, timedelta):
            return f"NUMTODSINTERVAL({value.total_seconds()!r}, 'SECOND')"
        if isinstance(value, datetime):
            return f"TO_TIMESTAMP('{value.replace(tzinfo=None)}', 'YYYY-MM-DD HH24:MI:SS{_fraction(value)}')"
        if isinstance(value, date):
            return f"TO_DATE('{value}', 'YYYY-MM-DD')"
        if isinstance(value, time):
            return self.quote_literal(datetime.combine(conversion.EPOCH, value))
        return super().quote_literal(value)

    def binary_literal(self, value: bytes) -> str:
        return f"HEXTORAW('{value.hex()}')"

    # --- values -----------------------------------------------------------------------------------------------------

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        if kind == "DecimalField":
            return conversion.decimal_binder(getattr(field, "max_digits", None), getattr(field, "decimal_places", None))
        return conversion.BINDERS.get(kind)

    def converter(self, kind: str, field: Any = None) -> Callable[[Any], Any] | None:
        if kind == "DateTimeField":
            zone = self.connection.timezone
            return conversion.read_naive if zone is None else conversion.aware_reader(zone)
        if kind == "DecimalField":
            return conversion.decimal_reader(getattr(field, "decimal_places", None))
        return conversion.CONVERTERS.get(kind)

    def adapt_datefield_value(self, value: date | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.bind_date(value, self.connection)

    def adapt_datetimefield_value(self, value: datetime | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.naive_in_zone(value, self.connection)

    def adapt_timefield_value(self, value: time | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.bind_time(value, self.connection)

    def adapt_decimalfield_value(
        self, value: Decimal | None, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        return conversion.decimal_binder(max_digits, decimal_places)(value, self.connection)

    def adapt_unknown_value(self, value: Any) -> Any:
        return int(value) if isinstance(value, bool) else super().adapt_unknown_value(value)

    def convert_durationfield_value(self, value: Any, expression: Any, connection: Any) -> timedelta | None:
        converted: timedelta | None = value
        return converted

    def process_clob(self, value: Any) -> Any:
        return "" if value is None else conversion.read_large(value)

    # --- pieces of queries ------------------------------------------------------------------------------------------

    def combine_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        left, right = sub_expressions
        if connector in ("%", "%%"):
            return f"MOD({left},{right})"
        if connector == "&":
            return f"BITAND({left},{right})"
        if connector == "^":
            return f"POWER({left},{right})"
        if connector in ("|", "#", "<<", ">>"):
            raise NotSupportedError(f"Oracle has no operator {connector}.")
        return super().combine_expression(connector, sub_expressions)

    def field_cast_sql(self, db_type: str | None, internal_type: str) -> str:
        return "DBMS_LOB.SUBSTR(%s)" if db_type and db_type.endswith("LOB") else "%s"

    def regex_lookup(self, lookup_type: str) -> str:
        return f"REGEXP_LIKE(%s, %s, '{'c' if lookup_type == 'regex' else 'i'}')"

    def limit_offset_sql(self, low_mark: int | None, high_mark: int | None) -> str:
        parts = [f"OFFSET {low_mark} ROWS"] if low_mark else []
        if high_mark is not None:
            parts.append(f"FETCH FIRST {high_mark - (low_mark or 0)} ROWS ONLY")
        return " ".join(parts)

    def max_in_list_size(self) -> int | None:
        return 1000

    def conditional_expression_supported_in_where_clause(self, expression: Any) -> bool:
        """Say whether the boolean expression may stand in WHERE as it is: lookups and combinations of such may."""
        return bool(getattr(expression, "is_lookup", False)) or not hasattr(expression, "output_field")

    def no_limit_value(self) -> int | str | None:
        """Return nothing: OFFSET may stand alone."""
        return None

    def deferrable_sql(self) -> str:
        return " DEFERRABLE INITIALLY DEFERRED"

    def session_sql(self) -> str:
        """Return the statement that gives a session its time zone and the forms the statements count with."""
        zone = self.text_literal(self.connection.timezone_name)
        return (
            "ALTER SESSION SET NLS_TERRITORY = 'AMERICA' NLS_NUMERIC_CHARACTERS = '.,' "
            "NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF' "
            f"TIME_ZONE = {zone}"
        )

    # --- writing ----------------------------------------------------------------------------------------------------

    def inserts_lists(self, fields: Sequence[Any]) -> bool:
        # Many rows are a SELECT whose values share binds: its text is made for the rows at hand.
        return False

    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        return min(super().bulk_batch_size(fields, objs), MOST_ROWS)

    def last_insert_id(self, cursor: Any, table_name: str, pk_name: str) -> Any:
        """Return the number the identity of a column gave out last in this session."""
        own = self.connection.plain_cursor()
        try:
            sequence = self.sequence_of(own, table_name, pk_name)
            own.execute(f"SELECT {self.quote_name(sequence)}.CURRVAL FROM DUAL")
            return own.fetchone()[0]
        finally:
            own.close()

    def sequence_of(self, cursor: Any, table_name: str, column: str) -> str:
        """Return the name of the sequence behind an identity column; that of old databases if there is none."""
        pieces = catalog.IDENTITY_SEQUENCE.split("%s")
        names = {"arg0": self.stored_name(table_name), "arg1": self.stored_name(column)}
        cursor.execute(f"{pieces[0]}:arg0{pieces[1]}:arg1", names)
        row = cursor.fetchone()
        return str(row[0]) if row else f"{truncate_name(strip_quotes(table_name), self.max_name_length() - 3)}_SQ"

    # --- whole databases --------------------------------------------------------------------------------------------

    def tablespace_sql(self, tablespace: str, inline: bool = False) -> str:
        return f"{'USING INDEX ' if inline else ''}TABLESPACE {self.quote_name(tablespace)}"

    def cache_key_culling_sql(self) -> str | None:
        key = self.quote_name("cache_key")
        return f"SELECT {key} FROM %s ORDER BY {key} OFFSET %%s ROWS FETCH FIRST 1 ROWS ONLY"

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        """Return the statements that empty tables.

        Rows are deleted, for TRUNCATE commits after each table and wants references switched off before: a flush that
        fails half way would leave them so.
        """
        if not tables:
            return []
        keyword, table = getattr(style, "SQL_KEYWORD", str), getattr(style, "SQL_FIELD", str)
        references = self._references()
        further = _referring({self.stored_name(name) for name in tables}, references) if allow_cascade else []
        names = self._referring_first(list(dict.fromkeys([*tables, *further])), references)
        statements = [f"{keyword('DELETE')} {keyword('FROM')} {table(self.quote_name(name))};" for name in names]
        if reset_sequences:
            known = {self.stored_name(name) for name in names}
            sequences = [
                item
                for item in self.connection.introspection.sequence_list()
                if self.stored_name(item["table"]) in known
            ]
            statements += self.sequence_reset_by_name_sql(style, sequences)
        return statements

    def _references(self) -> list[tuple[str, str]]:
        """Return (table that refers, table referred to) for all references of the user's tables."""
        with self.connection.cursor() as cursor:
            cursor.execute(catalog.REFERRING)
            return [(table, target) for table, target in cursor.fetchall()]

    def _referring_first(self, names: list[str], references: Sequence[tuple[str, str]]) -> list[str]:
        """Return tables in an order in which they can be emptied; not all references wait for the end."""
        waiting = {self.stored_name(name): name for name in names}
        ordered: list[str] = []
        while waiting:
            needed = {target for table, target in references if table in waiting and table != target}
            # Tables that refer to each other are left to references that wait.
            free = [stored for stored in waiting if stored not in needed] or list(waiting)
            ordered += [waiting.pop(stored) for stored in free]
        return ordered

    def sequence_reset_by_name_sql(self, style: Any, sequences: Sequence[dict[str, str]]) -> list[str]:
        keyword, quote = getattr(style, "SQL_KEYWORD", str), self.quote_name
        return [
            f"{keyword('ALTER TABLE')} {quote(item['table'])} {keyword('MODIFY')} {quote(item['column'] or 'id')} "
            f"{keyword(IDENTITY)} (START WITH 1);"
            for item in sequences
        ]

    def sequence_reset_sql(self, style: Any, model_list: Sequence[Any]) -> list[str]:
        """Return the blocks that let identities go on behind the largest key.

        They take numbers until they are there: to say where to start would be DDL, which commits.
        """
        return [
            self._sequence_block(model._meta.db_table, field.column)
            for model in model_list
            for field in model._meta.local_fields
            if field.get_internal_type() in NUMBERING
        ]

    def _sequence_block(self, table: str, column: str) -> str:
        stored_table, stored_column = (self.text_literal(self.stored_name(name)) for name in (table, column))
        return (
            "DECLARE\n"
            "    highest NUMBER;\n"
            "    given NUMBER := 0;\n"
            "    numbers VARCHAR2(128);\n"
            "BEGIN\n"
            f"    SELECT NVL(MAX({self.quote_name(column)}), 0) INTO highest FROM {self.quote_name(table)};\n"
            "    SELECT sequence_name INTO numbers FROM user_tab_identity_cols\n"
            f"    WHERE table_name = {stored_table} AND column_name = {stored_column};\n"
            "    WHILE given < highest LOOP\n"
            "        EXECUTE IMMEDIATE 'SELECT \"' || numbers || '\".NEXTVAL FROM DUAL' INTO given;\n"
            "    END LOOP;\n"
            "EXCEPTION\n"
            "    WHEN NO_DATA_FOUND THEN NULL;\n"
            "END;"
        )


def _referring(tables: set[str], references: Sequence[tuple[str, str]]) -> list[str]:
    """Return the tables whose references lead to `tables`, directly or over others."""
    reached = set(tables)
    found: list[str] = []
    while further := [table for table, target in references if target in reached and table not in reached]:
        found += dict.fromkeys(further)
        reached.update(further)
    return found


def _fraction(value: datetime) -> str:
    return ".FF6" if value.microsecond else ""


def _cut_to_bytes(name: str, limit: int) -> str:
    """Shorten a name whose characters take several bytes; a digest tells it from others that start alike."""
    ending = names_digest(name, length=4)
    kept = name.encode()[: limit - len(ending)].decode(errors="ignore")
    return f"{kept}{ending}"


