"""testserver: says, as runserver does, that there is no web server here."""

from __future__ import annotations

from django.core.management.commands.runserver import Command as RunServer


class Command(RunServer):
    """Refuse, and say what to do instead."""
