"""What holds for a block, a function and a test class alike."""

from __future__ import annotations

import unittest

import pytest

from django.test.contexts import TestContextDecorator


class Recorded(TestContextDecorator):
    def __init__(self, **kwargs: str) -> None:
        super().__init__(**kwargs)
        self.calls: list[str] = []

    def enable(self) -> str:
        self.calls.append("enable")
        return "given"

    def disable(self) -> None:
        self.calls.append("disable")


def test_a_block_gets_what_enable_returned() -> None:
    with Recorded() as given:
        assert given == "given"


def test_a_function_gets_it_by_the_name_it_asks_for() -> None:
    assert Recorded(kwarg_name="word")(lambda word: word)() == "given"


def test_disable_comes_after_an_exception() -> None:
    recorded = Recorded()
    with pytest.raises(ValueError), recorded:
        raise ValueError
    assert recorded.calls == ["enable", "disable"]


async def _returns(word: str) -> str:
    return word


def test_a_coroutine_function_stays_one() -> None:
    from asgiref.sync import async_to_sync

    assert async_to_sync(Recorded(kwarg_name="word")(_returns))() == "given"


def test_a_class_is_disabled_after_the_cleanups_of_the_test() -> None:
    recorded = Recorded(attr_name="word")

    @recorded
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            recorded.calls.append(f"setUp {self.word}")
            self.addCleanup(recorded.calls.append, "cleanup")

        def test(self) -> None:
            pass

    Case("test").run()
    assert recorded.calls == ["enable", "setUp given", "cleanup", "disable"]


def test_a_class_that_is_no_test_is_refused() -> None:
    with pytest.raises(TypeError, match="subclasses of unittest.TestCase"):
        Recorded()(object)
