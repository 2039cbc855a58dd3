"""Generated loaders: one function per shape of row, from driver tuples to what a QuerySet gives.

This is the one place where code is generated. A loader unpacks each row in its `for`, converts only the columns that
need it, and sets attributes one by one; there is no call per column and none per row beyond the object's own.

Converters that offer themselves as an expression (`inline`) are written into the code. Such an expression is made for
what the engine's own binders write; a value it refuses has all the rows loaded again by a loader that calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.base.inline import REFUSALS
from django.db.models.fields.mixins import FieldCacheMixin
from django.db.models.plan.layout import InstanceLayout, Reading, RelatedLayout, RowLayout
from django.db.models.rows import converters

Rows = Sequence[tuple[Any, ...]]


class Source:
    """Python source in the making, and the objects it refers to.

    Args:
        connection: of the engine that sends the rows.
        inlined: write converters into the code where they offer it.
    """

    def __init__(self, connection: Any, *, inlined: bool) -> None:
        self.connection = connection
        self.inlined = inlined
        #: Something was written that refuses values a converter would take.
        self.may_refuse = False
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}

    def add(self, depth: int, line: str) -> None:
        """Add one line, `depth` levels in."""
        self.lines.append("    " * depth + line)

    def name(self, prefix: str, value: Any) -> str:
        """Return a name for `value` in the source."""
        name = f"{prefix}{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, name: str) -> Callable[..., Any]:
        """Return the function called `name` that the source defines."""
        exec(compile("\n".join(self.lines), "<row loader>", "exec"), self.names)  # noqa: S102
        return self.names[name]

    def converted(self, column: str, expression: Any, *, never_null: bool = False) -> str:
        """Return the source text for a column's converted value.

        Args:
            column: the text of the value.
            expression: what is selected.
            never_null: NULL is as unlikely as a value of a wrong type.
        """
        function, takes_none = converters.converter(expression, self.connection)
        if function is None:
            return column
        inline = getattr(function, "inline", None)
        if inline is None or not self.inlined:
            call = f"{self.name('convert', function)}({column})"
            return call if takes_none else f"({call} if {column} is not None else None)"
        self.may_refuse = True
        names = {name: self.name(name, value) for name, value in inline.names.items()}
        text = inline.template.format(value=column, **names)
        return text if never_null else f"({text} if {column} is not None else None)"

    def loader(self, parameters: str, body: Callable[[int], None], otherwise: Callable[[], Any]) -> Callable[..., Any]:
        """Return the function whose source `body(depth)` writes.

        Args:
            parameters: its parameters, as they are written.
            body: adds its lines.
            otherwise: makes the function of the same parameters for rows that this one refuses.
        """
        self.add(0, f"def load({parameters}):")
        self.add(1, "try:")
        body(2)
        self.names["refusals"], self.names["load_otherwise"] = REFUSALS, _made_when_called(otherwise)
        self.add(1, "except refusals:")
        self.add(2, f"return load_otherwise({parameters})" if self.may_refuse else "raise")
        return self.function("load")


def _made_when_called(make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    made: list[Callable[..., Any]] = []

    def call(*args: Any) -> Any:
        if not made:
            made.append(make())
        return made[0](*args)

    return call


def _targets(width: int) -> str:
    # A starred rest takes the hidden columns that only serve the statement.
    return "".join(f"c{i}, " for i in range(width))


# --- rows -------------------------------------------------------------------------------------------------------------


def row_values(source: Source, layout: RowLayout) -> tuple[list[str], int]:
    """Return the source text of each value of a row, and how many columns they take."""
    values: list[str] = []
    position = 0
    for _, expression in layout.columns:
        targets = getattr(expression, "targets", None)
        width = len(targets) if targets and len(targets) > 1 else 1
        if width == 1:
            values.append(source.converted(f"c{position}", expression))
        else:
            parts = zip(range(position, position + width), expression.get_cols(), strict=True)
            values.append("(" + ", ".join(source.converted(f"c{i}", part) for i, part in parts) + ",)")
        position += width
    return values, position


def row_loader(
    reading: Reading, connection: Any, form: str, maker: Any = None, *, inlined: bool = True
) -> Callable[[Rows], list[Any]]:
    """Return the loader of rows as "tuple", "dict", "flat" (first column) or "made" (maker called with the tuple)."""
    source = Source(connection, inlined=inlined)
    values, width = row_values(source, reading.layout)
    names = [name for name, _ in reading.layout.columns]
    untouched = values == [f"c{i}" for i in range(width)] and not reading.hidden
    if form == "tuple" and untouched:
        return list
    rest = "*_" if reading.hidden else ""
    item = {
        "tuple": "(" + ", ".join(values) + ("," if len(values) == 1 else "") + ")",
        "dict": "{" + ", ".join(f"{name!r}: {value}" for name, value in zip(names, values, strict=True)) + "}",
        "flat": values[0] if values else "None",
        "made": f"make(({', '.join(values)},))",
    }[form]
    source.names["make"] = maker
    return source.loader(
        "rows",
        lambda depth: source.add(depth, f"return [{item} for ({_targets(width)}{rest}) in rows]"),
        lambda: row_loader(reading, connection, form, maker, inlined=False),
    )


# --- instances --------------------------------------------------------------------------------------------------------


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
    reading: Reading, connection: Any, *, plain: bool, inlined: bool = True
) -> Callable[[Rows, str, Any], list[Any]]:
    """Return the loader of instances, called with (rows, alias, state class of the alias).

    Args:
        reading: what the columns mean.
        connection: of the engine that sends the rows.
        plain: make the objects directly; else call `from_db` of their models.
        inlined: write converters into the code where they offer it.
    """
    # What from_db() or a user's __init__ raises is not a refusal.
    source = Source(connection, inlined=inlined and plain)
    maker = _Maker(source, plain)
    return source.loader(
        "rows, alias, State",
        lambda depth: maker.write(reading, depth),
        lambda: instance_loader(reading, connection, plain=plain, inlined=False),
    )


class _Maker:
    """Writes the lines that make objects. Used once."""

    def __init__(self, source: Source, plain: bool) -> None:
        self.source = source
        self.plain = plain

    def write(self, reading: Reading, depth: int) -> None:
        """Write the loop over the rows."""
        layout, add = reading.layout, self.source.add
        self.source.names["new"] = object.__new__
        add(depth, "instances = []")
        add(depth, "append = instances.append")
        add(depth, f"for ({_targets(_width(layout))}{'*_' if reading.hidden else ''}) in rows:")
        self.make("o", layout.model, layout.fields, 0, depth + 1)
        self.attach_all("o", layout.related, depth + 1)
        for name, expression, position in layout.annotations:
            value = self.source.converted(f"c{position}", expression)
            add(depth + 1, f"o.{name} = {value}" if name.isidentifier() else f"setattr(o, {name!r}, {value})")
        add(depth + 1, "append(o)")
        add(depth, "return instances")

    def make(self, variable: str, model: Any, fields: Any, start: int, depth: int) -> None:
        """Write the lines that make one object from its columns."""
        add, source, table = self.source.add, self.source, model._meta.db_table
        values = [
            source.converted(f"c{start + i}", field.get_col(table), never_null=not field.null)
            for i, field in enumerate(fields)
        ]
        cls = source.name("Model", model)
        if not self.plain:
            names = source.name("names", tuple(field.attname for field in fields))
            add(depth, f"{variable} = {cls}.from_db(alias, {names}, ({', '.join(values)},))")
            return
        add(depth, f"{variable} = new({cls})")
        add(depth, f"{variable}._state = {variable}_state = State()")
        for field, value in zip(fields, values, strict=True):
            add(depth, f"{variable}.{field.attname} = {value}")

    def attach_all(self, parent: str, related: tuple[RelatedLayout, ...], depth: int) -> None:
        """Write the lines that make related objects and hang them on their parent."""
        for child in related:
            self.make_related(child, depth)
        kept = [child for child in related if self.plain and _is_kept_simply(child)]
        if kept:
            # Nobody has seen the parent yet: its cache is made in one go.
            items = ", ".join(f"{child.field.cache_name!r}: r{child.start}" for child in kept)
            self.source.add(depth, f"{parent}_state.fields_cache = {{{items}}}")
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
