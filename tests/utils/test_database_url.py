"""Rules of database URLs."""

from __future__ import annotations

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.utils.database_url import parse

SQLITE = "django.db.backends.sqlite3"


@pytest.mark.parametrize(
    "url, name",
    [
        ("sqlite:///notes.db", "notes.db"),
        ("sqlite:////var/lib/notes.db", "/var/lib/notes.db"),
        ("sqlite://:memory:", ":memory:"),
        ("sqlite://", ":memory:"),
        ("sqlite:///a%20b%3Fc.db", "a b?c.db"),
    ],
)
def test_slashes_tell_where_a_sqlite_file_lies(url, name):
    assert parse(url) == {"ENGINE": SQLITE, "NAME": name}


def test_parts_are_percent_decoded():
    entry = parse("postgres://us%40er:p%3A%2F%40ss@db.example:5433/my%2Fname")
    assert entry == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "my/name",
        "USER": "us@er",
        "PASSWORD": "p:/@ss",
        "HOST": "db.example",
        "PORT": 5433,
    }


def test_a_socket_folder_is_a_host_with_its_case_kept():
    assert parse("postgres://%2Fvar%2Frun%2FPostgreSQL/name")["HOST"] == "/var/run/PostgreSQL"


def test_an_ipv6_host_loses_its_brackets():
    entry = parse("mysql://[2001:db8::1]:3307/shop")
    assert (entry["HOST"], entry["PORT"]) == ("2001:db8::1", 3307)


def test_query_keys_of_the_entry_and_of_the_driver_are_told_apart():
    entry = parse("postgres://h/n?conn_max_age=60&atomic_requests=true&sslmode=require&connect_timeout=5&read_only=1")
    assert entry["CONN_MAX_AGE"] == 60
    assert entry["ATOMIC_REQUESTS"] is True
    assert entry["READ_ONLY"] is True
    assert entry["OPTIONS"] == {"sslmode": "require", "connect_timeout": 5}


def test_the_url_wins_over_defaults():
    entry = parse("sqlite:///a.db?conn_max_age=5", CONN_MAX_AGE=60, READ_ONLY=True)
    assert (entry["CONN_MAX_AGE"], entry["READ_ONLY"]) == (5, True)


def test_an_unknown_scheme_is_answered_with_a_near_miss():
    with pytest.raises(ImproperlyConfigured, match="'postgre'. Did you mean 'postgres'"):
        parse("postgre://u:secret@h/n")


@pytest.mark.parametrize(
    "url", ["postgres://u:se#cret@h:80:x/n", "bogus://u:secret@h/n", "u:secret@h/n", "postgres://u:secret@[h/n"]
)
def test_no_error_shows_the_password(url):
    with pytest.raises(ImproperlyConfigured) as caught:
        parse(url)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_host_in_a_sqlite_url_is_a_missing_slash():
    with pytest.raises(ImproperlyConfigured, match="Write three slashes"):
        parse("sqlite://notes.db")
