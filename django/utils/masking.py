"""Configurations to print: what is secret in them is stars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

STARS = "********"

#: What a key is called whose value is secret, wherever it stands in a configuration. A file of passwords is not.
_SECRET_KEY = re.compile(r"pass(?!file)|secret|token", re.IGNORECASE)

#: `scheme://user:password@...` up to the password; neither a path nor `scheme://host:port/...`.
_URL_WITH_PASSWORD = re.compile(r"((?!file:)[a-z][\w+.-]*://[^/?#:@]*:)(?!\d+[/?])[^@]*@", re.IGNORECASE)


def masked(value: Any, key: str = "") -> Any:
    """Return a configuration, or the value of a key of one, to print: what its keys call secret, and passwords in URLs.

    >>> masked({"NAME": "shop", "OPTIONS": {"passwd": "x"}})
    {'NAME': 'shop', 'OPTIONS': {'passwd': '********'}}
    """
    if isinstance(value, Mapping):
        return {name: masked(inner, str(name)) for name, inner in value.items()}
    if type(value) in (list, tuple):
        return type(value)(masked(inner, key) for inner in value)
    if value and _SECRET_KEY.search(key):
        return STARS
    return _URL_WITH_PASSWORD.sub(rf"\1{STARS}@", value) if isinstance(value, str) else value


def is_url_with_password(value: Any) -> bool:
    """Tell whether a value is a URL with a password in it."""
    return _URL_WITH_PASSWORD.match(str(value)) is not None
