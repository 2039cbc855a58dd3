"""The chain of routers, the signatures of old, groups, and writes that are refused."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from django.db.connections import connections
from django.db.routing.groups import group_of, is_writable, same_database
from django.db.routing.intent import WRITE, Intent
from django.db.routing.route import One
from django.db.routing.router import ConnectionRouter, route
from django.utils.connection import ConnectionDoesNotExist


class Model:
    _meta = SimpleNamespace(label="app.Model", app_label="app", model_name="model")


def instance(alias: str | None) -> Any:
    return SimpleNamespace(_state=SimpleNamespace(db=alias))


class Silent:
    def db_for_read(self, model: Any, **hints: Any) -> None:
        return None


class ToOther:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "other"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return False


def test_the_first_router_with_an_opinion_decides() -> None:
    router = ConnectionRouter([Silent, ToOther(), "tests.db.routing.test_router.Silent"])
    assert router.db_for_read(Model) == "other"
    assert router.db_for_write(Model) == "default"


def test_without_an_opinion_the_instance_decides() -> None:
    assert ConnectionRouter([]).db_for_read(Model, instance=instance("other")) == "other"
    assert ConnectionRouter([]).db_for_read(Model, instance=instance(None)) == "default"


def test_the_models_own_alias_comes_after_the_routers_and_the_instance() -> None:
    class Pinned:
        _meta = SimpleNamespace(db_connection="third")

    assert ConnectionRouter([]).db_for_read(Pinned) == "third"
    assert ConnectionRouter([]).db_for_read(Pinned, instance=instance("other")) == "other"
    assert ConnectionRouter([ToOther]).db_for_read(Pinned) == "other"


def test_an_alias_that_is_not_configured_names_the_router_when_it_is_used() -> None:
    class Wrong:
        def db_for_read(self, model: Any, **hints: Any) -> str:
            return "othr"

    alias = ConnectionRouter([Wrong]).db_for_read(Model)
    with pytest.raises(
        ConnectionDoesNotExist, match=r"mean 'other'\? The router .*Wrong answered 'othr' to db_for_read\(app.Model\).$"
    ):
        connections[alias]


def test_objects_of_one_database_may_be_related_unless_a_router_objects() -> None:
    assert ConnectionRouter([]).allow_relation(instance("other"), instance("other"))
    assert not ConnectionRouter([]).allow_relation(instance("other"), instance("default"))
    assert not ConnectionRouter([ToOther]).allow_relation(instance("other"), instance("other"))


def test_a_replica_is_the_same_database_as_its_primary(register: Callable[..., Any]) -> None:
    register("main")
    register("near", REPLICA_OF="main")
    assert group_of("near") == group_of("main") == "main"
    assert same_database("near", "main") and not same_database("near", "default")
    assert ConnectionRouter([]).allow_relation(instance("near"), instance("main"))
    assert not is_writable("near") and is_writable("main")


def test_what_was_read_from_a_replica_is_written_to_its_primary(register: Callable[..., Any]) -> None:
    register("main")
    register("near", REPLICA_OF="main")
    router = ConnectionRouter([])
    assert router.db_for_read(Model, instance=instance("near")) == "near"
    assert router.db_for_write(Model, instance=instance("near")) == "main"


@pytest.mark.parametrize("name", ["allow_syncdb", "allow_migrate"])
def test_the_signature_with_a_model_still_works(name: str) -> None:
    def method(self: Any, db: str, model: Any) -> bool:
        return bool(db == "other" and model is Model)

    router = ConnectionRouter([type("Old", (), {name: method})])
    with pytest.warns(DeprecationWarning, match=rf"Old has {name}\(db, model\)"):
        assert router.allow_migrate_model("other", Model)
    assert not router.allow_migrate_model("default", Model)
    assert router.allow_migrate("default", "app")


def test_the_signature_of_today_is_not_mistaken_for_the_old_one() -> None:
    class Today:
        def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
            return (db, app_label, model_name, hints["model"]) == ("other", "app", "model", Model)

    assert ConnectionRouter([Today]).allow_migrate_model("other", Model)


def test_setting_the_routers_asks_the_new_ones() -> None:
    router = ConnectionRouter([Silent])
    assert router.db_for_read(Model) == "default"
    router.routers = [ToOther()]
    assert router.db_for_read(Model) == "other"


def test_an_intent_becomes_a_route() -> None:
    assert route(Intent(Model, using="third")) == One("third")
    assert route(Intent(Model, WRITE, {"instance": instance("other")})) == One("other")
