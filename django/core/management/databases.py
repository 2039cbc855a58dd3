"""The ``--database`` argument: one of the configured aliases, or a message with a near miss."""

from __future__ import annotations

from argparse import ArgumentTypeError

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.near_miss import did_you_mean


def add_database_argument(parser, help, **kwargs):
    """Add ``--database`` to `parser`, restricted to the aliases of DATABASES.

    Args:
        help: what the command does with the database.
        kwargs: handed on to ``add_argument``, over the defaults given here.
    """
    aliases = tuple(connections)
    parser.add_argument(
        "--database",
        **{"default": DEFAULT_DB_ALIAS, "choices": aliases, "type": _among(aliases), "help": help, **kwargs},
    )


def _among(aliases):
    def alias(word):
        if word in aliases:
            return word
        raise ArgumentTypeError(_refusal(word, aliases))

    return alias


def _refusal(word, aliases):
    known = ", ".join(map(repr, aliases))
    return f"invalid choice: {word!r} (choose from {known}).{did_you_mean(word, aliases)}"
