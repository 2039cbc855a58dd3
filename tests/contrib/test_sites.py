"""What holds of sites."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from django.apps import apps
from django.contrib.sites.management import create_default_site
from django.contrib.sites.models import Site
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

pytestmark = pytest.mark.db("default", "other")


@pytest.fixture(autouse=True)
def no_cache() -> Iterator[None]:
    Site.objects.clear_cache()
    yield
    Site.objects.clear_cache()


def request(host: str) -> SimpleNamespace:
    return SimpleNamespace(get_host=lambda: host)


def test_the_first_site_is_created_in_each_database() -> None:
    assert Site.objects.get().domain == Site.objects.using("other").get().domain == "example.com"
    Site.objects.using("other").all().delete()
    create_default_site(apps.get_app_config("sites"), verbosity=0, using="other")
    assert Site.objects.using("other").get().domain == "example.com"


def test_the_current_site_is_the_one_of_the_setting_and_fetched_once_per_database() -> None:
    site = Site.objects.get()
    Site.objects.using("other").update(domain="there.example")
    with override_settings(SITE_ID=site.pk), CaptureQueriesContext(connection) as captured:
        assert Site.objects.get_current() == Site.objects.get_current() == site
        assert Site.objects.db_manager("other").get_current().domain == "there.example"
    assert len(captured) == 1


def test_a_saved_site_is_fetched_anew() -> None:
    site = Site.objects.get()
    with override_settings(SITE_ID=site.pk):
        Site.objects.get_current()
        site.domain = "new.example"
        site.save()
        assert Site.objects.get_current().domain == "new.example"


def test_without_the_setting_the_host_decides() -> None:
    site = Site.objects.create(domain="one.example", name="One")
    assert get_current_site(request("ONE.example")) == site
    assert get_current_site(request("one.example:8000")) == site
    with pytest.raises(ImproperlyConfigured, match="without having set the SITE_ID setting"):
        Site.objects.get_current()


def test_a_domain_has_no_spaces() -> None:
    with pytest.raises(ValidationError, match="cannot contain any spaces or tabs"):
        Site(domain="no good", name="x").full_clean()
