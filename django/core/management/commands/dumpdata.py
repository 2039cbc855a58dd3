"""``dumpdata``: write the rows of an alias as a fixture, one at a time."""

from __future__ import annotations

import gzip
import os
import warnings
from contextlib import contextmanager

from django.apps import apps
from django.core import serializers
from django.core.management.base import BaseCommand
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError
from django.core.management.progress import progress_class
from django.core.management.utils import parse_apps_and_model_labels
from django.db import router

BATCH = 2000


class ProxyModelWarning(Warning):
    """A proxy model was asked for without the model that has the rows."""


class Command(BaseCommand):
    """Stream the rows, ordered by primary key, to standard output or a file."""

    help = (
        "Output the contents of the database as a fixture of the given format (using each model's default manager "
        "unless --all is specified)."
    )

    def add_arguments(self, parser):
        add = parser.add_argument
        add(
            "args",
            metavar="app_label[.ModelName]",
            nargs="*",
            help="Restricts dumped data to the specified app or model.",
        )
        add("--format", default="json", help="Specifies the output serialization format for fixtures.")
        add("--indent", type=int, help="Specifies the indent level to use when pretty-printing output.")
        add_database_argument(parser, 'Nominates a specific database to dump fixtures from. Defaults to "default".')
        add("-e", "--exclude", action="append", default=[], help="An app_label or app_label.ModelName to exclude.")
        add(
            "--natural-foreign",
            action="store_true",
            dest="use_natural_foreign_keys",
            help="Use natural foreign keys if they are available.",
        )
        add(
            "--natural-primary",
            action="store_true",
            dest="use_natural_primary_keys",
            help="Use natural primary keys if they are available.",
        )
        add(
            "-a",
            "--all",
            action="store_true",
            dest="use_base_manager",
            help="Use the base manager, so that rows a custom manager filters out are dumped too.",
        )
        add(
            "--pks",
            dest="primary_keys",
            help="Only dump objects with these primary keys, comma-separated; for one model.",
        )
        add("-o", "--output", help="File to write to; .gz, .bz2, .lzma and .xz are compressed.")

    def handle(self, *app_labels, **options):
        excluded = parse_apps_and_model_labels(options["exclude"])
        choice = _chosen(app_labels, excluded, options["primary_keys"])
        serializer = _serializer(options["format"])
        if options["use_natural_foreign_keys"]:
            models = serializers.sort_dependencies(choice.items(), allow_cycles=True)
        else:
            models = [model for app_config, listed in choice.items() for model in (listed or app_config.get_models())]
        querysets = list(self._querysets(models, excluded[0], options))
        try:
            self._write(serializer, querysets, options)
        except CommandError:
            raise
        except Exception as error:
            if options["traceback"]:
                raise
            raise CommandError(f"Unable to serialize database: {error}") from error

    def _querysets(self, models, excluded_models, options):
        alias, pks = options["database"], _primary_keys(options["primary_keys"])
        for model in models:
            if model in excluded_models:
                continue
            if model._meta.proxy:
                if model._meta.concrete_model not in models:
                    warnings.warn(
                        f"{model._meta.label} is a proxy model and won't be serialized.", ProxyModelWarning, 2
                    )
                continue
            if router.allow_migrate_model(alias, model):
                manager = model._base_manager if options["use_base_manager"] else model._default_manager
                queryset = manager.using(alias).order_by(model._meta.pk.name)
                yield queryset.filter(pk__in=pks) if pks else queryset

    def _write(self, serializer, querysets, options):
        # Written as it is: a serializer ends its lines itself.
        self.stdout.ending = ""
        progress_output, count = None, 0
        if options["output"] and self.stdout.isatty() and options["verbosity"] > 0:
            progress_output = self.stdout
            serializer.progress_class = progress_class(self.stdout._out)
            count = sum(queryset.count() for queryset in querysets)
        with _open(options["output"]) as file:
            serializer.serialize(
                (row for queryset in querysets for row in queryset.iterator(chunk_size=BATCH)),
                indent=options["indent"],
                use_natural_foreign_keys=options["use_natural_foreign_keys"],
                use_natural_primary_keys=options["use_natural_primary_keys"],
                stream=file or self.stdout,
                progress_output=progress_output,
                object_count=count,
            )


def _serializer(format):
    """Return a serializer of the format.

    Raises:
        CommandError: there is none, or it is not for users.
    """
    try:
        serializer_class = serializers.get_serializer(format)
    except serializers.SerializerDoesNotExist:
        serializer_class = None
    if serializer_class is None or serializer_class.internal_use_only:
        raise CommandError(f"Unknown serialization format: {format}")
    try:
        return serializer_class()
    except ImportError as error:
        raise CommandError(f"Unable to serialize database: {error}") from error


def _chosen(labels, excluded, primary_keys):
    """Return {app config: list of models, or None for all}, in the order of the labels."""
    excluded_apps = excluded[1]
    if primary_keys and not (len(labels) == 1 and "." in labels[0]):
        raise CommandError("You can only use --pks option with one model")
    if not labels:
        with_models = (app_config for app_config in apps.get_app_configs() if app_config.models_module is not None)
        return {app_config: None for app_config in with_models if app_config not in excluded_apps}
    chosen = {}
    for label in labels:
        models, app_configs = parse_apps_and_model_labels([label])
        app_config = next(iter(app_configs), None) or next(iter(models))._meta.app_config
        if app_config.models_module is None or app_config in excluded_apps:
            continue
        if app_configs:
            chosen[app_config] = None
        elif chosen.setdefault(app_config, []) is not None:
            chosen[app_config] += [model for model in models if model not in chosen[app_config]]
    return chosen


def _primary_keys(text):
    return [word.strip() for word in text.split(",")] if text else []


def _opener(path):
    """Return (function that opens for writing, path) as the ending of `path` asks."""
    root, ending = os.path.splitext(path)
    if ending == ".gz":
        return gzip.open, path
    if ending in (".bz2", ".lzma", ".xz"):
        opener = _optional_opener(ending)
        if opener:
            return opener, path
    if ending in (".bz2", ".lzma", ".xz", ".zip"):
        message = f"Unsupported file extension ({ending}). Fixtures saved in '{os.path.basename(root)}'."
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        return open, root
    return open, path


def _optional_opener(ending):
    try:
        import bz2  # choice: Python may be built without them
        import lzma
    except ImportError:
        return None
    if ending == ".bz2":
        return bz2.open
    container = lzma.FORMAT_ALONE if ending == ".lzma" else lzma.FORMAT_XZ
    return lambda path, mode, encoding=None: lzma.open(path, mode, format=container, encoding=encoding)


@contextmanager
def _open(path):
    """Open the output; a dump that fails leaves the file that was there before."""
    if not path:
        yield None
        return
    opener, path = _opener(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with opener(path, "wt", encoding="utf-8") as file:
            yield file
        return
    unfinished = f"{path}.part"
    try:
        with opener(unfinished, "wt", encoding="utf-8") as file:
            yield file
        os.replace(unfinished, path)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
