"""Creating the missing tables of the installed models on one alias.

What goes in: an alias and, if wanted, a few apps. What comes out: the tables, parents before the ones that refer to
them, with the constraints of a circle put off to the end. Tables that are there already are left as they are.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connections, router


class Sync:
    """What one alias lacks, and the deed of creating it. Reads the database when asked, remembers nothing.

    Args:
        alias: a key of DATABASES.
        app_configs: the apps looked at; all installed ones by default.
    """

    def __init__(self, alias, app_configs=None):
        self.alias = alias
        self.connection = connections[alias]
        self.app_configs = list(apps.get_app_configs()) if app_configs is None else list(app_configs)

    def models(self, include_auto_created=False):
        """Return the models whose tables belong on the alias, as the routers say, parents first."""
        allowed = [
            model
            for app_config in self.app_configs
            for model in app_config.get_models(include_auto_created=include_auto_created)
            if self._belongs(model)
        ]
        return in_dependency_order(allowed)

    def missing_models(self):
        """Return the models that have no table on the alias yet, link tables of many-to-many fields included."""
        existing = self._existing_tables()
        return [model for model in self.models(include_auto_created=True) if not self._has_table(model, existing)]

    def run(self, before_each=None):
        """Create the missing tables in one schema change.

        Args:
            before_each: called with each model before its table is created.

        Returns:
            the models whose tables were created.
        """
        created = []
        if not self.missing_models():
            return created
        with self.connection.schema_editor() as editor:
            # A model brings the link tables of its own fields; what is still missing after that lost only those.
            for include_auto_created in (False, True):
                existing = self._existing_tables()
                for model in self.models(include_auto_created):
                    if not self._has_table(model, existing):
                        if before_each:
                            before_each(model)
                        editor.create_model(model)
                        created.append(model)
        return created

    def _belongs(self, model):
        return model._meta.can_migrate(self.connection) and router.allow_migrate_model(self.alias, model)

    def _existing_tables(self):
        with self.connection.cursor() as cursor:
            names = self.connection.introspection.table_names(cursor, include_views=True)
        return {self._converted(name) for name in names}

    def _has_table(self, model, existing):
        return self._converted(model._meta.db_table) in existing

    def _converted(self, name):
        return self.connection.introspection.identifier_converter(name)


def writable_aliases():
    """Return the aliases that tables are created on: all but replicas, read-only ones and empty entries."""
    return [alias for alias in connections if _is_writable(connections[alias].settings_dict)]


def in_dependency_order(models):
    """Return `models` with those referred to before those that refer to them; a circle is cut where it was entered."""
    wanted = {model._meta.label_lower: model for model in models}
    ordered = {}

    def visit(label, path):
        if label in ordered or label in path:
            return
        for field in wanted[label]._meta.local_fields:
            target = _target_label(field)
            if target in wanted:
                visit(target, path | {label})
        ordered[label] = wanted[label]

    for label in wanted:
        visit(label, frozenset())
    return list(ordered.values())


def _target_label(field):
    target = getattr(field.remote_field, "model", None) if field.remote_field else None
    meta = getattr(target, "_meta", None)
    return meta.concrete_model._meta.label_lower if meta and meta.concrete_model else None


def _is_writable(settings_dict):
    engine = settings_dict.get("ENGINE") or ""
    # An entry without an engine gets the engine that refuses everything.
    is_configured = engine and not engine.endswith(".dummy")
    return bool(is_configured and not settings_dict.get("REPLICA_OF") and not settings_dict.get("READ_ONLY"))
