"""Pins: which databases the parts of a question insist on, and the refusal where they do not agree."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.errors import CrossDatabaseError
from django.db.routing.groups import same_database
from django.utils.record import Record


class Pin(Record):
    """An inner question that was told where to run.

    Attributes:
        alias: what using() named.
        label: of the model it asks for.
    """

    alias: str
    label: str

    # Made by every using(), so without the detour over names.
    def __new__(cls, alias: str, label: str) -> Pin:
        return tuple.__new__(cls, (alias, label))


def insist_on_one_database(pins: Iterable[Pin], label: str, alias: str, decided_by: str) -> None:
    """Refuse a statement whose parts insist on another database than its own.

    Args:
        pins: of the inner questions.
        label: of the model that the statement is about.
        alias: where it is to run.
        decided_by: who chose that alias, for the message.

    Raises:
        CrossDatabaseError: one of them does not belong to the group of `alias`.
    """
    for pin in sorted(pins):
        if not same_database(pin.alias, alias):
            raise CrossDatabaseError(
                "Subqueries aren't allowed across different databases. Force the inner query to be evaluated using "
                f"`list(inner_query)`. The inner query on {pin.label} insists on {pin.alias!r} (chosen by using()), "
                f"the outer one on {label} runs on {alias!r} (chosen by {decided_by}). Give both the same alias, or "
                "leave using() away from the inner query: it then runs where the outer one does."
            )
