"""Calls: functions by their neutral names, in standard SQL."""

from __future__ import annotations

import re
from typing import Any

from django.db.backends.base.values import Values
from django.db.errors import DataError
from django.db.query import expressions as nodes

# A part of a date or a time: engines may write it into the statement.
_UNIT = re.compile("[A-Za-z_]+")


def options_of(node: Any) -> dict[str, Any]:
    """Return the options of a call as a dictionary."""
    return dict(node.options)


class Calls(Values):
    """One `call_<name>` per function that is more than NAME(args)."""

    def added(self, sql: str, params: Any) -> str:
        """Take the parameters that operations put behind those of their operand."""
        self.params.extend(params)
        return sql

    def call_extract(self, node: nodes.Call) -> str:
        options = options_of(node)
        (argument,) = node.args
        kind = str(options.get("kind") or getattr(argument, "kind", ""))
        if kind == "DurationField" and not self.features.has_native_duration_field:
            raise ValueError("Extract requires native DurationField database support.")
        operand = self.compile_node(argument)
        return self._temporal(kind, "extract", options.get("unit", ""), operand, options.get("tzname"))

    def call_trunc(self, node: nodes.Call) -> str:
        """Write a truncation; the kind of the result decides, the kind of the argument tells what is truncated."""
        options = options_of(node)
        (argument,) = node.args
        kind = options.get("kind") or node.kind
        if options.get("unit") in ("date", "time"):
            return self.call_cast_date(node) if options["unit"] == "date" else self.call_cast_time(node)
        operand = self.compile_node(argument)
        return self._temporal(kind, "trunc", options.get("unit", ""), operand, options.get("tzname"))

    def call_cast_date(self, node: nodes.Call) -> str:
        """Write the date of a point in time, in the time zone of the option `tzname`."""
        sql, params = self.compile_node(node.args[0])
        return self.added(*self.ops.datetime_cast_date_sql(sql, params, options_of(node).get("tzname")))

    def call_cast_time(self, node: nodes.Call) -> str:
        """Write the time of day of a point in time, in the time zone of the option `tzname`."""
        sql, params = self.compile_node(node.args[0])
        return self.added(*self.ops.datetime_cast_time_sql(sql, params, options_of(node).get("tzname")))

    def _temporal(self, kind: str, deed: str, unit: str, operand: tuple[str, Any], tzname: str | None) -> str:
        """Ask the operation `<kind>_<deed>_sql`.

        Raises:
            ValueError, DataError: the unit is more than a word, which an engine may write into its statement.
        """
        sql, params = operand
        if not _UNIT.fullmatch(unit):
            # To cut to a unit that is none is what servers call an error of data.
            raise (DataError if deed == "trunc" else ValueError)(f"Invalid lookup type: {unit!r}")
        if kind == "DateField":
            renderer = getattr(self.ops, f"date_{deed}_sql")
        elif kind == "TimeField":
            renderer = getattr(self.ops, f"time_{deed}_sql")
        else:
            return self.added(*getattr(self.ops, f"datetime_{deed}_sql")(unit, sql, tuple(params), tzname))
        if deed == "trunc":
            return self.added(*renderer(unit, sql, tuple(params), tzname))
        return self.added(*renderer(unit, sql, tuple(params)))

    def call_json_contains(self, node: nodes.Call) -> str:
        self.unsupported("contains lookup is not supported on this database backend.")

    def call_json_contained_by(self, node: nodes.Call) -> str:
        self.unsupported("contained_by lookup is not supported on this database backend.")

    def call_array(self, node: nodes.Call) -> str:
        self.unsupported(f"{self.connection.display_name} has no arrays.", "Run the query on an engine that has.")

    def call_now(self, node: nodes.Call) -> str:
        return "CURRENT_TIMESTAMP"

    def call_random(self, node: nodes.Call) -> str:
        return "RANDOM()"

    def call_concat(self, node: nodes.Call) -> str:
        """Write two texts joined; NULL counts as the empty text."""
        return "(" + " || ".join([f"COALESCE({self.visit(item)}, '')" for item in node.args]) + ")"

    def call_database_default(self, node: nodes.Call) -> str:
        """Write DEFAULT, or the default's expression on engines that do not know the word in VALUES."""
        if self.features.supports_default_keyword_in_insert or not node.args:
            return self.visit(nodes.Keyword("DEFAULT"))
        return self.visit(node.args[0])

    def call_ord(self, node: nodes.Call) -> str:
        return f"ASCII({self.visited(node.args)})"

    def call_uuid_text(self, node: nodes.Call) -> str:
        """Write text as UUIDs are kept: where they are 32 digits, without dashes."""
        text = self.visit(node.args[0])
        return text if self.features.has_native_uuid_field else f"REPLACE({text}, '-', '')"
