"""References to models by name, and what waits until they exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

#: Stands for the model that a relation is declared in.
RECURSIVE_RELATIONSHIP_CONSTANT = "self"


def resolve_relation(scope_model: Any, relation: Any) -> Any:
    """Return a model, or ``"app_label.ModelName"``, for what was written in a relation.

    Args:
        scope_model: the model the relation stands in: it is meant by ``"self"``, and names without an application
            are looked for in its.
        relation: a model, ``"self"``, ``"ModelName"`` or ``"app_label.ModelName"``.
    """
    if relation == RECURSIVE_RELATIONSHIP_CONSTANT:
        relation = scope_model
    if isinstance(relation, str) and "." not in relation:
        return f"{scope_model._meta.app_label}.{relation}"
    return relation


def lazy_related_operation(function: Callable[..., Any], model: Any, *related_models: Any, **kwargs: Any) -> None:
    """Call ``function(model, *models, **kwargs)`` as soon as all of the models exist.

    Args:
        related_models: as written in relations of ``model``.
    """
    models = [model, *(resolve_relation(model, relation) for relation in related_models)]
    keys = [model_key(each) for each in models]
    model._meta.apps.lazy_model_operation(partial(function, **kwargs), *keys)


def model_key(model: Any) -> tuple[str, str]:
    """Return ``(app_label, model_name)`` of a model or of its label.

    Raises:
        ValueError: a label without exactly one dot.
    """
    if not isinstance(model, str):
        return model._meta.app_label, model._meta.model_name
    app_label, _, name = model.partition(".")
    if not app_label or not name or "." in name:
        raise ValueError(
            f"Invalid model reference '{model}'. String model references must be of the form 'app_label.ModelName'."
        )
    return app_label, name.lower()


def label_of(reference: Any) -> str:
    """Return ``"app_label.ModelName"`` of a model, or the text by which one was named."""
    return reference if isinstance(reference, str) else reference._meta.label


def is_resolved(reference: Any) -> bool:
    """Return whether a reference is a model by now."""
    return not isinstance(reference, str)
