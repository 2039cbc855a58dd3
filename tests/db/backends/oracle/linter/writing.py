"""Rules of statements that write rows or change the schema."""

from __future__ import annotations

from tests.db.backends.oracle.linter.queries import Queries
from tests.db.backends.oracle.linter.tree import Group, Item, Items, find, split, text
from tests.db.backends.oracle.linter.vocabulary import TYPES

#: What may follow the type of a column, in this order.
COLUMN_ORDER = (
    ("COLLATE",),
    ("DEFAULT", "GENERATED"),
    ("NOT", "NULL", "CHECK", "PRIMARY", "UNIQUE", "REFERENCES", "CONSTRAINT"),
)
LONGEST = {"VARCHAR2": 4000, "NVARCHAR2": 2000, "CHAR": 2000, "RAW": 2000, "NUMBER": 38}
TABLE_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK")


class Writing(Queries):
    """Checks one statement, whatever it does."""

    def check_statement(self) -> None:
        """Check the statement by its verb."""
        check = {
            "SELECT": self._check_select,
            "WITH": self._check_select,
            "INSERT": self._check_insert,
            "UPDATE": self._check_update,
            "DELETE": self._check_delete,
            "MERGE": self._check_merge,
            "CREATE": self._check_create,
            "ALTER": self._check_alter,
            "DROP": self._check_drop,
        }.get(self.findings.verb)
        if check is not None:
            check(self.findings.items)

    def _check_select(self, items: Items) -> None:
        self.check_query(items, "top", {})

    def _target(self, items: Items) -> dict[str, frozenset[str]]:
        """The label of the table that is written to, with its LOB columns."""
        table, label = items[0].name, items[-1].name
        columns = self.findings.large.get(table, frozenset())
        return {table: columns, label: columns}

    # --- INSERT -------------------------------------------------------------------------------------------------------

    def _check_insert(self, items: Items) -> None:
        if items[1].word == "ALL":
            self._check_insert_all(items)
            return
        columns = items[3] if len(items) > 3 and isinstance(items[3], Group) and not items[3].is_query else None
        body = items[4:] if columns is not None else items[3:]
        returning = find(body, "RETURNING", "RETURN")
        self._check_returning(body[returning:] if returning >= 0 else [], has_rows=find(body, "SELECT") >= 0)
        body = body[:returning] if returning >= 0 else body
        if body and body[0].word == "VALUES":
            self._check_values(body[1:], columns)
        elif body:
            self.check_query(body, "inline", {})

    def _check_insert_all(self, items: Items) -> None:
        at = find(items, "SELECT")
        if at < 0:
            self.findings.add("insert-all", "INSERT ALL ends with a query (ORA-00928)")
            return
        self.check_query(items[at:], "top", {})

    def _check_values(self, items: Items, columns: Group | None) -> None:
        rows = split(items, ",")
        if len(rows) > 1:
            self.findings.add("several-rows", f"VALUES with {len(rows)} rows (ORA-00933)", items[0])
        for row in rows:
            group = row[0] if row else None
            if not isinstance(group, Group):
                self.findings.add("missing", "VALUES without a row (ORA-00906)")
                continue
            values = split(group.items, ",")
            if columns is not None and len(values) != len(split(columns.items, ",")):
                self.findings.add("several-rows", "more or less values than columns (ORA-00947)", group)
            for value in values:
                self.check_value(value, {})

    def _check_returning(self, items: Items, *, has_rows: bool = False) -> None:
        if not items:
            return
        into = find(items, "INTO")
        if has_rows:
            self.findings.add("returning", "RETURNING of INSERT ... SELECT (ORA-00933)", items[0])
        if into < 0:
            self.findings.add("returning", f"{text(items)}: INTO must follow (ORA-00925)", items[0])
            return
        wanted, given = split(items[1:into], ","), split(items[into + 1 :], ",")
        if len(wanted) != len(given) or any(len(one) != 1 or one[0].kind != "bind" for one in given):
            self.findings.add("returning", f"{text(items)}: one bind for each column (ORA-00947)", items[0])
        for value in wanted:
            self.check_value(value, {})

    # --- UPDATE, DELETE, MERGE ----------------------------------------------------------------------------------------

    def _check_update(self, items: Items) -> None:
        at = find(items, "SET")
        scope = self._target(items[1:at])
        if find(items[:at], "AS") >= 0:
            self.findings.add("table-as", "UPDATE with AS before the label (ORA-00971)", items[0])
        rest, returning = _cut(items[at + 1 :], "RETURNING")
        self._check_returning(returning)
        assignments, where = _cut(rest, "WHERE")
        for word in ("FROM", "LIMIT", "ORDER", "JOIN"):
            if find(rest, word) >= 0:
                self.findings.add("update", f"UPDATE has no {word} (ORA-00933)", items[0])
        self._check_assignments(assignments, scope)
        if where:
            self.check_condition(where[1:], scope)

    def _check_assignments(self, items: Items, scope: dict[str, frozenset[str]]) -> None:
        for part in split(items, ","):
            equals = find(part, "=")
            self.check_value(part[equals + 1 :], scope)

    def _check_delete(self, items: Items) -> None:
        rest, returning = _cut(items[1:], "RETURNING")
        self._check_returning(returning)
        target, where = _cut(rest, "WHERE")
        for word in ("USING", "LIMIT", "ORDER", "AS", "JOIN"):
            if find(rest, word) >= 0:
                self.findings.add("delete", f"DELETE has no {word} (ORA-00933)", items[0])
        names = [item for item in target if item.word != "FROM"]
        if where:
            self.check_condition(where[1:], self._target(names) if names else {})

    def _check_merge(self, items: Items) -> None:
        using, on = find(items, "USING"), find(items, "ON")
        scope = self._target(items[2:using])
        self._check_table(items[using + 1 : on], scope, {})
        condition, branches = _cut(items[on + 1 :], "WHEN")
        self.check_condition(condition, scope)
        if find(items, "RETURNING") >= 0 and self.findings.version < (23,):
            self.findings.add("returning", "MERGE returns nothing before version 23 (ORA-00933)", items[0])
        self._check_branches(branches, scope)
        self._check_joined_columns(condition, branches)

    def _check_branches(self, branches: Items, scope: dict[str, frozenset[str]]) -> None:
        for branch in split(branches, "WHEN"):
            then = find(branch, "THEN")
            deed = branch[then + 1 :]
            if not deed:
                continue
            if deed[0].word == "UPDATE":
                assignments, where = _cut(deed[2:], "WHERE")
                self._check_assignments(assignments, scope)
                if where:
                    self.check_condition(where[1:], scope)
            elif deed[0].word == "INSERT":
                self._check_merged_row(deed, scope)

    def _check_merged_row(self, deed: Items, scope: dict[str, frozenset[str]]) -> None:
        values = deed[find(deed, "VALUES") + 1]
        for value in split(values.items if isinstance(values, Group) else [], ","):
            self.check_value(value, scope)

    def _check_joined_columns(self, condition: Items, branches: Items) -> None:
        """Columns of ON may not be set (ORA-38104)."""
        joined = {column for group in [condition, *_brackets(condition)] for column in _dotted(group)}
        for branch in split(branches, "WHEN"):
            at = find(branch, "SET")
            for part in split(branch[at + 1 :], ",") if at >= 0 else []:
                target = text(part[: find(part, "=")])
                if target in joined:
                    self.findings.add("merge-joined", f"{target} stands in ON and is set (ORA-38104)")

    # --- definitions --------------------------------------------------------------------------------------------------

    def _check_create(self, items: Items) -> None:
        what = [item.word for item in items[:4]]
        if "TABLE" in what and isinstance(items[-1], Group) and find(items, "AS") < 0:
            for part in split(items[-1].items, ","):
                self._check_column(part)
        elif "INDEX" in what:
            self._check_index(items)
        elif "VIEW" in what:
            self.check_query(items[find(items, "AS") + 1 :], "top", {})

    def _check_column(self, items: Items) -> None:
        if items[0].word in TABLE_CONSTRAINTS:
            self._check_constraints(items)
            return
        type_ = items[1] if len(items) > 1 else None
        if type_ is None or type_.word not in TYPES:
            self.findings.add("type", f"{text(items[:2])}: no such type (ORA-00902)", items[0])
            return
        size = items[2] if len(items) > 2 and isinstance(items[2], Group) else None
        self._check_size(type_.word, size)
        self._check_order_of_words(items)
        self._check_constraints(items)

    def _check_size(self, type_: str, size: Group | None) -> None:
        if size is None:
            if type_ in ("VARCHAR2", "NVARCHAR2", "RAW"):
                self.findings.add("type", f"{type_} needs a length (ORA-00906)")
            return
        first = str(size.items[0]) if size.items else ""
        if not first.isdigit() or not 0 < int(first) <= LONGEST.get(type_, 4000):
            self.findings.add("type", f"{type_}({first}): at most {LONGEST.get(type_)} (ORA-00910)", size)

    def _check_order_of_words(self, items: Items) -> None:
        ranks = [rank for item in items[2:] for rank, words in enumerate(COLUMN_ORDER) if item.word in words]
        behind_references = find(items, "REFERENCES") >= 0
        if ranks != sorted(ranks) and not behind_references and find(items, "GENERATED") < 0:
            self.findings.add(
                "column-order", f"{text(items)[:80]}: DEFAULT comes before constraints (ORA-00907)", items[0]
            )

    def _check_constraints(self, items: Items) -> None:
        for number, item in enumerate(items):
            following = items[number + 1] if number + 1 < len(items) else None
            if item.word == "CHECK" and isinstance(following, Group):
                self.check_condition(following.items, {})
            elif item.word == "DEFAULT" and following is not None and items[number - 1].word != "BY":
                self._check_default(items[number + 1 :])

    def _check_default(self, items: Items) -> None:
        end = find(items, "NOT", "NULL", "CHECK", "PRIMARY", "UNIQUE", "REFERENCES", "CONSTRAINT")
        value = items[: end or None] if end >= 0 else items
        self.check_value(value, {})

    def _check_index(self, items: Items) -> None:
        for word in ("WHERE", "INCLUDE", "USING", "CONCURRENTLY"):
            if find(items, word) >= 0:
                self.findings.add("index", f"CREATE INDEX has no {word} (ORA-02158)", items[0])
        table, columns = items[find(items, "ON") + 1], items[find(items, "ON") + 2]
        lobs = self.findings.large.get(table.name, frozenset())
        for part in split(columns.items if isinstance(columns, Group) else [], ","):
            if part and part[0].name in lobs:
                self.findings.add("index", f"an index of the LOB {text(part)} (ORA-02327)", items[0])

    def _check_alter(self, items: Items) -> None:
        if len(items) > 3 and items[1].word == "TABLE" and items[3].word in ("ADD", "MODIFY"):
            rest = items[4:]
            if len(rest) == 1 and isinstance(rest[0], Group):
                rest = rest[0].items
            if items[3].word == "ADD":
                for part in split(rest, ","):
                    self._check_column(part)

    def _check_drop(self, items: Items) -> None:
        at = find(items, "CASCADE")
        if at >= 0 and items[1].word == "TABLE" and (len(items) <= at + 1 or items[at + 1].word != "CONSTRAINTS"):
            self.findings.add("drop", "DROP TABLE ... CASCADE CONSTRAINTS (ORA-00905)", items[at])


def _cut(items: Items, word: str) -> tuple[list[Item], list[Item]]:
    """Cut items before a word."""
    at = find(items, word)
    return (list(items), []) if at < 0 else (list(items[:at]), list(items[at:]))


def _brackets(items: Items) -> list[list[Item]]:
    return [item.items for item in items if isinstance(item, Group)]


def _dotted(items: Items) -> set[str]:
    return {text(items[number - 1 : number + 2]) for number, item in enumerate(items) if item.word == "."}
