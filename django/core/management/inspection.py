"""Models written from the tables that are there: one class per table, one line per column.

What goes in: what a connection's introspection says about a table. What comes out: the lines of a model class. Names
that Python cannot have are changed, and what could not be found out is said in comments.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field

GUESSED_DECIMAL = "max_digits and decimal_places have been guessed, as this database handles decimal fields as float"


@dataclass
class Table:
    """What the introspection says about a table."""

    name: str
    kind: str
    comment: str | None
    columns: list
    relations: dict
    constraints: dict
    primary_key: list

    @property
    def unique_columns(self):
        """The columns that are unique on their own."""
        singles = (entry for entry in self.constraints.values() if entry["unique"] and len(entry["columns"] or ()) == 1)
        return {entry["columns"][0] for entry in singles}


@dataclass
class Column:
    """A line of a model to be: a field's name, type, arguments and remarks."""

    name: str
    type: str = ""
    arguments: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)

    def line(self):
        """Return the line as Python."""
        arguments = [*self.arguments, *(f"{key}={value!r}" for key, value in self.options.items())]
        prefix = "" if "." in self.type else "models."
        remark = f"  # {' '.join(self.remarks)}" if self.remarks else ""
        return f"{self.name} = {prefix}{self.type}({', '.join(arguments)}){remark}"


def read_table(connection, cursor, info):
    """Return the Table of a TableInfo; an engine that cannot tell something leaves it empty."""
    introspection = connection.introspection
    return Table(
        name=info.name,
        kind=info.type,
        comment=getattr(info, "comment", None),
        columns=introspection.get_table_description(cursor, info.name),
        relations=_or_empty(introspection.get_relations, cursor, info.name),
        constraints=_or_empty(introspection.get_constraints, cursor, info.name),
        primary_key=introspection.get_primary_key_columns(cursor, info.name) or [],
    )


class ModelWriter:
    """Write the model of one table.

    Args:
        connection: where the table is.
        cursor: an open cursor there.
        table: a Table.
        model_name_of: turns a table's name into a model's.
        defined: names of the models written before this one.
    """

    def __init__(self, connection, cursor, table, model_name_of, defined):
        self.connection = connection
        self.cursor = cursor
        self.table = table
        self.model_name_of = model_name_of
        self.defined = defined
        self.model_name = model_name_of(table.name)
        self.names = {}
        self.related_models = set()

    def lines(self):
        """Yield the lines of the class, without line ends."""
        fields = list(self._fields())
        yield f"class {self.model_name}(models.Model):"
        if len(self.table.primary_key) > 1:
            parts = ", ".join(repr(self.names[column]) for column in self.table.primary_key if column in self.names)
            yield f"    pk = models.CompositePrimaryKey({parts})"
        yield from (f"    {column.line()}" for column in fields)
        yield from self._meta()

    def _fields(self):
        for row in self.table.columns:
            column = self._relation(row) if row.name in self.table.relations else self._plain(row)
            self.names[row.name] = column.name
            if not self._goes_without_saying(column):
                yield column

    def _goes_without_saying(self, column):
        return column.name == "id" and column.type == "AutoField" and column.options == {"primary_key": True}

    def _named(self, row, is_relation):
        name, remarks = python_name(row.name, set(self.names.values()), is_relation)
        column = Column(name, remarks=remarks)
        shown = f"{name}_id" if is_relation else name
        if shown != row.name:
            column.options["db_column"] = row.name
        if [row.name] == self.table.primary_key:
            column.options["primary_key"] = True
        return column

    def _relation(self, row):
        target_column, target_table = self.table.relations[row.name]
        column = self._named(row, is_relation=True)
        is_unique = row.name in self.table.unique_columns or "primary_key" in column.options
        column.type = "OneToOneField" if is_unique else "ForeignKey"
        model = "self" if target_table == self.table.name else self.model_name_of(target_table)
        column.arguments = [model if model in self.defined else repr(model), "models.DO_NOTHING"]
        if target_column not in (None, self._primary_key_of(target_table)):
            column.options = {"to_field": target_column, **column.options}
        self._finish(column, row)
        if model in self.related_models:
            column.options["related_name"] = f"{self.model_name.lower()}_{column.name}_set"
        self.related_models.add(model)
        return column

    def _plain(self, row):
        column = self._named(row, is_relation=False)
        if "primary_key" not in column.options and row.name in self.table.unique_columns:
            column.options["unique"] = True
        type_options = self._type(row, column)
        column.options |= type_options
        self._finish(column, row)
        if column.name == "id" and column.type == "IntegerField" and column.options == {"primary_key": True}:
            column.remarks.append("AutoField?")
        return column

    def _type(self, row, column):
        """Set the type and return the options it needs."""
        if len(self.table.primary_key) > 1 and getattr(row, "pk", False):
            # An engine takes an integer key for an automatic one; part of a key never is.
            row = row._replace(pk=False)
        try:
            found = self.connection.introspection.get_field_type(row.type_code, row)
        except KeyError:
            column.type = "TextField"
            column.remarks.append("This field type is a guess.")
            return {}
        column.type, options = found if isinstance(found, tuple) else (found, {})
        options = dict(options)
        if column.type == "CharField" and row.display_size and int(row.display_size) > 0:
            options["max_length"] = int(row.display_size)
        if column.type in ("CharField", "TextField") and row.collation:
            options["db_collation"] = row.collation
        if column.type == "DecimalField":
            options |= self._decimal_options(row, column)
        return options

    def _decimal_options(self, row, column):
        if row.precision is not None and row.scale is not None:
            return {"max_digits": row.precision, "decimal_places": row.scale}
        column.remarks.append(GUESSED_DECIMAL)
        return {"max_digits": row.precision or 10, "decimal_places": row.scale or 5}

    def _finish(self, column, row):
        if row.null_ok:
            column.options |= {"blank": True, "null": True}
        if self.connection.features.supports_comments and getattr(row, "comment", None):
            column.options["db_comment"] = row.comment

    def _primary_key_of(self, table):
        if table == self.table.name:
            return self.table.primary_key[0] if len(self.table.primary_key) == 1 else None
        return self.connection.introspection.get_primary_key_column(self.cursor, table)

    def _meta(self):
        kinds = {"v": "  # Created from a view.", "p": "  # Created from a partition."}
        groups, is_complete = self._unique_groups()
        yield ""
        yield "    class Meta:"
        if not is_complete:
            yield "        # A unique constraint could not be introspected."
        yield f"        managed = False{kinds.get(self.table.kind, '')}"
        yield f"        db_table = {self.table.name!r}"
        if groups:
            inner = ", ".join(f"({', '.join(map(repr, group))})" for group in groups)
            yield f"        unique_together = ({inner},)"
        if self.connection.features.supports_comments and self.table.comment:
            yield f"        db_table_comment = {self.table.comment!r}"

    def _unique_groups(self):
        """Return the names of fields unique together, and whether every constraint could be told."""
        groups, is_complete = [], True
        for entry in self.table.constraints.values():
            columns = entry["columns"] or []
            if not entry["unique"] or entry["primary_key"] or len(columns) < 2:
                continue
            # An expression in a constraint has no column.
            if None in columns:
                is_complete = False
            names = [self.names[column] for column in columns if column in self.names]
            if len(names) > 1:
                groups.append(names)
        return groups, is_complete


def python_name(column, taken, is_relation=False):
    """Return (name, remarks): a name like `column` that a field can have and that is not in `taken`."""
    remarks = []
    name = column.lower()
    if name != column:
        remarks.append("Field name made lowercase.")
    if is_relation:
        name = name.removesuffix("_id")
    cleaned = re.sub(r"_{2,}", "_", re.sub(r"\W", "_", name))
    if cleaned.startswith("_"):
        cleaned = f"field{cleaned}"
    if cleaned.endswith("_"):
        cleaned = f"{cleaned}field"
    if cleaned[:1].isdigit():
        cleaned = f"number_{cleaned}"
    if keyword.iskeyword(cleaned):
        cleaned = f"{cleaned}_field"
    if cleaned != name:
        remarks.append("Field renamed: its column's name is not one a field can have.")
    name, number = cleaned, 0
    while name in taken:
        name, number = f"{cleaned}_{number}", number + 1
    if number:
        remarks.append("Field renamed because of name conflict.")
    return name, remarks


def _or_empty(ask, cursor, table):
    try:
        return ask(cursor, table)
    except NotImplementedError:
        return {}
