"""Inserting many rows: as many per statement as the engine takes, keys brought back where it can."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db.connections import connections
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.models.constants import OnConflict
from django.db.models.instances.state import ModelState
from django.db.models.plan import writes
from django.db.models.plan.memo import memo
from django.db.models.rows.converters import reader
from django.db.query.statements import Conflict

#: Up to this many rows are named in the statement; for more, one that takes lists serves any number.
FEW = 1

Clash = tuple[Any, tuple[Any, ...], tuple[Any, ...]] | None


def insert_rows(model: Any, objs: Sequence[Any], alias: str, batch_size: int | None, clash: Clash) -> None:
    """Insert `objs`, those with a key first, and give each what the database made for it."""
    opts = model._meta
    fields = [field for field in opts.concrete_fields if not getattr(field, "generated", False)]
    if not opts.is_composite_pk and model._is_pk_set.__module__ == "django.db.models.base":
        name = opts.pk.attname
        without = [obj for obj in objs if getattr(obj, name) is None]
    else:
        without = [obj for obj in objs if not obj._is_pk_set()]
    with_key = [] if len(without) == len(objs) else [obj for obj in objs if obj._is_pk_set()]
    returned = list(opts.db_returning_fields)
    if with_key:
        wanted = [field for field in returned if field not in opts.pk_fields]
        _insert(model, fields, with_key, alias, batch_size, clash, wanted)
    if without:
        # A proxy's options know no such field: it is the concrete model's.
        made = opts.concrete_model._meta.auto_field
        auto = [field for field in fields if field is not made]
        _insert(model, auto, without, alias, batch_size, clash, returned)


def _insert(
    model: Any,
    fields: list[Any],
    objs: list[Any],
    alias: str,
    batch_size: int | None,
    clash: Clash,
    returned: list[Any],
) -> None:
    connection = connections[alias]
    features = connection.features
    may_pass_over = clash is not None and clash[0] is OnConflict.IGNORE
    # Of an object whose key is still unknown nobody can say that it is in the database now.
    is_told = not may_pass_over or objs[0]._is_pk_set()
    if may_pass_over or not features.can_return_rows_from_bulk_insert:
        # A row that was passed over gives nothing back, so rows and objects could not be told apart.
        returned = []
    most = max(connection.ops.bulk_batch_size(fields, objs), 1)
    size = min(batch_size, most) if batch_size else most
    read = _reader(model, fields)
    for start in range(0, len(objs), size):
        batch = objs[start : start + size]
        found = _send(model, fields, list(map(read, batch)), alias, clash, returned)
        if is_told:
            _finish(batch, returned, found, alias)


def _reader(model: Any, fields: list[Any]) -> Any:
    """Return the function from an instance to the values of these fields, remembered with the model."""
    plans = model._meta.write_plans
    key = ("bulk reader", tuple(map(id, fields)))
    return plans.get(key) or memo.once(plans, key, writes.reader, model, fields, True)


def _send(
    model: Any, fields: list[Any], rows: list[tuple[Any, ...]], alias: str, clash: Clash, returned: list[Any]
) -> Sequence[tuple[Any, ...]]:
    values: tuple[Any, ...] = tuple(zip(*rows, strict=True))
    if any(map(writes.has_expressions, values)):
        prepared, values = writes.insert_with_expressions(model, fields, rows, returned, alias)
    elif len(rows) > FEW and fields and connections[alias].ops.inserts_lists(fields):
        prepared = writes.insert_lists_for(model, fields, returned)
    else:
        prepared = writes.insert_for(model, fields, returned, len(rows))
        values = tuple(chain.from_iterable(rows))
    if clash is not None:
        prepared = Prepared(prepared.tree.but(conflict=_conflict(clash)))
    if not returned:
        run.write(prepared, values, alias)
        return ()
    return run.insert(prepared, values, alias)


def _conflict(clash: Any) -> Conflict:
    action, updated, unique = clash
    return Conflict(
        action.name.lower(), tuple(field.column for field in unique), tuple(field.column for field in updated)
    )


def _finish(batch: list[Any], returned: list[Any], rows: Sequence[tuple[Any, ...]], alias: str) -> None:
    if rows and len(returned) == 1 and _converter(returned[0], alias) is None:
        name = returned[0].attname
        for obj, (value,) in zip(batch, rows, strict=True):
            setattr(obj, name, value)
            state: ModelState = obj._state
            state.adding = False
            state.db = alias
        return
    if rows:
        readers = [_converter(field, alias) for field in returned]
        for obj, row in zip(batch, rows, strict=True):
            for field, convert, value in zip(returned, readers, row, strict=True):
                setattr(obj, field.attname, value if convert is None else convert(value))
    for obj in batch:
        state = obj._state
        state.adding = False
        state.db = alias


def _converter(field: Any, alias: str) -> Any:
    return reader(field.get_col(field.model._meta.db_table), connections[alias])
