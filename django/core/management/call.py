"""Calling a command from a program, with Python values instead of command line words."""

from __future__ import annotations

from argparse import SUPPRESS, Action, _SubParsersAction
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.errors import CommandError
from django.core.management.registry import find_command_class, unknown_command


def call_command(command_name: Any, *args: Any, **options: Any) -> Any:
    """Run a command and return what it returns.

    Args:
        command_name: a command's name, or a command instance.
        args: words as on the command line; other values are turned into words, lists are spread.
        options: by option name or by dest; system checks are skipped unless ``skip_checks=False``.

    Raises:
        CommandError: there is no such command, its arguments are wrong, or it failed.
        TypeError: an option that the command does not know.
    """
    command, name = _command(command_name)
    parser = command.create_parser("", name)
    actions = list(_all_actions(parser))
    by_dest = _by_dest(options, actions, command, name)
    _refuse_shared_dests(by_dest, parser)
    _waive_required(parser, by_dest)
    values = vars(parser.parse_args(args=list(_words(args)))) | by_dest
    if "skip_checks" not in options:
        values["skip_checks"] = True
    return command.execute(*values.pop("args", ()), **values)


def _command(command_name):
    if isinstance(command_name, BaseCommand):
        return command_name, type(command_name).__module__.rpartition(".")[2]
    name = command_name[0] if isinstance(command_name, tuple) else command_name
    try:
        return find_command_class(name), name
    except KeyError:
        raise CommandError(unknown_command(name)) from None


def _words(args):
    for arg in args:
        if isinstance(arg, (list, tuple)):
            yield from map(str, arg)
        else:
            yield str(arg)


def _all_actions(parser):
    """Yield the actions of the parser and of all its subparsers."""
    for action in parser._actions:
        yield action
        if isinstance(action, _SubParsersAction):
            for subparser in action.choices.values():
                yield from _all_actions(subparser)


def _names(action: Action):
    """Return the names under which a keyword may mean `action`."""
    names = {word.lstrip("-").replace("-", "_") for word in action.option_strings if word.startswith("--")}
    if not names:
        names = {word.lstrip("-").replace("-", "_") for word in action.option_strings}
    return names


def _by_dest(options, actions, command, name):
    """Return the options keyed by dest; refuse the ones that nobody takes."""
    dests = {word: action.dest for action in actions for word in _names(action)}
    known = set(dests) | {action.dest for action in actions if action.option_strings}
    known |= {action.dest for action in actions if action.dest not in ("args", SUPPRESS)}
    known |= {"skip_checks", *command.base_stealth_options, *command.stealth_options}
    unknown = sorted(set(options) - known)
    if unknown:
        valid = ", ".join(sorted(known))
        raise TypeError(f"Unknown option(s) for {name} command: {', '.join(unknown)}. Valid options are: {valid}.")
    return {dests.get(word, word): value for word, value in options.items()}


def _mandatory(parser):
    """Yield the optional actions that parsing would miss, alone or as one of a group."""
    for action in _all_actions(parser):
        if action.option_strings and action.required:
            yield action
    for group in parser._mutually_exclusive_groups:
        if group.required:
            yield from group._group_actions


def _refuse_shared_dests(by_dest, parser):
    counts = Counter(action.dest for action in _mandatory(parser))
    for dest in by_dest:
        if counts[dest] > 1:
            raise TypeError(f"Cannot pass the dest {dest!r} that matches multiple arguments via **options.")


def _waive_required(parser, by_dest):
    """Tell a parser made for this call alone that the options given as keywords are there."""
    for action in _all_actions(parser):
        if action.option_strings and action.dest in by_dest:
            action.required = False
    for group in parser._mutually_exclusive_groups:
        if group.required and any(action.dest in by_dest for action in group._group_actions):
            group.required = False
