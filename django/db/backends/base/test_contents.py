"""The rows of a test database, kept as text so that they can be put back after a flush.

Serializers and migrations stand floors above the engines, so they are found by name when a test needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends import questions
from django.utils.module_loading import import_string

DESERIALIZE = "django.core.serializers.deserialize"
LOADER = "django.db.migrations.loader.MigrationLoader"
SERIALIZE = "django.core.serializers.serialize"

CHUNK_SIZE = 2000


def serialized(connection: Any) -> str:
    """Return the rows of all apps with migrations, as JSON."""
    out = StringIO()
    import_string(SERIALIZE)("json", _objects(connection), indent=None, stream=out)
    return out.getvalue()


def _objects(connection: Any) -> Iterator[Any]:
    has_migrations = _tells_migrated(connection)
    for app_config in apps.get_app_configs():
        wanted = app_config.models_module is not None and app_config.name not in settings.TEST_NON_SERIALIZED_APPS
        if wanted and has_migrations(app_config.label):
            for model in app_config.get_models():
                if model._meta.can_migrate(connection) and questions.allow_migrate_model(connection.alias, model):
                    rows = model._base_manager.using(connection.alias).order_by(model._meta.pk.name)
                    yield from rows.iterator(chunk_size=CHUNK_SIZE)


def _tells_migrated(connection: Any) -> Callable[[str], bool]:
    try:
        loader = import_string(LOADER)
    except ImportError:
        # No migrations in this installation: they put nothing into the tables either.
        return lambda label: False
    migrated: Any = loader(connection).migrated_apps
    return lambda label: label in migrated


def load(connection: Any, data: str) -> None:
    """Put rows in that `serialized` returned; they may refer to each other in any order."""
    tables = set()
    deserialize = import_string(DESERIALIZE)
    with questions.atomic(connection.alias), connection.constraint_checks_disabled():
        for found in deserialize("json", StringIO(data), using=connection.alias):
            found.save(using=connection.alias)
            tables.add(found.object.__class__._meta.db_table)
        connection.check_constraints(table_names=tables)
