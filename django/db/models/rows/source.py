"""Source: the code of a loader in the making. This is the one place where code is generated and compiled.

A loader turns the driver's tuples into what a QuerySet gives, one function per shape of row. It unpacks each row in its
`for` and converts only the columns that need it; there is no call per column.

Converters that offer themselves as an expression (`inline`) are written into the code. Such an expression is made for
what the engine's own binders write; a value it refuses has all the rows loaded again by a loader that calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.base.inline import REFUSALS
from django.db.models.rows import converters

Rows = Sequence[tuple[Any, ...]]


@lru_cache(maxsize=100)
def _compiled(text: str) -> Any:
    # Compiling takes longer than all else of a new shape, and shapes that differ only in their conditions have the
    # same text here: what is the model's or the engine's own stands in it by name.
    return compile(text, "<row loader>", "exec")


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
        exec(_compiled("\n".join(self.lines)), self.names)  # noqa: S102
        return self.names[name]

    def converted(self, column: str, expression: Any, *, never_null: bool = False) -> str:
        """Return the source text for a column's converted value.

        Args:
            column: the text of the value.
            expression: what is selected.
            never_null: NULL is as unlikely as a value of a wrong type.
        """
        function, is_own = converters.converter(expression, self.connection)
        if function is None:
            return column
        if is_own:
            return f"{self.name('convert', function)}({column}, connection)"
        inline = getattr(function, "inline", None)
        if inline is None or not self.inlined:
            return f"({self.name('convert', function)}({column}) if {column} is not None else None)"
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


def targets(width: int) -> str:
    """Return the names `c0, c1, ...` of the first columns, as a `for` unpacks them."""
    return "".join(f"c{i}, " for i in range(width))
