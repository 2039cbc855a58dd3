"""Questions put together at random: the engine answers what Python and the reference answer, wherever it is named."""

from __future__ import annotations

from typing import Any

import pytest

from django.test.compliance import library

try:
    from hypothesis import HealthCheck, given, note, settings
    from hypothesis import strategies as st

    from django.test.compliance import questions
except ImportError:  # optional: without it this room has no tests, and says so

    class TestGenerated:
        def test_questions_put_together_at_random(self) -> None:
            pytest.skip("hypothesis is not installed: pip install hypothesis")

else:
    MODELS = {name: getattr(library, name.capitalize()) for name in questions.NAMES}
    CASES = settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.differing_executors,
        ],
    )

    class TestGenerated:  # type: ignore[no-redef]
        @CASES
        @given(questions.question())
        def test_questions_get_the_answers_of_python(self, rows: Any, asked: Any) -> None:
            def objects(name: str) -> Any:
                return MODELS[name].objects.using(rows.alias)

            note(str(asked))
            found = questions.shown(asked, questions.ordered(asked, objects))
            assert found == questions.python_answer(asked, rows.features.nulls_order_largest)

        @settings(CASES, max_examples=75)
        @given(questions.question(), st.booleans())
        def test_a_question_moves_to_the_engine_wherever_it_is_named(
            self, rows: Any, reference: str, asked: Any, early: bool
        ) -> None:
            there = questions.queryset(asked, lambda name: MODELS[name].objects.using(reference)).order_by("pk")
            here = questions.queryset(asked, lambda name: MODELS[name].objects.using(rows.alias)).order_by("pk")
            note(str(asked))
            answers = questions.shown(asked, there)
            # Where it is answered on the reference first, what was worked out for that is used again.
            assert questions.shown(asked, there.using(rows.alias)) == answers
            assert questions.shown(asked, here) == answers
            assert questions.shown(asked, here.using(reference)) == answers
