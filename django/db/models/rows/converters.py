"""What must be done to a column's value before a program sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.lowering import kind_of_field

#: The engine's own: of a value that is not None.
Converter = Callable[[Any], Any]
#: With a field's or an expression's own part: of any value, and of the connection it came over.
OwnConverter = Callable[[Any, Any], Any]


def reader(expression: Any, connection: Any) -> Converter | None:
    """Return what is done to any value of a selected expression that came over `connection`; None for nothing."""
    function, is_own = converter(expression, connection)
    if function is None:
        return None
    if is_own:
        return lambda value: function(value, connection)
    return lambda value: None if value is None else function(value)


def converter(expression: Any, connection: Any) -> tuple[Any, bool]:
    """Return (`Converter` or None, False) or (`OwnConverter`, True) for a selected expression.

    The engine's own conversion of the type comes first, then those of the field and of the expression
    (`from_db_value`, `convert_value`). It holds for all connections to the engine, so it keeps none of them.
    """
    if expression is None:
        return None, False
    output = getattr(expression, "_output_field_or_none", None) or getattr(expression, "output_field", None)
    engine = None
    further = expression.get_db_converters(connection)
    if output is not None:
        kind = kind_of_field(output)
        # What is computed may be of another type than its field, but for decimals only the scale matters.
        is_right = _has_scale_of_field(expression) if kind == "DecimalField" else _is_column(expression)
        engine = connection.ops.converter(kind, output if is_right else None)
        if connection.features.interprets_empty_strings_as_nulls and _may_be_empty(expression):
            further = [_empty_for_null(output), *further]
    if not further:
        return engine, False
    return _chained(engine, tuple(further), expression), True


def _is_column(expression: Any) -> bool:
    if hasattr(expression, "refs"):
        return _is_column(expression.source)
    return hasattr(expression, "target")


def _may_be_empty(expression: Any) -> bool:
    """Tell whether NULL stands for an empty text where these are one: in columns of text, and in what is made of such.

    A primary key is neither, and an aggregate over no rows is NULL indeed.
    """
    if hasattr(expression, "refs"):
        return _may_be_empty(expression.source)
    output = getattr(expression, "_output_field_or_none", None)
    if output is None or not output.empty_strings_allowed:
        return False
    if hasattr(expression, "target"):
        return not expression.target.primary_key
    if expression.contains_aggregate or expression.contains_over_clause:
        return False
    return any(source is not None and _may_be_empty(source) for source in expression.get_source_expressions())


def _empty_for_null(field: Any) -> Any:
    empty: Any = b"" if kind_of_field(field) == "BinaryField" else ""
    return lambda value, expression, connection: empty if value is None else value


def _has_scale_of_field(expression: Any) -> bool:
    """Tell whether a value has no more decimal places than its field allows.

    A column has not, and neither have sums and extremes of columns; any other expression may have more digits than the
    field it borrows.
    """
    if hasattr(expression, "target"):
        return True
    if hasattr(expression, "refs"):
        return _has_scale_of_field(expression.source)
    sources = expression.get_source_expressions()[:1] if getattr(expression, "keeps_scale", False) else ()
    return bool(sources) and _has_scale_of_field(sources[0])


def _chained(engine: Converter | None, further: tuple[Any, ...], expression: Any) -> OwnConverter:
    if engine is None and len(further) == 1:
        only = further[0]
        return lambda value, connection: only(value, expression, connection)

    def convert(value: Any, connection: Any) -> Any:
        if engine is not None and value is not None:
            value = engine(value)
        for function in further:
            value = function(value, expression, connection)
        return value

    return convert
