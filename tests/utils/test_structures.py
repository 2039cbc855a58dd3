"""Trees, choices, collections, and what can be found by name."""

from __future__ import annotations

import asyncio
import copy
import enum
import pickle
import warnings

import pytest

from django.core.exceptions import SynchronousOnlyOperation, ValidationError
from django.utils import inspect as signatures
from django.utils import termcolors, version
from django.utils.asyncio import async_unsafe
from django.utils.choices import BaseChoiceIterator, BlankChoiceIterator, flatten_choices, normalize_choices
from django.utils.datastructures import (
    CaseInsensitiveMapping,
    DictWrapper,
    ImmutableList,
    MultiValueDict,
    MultiValueDictKeyError,
    OrderedSet,
)
from django.utils.deconstruct import deconstructible
from django.utils.hashable import make_hashable
from django.utils.ipv6 import clean_ipv6_address
from django.utils.module_loading import import_string
from django.utils.topological_sort import CyclicDependencyError, stable_topological_sort, topological_sort_as_sets
from django.utils.tree import Node


@deconstructible
class Plain:
    def __init__(self, *args, **kwargs):
        pass


@deconstructible(path="collections.OrderedDict")
class Elsewhere(Plain):
    pass


class Below(Elsewhere):
    pass


def test_a_node_takes_in_the_children_of_an_equal_one() -> None:
    node = Node(["a"], "AND")
    assert node.add(Node(["b", "c"], "AND"), "AND") is node
    assert node.children == ["a", "b", "c"]


def test_a_node_keeps_a_negated_one_whole() -> None:
    node, negated = Node(["a"], "AND"), Node(["b"], "AND", negated=True)
    assert node.add(negated, "AND") is negated
    assert str(node) == "(AND: a, (NOT (AND: b)))"


def test_another_connector_moves_the_children_down() -> None:
    node = Node(["a", "b"], "AND")
    node.add("c", "OR")
    assert str(node) == "(OR: (AND: a, b), c)"


def test_nodes_compare_by_content_and_hash_with_lists_inside() -> None:
    one, other = Node([("a__in", [1, 2])]), Node([("a__in", [1, 2])])
    assert one == other and hash(one) == hash(other) and copy.deepcopy(one) == one
    other.negate()
    assert one != other


def test_create_passes_over_the_init_of_a_subclass() -> None:
    class Named(Node):
        def __init__(self, **conditions):
            super().__init__(conditions.items())

    assert Named.create(["a"], "OR").children == ["a"]


class Suit(enum.Enum):
    HEARTS = 1


@pytest.mark.parametrize(
    "written",
    [
        [("a", "A"), ("G", [("b", "B")])],
        (("a", "A"), ("G", (("b", "B"),))),
        {"a": "A", "G": {"b": "B"}},
        iter([("a", "A"), ("G", iter([("b", "B")]))]),
    ],
)
def test_choices_come_out_alike_however_written(written: object) -> None:
    assert normalize_choices(written) == [("a", "A"), ("G", [("b", "B")])]


def test_callable_choices_are_asked_each_time() -> None:
    answers = iter([[("a", "A")], {"b": "B"}])
    choices = normalize_choices(lambda: next(answers))
    assert isinstance(choices, BaseChoiceIterator)
    assert (list(choices), list(choices)) == ([("a", "A")], [("b", "B")])


@pytest.mark.parametrize("nonsense", [5, "ab", ["ab"], [1, 2], [(1, 2, 3)], None])
def test_what_is_no_choices_comes_back_unchanged(nonsense: object) -> None:
    assert normalize_choices(nonsense) == nonsense


def test_a_blank_choice_is_added_once() -> None:
    blank = [("", "---")]
    assert list(BlankChoiceIterator([("a", "A")], blank)) == [("", "---"), ("a", "A")]
    assert list(BlankChoiceIterator([("G", [(None, "?")])], blank)) == [("G", [(None, "?")])]
    assert list(flatten_choices([("G", [("a", "A")]), ("b", "B")])) == [("a", "A"), ("b", "B")]


def test_a_multi_value_dict_shows_last_values_and_keeps_all() -> None:
    values = MultiValueDict({"a": [1, 2], "b": []})
    values.update({"a": 3})
    assert (values["a"], values.getlist("a"), values["b"], values.get("b"), values.getlist("c")) == (
        3,
        [1, 2, 3],
        [],
        None,
        [],
    )
    with pytest.raises(MultiValueDictKeyError):
        values["c"]
    assert pickle.loads(pickle.dumps(values)).getlist("a") == [1, 2, 3]


def test_copies_of_a_multi_value_dict_have_their_own_lists() -> None:
    values = MultiValueDict({"a": [1]})
    values.copy().appendlist("a", 2)
    assert values.getlist("a") == [1]


def test_an_ordered_set_keeps_order() -> None:
    members = OrderedSet([3, 1, 3, 2])
    assert list(members) == [3, 1, 2] and list(reversed(members)) == [2, 1, 3]
    assert repr(members) == "OrderedSet([3, 1, 2])"


def test_an_immutable_list_says_why_it_does_not_change() -> None:
    with pytest.raises(AttributeError, match="fixed"):
        ImmutableList([1], warning="fixed").append(2)


def test_a_case_insensitive_mapping_finds_any_case_and_keeps_the_written_one() -> None:
    headers = CaseInsensitiveMapping({"Content-Type": 1})
    assert headers["CONTENT-type"] == 1 and list(headers) == ["Content-Type"] and headers == {"content-type": 1}


def test_prefixed_keys_go_through_the_function() -> None:
    assert "%(a)s %(q_a)s" % DictWrapper({"a": "x"}, str.upper, "q_") == "x X"


def test_hashable_forms_ignore_the_order_of_keys_only() -> None:
    assert make_hashable({"b": [1], "a": {}}) == make_hashable({"a": {}, "b": [1]}) == (("a", ()), ("b", (1,)))
    assert make_hashable([1, 2]) != make_hashable([2, 1])


def test_deconstruction_gives_path_and_arguments() -> None:
    assert Plain(1, b=2).deconstruct() == (f"{__name__}.Plain", (1,), {"b": 2})
    assert Elsewhere().deconstruct()[0] == "collections.OrderedDict"
    assert Below().deconstruct()[0] == f"{__name__}.Below"


def test_what_cannot_be_imported_cannot_be_deconstructed() -> None:
    @deconstructible
    class Inner:
        pass

    with pytest.raises(ValueError, match="Could not find object"):
        Inner().deconstruct()


def test_import_string_says_what_is_missing() -> None:
    assert import_string("django.utils.tree.Node") is Node
    with pytest.raises(ImportError, match="doesn't look like a module path"):
        import_string("nodots")
    with pytest.raises(ImportError, match='Module "django.utils" does not define a "nope" attribute/class'):
        import_string("django.utils.nope")


def test_layers_hold_only_what_earlier_layers_allow() -> None:
    graph = {"c": ["a", "b"], "b": ["a"], "a": [], "d": []}
    assert list(topological_sort_as_sets(graph)) == [{"a", "d"}, {"b"}, {"c"}]
    assert stable_topological_sort(["c", "d", "b", "a"], graph) == ["d", "a", "b", "c"]
    with pytest.raises(CyclicDependencyError, match="Cyclic dependency in graph"):
        list(topological_sort_as_sets({1: [2], 2: [1]}))


def test_blocking_code_is_refused_inside_a_loop_only(monkeypatch) -> None:
    @async_unsafe
    def touch() -> str:
        return "touched"

    async def inside() -> str:
        return touch()

    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    assert touch() == "touched"
    with pytest.raises(SynchronousOnlyOperation, match="from an async context"):
        asyncio.run(inside())
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    assert asyncio.run(inside()) == "touched"


def test_signatures_are_read_without_self() -> None:
    class Owner:
        def method(self, a, b=1, *args, c, **kwargs):
            pass

        def bare(self):
            pass

    assert signatures.get_func_args(Owner().method) == ["a", "b", "c"]
    assert signatures.get_func_full_args(Owner.method) == [("a",), ("b", 1), ("*args",), ("c",), ("**kwargs",)]
    assert signatures.method_has_no_args(Owner().bare) and signatures.method_has_no_args(Owner.bare)
    assert signatures.func_accepts_kwargs(Owner().method) and signatures.func_supports_parameter(Owner().method, "c")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:0a0a:0a0a", "::ffff:10.10.10.10"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_addresses_are_shortened(address: str, expected: str) -> None:
    assert clean_ipv6_address(address) == expected


def test_mapped_addresses_are_unpacked_on_demand_and_others_refused() -> None:
    assert clean_ipv6_address("::ffff:0a0a:0a0a", unpack_ipv4=True) == "10.10.10.10"
    with pytest.raises(ValidationError, match="This is not a valid IPv6 address"):
        clean_ipv6_address("1" * 60)


def test_colours_are_read_from_the_environment_text() -> None:
    assert termcolors.parse_color_setting("nocolor") is None
    assert termcolors.parse_color_setting("light;error=green/blue,bold")["ERROR"] == {
        "fg": "green",
        "bg": "blue",
        "opts": ("bold",),
    }
    assert termcolors.colorize("x", fg="red", opts=("bold",)) == "\x1b[31;1mx\x1b[0m"


def test_versions_as_pep_440_writes_them() -> None:
    assert version.get_version((5, 2, 0, "final", 0)) == "5.2"
    assert version.get_version((5, 2, 1, "rc", 2)) == "5.2.1rc2"
    assert version.get_version_tuple("5.2.1rc2") == (5, 2, 1)


def test_format_html_without_arguments_warns() -> None:
    from django.utils.html import format_html

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert format_html("<b>") == "<b>"
    assert "without passing args or kwargs" in str(caught[0].message)
