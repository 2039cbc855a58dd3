"""Tests that cannot pass on what stands for Oracle, each with its reason. What passes nevertheless is a failure.

Statements that the database behind cannot run and Oracle can are read by the linter only.
"""

from __future__ import annotations

from tests.db.backends.oracle.standin.server import behind

_WORDS = "reads SQL as standard engines write it: names in lower case, LIMIT"

#: Name of a test, with its parameters if it is about one of them, to the reason.
REASONS = {
    "test_a_generated_column_cannot_be_read_before_it_is_saved": _WORDS,
    "test_a_reference_takes_type_and_column_from_its_target": "reads the type varchar",
    "test_column_added_later_is_read_through_a_queryset_that_was_there_before": _WORDS,
    "test_condition_changed_after_use_changes_no_question": _WORDS,
    "test_no_statement_is_sent_for_a_number_out_of_the_range[Book-id]": "NUMBER(19) holds more than 64 bits do",
    "test_no_statement_is_sent_for_a_number_out_of_the_range[Book-pages]": "NUMBER(11) holds more than 32 bits do",
    "test_parents_may_be_locked": _WORDS,
    "test_relation_of_a_model_defined_later_is_found": _WORDS,
    "test_rows_are_locked_by_the_names_of_what_is_followed": "Oracle locks no rows that are cut off",
    "test_stored_rows_become_what_they_stand_for": _WORDS,
}

#: The same, on one of the databases behind only.
OF_DATABASE = {
    "h2": {
        "test_all_questions_in_one_memory_are_answered_as_new_ones": "H2 has no JSON_QUERY",
        "test_annotated_key_of_a_document_is_compared_as_the_key_itself": "H2 has no JSON_QUERY",
        "test_divided_durations_are_rounded[-7-2--4]": "H2 cuts off what is less than a microsecond",
        "test_divided_durations_are_rounded[1-3-0]": "H2 divides intervals where the quotient ends only",
        "test_divided_durations_are_rounded[7-2-4]": "H2 cuts off what is less than a microsecond",
        "test_remembered_question_is_answered_as_a_new_one[154]": "H2 has no JSON_QUERY",
    },
    "orafce": {
        "test_key_behind_a_reference_is_compared_as_the_key_is": "PostgreSQL knows no LIKE of numbers",
    },
}

#: Tests of tests/db/models/plan/test_filters.py that read SQL.
READ_SQL = frozenset(
    {
        "test_aggregate_groups_by_the_columns_of_the_model",
        "test_condition_on_an_aggregate_is_put_on_the_groups",
        "test_join_is_inner_when_every_branch_of_or_needs_it",
        "test_key_behind_a_table_in_between_needs_that_table_only",
        "test_key_of_a_reference_is_asked_without_a_join",
        "test_missing_reference_itself_is_asked_without_a_join",
        "test_negated_comparison_of_a_column_that_is_always_there_is_plain",
        "test_negated_comparison_of_a_nullable_column_keeps_rows_without_a_value",
        "test_negated_look_up_over_many_rows_becomes_not_exists",
        "test_order_by_a_relation_is_the_order_of_its_model",
        "test_reference_that_is_always_there_is_joined_inner",
        "test_reference_that_may_be_missing_is_joined_inner_where_a_missing_row_would_not_fit",
        "test_reference_that_may_be_missing_is_joined_outer_where_a_row_without_it_may_fit",
        "test_reverse_turns_each_part_of_the_order_around",
        "test_rows_without_dependents_are_deleted_by_one_statement",
        "test_slice_of_a_slice_counts_from_the_first_one",
        "test_table_joined_twice_has_a_label_of_its_own",
        "test_update_by_another_table_finds_its_rows_in_an_inner_statement",
        "test_update_of_the_model_alone_is_one_plain_statement",
        "test_values_before_an_aggregate_are_the_groups",
    }
)

#: Tests that are not run at all.
LEFT_OUT = {
    "test_ever_new_shapes_do_not_take_ever_more_memory": "counts memory, of which the linter takes some as well",
}


def reason_for(name: str) -> str | None:
    """Return why a test cannot pass.

    Args:
        name: of the test's function, with its parameters.
    """
    plain = name.partition("[")[0]
    if plain in READ_SQL:
        return _WORDS
    reasons = REASONS | OF_DATABASE[behind()]
    return reasons.get(name) or reasons.get(plain)
