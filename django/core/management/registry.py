"""Which commands there are: django's own and those of the installed apps, later apps giving way to earlier ones."""

from __future__ import annotations

import os
import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.near_miss import near_miss

# What people still type, and what does it today.
RETIRED = {
    "syncdb": "migrate --run-syncdb",
    "sql": "sqlmigrate",
    "sqlall": "sqlmigrate",
    "sqlcreate": "sqlmigrate",
    "sqlclear": "migrate <app_label> zero",
    "sqlindexes": "sqlmigrate",
    "sqlcustom": "sqlmigrate",
    "sqlreset": "flush",
    "reset": "flush",
    "validate": "check",
    "schemamigration": "makemigrations",
    "datamigration": "makemigrations --empty",
    "convert_to_south": "migrate --fake-initial",
}


def find_commands(management_dir):
    """Return the names of the commands in the ``commands`` folder of `management_dir`."""
    folder = os.path.join(management_dir, "commands")
    return [
        name for _, name, is_package in pkgutil.iter_modules([folder]) if not is_package and not name.startswith("_")
    ]


def load_command_class(app_name, name):
    """Return an instance of the Command class of module ``<app_name>.management.commands.<name>``."""
    return import_module(f"{app_name}.management.commands.{name}").Command()


def get_commands():
    """Return {command name: package name, or the command instance itself}; the same dict for the same apps."""
    if not settings.configured:
        return _commands_of(())
    return _commands_of(tuple((app_config.name, app_config.path) for app_config in apps.get_app_configs()))


def find_command_class(name):
    """Return the command of that name.

    Raises:
        KeyError: no app offers it.
    """
    source = get_commands()[name]
    return source if isinstance(source, BaseCommand) else load_command_class(source, name)


def unknown_command(name):
    """Return the sentence that tells the user why `name` is no command, a near miss first."""
    if name in RETIRED:
        return f"Unknown command: {name!r}. It is gone; use '{RETIRED[name]}' instead."
    meant = near_miss(name, get_commands())
    return f"Unknown command: {name!r}." + (f" Did you mean {meant}?" if meant else "")


def _own_folder():
    return os.path.dirname(__file__)


@cache
def _commands_of(app_places):
    commands = dict.fromkeys(find_commands(_own_folder()), "django.core")
    for name, path in reversed(app_places):
        commands.update(dict.fromkeys(find_commands(os.path.join(path, "management")), name))
    return commands
