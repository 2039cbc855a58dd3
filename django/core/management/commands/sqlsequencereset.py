"""``sqlsequencereset``: print the statements that set the sequences of an app behind its rows."""

from __future__ import annotations

from django.core.management.base import AppCommand
from django.core.management.databases import add_database_argument
from django.db import connections


class Command(AppCommand):
    """Print, change nothing."""

    help = "Prints the SQL statements for resetting sequences for the given app name(s)."
    output_transaction = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        add_database_argument(parser, 'Nominates a database to print the SQL for. Defaults to the "default" database.')

    def handle_app_config(self, app_config, **options):
        if app_config.models_module is None:
            return None
        models = app_config.get_models(include_auto_created=True)
        statements = connections[options["database"]].ops.sequence_reset_sql(self.style, models)
        if not statements and options["verbosity"]:
            self.stderr.write("No sequences found.")
        return "\n".join(statements)
