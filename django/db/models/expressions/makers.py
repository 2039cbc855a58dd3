"""What the base classes must be able to make but which is built on top of them.

The modules that define these classes set them here when they are imported (the package imports all of them).
"""

from __future__ import annotations

from typing import Any

#: Value(value, output_field=None)
value: Any = None
#: F(name)
reference: Any = None
#: Sliced(expression, subscript)
sliced: Any = None
#: CombinedExpression(lhs, connector, rhs)
combined: Any = None
#: NegatedExpression(expression)
negated: Any = None
#: OrderBy(expression, **options)
order: Any = None
#: ColPairs, the expression of a composite key
pairs: Any = None


def as_expression(item: Any) -> Any:
    """Return an expression for what a caller gave: a name becomes F, any other plain value becomes Value."""
    if hasattr(item, "resolve_expression"):
        return item
    return reference(item) if isinstance(item, str) else value(item)
