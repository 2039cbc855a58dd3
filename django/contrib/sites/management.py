"""Creates the first site, "example.com", after the first migration."""

from __future__ import annotations

import sys
from typing import Any

from django.apps.registry import apps as global_apps
from django.conf import settings
from django.db.connections import connections
from django.db.routing.router import router
from django.db.utils import DEFAULT_DB_ALIAS


class _Plain:
    """Colours no part of an SQL text."""

    def __getattr__(self, role: str) -> Any:
        return str


def create_default_site(
    app_config: Any,
    verbosity: int = 2,
    interactive: bool = True,
    using: str = DEFAULT_DB_ALIAS,
    apps: Any = global_apps,
    **kwargs: Any,
) -> None:
    """Create a site with the id of SITE_ID in a database that has none."""
    try:
        Site = apps.get_model("sites", "Site")
    except LookupError:
        return
    if not router.allow_migrate_model(using, Site) or Site.objects.using(using).exists():
        return
    out = kwargs.get("stdout", sys.stdout)
    if verbosity >= 2:
        out.write("Creating example.com Site object\n")
    Site(pk=getattr(settings, "SITE_ID", 1), domain="example.com", name="example.com").save(using=using)
    # The id was given, so the sequence of the column does not know of it.
    connection = connections[using]
    statements = connection.ops.sequence_reset_sql(_Plain(), [Site])
    if statements:
        if verbosity >= 2:
            out.write("Resetting sequence\n")
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
