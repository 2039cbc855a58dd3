"""Every feature flag is proven by the suite, and a flag that is set wrongly fails its proof."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from django.db import IntegrityError
from django.db.backends.base.features import BaseDatabaseFeatures
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test.compliance import suite
from django.test.compliance.claims import EXCUSED, flags_of, proofs
from django.test.compliance.suite import *

#: The suite's tests by the flag they prove; the classes are hidden from pytest, which would run them here.
PROOFS: dict[str, list[tuple[type, str]]] = {}
for _flag, _cls, _name in proofs(vars(suite)):
    PROOFS.setdefault(_flag, []).append((_cls, _name))
for _name in [name for name in globals() if name.startswith("Test")]:
    del globals()[_name]

#: Flags that choose between two ways to the same end: nothing shows when the other way is open, too.
BOTH_WAYS_WORK = {
    "allows_group_by_selected_pks": "a table may be grouped by all its columns as well",
    "can_release_savepoints": "a savepoint that is never released goes with its transaction",
    "delete_can_self_reference_subquery": "the other way is open to everybody",
    "requires_casted_case_in_updates": "a cast too many does no harm",
    "supports_default_keyword_in_bulk_insert": "the compiler writes the defaults out",
    "supports_slicing_ordering_in_compound": "a part that is cut may be wrapped",
    "supports_tuple_lookups": "the compiler writes lists of rows in another way",
    "update_can_self_select": "the other way is open to everybody",
}
#: Flags about a thing that the engine at hand lacks altogether, and what that is.
OF_NO_ACCOUNT = {
    "supports_callproc_kwargs": "there are no procedures",
    "truncates_names": "no name is too long",
    "json_key_contains_list_matching_requires_list": "supports_json_field_contains",
    "supports_select_for_update_with_limit": "has_select_for_update",
}
#: Flags that tell what the engine does by itself: there is nothing to refuse, and the tests see that they are wrong.
FACTS = {
    "allows_auto_pk_0",
    "can_clone_databases",
    "can_defer_constraint_checks",
    "can_introspect_check_constraints",
    "can_introspect_default",
    "can_introspect_json_field",
    "can_rollback_ddl",
    "has_case_insensitive_like",
    "order_by_nulls_first",
    "supports_explaining_query_execution",
    "supports_nullable_unique_constraints",
    "supports_partially_nullable_unique_constraints",
    "supports_temporal_subtraction",
    "uses_savepoints",
}


def _switches(value: bool) -> list[str]:
    truth = DatabaseWrapper({"NAME": ":memory:", "OPTIONS": {}}).features
    return sorted(flag for flag in PROOFS if getattr(truth, flag) is value)


def test_every_flag_is_proven_or_excused() -> None:
    assert [flag for flag in flags_of(BaseDatabaseFeatures) if flag not in PROOFS and flag not in EXCUSED] == []


def test_no_flag_is_both_proven_and_excused_and_each_exists() -> None:
    assert sorted(PROOFS.keys() & EXCUSED.keys()) == []
    assert sorted((PROOFS.keys() | EXCUSED.keys()) - set(flags_of(BaseDatabaseFeatures))) == []


@pytest.fixture(scope="module")
def engine_settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    flag = request.param
    name = f"file:lie_about_{flag}?mode=memory&cache=shared"
    return {"ENGINE": "tests.engines.lying", "NAME": name, "OPTIONS": {"lie": flag}, "TEST": {"NAME": name}}


@pytest.mark.parametrize("engine_settings", _switches(False), indirect=True)
def test_a_flag_that_says_too_much_fails_its_proof(request: pytest.FixtureRequest, engine_settings: Any) -> None:
    flag = engine_settings["OPTIONS"]["lie"]
    harmless = flag in BOTH_WAYS_WORK or flag in OF_NO_ACCOUNT
    assert bool(_failures(request, flag)) is not harmless


@pytest.mark.parametrize("engine_settings", _switches(True), indirect=True)
def test_a_flag_that_says_too_little_sends_nothing_that_fails(
    request: pytest.FixtureRequest, engine_settings: Any
) -> None:
    """What an engine is said to lack is refused or done in another way, be it that the engine has it."""
    flag = engine_settings["OPTIONS"]["lie"]
    failures = _failures(request, flag)
    if flag in FACTS:
        assert failures
    else:
        # A constraint that holds although it is said not to is no harm.
        assert [each for each in failures if not isinstance(each, IntegrityError)] == []


def _failures(request: pytest.FixtureRequest, flag: str) -> list[BaseException]:
    try:
        request.getfixturevalue("database")
    except Exception as error:  # not even the tables could be made
        return [error]
    return [error for error in _outcomes(request, flag) if error is not None]


def _outcomes(request: pytest.FixtureRequest, flag: str) -> Iterator[BaseException | None]:
    for cls, name in PROOFS[flag]:
        function = getattr(cls, name)
        wanted = list(inspect.signature(function).parameters)[1:]
        for given in _parameters(function):
            fixtures = {each: request.getfixturevalue(each) for each in wanted if each not in given}
            try:
                function(cls(), **fixtures, **given)
            except pytest.skip.Exception:
                yield None
            except (Exception, pytest.fail.Exception) as error:
                yield error
            else:
                yield None


def _parameters(function: Any) -> list[dict[str, Any]]:
    """The arguments of each run that the test's marks ask for."""
    choices = []
    for mark in getattr(function, "pytestmark", ()):
        names = [name.strip() for name in mark.args[0].split(",")]
        rows = [row if len(names) > 1 else (row,) for row in mark.args[1]]
        choices.append([dict(zip(names, row, strict=True)) for row in rows])
    return [{name: value for part in parts for name, value in part.items()} for parts in itertools.product(*choices)]
