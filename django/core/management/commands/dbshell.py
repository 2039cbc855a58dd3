"""``dbshell``: open the database's own client on an alias."""

from __future__ import annotations

import subprocess

from django.core.management.base import BaseCommand
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError
from django.db import connections


class Command(BaseCommand):
    """Hand over to the client program; words after ``--`` are the client's."""

    help = "Runs the command-line client for specified database, or the default database if none is provided."
    requires_system_checks = []

    def add_arguments(self, parser):
        add_database_argument(
            parser, 'Nominates a database onto which to open a shell. Defaults to the "default" database.'
        )
        group = parser.add_argument_group("parameters")
        group.add_argument("parameters", nargs="*", help="Words for the client itself; put them after '--'.")

    def handle(self, **options):
        client = connections[options["database"]].client
        try:
            client.runshell(options["parameters"])
        except FileNotFoundError as error:
            raise CommandError(
                f"You appear not to have the {client.executable_name!r} program installed or on your path."
            ) from error
        except subprocess.CalledProcessError as error:
            # No password is in these words: an engine passes it by the environment, or masks it in the error.
            words = " ".join(map(str, error.cmd))
            raise CommandError(
                f'"{words}" returned non-zero exit status {error.returncode}.', returncode=error.returncode
            ) from error
