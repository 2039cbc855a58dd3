"""ModelBase: makes a model of a class statement.

In goes the class as written; out comes a class with `_meta`, managers, exceptions of its own, the fields of its
abstract ancestors, and links to its other parents. `inheritance` knows what comes from the parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps.registry import apps
from django.conf import settings
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db.models.construction.inheritance import adopt_parents, become_proxy
from django.db.models.manager import Manager
from django.db.models.options.options import Options
from django.db.models.signals import class_prepared

if TYPE_CHECKING:
    from django.db.models.typed import TargetT


class ModelBase(type):
    """The metaclass of all models."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        parents = [base for base in bases if isinstance(base, ModelBase)]
        if not parents:  # Model itself
            return super().__new__(mcs, name, bases, attrs)
        plain, contributing = _divided(attrs)
        own_meta = plain.pop("Meta", None)
        cls = super().__new__(mcs, name, bases, plain, **kwargs)
        abstract = getattr(own_meta, "abstract", False)
        inherited = getattr(cls, "_meta", None)
        meta = own_meta or getattr(cls, "Meta", None)
        cls.add_to_class("_meta", Options(meta, _app_label(cls, meta, abstract)))
        if not abstract:
            _give_exceptions(cls, parents)
            if inherited is not None and not inherited.abstract:
                _inherit_order(cls._meta, meta, inherited)
        if cls._meta.proxy and inherited is not None and inherited.swapped:
            raise TypeError(f"{name} cannot proxy the swapped model '{inherited.swapped}'.")
        for attribute, value in contributing.items():
            cls.add_to_class(attribute, value)
        if cls._meta.proxy:
            become_proxy(cls, parents)
        else:
            cls._meta.concrete_model = cls
        adopt_parents(cls, parents)
        if abstract:
            # A child is not abstract because its parent is: it must say so itself.
            own_meta.abstract = False
            cls.Meta = own_meta
        else:
            cls._prepare()
            cls._meta.apps.register_model(cls._meta.app_label, cls)
        return cls

    def add_to_class(cls, name: str, value: Any) -> None:
        """Set an attribute; a value that knows how contributes itself."""
        if _contributes(value):
            value.contribute_to_class(cls, name)
        else:
            setattr(cls, name, value)

    def _prepare(cls) -> None:
        """Finish the class once its fields are known: key, order, managers, names; then tell `class_prepared`."""
        options = cls._meta
        options._prepare(cls)
        if options.order_with_respect_to:
            from django.db.models.construction.order_with_respect import (
                give_order_methods,  # cost: few models are so ordered
            )

            give_order_methods(cls)
        if cls.__doc__ is None:
            cls.__doc__ = f"{cls.__name__}({', '.join(field.name for field in options.fields)})"
        url_override = settings.ABSOLUTE_URL_OVERRIDES.get(options.label_lower)
        if url_override:
            cls.get_absolute_url = url_override
        if not options.managers:
            _give_manager(cls)
        for index in options.indexes:
            if not index.name:
                index.set_name_with_model(cls)
        class_prepared.send(sender=cls)

    @property
    def _base_manager(cls: type[TargetT]) -> Manager[TargetT]:  # type: ignore[misc]
        return cls._meta.base_manager

    @property
    def _default_manager(cls: type[TargetT]) -> Manager[TargetT]:  # type: ignore[misc]
        return cls._meta.default_manager


def _contributes(value: Any) -> bool:
    return not isinstance(value, type) and hasattr(value, "contribute_to_class")


def _divided(attrs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `type()` may have, and what must wait because it wants to see the finished class."""
    plain: dict[str, Any] = {}
    contributing: dict[str, Any] = {}
    for name, value in attrs.items():
        (contributing if _contributes(value) else plain)[name] = value
    return plain, contributing


def _app_label(cls: Any, meta: Any, abstract: bool) -> str | None:
    """The app a model belongs to: what Meta says, else the installed app its module lies in."""
    config = apps.get_containing_app_config(cls.__module__)
    label = getattr(meta, "app_label", None)
    if label is not None:
        return label
    if config is not None:
        return config.label
    if abstract:
        return None
    raise RuntimeError(
        f"Model class {cls.__module__}.{cls.__name__} doesn't declare an explicit app_label and isn't in an "
        "application in INSTALLED_APPS."
    )


def _give_exceptions(cls: Any, parents: list[Any]) -> None:
    """Give the model its DoesNotExist and MultipleObjectsReturned, derived from those of its parents."""
    concrete = [parent for parent in parents if hasattr(parent, "_meta") and not parent._meta.abstract]
    for root in (ObjectDoesNotExist, MultipleObjectsReturned):
        name = "DoesNotExist" if root is ObjectDoesNotExist else root.__name__
        bases = tuple(getattr(parent, name) for parent in concrete) or (root,)
        body = {"__module__": cls.__module__, "__qualname__": f"{cls.__qualname__}.{name}"}
        setattr(cls, name, type(name, bases, body))


def _inherit_order(options: Any, meta: Any, inherited: Any) -> None:
    # Of a parent with a table only these come along; all else is the parent's own affair.
    if not hasattr(meta, "ordering"):
        options.ordering = inherited.ordering
    if not hasattr(meta, "get_latest_by"):
        options.get_latest_by = inherited.get_latest_by


def _give_manager(cls: Any) -> None:
    if any(field.name == "objects" for field in cls._meta.fields):
        raise ValueError(f"Model {cls.__name__} must specify a custom Manager, because it has a field named 'objects'.")
    manager = Manager()
    manager.auto_created = True
    cls.add_to_class("objects", manager)
