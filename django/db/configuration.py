"""DATABASES made regular: every key present, every mistake found, before any connection is made.

In comes what a project wrote: a mapping from alias to a mapping, dataclass or object. Out goes a dictionary of plain
dictionaries with all keys.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.engines import PREFIX, UNCONFIGURED, engine_path
from django.db.names import DEFAULT_DB_ALIAS
from django.utils.masking import masked
from django.utils.near_miss import did_you_mean, near_miss

#: Key to default. What is mutable is copied for every alias.
DEFAULTS: dict[str, Any] = {
    "ENGINE": UNCONFIGURED,
    "NAME": "",
    "USER": "",
    "PASSWORD": "",
    "HOST": "",
    "PORT": "",
    "OPTIONS": {},
    "TIME_ZONE": None,
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "DISABLE_SERVER_SIDE_CURSORS": False,
    "TEST": {},
    "REPLICA_OF": None,
    "READ_ONLY": False,
    "WEIGHT": 1,
}

TEST_DEFAULTS: dict[str, Any] = {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None}

#: Keys of TEST that have no default: an engine asks for them when it creates a test database.
_OTHER_TEST_KEYS = frozenset(
    """DEPENDENCIES TEMPLATE SERIALIZE CREATE_DB CREATE_USER USER PASSWORD ORACLE_MANAGED_FILES TBLSPACE TBLSPACE_TMP
    DATAFILE DATAFILE_TMP DATAFILE_MAXSIZE DATAFILE_TMP_MAXSIZE DATAFILE_SIZE DATAFILE_TMP_SIZE DATAFILE_EXTSIZE
    DATAFILE_TMP_EXTSIZE""".split()
)
_TEST_KEYS = _OTHER_TEST_KEYS | TEST_DEFAULTS.keys()

#: What a replica does not take over from its primary.
_NOT_INHERITED = frozenset({"TEST", "REPLICA_OF", "READ_ONLY", "WEIGHT"})

_OLD_SETTINGS = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def normalise(databases: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the configuration with every key present.

    Args:
        databases: alias to its configuration. `default` may be empty or missing.

    Raises:
        ImproperlyConfigured: an unknown key or engine, a REPLICA_OF that leads nowhere, a value of the wrong kind.
    """
    given = {alias: _as_dict(alias, config) for alias, config in databases.items()}
    if given and DEFAULT_DB_ALIAS not in given and not any(config.get("ENGINE") for config in given.values()):
        raise ImproperlyConfigured(f"You must define a '{DEFAULT_DB_ALIAS}' database.")
    given.setdefault(DEFAULT_DB_ALIAS, {})
    return {alias: normalise_one(alias, config, given) for alias, config in given.items()}


def normalise_one(alias: str, config: Any, others: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the configuration of one alias with every key present.

    Args:
        alias: its alias.
        config: what was written for it.
        others: the configurations among which REPLICA_OF is looked up.

    Raises:
        ImproperlyConfigured: see `normalise`.
    """
    written = _from_old_test_keys(alias, _as_dict(alias, config))
    primary = written.get("REPLICA_OF")
    if primary is not None:
        written = _with_primarys_keys(alias, written, others)
    engine = _engine_of(alias, written)
    _refuse_unknown_keys(f"DATABASES[{alias!r}]", written, DEFAULTS, strict=engine.startswith(PREFIX))
    settings = {key: dict(value) if isinstance(value, dict) else value for key, value in DEFAULTS.items()}
    settings.update(written)
    settings["ENGINE"] = engine
    settings["OPTIONS"] = dict(settings["OPTIONS"] or {})
    settings["TEST"] = _test_settings(alias, settings, engine)
    settings["READ_ONLY"] = bool(settings["READ_ONLY"])
    _refuse_bad_weight(alias, settings["WEIGHT"])
    return settings


def _engine_of(alias: str, written: Mapping[str, Any]) -> str:
    try:
        return engine_path(written.get("ENGINE") or UNCONFIGURED)
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(f"{error} (The engine is that of DATABASES[{alias!r}].)") from None


def from_old_settings(project: Any) -> dict[str, dict[str, Any]]:
    """Return DATABASES as the flat settings of old (`DATABASE_ENGINE`, ...) describe it; {} if there are none.

    Args:
        project: the settings object.
    """
    found = {key: getattr(project, f"DATABASE_{key}", None) for key in _OLD_SETTINGS}
    config = {key: value for key, value in found.items() if value}
    if "ENGINE" not in config:
        return {}
    config["ENGINE"] = engine_path(config["ENGINE"])
    databases = {DEFAULT_DB_ALIAS: config}
    warnings.warn(
        f"The settings DATABASE_ENGINE, DATABASE_NAME and so on are deprecated. "
        f"Write instead: DATABASES = {masked(databases)!r}",
        DeprecationWarning,
        stacklevel=2,
    )
    return databases


def _as_dict(alias: str, config: Any) -> dict[str, Any]:
    if isinstance(config, Mapping):
        return dict(config)
    if hasattr(config, "__dataclass_fields__"):
        from dataclasses import fields  # cost: loaded already where somebody has such a class

        return {field.name: getattr(config, field.name) for field in fields(config)}
    raise ImproperlyConfigured(
        f"DATABASES[{alias!r}] is a {type(config).__name__}. Write a dictionary with the key ENGINE and others."
    )


def _from_old_test_keys(alias: str, config: dict[str, Any]) -> dict[str, Any]:
    """Move TEST_NAME and its like, the keys before there was a TEST dictionary, into TEST."""
    old = [key for key in config if key.startswith("TEST_") and key.removeprefix("TEST_") in _TEST_KEYS]
    if not old:
        return config
    test = {key.removeprefix("TEST_"): config.pop(key) for key in old}
    warnings.warn(
        f"The keys {', '.join(sorted(old))} of DATABASES[{alias!r}] are deprecated. Write instead: "
        f"'TEST': {masked(test)!r}",
        DeprecationWarning,
        stacklevel=2,
    )
    return {**config, "TEST": {**test, **config.get("TEST", {})}}


def _with_primarys_keys(alias: str, config: dict[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """A replica is its primary at another place: what it does not say itself, the primary says."""
    chain, inherited = [alias], dict(config)
    primary = config["REPLICA_OF"]
    while primary is not None:
        if primary not in others:
            raise ImproperlyConfigured(
                f"DATABASES[{alias!r}]['REPLICA_OF'] is {primary!r}, which is not configured."
                f"{did_you_mean(str(primary), others)}"
            )
        if primary in chain:
            raise ImproperlyConfigured(
                f"REPLICA_OF goes round in a circle: {' -> '.join([*chain, primary])}. One of them must be the primary."
            )
        chain.append(primary)
        above = _as_dict(primary, others[primary])
        inherited = {**{key: value for key, value in above.items() if key not in _NOT_INHERITED}, **inherited}
        primary = above.get("REPLICA_OF")
    return inherited


def _refuse_unknown_keys(
    place: str, config: Mapping[str, Any], known: Mapping[str, Any] | frozenset[str], *, strict: bool
) -> None:
    """An engine of somebody else's may know more keys; it still gets told of misspelt ones."""
    for key in config:
        if key not in known and (strict or near_miss(str(key), known, cutoff=0.8)):
            raise ImproperlyConfigured(
                f"{place} has the unknown key {key!r}.{did_you_mean(str(key), known)} "
                f"Known keys: {', '.join(sorted(known))}."
            )


def _test_settings(alias: str, settings: Mapping[str, Any], engine: str) -> dict[str, Any]:
    written = dict(settings["TEST"] or {})
    _refuse_unknown_keys(f"DATABASES[{alias!r}]['TEST']", written, _TEST_KEYS, strict=engine.startswith(PREFIX))
    # In tests nothing replicates: a replica reads what its primary holds, unless it says otherwise.
    return {**TEST_DEFAULTS, "MIRROR": settings["REPLICA_OF"], **written}


def _refuse_bad_weight(alias: str, weight: Any) -> None:
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
        raise ImproperlyConfigured(
            f"DATABASES[{alias!r}]['WEIGHT'] is {weight!r}. Give a number that is not negative: the share of the reads."
        )
