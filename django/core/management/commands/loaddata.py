"""``loaddata``: install fixtures on an alias, all of them or nothing."""

from __future__ import annotations

import sys  # noqa: F401  (the public place where tests replace standard input)
import warnings

from django.core import serializers
from django.core.management import fixtures
from django.core.management.base import BaseCommand
from django.core.management.color import no_style
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError
from django.core.management.utils import parse_apps_and_model_labels
from django.db import DatabaseError, connections, router, transaction


class Command(BaseCommand):
    """Find the files first, then load them in one transaction with the constraints checked at its end."""

    help = "Installs the named fixture(s) in the database."
    missing_args_message = (
        "No database fixture specified. Please provide the path of at least one fixture in the command line."
    )

    def add_arguments(self, parser):
        add = parser.add_argument
        add("args", metavar="fixture", nargs="+", help="Fixture labels.")
        add_database_argument(
            parser, 'Nominates a specific database to load fixtures into. Defaults to the "default" database.'
        )
        add("--app", dest="app_label", help="Only look for fixtures in the specified app.")
        add(
            "--ignorenonexistent",
            "-i",
            action="store_true",
            dest="ignore",
            help="Ignores entries in the serialized data for fields and models that do not currently exist.",
        )
        add("-e", "--exclude", action="append", default=[], help="An app_label or app_label.ModelName to exclude.")
        add("--format", help="Format of serialized data when reading from stdin.")

    def handle(self, *fixture_labels, **options):
        excluded = parse_apps_and_model_labels(options["exclude"])
        with transaction.atomic(using=options["database"]):
            found = self._find(fixture_labels, options)
            load = Load(
                options["database"], excluded, options["ignore"], self._tell if options["verbosity"] >= 3 else None
            )
            with load.connection.constraint_checks_disabled():
                for fixture in found:
                    if options["verbosity"] >= 2:
                        self.stdout.write(f"Installing {fixture.format} fixture '{fixture.label}' from {fixture.path}.")
                    self._install(load, fixture)
                load.finish()
            load.check_constraints()
            load.reset_sequences()
        if options["verbosity"]:
            self.stdout.write(load.summary(len(found)))

    def _find(self, labels, options):
        found = []
        for label in labels:
            if options["verbosity"] >= 2:
                self.stdout.write(f"Loading '{label}' fixtures...")
            found += fixtures.find_fixtures(
                label, options["database"], app_label=options["app_label"], format=options["format"]
            )
        return found

    def _install(self, load, fixture):
        before = load.seen
        load.install(fixture)
        if load.seen == before:
            warnings.warn(
                f"No fixture data found for '{fixture.label}'. (The file format may be invalid.)",
                RuntimeWarning,
                stacklevel=2,
            )
        elif load.tell:
            self.stdout.write()

    def _tell(self, count):
        self.stdout.write(f"\rProcessed {count} object(s).", ending="")


class Load:
    """One run of loaddata on an alias; counts what it saw and saved.

    Args:
        alias: where rows are saved.
        excluded: sets of models and app configs that are passed over.
        ignore: pass over models and fields that do not exist.
        tell: called with the number of objects saved from a file, after each.
    """

    def __init__(self, alias, excluded, ignore, tell):
        self.alias = alias
        self.connection = connections[alias]
        self.excluded_models, self.excluded_apps = excluded
        self.ignore = ignore
        self.tell = tell
        self.seen = self.saved = 0
        self.models = {}
        self.waiting = []

    def install(self, fixture):
        """Save the objects of one file.

        Raises:
            CommandError, or what was raised, its message telling the file and the record.
        """
        start, record = self.saved, 0
        try:
            with fixture.open() as file:
                objects = iter(self._objects(fixture, file))
                while True:
                    record += 1
                    deserialized = next(objects, None)
                    if deserialized is None:
                        return
                    self.seen += 1
                    self._save(deserialized, start)
        except Exception as error:
            place = f" (record {record})" if record else ""
            _retell(error, f"Problem installing fixture '{fixture.path}': {error}{place}")
            raise

    def finish(self):
        """Find the rows that references had to wait for."""
        for deserialized in self.waiting:
            deserialized.save_deferred_fields(using=self.alias)

    def check_constraints(self):
        """Let the database look whether every reference leads somewhere."""
        tables = [model._meta.db_table for model in self.models]
        try:
            self.connection.check_constraints(table_names=tables)
        except Exception as error:
            _retell(error, f"Problem installing fixtures: {error}")
            raise

    def reset_sequences(self):
        """Set the sequences behind the primary keys that came with the rows."""
        if not self.saved:
            return
        statements = self.connection.ops.sequence_reset_sql(no_style(), list(self.models))
        if statements:
            with self.connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    def summary(self, files):
        """Return the sentence that says how much was installed."""
        of = "" if self.seen == self.saved else f" (of {self.seen})"
        return f"Installed {self.saved} object(s){of} from {files} fixture(s)"

    def _objects(self, fixture, file):
        return serializers.deserialize(
            fixture.format, file, using=self.alias, ignorenonexistent=self.ignore, handle_forward_references=True
        )

    def _save(self, deserialized, start):
        model = type(deserialized.object)
        if not self._is_wanted(model):
            return
        self.models[model] = True
        try:
            deserialized.save(using=self.alias)
        except (DatabaseError, ValueError) as error:
            _retell(error, f"Could not load {model._meta.label}(pk={deserialized.object.pk}): {error}")
            raise
        if deserialized.deferred_fields:
            self.waiting.append(deserialized)
        self.saved += 1
        if self.tell:
            self.tell(self.saved - start)

    def _is_wanted(self, model):
        if model in self.excluded_models or model._meta.app_config in self.excluded_apps:
            return False
        return router.allow_migrate_model(self.alias, model)


def _retell(error, message):
    """Give an exception another message; its type stays what the caller may expect."""
    if not isinstance(error, CommandError):
        error.args = (message,)
