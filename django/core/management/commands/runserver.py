"""runserver: says that there is no web server here, for fingers that know the command."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.core.management.errors import CommandError


class Command(BaseCommand):
    """Refuse, and say what to do instead."""

    help = "Says that this package has no web server."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("args", nargs="*", help="Ignored.")

    def handle(self, *args, **options):
        raise CommandError(
            "There is no web server in this package: it is an ORM with its commands. Start the server of your web "
            "framework; `manage.py shell` opens a shell with your models."
        )
