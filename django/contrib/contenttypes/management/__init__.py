"""Creates the content types that are missing after a migration."""

from __future__ import annotations

import sys
from typing import Any

from django.apps.registry import apps as global_apps
from django.db.routing.router import router
from django.db.utils import DEFAULT_DB_ALIAS


def get_contenttypes_and_models(app_config: Any, using: str, ContentType: Any) -> tuple[Any, Any]:
    """Return an app's content types and models, both by model name; (None, None) where `using` has no content types."""
    if not router.allow_migrate_model(using, ContentType):
        return None, None
    ContentType.objects.clear_cache()
    rows = ContentType.objects.using(using).filter(app_label=app_config.label)
    return {row.model: row for row in rows}, {model._meta.model_name: model for model in app_config.get_models()}


def create_contenttypes(
    app_config: Any,
    verbosity: int = 2,
    interactive: bool = True,
    using: str = DEFAULT_DB_ALIAS,
    apps: Any = global_apps,
    **kwargs: Any,
) -> None:
    """Create the rows that an app's models still lack."""
    if not app_config.models_module:
        return
    try:
        app_config = apps.get_app_config(app_config.label)
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    present, models = get_contenttypes_and_models(app_config, using, ContentType)
    missing = [ContentType(app_label=app_config.label, model=name) for name in models or () if name not in present]
    if not missing:
        return
    ContentType.objects.using(using).bulk_create(missing)
    if verbosity >= 2:
        out = kwargs.get("stdout", sys.stdout)
        for row in missing:
            out.write(f"Adding content type '{row.app_label} | {row.model}'\n")
