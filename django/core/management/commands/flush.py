"""``flush``: empty every table of the installed models on an alias."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.core.management.color import no_style
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError
from django.core.management.sql import emit_post_migrate_signal, sql_flush
from django.db import connections
from django.db.errors import ReadOnlyDatabaseError
from django.db.routing.groups import require_writable

QUESTION = """You have requested a flush of the database.
This will IRREVERSIBLY DESTROY all data currently in the "{name}" database,
and return each table to an empty state.
Are you sure you want to do this?

    Type 'yes' to continue, or 'no' to cancel: """

FAILURE = """Database {name} couldn't be flushed. Possible reasons:
  * The database isn't running or isn't configured correctly.
  * At least one of the expected database tables doesn't exist.
  * The SQL was invalid.
Hint: Look at the output of 'django-admin sqlflush'. That's the SQL this command wasn't able to run."""


class Command(BaseCommand):
    """Ask, empty the tables, and let the apps put back what they always need."""

    help = (
        "Removes ALL DATA from the database, including data added during migrations. "
        'Does not achieve a "fresh install" state.'
    )
    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def add_arguments(self, parser):
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Tells Django to NOT prompt the user for input of any kind.",
        )
        add_database_argument(parser, 'Nominates a database to flush. Defaults to the "default" database.')

    def handle(self, **options):
        connection = connections[options["database"]]
        try:
            require_writable(options["database"])
        except ReadOnlyDatabaseError as error:
            raise CommandError(str(error)) from error
        if options["interactive"] and input(QUESTION.format(name=connection.settings_dict["NAME"])) != "yes":
            self.stdout.write("Flush cancelled.")
            return
        allow_cascade = options.get("allow_cascade", False)
        statements = sql_flush(
            no_style(), connection, reset_sequences=options.get("reset_sequences", True), allow_cascade=allow_cascade
        )
        try:
            connection.ops.execute_sql_flush(statements)
        except Exception as error:
            raise CommandError(FAILURE.format(name=connection.settings_dict["NAME"])) from error
        # An empty list of statements means there were no tables, so nobody has anything to put back.
        if statements and not options.get("inhibit_post_migrate", False):
            emit_post_migrate_signal(options["verbosity"], options["interactive"], options["database"])
