"""The configuration of the sites app."""

from __future__ import annotations

from django.apps.config import AppConfig
from django.contrib.sites.checks import check_site_id
from django.contrib.sites.management import create_default_site
from django.core.checks.registry import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """Sites."""

    name = "django.contrib.sites"
    verbose_name = _("Sites")
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Create the first site after the first migration; register the check."""
        post_migrate.connect(
            create_default_site, sender=self, dispatch_uid="django.contrib.sites.create_default_site"
        )
        register(check_site_id, Tags.sites)
