"""Names with double underscores become paths over relations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.utils.near_miss import did_you_mean
from django.utils.record import Record


class Path(Record):
    """Where names lead: the relations crossed, the field reached, its target columns' fields, what names remain."""

    infos: tuple[Any, ...]
    field: Any
    targets: tuple[Any, ...]
    rest: tuple[str, ...]

    @property
    def many_at(self) -> int | None:
        """The position of the first relation that may lead to several rows."""
        return next((i for i, info in enumerate(self.infos) if info.m2m), None)


def find_path(
    names: Sequence[str],
    opts: Any,
    *,
    filtered: Callable[[str], tuple[Any, ...] | None] | None = None,
    choices: Callable[[], Sequence[str]] | None = None,
    whole: bool = False,
) -> Path:
    """Follow `names` from the model of `opts` as far as they name fields.

    Args:
        names: the parts of a look-up.
        filtered: answers the path infos of a FilteredRelation's name, or None.
        choices: further names to offer in the error.
        whole: every name must be a field; nothing may remain.

    Raises:
        FieldError: the first name (or with `whole` any name) is no field.
    """
    infos: list[Any] = []
    field: Any = None
    targets: tuple[Any, ...] = ()
    for position, name in enumerate(names):
        if name == "pk" and opts.pk is not None:
            name = opts.pk.name
        extra_infos = filtered(name) if position == 0 and filtered is not None else None
        if extra_infos is not None:
            infos.extend(extra_infos)
            field, targets, opts = infos[-1].join_field, tuple(infos[-1].target_fields), infos[-1].to_opts
            continue
        found = _field_called(name, opts)
        if found is None:
            if position == 0 or whole:
                raise unknown_name(name, opts, choices() if choices and position == 0 else ())
            return Path(tuple(infos), field, targets, tuple(names[position:]))
        _refuse_generic(found)
        opts = _climb(found, opts, infos)
        if getattr(found, "path_infos", None):
            infos.extend(found.path_infos)
            field, targets, opts = infos[-1].join_field, tuple(infos[-1].target_fields), infos[-1].to_opts
        else:
            rest = tuple(names[position + 1 :])
            if whole and rest:
                raise FieldError(
                    f"Cannot resolve keyword {rest[0]!r} into field. Join on {name!r} not permitted."
                )
            return Path(tuple(infos), found, (found,), rest)
    return Path(tuple(infos), field, targets, ())


def _field_called(name: str, opts: Any) -> Any:
    try:
        return opts.get_field(name)
    except FieldDoesNotExist:
        return None


def _refuse_generic(field: Any) -> None:
    if field.is_relation and not field.related_model:
        raise FieldError(
            f"Field {field.name!r} does not generate an automatic reverse relation and therefore cannot be used for "
            "reverse querying. If it is a GenericForeignKey, consider adding a GenericRelation."
        )


def _climb(field: Any, opts: Any, infos: list[Any]) -> Any:
    """Cross the parent links up to the model that has `field`; return the options arrived at."""
    owner = field.model._meta.concrete_model
    if owner is None or owner is opts.concrete_model:
        return opts
    up = opts.get_path_to_parent(owner)
    infos.extend(up)
    return up[-1].to_opts if up else opts


def unknown_name(name: str, opts: Any, more: Sequence[str] = ()) -> FieldError:
    """Return the error for a name that is no field of the model of `opts`."""
    choices = sorted({*field_names(opts), *more})
    return FieldError(
        f"Cannot resolve keyword {name!r} into field. Choices are: {', '.join(choices)}"
        + did_you_mean(name, choices).replace(" Did", ". Did")
    )


def field_names(opts: Any) -> set[str]:
    """Return every name a look-up on the model of `opts` may start with."""
    names: set[str] = set()
    for field in opts.get_fields():
        if not getattr(field, "hidden", False) and field.name:
            names.add(field.name)
            if getattr(field, "concrete", False) and field.attname:
                names.add(field.attname)
    return names


def trimmed(path: Path) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Drop the last relations whose targets the row before already holds; return (infos, targets)."""
    infos, targets = list(path.infos), path.targets
    while infos:
        info = infos[-1]
        if not info.direct or info.filtered_relation:
            break
        near = {far: local for local, far in info.join_field.related_fields}
        if not all(target in near for target in targets):
            break
        targets = tuple(near[target] for target in targets)
        infos.pop()
    return tuple(infos), targets
