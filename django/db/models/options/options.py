"""Options: what a model's `Meta` says, and everything else known about a model (`Model._meta`).

Here is what Meta gives and how a model is set up; the views of its fields are in `fields`, its ancestors and the
relations that point at it in `relations`.
"""

from __future__ import annotations

import bisect
import copy
from collections.abc import Iterable
from typing import Any

from django.apps.registry import apps as global_apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.backends import identifiers
from django.db.connections import connections
from django.db.models.fields import AutoField, proxy
from django.db.models.manager import Manager
from django.db.models.options.fields import FieldViews
from django.db.models.options.relations import (
    Ancestry,
)
from django.db.models.plan.memo import memo
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.near_miss import near_miss
from django.utils.text import camel_case_to_spaces, format_lazy
from django.utils.translation import override

DEFAULT_NAMES = (
    "verbose_name",
    "verbose_name_plural",
    "db_table",
    "db_table_comment",
    "ordering",
    "unique_together",
    "permissions",
    "get_latest_by",
    "order_with_respect_to",
    "app_label",
    "db_tablespace",
    "abstract",
    "managed",
    "proxy",
    "swappable",
    "auto_created",
    "apps",
    "default_permissions",
    "select_on_save",
    "default_related_name",
    "required_db_features",
    "required_db_vendor",
    "base_manager_name",
    "default_manager_name",
    "indexes",
    "constraints",
    # Ours: the alias of a model's rows where neither a router nor the caller says otherwise. Two spellings.
    "db_connection",
    "using",
)

# No engine in use takes shorter names than this, so shorter tables need not ask how long a name may be.
_ALWAYS_FITS = 30


def normalize_together(option_together: Any) -> Any:
    """Return `unique_together` as a tuple of tuples; a single pair may be written without the outer one.

    What is no collection at all is returned as it is: the system checks speak about it.
    """
    try:
        if not option_together:
            return ()
        if not isinstance(option_together, tuple | list):
            raise TypeError
        if not isinstance(next(iter(option_together)), tuple | list):
            option_together = (option_together,)
        return tuple(tuple(names) for names in option_together)
    except TypeError:
        return option_together


class Options(FieldViews, Ancestry):
    """Everything known about one model. Set up while the class is made; changed by migrations' states only."""

    default_apps = global_apps

    def __init__(self, meta: Any, app_label: str | None = None) -> None:
        self._reset_caches()
        self.local_fields: list[Any] = []
        self.local_many_to_many: list[Any] = []
        self.private_fields: list[Any] = []
        self.local_managers: list[Any] = []
        self.base_manager_name: str | None = None
        self.default_manager_name: str | None = None
        self.model_name: str | None = None
        self.verbose_name: Any = None
        self.verbose_name_plural: Any = None
        self.db_table = ""
        self.db_table_comment = ""
        self.ordering: Any = []
        self._ordering_clash = False
        self.indexes: list[Any] = []
        self.constraints: list[Any] = []
        self.unique_together: Any = []
        self.select_on_save = False
        self.default_permissions: Any = ("add", "change", "delete", "view")
        self.permissions: Any = []
        self.object_name: str | None = None
        self.app_label: Any = app_label
        self.get_latest_by: Any = None
        self.order_with_respect_to: Any = None
        self.db_tablespace = settings.DEFAULT_TABLESPACE
        self.required_db_features: Any = []
        self.required_db_vendor: str | None = None
        self.db_connection: str | None = None
        self.meta = meta
        self.pk: Any = None
        self.auto_field: Any = None
        self.abstract = False
        self.managed = True
        self.proxy = False
        #: For a proxy the model it stands for, maybe a proxy too; `concrete_model` is the one that has the table.
        self.proxy_for_model: Any = None
        self.concrete_model: Any = None
        self.swappable: str | None = None
        #: Parent model to the OneToOneField that leads there; None for the parent of a proxy.
        self.parents: dict[Any, Any] = {}
        self.auto_created: Any = False
        #: Fields of abstract ancestors that refer to other models: their deferred work is done once, by the concrete.
        self.related_fkey_lookups: list[Any] = []
        self.apps = self.default_apps
        self.default_related_name: str | None = None
        self.original_attrs: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Options for {self.object_name}>"

    def __str__(self) -> str:
        return self.label_lower

    # --- names --------------------------------------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """`app_label.ModelName`."""
        return f"{self.app_label}.{self.object_name}"

    @property
    def label_lower(self) -> str:
        """`app_label.modelname`."""
        return f"{self.app_label}.{self.model_name}"

    @property
    def app_config(self) -> Any:
        """The AppConfig of the model's app; None where it is not installed."""
        return self.apps.app_configs.get(self.app_label)

    @property
    def installed(self) -> bool:
        """Whether the model's app is installed."""
        return self.app_config is not None

    @property
    def verbose_name_raw(self) -> str:
        """The verbose name without translation."""
        with override(None):
            return str(self.verbose_name)

    @property
    def ordering(self) -> Any:
        """The order of rows where none is asked for."""
        return self._ordering

    @ordering.setter
    def ordering(self, names: Any) -> None:
        self._ordering = names
        if self.__dict__.get("pk") is not None:
            # The model is in use: its queries may have been worked out in the former order.
            memo.forget()

    @property
    def using(self) -> str | None:
        """The same as `db_connection`."""
        return self.db_connection

    @property
    def swapped(self) -> str | None:
        """The model that a setting puts in this one's place, as `"app_label.ModelName"`; else None."""
        if not self.swappable:
            return None
        replacement = getattr(settings, self.swappable, None)
        if not replacement:
            return None
        app_label, _, name = str(replacement).partition(".")
        return replacement if f"{app_label}.{name.lower()}" != self.label_lower else None

    # --- setting up ---------------------------------------------------------------------------------------------------

    def contribute_to_class(self, cls: Any, name: str) -> None:
        """Become `cls._meta` and take over what its Meta says.

        Raises:
            TypeError: Meta has an attribute nobody knows.
        """
        cls._meta = self
        self.model = cls
        self.object_name = cls.__name__
        self.model_name = self.object_name.lower()
        self.verbose_name = camel_case_to_spaces(self.object_name)
        if self.meta:
            self._take_over(self.meta)
        if self.verbose_name_plural is None:
            self.verbose_name_plural = format_lazy("{}s", self.verbose_name)
        self._ordering_clash = bool(self.ordering and self.order_with_respect_to)
        if not self.abstract:
            self.constraints = self._named_after(cls, self.constraints)
            self.indexes = self._named_after(cls, self.indexes)
        del self.meta
        if not self.db_table:
            self.db_table = _table_name(f"{self.app_label}_{self.model_name}")

    def _take_over(self, meta: Any) -> None:
        written = {name: value for name, value in vars(meta).items() if not name.startswith("_")}
        for name in DEFAULT_NAMES:
            if name in written:
                value = written.pop(name)
            elif hasattr(meta, name):
                value = getattr(meta, name)
            else:
                continue
            setattr(self, "db_connection" if name == "using" else name, value)
            self.original_attrs[name] = value
        self.unique_together = normalize_together(self.unique_together)
        if written:
            raise TypeError(_unknown_options(written))

    def _named_after(self, cls: Any, named: Iterable[Any]) -> list[Any]:
        """Return copies of indexes or constraints whose names have the app and the class filled in."""
        names = {"app_label": cls._meta.app_label.lower(), "class": cls.__name__.lower()}
        copies = []
        for each in named:
            each = each.clone()
            if each.name:
                each.name %= names
            copies.append(each)
        return copies

    def _prepare(self, model: Any) -> None:
        """Add what depends on the model's fields: the order field and the primary key."""
        if self.order_with_respect_to:
            self._prepare_order(model)
        else:
            self.order_with_respect_to = None
        if self.pk is None:
            if self.parents:
                self._take_parent_link_as_pk(model)
            else:
                auto = self._get_default_pk_class()(verbose_name="ID", primary_key=True, auto_created=True)
                model.add_to_class("id", auto)

    def _prepare_order(self, model: Any) -> None:
        # Other models may not be there yet: only this model's own fields are looked at.
        query = self.order_with_respect_to
        own = next((field for field in self._get_fields(reverse=False) if query in (field.name, field.attname)), None)
        if own is None:
            raise FieldDoesNotExist(f"{self.object_name} has no field named '{query}'")
        self.order_with_respect_to = own
        self.ordering = ("_order",)
        if not any(isinstance(field, proxy.OrderWrt) for field in model._meta.local_fields):
            model.add_to_class("_order", proxy.OrderWrt())

    def _take_parent_link_as_pk(self, model: Any) -> None:
        link = next(iter(self.parents.values()))
        # The link of an abstract ancestor is a copy by now: the field of this name is the one that counts.
        field = next((field for field in self.local_fields if field.name == link.name), link)
        field.primary_key = True
        self.setup_pk(field)

    def _get_default_pk_class(self) -> Any:
        path, source = self._default_pk_path()
        if not path:
            raise ImproperlyConfigured(f"{source} must not be empty.")
        try:
            pk_class = import_string(path)
        except ImportError as error:
            raise ImproperlyConfigured(f"{source} refers to the module '{path}' that could not be imported.") from error
        if not issubclass(pk_class, AutoField):
            raise ValueError(f"Primary key '{path}' referred by {source} must subclass AutoField.")
        return pk_class

    def _default_pk_path(self) -> tuple[str, str]:
        config = self.app_config
        path = getattr(config, "default_auto_field", settings.DEFAULT_AUTO_FIELD)
        if config is not None and config._is_default_auto_field_overridden:
            config_class = type(config)
            return path, f"{config_class.__module__}.{config_class.__qualname__}.default_auto_field"
        return path, "DEFAULT_AUTO_FIELD"

    def add_manager(self, manager: Any) -> None:
        """Add a manager of this model."""
        self.local_managers.append(manager)
        self._expire_cache()

    def add_field(self, field: Any, private: bool = False) -> None:
        """Add a field of this model, in the order in which fields were written."""
        if private:
            self.private_fields.append(field)
        elif field.is_relation and field.many_to_many:
            bisect.insort(self.local_many_to_many, field)
        else:
            if self.local_fields and field < self.local_fields[-1]:
                bisect.insort(self.local_fields, field)
            else:
                self.local_fields.append(field)
            self.setup_pk(field)
        target = getattr(field.remote_field, "model", None) if field.is_relation else None
        if target is not None and not isinstance(target, str):
            target._meta._expire_cache(forward=False)
        self._expire_cache(reverse=bool(field.is_relation))

    def setup_pk(self, field: Any) -> None:
        """Take `field` as the primary key if it is one and there is none yet."""
        if not self.pk and field.primary_key:
            self.pk = field
            field.serialize = False

    def setup_proxy(self, target: Any) -> None:
        """Stand for the model `target`: its table and key are ours."""
        self.pk = target._meta.pk
        self.proxy_for_model = target
        self.db_table = target._meta.db_table

    # --- databases ----------------------------------------------------------------------------------------------------

    def can_migrate(self, connection: Any) -> bool:
        """Whether this model has a table of ours on that connection (or alias)."""
        if self.proxy or self.swapped or not self.managed:
            return False
        if isinstance(connection, str):
            connection = connections[connection]
        if self.required_db_vendor:
            return bool(self.required_db_vendor == connection.vendor)
        return all(getattr(connection.features, feature, False) for feature in self.required_db_features)

    # --- managers -----------------------------------------------------------------------------------------------------

    @cached_property
    def managers(self) -> Any:
        """All managers, the model's own and inherited ones, nearest first."""
        found: dict[str, tuple[int, int, Any]] = {}
        bases = [base for base in self.model.mro() if hasattr(base, "_meta")]
        for depth, base in enumerate(bases):
            for manager in base._meta.local_managers:
                if manager.name not in found:
                    found[manager.name] = (depth, manager.creation_counter, self._own(manager))
        in_order = sorted(found.values(), key=lambda item: item[:2])
        return self._immutable("managers", [manager for _, _, manager in in_order])

    def _own(self, manager: Any) -> Any:
        manager = copy.copy(manager)
        manager.model = self.model
        return manager

    @cached_property
    def managers_map(self) -> dict[str, Any]:
        """Name to manager."""
        return {manager.name: manager for manager in self.managers}

    @cached_property
    def base_manager(self) -> Any:
        """The manager for related objects, refresh_from_db() and such: plain unless `base_manager_name` says which."""
        name = self.base_manager_name or self._inherited_base_manager_name()
        if name:
            return self._manager_named(name)
        manager = Manager()
        manager.name = "_base_manager"
        manager.model = self.model
        manager.auto_created = True
        return manager

    def _inherited_base_manager_name(self) -> str | None:
        for parent in self.model.mro()[1:]:
            if hasattr(parent, "_meta"):
                manager = parent._base_manager
                return None if manager.name == "_base_manager" and manager.auto_created else manager.name
        return None

    @cached_property
    def default_manager(self) -> Any:
        """The manager serializers, dumpdata and related managers start from."""
        name = self.default_manager_name
        if not name and not self.local_managers:
            parents = (parent for parent in self.model.mro()[1:] if hasattr(parent, "_meta"))
            name = next((parent._meta.default_manager_name for parent in parents), None)
        if name:
            return self._manager_named(name)
        return self.managers[0] if self.managers else None

    def _manager_named(self, name: str) -> Any:
        try:
            return self.managers_map[name]
        except KeyError:
            raise ValueError(f"{self.object_name} has no manager named {name!r}") from None


def _table_name(name: str) -> str:
    if len(name) <= _ALWAYS_FITS:
        return name
    return identifiers.truncate_name(name, connections["default"].ops.max_name_length())


def _unknown_options(written: Iterable[str]) -> str:
    names = sorted(written)
    text = f"'class Meta' got invalid attribute(s): {','.join(names)}"
    meant = [near for name in names if (near := near_miss(name, DEFAULT_NAMES))]
    return f"{text}. Did you mean {', '.join(map(repr, meant))}?" if meant else text
