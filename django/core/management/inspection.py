"""Models written from the tables that are there: one class per table, one line per column.

What goes in: what a connection's introspection says about a table. What comes out: the lines of a model class. Names
that Python cannot have are changed, and what could not be found out is said in comments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.core.management.inspection_names import field_name, model_name
from django.db import DatabaseError, models

GUESSED_DECIMAL = "max_digits and decimal_places have been guessed, as this database handles decimal fields as float"
KINDS = {"v": "  # Created from a view.", "p": "  # Created from a partition."}

#: A field that numbers itself must be the primary key; what it is where it is not.
PLAIN_NUMBERS = {"AutoField": "IntegerField", "BigAutoField": "BigIntegerField", "SmallAutoField": "SmallIntegerField"}


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
    generated: dict
    numbered: list
    guesses_key: bool = False

    def __post_init__(self):
        if not self.primary_key:
            self.primary_key = self._key_that_could_be()
            self.guesses_key = bool(self.primary_key)

    def _key_that_could_be(self):
        """Return what is unique and never NULL, what the database numbers, or what is called id."""
        nullable = {row.name for row in self.columns if row.null_ok}
        for columns, is_whole in self.unique_sets:
            if is_whole and nullable.isdisjoint(columns):
                return columns
        return self.numbered or [row.name for row in self.columns if row.name.lower() == "id"]

    @cached_property
    def unique_columns(self):
        """The columns that are unique on their own."""
        return {columns[0] for columns, is_whole in self.unique_sets if is_whole and len(columns) == 1}

    @cached_property
    def unique_sets(self):
        """What is unique: (columns, whether they tell all); not the primary key, nor an index that leaves rows out."""
        sets = []
        for entry in self.constraints.values():
            if entry["unique"] and not entry["primary_key"] and not entry.get("partial"):
                columns, is_whole = index_columns(entry)
                sets.append((columns, is_whole))
        return sets

    @cached_property
    def composite_references(self):
        """References of several columns at once; of none where the engine does not tell where all of them lead."""
        found = (entry for entry in self.constraints.values() if entry["foreign_key"] and len(entry["columns"]) > 1)
        told = (entry for entry in found if entry.get("to_columns"))
        return [(entry["columns"], entry["foreign_key"][0], entry["to_columns"]) for entry in told]

    @cached_property
    def references(self):
        """References of one column: column to (table, column there)."""
        composed = {column for columns, *_ in self.composite_references for column in columns}
        found = {column: (table, to) for column, (to, table) in self.relations.items() if column not in composed}
        for entry in self.constraints.values():
            if entry["foreign_key"] and len(entry["columns"]) == 1:
                found[entry["columns"][0]] = tuple(entry["foreign_key"])
        return found

    @cached_property
    def field_names(self):
        """Column to (the field's name, remarks on it)."""
        names = {}
        for row in self.columns:
            taken = {name for name, _ in names.values()}
            names[row.name] = field_name(row.name, taken, is_relation=row.name in self.references)
        return names

    def attribute_of(self, column):
        """Return the name under which the value of a column stands in an instance."""
        name, _ = self.field_names[column]
        return f"{name}_id" if column in self.references else name

    def is_key(self, columns):
        """Tell whether columns, in whatever order, find one row at most."""
        keys = [self.primary_key, *(found for found, is_whole in self.unique_sets if is_whole)]
        return any(sorted(columns) == sorted(key) for key in keys)


@dataclass
class Column:
    """A line of a model to be: a field's name, type, arguments and remarks."""

    name: str
    type: str = ""
    arguments: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)

    def definition(self):
        """Return what makes the field, as Python."""
        arguments = [*self.arguments, *(f"{key}={value!r}" for key, value in self.options.items())]
        prefix = "" if "." in self.type else "models."
        return f"{prefix}{self.type}({', '.join(arguments)})"

    def line(self):
        """Return the line as Python."""
        remark = f"  # {' '.join(self.remarks)}" if self.remarks else ""
        return f"{self.name} = {self.definition()}{remark}"


def in_a_line(text):
    """Return text for a remark: it comes from the database, and what stands on a line of its own is Python."""
    return " ".join(str(text).split())


def index_columns(entry):
    """Return (columns, whether they tell all) of an index: neither expressions nor what is only kept in it."""
    columns, orders = entry["columns"] or [], entry.get("orders") or ()
    if orders and len(columns) > len(orders):
        columns = columns[: len(orders)]
    named = [column for column in columns if column is not None]
    return named, bool(named) and len(named) == len(columns) and len(named) >= len(orders)


class Inspection:
    """Reads tables, each once, for the models that are written from them and those they refer to.

    Args:
        connection: where the tables are.
        cursor: an open cursor there.
        normalize: turns a table's name into one for a model.
        infos: TableInfos by name; a table without one is taken for a plain table.
    """

    def __init__(self, connection, cursor, normalize, infos):
        self.connection = connection
        self.cursor = cursor
        self.normalize = normalize
        self.infos = infos
        self.tables = {}
        self.model_names = {}

    def model_name_of(self, table):
        """Return the name of a table's model; no two tables have the same."""
        if table not in self.model_names:
            taken = {name.lower() for name in self.model_names.values()}
            self.model_names[table] = model_name(self.normalize(table), taken)
        return self.model_names[table]

    def table(self, name):
        """Return the Table of a name; what an engine cannot tell is left empty."""
        if name not in self.tables:
            info = self.infos.get(name)
            introspection = self.connection.introspection
            columns = introspection.get_table_description(self.cursor, name)
            self.tables[name] = Table(
                name=name,
                kind=info.type if info else "t",
                comment=getattr(info, "comment", None),
                columns=columns,
                relations=self._or_empty(introspection.get_relations, name),
                constraints=self._or_empty(introspection.get_constraints, name),
                primary_key=introspection.get_primary_key_columns(self.cursor, name) or [],
                generated=introspection.get_generated_columns(self.cursor, name),
                numbered=[row.name for row in columns if self._kind_of(row) in PLAIN_NUMBERS][:1],
            )
        return self.tables[name]

    def _kind_of(self, row):
        try:
            return self.connection.introspection.get_field_type(row.type_code, row)
        except KeyError:
            return None

    def _or_empty(self, ask, table):
        try:
            return ask(self.cursor, table)
        except NotImplementedError:
            return {}

    def target(self, name):
        """Return the Table of one that is referred to; None if it cannot be read."""
        try:
            return self.table(name)
        except DatabaseError:
            return None


class ModelWriter:
    """Write the model of one table.

    Args:
        inspection: the Inspection.
        table: a Table.
        defined: names of the models written before this one.
    """

    def __init__(self, inspection, table, defined):
        self.inspection = inspection
        self.connection = inspection.connection
        self.table = table
        self.defined = defined
        self.model_name = inspection.model_name_of(table.name)
        self.related_models = set()

    def lines(self):
        """Yield the lines of the class, without line ends."""
        fields = [*self._fields(), *self._composite_references()]
        yield f"class {self.model_name}(models.Model):"
        if len(self.table.primary_key) > 1:
            parts = ", ".join(repr(self._name_of(column)) for column in self.table.primary_key)
            yield f"    pk = models.CompositePrimaryKey({parts})"
        yield from (f"    {column.line()}" for column in fields)
        yield from self._meta()

    def _name_of(self, column):
        return self.table.field_names[column][0]

    # --- fields -------------------------------------------------------------------------------------------------------

    def _fields(self):
        for row in self.table.columns:
            column = self._relation(row) if self._is_relation(row) else self._plain(row)
            if row.name in self.table.generated:
                column = self._generated(column, self.table.generated[row.name])
            if not self._goes_without_saying(column):
                yield column

    def _goes_without_saying(self, column):
        return column.name == "id" and column.type == "AutoField" and column.options == {"primary_key": True}

    def _is_relation(self, row):
        return row.name in self.table.references and row.name not in self.table.generated

    def _named(self, row, is_relation):
        name, remarks = self.table.field_names[row.name]
        column = Column(name, remarks=list(remarks))
        shown = f"{name}_id" if is_relation else name
        if shown != row.name:
            column.options["db_column"] = row.name
        if [row.name] == self.table.primary_key:
            column.options["primary_key"] = True
        return column

    def _plain(self, row):
        column = self._named(row, is_relation=False)
        if "primary_key" not in column.options and row.name in self.table.unique_columns:
            column.options["unique"] = True
        column.options |= self._type(row, column)
        self._finish(column, row)
        if column.name == "id" and column.type == "IntegerField" and column.options == {"primary_key": True}:
            column.remarks.append("AutoField?")
        return column

    def _type(self, row, column):
        """Set the type and return the options it needs."""
        try:
            found = self.connection.introspection.get_field_type(row.type_code, row)
        except KeyError:
            column.type = "TextField"
            column.remarks.append("This field type is a guess.")
            return {}
        column.type, options = found if isinstance(found, tuple) else (found, {})
        options = dict(options)
        if column.type in PLAIN_NUMBERS and "primary_key" not in column.options:
            column.type = PLAIN_NUMBERS[column.type]
            column.remarks.append("The database numbers it.")
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
        # Part of a primary key is never NULL, whatever the table would let in.
        if row.null_ok and row.name not in self.table.primary_key:
            column.options |= {"blank": True, "null": True}
        if self.connection.features.supports_comments and getattr(row, "comment", None):
            column.options["db_comment"] = row.comment

    def _generated(self, column, generated):
        """Return the line of a column that the database computes; the field inside tells its type."""
        of_the_column = ("db_column", "db_comment", "unique")
        outside = {key: column.options.pop(key) for key in of_the_column if key in column.options}
        for key in ("blank", "null"):
            column.options.pop(key, None)
        # Percent signs would begin parameters.
        sql = generated.expression.replace("%", "%%")
        arguments = [
            f"expression=models.expressions.RawSQL({sql!r}, ())",
            f"output_field={column.definition()}",
            f"db_persist={generated.is_stored}",
        ]
        return Column(column.name, "GeneratedField", arguments, outside, column.remarks)

    # --- references ---------------------------------------------------------------------------------------------------

    def _relation(self, row):
        target_table, target_column = self.table.references[row.name]
        column = self._named(row, is_relation=True)
        is_unique = row.name in self.table.unique_columns or "primary_key" in column.options
        column.type = "OneToOneField" if is_unique else "ForeignKey"
        column.arguments = [self._shown_model(target_table), "models.DO_NOTHING"]
        target = self.inspection.target(target_table)
        if target is not None and target_column not in (None, *target.primary_key[: len(target.primary_key) == 1]):
            column.options = {"to_field": target.attribute_of(target_column), **column.options}
        self._finish(column, row)
        self._set_related_name(column, target_table, target)
        return column

    def _shown_model(self, table):
        model = "self" if table == self.table.name else self.inspection.model_name_of(table)
        return model if model in self.defined else repr(model)

    def _set_related_name(self, column, target_table, target):
        """Give the way back a name of its own where its usual one is taken."""
        names = {name for name, _ in target.field_names.values()} if target is not None else set()
        usual = self.model_name.lower()
        if target_table in self.related_models or usual in names or f"{usual}_set" in names:
            column.options["related_name"] = f"{usual}_{column.name}_set"
        self.related_models.add(target_table)

    def _composite_references(self):
        """Yield references of several columns, whose columns have fields of their own."""
        taken = {name for name, _ in self.table.field_names.values()}
        for columns, target_table, target_columns in self.table.composite_references:
            target = self.inspection.target(target_table)
            if target is None or not target.is_key(target_columns):
                continue
            name, _ = field_name(self.inspection.model_name_of(target_table), taken)
            taken.add(name)
            column = Column(name, "ForeignObject", [self._shown_model(target_table), "models.DO_NOTHING"])
            column.options = {
                "from_fields": [self._name_of(each) for each in columns],
                "to_fields": [target.field_names[each][0] for each in target_columns],
            }
            if any(row.null_ok for row in self.table.columns if row.name in columns):
                column.options["null"] = True
            self._set_related_name(column, target_table, target)
            yield column

    # --- Meta ---------------------------------------------------------------------------------------------------------

    def _meta(self):
        yield ""
        yield "    class Meta:"
        if self.table.guesses_key:
            yield "        # The database names no primary key: this one is a guess."
        elif not self.table.primary_key:
            yield "        # The database names no primary key: one of the fields, or several, must become it."
        if any(not is_whole for _, is_whole in self.table.unique_sets):
            yield "        # A unique constraint could not be introspected."
        yield f"        managed = False{KINDS.get(self.table.kind, '')}"
        yield f"        db_table = {self.table.name!r}"
        unique_sets = (columns for columns, _ in self.table.unique_sets if columns != self.table.primary_key)
        groups = [columns for columns in unique_sets if len(columns) > 1]
        if groups:
            inner = ", ".join(f"({', '.join(repr(self._name_of(column)) for column in group)})" for group in groups)
            yield f"        unique_together = ({inner},)"
        yield from self._indexes()
        if self.connection.features.supports_comments and self.table.comment:
            yield f"        db_table_comment = {self.table.comment!r}"
        yield from self._checks()

    def _indexes(self):
        indexes = [line for name, entry in self.table.constraints.items() for line in self._index(name, entry)]
        if indexes:
            yield "        indexes = ["
            yield from (f"            {line}" for line in indexes)
            yield "        ]"

    def _index(self, name, entry):
        """Yield the line of an index of columns; an index that only a reference needs goes without saying."""
        columns, is_whole = index_columns(entry)
        is_plain = entry["index"] and is_whole and not entry.get("partial") and entry.get("type") == models.Index.suffix
        if not is_plain or entry["unique"] or entry["primary_key"] or entry["foreign_key"]:
            return
        if len(columns) == 1 and columns[0] in self.table.references:
            return
        fields = [
            f"{'-' if order == 'DESC' else ''}{self._name_of(column)}"
            for column, order in zip(columns, entry["orders"], strict=False)
        ]
        # A name that a model's index cannot have is told in a remark.
        if len(name) <= models.Index.max_name_length and name[0] != "_" and not name[0].isdigit():
            yield f"models.Index(fields={fields!r}, name={name!r}),"
        else:
            yield f"models.Index(fields={fields!r}),  # {in_a_line(name)}"

    def _checks(self):
        """Yield a remark for each check: as SQL of this engine it is no condition a model could state."""
        for name, entry in self.table.constraints.items():
            if entry["check"] and entry.get("definition"):
                yield f"        # Check {in_a_line(name)}: {in_a_line(entry['definition'])}"
