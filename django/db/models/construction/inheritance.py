"""What a model takes over from its parents.

Copies of abstract fields, links to parents with a table, a proxy's table.
"""

from __future__ import annotations

import copy
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.deletion.rules import CASCADE
from django.db.models.fields.related import OneToOneField, resolve_relation
from django.db.models.utils import make_model_tuple


def become_proxy(cls: Any, parents: list[Any]) -> None:
    """Make `cls` stand for its one parent that has a table.

    Raises:
        TypeError: there is no such parent, or more than one, or an abstract one with fields.
        FieldError: `cls` has fields of its own.
    """
    target = None
    name = cls.__name__
    for parent in _models(parents):
        if parent._meta.abstract:
            if parent._meta.fields:
                raise TypeError(f"Abstract base class containing model fields not permitted for proxy model '{name}'.")
        elif target is None:
            target = parent
        elif parent._meta.concrete_model is not target._meta.concrete_model:
            raise TypeError(f"Proxy model '{name}' has more than one non-abstract model base class.")
    if target is None:
        raise TypeError(f"Proxy model '{name}' has no non-abstract model base class.")
    if cls._meta.local_fields or cls._meta.local_many_to_many:
        raise FieldError(f"Proxy model '{name}' contains model fields.")
    cls._meta.setup_proxy(target)
    cls._meta.concrete_model = target._meta.concrete_model


def adopt_parents(cls: Any, parents: list[Any]) -> None:
    """Give `cls` the fields of abstract parents and the links to the others.

    Raises:
        FieldError: a field of `cls` has the name of an inherited one.
    """
    _Adoption(cls, parents).run()
    cls._meta.indexes = [copy.deepcopy(index) for index in cls._meta.indexes]


def _models(classes: list[Any]) -> list[Any]:
    """The classes with `_meta`; Model itself has none."""
    return [each for each in classes if hasattr(each, "_meta")]


def _own_fields(options: Any) -> list[Any]:
    return [*options.local_fields, *options.local_many_to_many]


class _Adoption:
    """One class and its parents, while fields move from these to that."""

    def __init__(self, cls: Any, parents: list[Any]) -> None:
        self.cls = cls
        self.options = cls._meta
        self.parents = _models(parents)
        self.own_names = {field.name for field in [*_own_fields(self.options), *self.options.private_fields]}
        #: Names that stand for something in `cls` or in a class nearer than the one being looked at.
        self.taken: set[str] = set()
        self.declared_links = self._declared_links()

    def run(self) -> None:
        for base in self.cls.mro():
            if base not in self.parents:
                self.taken.update(vars(base))
            else:
                fields = _own_fields(base._meta)
                if base._meta.abstract:
                    self._copy_fields(base, fields)
                else:
                    self._link(base, fields)
                self._copy_private_fields(base)

    def _declared_links(self) -> dict[tuple[str, str], Any]:
        """The parent links written in the class or its abstract parents, by the model they lead to."""
        links = {}
        abstract = [parent for parent in self.parents if parent._meta.abstract]
        for base in reversed([self.cls, *abstract]):
            for field in base._meta.local_fields:
                if isinstance(field, OneToOneField) and field.remote_field.parent_link:
                    links[make_model_tuple(resolve_relation(self.cls, field.remote_field.model))] = field
        return links

    def _link(self, base: Any, fields: list[Any]) -> None:
        """Take `base`, which has a table, as a parent."""
        for field in fields:
            self._refuse_clash(field, base)
            self.taken.add(field.name)
        target = base._meta.concrete_model
        link = self.declared_links.get(make_model_tuple(target))
        if link is None and not self.options.proxy:
            link = self._made_link(target)
        self.options.parents[target] = link

    def _made_link(self, target: Any) -> Any:
        name = f"{target._meta.model_name}_ptr"
        if name in self.own_names:
            raise FieldError(
                f"Auto-generated field '{name}' in class {self.cls.__name__!r} for parent_link to base class "
                f"{target.__name__!r} clashes with declared field of the same name."
            )
        if hasattr(self.cls, name):  # the states of migrations bring it along
            return None
        link = OneToOneField(target, on_delete=CASCADE, name=name, auto_created=True, parent_link=True)
        self.cls.add_to_class(name, link)
        return link

    def _copy_fields(self, base: Any, fields: list[Any]) -> None:
        """Take over the fields of the abstract `base` that nothing nearer replaces."""
        parents = dict(base._meta.parents)
        for field in fields:
            if field.name in self.own_names or field.name in self.taken or field.name in vars(self.cls):
                continue
            mine = copy.deepcopy(field)
            self.cls.add_to_class(field.name, mine)
            if field.one_to_one:
                parents.update({parent: mine for parent, link in parents.items() if link == field})
        self.options.parents.update(parents)

    def _copy_private_fields(self, base: Any) -> None:
        for field in base._meta.private_fields:
            if field.name not in self.own_names:
                mine = copy.deepcopy(field)
                if not base._meta.abstract:
                    mine.mti_inherited = True
                self.cls.add_to_class(field.name, mine)
            elif not base._meta.abstract:
                self._refuse_clash(field, base)

    def _refuse_clash(self, field: Any, base: Any) -> None:
        if field.name in self.own_names:
            raise FieldError(
                f"Local field {field.name!r} in class {self.cls.__name__!r} clashes with field of the same name from "
                f"base class {base.__name__!r}."
            )
