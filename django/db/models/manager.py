"""Managers: the door from a model to its querysets."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from django.db.models.query import QuerySet
from django.db.models.typed import Managing, ModelT
from django.db.routing.router import router
from django.utils.late import is_late

if TYPE_CHECKING:
    import datetime
    from collections.abc import AsyncIterator, Iterable, Iterator
    from typing import Literal, overload

    from typing_extensions import TypeVar

    from django.db.models.query import RawQuerySet
    from django.db.models.typed import TargetT

    QuerySetT = TypeVar("QuerySetT", bound=QuerySet[Any, Any])


class BaseManager(Managing[ModelT]):
    """What every manager does. `from_queryset()` makes managers that also offer a QuerySet's methods."""

    #: Counts managers, so that the first one written in a model becomes its default.
    creation_counter = 0

    #: True where the house made the manager because the model has none.
    auto_created = False

    #: True for managers that migrations shall carry along.
    use_in_migrations = False

    _queryset_class: Any = None

    # For managers that are made without calling the constructor.
    name: str | None = None
    _db: str | None = None
    _hints: Mapping[str, Any] = MappingProxyType({})

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        manager = super().__new__(cls)
        manager._constructor_args = (args, kwargs)
        return manager

    def __init__(self) -> None:
        super().__init__()
        self._set_creation_counter()
        self.model: type[ModelT] = None  # type: ignore[assignment]  # given by contribute_to_class()
        self.name = None
        self._db = None
        self._hints = {}

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.__class__) and self._constructor_args == other._constructor_args

    def __ne__(self, other: object) -> bool:
        return not (self == other)

    def __hash__(self) -> int:
        return id(self)

    @classmethod
    def from_queryset(cls, queryset_class: type[QuerySetT], class_name: str | None = None) -> type[QuerySetT]:
        """Return a manager class that offers the public methods of `queryset_class` as its own.

        Args:
            queryset_class: methods with `queryset_only = True` stay out, private ones come in with
                `queryset_only = False`.
            class_name: of the new class; by default made from both names.
        """
        name = class_name or f"{cls.__name__}From{queryset_class.__name__}"
        return type(name, (cls,), {"_queryset_class": queryset_class, **cls._get_queryset_methods(queryset_class)})

    @classmethod
    def _get_queryset_methods(cls, queryset_class: type) -> dict[str, Any]:
        """Return the methods that call those of a new queryset, by name; what the manager has itself stays."""
        methods = {}
        for name in dir(queryset_class):
            if name.startswith("__") or hasattr(cls, name) or is_late(queryset_class, name):
                continue
            method = getattr(queryset_class, name)
            if not _is_function(method):
                continue
            queryset_only = getattr(method, "queryset_only", None)
            if not queryset_only and (queryset_only is False or not name.startswith("_")):
                methods[name] = _forward(name, method)
        return methods

    def _set_creation_counter(self) -> None:
        self.creation_counter = BaseManager.creation_counter
        BaseManager.creation_counter += 1

    def contribute_to_class(self, cls: Any, name: str) -> None:
        """Become the attribute `name` of the model `cls`."""
        self.name = self.name or name
        self.model = cls
        setattr(cls, name, ManagerDescriptor(self))
        cls._meta.add_manager(self)

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages of the system checks of this manager."""
        return []

    def deconstruct(self) -> tuple[Any, ...]:
        """Return what makes this manager again, for migrations.

        Returns:
            `(as_manager, manager path, queryset path, args, kwargs)`; the paths not needed are None.

        Raises:
            ValueError: the class cannot be imported where it says it is.
        """
        if getattr(self, "_built_with_as_manager", False):
            return True, None, _path(self._queryset_class), None, None
        from importlib import import_module  # cost: only migrations ask

        module, name = self.__class__.__module__, self.__class__.__name__
        if not hasattr(import_module(module), name):
            raise ValueError(
                f"Could not find manager {name} in {module}.\nPlease note that you need to inherit from managers you "
                "dynamically generated with 'from_queryset()'."
            )
        args, kwargs = self._constructor_args
        return False, f"{module}.{name}", None, args, kwargs

    def db_manager(self, using: str | None = None, hints: dict[str, Any] | None = None) -> Self:
        """Return a copy of this manager whose querysets use the alias `using`."""
        manager = copy.copy(self)
        manager._db = using or self._db
        manager._hints = hints or self._hints
        return manager

    @property
    def db(self) -> str:
        """The alias a query of this manager would read from."""
        return self._db or router.db_for_read(self.model, **self._hints)

    def get_queryset(self) -> QuerySet[ModelT]:
        """Return a new queryset of all rows; override it to change what the manager shows."""
        cls = self._queryset_class
        if cls._is_plain:
            return cls(self.model, None, self._db, self._hints)
        # As documented, for the constructors of others.
        return cls(model=self.model, using=self._db, hints=self._hints)

    def all(self) -> QuerySet[ModelT]:
        """Return the queryset of this manager."""
        # Not through the queryset's own all(): get_queryset() may be overridden, and what it gives is fresh already.
        return self.get_queryset()


def _is_function(value: Any) -> bool:
    return hasattr(value, "__code__") or hasattr(value, "__wrapped__")


def _forward(name: str, method: Any) -> Any:
    if method is QuerySet.create:
        return _creating(method)

    @wraps(method)
    def forwarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(self.get_queryset(), name)(*args, **kwargs)

    return forwarded


def _creating(method: Any) -> Any:
    @wraps(method)
    def create(self: Any, **kwargs: Any) -> Any:
        cls = self._queryset_class
        if (
            cls._is_plain
            and cls.create is method
            and not self._hints
            and type(self).get_queryset is BaseManager.get_queryset
            and "get_queryset" not in self.__dict__
        ):
            # Nobody would see the queryset.
            plan = self.model._meta.write_plans.get("plan")
            if plan is not None:
                obj = plan.create(kwargs, self._db or router.alias_for_write(self.model))
                if obj is not None:
                    return obj
        return self.get_queryset().create(**kwargs)

    return create


def _path(cls: type) -> str:
    return f"{cls.__module__}.{cls.__name__}"


if TYPE_CHECKING:

    class Manager(BaseManager[ModelT]):
        """What checkers see: the methods of QuerySet, which give QuerySets."""

        def get_queryset(self) -> QuerySet[ModelT]: ...
        def all(self) -> QuerySet[ModelT]: ...
        def none(self) -> QuerySet[ModelT]: ...
        def using(self, alias: str | None) -> QuerySet[ModelT]: ...
        def filter(self, *args: Any, **kwargs: Any) -> QuerySet[ModelT]: ...
        def exclude(self, *args: Any, **kwargs: Any) -> QuerySet[ModelT]: ...
        def complex_filter(self, filter_obj: Any) -> QuerySet[ModelT]: ...
        def union(self, *other_qs: Any, all: bool = False) -> QuerySet[ModelT]: ...
        def intersection(self, *other_qs: Any) -> QuerySet[ModelT]: ...
        def difference(self, *other_qs: Any) -> QuerySet[ModelT]: ...
        def annotate(self, *args: Any, **kwargs: Any) -> QuerySet[ModelT]: ...
        def alias(self, *args: Any, **kwargs: Any) -> QuerySet[ModelT]: ...
        def order_by(self, *field_names: Any) -> QuerySet[ModelT]: ...
        def reverse(self) -> QuerySet[ModelT]: ...
        def distinct(self, *field_names: str) -> QuerySet[ModelT]: ...
        def select_for_update(
            self, nowait: bool = False, skip_locked: bool = False, of: Any = (), no_key: bool = False
        ) -> QuerySet[ModelT]: ...
        def select_related(self, *fields: Any) -> QuerySet[ModelT]: ...
        def prefetch_related(self, *lookups: Any) -> QuerySet[ModelT]: ...
        def defer(self, *fields: Any) -> QuerySet[ModelT]: ...
        def only(self, *fields: Any) -> QuerySet[ModelT]: ...
        def extra(
            self,
            select: Any = None,
            where: Any = None,
            params: Any = None,
            tables: Any = None,
            order_by: Any = None,
            select_params: Any = None,
        ) -> QuerySet[ModelT]: ...
        def values(self, *fields: Any, **expressions: Any) -> QuerySet[ModelT, dict[str, Any]]: ...
        @overload
        def values_list(
            self, *fields: Any, flat: Literal[True], named: Literal[False] = ...
        ) -> QuerySet[ModelT, Any]: ...
        @overload
        def values_list(
            self, *fields: Any, flat: Literal[False] = ..., named: Literal[True]
        ) -> QuerySet[ModelT, Any]: ...
        @overload
        def values_list(
            self, *fields: Any, flat: bool = ..., named: bool = ...
        ) -> QuerySet[ModelT, tuple[Any, ...]]: ...
        def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Any: ...
        def dates(self, field_name: str, kind: str, order: str = "ASC") -> QuerySet[ModelT, datetime.date]: ...
        def datetimes(
            self, field_name: str, kind: str, order: str = "ASC", tzinfo: datetime.tzinfo | None = None
        ) -> QuerySet[ModelT, datetime.datetime]: ...
        def raw(
            self, raw_query: str, params: Any = (), translations: Any = None, using: str | None = None
        ) -> RawQuerySet[ModelT]: ...
        def iterator(self, chunk_size: int | None = None) -> Iterator[ModelT]: ...
        def get(self, *args: Any, **kwargs: Any) -> ModelT: ...
        def first(self) -> ModelT | None: ...
        def last(self) -> ModelT | None: ...
        def earliest(self, *fields: Any) -> ModelT: ...
        def latest(self, *fields: Any) -> ModelT: ...
        def in_bulk(self, id_list: Any = None, *, field_name: str = "pk") -> dict[Any, ModelT]: ...
        def exists(self) -> bool: ...
        def contains(self, obj: Any) -> bool: ...
        def count(self) -> int: ...
        def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...
        def explain(self, *, format: str | None = None, **options: Any) -> str: ...
        def create(self, **kwargs: Any) -> ModelT: ...
        def get_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[ModelT, bool]: ...
        def update_or_create(
            self, defaults: Any = None, create_defaults: Any = None, **kwargs: Any
        ) -> tuple[ModelT, bool]: ...
        def bulk_create(
            self,
            objs: Iterable[ModelT],
            batch_size: int | None = None,
            ignore_conflicts: bool = False,
            update_conflicts: bool = False,
            update_fields: Any = None,
            unique_fields: Any = None,
        ) -> list[ModelT]: ...
        def bulk_update(
            self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None
        ) -> int: ...
        def update(self, **kwargs: Any) -> int: ...
        def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[ModelT]: ...
        async def aget(self, *args: Any, **kwargs: Any) -> ModelT: ...
        async def afirst(self) -> ModelT | None: ...
        async def alast(self) -> ModelT | None: ...
        async def aearliest(self, *fields: Any) -> ModelT: ...
        async def alatest(self, *fields: Any) -> ModelT: ...
        async def ain_bulk(self, id_list: Any = None, *, field_name: str = "pk") -> dict[Any, ModelT]: ...
        async def aexists(self) -> bool: ...
        async def acontains(self, obj: Any) -> bool: ...
        async def acount(self) -> int: ...
        async def aaggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...
        async def aexplain(self, *, format: str | None = None, **options: Any) -> str: ...
        async def acreate(self, **kwargs: Any) -> ModelT: ...
        async def aget_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[ModelT, bool]: ...
        async def aupdate_or_create(
            self, defaults: Any = None, create_defaults: Any = None, **kwargs: Any
        ) -> tuple[ModelT, bool]: ...
        async def abulk_create(
            self,
            objs: Iterable[ModelT],
            batch_size: int | None = None,
            ignore_conflicts: bool = False,
            update_conflicts: bool = False,
            update_fields: Any = None,
            unique_fields: Any = None,
        ) -> list[ModelT]: ...
        async def abulk_update(
            self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None
        ) -> int: ...
        async def aupdate(self, **kwargs: Any) -> int: ...

    class DefaultManager:
        """The attribute `objects` of a model that names no manager."""

        @overload
        def __get__(self, instance: None, owner: type[TargetT]) -> Manager[TargetT]: ...
        @overload
        def __get__(self, instance: Any, owner: Any) -> object: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...

else:

    class Manager(BaseManager.from_queryset(QuerySet)):
        """The manager a model has when it names none: every method of QuerySet, over all rows."""


QuerySet.manager_class = Manager


class ManagerDescriptor:
    """Gives a model's manager to its class, and to nobody else."""

    def __init__(self, manager: BaseManager) -> None:
        self.manager = manager

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is not None:
            raise AttributeError(f"Manager isn't accessible via {cls.__name__} instances")
        meta = cls._meta
        if meta.abstract:
            raise AttributeError(f"Manager isn't available; {meta.object_name} is abstract")
        if meta.swappable and meta.swapped:
            raise AttributeError(f"Manager isn't available; '{meta.label}' has been swapped for '{meta.swapped}'")
        return meta.managers_map[self.manager.name]


class EmptyManager(Manager[ModelT]):
    """A manager over no rows."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def get_queryset(self) -> QuerySet[ModelT]:
        """Return the empty queryset."""
        return super().get_queryset().none()
