"""The test databases: which are needed, in which order, made and removed, one alias at a time.

Aliases that stand for the same database share one test database; a mirror is a second name of another alias' own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.timing import NullTimeKeeper

__all__ = [
    "dependency_ordered",
    "get_unique_databases_and_mirrors",
    "set_mirror",
    "setup_databases",
    "teardown_databases",
]

# (connection, name before the tests, whether to remove the test database)
OldName = tuple[Any, str, bool]


def setup_databases(
    verbosity: int,
    interactive: bool,
    *,
    time_keeper: Any = None,
    keepdb: bool = False,
    debug_sql: bool = False,
    parallel: int = 0,
    aliases: Iterable[str] | None = None,
    serialized_aliases: Iterable[str] | None = None,
    **kwargs: Any,
) -> list[OldName]:
    """Create the test databases of the aliases.

    Args:
        interactive: ask before an old test database of the same name is removed.
        keepdb: use a test database that is there already.
        debug_sql: keep a log of all statements.
        parallel: number of copies, one per process; 0 and 1 mean none.
        aliases: the aliases needed; all of DATABASES by default.
        serialized_aliases: those whose first contents are kept for ``serialized_rollback``; all by default.

    Returns:
        what ``teardown_databases()`` needs.

    Raises:
        ImproperlyConfigured: aliases depend on each other in a circle, or mirror something unknown.
    """
    timed = (time_keeper or NullTimeKeeper()).timed
    databases, mirrors = get_unique_databases_and_mirrors(aliases)
    old_names: list[OldName] = []
    for name, same in databases.values():
        first, *others = sorted(same, key=lambda alias: (alias != DEFAULT_DB_ALIAS, alias))
        connection = connections[first]
        old_names.append((connection, name, True))
        with timed(f"  Creating {first!r}"):
            connection.creation.create_test_db(
                verbosity=verbosity,
                autoclobber=not interactive,
                keepdb=keepdb,
                serialize=serialized_aliases is None or first in serialized_aliases,
            )
        _make_clones(connection, first, parallel, verbosity, keepdb, timed)
        for alias in others:
            connections[alias].creation.set_as_test_mirror(connection.settings_dict)
            old_names.append((connections[alias], name, False))
    for alias, primary in mirrors.items():
        set_mirror(alias, primary)
    if debug_sql:
        for alias in connections:
            connections[alias].force_debug_cursor = True
    return old_names


def teardown_databases(
    old_config: list[OldName], verbosity: int, *, parallel: int = 0, keepdb: bool = False, **kwargs: Any
) -> None:
    """Remove the test databases that ``setup_databases()`` made, its answer being ``old_config``."""
    for connection, old_name, destroy in old_config:
        if not destroy:
            continue
        for number in range(1, parallel + 1) if parallel > 1 else ():
            connection.creation.destroy_test_db(suffix=str(number), verbosity=verbosity, keepdb=keepdb)
        connection.creation.destroy_test_db(old_name, verbosity, keepdb)


def get_unique_databases_and_mirrors(
    aliases: Iterable[str] | None = None,
) -> tuple[dict[Any, tuple[str, set[str]]], dict[str, str]]:
    """Find out which test databases the aliases need.

    Returns:
        {signature of a database: (its name, the aliases that stand for it)} in the order of creation, and
        {mirror: the alias it mirrors}.
    """
    wanted = set(connections) if aliases is None else set(aliases)
    mirrors: dict[str, str] = {}
    databases: dict[Any, tuple[str, set[str]]] = {}
    dependencies: dict[str, list[str]] = {}
    for alias in connections:
        connection = connections[alias]
        test = connection.settings_dict["TEST"]
        if test["MIRROR"]:
            if alias in wanted:
                mirrors[alias] = test["MIRROR"]
        elif alias in wanted and _is_configured(connection):
            signature = connection.creation.test_db_signature()
            databases.setdefault(signature, (connection.settings_dict["NAME"], set()))[1].add(alias)
            dependencies[alias] = _dependencies(alias, signature, test, wanted)
    return dict(dependency_ordered(databases.items(), dependencies)), mirrors


def dependency_ordered(test_databases: Iterable[Any], dependencies: dict[str, list[str]]) -> list[Any]:
    """Order ``(signature, (name, aliases))`` so that what another depends on comes first.

    Args:
        dependencies: alias -> aliases whose test databases must be there before.

    Raises:
        ImproperlyConfigured: there is no such order.
    """
    waiting = {signature: (name, frozenset(aliases)) for signature, (name, aliases) in test_databases}
    given = {signature: (signature, value) for signature, value in waiting.items()}
    needs = {signature: _needs(name, aliases, dependencies) for signature, (name, aliases) in waiting.items()}
    ordered: list[Any] = []
    done: set[str] = set()
    while waiting:
        ready = [signature for signature in waiting if needs[signature] <= done]
        if not ready:
            raise ImproperlyConfigured("Circular dependency in TEST[DEPENDENCIES]")
        for signature in ready:
            done |= waiting.pop(signature)[1]
            ordered.append(given[signature])
    return [(signature, (name, set(aliases))) for signature, (name, aliases) in ordered]


def _needs(name: str, aliases: frozenset[str], dependencies: dict[str, list[str]]) -> set[str]:
    needed = {other for alias in aliases for other in dependencies.get(alias, ())}
    if needed & aliases:
        raise ImproperlyConfigured(
            f"Circular dependency: databases {sorted(aliases)} depend on each other, but are aliases."
        )
    return needed


def _dependencies(alias: str, signature: Any, test: Any, wanted: set[str]) -> list[str]:
    given = test.get("DEPENDENCIES")
    if given is not None:
        return [other for other in given if other in wanted and _needs_creation(other)]
    # Everything waits for the default database, unless it says otherwise or is that database.
    if DEFAULT_DB_ALIAS not in wanted or not _needs_creation(DEFAULT_DB_ALIAS):
        return []
    is_default = signature == connections[DEFAULT_DB_ALIAS].creation.test_db_signature()
    return [] if is_default else [DEFAULT_DB_ALIAS]


def _needs_creation(alias: str) -> bool:
    connection = connections[alias]
    return _is_configured(connection) and not connection.settings_dict["TEST"]["MIRROR"]


def _is_configured(connection: Any) -> bool:
    """Tell whether there is an engine: ``default`` may be an empty dict in a project whose aliases are all explicit."""
    return connection.settings_dict.get("ENGINE") not in (None, "", "django.db.backends.dummy")


def _make_clones(connection: Any, alias: str, parallel: int, verbosity: int, keepdb: bool, timed: Any) -> None:
    for number in range(1, parallel + 1) if parallel > 1 else ():
        with timed(f"  Cloning {alias!r}"):
            connection.creation.clone_test_db(suffix=str(number), verbosity=verbosity, keepdb=keepdb)


def set_mirror(alias: str, primary: str) -> None:
    """Make an alias another name of the primary's test database.

    Raises:
        ImproperlyConfigured: there is no such primary.
    """
    if primary not in connections:
        raise ImproperlyConfigured(
            f"TEST['MIRROR'] of {alias!r} is {primary!r}, which is not defined in settings.DATABASES."
        )
    # Other threads open connections of their own to the primary's database.
    connections[alias].creation.set_as_test_mirror(connections[primary].settings_dict)
    # This one shares the primary's, or it would not see what a test writes in its transaction.
    connections[alias] = connections[primary]
