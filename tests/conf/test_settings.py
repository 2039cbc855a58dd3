"""Settings: where they come from, and what is said when one is missing."""

from __future__ import annotations

import os
import subprocess
import sys
import types

import pytest

from django.conf import LazySettings, Settings, global_settings
from django.core.checks.settings import slips_of
from django.core.exceptions import ImproperlyConfigured


@pytest.fixture
def module(monkeypatch):
    """A settings module under the name ``made_up``; its values are set by the test."""
    made_up = types.ModuleType("made_up")
    monkeypatch.setitem(sys.modules, "made_up", made_up)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "made_up")
    # A zone would change that of the whole process.
    made_up.TIME_ZONE = None
    return made_up


def configured(**options: object) -> LazySettings:
    lazy = LazySettings()
    lazy.configure(**options)
    return lazy


def test_nothing_configured_names_what_was_asked_and_both_ways_out(monkeypatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    with pytest.raises(ImproperlyConfigured) as raised:
        LazySettings().DEBUG
    assert str(raised.value) == (
        "Requested setting DEBUG, but settings are not configured. You must either define the environment variable "
        "DJANGO_SETTINGS_MODULE or call settings.configure() before accessing settings."
    )


def test_a_module_stands_over_the_defaults(module) -> None:
    module.DEBUG = True
    lazy = LazySettings()
    assert (lazy.DEBUG, lazy.USE_TZ, lazy.configured) == (True, True, True)
    assert lazy.is_overridden("DEBUG") and not lazy.is_overridden("USE_TZ")


def test_repr_says_how_far_they_are(module) -> None:
    lazy = LazySettings()
    assert repr(lazy) == "<LazySettings [Unevaluated]>"
    lazy.DEBUG
    assert repr(lazy) == '<LazySettings "made_up">'
    assert repr(lazy._wrapped) == '<Settings "made_up">'
    assert repr(configured()._wrapped) == "<UserSettingsHolder>"


def test_configure_works_once_and_takes_capitals_only() -> None:
    lazy = configured(DEBUG=True)
    with pytest.raises(RuntimeError, match="Settings already configured"):
        lazy.configure()
    with pytest.raises(TypeError, match="Setting 'debug' must be uppercase"):
        LazySettings().configure(debug=True)


def test_configure_can_bring_its_own_defaults() -> None:
    defaults = types.SimpleNamespace(COLOUR="red")
    lazy = LazySettings()
    lazy.configure(defaults, DEBUG=True)
    assert lazy.COLOUR == "red"
    with pytest.raises(AttributeError):
        lazy.USE_TZ


def test_a_deleted_setting_is_gone_until_set_again() -> None:
    lazy = configured(COLOUR="red")
    del lazy.USE_TZ
    assert not hasattr(lazy, "USE_TZ") and "USE_TZ" not in dir(lazy)
    lazy.USE_TZ = False
    assert lazy.USE_TZ is False and lazy.is_overridden("USE_TZ")


def test_a_changed_setting_is_seen_though_the_first_was_kept() -> None:
    lazy = configured(COLOUR="red")
    assert lazy.COLOUR == "red"
    lazy.COLOUR = "blue"
    assert lazy.COLOUR == "blue"


def test_an_empty_secret_key_hurts_only_who_reads_it(module) -> None:
    lazy = LazySettings()
    assert lazy.DEBUG is False
    with pytest.raises(ImproperlyConfigured, match="The SECRET_KEY setting must not be empty"):
        lazy.SECRET_KEY


@pytest.mark.parametrize("name", ["INSTALLED_APPS", "ALLOWED_HOSTS", "LOCALE_PATHS", "SECRET_KEY_FALLBACKS"])
def test_a_text_where_a_list_belongs_is_refused(module, name: str) -> None:
    setattr(module, name, "one")
    with pytest.raises(ImproperlyConfigured, match=f"The {name} setting must be a list or a tuple"):
        Settings("made_up")


def test_a_zone_that_does_not_exist_is_refused(module) -> None:
    module.TIME_ZONE = "Nowhere/Land"
    with pytest.raises(ValueError, match="Incorrect timezone setting: Nowhere/Land"):
        Settings("made_up")


def test_the_zone_becomes_that_of_the_process() -> None:
    program = (
        "import os, time; from django.conf import settings; settings.TIME_ZONE;"
        "print(os.environ['TZ'], time.localtime(0).tm_hour)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "django.conf.global_settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["America/Chicago", "18"]


def test_an_unknown_setting_names_the_near_miss() -> None:
    lazy = configured(MY_OWN=1)
    with pytest.raises(AttributeError, match="no attribute 'DATABASE_ROUTER'.*Did you mean 'DATABASE_ROUTERS'"):
        lazy.DATABASE_ROUTER
    assert getattr(lazy, "ENTIRELY_OTHER_XYZ", None) is None


def test_a_relative_url_is_put_below_the_place_of_the_program() -> None:
    assert configured(MEDIA_URL="files/").MEDIA_URL == "/files/"
    assert configured(MEDIA_URL="files/", FORCE_SCRIPT_NAME="/app/").MEDIA_URL == "/app/files/"
    assert configured(MEDIA_URL="https://x/files/", STATIC_URL=None).MEDIA_URL == "https://x/files/"


def test_a_misspelt_setting_is_warned_of_and_ones_own_are_not() -> None:
    found = slips_of(configured(DATABASE_ROUTER=[], COLOUR=1, MY_DATABASES_LIST=[]))
    assert [(message.id, message.hint.split("?")[0]) for message in found] == [
        ("multidb.W001", "Did you mean DATABASE_ROUTERS")
    ]


def test_a_setting_beside_the_known_one_is_no_slip() -> None:
    assert slips_of(configured(DATABASE_ROUTERS=[], DATABASE_ROUTER=[])) == []


def test_no_default_is_written_twice() -> None:
    with open(global_settings.__file__, encoding="utf-8") as file:
        names = [line.split(":")[0].split(" ")[0] for line in file if line[:1].isupper() and "=" in line]
    assert sorted(name for name in set(names) if names.count(name) > 1) == ["DATE_INPUT_FORMATS"]
