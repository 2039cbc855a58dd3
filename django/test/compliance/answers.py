"""What a QuerySet should answer, worked out in Python over the same rows.

The rules are those that Django documents, with SQL's logic of true, false and unknown (None):

* Look-ups of one filter() call that follow the same relation to several rows mean the same related row; those of
  another call mean another one. Each fitting combination of related rows gives the object once more.
* Below a negation each look-up over a relation to several rows stands for itself: some related row fits. Where
  there is no related row, "is null" fits.
* A comparison with a missing value is unknown. Directly negated (an odd number of times) it counts as false, so the
  row is kept.
* XOR is true if an odd number of its parts is true.
* Aggregates see the rows as the calls before and after have joined them: over the relation they name, joined anew
  unless an earlier call has joined it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Row = dict[str, Any]

AUTHORS = [(1, "ann", 30), (2, "bob", None), (3, "cid", 30), (4, "dee", 2), (5, "eve", None)]
PUBLISHERS = [(1, "ace"), (2, "bob"), (3, "cog")]
CATEGORIES = [(1, "ann", None), (2, "art", 1), (3, "bio", 1), (4, "cog", 2)]
BOOKS = [
    (1, "art", 1, 1, 1),
    (2, "bio", 1, None, 2),
    (3, "cog", 2, 2, None),
    (4, "dee", 3, 1, 2),
    (5, "ace", 3, None, None),
    (6, "bob", 3, 3, 30),
    (7, "art", 1, 1, 3),
]
BOOK_CATEGORIES = [(1, 1), (1, 2), (2, 2), (4, 3), (4, 4), (6, 1), (7, 1)]
REVIEWS = [(1, 1, 2, 1), (2, 1, 3, 2), (3, 2, 3, 3), (4, 4, 1, 1), (5, 4, 2, 1), (6, 7, 2, 3)]

TABLES: dict[str, dict[int, Row]] = {
    "author": {row[0]: dict(zip(("pk", "name", "age"), row, strict=True)) for row in AUTHORS},
    "publisher": {row[0]: dict(zip(("pk", "name"), row, strict=True)) for row in PUBLISHERS},
    "category": {row[0]: dict(zip(("pk", "name", "parent"), row, strict=True)) for row in CATEGORIES},
    "book": {row[0]: dict(zip(("pk", "title", "author", "publisher", "pages"), row, strict=True)) for row in BOOKS},
    "review": {row[0]: dict(zip(("pk", "book", "reviewer", "stars"), row, strict=True)) for row in REVIEWS},
}
FIELDS: dict[str, dict[str, type]] = {
    "author": {"pk": int, "name": str, "age": int},
    "publisher": {"pk": int, "name": str},
    "category": {"pk": int, "name": str},
    "book": {"pk": int, "title": str, "pages": int},
    "review": {"pk": int, "stars": int},
}


class Relation(NamedTuple):
    """A relation by name: where it leads, whether to several rows, and how."""

    to: str
    many: bool
    follow: Callable[[Row], list[Row]]


def _one(to: str, name: str) -> Relation:
    return Relation(to, False, lambda row: [TABLES[to][row[name]]] if row[name] is not None else [])


def _pointing(to: str, name: str) -> Relation:
    return Relation(to, True, lambda row: [other for other in TABLES[to].values() if other[name] == row["pk"]])


RELATIONS: dict[str, dict[str, Relation]] = {
    "author": {"books": _pointing("book", "author"), "reviews": _pointing("review", "reviewer")},
    "publisher": {"books": _pointing("book", "publisher")},
    "category": {
        "parent": _one("category", "parent"),
        "children": _pointing("category", "parent"),
        "books": Relation("book", True, lambda row: [TABLES["book"][b] for b, c in BOOK_CATEGORIES if c == row["pk"]]),
    },
    "book": {
        "author": _one("author", "author"),
        "publisher": _one("publisher", "publisher"),
        "categories": Relation(
            "category", True, lambda row: [TABLES["category"][c] for b, c in BOOK_CATEGORIES if b == row["pk"]]
        ),
        "reviews": _pointing("review", "book"),
    },
    "review": {"book": _one("book", "book"), "reviewer": _one("author", "reviewer")},
}


class Leaf(NamedTuple):
    """One look-up: relations, field (None: the relation itself), lookup, value."""

    path: tuple[str, ...]
    field: str | None
    lookup: str
    value: Any

    @property
    def keyword(self) -> str:
        return "__".join([*self.path, *([self.field] if self.field else []), self.lookup])


class Branch(NamedTuple):
    """Parts joined by AND, OR or XOR; or NOT of one part."""

    connector: str
    parts: tuple[Any, ...]


Condition = Leaf | Branch
Env = dict[tuple[str, ...], Row | None]


#: In an Env: the row that the aggregate looks at.
AGGREGATED = ("(aggregated)",)


class Joined(NamedTuple):
    """An object with the related rows it has been joined with."""

    row: Row
    env: Env


def many_paths(model: str, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the beginnings of a path that end with a relation to several rows."""
    found = []
    for position, name in enumerate(path):
        relation = RELATIONS[model][name]
        if relation.many:
            found.append(path[: position + 1])
        model = relation.to
    return found


def leaves(condition: Condition, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield each look-up and whether it stands below a negation."""
    if isinstance(condition, Leaf):
        yield condition, negated
        return
    for part in condition.parts:
        yield from leaves(part, negated or condition.connector == "NOT")


def _reached(model: str, row: Row, path: tuple[str, ...], env: Env) -> Row | None:
    current: Row | None = row
    for position, name in enumerate(path):
        relation = RELATIONS[model][name]
        if relation.many:
            current = env[path[: position + 1]]
        elif current is not None:
            current = next(iter(relation.follow(current)), None)
        model = relation.to
    return current


def join(model: str, joined: Joined, paths: list[tuple[str, ...]]) -> list[Joined]:
    """Return the object joined with each combination of related rows at the ends of `paths`."""
    found = [joined]
    for path in paths:
        found = [Joined(each.row, {**each.env, path: end}) for each in found for end in _ends(model, each, path)]
    return found


def _ends(model: str, joined: Joined, path: tuple[str, ...]) -> list[Row | None]:
    near = _reached(model, joined.row, path[:-1], joined.env)
    for name in path[:-1]:
        model = RELATIONS[model][name].to
    if near is None:
        return [None]
    found: list[Row | None] = list(RELATIONS[model][path[-1]].follow(near))
    return found or [None]


def filtered(model: str, rows: list[Joined], condition: Condition) -> list[Joined]:
    """Return the rows after one filter() call."""
    paths: list[tuple[str, ...]] = []
    for leaf, negated in leaves(condition):
        if not negated:
            paths += [path for path in many_paths(model, leaf.path) if path not in paths]
    return [each for row in rows for each in join(model, row, paths) if _truth(model, each, condition, 0) is True]


def _truth(model: str, joined: Joined, condition: Condition, negations: int) -> bool | None:
    if isinstance(condition, Leaf):
        return _leaf_truth(model, joined, condition, negations)
    if condition.connector == "NOT":
        inner = _truth(model, joined, condition.parts[0], negations + 1)
        return None if inner is None else not inner
    found = [_truth(model, joined, part, negations) for part in condition.parts]
    if condition.connector == "XOR":
        return found.count(True) % 2 == 1
    decisive = condition.connector == "OR"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def _leaf_truth(model: str, joined: Joined, leaf: Leaf, negations: int) -> bool | None:
    paths = many_paths(model, leaf.path)
    if not negations or not paths:
        found = compared(_reached(model, joined.row, leaf.path, joined.env), leaf)
        return bool(found) if negations % 2 else found
    choices = join(model, Joined(joined.row, {}), paths)
    return any(compared(_reached(model, each.row, leaf.path, each.env), leaf) for each in choices)


def compared(row: Row | None, leaf: Leaf) -> bool | None:
    """Return what the look-up says about the row its path leads to."""
    value = None if row is None else row[leaf.field or "pk"]
    return compare(value, leaf.lookup, leaf.value)


def compare(value: Any, lookup: str, wanted: Any) -> bool | None:
    """Return what a look-up says about a value."""
    if lookup == "isnull":
        return (value is None) is wanted
    if lookup == "in":
        wanted = [item for item in wanted if item is not None]
        if not wanted:
            return False
    if value is None:
        return None
    if lookup == "in":
        return value in wanted
    if lookup == "startswith":
        return value.startswith(wanted)
    return {"exact": value == wanted, "gt": value > wanted, "lte": value <= wanted}[lookup]


class Annotation(NamedTuple):
    """An aggregate over a field at the end of a path."""

    function: str
    path: tuple[str, ...]
    field: str
    distinct: bool = False


def aggregated(model: str, rows: list[Joined], annotation: Annotation) -> tuple[list[Joined], Callable[..., Any]]:
    """Return the rows joined as the aggregate needs them, and the function from a group of rows to its value."""
    missing = [path for path in many_paths(model, annotation.path) if path not in (rows[0].env if rows else ())]
    joined = [each for row in rows for each in join(model, row, missing)]
    # Later calls join the relation anew; the aggregate goes on meaning the rows of now.
    ends = [_reached(model, each.row, annotation.path, each.env) for each in joined]
    rows = [Joined(each.row, {**each.env, AGGREGATED: end}) for each, end in zip(joined, ends, strict=True)]

    def value(group: list[Joined]) -> Any:
        ends = [each.env[AGGREGATED] for each in group]
        found = [end[annotation.field] for end in ends if end is not None and end[annotation.field] is not None]
        if annotation.distinct:
            found = list(set(found))
        if annotation.function == "Count":
            return len(found)
        return {"Sum": sum, "Max": max, "Min": min}[annotation.function](found) if found else None

    return rows, value
