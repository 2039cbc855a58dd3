"""Loaders of instances: attributes are set one by one, nothing is called per row beyond the object's own making."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat, starmap
from typing import Any

from django.db.models.fields.mixins import FieldCacheMixin
from django.db.models.plan.layout import InstanceLayout, Reading, RelatedLayout
from django.db.models.rows.source import Rows, Source, targets

#: From how many rows on making the objects ahead costs less than it saves.
A_FEW = 24


def is_plain(model: Any) -> bool:
    """Tell whether instances may be made without calling `from_db` or `__init__` of the model."""
    base = _base_class(model)
    return (
        model.from_db.__func__ is base.from_db.__func__
        and model.__init__ is base.__init__
        and model.__new__ is object.__new__
        and model.__setattr__ is object.__setattr__
    )


def _base_class(model: Any) -> Any:
    return next(cls for cls in model.__mro__ if cls.__name__ == "Model" and cls.__module__ == "django.db.models.base")


def instance_loader(
    reading: Reading, connection: Any, *, plain: bool, many: bool = False, inlined: bool = True
) -> Callable[[Rows, Any, Any], list[Any]]:
    """Return the loader of instances, called with (rows, connection, state class of its alias).

    Args:
        reading: what the columns mean.
        connection: of the engine that sends the rows.
        plain: make the objects directly; else call `from_db` of their models.
        many: make the objects ahead, which pays from A_FEW rows on; plain ones only.
        inlined: write converters into the code where they offer it.
    """
    # What from_db() or a user's __init__ raises is not a refusal.
    source = Source(connection, inlined=inlined and plain)
    maker = _MakerAhead(source) if many else _Maker(source, plain)
    return source.loader(
        "rows, connection, State",
        lambda depth: maker.write(reading, depth),
        lambda: instance_loader(reading, connection, plain=plain, many=many, inlined=False),
    )


class _Maker:
    """Writes the lines that make objects. Used once.

    Args:
        source: where they are written.
        plain: make the objects directly; else call `from_db` of their models.
    """

    def __init__(self, source: Source, plain: bool) -> None:
        self.source = source
        self.plain = plain
        source.names["new"] = object.__new__

    def write(self, reading: Reading, depth: int) -> None:
        """Write the loop over the rows."""
        layout, add = reading.layout, self.source.add
        add(depth, "instances = []")
        add(depth, "append = instances.append")
        add(depth, f"for ({targets(_width(layout))}{_rest(reading)}) in rows:")
        self.make("o", layout.model, layout.fields, 0, depth + 1)
        self.complete(layout, depth + 1)
        add(depth + 1, "append(o)")
        add(depth, "return instances")

    def make(self, variable: str, model: Any, fields: Any, start: int, depth: int) -> None:
        """Write the lines that make one object from its columns."""
        add, values = self.source.add, self.values(model, fields, start)
        cls = self.source.name("Model", model)
        if not self.plain:
            names = self.source.name("names", tuple(field.attname for field in fields))
            add(depth, f"{variable} = {cls}.from_db(connection.alias, {names}, ({', '.join(values)},))")
            return
        add(depth, f"{variable} = new({cls})")
        add(depth, f"{variable}._state = State()")
        self.fill(variable, fields, values, depth)

    def values(self, model: Any, fields: Any, start: int) -> list[str]:
        """Return the source text of the values of an object's fields."""
        table = model._meta.db_table
        return [
            self.source.converted(f"c{start + i}", field.get_col(table), never_null=not field.null)
            for i, field in enumerate(fields)
        ]

    def fill(self, variable: str, fields: Any, values: list[str], depth: int) -> None:
        """Write the lines that set an object's attributes, in the order of its fields."""
        for field, value in zip(fields, values, strict=True):
            self.source.add(depth, f"{variable}.{field.attname} = {value}")

    def complete(self, layout: InstanceLayout, depth: int) -> None:
        """Write the lines that give the object of a row what its own columns do not."""
        add = self.source.add
        self.attach_all("o", layout.related, depth)
        for name, expression, position in layout.annotations:
            value = self.source.converted(f"c{position}", expression)
            add(depth, f"o.{name} = {value}" if name.isidentifier() else f"setattr(o, {name!r}, {value})")

    def attach_all(self, parent: str, related: tuple[RelatedLayout, ...], depth: int) -> None:
        """Write the lines that make related objects and hang them on their parent."""
        for child in related:
            self.make_related(child, depth)
        kept = [child for child in related if self.plain and _is_kept_simply(child)]
        if kept:
            # Nobody has seen the parent yet: its cache is made in one go.
            items = ", ".join(f"{child.field.cache_name!r}: r{child.start}" for child in kept)
            self.source.add(depth, f"{parent}._state.fields_cache = {{{items}}}")
        for child in related:
            if child not in kept:
                self.source.add(depth, f"{self.source.name('hang', _hanger(child))}({parent}, r{child.start})")

    def make_related(self, related: RelatedLayout, depth: int) -> None:
        """Write the lines that make one related object, or None."""
        add, variable = self.source.add, f"r{related.start}"
        pk_fields = related.model._meta.pk_fields
        keys = [i for i, field in enumerate(related.fields) if field.primary_key or field in pk_fields]
        missing = " or ".join(f"c{related.start + i} is None" for i in keys) or "False"
        add(depth, f"if {missing}:")
        add(depth + 1, f"{variable} = None")
        add(depth, "else:")
        self.make(variable, related.model, related.fields, related.start, depth + 1)
        self.attach_all(variable, related.children, depth + 1)


class _MakerAhead(_Maker):
    """Writes the lines that fill objects made ahead, in C: one call of `new` for each, and none from Python.

    Related objects that may be missing are made when their row has shown that they are there.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source, plain=True)
        source.names.update(starmap=starmap, repeat=repeat)
        #: Variables of the objects made ahead, to their models.
        self.ahead: dict[str, Any] = {}

    def write(self, reading: Reading, depth: int) -> None:
        """Write the loop over the objects and the rows."""
        layout, add = reading.layout, self.source.add
        self.ahead = {"o": layout.model, **{f"r{child.start}": child.model for child in _always_there(layout.related)}}
        values = self.values(layout.model, layout.fields, 0)
        # The first columns that need no conversion go straight from the row into the object; the last leaves the loop
        # something to do.
        straight = next((i for i, value in enumerate(values) if value != f"c{i}"), len(values) - 1)
        columns = [f"o.{field.attname}" for field in layout.fields[:straight]]
        columns += [f"c{i}" for i in range(straight, _width(layout))]
        taken, given = [], []
        for variable in self.ahead:
            taken += [variable, f"{variable}._state"]
            given += ["instances" if variable == "o" else self.objects(variable), "starmap(State, repeat(()))"]
        add(depth, f"instances = list({self.objects('o', ', len(rows)')})")
        row = f"({', '.join(columns)}, {_rest(reading)})"
        add(depth, f"for {', '.join(taken)}, {row} in zip({', '.join(given)}, rows):")
        self.fill("o", layout.fields[straight:], values[straight:], depth + 1)
        self.complete(layout, depth + 1)
        add(depth, "return instances")

    def make(self, variable: str, model: Any, fields: Any, start: int, depth: int) -> None:
        """Write the lines that fill an object made ahead, or make one that was not."""
        if variable in self.ahead:
            self.fill(variable, fields, self.values(model, fields, start), depth)
        else:
            super().make(variable, model, fields, start, depth)

    def objects(self, variable: str, count: str = "") -> str:
        """Return the source text of an iterator of new objects; `count` is the rest of the call that ends it."""
        return f"starmap(new, repeat({self.source.name('arguments', (self.ahead[variable],))}{count}))"


def _rest(reading: Reading) -> str:
    # A starred rest takes the hidden columns that only serve the statement.
    return "*_" if reading.hidden else ""


def _always_there(related: tuple[RelatedLayout, ...]) -> Iterator[RelatedLayout]:
    """Yield what no row is without, as far as the models say."""
    for child in related:
        field = child.field
        if field.concrete and not field.null and child.filtered is None:
            yield child
            yield from _always_there(child.children)


def _width(layout: InstanceLayout) -> int:
    width = len(layout.fields) + len(layout.annotations)
    stack = list(layout.related)
    while stack:
        related = stack.pop()
        width += len(related.fields)
        stack += related.children
    return width


def _is_kept_simply(related: RelatedLayout) -> bool:
    """Tell whether the object is put into the parent's cache, and nothing else is done."""
    set_value = type(related.field).set_cached_value
    return related.filtered is None and related.back is None and set_value is FieldCacheMixin.set_cached_value


def _hanger(related: RelatedLayout) -> Callable[[Any, Any], None]:
    """Return the function that puts a related object (or None) into the caches of both sides."""
    field, back, name = related.field, related.back, related.filtered

    def hang(parent: Any, found: Any) -> None:
        if name is None:
            field.set_cached_value(parent, found)
        else:
            setattr(parent, name, found)
        if found is not None and back is not None:
            back.set_cached_value(found, parent)

    return hang
