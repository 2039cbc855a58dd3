"""Methods of QuerySet that write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import transaction
from django.db.connections import connections
from django.db.errors import IntegrityError, NotSupportedError
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.models.constants import LOOKUP_SEP, OnConflict
from django.db.models.deletion import collector as deletion
from django.db.models.expressions import conditional
from django.db.models.expressions.values import Value
from django.db.models.fields.base import Field
from django.db.models.functions import comparison
from django.db.models.plan import bulk_writes, deeds
from django.db.models.plan.memo import memo
from django.db.models.plan.steps import known, taken_with_names
from django.db.models.querysets import bulk
from django.db.models.querysets.fetch import UP_TO_TWENTY_ONE, Fetching
from django.db.models.querysets.refine import Question
from django.db.models.typed import ModelT, RowT
from django.db.models.utils import resolve_callables
from django.db.routing.groups import require_writable
from django.db.routing.router import router


class Writing(Fetching[ModelT, RowT]):
    """The methods that change rows."""

    # --- one object ---------------------------------------------------------------------------------------------------

    def create(self, **kwargs: Any) -> ModelT:
        """Return a new object with these values, saved."""
        reverse_one_to_one = self.model._meta._reverse_one_to_one_field_names
        if reverse_one_to_one and not reverse_one_to_one.isdisjoint(kwargs):
            wrong = sorted(reverse_one_to_one.intersection(kwargs))
            raise ValueError(f"The following fields do not exist in this model: {', '.join(wrong)}")
        plan = self.model._meta.write_plans.get("plan")
        if plan is None or self._hints or not self._is_plain:
            obj = self.model(**kwargs)
            self._for_write = True
            obj.save(force_insert=True, using=self.db)
            return obj
        self._for_write = True
        alias = self._db or router.alias_for_write(self.model)
        obj = plan.create(kwargs, alias)
        if obj is None:
            obj = self.model(**kwargs)
            obj.save(force_insert=True, using=alias)
        return obj

    def get_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[ModelT, bool]:
        """Return (the object with these values, False), or (a new one with the defaults too, True)."""
        self._for_write = True
        for obj in self._one_if_any(kwargs):
            return obj, False
        params = self._extract_model_params(defaults, **kwargs)
        alias = self._db or self.db
        require_writable(alias)
        try:
            made = self._created_alone(params, alias)
            if made is not None:
                return made, True
            with transaction.atomic(using=alias):
                params = {name: value() if callable(value) else value for name, value in params.items()}
                return self.create(**params), True
        except IntegrityError:
            # Somebody else may have made it meanwhile; if not, the clash is the caller's.
            for obj in self._one_if_any(kwargs):
                return obj, False
            raise

    def _one_if_any(self, kwargs: dict[str, Any]) -> Sequence[Any]:
        """Return the one object with these values, as get() gives it, in a list; an empty one if there is none."""
        if type(self).get is not Fetching.get:
            try:
                return [self.get(**kwargs)]
            except self.model.DoesNotExist:
                return []
        # An error that is not raised need not be made.
        found = known(self._query, self._values, deeds.get_one, (), kwargs, UP_TO_TWENTY_ONE)
        results = self._rows_of(found or self._asked_for_one((), kwargs))
        if len(results) > 1:
            raise self._not_one(len(results))
        return results

    def _created_alone(self, params: dict[str, Any], alias: str) -> ModelT | None:
        """Return a new object if that takes one statement, seen by nobody, which needs no transaction around it."""
        plan = self.model._meta.write_plans.get("plan")
        connection = connections[alias]
        if (
            plan is None
            or connection.in_atomic_block
            or not connection.autocommit
            or not (self._is_plain and plan.is_one_statement and plan.called_defaults <= params.keys())
            or connection.is_watched()
            or any(map(callable, params.values()))
        ):
            return None
        made: ModelT | None = plan.create(dict(params), alias)
        return made

    def update_or_create(
        self, defaults: Any = None, create_defaults: Any = None, **kwargs: Any
    ) -> tuple[ModelT, bool]:
        """Return (the object with these values after the defaults were set on it, False), or (a new one, True)."""
        update_defaults = defaults or {}
        create_defaults = update_defaults if create_defaults is None else create_defaults
        self._for_write = True
        require_writable(self.db)
        with transaction.atomic(using=self.db):
            obj, created = self.select_for_update().get_or_create(create_defaults, **kwargs)
            if created:
                return obj, created
            for name, value in resolve_callables(update_defaults):
                setattr(obj, name, value)
            update_fields = self._fields_to_save(update_defaults)
            if update_fields is None:
                obj.save(using=self.db)
            else:
                obj.save(using=self.db, update_fields=update_fields)
        return obj, False

    def _fields_to_save(self, defaults: Any) -> set[str] | None:
        """Return the fields save() must write: those set, and those which set themselves; None for all."""
        concrete = self.model._meta._non_pk_concrete_field_names
        if not concrete.issuperset(defaults):
            return None
        names = set(defaults)
        for field in self.model._meta.local_concrete_fields:
            if not (field in self.model._meta.pk_fields or type(field).pre_save is _plain_pre_save(field)):
                names.add(field.name)
                if field.name != field.attname:
                    names.add(field.attname)
        return names

    def _extract_model_params(self, defaults: Any, **kwargs: Any) -> dict[str, Any]:
        params = {name: value for name, value in kwargs.items() if LOOKUP_SEP not in name}
        params.update(defaults or {})
        plans, key = self.model._meta.write_plans, ("valid names", *params)
        if key not in plans:
            self._require_names(params)
            memo.once(plans, key, lambda: True)
        return params

    def _require_names(self, params: dict[str, Any]) -> None:
        names = self.model._meta._property_names
        invalid = []
        for name in params:
            try:
                self.model._meta.get_field(name)
            except FieldDoesNotExist:
                if name != "pk" and not (name in names and getattr(self.model, name).fset):
                    invalid.append(name)
        if invalid:
            names_given = "', '".join(sorted(invalid))
            raise FieldError(f"Invalid field name(s) for model {self.model._meta.object_name}: '{names_given}'.")

    # --- many objects -------------------------------------------------------------------------------------------------

    def bulk_create(
        self,
        objs: Iterable[ModelT],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Any = None,
        unique_fields: Any = None,
    ) -> list[ModelT]:
        """Insert the objects in as few statements as the engine allows; no save(), no signals.

        Raises:
            ValueError: the model has its columns in several tables, or the conflict options contradict each other.
        """
        if batch_size is not None and batch_size <= 0:
            raise ValueError("Batch size must be a positive integer.")
        opts = self.model._meta
        for parent in opts.all_parents:
            if parent._meta.concrete_model is not opts.concrete_model:
                raise ValueError("Can't bulk create a multi-table inherited model")
        objs = list(objs)
        if not objs:
            return objs
        self._for_write = True
        alias = self.db
        require_writable(alias)
        conflict = _conflict(opts, alias, ignore_conflicts, update_conflicts, update_fields, unique_fields)
        if opts.may_relate:
            for obj in objs:
                # Without a cache there is no related object whose key could be missing.
                if "fields_cache" in obj._state.__dict__:
                    obj._prepare_related_fields_for_save(operation_name="bulk_create")
        if _makes_keys(opts.pk):
            _default_keys(objs)
        with transaction.atomic(using=alias, savepoint=False):
            bulk.insert_rows(self.model, objs, alias, batch_size, conflict)
        return objs

    def bulk_update(self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Write the named fields of all objects; return the number of rows matched."""
        if batch_size is not None and batch_size <= 0:
            raise ValueError("Batch size must be a positive integer.")
        if not fields:
            raise ValueError("Field names must be given to bulk_update().")
        opts = self.model._meta
        targets = [opts.get_field(name) for name in fields]
        if any(not field.concrete or field.many_to_many for field in targets):
            raise ValueError("bulk_update() can only be used with concrete fields.")
        if any(field.primary_key or field in opts.pk_fields for field in targets):
            raise ValueError("bulk_update() cannot be used with primary key fields.")
        objs = tuple(objs)
        if any(not obj._is_pk_set() for obj in objs):
            raise ValueError("All bulk_update() objects must have a primary key set.")
        for obj in objs:
            obj._prepare_related_fields_for_save(operation_name="bulk_update", fields=targets)
        if not objs:
            return 0
        self._for_write = True
        # A router is asked once: all of it happens on one database.
        alias = self.db
        require_writable(alias)
        connection = connections[alias]
        most = connection.ops.bulk_batch_size([opts.pk, opts.pk, *targets], objs)
        size = min(batch_size, most) if batch_size else most
        queryset = self.using(alias)
        rows = 0
        with transaction.atomic(using=alias, savepoint=False):
            for start in range(0, len(objs), size):
                batch = objs[start : start + size]
                changes = {field.attname: _choice(field, batch, connection) for field in targets}
                rows += queryset.filter(pk__in=[obj.pk for obj in batch]).update(**changes)
        return rows

    def update(self, **kwargs: Any) -> int:
        """Set columns of all rows in one statement; return the number of rows matched."""
        self._for_write = True
        query, values = known(self._query, self._values, bulk_writes.assign, (), kwargs) or self._assigned(kwargs)
        alias = self._db or self.db
        if query.pinned or not router.is_silent:
            self._insist(query, alias)
        self._result_cache = None
        prepared = query.derived.get("update alone")
        if prepared is not None:
            return run.write(prepared, values, alias)
        own, parents = bulk_writes.update_statements(query)
        if parents:
            return self._update_with_parents(query, values, alias, own, parents)
        if own is None:
            return 0
        return run.write(memo.once(query.derived, "update alone", Prepared, own), values, alias)

    update.alters_data = True  # type: ignore[attr-defined]

    def _assigned(self, kwargs: dict[str, Any]) -> Question:
        """Return (query, values) of an update that was never made of this query before."""
        self._not_supported_with_combined_queries("update")
        if self._query.is_sliced:
            raise TypeError("Cannot update a query once a slice has been taken.")
        if self._query.distinct_fields:
            raise TypeError("Cannot call update() after .distinct(*fields).")
        names, given = tuple(kwargs), tuple(kwargs.values())
        return taken_with_names(self._query, self._values, bulk_writes.assign, (names,), given, ((), kwargs))

    def _update_with_parents(
        self, query: Any, values: tuple[Any, ...], alias: str, own: Any, parents: list[Any]
    ) -> int:
        """Update the columns that parents' tables hold, by the keys of the rows; rows of one owner are counted."""
        with transaction.mark_for_rollback_on_error(using=alias):
            rows = None
            keys = {owner: list(self._keys_of(owner, alias)) for owner, _ in parents}
            if own is not None:
                rows = run.write(_prepared(query, "update statement", own), values, alias)
            for owner, pairs in parents:
                if not keys[owner]:
                    continue
                statement = bulk_writes.parent_update(owner, pairs, len(values))
                found = run.write(Prepared(statement), (*values, keys[owner]), alias)
                rows = found if rows is None else rows
        return rows or 0

    def _keys_of(self, owner: Any, alias: str) -> Any:
        names, opts = [], self.model._meta
        while opts.concrete_model is not owner:
            link = opts.get_ancestor_link(owner)
            names.append(link.name)
            opts = link.remote_field.model._meta
        return self.using(alias).order_by().values_list(LOOKUP_SEP.join(names), flat=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete all rows and what depends on them; return (how many, how many of each model)."""
        self._not_supported_with_combined_queries("delete")
        if self._query.is_sliced:
            raise TypeError("Cannot use 'limit' or 'offset' with delete().")
        if self._query.distinct_fields:
            raise TypeError("Cannot call delete() after .distinct(*fields).")
        if self._fields is not None:
            raise TypeError("Cannot call delete() after .values() or .values_list()")
        rows = self._refined(deeds.bare)
        # The rows are read from the database that is written to.
        rows._for_write = True
        require_writable(rows.db)
        collector = deletion.Collector(using=rows.db, origin=self)
        collector.collect(rows)
        result = collector.delete()
        self._result_cache = None
        return result

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def _raw_delete(self, using: str | None) -> int:
        """Delete the rows in one statement, whatever depends on them."""
        query = self._query
        return run.write(
            _prepared(query, "delete statement", bulk_writes.delete_statement(query)), self._values, using or self.db
        )

    _raw_delete.alters_data = True  # type: ignore[attr-defined]


def _prepared(query: Any, name: str, statement: Any) -> Prepared:
    """Return the statement prepared, remembered on the query under `name`."""
    return query.derived.get(name) or memo.once(query.derived, name, Prepared, statement)


def _plain_pre_save(field: Any) -> Any:
    """Return the pre_save of the base class of all fields."""
    return next(cls for cls in reversed(type(field).__mro__) if "pre_save" in cls.__dict__).pre_save


def _makes_keys(pk: Any) -> bool:
    """Tell whether a missing key may get a value before it is saved; those of the database's own numbering do not."""
    return pk.has_default() or type(pk).get_pk_value_on_save is not Field.get_pk_value_on_save


def _default_keys(objs: list[Any]) -> None:
    for obj in objs:
        if not obj._is_pk_set():
            obj.pk = obj._meta.pk.get_pk_value_on_save(obj)


def _choice(field: Any, batch: Sequence[Any], connection: Any) -> Any:
    """Return CASE: for each object's key its value of `field`."""
    whens = []
    for obj in batch:
        value = getattr(obj, field.attname)
        if not hasattr(value, "resolve_expression"):
            # None is NULL, also where a typed None is something else, as in JSON.
            value = Value(None) if value is None else Value(value, output_field=field)
        whens.append(conditional.When(pk=obj.pk, then=value))
    case: Any = conditional.Case(*whens, output_field=field)
    if connection.features.requires_casted_case_in_updates:
        case = comparison.Cast(case, output_field=field)
    return case


def _conflict(
    opts: Any, alias: str, ignore: bool, update: bool, update_fields: Any, unique_fields: Any
) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]] | None:
    """Return (OnConflict, fields to update, fields that tell a clash), or None; refuse what contradicts itself."""
    features = connections[alias].features
    if ignore and update:
        raise ValueError("ignore_conflicts and update_conflicts are mutually exclusive.")
    if ignore:
        if not features.supports_ignore_conflicts:
            raise NotSupportedError("This database backend does not support ignoring conflicts.")
        return OnConflict.IGNORE, (), ()
    if not update:
        return None
    if not update_fields:
        raise ValueError("Fields that will be updated when a row insertion fails on conflicts must be provided.")
    if not features.supports_update_conflicts:
        raise NotSupportedError("This database backend does not support updating conflicts.")
    if features.supports_update_conflicts_with_target:
        if not unique_fields:
            raise ValueError("Unique fields that can trigger the upsert must be provided.")
    elif unique_fields:
        raise NotSupportedError(
            "This database backend does not support updating conflicts with specifying unique fields that can trigger "
            "the upsert."
        )
    updated = tuple(opts.get_field(name) for name in update_fields)
    unique = tuple(opts.get_field(opts.pk.name if name == "pk" else name) for name in unique_fields or ())
    if any(not field.concrete or field.many_to_many for field in updated):
        raise ValueError("bulk_create() can only be used with concrete fields in update_fields.")
    if any(field.primary_key or field in opts.pk_fields for field in updated):
        raise ValueError("bulk_create() cannot be used with primary keys in update_fields.")
    if any(not field.concrete or field.many_to_many for field in unique):
        raise ValueError("bulk_create() can only be used with concrete fields in unique_fields.")
    return OnConflict.UPDATE, updated, unique

