"""The argument parser of commands: Django's order of help, and errors that suit the way the command was called."""

from __future__ import annotations

from argparse import ArgumentParser, HelpFormatter

from django.core.management.errors import CommandError

BASE_OPTIONS = (
    "--version",
    "--verbosity",
    "--traceback",
    "--settings",
    "--pythonpath",
    "--no-color",
    "--force-color",
    "--skip-checks",
)


class DjangoHelpFormatter(HelpFormatter):
    """Show a command's own options before the ones that every command has."""

    def add_usage(self, usage, actions, *args, **kwargs):
        super().add_usage(usage, _own_first(actions), *args, **kwargs)

    def add_arguments(self, actions):
        super().add_arguments(_own_first(actions))


class CommandParser(ArgumentParser):
    """Parse a command's arguments; called from a program, an error is a CommandError and not an exit.

    Args:
        missing_args_message: said instead of argparse's words when positional arguments are missing.
        called_from_command_line: whether errors print the usage and exit with 2.
    """

    def __init__(self, *, missing_args_message=None, called_from_command_line=None, **kwargs):
        self.missing_args_message = missing_args_message
        self.called_from_command_line = called_from_command_line
        super().__init__(**kwargs)

    def parse_args(self, args=None, namespace=None):
        if self.missing_args_message and args is not None and all(map(_is_option, args)):
            helping = {"-h", "--help", "--version"} & set(args)
            if not helping and any(not action.option_strings and action.required for action in self._actions):
                self.error(self.missing_args_message)
        return super().parse_args(args, namespace)

    def error(self, message):
        if self.called_from_command_line:
            super().error(message)
        raise CommandError(f"Error: {message}")

    def add_subparsers(self, **kwargs):
        # A subparser must answer errors the way its parent does; a foreign parser class knows no such option.
        chosen = kwargs.get("parser_class", type(self))
        if issubclass(chosen, CommandParser):
            kwargs["parser_class"] = _heir(chosen, self.called_from_command_line)
        return super().add_subparsers(**kwargs)


def _heir(parser_class, called_from_command_line):
    def build(**kwargs):
        return parser_class(**{"called_from_command_line": called_from_command_line, **kwargs})

    return build


def _own_first(actions):
    return sorted(actions, key=lambda action: not set(BASE_OPTIONS).isdisjoint(action.option_strings))


def _is_option(word):
    """Whether a word is an option; a lone hyphen means standard input."""
    return word.startswith("-") and word != "-"
