"""The configuration of the content types app."""

from __future__ import annotations

from django.apps.config import AppConfig
from django.contrib.contenttypes.checks import check_generic_foreign_keys, check_model_name_lengths
from django.contrib.contenttypes.management import create_contenttypes
from django.core.checks.registry import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContentTypesConfig(AppConfig):
    """Content types: a row per model."""

    name = "django.contrib.contenttypes"
    verbose_name = _("Content Types")
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Create missing rows after each migration; register the checks."""
        post_migrate.connect(create_contenttypes, dispatch_uid="django.contrib.contenttypes.create_contenttypes")
        register(check_generic_foreign_keys, Tags.models)
        register(check_model_name_lengths, Tags.models)
