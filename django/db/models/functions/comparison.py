"""Functions that compare and convert: Cast, Coalesce, Collate, Greatest, Least, NullIf."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.functions import Func
from django.db.models.lowering import kind_of_field
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.utils.regex_helper import _lazy_re_compile


class Cast(Func):
    """The expression converted to the type of `output_field`."""

    function = "CAST"
    template = "%(function)s(%(expressions)s AS %(db_type)s)"
    neutral = "cast"

    def __init__(self, expression: Any, output_field: Any) -> None:
        super().__init__(expression, output_field=output_field)

    def lower(self) -> Node:
        if self.spelt or self.extra:
            return super().lower()
        return nodes.Cast(self.argument(0), self.output_field, kind_of_field(self.output_field))

    def as_sql(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, Any]:
        if extra_context:
            extra_context.setdefault("db_type", self.output_field.cast_db_type(connection))
            extra_context.setdefault("template", self.template)
        return super().as_sql(compiler, connection, **extra_context)


class _Several(Func):
    """Base of functions of two or more expressions."""

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        if len(expressions) < 2:
            raise ValueError(f"{self.__class__.__name__} must take at least two expressions")
        super().__init__(*expressions, **extra)


class Coalesce(_Several):
    """The first expression that is not NULL."""

    function = "COALESCE"
    neutral = "coalesce"

    @property
    def empty_result_set_value(self) -> Any:
        for expression in self.get_source_expressions():
            result = expression.empty_result_set_value
            if result is NotImplemented or result is not None:
                return result
        return None


class Collate(Func):
    """The expression, to be compared by the rules of a collation."""

    function = "COLLATE"
    template = "%(expressions)s %(function)s %(collation)s"
    neutral = "collate"
    allowed_default = False
    # From the standard's identifiers, so that nothing else gets into the SQL.
    collation_re = _lazy_re_compile(r"^[\w-]+$")

    def __init__(self, expression: Any, collation: str) -> None:
        if not (collation and self.collation_re.match(collation)):
            raise ValueError(f"Invalid collation name: {collation!r}.")
        self.collation = collation
        super().__init__(expression)

    def lower(self) -> Node:
        if self.spelt or self.extra:
            return super().lower()
        return nodes.Collate(self.argument(0), self.collation, kind_of_field(self._output_field_or_none))


class Greatest(_Several):
    """The greatest of the expressions; whether a NULL among them makes the result NULL depends on the engine."""

    function = "GREATEST"
    neutral = "greatest"


class Least(_Several):
    """The least of the expressions; whether a NULL among them makes the result NULL depends on the engine."""

    function = "LEAST"
    neutral = "least"


class NullIf(Func):
    """NULL if both expressions are equal, else the first."""

    function = "NULLIF"
    neutral = "nullif"
    arity = 2


__all__ = ["Cast", "Coalesce", "Collate", "Greatest", "Least", "NullIf"]
