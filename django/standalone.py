"""An ORM in five lines: databases declared where they are used, models in the same file, no project around them.

::

    from django import standalone

    standalone.start("sqlite:///notes.db")

    from django.db import models

    class Note(models.Model):
        text = models.TextField()

    standalone.create_tables()
    Note.objects.create(text="works")
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import django
from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.database_url import parse

__all__ = ["create_tables", "start"]

#: Where start() was called, for the message when it is called again.
_started_in: str | None = None


class ModuleConfig(AppConfig):
    """The app that a single file is: its models are those its module defines, now or later."""

    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, module: ModuleType, label: str) -> None:
        self.label = label
        self.path = os.path.dirname(os.path.abspath(getattr(module, "__file__", None) or "x"))
        super().__init__(module.__name__, module)

    def import_models(self) -> None:
        """Take the module itself as the place of the models; it is being run, so nothing is imported."""
        self.models = self.apps.all_models[self.label]
        self.models_module = self.module


def start(
    databases: str | Mapping[str, Any],
    *,
    routers: Iterable[Any] = (),
    app_label: str | None = None,
    apps: Iterable[Any] = (),
    **more_settings: Any,
) -> None:
    """Declare the databases and make models usable in the calling module.

    Args:
        databases: one URL for the alias ``default``, or {alias: URL or DATABASES entry}; more than one entry needs no
            ``default``.
        routers: as the setting DATABASE_ROUTERS.
        app_label: of the calling module's models; its file name by default.
        apps: as the setting INSTALLED_APPS, besides the calling module.
        more_settings: any other setting.

    Raises:
        ImproperlyConfigured: called twice, or settings are there already, or a URL cannot be read.
    """
    global _started_in
    _refuse_second_start()
    module = _calling_module()
    entries = {"default": databases} if isinstance(databases, str) else dict(databases)
    configured = {alias: parse(entry) if isinstance(entry, str) else dict(entry) for alias, entry in entries.items()}
    # Every part of Django may ask for 'default'; an empty entry answers with the name of what is missing.
    configured.setdefault("default", {})
    settings.configure(
        **{
            "DATABASES": configured,
            "DATABASE_ROUTERS": list(routers),
            "INSTALLED_APPS": [*apps, ModuleConfig(module, app_label or _label_of(module))],
            "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
            "USE_TZ": True,
            **more_settings,
        }
    )
    _started_in = getattr(module, "__file__", None) or module.__name__
    django.setup()


def create_tables(using: str | Iterable[str] | None = None) -> dict[str, list[str]]:
    """Create the tables that are missing, each where the routers allow it.

    Args:
        using: an alias or several; every alias that may be written to by default.

    Returns:
        {alias: labels of the models whose tables were created}.
    """
    # The doors' upper rooms import models; importing them earlier would come before the settings.
    from django.core.management.sync import Sync, writable_aliases

    if not settings.configured:
        raise ImproperlyConfigured("Call standalone.start() with your databases before standalone.create_tables().")
    aliases = writable_aliases() if using is None else [using] if isinstance(using, str) else list(using)
    return {alias: [model._meta.label for model in Sync(alias).run()] for alias in aliases}


def _refuse_second_start() -> None:
    if _started_in is not None:
        raise ImproperlyConfigured(
            f"standalone.start() was called already, in {_started_in}. One program starts once: give all databases "
            "in one call, as {'default': url, 'log': url}, or add one later with connections.register(alias, entry)."
        )
    if settings.configured:
        raise ImproperlyConfigured(
            "Settings are configured already, so standalone.start() would change nothing. Call it before anything that "
            "reads settings, or put the databases into DATABASES of those settings."
        )


def _calling_module() -> ModuleType:
    """Return the module whose code called start()."""
    return sys.modules[sys._getframe(2).f_globals["__name__"]]


def _label_of(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    if name == "__main__":
        file = getattr(module, "__file__", None)
        name = os.path.splitext(os.path.basename(file))[0] if file else "main"
    label = re.sub(r"\W", "_", name).strip("_") or "main"
    return label if label.isidentifier() else f"app_{label}"
