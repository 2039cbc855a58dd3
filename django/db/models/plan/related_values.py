"""What may stand on the right of a relation: instances and querysets of the right model."""

from __future__ import annotations

from typing import Any


def check_related_value(value: Any, opts: Any) -> None:
    """Refuse a value of another model than the relation leads to.

    Args:
        value: the right side of the look-up, as the caller gave it.
        opts: the options of the model the relation leads to.

    Raises:
        ValueError: naming the value and the model that was needed.
    """
    plain = getattr(value, "value", value) if type(value).__name__ == "Slot" else value
    model = getattr(plain, "model", None)
    if hasattr(plain, "_iterable_class") and model is not None:
        if not getattr(plain, "has_selected_fields", False) and not _fits(model, opts):
            raise ValueError(
                f'Cannot use QuerySet for "{model._meta.object_name}": Use a QuerySet for "{opts.object_name}".'
            )
    elif hasattr(plain, "_meta"):
        _check_instance(plain, opts)
    elif isinstance(plain, list | tuple | set | frozenset):
        for item in plain:
            if hasattr(item, "_meta"):
                _check_instance(item, opts)


def _check_instance(value: Any, opts: Any) -> None:
    if not _fits(type(value), opts):
        raise ValueError(f'Cannot query "{value}": Must be "{opts.object_name}" instance.')


def _fits(model: Any, opts: Any) -> bool:
    """Tell whether rows of `model` can stand where rows of the model of `opts` are meant."""
    ours, theirs = opts.concrete_model, model._meta.concrete_model
    return ours is theirs or opts.model in model._meta.all_parents or model in opts.all_parents
