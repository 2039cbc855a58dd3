"""``inspectdb``: print models of the tables that an alias has."""

from __future__ import annotations

import re

from django.core.management.base import BaseCommand
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError
from django.core.management.inspection import Inspection, ModelWriter, in_a_line
from django.db import connections

HEAD = """# This is an auto-generated Django model module.
# You'll have to do the following by hand:
#   * put the models in the order you like
#   * see that each model has one field with primary_key=True
#   * see that each ForeignKey and OneToOneField has the on_delete you want
#   * remove "managed = False" where tables shall be created, changed and deleted with the model
# Rename models as you like, but keep db_table and the names of fields."""


class Command(BaseCommand):
    """Read the tables, print the models; nothing is changed."""

    help = "Introspects the database tables in the given database and outputs a Django model module."
    requires_system_checks = []
    stealth_options = ("table_name_filter",)
    db_module = "django.db"

    def add_arguments(self, parser):
        parser.add_argument("table", nargs="*", type=str, help="Selects what tables or views should be introspected.")
        add_database_argument(parser, 'Nominates a database to introspect. Defaults to using the "default" database.')
        parser.add_argument(
            "--include-partitions", action="store_true", help="Also output models for partition tables."
        )
        parser.add_argument("--include-views", action="store_true", help="Also output models for database views.")

    def handle(self, **options):
        try:
            for line in self.handle_inspection(options):
                self.stdout.write(line)
        except NotImplementedError:
            raise CommandError(
                "Database inspection isn't supported for the currently selected database backend."
            ) from None

    def handle_inspection(self, options):
        """Yield the lines of the module."""
        connection = connections[options["database"]]
        yield HEAD
        yield f"from {self.db_module} import models"
        with connection.cursor() as cursor:
            infos = {info.name: info for info in connection.introspection.get_table_list(cursor)}
            inspection = Inspection(connection, cursor, self.normalize_table_name, infos)
            defined = set()
            for name in self._chosen(infos, options):
                yield from self._model_lines(inspection, name, defined)

    def normalize_table_name(self, table_name):
        """Return the name of the model of a table; override it to name models otherwise."""
        return re.sub(r"[^a-zA-Z0-9]", "", table_name.title())

    def _chosen(self, infos, options):
        """Return the names of the tables to write models of: those asked for, else all of the kinds asked for."""
        if options["table"]:
            return [name for name in options["table"] if name in infos]
        wanted_kinds = {"t"} | ({"p"} if options["include_partitions"] else set())
        wanted_kinds |= {"v"} if options["include_views"] else set()
        accepts = options.get("table_name_filter") or (lambda name: True)
        return [name for name in sorted(infos) if accepts(name) and infos[name].type in wanted_kinds]

    def _model_lines(self, inspection, name, defined):
        try:
            table = inspection.table(name)
            writer = ModelWriter(inspection, table, defined)
            lines = list(writer.lines())
        except Exception as error:
            yield f"# Unable to inspect table '{in_a_line(name)}'"
            yield f"# The error was: {in_a_line(error)}"
            return
        yield "\n"
        yield from lines
        defined.add(writer.model_name)
