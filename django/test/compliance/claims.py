"""Claims: which test proves which feature flag. A flag that no test proves, and that is not excused here, is an error.

A test says `@claims("supports_over_clause")` and asks the flag itself: true, it uses the feature; false, it expects the
refusal or the documented fallback. So a flag that is set wrongly fails its test, whichever way it is wrong.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])

#: Flag -> why no test of the suite can tell whether it is set rightly.
EXCUSED = {
    "allows_group_by_select_index": "nothing here groups by position on its account",
    "atomic_transactions": "speaks of the driver's own transactions, which are not used",
    "autocommits_when_autocommit_is_off": "speaks of the driver's autocommit, which is seen by `begins_by_statement`",
    "bare_select_suffix": "a piece of SQL, proven by the selects without a table",
    "can_create_inline_fk": "a way to write references, proven by the references themselves",
    "can_introspect_materialized_views": "materialised views are not written by models",
    "closed_cursor_error_class": "the class of a driver's error",
    "collate_as_index_expression": "a way to write indexes",
    "connection_persists_old_columns": "a precaution, whose absence shows in the tests of tables that change",
    "create_test_procedure_with_int_param_sql": "SQL for tests of stored procedures",
    "create_test_procedure_without_params_sql": "SQL for tests of stored procedures",
    "django_test_expected_failures": "marks for another suite",
    "django_test_skips": "marks for another suite",
    "for_update_after_from": "a way to write locks, proven by the locks",
    "gis_enabled": "no geography here",
    "has_json_operators": "a way to ask for parts of documents, proven by the parts",
    "has_native_json_field": "where documents are kept does not show",
    "has_real_datatype": "asked by nothing here",
    "ignores_unnecessary_order_by_in_subqueries": "asked by nothing here",
    "implied_column_null": "a way to write columns, proven by the columns that may be null",
    "indexes_foreign_keys": "asked by nothing here",
    "insert_test_table_with_defaults": "SQL for another suite",
    "introspected_field_types": "proven field by field by the tests of introspection",
    "minimum_database_version": "proven by connecting",
    "prohibits_null_characters_in_text_exception": "an error's class and words, proven by the hostile strings",
    "prefers_last_insert_id": "a way to learn the key of a new row, proven by the keys",
    "related_fields_match_type": "a way to write columns, proven by references between columns",
    "requires_compound_order_by_subquery": "a way to order combinations, proven by the ordered ones",
    "requires_explicit_null_ordering_when_grouping": "a way to write groups",
    "requires_literal_defaults": "a way to write defaults, proven by columns added to tables with rows",
    "schema_editor_uses_clientside_param_binding": "a way to send definitions",
    "select_for_update_of_column": "a way to write locks, proven by FOR UPDATE OF",
    "supports_aggregate_order_by_clause": "asked by contrib only",
    "supports_combined_alters": "a way to write changes, proven by the changes",
    "supports_comments_inline": "a way to write comments, proven by the comments",
    "supports_date_lookup_using_string": "asked by nothing here",
    "supports_forward_references": "asked by nothing here",
    "supports_operator_classes": "asked by contrib only",
    "supports_non_deterministic_collations": "asked by contrib only",
    "supports_paramstyle_pyformat": "speaks of the driver's own placeholders; users' cursors take %s",
    "supports_unspecified_pk": "asked by nothing here",
    "test_collations": "names for tests; the tests of collations use them",
    "test_now_utc_template": "SQL for another suite",
}


def claims(*flags: str) -> Callable[[Test], Test]:
    """Mark a test as the proof of these feature flags."""

    def mark(test: Test) -> Test:
        test.claims = (*getattr(test, "claims", ()), *flags)  # type: ignore[attr-defined]
        return test

    return mark


def flags_of(features: type) -> list[str]:
    """Return the names of all flags of a features class, sorted."""
    return sorted(
        name
        for name in dir(features)
        if not name.startswith("_") and name != "connection" and not inspect.isfunction(getattr(features, name))
    )


def proofs(rooms: dict[str, Any]) -> Iterator[tuple[str, type, str]]:
    """Yield (flag, class of tests, name of the test) for the test classes among `rooms`, a namespace."""
    for cls in rooms.values():
        if inspect.isclass(cls) and cls.__name__.startswith("Test"):
            for name in dir(cls):
                for flag in getattr(getattr(cls, name), "claims", ()):
                    yield flag, cls, name
