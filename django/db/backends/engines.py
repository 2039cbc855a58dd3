"""Which engines exist: by what names they are known, and how an engine's package is found and loaded."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from django.core.exceptions import ImproperlyConfigured
from django.utils.near_miss import did_you_mean

PREFIX = "django.db.backends."

#: The engines of this distribution, whether or not their package is here yet.
BUILT_IN = ("mysql", "oracle", "postgresql", "sqlite3")

#: The engine of a database that is not configured.
UNCONFIGURED = PREFIX + "dummy"

#: Names engines had before, or that people write, to the names they have.
_OTHER_NAMES = {
    "postgresql_psycopg2": "postgresql",
    "postgresql_psycopg": "postgresql",
    "psycopg2": "postgresql",
    "psycopg": "postgresql",
    "postgres": "postgresql",
    "mysqldb": "mysql",
    "mysqlclient": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite3",
}


def engine_path(name: str) -> str:
    """Return the dotted path of an engine's package, for any of the engine's names.

    Args:
        name: a dotted path, one of the historical short names, or a name engines had before.

    Raises:
        ImproperlyConfigured: no engine has that name.
    """
    short = name.removeprefix(PREFIX)
    if "." in short:
        return name
    short = _OTHER_NAMES.get(short, short)
    if short not in (*BUILT_IN, "dummy"):
        known = (*BUILT_IN, *_OTHER_NAMES)
        hint = did_you_mean(name.removeprefix(PREFIX), known).replace(" Did", ". Did")
        raise ImproperlyConfigured(_unavailable(name) + hint)
    return PREFIX + short


def load_engine(name: str) -> ModuleType:
    """Import the `base` module of an engine, which holds its DatabaseWrapper.

    Raises:
        ImproperlyConfigured: there is no such engine, or its package is not part of this version.
        ImportError: the engine is there but something it needs is not.
    """
    path = engine_path(name)
    try:
        return import_module(f"{path}.base")
    except ModuleNotFoundError as error:
        if error.name is None or not f"{path}.base".startswith(error.name):
            raise
        raise ImproperlyConfigured(_missing(name, path)) from error


def _missing(name: str, path: str) -> str:
    if path.removeprefix(PREFIX) in BUILT_IN:
        return (
            f"The engine {path!r} (asked for as {name!r}) is known, but its package is not part of this version. "
            f"Use an engine that is, or install one that brings its own package."
        )
    return _unavailable(name)


def _unavailable(name: str) -> str:
    choices = ", ".join(map(repr, BUILT_IN))
    return (
        f"{name!r} isn't an available database backend or couldn't be imported. Check the above exception. To use one "
        f"of the built-in backends, use 'django.db.backends.XXX', where XXX is one of:\n    {choices}"
    )
