"""lint: every rule applied to one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.db.backends.oracle.linter import lexical
from tests.db.backends.oracle.linter.report import BASE_VERSION, Breach, Findings
from tests.db.backends.oracle.linter.writing import Writing


def lint(
    sql: str,
    *,
    version: tuple[int, ...] = BASE_VERSION,
    large: Mapping[str, frozenset[str]] | None = None,
    binds: Mapping[str, Any] | Sequence[Any] | None = None,
) -> list[Breach]:
    """Return what an Oracle server would refuse, or silently take for something else, in one statement.

    Args:
        sql: the statement with binds `:name`.
        version: of the server.
        large: table name to the names of its LOB columns; without it the rules of LOBs find nothing.
        binds: what is sent with it; None: that is not looked at.
    """
    findings = Findings(sql, version, large or {}, binds)
    if not findings.items:
        return [Breach("missing", "an empty statement")]
    lexical.check(findings)
    if not any(breach.rule == "brackets" for breach in findings.breaches):
        Writing(findings).check_statement()
    return findings.breaches
