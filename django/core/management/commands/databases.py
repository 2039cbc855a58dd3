"""``databases``: the configured aliases, which engine serves them, and where."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils.masking import masked

TITLES = ("alias", "engine", "name", "replica of", "read only")


class Command(BaseCommand):
    """Print one row per alias; opens no connection and shows no password."""

    help = "Lists the configured databases: alias, engine, name, what it is a replica of and whether it is read-only."
    requires_system_checks = []

    def handle(self, **options):
        rows = [_row(alias, connections[alias].settings_dict) for alias in connections]
        # What a program reads must not be cut to the width of a terminal.
        if not (self.stdout.isatty() and self._rich_table(rows)):
            self.stdout.write(plain_table([TITLES, *rows]))

    def _rich_table(self, rows):
        try:
            from rich.console import Console  # cost and choice: an optional package
            from rich.table import Table
        except ImportError:
            return False
        table = Table()
        for title in TITLES:
            table.add_column(title, overflow="fold")
        for row in rows:
            table.add_row(*row)
        Console(file=self.stdout._out, no_color=self.style.ERROR("") == "").print(table)
        return True


def plain_table(rows):
    """Return `rows` of texts in columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(alias, config):
    engine = (config.get("ENGINE") or "").removeprefix("django.db.backends.")
    place = ":".join(masked(str(config[key])) for key in ("HOST", "PORT") if config.get(key))
    name = masked(str(config.get("NAME") or ""))
    return (
        alias,
        engine or "(not configured)",
        f"{name} on {place}" if place else name,
        str(config.get("REPLICA_OF") or ""),
        "yes" if config.get("READ_ONLY") else "",
    )
