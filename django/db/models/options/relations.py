"""A model's ancestors, the ways to and from them, and the relations of other models that point here.

Also the immutable lists in which Options gives what it found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.utils.datastructures import ImmutableList, OrderedSet
from django.utils.functional import cached_property

IMMUTABLE_WARNING = (
    "The return type of '%s' should never be mutated. If you want to manipulate this list for your own use, make a "
    "copy first."
)


def make_immutable_fields_list(name: str, data: Iterable[Any]) -> ImmutableList:
    """Return `data` as a list that says, when somebody tries to change it, that it came from `name`."""
    return ImmutableList(data, warning=IMMUTABLE_WARNING % name)


#: What points at a model that the registry does not list.
EMPTY_RELATION_TREE = ImmutableList(warning=IMMUTABLE_WARNING % "_relation_tree")


class Ancestry:
    """The part of Options that knows other models."""

    @cached_property
    def all_parents(self: Any) -> tuple[Any, ...]:
        """All ancestors with a table of their own or a proxy, nearest first."""
        found: OrderedSet[Any] = OrderedSet(self.parents)
        for parent in self.parents:
            for ancestor in parent._meta.all_parents:
                found.add(ancestor)
        return tuple(found)

    def get_parent_list(self) -> list[Any]:
        """Return all ancestors as a list."""
        return list(self.all_parents)

    def get_base_chain(self: Any, model: Any) -> list[Any]:
        """Return the parent classes that lead from this model to `model`, nearest first; [] if none do."""
        if model in self.parents:
            return [model]
        for parent in self.parents:
            rest = parent._meta.get_base_chain(model)
            if rest:
                return [parent, *rest]
        return []

    def get_ancestor_link(self: Any, ancestor: Any) -> Any:
        """Return the field of this model that leads to `ancestor`, at once or by way of parents; None if none does."""
        if ancestor in self.parents:
            return self.parents[ancestor]
        for parent in self.parents:
            # A proxy parent has no link of its own: the one found further up is the answer.
            link = parent._meta.get_ancestor_link(ancestor)
            if link:
                return self.parents[parent] or link
        return None

    def get_path_to_parent(self: Any, parent: Any) -> list[Any]:
        """Return the PathInfos that lead from this model up to `parent`."""
        if self.model is parent:
            return []
        path = []
        proxied = self.concrete_model
        options = self
        for ancestor in self.get_base_chain(parent):
            if ancestor is proxied:
                options = ancestor._meta
                continue
            link = options.get_ancestor_link(ancestor)
            path.extend(link.path_infos)
            options = ancestor._meta
        return path

    def get_path_from_parent(self: Any, parent: Any) -> list[Any]:
        """Return the PathInfos that lead from `parent` down to this model."""
        if self.model is parent:
            return []
        model = self.concrete_model
        chain = model._meta.get_base_chain(parent)
        chain.reverse()
        chain.append(model)
        path = []
        for upper, lower in pairwise(chain):
            link = lower._meta.get_ancestor_link(upper)
            if link is not None:  # a proxy is the same table as its parent
                path.extend(link.reverse_path_infos)
        return path

    @cached_property
    def _relation_tree(self: Any) -> Any:
        """The fields of all models that point at this one."""
        _spread_relations(self.apps)
        return self.__dict__.get("_relation_tree", EMPTY_RELATION_TREE)


def _spread_relations(apps: Any) -> None:
    """Tell every model of the registry which fields point at it; done for all at once."""
    models = apps.get_models(include_auto_created=True)
    pointing: dict[Any, list[Any]] = defaultdict(list)
    for model in models:
        options = model._meta
        if options.abstract:
            continue
        for field in options._get_fields(reverse=False, include_parents=False):
            if field.is_relation and field.related_model is not None:
                target = field.remote_field.model
                if not isinstance(target, str):
                    pointing[target._meta.concrete_model._meta].append(field)
    for model in models:
        options = model._meta
        options.__dict__["_relation_tree"] = options._immutable(
            "_relation_tree", pointing[options.concrete_model._meta]
        )
