"""Draft: the changeable side of a Query, alive during one refining step only.

A Draft is also what expressions resolve against: `resolve_ref`, `resolve_condition`. When the step is done `frozen()`
gives the new Query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions.references import Col, ColPairs, Ref
from django.db.models.fields import hooks
from django.db.models.memo.slots import Slots
from django.db.models.plan import filters, joins, paths
from django.db.models.plan.conditions import Resolved
from django.db.models.plan.query import DEFAULTS, LETTERS, Annotation, Query, root_query
from django.db.query.expressions import Column
from django.db.query.node import Node
from django.utils.near_miss import did_you_mean


class Draft:
    """One refining step on a Query.

    Args:
        query: where the step starts, or a model (all of its rows).
        slots: collects the caller's values.
        bare: columns of the model's own table carry no label (for constraints and indexes).
        letter: first letter of all labels of a statement that is nested from the start.
    """

    def __init__(self, query: Any, slots: Slots | None = None, *, bare: bool = False, letter: str = "") -> None:
        if not isinstance(query, Query):
            query = root_query(query, f"{letter}0" if letter else None)
        self.query = query
        self.model = query.model
        self.slots = slots or Slots(0)
        self.bare = bare
        self.letter = letter
        self.sources = dict(query.sources)
        self.changes: dict[str, Any] = {}
        # While a FilteredRelation's condition is resolved: its relation, and the name that stands for it.
        self.renaming: tuple[str, str] | None = None

    # What the query says now, changes included.

    def __getattr__(self, name: str) -> Any:
        if name in DEFAULTS:
            return self.changes[name] if name in self.changes else getattr(self.query, name)
        raise AttributeError(name)

    def set(self, **changes: Any) -> None:
        """Note what the new query says differently."""
        self.changes.update(changes)

    def frozen(self) -> Query:
        """Return the Query this step arrived at."""
        if self.query.sticky and "sticky" not in self.changes:
            self.changes["sticky"] = frozenset()
        return self.query.but(sources=self.sources, **self.changes)

    # What expressions ask for.

    @property
    def opts(self) -> Any:
        return self.model._meta

    def get_meta(self) -> Any:
        """Return the options of the model."""
        return self.model._meta

    @property
    def base_label(self) -> str:
        return next(iter(self.sources))

    def get_initial_alias(self) -> str:
        """Return the label of the model's own table."""
        return self.base_label

    def resolve_ref(
        self, name: str, allow_joins: bool = True, reuse: set[str] | None = None, summarize: bool = False
    ) -> Any:
        """Return the expression a name stands for: an annotation, a column, or a transform of either.

        Raises:
            FieldError: the name is unknown, or needs a join where none is allowed.
        """
        name = self.renamed(name)
        if summarize and name in self.summary:
            return self.summary[name][0]
        annotation, rest = self.find_annotation(name.split(LOOKUP_SEP))
        if annotation is not None:
            return self._annotation_ref(annotation, rest, name, summarize)
        path = paths.find_path(
            name.split(LOOKUP_SEP), self.opts, filtered=self.filtered_path, choices=self.annotation_names
        )
        if not allow_joins and paths.trimmed(path)[0]:
            raise FieldError(
                f"Joined field references are not permitted in this query: {name!r} needs a join. Use Subquery()."
            )
        label, targets = joins.connect(self, path, reuse)
        return self.column_under(label, targets, path)

    def renamed(self, name: str) -> str:
        """Return a name inside a FilteredRelation's condition as it reads outside of it."""
        if self.renaming is None:
            return name
        relation, alias = self.renaming
        if name == relation or name.startswith(relation + LOOKUP_SEP):
            return alias + name[len(relation) :]
        return name

    def column_under(self, label: str, targets: tuple[Any, ...], path: paths.Path) -> Any:
        """Return the column a path leads to, under the transforms named behind it.

        Raises:
            FieldError: a name behind a relation is neither a field nor a transform.
        """
        if not path.rest or not path.field.is_relation or len(targets) > 1:
            column = self.column(label, targets, path.field)
        else:
            column = targets[0].get_col(label)
            if column.get_transform(path.rest[0]) is None:
                raise paths.unknown_name(path.rest[0], path.infos[-1].to_opts)
        for part in path.rest:
            column = self.transformed(column, part)
        return column

    def column(self, label: str, targets: tuple[Any, ...], field: Any) -> Any:
        """Return the expression for the target fields at `label`, read as `field`."""
        if len(targets) > 1:
            return ColPairs(label, targets, targets, field)
        target = targets[0]
        if getattr(target, "column", None) is None and hasattr(target, "get_col"):
            return target.get_col(label)
        # A join that was left out is read from the near side: what is there is a key of the same type as the field.
        return Col("" if self.bare else label, target, field)

    def _annotation_ref(self, name: str, rest: list[str], asked: str, summarize: bool) -> Any:
        expression = self.annotations[name].expression
        if summarize:
            found: Any = SummaryRef(name, expression)
        elif getattr(expression, "contains_aggregate", False) or self.shows(name):
            found = Ref(name, expression)
        else:
            found = expression
        for part in rest:
            found = self.transformed(found, part)
        return found

    def shown_annotations(self) -> dict[str, Annotation]:
        """Return the annotations that are selected."""
        if self.shown is None:
            return self.annotations
        return {name: value for name, value in self.annotations.items() if name in self.shown}

    def shows_extra(self, name: str) -> bool:
        """Tell whether an extra(select=) is selected."""
        return name in self.extra and (self.selection is None or ("extra", name) in self.selection.columns)

    def shows(self, name: str) -> bool:
        """Tell whether the annotation is selected."""
        return name in self.annotations and (self.shown is None or name in self.shown)

    def transformed(self, expression: Any, name: str, asked: Sequence[str] = ()) -> Any:
        """Return `expression` under the transform called `name`.

        Args:
            expression: what is transformed.
            name: of the transform.
            asked: all the names behind the column, for the error.

        Raises:
            FieldError: its type has no such transform.
        """
        transform = expression.get_transform(name) if hasattr(expression, "get_transform") else None
        if transform is None:
            raise unsupported_lookup(name, expression, LOOKUP_SEP.join(asked) or name)
        return transform(expression)

    def seen_from(self, model: Any, label: str) -> SeenFrom:
        """Return what resolves names as fields of `model`, whose rows are those at `label`."""
        return SeenFrom(self, model, label)

    def find_annotation(self, parts: list[str]) -> tuple[str | None, list[str]]:
        """Return the annotation that the first parts name (longest match) and the parts behind it."""
        annotations = self.annotations
        if annotations:
            for size in range(len(parts), 0, -1):
                name = LOOKUP_SEP.join(parts[:size])
                if name in annotations:
                    return name, parts[size:]
        return None, parts

    def annotation_names(self) -> list[str]:
        """Return the names a look-up may start with besides fields."""
        return [*self.annotations, *self.filtered]

    def filtered_path(self, name: str) -> tuple[Any, ...] | None:
        """Return the path infos behind a FilteredRelation's name, the last one marked with it."""
        filtered = self.filtered.get(name)
        if filtered is None:
            return None
        path = paths.find_path(
            filtered.relation_name.split(LOOKUP_SEP),
            self.opts,
            filtered=lambda other: None if other == name else self.filtered_path(other),
            whole=True,
        )
        *before, last = path.infos
        return (*before, last._replace(filtered_relation=filtered))

    def resolve_condition(
        self, condition: Any, allow_joins: bool = True, reuse: set[str] | None = None, summarize: bool = False
    ) -> Any:
        """Return a Q (or a conditional expression) as a resolved condition with `lower()`."""
        node = filters.condition(self, condition, allow_joins=allow_joins, reuse=reuse, summarize=summarize)
        return Resolved(node)

    def relation_condition(self, filtered: Any, label: str) -> Node:
        """Return the condition of a FilteredRelation that stands in the sources under `label`."""
        return filters.relation_condition(self, filtered, label)

    def nested(self, model: Any) -> Draft:
        """Return a Draft for a statement inside this one; the values are collected together."""
        return Draft(model, self.slots, letter=LETTERS[0])

    def free_label(self, table: str) -> str:
        """Return a label for one more source of `table`: its own name while that is free."""
        if self.letter:
            return f"{self.letter}{len(self.sources)}"
        if table not in self.sources:
            return table
        number = len(self.sources) + 1
        while f"T{number}" in self.sources:
            number += 1
        return f"T{number}"

    # Building.

    def annotate(self, name: str, expression: Any, node: Node, *, shown: bool = True) -> None:
        """Add (or replace) an annotation."""
        annotations = {key: value for key, value in self.annotations.items() if key != name}
        annotations[name] = Annotation(expression, node)
        before = self.shown
        if before is not None or not shown:
            names = set(self.annotations if before is None else before)
            names = names | {name} if shown else names - {name}
            self.set(shown=frozenset(names))
        self.set(annotations=annotations)

    def add_where(self, nodes: Iterable[Node]) -> None:
        """Demand that further conditions hold."""
        self.set(where=(*self.where, *nodes))


class SeenFrom:
    """Resolves the expressions of a related model's Meta.ordering against its rows in a draft."""

    def __init__(self, draft: Draft, model: Any, label: str) -> None:
        self.draft = draft
        self.model = model
        self.label = label

    def __getattr__(self, name: str) -> Any:
        return getattr(self.draft, name)

    def resolve_ref(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Return the column that `name` means for the related model."""
        path = paths.find_path(name.split(LOOKUP_SEP), self.model._meta)
        label, targets = joins.connect(self.draft, path, None, start=self.label)
        return self.draft.column_under(label, targets, path)


class SummaryRef(Ref):
    """An annotation's value in each row that aggregate() goes over."""

    contains_aggregate = False
    contains_over_clause = False

    def lower(self) -> Node:
        """Return the annotation's name; where it is computed is decided when the statement is finished."""
        return Column("", self.refs)


def unsupported_lookup(name: str, expression: Any, asked: str = "") -> FieldError:
    """Return the error for a lookup or transform that the expression's type does not have."""
    import difflib  # cost: only this error needs it

    output = getattr(expression, "_output_field_or_none", None) or getattr(expression, "output_field", None)
    offered = difflib.get_close_matches(name, output.get_lookups()) if hasattr(output, "get_lookups") else []
    hint = f", perhaps you meant {' or '.join(offered)}?" if offered else "."
    if not offered and getattr(output, "is_relation", False):
        # Behind a relation, a field of the other model may have been meant.
        hint += did_you_mean(name, paths.field_names(output.related_model._meta))
    return FieldError(
        f"Unsupported lookup '{asked or name}' for {type(output).__name__} or join on the field not permitted{hint}"
    )


def _resolved_bare(model: Any, expression: Any) -> Any:
    """The expression over columns of the model's table alone, which carry no label: for generated columns."""
    return expression.resolve_expression(Draft(model, bare=True))


hooks.resolve_unqualified.give(_resolved_bare)
