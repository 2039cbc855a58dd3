"""Configurations are printed without what is secret in them."""

from __future__ import annotations

from typing import Any

import pytest

from django.utils.masking import is_url_with_password, masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"PASSWORD": "x", "NAME": "shop"}, {"PASSWORD": "********", "NAME": "shop"}),
        ({"PASSWORD": "", "USER": None}, {"PASSWORD": "", "USER": None}),
        ({"OPTIONS": {"passwd": "x", "sslpassword": "x", "port": 1}},
         {"OPTIONS": {"passwd": "********", "sslpassword": "********", "port": 1}}),
        ({"wallet_password": "x", "access_token": ("t", "k")}, {"wallet_password": "********",
                                                                  "access_token": ("********", "********")}),
        ({"passfile": "/home/ann/.pgpass"}, {"passfile": "/home/ann/.pgpass"}),
        ({"LOCATION": ["redis://:x@a:1/0", "redis://b:1/0"]},
         {"LOCATION": ["redis://:********@a:1/0", "redis://b:1/0"]}),
        ({"NAME": "mysql://ann:x/y?z@h/shop"}, {"NAME": "mysql://ann:********@h/shop"}),
    ],
)  # fmt: skip
def test_what_keys_call_secret_and_passwords_in_urls_are_stars(value: Any, shown: Any) -> None:
    assert masked(value) == shown


def test_what_is_printed_is_a_copy() -> None:
    config = {"OPTIONS": {"password": "x"}}
    masked(config)
    assert config == {"OPTIONS": {"password": "x"}}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("postgresql://ann:x@h/shop", True),
        ("redis://:x@h", True),
        ("MYSQL://ann:x/y@h/shop", True),
        ("postgresql://ann@h/shop", False),
        ("tcps://h:1521/shop?wallet_location=/a@b", False),
        ("file:///home/a:b@c.sqlite3", False),
        ("/home/a:b@c.sqlite3", False),
        ("shop", False),
        (None, False),
    ],
)
def test_urls_with_passwords_are_told_from_other_addresses(text: Any, is_one: bool) -> None:
    assert is_url_with_password(text) is is_one
