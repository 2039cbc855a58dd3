"""SQLCompiler: trees become statements of standard SQL; an engine overrides the hooks where its SQL differs."""

from __future__ import annotations

from django.db.backends import rows_statement
from django.db.backends.base.calls import Calls
from django.db.backends.base.conditions import Conditions
from django.db.backends.base.statements import Statements
from django.db.backends.statement import Statement
from django.db.query.expressions import CompareBeyond
from django.db.query.fold import EVERYTHING, NOTHING, fold, is_empty
from django.db.query.node import Node
from django.db.query.statements import Compound, Select


class SQLCompiler(Calls, Conditions, Statements):
    """The compiler of one connection: cheap to make, used by one thread.

    Example::

        compiler = connection.compiler()
        statement = compiler.statement(Delete("book", Compare("=", Column("book", "id"), Param(0))))
        str(statement)                      # DELETE FROM "book" WHERE "book"."id" = %s
        statement.bind((7,), connection)    # ('DELETE FROM "book" WHERE "book"."id" = ?', (7,))
    """

    def statement(self, node: Node) -> Statement:
        """Compile a whole statement.

        Raises:
            NotSupportedError: the engine cannot say a part of it.
        """
        tree = fold(node, self.within_range)
        sql, params = self.compile_node(tree)
        if self.repeated:
            returns_rows = bool(getattr(tree, "returning", ()))
            row = self.repeated
            return rows_statement.RowsStatement(sql, params, self.connection, row=row, returns_rows=returns_rows)
        return Statement(
            sql,
            params,
            self.connection,
            returns_rows=isinstance(tree, Select | Compound) or bool(getattr(tree, "returning", ())),
            is_empty=is_empty(tree),
            locks=getattr(tree, "lock", None) is not None and self.features.has_select_for_update,
        )

    def within_range(self, node: Node) -> Node:
        """Return what is true or false for a comparison with a number that no column of its type can hold."""
        if not isinstance(node, CompareBeyond):
            return node
        low, high = self.ops.integer_field_range(node.kind)
        beyond = (low is not None and node.value < low) or (high is not None and node.value > high)
        if not beyond:
            return node
        return EVERYTHING if node.decided else NOTHING

    def visit_lock(self, node: Node) -> str:
        return self.lock(node)  # type: ignore[arg-type]

    def visit_conflict(self, node: Node) -> str:
        return self.conflict(node)  # type: ignore[arg-type]


