"""``sqlflush``: print the statements that ``flush`` runs."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.core.management.databases import add_database_argument
from django.core.management.sql import sql_flush
from django.db import connections


class Command(BaseCommand):
    """Print, change nothing."""

    help = (
        "Returns a list of the SQL statements required to return all tables in the database to the state they were in "
        "just after they were installed."
    )
    output_transaction = True

    def add_arguments(self, parser):
        add_database_argument(parser, 'Nominates a database to print the SQL for. Defaults to the "default" database.')

    def handle(self, **options):
        statements = sql_flush(self.style, connections[options["database"]], allow_cascade=True)
        if not statements and options["verbosity"]:
            self.stderr.write("No tables found.")
        return "\n".join(statements)
