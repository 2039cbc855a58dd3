"""Upkeep: transactions, scripts, whole tables, and statements shown to people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.conversion import ValueOperations
from django.db.backends.statement import split_placeholders
from django.db.errors import NotSupportedError, ReadOnlyDatabaseError

#: What an engine that leaves something out answers when it is asked for it.
MAY_REQUIRE = "subclasses of BaseDatabaseOperations may require a {}() method"


class UpkeepOperations(ValueOperations):
    """The part of an engine's operations that runs around queries."""

    explain_prefix: ClassVar[str | None] = None
    #: Regular expression of what no name of this engine can hold, however it is quoted; empty for nothing but NUL.
    refused_in_names: ClassVar[str] = ""

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier: a quote inside it is doubled, a name in quotes already stays as it is."""
        raise NotImplementedError(MAY_REQUIRE.format("quote_name"))

    def checked_name(self, name: str) -> str:
        """Return the name if the engine has such, for `quote_name` to use.

        Raises:
            ValueError: it has not, so that the server need not be asked.
        """
        if self.refused_in_names and re.search(self.refused_in_names, str(name)):
            raise ValueError(f"{self.connection.display_name} has no names like {name!r}. Choose another one.")
        return name

    def max_name_length(self) -> int | None:
        """Return how long an identifier may be, None for any length."""
        return None

    # --- transactions -----------------------------------------------------------------------------------------------

    def savepoint_create_sql(self, sid: str) -> str:
        """Return the statement that sets a savepoint."""
        return f"SAVEPOINT {self.quote_name(sid)}"

    def savepoint_commit_sql(self, sid: str) -> str:
        """Return the statement that releases a savepoint."""
        return f"RELEASE SAVEPOINT {self.quote_name(sid)}"

    def savepoint_rollback_sql(self, sid: str) -> str:
        """Return the statement that goes back to a savepoint."""
        return f"ROLLBACK TO SAVEPOINT {self.quote_name(sid)}"

    def start_transaction_sql(self) -> str:
        """Return the statement that begins a transaction."""
        return "BEGIN;"

    def end_transaction_sql(self, success: bool = True) -> str:
        """Return the statement that ends a transaction."""
        return "COMMIT;" if success else "ROLLBACK;"

    def deferrable_sql(self) -> str:
        """Return what makes a constraint be asked at the end of a transaction."""
        return ""

    def set_time_zone_sql(self) -> str:
        """Return the statement that sets the time zone of a connection, empty for none."""
        return ""

    # --- whole databases --------------------------------------------------------------------------------------------

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        """Return the statements that empty tables."""
        raise NotImplementedError("subclasses of BaseDatabaseOperations must provide an sql_flush() method")

    def execute_sql_flush(self, sql_list: Sequence[str]) -> None:
        """Run the statements of `sql_flush`, all or none.

        Raises:
            ReadOnlyDatabaseError: the alias takes no writes; nothing was sent.
        """
        if self.connection.read_only:
            error = ReadOnlyDatabaseError(
                f"Cannot empty the database {self.connection.alias!r}: it is READ_ONLY or a replica. Flush the "
                "database that is written to."
            )
            error.alias = self.connection.alias
            raise error
        if self.connection.in_atomic_block or not self.connection.get_autocommit():
            self._run(sql_list)
            return
        self.connection.set_autocommit(False)
        try:
            self._run(sql_list)
            self.connection.commit()
        except BaseException:
            self.connection.rollback()
            raise
        finally:
            self.connection.set_autocommit(True)

    def _run(self, statements: Sequence[str]) -> None:
        with self.connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)

    def sequence_reset_by_name_sql(self, style: Any, sequences: Sequence[dict[str, str]]) -> list[str]:
        """Return the statements that start sequences anew."""
        return []

    def sequence_reset_sql(self, style: Any, model_list: Sequence[Any]) -> list[str]:
        """Return the statements that let sequences go on behind the largest key."""
        return []

    def prepare_sql_script(self, sql: str) -> list[str]:
        """Split a script into statements."""
        import sqlparse  # cost: only scripts need a parser

        statements = (sqlparse.format(text, strip_comments=True) for text in sqlparse.split(sql))
        return [statement for statement in statements if statement]

    def tablespace_sql(self, tablespace: str, inline: bool = False) -> str:
        """Return the clause that puts a table or an index into a tablespace."""
        return ""

    def cache_key_culling_sql(self) -> str | None:
        """Return the query for the nth key of a cache table."""
        key = self.quote_name("cache_key")
        return f"SELECT {key} FROM %s ORDER BY {key} LIMIT 1 OFFSET %%s"

    def explain_query_prefix(self, format: str | None = None, **options: Any) -> str:
        """Return the words before a query that is to be explained.

        Raises:
            NotSupportedError: the engine explains nothing.
            ValueError: it does not know the format or an option.
        """
        features = self.connection.features
        if not features.supports_explaining_query_execution:
            raise NotSupportedError("This backend does not support explaining query execution.")
        if format and format.upper() not in features.supported_explain_formats - {None}:
            known = sorted(features.supported_explain_formats - {None})
            name = getattr(self.connection, "display_name", self.connection.vendor)
            choices = f"Allowed formats: {', '.join(known)}" if known else f"{name} does not support any formats."
            raise ValueError(f"{format.upper()} is not a recognized format. {choices}")
        if options:
            raise ValueError(f"Unknown options: {', '.join(sorted(options))}")
        return self.explain_prefix or ""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Return a statement with its values written in, for people to read."""
        if not params:
            return sql
        if isinstance(params, dict):
            return sql % {name: self.readable(value) for name, value in params.items()}
        try:
            pieces = split_placeholders(sql)
        except ValueError:
            pieces = [sql]
        if len(pieces) != len(params) + 1:
            return f"{sql} -- {tuple(params)!r}"
        texts = [text + self.readable(value) for text, value in zip(pieces, params, strict=False)]
        return "".join([*texts, pieces[-1]])

    def readable(self, value: Any) -> str:
        """Return a value for people to read."""
        try:
            return self.quote_literal(value)
        except ValueError:
            return repr(value)
