"""Generated loaders: one function per shape of row, from driver tuples to what a QuerySet gives.

This is the one place where code is generated. A loader unpacks each row in its `for`, converts only the columns that
need it, and sets attributes one by one; there is no call per column and none per row beyond the object's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models.plan.layout import InstanceLayout, Reading, RelatedLayout, RowLayout
from django.db.models.rows.converters import converter

Rows = Sequence[tuple[Any, ...]]


class Source:
    """Python source in the making, and the objects it refers to."""

    def __init__(self) -> None:
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

    def converted(self, column: str, expression: Any, connection: Any) -> str:
        """Return the source text for a column's converted value."""
        function, takes_none = converter(expression, connection)
        if function is None:
            return column
        call = f"{self.name('convert', function)}({column})"
        return call if takes_none else f"({call} if {column} is not None else None)"


def _targets(width: int) -> str:
    # A starred rest takes the hidden columns that only serve the statement.
    return "".join(f"c{i}, " for i in range(width))


# --- rows -------------------------------------------------------------------------------------------------------------


def row_values(source: Source, layout: RowLayout, connection: Any) -> tuple[list[str], int]:
    """Return the source text of each value of a row, and how many columns they take."""
    values: list[str] = []
    position = 0
    for _, expression in layout.columns:
        targets = getattr(expression, "targets", None)
        width = len(targets) if targets and len(targets) > 1 else 1
        if width == 1:
            values.append(source.converted(f"c{position}", expression, connection))
        else:
            parts = zip(range(position, position + width), expression.get_cols(), strict=True)
            values.append("(" + ", ".join(source.converted(f"c{i}", part, connection) for i, part in parts) + ",)")
        position += width
    return values, position


def row_loader(reading: Reading, connection: Any, form: str, maker: Any = None) -> Callable[[Rows], list[Any]]:
    """Return the loader of rows as "tuple", "dict", "flat" (first column) or "made" (maker called with the tuple)."""
    source = Source()
    values, width = row_values(source, reading.layout, connection)
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
    source.add(0, "def load(rows):")
    source.add(1, f"return [{item} for ({_targets(width)}{rest}) in rows]")
    return source.function("load")


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


def instance_loader(reading: Reading, connection: Any, *, plain: bool) -> Callable[[Rows, str, Any], list[Any]]:
    """Return the loader of instances, called with (rows, alias, state class of the alias).

    Args:
        reading: what the columns mean.
        connection: of the engine that sends the rows.
        plain: make the objects directly; else call `from_db` of their models.
    """
    layout: InstanceLayout = reading.layout
    source = Source()
    width = _width(layout)
    source.names["new"] = object.__new__
    source.add(0, "def load(rows, alias, State):")
    source.add(1, "instances = []")
    source.add(1, "append = instances.append")
    source.add(1, f"for ({_targets(width)}{'*_' if reading.hidden else ''}) in rows:")
    _make(source, "o", layout.model, layout.fields, 0, connection, plain, 2)
    for child in layout.related:
        _attach(source, "o", child, connection, plain, 2)
    for name, expression, position in layout.annotations:
        source.add(2, f"setattr(o, {name!r}, {source.converted(f'c{position}', expression, connection)})")
    source.add(2, "append(o)")
    source.add(1, "return instances")
    return source.function("load")


def _width(layout: InstanceLayout) -> int:
    width = len(layout.fields) + len(layout.annotations)
    stack = list(layout.related)
    while stack:
        related = stack.pop()
        width += len(related.fields)
        stack += related.children
    return width


def _make(
    source: Source, variable: str, model: Any, fields: Any, start: int, connection: Any, plain: bool, depth: int
) -> None:
    """Write the lines that make one object from its columns."""
    values = [
        source.converted(f"c{start + i}", field.get_col(model._meta.db_table), connection)
        for i, field in enumerate(fields)
    ]
    cls = source.name("Model", model)
    if not plain:
        names = source.name("names", tuple(field.attname for field in fields))
        source.add(depth, f"{variable} = {cls}.from_db(alias, {names}, ({', '.join(values)},))")
        return
    source.add(depth, f"{variable} = new({cls})")
    source.add(depth, f"{variable}._state = State()")
    for field, value in zip(fields, values, strict=True):
        source.add(depth, f"{variable}.{field.attname} = {value}")


def _attach(source: Source, parent: str, related: RelatedLayout, connection: Any, plain: bool, depth: int) -> None:
    """Write the lines that make a related object and hang it on its parent."""
    variable = f"r{related.start}"
    keys = [i for i, field in enumerate(related.fields) if field.primary_key or field in related.model._meta.pk_fields]
    missing = " or ".join(f"c{related.start + i} is None" for i in keys) or "False"
    source.add(depth, f"if {missing}:")
    source.add(depth + 1, f"{variable} = None")
    source.add(depth, "else:")
    _make(source, variable, related.model, related.fields, related.start, connection, plain, depth + 1)
    for child in related.children:
        _attach(source, variable, child, connection, plain, depth + 1)
    hang = source.name("hang", _hanger(related))
    source.add(depth, f"{hang}({parent}, {variable})")


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
