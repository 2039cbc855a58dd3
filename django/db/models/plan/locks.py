"""select_for_update(): which of the joined rows are locked, by the names of `of`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.plan import joins, paths
from django.db.models.plan.draft import Draft
from django.db.models.plan.layout import InstanceLayout
from django.db.query.statements import Lock


def lock(draft: Draft, layout: Any) -> Lock | None:
    """Return what the statement of a draft locks; joins what it locks, so it is asked before the tables are listed.

    Raises:
        FieldError: a name of `of` is no relation that the query follows. The same on every engine, also on those that
            lock no rows: a query may be moved to another one.
    """
    locking = draft.locking
    if locking is None:
        return None
    if isinstance(layout, InstanceLayout):
        _check(locking.of, draft.opts, layout)
    of = tuple(_locked(draft, name) for name in locking.of)
    return Lock(locking.nowait, locking.skip_locked, locking.no_key, of)


def _locked(draft: Draft, name: str) -> tuple[str, str]:
    """Return (label, key column) of a table whose rows are locked."""
    if name == "self":
        return draft.base_label, _key(draft.opts.concrete_model._meta)
    path = paths.find_path(name.split("__"), draft.opts, filtered=draft.filtered_path, whole=True)
    return joins.connect(draft, path, None, trim=False)[0], _key(path.infos[-1].to_opts)


def _key(opts: Any) -> str:
    return str(opts.pk_fields[0].column)


def _check(names: tuple[str, ...], opts: Any, layout: InstanceLayout) -> None:
    choices = ["self", *_followed(opts, layout.related)] if names else []
    invalid = [name for name in names if name not in choices]
    if invalid:
        raise FieldError(
            f"Invalid field name(s) given in select_for_update(of=(...)): {', '.join(invalid)}. Only relational fields "
            f"followed in the query are allowed. Choices are: {', '.join(choices)}."
        )


def _followed(opts: Any, related: tuple[Any, ...]) -> Iterator[str]:
    """Yield the names of the parents and of the related objects that come along, nearest first."""
    level = [("", opts, related)]
    while level:
        nearest, level = level, []
        for prefix, opts, related in nearest:
            own = opts.concrete_model._meta
            below = [(link.name, link.remote_field.model._meta, ()) for link in own.parents.values() if link]
            below += [(_name(item), item.model._meta, item.children) for item in related]
            for name, opts_below, children in below:
                yield f"{prefix}{name}"
                level.append((f"{prefix}{name}__", opts_below, children))


def _name(item: Any) -> str:
    """Return the name by which a related object is reached."""
    if item.filtered is not None:
        return str(item.filtered)
    return str(item.field.name)
