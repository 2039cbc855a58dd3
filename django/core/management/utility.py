"""The command line: ``django-admin``, ``python -m django`` and ``manage.py`` all end here."""

from __future__ import annotations

import os
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, handle_default_options
from django.core.management.color import color_style
from django.core.management.errors import CommandError
from django.core.management.parser import CommandParser
from django.core.management.registry import find_command_class, get_commands, unknown_command
from django.utils.version import get_version

USAGE = "%(prog)s subcommand [options] [args]"


def execute_from_command_line(argv=None):
    """Run the command that `argv` (the process's own by default) asks for."""
    ManagementUtility(argv).execute()


class ManagementUtility:
    """Read the command line, set Django up, and hand on to the command."""

    def __init__(self, argv=None):
        self.argv = list(argv if argv is not None else sys.argv)
        program = os.path.basename(self.argv[0])
        self.prog_name = "python -m django" if program == "__main__.py" else program
        self.settings_exception = None

    def main_help_text(self, commands_only=False):
        """Return the list of commands: bare names, or the help grouped by app."""
        if commands_only:
            return "\n".join(sorted(get_commands()))
        lines = [
            "",
            f"Type '{self.prog_name} help <subcommand>' for help on a specific subcommand.",
            "",
            "Available subcommands:",
        ]
        style = color_style()
        for app, names in sorted(_by_app().items()):
            lines += ["", style.NOTICE(f"[{app}]"), *(f"    {name}" for name in sorted(names))]
        if self.settings_exception is not None:
            lines.append(
                style.NOTICE(
                    "Note that only Django core commands are listed as settings are not properly configured "
                    f"(error: {self.settings_exception})."
                )
            )
        return "\n".join(lines)

    def fetch_command(self, subcommand):
        """Return the command instance; an unknown name ends the process with 1 and a near miss."""
        try:
            return find_command_class(subcommand)
        except KeyError:
            self._explain_missing_settings()
            sys.stderr.write(f"{unknown_command(subcommand)}\nType '{self.prog_name} help' for usage.\n")
            sys.exit(1)

    def autocomplete(self):
        """Print completions of the word at the cursor for a shell that asks by ``DJANGO_AUTO_COMPLETE``, and exit."""
        if "DJANGO_AUTO_COMPLETE" not in os.environ:
            return
        words = os.environ["COMP_WORDS"].split()[1:]
        position = int(os.environ["COMP_CWORD"])
        current = words[position - 1] if position <= len(words) else ""
        print(" ".join(word for word in sorted(self._completions(words, position)) if word.startswith(current)))
        sys.exit(0)

    def execute(self):
        """Find out which command is meant, set Django up as far as that needs, and run it."""
        subcommand = self.argv[1] if len(self.argv) > 1 else "help"
        options, rest = self._early_options()
        self._try_settings()
        if settings.configured:
            django.setup()
        self.autocomplete()
        if subcommand == "help":
            self._help(rest)
        elif subcommand == "version" or self.argv[1:] == ["--version"]:
            sys.stdout.write(f"{get_version()}\n")
        elif self.argv[1:] in (["--help"], ["-h"]):
            sys.stdout.write(f"{self.main_help_text()}\n")
        else:
            self._run(subcommand)

    def _run(self, subcommand):
        try:
            self.fetch_command(subcommand).run_from_argv(self.argv)
        except (ImproperlyConfigured, ImportError) as error:
            if "--traceback" in self.argv or not self._is_about_missing_settings(error):
                raise
            sys.stderr.write(
                f"{type(error).__name__}: {error}\nGive the settings module with --settings, or run manage.py.\n"
            )
            sys.exit(1)

    def _is_about_missing_settings(self, error):
        """Whether there are no settings; an error inside a settings module is one of the program, with a traceback."""
        if settings.configured:
            return False
        wanted = os.environ.get("DJANGO_SETTINGS_MODULE", "")
        name = getattr(error, "name", None)
        return isinstance(error, ImproperlyConfigured) or (name and f"{wanted}.".startswith(f"{name}."))

    def _early_options(self):
        """Obey the options that decide which commands there are, before there are any."""
        parser = CommandParser(prog=self.prog_name, usage=USAGE, add_help=False, allow_abbrev=False)
        parser.add_argument("--settings")
        parser.add_argument("--pythonpath")
        parser.add_argument("args", nargs="*")
        try:
            options, _ = parser.parse_known_args(self.argv[2:])
        except CommandError:
            return None, []
        handle_default_options(options)
        return options, options.args

    def _try_settings(self):
        """Load the settings; keep the error, since help and startproject work without them."""
        try:
            settings.INSTALLED_APPS  # noqa: B018
        except (ImproperlyConfigured, ImportError) as error:
            self.settings_exception = error

    def _help(self, words):
        if "--commands" in self.argv:
            sys.stdout.write(f"{self.main_help_text(commands_only=True)}\n")
        elif words:
            self.fetch_command(words[0]).print_help(self.prog_name, words[0])
        else:
            sys.stdout.write(f"{self.main_help_text()}\n")

    def _explain_missing_settings(self):
        if os.environ.get("DJANGO_SETTINGS_MODULE"):
            # A settings module was named and cannot be loaded: that is the error to see, not the unknown command.
            settings.INSTALLED_APPS  # noqa: B018
        elif not settings.configured:
            sys.stderr.write("No Django settings specified.\n")

    def _completions(self, words, position):
        names = [*get_commands(), "help"]
        if position <= 1:
            return names
        if words[0] == "help":
            return list(get_commands())
        if words[0] not in get_commands():
            return []
        parser = self.fetch_command(words[0]).create_parser("", words[0])
        labels = [app_config.label for app_config in apps.get_app_configs()] if settings.configured else []
        return [word for action in parser._actions for word in action.option_strings if word not in words] + labels


def _by_app():
    groups = {}
    for name, source in get_commands().items():
        app = type(source).__module__ if isinstance(source, BaseCommand) else source
        groups.setdefault("django" if app == "django.core" else app.rpartition(".")[2], []).append(name)
    return groups
