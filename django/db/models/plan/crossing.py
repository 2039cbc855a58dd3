"""Crossings: models that one question reads together although the routers keep them in different databases."""

from __future__ import annotations

from typing import Any

from django.apps.registry import apps
from django.db.errors import CrossDatabaseError
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query
from django.db.models.plan.select import reading
from django.db.query.reach import reads
from django.db.routing.groups import same_database


def models_besides(query: Query) -> tuple[Any, ...]:
    """Return the models whose tables a question reads besides its own model's, remembered on the question."""
    found: tuple[Any, ...] | None = query.derived.get("besides")
    return memo.once(query.derived, "besides", _models_besides, query) if found is None else found


def _models_besides(query: Query) -> tuple[Any, ...]:
    own = {query.model._meta.concrete_model, *query.model._meta.all_parents}
    tables = reads(reading(query).statement)
    return tuple(
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables and not model._meta.proxy and model not in own
    )


def refuse_crossing(query: Query, alias: str, router: Any, hints: dict[str, Any]) -> None:
    """Refuse a question that joins rows of two databases, before anything is sent.

    A model lives elsewhere when the routers both read and write it in another database than the question's own model;
    a replica that is merely read from elsewhere is no crossing.

    Raises:
        CrossDatabaseError: naming the models and the databases.
    """
    own = None
    for model in models_besides(query):
        there = router.db_for_read(model, **hints)
        if same_database(there, alias):
            continue
        own = own or router.db_for_write(query.model, **hints)
        if not same_database(router.db_for_write(model, **hints), own):
            label, other = query.model._meta.label, model._meta.label
            raise CrossDatabaseError(
                f"This query on {label} also reads {other}. The routers read {label} from {alias!r} and {other} from "
                f"{there!r}, and no statement can join two databases. Fetch one side first and filter by its keys, use "
                "prefetch_related() instead of a join, or name with using() a database that holds both."
            )
