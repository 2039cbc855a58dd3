"""Windows: functions over the rows around a row."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.db.models.expressions.base import Expression
from django.db.models.expressions.functions import ExpressionList, OrderByList
from django.db.models.expressions.ordering import OrderBy
from django.db.models.lowering import kind_of, lower, lower_all
from django.db.models.memo.keys import register_constant
from django.db.query.expressions import Frame, Order, Over, Row
from django.db.query.node import Node

_BAD_ORDER = "Window.order_by must be either a string reference to a field, an expression, or a list or tuple of them."


class Window(Expression):
    """`expression OVER (PARTITION BY ... ORDER BY ... frame)`."""

    template = "%(expression)s OVER (%(window)s)"
    # The aggregate inside groups nothing: it leaves the rows as they are.
    contains_aggregate = False
    contains_over_clause = True

    def __init__(
        self,
        expression: Any,
        partition_by: Any = None,
        order_by: Any = None,
        frame: Any = None,
        output_field: Any = None,
    ) -> None:
        if not getattr(expression, "window_compatible", False):
            raise ValueError(f"Expression '{expression.__class__.__name__}' isn't compatible with OVER clauses.")
        self.partition_by = _as_partition(partition_by)
        self.order_by = _as_order(order_by)
        self.frame = frame
        super().__init__(output_field=output_field)
        self.source_expression = self._parse_expressions(expression)[0]

    def __str__(self) -> str:
        partition = f"PARTITION BY {self.partition_by}" if self.partition_by else ""
        return f"{self.source_expression} OVER ({partition}{self.order_by or ''}{self.frame or ''})"

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self}>"

    def _resolve_output_field(self) -> Any:
        return self.source_expression.output_field

    def get_source_expressions(self) -> list[Any]:
        return [self.source_expression, self.partition_by, self.order_by, self.frame]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.source_expression, self.partition_by, self.order_by, self.frame = exprs

    def get_group_by_cols(self) -> list[Any]:
        columns: list[Any] = []
        for part in (self.partition_by, self.order_by):
            if part is not None:
                columns.extend(part.get_group_by_cols())
        return columns

    def lower(self) -> Node:
        return Over(
            lower(self.source_expression),
            () if self.partition_by is None else _flat(lower_all(self.partition_by.get_source_expressions())),
            () if self.order_by is None else _lower_orders(self.order_by.get_source_expressions()),
            None if self.frame is None else self.frame.lower(),
            kind_of(self),
        )


def _as_partition(partition: Any) -> Any:
    if partition is None:
        return None
    return ExpressionList(*(partition if isinstance(partition, tuple | list) else (partition,)))


def _as_order(order: Any) -> Any:
    if order is None:
        return None
    if isinstance(order, list | tuple):
        return OrderByList(*order)
    if isinstance(order, str) or hasattr(order, "resolve_expression"):
        return OrderByList(order)
    raise ValueError(_BAD_ORDER)


def _lower_orders(items: Iterable[Any]) -> tuple[Any, ...]:
    found: list[Any] = []
    for item in items:
        order = lower(item if isinstance(item, OrderBy) else OrderBy(item))
        # An engine's own class has no parts to look at.
        parts = _flat((order.expression,)) if isinstance(order, Order) else ()
        found += [order.but(expression=part) for part in parts] or [order]
    return tuple(found)


def _flat(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Put the columns of a composite key in its place."""
    return tuple(part for node in nodes for part in (node.items if isinstance(node, Row) else (node,)))


class WindowFrameExclusion(Enum):
    """Which rows of a frame are left out."""

    CURRENT_ROW = "CURRENT ROW"
    GROUP = "GROUP"
    TIES = "TIES"
    NO_OTHERS = "NO OTHERS"

    def __repr__(self) -> str:
        return f"<{self.__class__.__qualname__}.{self._name_}>"


register_constant(WindowFrameExclusion)


class WindowFrame(Expression):
    """The frame of a window. Bounds: None is unbounded, 0 the current row, negative before it, positive after it."""

    template = "%(frame_type)s BETWEEN %(start)s AND %(end)s%(exclude)s"
    frame_type = ""

    def __init__(
        self, start: int | None = None, end: int | None = None, exclusion: WindowFrameExclusion | None = None
    ) -> None:
        if exclusion is not None and not isinstance(exclusion, WindowFrameExclusion):
            raise TypeError(f"{self.__class__.__qualname__}.exclusion must be a WindowFrameExclusion instance.")
        self.start = self._parse_expressions(start)[0]
        self.end = self._parse_expressions(end)[0]
        self.exclusion = exclusion

    def get_source_expressions(self) -> list[Any]:
        return [self.start, self.end]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.start, self.end = exprs

    def get_group_by_cols(self) -> list[Any]:
        return []

    def get_exclusion(self) -> str:
        """Return the EXCLUDE clause, with the space before it."""
        return "" if self.exclusion is None else f" EXCLUDE {self.exclusion.value}"

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self}>"

    def __str__(self) -> str:
        start = _bound(self.start.value, "UNBOUNDED PRECEDING")
        end = _bound(self.end.value, "UNBOUNDED FOLLOWING")
        return self.template % {
            "frame_type": self.frame_type,
            "start": start,
            "end": end,
            "exclude": self.get_exclusion(),
        }

    def window_frame_start_end(self, connection: Any, start: int | None, end: int | None) -> tuple[str, str]:
        """Return the SQL of both bounds as the engine writes them."""
        raise NotImplementedError("Subclasses must implement window_frame_start_end().")

    def lower(self) -> Frame:
        exclusion = "" if self.exclusion is None else self.exclusion.value
        return Frame(self.frame_type, self.start.value, self.end.value, exclusion)

    def parametrized(self, slots: Any) -> WindowFrame:
        # Bounds are part of the SQL.
        return self

    def memo_key(self, values: list[Any]) -> Any:
        return (self.__class__, self.start.value, self.end.value, self.exclusion)


def _bound(value: int | None, unbounded: str) -> str:
    if value is None:
        return unbounded
    if value == 0:
        return "CURRENT ROW"
    return f"{abs(value)} {'PRECEDING' if value < 0 else 'FOLLOWING'}"


class RowRange(WindowFrame):
    """A frame counted in rows."""

    frame_type = "ROWS"

    def window_frame_start_end(self, connection: Any, start: int | None, end: int | None) -> tuple[str, str]:
        return connection.ops.window_frame_rows_start_end(start, end)


class ValueRange(WindowFrame):
    """A frame counted in values of the ordering."""

    frame_type = "RANGE"

    def window_frame_start_end(self, connection: Any, start: int | None, end: int | None) -> tuple[str, str]:
        return connection.ops.window_frame_range_start_end(start, end)
