"""Creates the permissions that are missing after a migration; usernames that the commands propose."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

from django.apps.registry import apps as global_apps
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.management import create_contenttypes
from django.core import exceptions
from django.db.routing.router import router
from django.db.utils import DEFAULT_DB_ALIAS


def builtin_permissions(opts: Any) -> list[tuple[str, str]]:
    """Return (codename, name) of the permissions that every row of a model needs."""
    return [
        (get_permission_codename(action, opts), f"Can {action} {opts.verbose_name_raw}")
        for action in opts.default_permissions
    ]


def create_permissions(
    app_config: Any,
    verbosity: int = 2,
    interactive: bool = True,
    using: str = DEFAULT_DB_ALIAS,
    apps: Any = global_apps,
    **kwargs: Any,
) -> None:
    """Create the permissions that an app's models still lack in the database `using`."""
    if not app_config.models_module:
        return
    try:
        Permission = apps.get_model("auth", "Permission")
    except LookupError:
        return
    if not router.allow_migrate_model(using, Permission):
        return
    # They may not be there yet: the receivers are called in any order.
    create_contenttypes(app_config, verbosity=verbosity, interactive=interactive, using=using, apps=apps, **kwargs)
    try:
        app_config = apps.get_app_config(app_config.label)
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    missing = _missing(app_config, using, ContentType, Permission)
    Permission.objects.using(using).bulk_create(missing)
    if verbosity >= 2:
        out = kwargs.get("stdout", sys.stdout)
        for permission in missing:
            out.write(f"Adding permission '{permission}'\n")


def _missing(app_config: Any, using: str, ContentType: Any, Permission: Any) -> list[Any]:
    models = list(app_config.get_models())
    types = ContentType.objects.db_manager(using).get_for_models(*models, for_concrete_models=False)
    wanted = [
        (types[model], codename, name)
        for model in models
        for codename, name in (*builtin_permissions(model._meta), *model._meta.permissions)
    ]
    ids = {content_type.pk for content_type, _codename, _name in wanted}
    rows = Permission.objects.using(using).filter(content_type__in=ids)
    present = set(rows.order_by().values_list("content_type", "codename"))
    new = []
    for content_type, codename, name in wanted:
        if (content_type.pk, codename) not in present:
            permission = Permission(codename=codename, name=name)
            permission._state.db = using
            permission.content_type = content_type
            new.append(permission)
    return new


def get_system_username() -> str:
    """Return the name of the system's user, or "" where it is not known."""
    import getpass  # cost

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        # There is no such user, or the system has none.
        return ""


def get_default_username(check_db: bool = True, database: str = DEFAULT_DB_ALIAS) -> str:
    """Return the system's user in the form of a username; "" if that is not possible.

    Args:
        check_db: return "" also if there is such a user.
        database: the alias to look in.
    """
    from django.contrib.auth.models import User  # models cannot load before the apps

    if User._meta.swapped:
        # What its usernames look like is not known.
        return ""
    plain = unicodedata.normalize("NFKD", get_system_username()).encode("ascii", "ignore").decode("ascii")
    name = plain.replace(" ", "").lower()
    try:
        User._meta.get_field("username").run_validators(name)
    except exceptions.ValidationError:
        return ""
    if check_db and name and User._default_manager.db_manager(database).filter(username=name).exists():
        return ""
    return name
