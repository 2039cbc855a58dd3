"""DATABASES is made regular once, and every mistake in it is found before any connection is made."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db.backends import engines
from django.db.configuration import from_old_settings, normalise
from django.db.connections import ConnectionHandler

SQLITE = "django.db.backends.sqlite3"


def test_missing_keys_get_their_defaults() -> None:
    config = normalise({"default": {"ENGINE": SQLITE, "NAME": "x"}})["default"]
    assert (config["AUTOCOMMIT"], config["CONN_MAX_AGE"], config["ATOMIC_REQUESTS"]) == (True, 0, False)
    assert config["TEST"] == {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None}
    assert (config["REPLICA_OF"], config["READ_ONLY"], config["WEIGHT"]) == (None, False, 1)


def test_defaults_are_not_shared_between_aliases() -> None:
    config = normalise({"default": {"ENGINE": SQLITE}, "other": {"ENGINE": SQLITE}})
    config["default"]["OPTIONS"]["timeout"] = 3
    assert config["other"]["OPTIONS"] == {}


def test_what_was_written_is_not_changed() -> None:
    written = {"default": {"ENGINE": SQLITE}}
    normalise(written)
    assert written == {"default": {"ENGINE": SQLITE}}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("sqlite3", SQLITE),
        ("sqlite", SQLITE),
        ("postgresql_psycopg2", "django.db.backends.postgresql"),
        ("django.db.backends.psycopg2", "django.db.backends.postgresql"),
        ("django.db.backends.postgresql_psycopg2", "django.db.backends.postgresql"),
        ("mysql", "django.db.backends.mysql"),
        ("somebody.elses.engine", "somebody.elses.engine"),
    ],
)
def test_an_engine_is_known_by_each_of_its_names(name: str, path: str) -> None:
    assert normalise({"default": {"ENGINE": name}})["default"]["ENGINE"] == path


def test_an_unknown_engine_is_refused_with_the_near_miss() -> None:
    with pytest.raises(ImproperlyConfigured, match="(?s)'sqlit3' isn't an available database.*Did you mean 'sqlite3'"):
        normalise({"default": {"ENGINE": "sqlit3"}})


def test_an_unknown_key_is_refused_with_the_near_miss() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"DATABASES\['default'\] has the unknown key 'PASWORD'.*'PASSWORD'"):
        normalise({"default": {"ENGINE": SQLITE, "PASWORD": "x"}})


def test_an_unknown_test_key_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\['TEST'\] has the unknown key 'MIROR'. Did you mean 'MIRROR'"):
        normalise({"default": {"ENGINE": SQLITE, "TEST": {"MIROR": "x"}}})


def test_an_engine_of_somebody_elses_may_have_keys_of_its_own() -> None:
    config = normalise({"default": {"ENGINE": "their.engine", "ENFORCE_SCHEMA": True}})
    assert config["default"]["ENFORCE_SCHEMA"] is True


def test_keys_of_test_databases_before_there_was_a_test_dictionary_are_moved() -> None:
    with pytest.warns(DeprecationWarning, match="'TEST': {'NAME': 'mine'}"):
        config = normalise({"default": {"ENGINE": SQLITE, "TEST_NAME": "mine"}})
    assert config["default"]["TEST"]["NAME"] == "mine"


def test_a_replica_is_its_primary_at_another_place() -> None:
    primary = {"ENGINE": SQLITE, "NAME": "x", "USER": "u", "TEST": {"NAME": "t"}}
    config = normalise({"default": primary, "near": {"REPLICA_OF": "default", "HOST": "near"}})["near"]
    assert (config["ENGINE"], config["USER"], config["HOST"]) == (SQLITE, "u", "near")
    assert config["TEST"]["MIRROR"] == "default"
    assert config["TEST"]["NAME"] is None


def test_a_replica_of_nothing_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="'REPLICA_OF'] is 'defualt', which is not.*Did you mean 'default'"):
        normalise({"default": {"ENGINE": SQLITE}, "near": {"REPLICA_OF": "defualt"}})


def test_replicas_in_a_circle_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="circle: a -> b -> a"):
        normalise({"a": {"ENGINE": SQLITE, "REPLICA_OF": "b"}, "b": {"ENGINE": SQLITE, "REPLICA_OF": "a"}})


@pytest.mark.parametrize("weight", [-1, "2", True, None])
def test_a_weight_that_is_no_share_is_refused(weight: object) -> None:
    with pytest.raises(ImproperlyConfigured, match="WEIGHT"):
        normalise({"default": {"ENGINE": SQLITE, "WEIGHT": weight}})


def test_a_dataclass_is_a_configuration_too() -> None:
    @dataclass
    class Config:
        ENGINE: str = SQLITE
        NAME: str = "x"

    assert normalise({"default": Config()})["default"]["NAME"] == "x"


def test_flat_settings_of_old_are_translated_and_the_password_is_not_shown() -> None:
    old = SimpleNamespace(DATABASE_ENGINE="postgresql_psycopg2", DATABASE_NAME="shop", DATABASE_PASSWORD="secret")
    with pytest.warns(DeprecationWarning) as caught:
        databases = from_old_settings(old)
    assert databases["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert databases["default"]["PASSWORD"] == "secret"
    text = str(caught[0].message)
    assert "'NAME': 'shop'" in text
    assert "secret" not in text


@pytest.mark.parametrize("databases", [{}, {"default": {}}, {"default": {}, "other": {"ENGINE": SQLITE}}])
def test_an_empty_default_is_only_refused_when_it_is_used(databases: dict[str, dict[str, str]]) -> None:
    connection = ConnectionHandler(databases)["default"]
    with pytest.raises(ImproperlyConfigured, match="Please supply the ENGINE value"):
        connection.ensure_connection()


def test_without_any_usable_database_the_default_one_is_asked_for() -> None:
    with pytest.raises(ImproperlyConfigured, match="You must define a 'default' database."):
        ConnectionHandler({"other": {}})["other"]


def test_a_database_without_a_default_one_works() -> None:
    handler = ConnectionHandler({"other": {"ENGINE": SQLITE, "NAME": ":memory:"}})
    with handler["other"].cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]
    handler["other"].abandon()


def test_a_known_engine_that_is_not_here_is_named_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(path: str) -> None:
        raise ModuleNotFoundError(name=path)

    monkeypatch.setattr(engines, "import_module", missing)
    handler = ConnectionHandler({"default": {"ENGINE": "oracle"}})
    with pytest.raises(ImproperlyConfigured, match="known, but its package is not part of this version"):
        handler["default"]
