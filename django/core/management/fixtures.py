"""Finding and opening fixtures: ``name[.alias][.format][.compression]`` in the places where fixtures lie.

The places are the ``fixtures`` folder of each app, the folders of FIXTURE_DIRS, and the current folder; a label may
have folders before the name, or be an absolute path.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.core.management.errors import CommandError

STDIN = "-"
COMPRESSIONS = ("gz", "zip", "bz2", "lzma", "xz")


@dataclass(frozen=True)
class Fixture:
    """A fixture file: its path, the label it was found under, and how it is written."""

    path: str
    label: str
    format: str
    compression: str | None = None

    def open(self):
        """Open it for reading bytes (standard input gives text)."""
        if self.path == STDIN:
            return nullcontext(sys.stdin)
        return _opener(self.compression)(self.path)


def find_fixtures(label, alias, *, app_label=None, format=None):
    """Return the fixtures that `label` means on an alias, one of each folder at most.

    Args:
        app_label: look in this app's folder only.
        format: of standard input.

    Raises:
        CommandError: there is none, there are several in one folder, or the format is unknown.
    """
    if label == STDIN:
        if not format:
            raise CommandError("--format must be specified when reading from stdin.")
        return [Fixture(STDIN, STDIN, format)]
    name, formats, compressions = parse_label(label)
    found = []
    for folder in _folders_of(name, app_label):
        found += _in_folder(folder, os.path.basename(name), alias, formats, compressions)
    if not found:
        raise CommandError(f"No fixture named '{name}' found.")
    return [Fixture(path, name, format, compression) for path, format, compression in found]


def parse_label(label):
    """Return (name, formats, compressions) of a label; what it leaves open stays several.

    Raises:
        CommandError: its last part is no format.
    """
    name, compressions = label, (None, *COMPRESSIONS)
    stem, dot, ending = name.rpartition(".")
    if dot and ending in COMPRESSIONS:
        name, compressions = stem, (ending,)
    folder, base = os.path.split(name)
    stem, dot, ending = base.rpartition(".")
    if not dot:
        return name, serializers.get_public_serializer_formats(), compressions
    if ending not in serializers.get_serializer_formats():
        raise CommandError(f"Problem installing fixture '{stem}': {ending} is not a known serialization format.")
    return os.path.join(folder, stem), (ending,), compressions


def fixture_dirs(app_label=None):
    """Return the folders in which fixtures are looked for, each once.

    Raises:
        ImproperlyConfigured: FIXTURE_DIRS names a folder twice, or an app's own.
    """
    own = {app_config: os.path.join(app_config.path, "fixtures") for app_config in apps.get_app_configs()}
    extra = [os.path.realpath(folder) for folder in settings.FIXTURE_DIRS]
    if len(set(extra)) != len(extra):
        raise ImproperlyConfigured("settings.FIXTURE_DIRS contains duplicates.")
    for app_config, folder in own.items():
        if os.path.realpath(folder) in extra:
            raise ImproperlyConfigured(
                f"'{folder}' is a default fixture directory for the '{app_config.label}' app and cannot be listed in "
                "settings.FIXTURE_DIRS."
            )
    chosen = [folder for app_config, folder in own.items() if app_label in (None, app_config.label)]
    everywhere = [*chosen, *extra, ""]
    return list(dict.fromkeys(os.path.realpath(folder) for folder in everywhere if not folder or os.path.isdir(folder)))


def _folders_of(name, app_label):
    folder = os.path.dirname(name)
    if os.path.isabs(name):
        return [folder]
    return [os.path.join(place, folder) for place in fixture_dirs(app_label)]


def _in_folder(folder, base, alias, formats, compressions):
    """Return [(path, format, compression)] of the one fixture in a folder, or an empty list."""
    try:
        present = set(os.listdir(folder or "."))
    except OSError:
        return []
    found = []
    for format in formats:
        for compression in compressions:
            for mark in (alias, None):
                file = ".".join(part for part in (base, mark, format, compression) if part)
                if file in present:
                    found.append((os.path.join(folder, file), format, compression))
    if len(found) > 1:
        files = ", ".join(sorted(os.path.basename(path) for path, _, _ in found))
        raise CommandError(
            f"Multiple fixtures named '{base}' in {folder or 'the current directory'}. Aborting. Found: {files}."
        )
    return found


def _opener(compression):
    if compression is None:
        return lambda path: open(path, "rb")
    if compression == "zip":
        return _open_zip
    try:
        if compression == "gz":
            from gzip import open as opener  # cost: only compressed fixtures need these
        elif compression == "bz2":
            from bz2 import open as opener
        else:
            from lzma import open as opener
    except ImportError as error:
        raise CommandError(f"This Python was built without what .{compression} files need: {error}") from error
    return opener


def _open_zip(path):
    from zipfile import ZipFile  # cost: only zipped fixtures need it

    archive = ZipFile(path)
    names = archive.namelist()
    if len(names) != 1:
        raise ValueError("Zip-compressed fixtures must contain one file.")
    return archive.open(names[0])
