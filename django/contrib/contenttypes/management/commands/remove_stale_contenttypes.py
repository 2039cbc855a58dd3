"""``remove_stale_contenttypes``: deletes content types whose models are gone, and all that refers to them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from django.apps.registry import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db.models.deletion.collector import Collector
from django.db.models.deletion.rows import PointingRows
from django.db.routing.router import router
from django.db.utils import DEFAULT_DB_ALIAS


class Command(BaseCommand):
    help = "Deletes stale content types in the database."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Tells Django to NOT prompt the user for input of any kind.",
        )
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help='Nominates the database to use. Defaults to the "default" one.'
        )
        parser.add_argument(
            "--include-stale-apps",
            action="store_true",
            default=False,
            help=(
                "Deletes stale content types including ones from previously installed apps that have been removed "
                "from INSTALLED_APPS."
            ),
        )

    def handle(self, **options: Any) -> None:
        alias = options["database"]
        if not router.allow_migrate_model(alias, ContentType):
            return
        ContentType.objects.clear_cache()
        rows = ContentType.objects.using(alias).order_by("app_label", "model")
        for app_label, found in itertools.groupby(rows, lambda row: row.app_label):
            if not options["include_stale_apps"] and app_label not in apps.app_configs:
                continue
            stale = [row for row in found if row.model_class() is None]
            if stale and self._is_wanted(app_label, stale, alias, options):
                self._delete(stale, options["verbosity"])
        ContentType.objects.clear_cache()

    def _is_wanted(self, app_label: str, stale: list[Any], alias: str, options: dict[str, Any]) -> bool:
        if not options["interactive"]:
            return True
        self.stdout.write("Some content types in your database are stale and can be deleted.")
        self.stdout.write("Any objects that depend on these content types will also be deleted.")
        self.stdout.write("The content types and dependent objects that would be deleted are:\n")
        for line in _dependents(stale, alias):
            self.stdout.write(f"    - {line}")
        self.stdout.write(
            "\nThis list doesn't include any cascade deletions to data outside of Django's\n"
            "models (uncommon).\n\n"
            "Are you sure you want to delete these content types?\n"
            "If you're unsure, answer 'no'."
        )
        if input("Type 'yes' to continue, or 'no' to cancel: ") == "yes":
            return True
        if options["verbosity"] >= 2:
            self.stdout.write("Stale content types remain.")
        return False

    def _delete(self, stale: list[Any], verbosity: int) -> None:
        for row in stale:
            if verbosity >= 2:
                self.stdout.write(f"Deleting stale content type '{row.app_label} | {row.model}'")
            row.delete()


def _dependents(stale: list[Any], alias: str) -> Iterator[str]:
    """Yield what would be deleted."""
    for row in stale:
        yield f"Content type for {row.app_label}.{row.model}"
        collector = Collector(using=alias, origin=row)
        collector.collect([row])
        counts = {model: len(rows) for model, rows in collector.data.items() if model is not ContentType}
        for rows in collector.fast_deletes:
            counts[rows.model] = counts.get(rows.model, 0) + _number(rows, collector)
        for model, count in counts.items():
            if count:
                yield f"{count} {model._meta.label} object(s)"


def _number(rows: Any, collector: Any) -> int:
    """Return how many rows a fast delete would delete."""
    if isinstance(rows, PointingRows):
        rows = collector.related_objects(rows.model, rows.fields, rows.instances)
    return int(rows.count())
