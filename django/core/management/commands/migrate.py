"""``migrate``: bring the tables of the installed apps up to date on an alias, or on all of them."""

from __future__ import annotations

import sys

from django.apps import apps
from django.core.management.base import BaseCommand
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.core.management.sync import Sync, writable_aliases
from django.core.management.utils import app_config_of


class Command(BaseCommand):
    """Create what is missing; running it again changes nothing."""

    help = "Updates database schema. Creates the missing tables of the installed apps."
    # The databases checked are those the command line names, so handle() runs the checks itself.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--skip-checks", action="store_true", help="Skip system checks.")
        parser.add_argument("app_label", nargs="?", help="App label of an application to synchronize the state.")
        parser.add_argument(
            "migration_name", nargs="?", help="Database state will be brought to the state after that migration."
        )
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Tells Django to NOT prompt the user for input of any kind.",
        )
        add_database_argument(parser, 'Nominates a database to synchronize. Defaults to the "default" database.')
        parser.add_argument(
            "--all-databases",
            action="store_true",
            help="Synchronize every configured database that may be written to, replicas left out.",
        )
        parser.add_argument("--fake", action="store_true", help="Mark migrations as run without actually running them.")
        parser.add_argument(
            "--fake-initial",
            action="store_true",
            help="Detect if tables already exist and fake-apply initial migrations if so.",
        )
        parser.add_argument("--plan", action="store_true", help="Shows a list of the tables that would be created.")
        parser.add_argument("--run-syncdb", action="store_true", help="Creates tables for apps without migrations.")
        parser.add_argument(
            "--check",
            action="store_true",
            dest="check_unapplied",
            help="Exits with a non-zero status if tables are missing and does not create them.",
        )
        parser.add_argument(
            "--prune", action="store_true", dest="prune", help="Delete nonexistent migrations from the records."
        )

    def handle(self, *args, **options):
        if options["migration_name"]:
            raise CommandError(
                "Named migrations are not supported yet; leave out the migration name to create missing tables."
            )
        aliases = self._aliases(options)
        if not options["skip_checks"]:
            self.check(databases=aliases)
        syncs = [Sync(alias, self._app_configs(options["app_label"])) for alias in aliases]
        missing = {sync.alias: sync.missing_models() for sync in syncs}
        if options["plan"]:
            self._show_plan(missing)
        if options["check_unapplied"] and any(missing.values()):
            sys.exit(1)
        if options["plan"] or options["check_unapplied"]:
            return
        for sync in syncs:
            self._synchronize(sync, options)

    def _aliases(self, options):
        return writable_aliases() if options["all_databases"] else [options["database"]]

    def _app_configs(self, label):
        return None if label is None else [app_config_of(label)]

    def _show_plan(self, missing):
        self.stdout.write("Planned operations:", self.style.MIGRATE_LABEL)
        for alias, models in missing.items():
            for model in models:
                self.stdout.write(f"  Create table {model._meta.db_table} for {model._meta.label} on {alias}")
        if not any(missing.values()):
            self.stdout.write("  No planned migration operations.")

    def _synchronize(self, sync, options):
        verbosity = options["verbosity"]
        news = {
            "verbosity": verbosity,
            "interactive": options["interactive"],
            "db": sync.alias,
            "stdout": self.stdout,
            "apps": apps,
            "plan": [],
        }
        sync.connection.prepare_database()
        if verbosity:
            labels = ", ".join(
                app_config.label for app_config in sync.app_configs if app_config.models_module is not None
            )
            self.stdout.write("Operations to perform:", self.style.MIGRATE_HEADING)
            self.stdout.write(f"{self.style.MIGRATE_LABEL('  Synchronize apps on ')}{sync.alias}: {labels or '(none)'}")
            self.stdout.write("Synchronizing apps:", self.style.MIGRATE_HEADING)
        emit_pre_migrate_signal(**news)
        created = [] if options["fake"] else sync.run(before_each=self._announce if verbosity else None)
        if verbosity and not created:
            self.stdout.write("  No tables to create.")
        emit_post_migrate_signal(**news)

    def _announce(self, model):
        self.stdout.write(f"    Creating table {model._meta.db_table}")
