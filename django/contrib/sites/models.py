"""Site, and the manager that knows the current one.

The current site is kept per database: the same id may be another domain elsewhere.
"""

from __future__ import annotations

import string
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext_lazy as _

#: Sites already fetched: by id for the default database, by (alias, id) for others, by domain.
SITE_CACHE: dict[Any, Any] = {}


def _simple_domain_name_validator(value: str) -> None:
    """Refuse a domain that contains white space; an empty one is refused elsewhere."""
    if value and any(character in string.whitespace for character in value):
        raise ValidationError(
            _("The domain name cannot contain any spaces or tabs."), code="invalid"
        )


class SiteManager(models.Manager):
    """Finds sites, each only once."""

    use_in_migrations = True

    def get_current(self, request: Any = None) -> Any:
        """Return the site that SITE_ID names, or without that setting the one of a request's host.

        Raises:
            ImproperlyConfigured: there is neither.
            Site.DoesNotExist: no such site is in the database.
        """
        from django.conf import settings  # read late: it may be overridden

        if getattr(settings, "SITE_ID", ""):
            return self._by_id(settings.SITE_ID)
        if request:
            return self._by_host(request.get_host())
        raise ImproperlyConfigured(
            'You\'re using the Django "sites framework" without having set the SITE_ID setting. Create a site in your '
            "database and set the SITE_ID setting or pass a request to Site.objects.get_current() to fix this error."
        )

    def _by_id(self, site_id: Any) -> Any:
        key = site_id if self._db is None else (self._db, site_id)
        if key not in SITE_CACHE:
            SITE_CACHE[key] = self.get(pk=site_id)
        return SITE_CACHE[key]

    def _by_host(self, host: str) -> Any:
        try:
            return self._by_domain(host)
        except self.model.DoesNotExist:
            # Perhaps it is stored without the port.
            return self._by_domain(_without_port(host))

    def _by_domain(self, domain: str) -> Any:
        key = domain if self._db is None else (self._db, domain)
        if key not in SITE_CACHE:
            SITE_CACHE[key] = self.get(domain__iexact=domain)
        return SITE_CACHE[key]

    def clear_cache(self) -> None:
        """Forget all sites fetched so far."""
        SITE_CACHE.clear()

    def get_by_natural_key(self, domain: str) -> Any:
        """Return the site of a domain."""
        return self.get(domain=domain)


def _without_port(host: str) -> str:
    """Return a host's name or address; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not host.endswith("]") else host


class Site(models.Model):
    """A domain and what it is called."""

    domain = models.CharField(
        _("domain name"), max_length=100, validators=[_simple_domain_name_validator], unique=True
    )
    name = models.CharField(_("display name"), max_length=50)
    objects = SiteManager()

    class Meta:
        db_table = "django_site"
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain

    def natural_key(self) -> tuple[str]:
        """Return the domain: what identifies the site in every database."""
        return (self.domain,)


def clear_site_cache(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Forget a site that is about to change or to go, wherever it was fetched from."""
    for key, site in list(SITE_CACHE.items()):
        if site.pk == instance.pk:
            SITE_CACHE.pop(key, None)


pre_save.connect(clear_site_cache, sender=Site)
pre_delete.connect(clear_site_cache, sender=Site)
