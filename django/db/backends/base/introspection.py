"""BaseDatabaseIntrospection: what tables, columns, keys and sequences a database has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from django.apps import apps
from django.db.backends import questions


class TableInfo(NamedTuple):
    """A table ("t"), view ("v") or partition ("p"), and its comment where the engine keeps one."""

    name: str
    type: str
    comment: str | None = None


class FieldInfo(NamedTuple):
    """A column, in the order of the DB-API's cursor descriptions, and what else is known about it."""

    name: str
    type_code: Any
    display_size: Any
    internal_size: Any
    precision: Any
    scale: Any
    null_ok: bool
    default: Any
    collation: str | None
    comment: str | None = None


class GeneratedColumn(NamedTuple):
    """How a database computes a column: as SQL, kept or computed when it is read."""

    expression: str
    is_stored: bool


class BaseDatabaseIntrospection:
    """Asks a database what is in it. Nothing is remembered between two questions.

    Args:
        connection: the connection.
    """

    #: What `get_table_description` calls a type, to the kind of field that has such columns.
    data_types_reverse: ClassVar[Any] = {}

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def get_field_type(self, data_type: Any, description: Any) -> str | tuple[str, dict[str, Any]]:
        """Return the kind of field for a column.

        Args:
            data_type: the column's `type_code`.
            description: its FieldInfo.

        Raises:
            KeyError: no kind of field has such columns.
        """
        kind: str = self.data_types_reverse[data_type]
        return kind

    def identifier_converter(self, name: str) -> str:
        """Return a name as the database stores it."""
        return name

    # --- tables -------------------------------------------------------------------------------------------------------

    def table_names(self, cursor: Any = None, include_views: bool = False) -> list[str]:
        """Return the names of all tables, sorted."""
        if cursor is not None:
            return self._table_names(cursor, include_views)
        with self.connection.cursor() as own:
            return self._table_names(own, include_views)

    def _table_names(self, cursor: Any, include_views: bool) -> list[str]:
        found = self.get_table_list(cursor)
        return sorted(table.name for table in found if include_views or table.type in ("t", "p"))

    def get_table_list(self, cursor: Any) -> list[Any]:
        """Return TableInfos of all tables and views, in no particular order."""
        raise NotImplementedError("subclasses of BaseDatabaseIntrospection may require a get_table_list() method")

    def get_table_description(self, cursor: Any, table_name: str) -> list[Any]:
        """Return FieldInfos of a table's columns, in their order."""
        raise NotImplementedError(
            "subclasses of BaseDatabaseIntrospection may require a get_table_description() method."
        )

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, Any]:
        """Return the references of a table: column to (column referred to, table referred to)."""
        raise NotImplementedError("subclasses of BaseDatabaseIntrospection may require a get_relations() method.")

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        """Return constraints and indexes of a table by name.

        Each has: `columns`, `primary_key`, `unique`, `foreign_key` (None or (table, first column)), `check`, `index`;
        indexes `orders` and `type`. An engine that can tell adds `to_columns` (all columns that a reference leads to),
        `partial` (an index leaves rows out), `definition` (SQL), and what else it knows.
        """
        raise NotImplementedError("subclasses of BaseDatabaseIntrospection may require a get_constraints() method")

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Return the sequences that number a table's columns, as dictionaries with `table` and `column`."""
        raise NotImplementedError("subclasses of BaseDatabaseIntrospection may require a get_sequences() method")

    def get_generated_columns(self, cursor: Any, table_name: str) -> dict[str, GeneratedColumn]:
        """Return the columns of a table that the database computes; none where the engine cannot tell."""
        return {}

    def get_primary_key_column(self, cursor: Any, table_name: str) -> str | None:
        """Return the primary key's column, the first of several; None if there is none."""
        columns = self.get_primary_key_columns(cursor, table_name)
        return columns[0] if columns else None

    def get_primary_key_columns(self, cursor: Any, table_name: str) -> list[str] | None:
        """Return the primary key's columns; None if there is none."""
        for constraint in self.get_constraints(cursor, table_name).values():
            if constraint["primary_key"]:
                columns: list[str] = constraint["columns"]
                return columns
        return None

    # --- models -------------------------------------------------------------------------------------------------------

    def get_migratable_models(self) -> Iterator[Any]:
        """Yield the models that may have a table here: routers are asked, and whether the engine has what they need."""
        for app_config in apps.get_app_configs():
            for model in app_config.get_models():
                if self._may_have_table(model):
                    yield model

    def _may_have_table(self, model: Any) -> bool:
        allowed = questions.allow_migrate_model(self.connection.alias, model)
        return allowed and bool(model._meta.can_migrate(self.connection))

    def django_table_names(self, only_existing: bool = False, include_views: bool = True) -> list[str]:
        """Return the tables of all models that are managed and belong here.

        Args:
            only_existing: leave out those that are not there.
            include_views: whether a view may stand for a table.
        """
        tables: dict[str, None] = {}
        for model in self.get_migratable_models():
            if model._meta.managed:
                tables[model._meta.db_table] = None
                through = (field.m2m_db_table() for field in model._meta.local_many_to_many)
                managed = (field.remote_field.through._meta.managed for field in model._meta.local_many_to_many)
                tables.update((table, None) for table, is_managed in zip(through, managed, strict=True) if is_managed)
        if not only_existing:
            return list(tables)
        existing = set(self.table_names(include_views=include_views))
        return [table for table in tables if self.identifier_converter(table) in existing]

    def installed_models(self, tables: Iterable[str]) -> set[Any]:
        """Return the models whose tables are among these."""
        present = {self.identifier_converter(table) for table in tables}
        models = self.get_migratable_models()
        return {model for model in models if self.identifier_converter(model._meta.db_table) in present}

    def sequence_list(self) -> list[dict[str, Any]]:
        """Return the sequences of all managed models that belong here."""
        sequences: list[dict[str, Any]] = []
        with self.connection.cursor() as cursor:
            for model in self.get_migratable_models():
                options = model._meta
                if options.managed and not options.swapped:
                    sequences += self.get_sequences(cursor, options.db_table, options.local_fields)
                    for field in options.local_many_to_many:
                        if field.remote_field.through._meta.auto_created:
                            sequences += self.get_sequences(cursor, field.m2m_db_table())
        return sequences
