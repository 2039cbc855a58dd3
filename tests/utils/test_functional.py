"""Values that are computed once, later, or only when somebody looks."""

from __future__ import annotations

import copy
import pickle

import pytest

from django.utils.functional import (
    LazyObject,
    Promise,
    SimpleLazyObject,
    cached_property,
    classproperty,
    keep_lazy,
    lazy,
    lazystr,
    partition,
)


class Counted:
    """Counts how often its property is computed."""

    calls = 0

    @cached_property
    def answer(self) -> int:
        """What it is."""
        self.calls += 1
        return 42

    @classproperty
    def label(cls) -> str:
        return cls.__name__


def test_cached_property_runs_once_per_instance() -> None:
    counted = Counted()
    assert (counted.answer, counted.answer, counted.calls) == (42, 42, 1)


def test_deleting_a_cached_property_makes_it_run_again() -> None:
    counted = Counted()
    counted.answer
    del counted.answer
    counted.answer
    assert counted.calls == 2


def test_cached_property_is_itself_on_the_class_and_keeps_the_docstring() -> None:
    assert Counted.answer.__doc__ == "What it is."


def test_cached_property_refuses_a_second_name() -> None:
    shared = cached_property(lambda self: 1)
    with pytest.raises((TypeError, RuntimeError)) as raised:
        type("Twice", (), {"first": shared, "second": shared})
    cause = raised.value.__cause__ or raised.value
    assert "two different names ('first' and 'second')" in str(cause)


def test_cached_property_without_a_name_says_so() -> None:
    with pytest.raises(TypeError, match="without calling __set_name__"):
        cached_property(lambda self: 1).__get__(Counted())


def test_classproperty_is_read_from_class_and_instance() -> None:
    assert (Counted.label, Counted().label) == ("Counted", "Counted")


def test_a_promise_is_computed_at_each_use() -> None:
    numbers = iter(range(10))
    promise = lazy(lambda: next(numbers), int)()
    assert (promise + 10, promise + 10) == (10, 11)


def test_a_promise_behaves_as_its_value() -> None:
    text = lazystr("abc")
    assert text == "abc" and text + "d" == "abcd" and "z" + text == "zabc" and text[0] == "a"
    assert text.upper() == "ABC" and len(text) == 3 and hash(text) == hash("abc") and f"{text:>5}" == "  abc"
    assert isinstance(text, Promise) and not isinstance(text, str)


def test_two_promises_of_equal_values_are_equal_and_sort() -> None:
    assert lazystr("a") == lazystr("a")
    assert sorted([lazystr("b"), lazystr("a")]) == ["a", "b"]


def test_a_promise_survives_pickling_and_copying_is_free() -> None:
    promise = lazystr("x")
    assert pickle.loads(pickle.dumps(promise)) == "x"
    assert copy.deepcopy(promise) is promise


def test_keep_lazy_defers_only_for_promises() -> None:
    seen = []
    shout = keep_lazy(str)(lambda text: seen.append(text) or str(text).upper())
    assert shout("a") == "A"
    deferred = shout(lazystr("b"))
    assert isinstance(deferred, Promise) and len(seen) == 1
    assert deferred == "B"


def test_keep_lazy_needs_a_result_class() -> None:
    with pytest.raises(TypeError, match="at least one argument"):
        keep_lazy()


def test_simple_lazy_object_builds_once_and_stands_for_the_object() -> None:
    built = []
    stand_in = SimpleLazyObject(lambda: built.append(1) or {"a": 1})
    assert built == []
    stand_in["b"] = 2
    assert stand_in == {"a": 1, "b": 2} and isinstance(stand_in, dict) and len(built) == 1


def test_lazy_object_pickles_and_copies_as_the_real_one() -> None:
    stand_in = SimpleLazyObject(lambda: [1])
    assert pickle.loads(pickle.dumps(stand_in)) == [1]
    assert type(copy.deepcopy(stand_in)) is list


def test_copying_a_stand_in_not_built_yet_does_not_build() -> None:
    built = []
    stand_in = SimpleLazyObject(lambda: built.append(1))
    copy.copy(stand_in), copy.deepcopy(stand_in)
    assert built == []


def test_lazy_object_refuses_to_lose_what_it_wraps() -> None:
    with pytest.raises(TypeError, match="can't delete _wrapped"):
        del SimpleLazyObject(object)._wrapped


def test_lazy_object_must_say_how_to_set_up() -> None:
    with pytest.raises(NotImplementedError):
        LazyObject()._setup()


def test_partition_splits_by_the_predicate_false_first() -> None:
    assert partition(lambda number: number > 2, range(5)) == ([0, 1, 2], [3, 4])
