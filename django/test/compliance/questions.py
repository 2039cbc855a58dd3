"""Questions put together at random (by hypothesis), as QuerySets and as what Python answers to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

from hypothesis import strategies as st

from django.db import models
from django.db.models import Q
from django.test.compliance import answers as python
from django.test.compliance.answers import Annotation, Branch, Condition, Joined, Leaf

#: Gives the objects of one of the library's models by its lower-case name.
Objects = Callable[[str], Any]

NAMES = ("author", "book", "category", "publisher", "review")
NUMBERS = st.sampled_from([1, 2, 3, 30])
WORDS = st.sampled_from(["ann", "art", "bio", "bob", "cog"])


# --- questions --------------------------------------------------------------------------------------------------------


def paths(model: str, most: int = 2) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    if most:
        for name, relation in python.RELATIONS[model].items():
            found += [(name, *rest) for rest in paths(relation.to, most - 1)]
    return found


def end_of(model: str, path: tuple[str, ...]) -> str:
    return reduce(lambda at, name: python.RELATIONS[at][name].to, path, model)


@st.composite
def leaf(draw: Any, model: str) -> Leaf:
    path = draw(st.sampled_from(paths(model)))
    field = draw(st.sampled_from([*python.FIELDS[end_of(model, path)], *([None] if path else [])]))
    if field is None:
        return Leaf(path, None, "isnull", draw(st.booleans()))
    word = python.FIELDS[end_of(model, path)][field] is str
    values = WORDS if word else NUMBERS
    lookup = draw(st.sampled_from(["exact", "gt", "lte", "in", "isnull", *(["startswith"] if word else [])]))
    if lookup == "isnull":
        return Leaf(path, field, lookup, draw(st.booleans()))
    if lookup == "in":
        return Leaf(path, field, lookup, draw(st.lists(values | st.none(), max_size=3)))
    return Leaf(path, field, lookup, draw(values))


def negated(part: Condition) -> Condition:
    # ~~Q(...) is Q(...).
    return part.parts[0] if isinstance(part, Branch) and part.connector == "NOT" else Branch("NOT", (part,))


def condition(model: str) -> Any:
    return st.recursive(
        leaf(model),
        lambda inner: st.one_of(
            st.builds(
                Branch, st.sampled_from(["AND", "OR", "XOR"]), st.lists(inner, min_size=2, max_size=3).map(tuple)
            ),
            st.builds(negated, inner),
        ),
        max_leaves=4,
    ).filter(lambda found: is_settled(model, found))


def is_settled(model: str, found: Condition) -> bool:
    """Whether no relation to several rows is followed both inside and outside of negations.

    Such a call means the joined row itself if the negation stands behind; that is a rule of its own, tested elsewhere.
    """
    inside, outside = set(), set()
    for each, negated in python.leaves(found):
        (inside if negated else outside).update(python.many_paths(model, each.path))
    return not inside & outside


def as_q(found: Condition) -> Q:
    if isinstance(found, Leaf):
        return Q(**{found.keyword: found.value})
    parts = [as_q(part) for part in found.parts]
    if found.connector == "NOT":
        return ~parts[0]
    return Q(*parts, _connector=found.connector)


class Question(NamedTuple):
    model: str
    calls: tuple[tuple[bool, Condition], ...]
    annotate_at: int | None
    annotation: Annotation | None
    having: tuple[bool, str, int] | None
    distinct: bool
    order: str
    cut: tuple[int, int] | None


@st.composite
def annotation(draw: Any, model: str) -> Annotation:
    path = draw(st.sampled_from([path for path in paths(model) if path]))
    numbers = [name for name, kind in python.FIELDS[end_of(model, path)].items() if kind is int]
    function = draw(st.sampled_from(["Count", "Sum", "Max", "Min"]))
    return Annotation(function, path, draw(st.sampled_from(numbers)), function == "Count" and draw(st.booleans()))


@st.composite
def question(draw: Any, model: str | None = None, *, plain: bool = False) -> Question:
    model = model or draw(st.sampled_from(NAMES))
    calls = tuple(draw(st.lists(st.tuples(st.booleans(), condition(model)), max_size=3)))
    added = not plain and draw(st.booleans())
    return Question(
        model=model,
        calls=calls,
        annotate_at=draw(st.integers(0, len(calls))) if added else None,
        annotation=draw(annotation(model)) if added else None,
        having=draw(st.none() | st.tuples(st.booleans(), st.sampled_from(["exact", "gt", "isnull"]), st.integers(0, 3)))
        if added
        else None,
        distinct=not added and draw(st.booleans()),
        order=draw(st.sampled_from(sorted(python.FIELDS[model]))),
        cut=None if plain else draw(st.none() | st.tuples(st.integers(0, 3), st.integers(0, 4))),
    )


# --- answers ----------------------------------------------------------------------------------------------------------


def queryset(asked: Question, objects: Objects) -> Any:
    """Return the question as a QuerySet, in no particular order."""
    found = objects(asked.model).order_by()
    for position, (negate, each) in enumerate((*asked.calls, (False, None))):
        if position == asked.annotate_at and asked.annotation is not None:
            function, path, field, distinct = asked.annotation
            options = {"distinct": True} if distinct else {}
            found = found.annotate(n=getattr(models, function)("__".join((*path, field)), **options))
        if each is not None:
            found = found.exclude(as_q(each)) if negate else found.filter(as_q(each))
    if asked.having is not None:
        negate, lookup, number = asked.having
        value = bool(number % 2) if lookup == "isnull" else number
        found = found.exclude(**{f"n__{lookup}": value}) if negate else found.filter(**{f"n__{lookup}": value})
    return found.distinct() if asked.distinct else found


def ordered(asked: Question, objects: Objects) -> Any:
    """Return the question as a QuerySet in the order it asks for, cut as it says."""
    found = queryset(asked, objects).order_by(asked.order, "pk")
    if asked.cut is not None:
        start, size = asked.cut
        found = found[start : start + size]
    return found


def shown(asked: Question, found: Any) -> list[Any]:
    """Return rows as they are compared."""
    return [(item.pk, item.n) if asked.annotation else item.pk for item in found]


def python_rows(asked: Question) -> tuple[list[Joined], Any]:
    rows = [Joined(row, {}) for row in python.TABLES[asked.model].values()]
    value = None
    for position, (negate, each) in enumerate((*asked.calls, (False, None))):
        if position == asked.annotate_at and asked.annotation is not None:
            rows, value = python.aggregated(asked.model, rows, asked.annotation)
        if each is not None:
            rows = python.filtered(asked.model, rows, Branch("NOT", (each,)) if negate else each)
    return rows, value


def python_answer(asked: Question, nulls_order_largest: bool) -> list[Any]:
    """Return what Python answers."""
    rows, value = python_rows(asked)
    keys = [row.row["pk"] for row in rows]
    if asked.annotation is None:
        found: list[Any] = sorted(set(keys) if asked.distinct else keys)
    else:
        found = []
        for key in sorted(set(keys)):
            number = value([row for row in rows if row.row["pk"] == key])
            if asked.having is None or _has(number, asked.having):
                found.append((key, number))

    def place(item: Any) -> Any:
        sorted_by = python.TABLES[asked.model][item[0] if asked.annotation else item][asked.order]
        missing_last = nulls_order_largest
        return (not missing_last, sorted_by) if sorted_by is not None else (missing_last,)

    found.sort(key=place)
    if asked.cut is not None:
        start, size = asked.cut
        found = found[start : start + size]
    return found


def _has(number: Any, having: tuple[bool, str, int]) -> bool:
    negate, lookup, wanted = having
    found = python.compare(number, lookup, bool(wanted % 2) if lookup == "isnull" else wanted)
    if found is None:
        return False
    return found is not negate
