"""Settings that hold for a while, and what follows from them."""

from __future__ import annotations

import warnings

import pytest

from django.conf import settings
from django.core.signals import setting_changed
from django.db import connections, router
from django.test import SimpleTestCase, modify_settings, override_settings
from django.utils import timezone

MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def test_settings_come_back_even_after_an_exception() -> None:
    with pytest.raises(ValueError), override_settings(SITE_ID=7, BRAND_NEW=1):
        assert (settings.SITE_ID, settings.BRAND_NEW) == (7, 1)
        raise ValueError
    assert not hasattr(settings, "BRAND_NEW")


def test_everybody_is_told_twice() -> None:
    told = []

    def listener(*, setting: str, value: object, enter: bool, **kwargs: object) -> None:
        told.append((setting, value, enter))

    setting_changed.connect(listener)
    try:
        with override_settings(BRAND_NEW=1):
            pass
    finally:
        setting_changed.disconnect(listener)
    assert told == [("BRAND_NEW", 1, True), ("BRAND_NEW", None, False)]


def test_a_receiver_that_fails_leaves_the_old_settings() -> None:
    def refuses(*, enter: bool, **kwargs: object) -> None:
        if enter:
            raise RuntimeError("no")

    setting_changed.connect(refuses)
    try:
        with pytest.raises(RuntimeError), override_settings(BRAND_NEW=1):
            pytest.fail("the block ran")
    finally:
        setting_changed.disconnect(refuses)
    assert not hasattr(settings, "BRAND_NEW")


def test_a_list_is_changed_in_the_order_of_the_operations() -> None:
    with override_settings(WORDS=["b", "c"]):
        with modify_settings(WORDS={"append": ["d", "b"], "prepend": "a", "remove": ["c", "x"]}):
            assert settings.WORDS == ["a", "b", "d"]
        assert settings.WORDS == ["b", "c"]


def test_a_class_adds_to_what_it_inherits() -> None:
    @override_settings(ONE=1, TWO=1)
    class Base(SimpleTestCase):
        pass

    @override_settings(TWO=2)
    class Derived(Base):
        pass

    assert Base._overridden_settings == {"ONE": 1, "TWO": 1}
    assert Derived._overridden_settings == {"ONE": 1, "TWO": 2}


def test_only_our_test_classes_can_be_decorated() -> None:
    with pytest.raises(ValueError, match="Only subclasses of Django SimpleTestCase"):
        override_settings(ONE=1)(object)


def test_other_routers_are_asked_while_they_are_set() -> None:
    class ToOther:
        def db_for_read(self, model: object, **hints: object) -> str:
            return "other"

    with override_settings(DATABASE_ROUTERS=[ToOther()]):
        assert router.db_for_read(object) == "other"
    assert router.db_for_read(object) == "default"


def test_another_time_zone_is_the_default_one_while_it_is_set() -> None:
    with override_settings(TIME_ZONE="Asia/Tokyo"):
        assert timezone.get_default_timezone_name() == "Asia/Tokyo"
    assert timezone.get_default_timezone_name() == "UTC"


@pytest.mark.db
def test_other_databases_are_there_while_they_are_set_and_the_same_ones_keep_their_connections() -> None:
    kept = connections["default"]
    replaced = connections["other"]
    changed = {**settings.DATABASES, "other": {**MEMORY, "CONN_MAX_AGE": 9}, "extra": MEMORY}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with override_settings(DATABASES=changed):
            assert list(connections) == ["default", "other", "third", "extra"]
            assert connections["default"] is kept
            assert connections["other"] is not replaced
            with connections["extra"].cursor() as cursor:
                cursor.execute("SELECT 1")
    assert list(connections) == ["default", "other", "third"]
    assert connections["other"] is replaced


def test_an_override_of_the_databases_warns() -> None:
    with pytest.warns(UserWarning, match="Overriding setting DATABASES can lead to unexpected behavior.") as caught:
        with override_settings(DATABASES=settings.DATABASES):
            pass
    assert caught[0].filename == __file__
