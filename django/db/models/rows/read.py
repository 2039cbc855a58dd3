"""One read: the query's statement is run on an alias and its rows are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.connections import connections
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.models.instances.state import state_class
from django.db.models.plan.layout import InstanceLayout, Reading
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query
from django.db.models.plan.select import reading
from django.db.models.rows.instance_loader import A_FEW, instance_loader, is_plain
from django.db.models.rows.row_loader import row_loader
from django.db.models.signals import post_init, pre_init


class Plan:
    """A query made ready to be read: its statement and the loaders, one per engine and form of result."""

    __slots__ = ("reading", "prepared", "loaders", "plain", "models")

    def __init__(self, found: Reading) -> None:
        self.reading = found
        self.prepared = Prepared(found.statement)
        self.loaders: dict[Any, Any] = {}
        self.models = tuple(_models(found.layout))
        self.plain = all(is_plain(model) for model in self.models)

    @property
    def weight(self) -> int:
        """How many things it holds, for the memo."""
        return self.prepared.weight + len(self.loaders)

    def load(self, rows: Any, connection: Any, form: str, maker: Any = None) -> list[Any]:
        """Return what `rows` of a connection become: "instance", or a form of `row_loader`."""
        if form == "instance":
            plain = self.plain and not ((pre_init.receivers or post_init.receivers) and self._is_watched())
            many = plain and len(rows) >= A_FEW
            key: Any = (connection.engine_key, plain, many)
            loader = self.loaders.get(key)
            if loader is None:
                loader = self.loaders[key] = instance_loader(self.reading, connection, plain=plain, many=many)
            return loader(rows, connection, state_class(connection.alias))
        key = (connection.engine_key, form, maker)
        loader = self.loaders.get(key)
        if loader is None:
            loader = self.loaders[key] = row_loader(self.reading, connection, form, maker)
        return loader(rows, connection)

    def is_plain_now(self) -> bool:
        """Tell whether instances are made without calling anything of the model's own or of signals' receivers."""
        return self.plain and not ((pre_init.receivers or post_init.receivers) and self._is_watched())

    def _is_watched(self) -> bool:
        return any(signal.has_listeners(model) for model in self.models for signal in (pre_init, post_init))


def _models(layout: Any) -> Iterator[Any]:
    if isinstance(layout, InstanceLayout):
        yield layout.model
        stack = list(layout.related)
        while stack:
            related = stack.pop()
            yield related.model
            stack += related.children


def plan_of(query: Query) -> Plan:
    """Return the plan of `query`, remembered on it."""
    return query.derived.get("plan") or memo.once(query.derived, "plan", _plan, query)


def _plan(query: Query) -> Plan:
    return Plan(reading(query))


def fetch(query: Query, values: tuple[Any, ...], alias: str, form: str, maker: Any = None) -> list[Any]:
    """Return everything `query` asks of `alias`."""
    plan = query.derived.get("plan") or plan_of(query)
    prepared = plan.prepared
    if prepared.is_empty:
        return []
    connection = connections[alias]
    return plan.load(run.read_from(connection, prepared, values), connection, form, maker)


def answer(plan: Plan, values: tuple[Any, ...], alias: str, form: str) -> list[Any]:
    """Return everything `plan` reads from `alias`."""
    connection = connections[alias]
    return plan.load(run.read_from(connection, plan.prepared, values), connection, form)


def stream(
    query: Query, values: tuple[Any, ...], alias: str, form: str, maker: Any = None, chunk_size: int = 2000
) -> Iterator[list[Any]]:
    """Yield what `query` asks of `alias` in lists of at most `chunk_size`."""
    plan = plan_of(query)
    connection = connections[alias]
    for rows in run.stream(plan.prepared, values, alias, chunk_size):
        yield plan.load(rows, connection, form, maker)
