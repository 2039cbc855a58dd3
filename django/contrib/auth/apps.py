"""The configuration of the users app."""

from __future__ import annotations

from typing import Any

from django.apps.config import AppConfig
from django.contrib.auth import get_user_model
from django.contrib.auth.checks import check_models_permissions, check_user_model
from django.contrib.auth.management import create_permissions
from django.contrib.auth.signals import user_logged_in
from django.core.checks.registry import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuthConfig(AppConfig):
    """Users, groups and permissions."""

    default_auto_field = "django.db.models.AutoField"
    name = "django.contrib.auth"
    verbose_name = _("Authentication and Authorization")

    def ready(self) -> None:
        """Create missing permissions after each migration; register the checks; note each login."""
        post_migrate.connect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
        user = get_user_model()
        if any(field.name == "last_login" for field in getattr(user._meta, "fields", ())):
            user_logged_in.connect(_note_login, dispatch_uid="update_last_login")
        register(check_user_model, Tags.models)
        register(check_models_permissions, Tags.models)


def _note_login(sender: Any, user: Any, **kwargs: Any) -> None:
    from django.contrib.auth.models import update_last_login  # models cannot load before the apps

    update_last_login(sender, user, **kwargs)
