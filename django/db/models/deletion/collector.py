"""Deleting instances with all that depends on them: collect what goes, in which order; then run it.

One collector works on one alias: rows that point at a deleted one are looked for where that one is.
`Collector.alias_for` is the place to change when relations may cross databases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.connections import connections
from django.db.models.conditions import Q
from django.db.models.deletion.rows import (
    Alone,
    PointingRows,
    alone_of,
    cascade_of,
    delete_by_key,
    get_candidate_relations_to_delete,
    has_listeners,
    is_leaf,
    update_by_key,
)
from django.db.models.deletion.rules import (
    CASCADE,
    DO_NOTHING,
    PROTECT,
    RESTRICT,
    SET_DEFAULT,
    ProtectedError,
    RestrictedError,
)
from django.db.models.signals import post_delete, pre_delete
from django.db.routing.groups import require_writable

Deleted = tuple[int, dict[str, int]]


def delete_instance(instance: Any, alias: str, keep_parents: bool) -> Deleted:
    """Delete one instance and what depends on it.

    Raises:
        ValueError: it has no primary key.
        ReadOnlyDatabaseError: the alias takes no writes; nothing was sent.
    """
    model = instance.__class__
    if not instance._is_pk_set():
        options = model._meta
        raise ValueError(
            f"{options.object_name} object can't be deleted because its {options.pk.attname} attribute is set to None."
        )
    is_told = (pre_delete.receivers or post_delete.receivers) and has_listeners(model)
    alone = alone_of(model)
    if alone is not None and not is_told:
        return alone.run(instance, alias)
    require_writable(alias)
    cascade = cascade_of(model)
    if cascade is not None and not cascade.is_listened_to():
        return cascade.run(instance, alias)
    collector = Collector(using=alias, origin=instance)
    collector.collect([instance], keep_parents=keep_parents)
    return collector.delete()


class Collector:
    """Collects what goes with some instances, then deletes it. Used once; its public state grows while it collects."""

    def __init__(self, using: str, origin: Any = None) -> None:
        self.using = using
        #: The instance or queryset on which delete() was called; signals tell it.
        self.origin = origin
        #: Model to its instances (the keys of a dictionary, in order of discovery).
        self.data: dict[Any, Any] = {}
        #: (field, value) to the lists or querysets of instances that get it.
        self.field_updates: dict[tuple[Any, Any], list[Any]] = defaultdict(list)
        #: Model, then field, to the instances that may not stay.
        self.restricted_objects: dict[Any, dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
        #: What is deleted without being loaded.
        self.fast_deletes: list[Any] = []
        #: Concrete model to those whose rows must go before its own.
        self.dependencies: dict[Any, set[Any]] = defaultdict(set)

    def alias_for(self, model: Any) -> str:
        """Return the alias whose rows of `model` are concerned."""
        return self.using

    # --- collecting ---------------------------------------------------------------------------------------------------

    def add(
        self, objs: Iterable[Any], source: Any = None, nullable: bool = False, reverse_dependency: bool = False
    ) -> list[Any]:
        """Add instances to what will be deleted.

        Args:
            objs: instances of one model.
            source: the model whose deletion brought them here.
            nullable: the relation is set to NULL first, so the order does not matter.
            reverse_dependency: `source` must go first, not they.

        Returns:
            Those that were not there yet.
        """
        objs = list(objs)
        if not objs:
            return []
        model = objs[0].__class__
        known = self.data.setdefault(model, {})
        new = list({obj: None for obj in objs if obj not in known})
        known.update(dict.fromkeys(new))
        if source is not None and not nullable:
            self.add_dependency(source, model, reverse_dependency=reverse_dependency)
        return new

    def add_dependency(self, model: Any, dependency: Any, reverse_dependency: bool = False) -> None:
        """Note that rows of `dependency` must be deleted before those of `model`."""
        if reverse_dependency:
            model, dependency = dependency, model
        self.dependencies[model._meta.concrete_model].add(dependency._meta.concrete_model)
        self.data.setdefault(dependency, {})

    def add_field_update(self, field: Any, value: Any, objs: Any) -> None:
        """Note that `field` of the instances (or of the rows of a queryset) gets `value`."""
        self.field_updates[field, value].append(objs)

    def add_restricted_objects(self, field: Any, objs: Iterable[Any]) -> None:
        """Note instances that must be deleted by way of another relation, or the whole is refused."""
        objs = list(objs)
        if objs:
            self.restricted_objects[objs[0].__class__][field].update(objs)

    def can_fast_delete(self, objs: Any, from_field: Any = None) -> bool:
        """Whether these can be deleted without being loaded: nobody listens, nothing depends on them.

        Args:
            objs: an instance, a model, or a queryset.
            from_field: the relation that leads to them; it must cascade.
        """
        if from_field is not None and from_field.remote_field.on_delete is not CASCADE:
            return False
        if hasattr(objs, "_meta"):
            model = objs._meta.model
        elif hasattr(objs, "model") and hasattr(objs, "_raw_delete"):
            model = objs.model
        else:
            return False
        return is_leaf(model, from_field) and not has_listeners(model)

    def collect(
        self,
        objs: Any,
        source: Any = None,
        nullable: bool = False,
        collect_related: bool = True,
        source_attr: str | None = None,
        reverse_dependency: bool = False,
        keep_parents: bool = False,
        fail_on_restricted: bool = True,
    ) -> None:
        """Add instances and all that goes with them.

        Args:
            objs: instances of one model, or a queryset.
            source, nullable, reverse_dependency: as in `add()`.
            collect_related: whether to look for what depends on them.
            source_attr: the name of the relation that led here; for subclasses that draw the graph.
            keep_parents: leave the rows of parent models.
            fail_on_restricted: raise for restricted rows that stay; only the outermost call can know.

        Raises:
            ProtectedError, RestrictedError: see `on_delete`.
        """
        if self.can_fast_delete(objs):
            self.fast_deletes.append(objs)
            return
        new = self.add(objs, source, nullable, reverse_dependency=reverse_dependency)
        if not new:
            return
        model = new[0].__class__
        if not keep_parents:
            self._collect_parents(model, new)
        if collect_related:
            self._collect_related(model, new, keep_parents)
            if fail_on_restricted:
                self._refuse_restricted(model)

    def _collect_parents(self, model: Any, new: list[Any]) -> None:
        for link in model._meta.concrete_model._meta.parents.values():
            if link:
                self.collect(
                    [getattr(obj, link.name) for obj in new],
                    source=model,
                    source_attr=link.remote_field.related_name,
                    collect_related=False,
                    reverse_dependency=True,
                    fail_on_restricted=False,
                )

    def _collect_related(self, model: Any, new: list[Any], keep_parents: bool) -> None:
        kept = set(model._meta.all_parents) if keep_parents else ()
        unloaded: dict[Any, list[Any]] = defaultdict(list)
        protected: dict[str, list[Any]] = {}
        for rel in get_candidate_relations_to_delete(model._meta):
            if rel.model in kept or rel.field.remote_field.on_delete is DO_NOTHING:
                continue
            if self.can_fast_delete(rel.related_model, from_field=rel.field):
                unloaded[rel.related_model].append(rel.field)
            else:
                self._apply_rule(rel, new, protected)
        if protected:
            raise ProtectedError(_refusal(model, "protected", protected), set(chain.from_iterable(protected.values())))
        for related_model, fields in unloaded.items():
            for batch in self.get_del_batches(new, fields):
                self.fast_deletes.append(self._pointing_rows(related_model, fields, batch))
        for field in model._meta.private_fields:
            if hasattr(field, "bulk_related_objects"):
                related = field.bulk_related_objects(new, self.alias_for(model))
                self.collect(related, source=model, nullable=True, fail_on_restricted=False)

    def _apply_rule(self, rel: Any, new: list[Any], protected: dict[str, list[Any]]) -> None:
        """Do for rows that point at the new instances what the relation's `on_delete` says."""
        field, related_model = rel.field, rel.related_model
        rule = field.remote_field.on_delete
        alias = self.alias_for(related_model)
        for batch in self.get_del_batches(new, [field]):
            pointing = self.related_objects(related_model, [field], batch)
            if not (pointing.query.select_related or _is_looked_at(related_model, rule)):
                pointing = pointing.only(*_referenced_names(related_model))
            if _needs_no_rows(rule, field) or pointing:
                try:
                    rule(self, field, pointing, alias)
                except ProtectedError as error:
                    protected.setdefault(f"'{field.model.__name__}.{field.name}'", []).extend(error.protected_objects)

    def related_objects(self, related_model: Any, related_fields: list[Any], objs: Any) -> Any:
        """Return the queryset of the rows that point at `objs` by one of the fields."""
        points = Q.create([(f"{field.name}__in", objs) for field in related_fields], connector=Q.OR)
        return related_model._base_manager.using(self.alias_for(related_model)).filter(points)

    def _pointing_rows(self, related_model: Any, fields: list[Any], objs: list[Any]) -> Any:
        simple = all(len(field.foreign_related_fields) == 1 and field.concrete for field in fields)
        own_table = all(field.model._meta.concrete_model is related_model._meta.concrete_model for field in fields)
        if simple and own_table and related_model._base_manager.auto_created:
            return PointingRows(related_model, fields, objs)
        return self.related_objects(related_model, fields, objs)

    def get_del_batches(self, objs: list[Any], fields: list[Any]) -> list[list[Any]]:
        """Return `objs` in lists short enough for one statement each."""
        operations = connections[self.using].ops
        size = max(operations.bulk_batch_size([field.name for field in fields], objs), 1)
        if len(objs) <= size:
            return [objs]
        return [objs[start : start + size] for start in range(0, len(objs), size)]

    # --- restricted rows ----------------------------------------------------------------------------------------------

    def _refuse_restricted(self, model: Any) -> None:
        if not self.restricted_objects:
            return
        for related_model, instances in self.data.items():
            self._clear_restricted(related_model, instances)
        for rows in self.fast_deletes:
            self._clear_restricted_among(rows)
        staying: dict[str, list[Any]] = {}
        for related_model, by_field in self.restricted_objects.items():
            for field, instances in by_field.items():
                if instances:
                    staying.setdefault(f"'{related_model.__name__}.{field.name}'", []).extend(instances)
        if staying:
            raise RestrictedError(_refusal(model, "restricted", staying), set(chain.from_iterable(staying.values())))

    def _clear_restricted(self, model: Any, gone: Any) -> None:
        for instances in self.restricted_objects.get(model, {}).values():
            instances.difference_update(gone)

    def _clear_restricted_among(self, rows: Any) -> None:
        for instances in self.restricted_objects.get(rows.model, {}).values():
            if instances:
                if isinstance(rows, PointingRows):
                    rows = self.related_objects(rows.model, rows.fields, rows.instances)
                instances.difference_update(rows.filter(pk__in=[instance.pk for instance in instances]))

    # --- deleting -----------------------------------------------------------------------------------------------------

    def sort(self) -> None:
        """Put the models into an order in which dependents go first; where they form a circle, leave it as it is."""
        placed: dict[Any, Any] = {}
        done: set[Any] = set()
        waiting = list(self.data)
        while waiting:
            for model in waiting:
                concrete = model._meta.concrete_model
                if self.dependencies.get(concrete, set()) <= done:
                    placed[model] = self.data[model]
                    done.add(concrete)
            left = [model for model in waiting if model not in placed]
            if len(left) == len(waiting):
                return
            waiting = left
        self.data = placed

    def delete(self) -> Deleted:
        """Delete what was collected.

        Returns:
            How many rows went, and how many per model label.
        """
        alone = self._only_instance()
        if alone is not None and self.can_fast_delete(alone):
            return Alone(alone.__class__).run(alone, self.using)
        self.sort()
        groups = {model: _by_key(instances) for model, instances in self.data.items()}
        with transaction.atomic(using=self.using, savepoint=False):
            self._tell(pre_delete, groups)
            counter = self._delete_unloaded()
            self._update_fields()
            for model, instances in groups.items():
                instances.reverse()
                count = delete_by_key(model, [instance.pk for instance in instances], self.alias_for(model))
                if count:
                    counter[model._meta.label] += count
                self._tell(post_delete, {model: instances})
        self._forget(groups)
        return sum(counter.values()), dict(counter)

    def _only_instance(self) -> Any:
        if self.fast_deletes or self.field_updates or len(self.data) != 1:
            return None
        (instances,) = self.data.values()
        return next(iter(instances)) if len(instances) == 1 else None

    def _tell(self, signal: Any, groups: dict[Any, list[Any]]) -> None:
        if not signal.receivers:
            return
        for model, instances in groups.items():
            if not model._meta.auto_created:
                for instance in instances:
                    signal.send(sender=model, instance=instance, using=self.alias_for(model), origin=self.origin)

    def _delete_unloaded(self) -> Counter[str]:
        counter: Counter[str] = Counter()
        for rows in self.fast_deletes:
            count = rows._raw_delete(using=self.alias_for(rows.model))
            if count:
                counter[rows.model._meta.label] += count
        return counter

    def _update_fields(self) -> None:
        for (field, value), groups in self.field_updates.items():
            alias = self.alias_for(field.model)
            unloaded = [rows for rows in groups if _is_unloaded(rows)]
            if unloaded:
                rows = unloaded[0]
                for more in unloaded[1:]:
                    rows = rows | more
                rows.update(**{field.name: value})
            keys = {instance.pk for rows in groups if not _is_unloaded(rows) for instance in rows}
            if keys:
                update_by_key(field, value, list(keys), alias)

    def _forget(self, groups: dict[Any, list[Any]]) -> None:
        """Let the instances know: relations set, primary keys gone."""
        for (field, value), lists in self.field_updates.items():
            for instance in chain.from_iterable(rows for rows in lists if not _is_unloaded(rows)):
                setattr(instance, field.attname, value)
        for model, instances in groups.items():
            for instance in instances:
                setattr(instance, model._meta.pk.attname, None)


def _needs_no_rows(rule: Any, field: Any) -> bool:
    # A default that is called may make a row of its own: only where one is needed.
    return getattr(rule, "lazy_sub_objs", False) and not (rule is SET_DEFAULT and callable(field.default))


def _is_looked_at(model: Any, rule: Any) -> bool:
    """Whether more of the rows is read than what the deletion itself needs; then a column left out costs a query each.

    Receivers read them, so does who catches the error of a rule that forbids; and rows of parents are made from theirs.
    """
    return rule is PROTECT or rule is RESTRICT or has_listeners(model) or bool(model._meta.all_parents)


def _is_unloaded(rows: Any) -> bool:
    return getattr(rows, "_result_cache", ()) is None


def _by_key(instances: Any) -> list[Any]:
    # The same order in every transaction, so that two of them do not wait for each other.
    try:
        return sorted(instances, key=attrgetter("pk"))
    except TypeError:
        return list(instances)


def _referenced_names(model: Any) -> list[str]:
    """The attributes that must be loaded to look for what depends on rows of `model`."""
    rels = get_candidate_relations_to_delete(model._meta)
    names = {field.attname for rel in rels for field in rel.field.foreign_related_fields}
    return sorted(names) or ["pk"]


def _refusal(model: Any, how: str, by_relation: Iterable[str]) -> str:
    return (
        f"Cannot delete some instances of model {model.__name__!r} because they are referenced through {how} foreign "
        f"keys: {', '.join(by_relation)}."
    )
