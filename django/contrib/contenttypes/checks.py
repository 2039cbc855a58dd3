"""System checks of the content types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps.registry import apps
from django.core.checks import messages

LONGEST_MODEL_NAME = 100


def _models(app_configs: Any) -> Iterator[Any]:
    for app_config in apps.get_app_configs() if app_configs is None else app_configs:
        yield from app_config.get_models()


def check_generic_foreign_keys(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    """Return the messages about the generic foreign keys of the models."""
    from django.contrib.contenttypes.fields import GenericForeignKey  # cost: and models cannot load before apps.py

    attributes = (value for model in _models(app_configs) for value in vars(model).values())
    return [message for field in attributes if isinstance(field, GenericForeignKey) for message in field.check()]


def check_model_name_lengths(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    """Return an error for every model whose name does not fit into a content type."""
    return [
        messages.Error(
            f"Model names must be at most {LONGEST_MODEL_NAME} characters (got {len(model._meta.model_name)}).",
            obj=model,
            id="contenttypes.E005",
        )
        for model in _models(app_configs)
        if len(model._meta.model_name) > LONGEST_MODEL_NAME
    ]
