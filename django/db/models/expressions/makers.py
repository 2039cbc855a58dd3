"""What the base classes must be able to make but which is built on top of them.

The modules that define these classes set them here when they are imported. Those that not every program needs are
imported when what they set is first asked for.
"""

from __future__ import annotations

from typing import Any

from django.utils.late import run_module

#: Value(value, output_field=None)
value: Any = None
#: F(name)
reference: Any = None
#: Sliced(expression, subscript)
sliced: Any = None
#: ColPairs, the expression of a composite key
pairs: Any = None
#: CombinedExpression(lhs, connector, rhs)
combined: Any
#: NegatedExpression(expression)
negated: Any
#: OrderBy(expression, **options)
order: Any

_ROOM_OF = {"combined": "arithmetic", "negated": "conditional", "order": "ordering"}


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    run_module(f"django.db.models.expressions.{_ROOM_OF[name]}")
    return globals()[name]


def as_expression(item: Any) -> Any:
    """Return an expression for what a caller gave: a name becomes F, any other plain value becomes Value."""
    if hasattr(item, "resolve_expression"):
        return item
    return reference(item) if isinstance(item, str) else value(item)
