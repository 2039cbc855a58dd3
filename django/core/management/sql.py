"""SQL and signals that several commands share: emptying all tables, and the news around a migration."""

from __future__ import annotations

import sys

from django.apps import apps
from django.db import models


def sql_flush(style, connection, reset_sequences=True, allow_cascade=False):
    """Return the statements that empty every table of an installed model on `connection`."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return connection.ops.sql_flush(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)


def emit_pre_migrate_signal(verbosity, interactive, db, **kwargs):
    """Tell the receivers of each app that its tables on alias `db` are about to change."""
    _emit(models.signals.pre_migrate, "pre", verbosity, interactive, db, kwargs)


def emit_post_migrate_signal(verbosity, interactive, db, **kwargs):
    """Tell the receivers of each app that its tables on alias `db` are up to date."""
    _emit(models.signals.post_migrate, "post", verbosity, interactive, db, kwargs)


def _emit(signal, when, verbosity, interactive, db, kwargs):
    for app_config in apps.get_app_configs():
        if app_config.models_module is None:
            continue
        if verbosity >= 2:
            stdout = kwargs.get("stdout", sys.stdout)
            stdout.write(f"Running {when}-migrate handlers for application {app_config.label}")
        signal.send(
            sender=app_config, app_config=app_config, verbosity=verbosity, interactive=interactive, using=db, **kwargs
        )
