"""Func: a call of an SQL function."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import makers
from django.db.models.expressions.base import Expression
from django.db.models.lowering import kind_of, lower, lower_all
from django.db.query.expressions import Call, Literal
from django.db.query.node import Node

_SPELLING = frozenset({"function", "template", "arg_joiner"})


class Func(Expression):
    """`function(arg, arg, ...)`, or what `template` makes of it.

    A class of ours may also have `neutral`, the name under which engines have a rule of their own for writing it (see
    `django.db.query.functions`). Whoever spells it out in a subclass, an instance or a call (`function`, `template`,
    `arg_joiner`) gets what is spelt.
    """

    public_path = "django.db.models.Func"
    function: str | None = None
    template = "%(function)s(%(expressions)s)"
    arg_joiner = ", "
    arity: int | None = None
    neutral = ""
    #: Whether `function`, `template` or `arg_joiner` was set below the class that set `neutral`.
    spelt = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.spelt = _is_spelt(cls)

    def __init__(self, *expressions: Any, output_field: Any = None, **extra: Any) -> None:
        if self.arity is not None and len(expressions) != self.arity:
            plural = "" if self.arity == 1 else "s"
            raise TypeError(
                f"'{self.__class__.__name__}' takes exactly {self.arity} argument{plural} ({len(expressions)} given)"
            )
        super().__init__(output_field=output_field)
        self.source_expressions = self._parse_expressions(*expressions)
        self.extra = extra

    def __repr__(self) -> str:
        arguments = [str(source) for source in self.source_expressions]
        shown = {**self.extra, **self._get_repr_options()}
        arguments += [f"{name}={value}" for name, value in sorted(shown.items())]
        return f"{self.__class__.__name__}({', '.join(arguments)})"

    def _get_repr_options(self) -> dict[str, Any]:
        """Return further options to show in repr()."""
        return {}

    def get_source_expressions(self) -> list[Any]:
        return self.source_expressions

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.source_expressions = exprs

    def copy(self) -> Any:
        clone = super().copy()
        clone.source_expressions = self.source_expressions[:]
        clone.extra = self.extra.copy()
        return clone

    @property
    def allowed_default(self) -> bool:
        return all(source is None or source.allowed_default for source in self.get_source_expressions())

    def lower(self) -> Node:
        args = lower_all(source for source in self.get_source_expressions() if source is not None)
        if self.spelt or not _SPELLING.isdisjoint(self.extra):
            return self.spelt_call(args)
        return Call(self.neutral, args, kind_of(self), "", ", ", self.options())

    def options(self) -> tuple[tuple[str, Any], ...]:
        """Return what the engine's rule for the neutral name needs beside the arguments."""
        return tuple(self.extra.items())

    def spelt_call(self, args: tuple[Node, ...]) -> Node:
        """Return the call as `function`, `template` and `arg_joiner` spell it."""
        extra = dict(self.extra)
        function = extra.pop("function", self.function) or ""
        template = extra.pop("template", self.template)
        joiner = extra.pop("arg_joiner", self.arg_joiner)
        if template == Func.template and function:
            template = ""
        return Call(function, args, kind_of(self), template, joiner, tuple(extra.items()))

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, Any]:
        """Return SQL and parameters; what is given here goes before what the instance and the class say."""
        if function is None and template is None and arg_joiner is None and not extra_context:
            return compiler.compile_node(self.lower())
        given = {"function": function, "template": template, "arg_joiner": arg_joiner}
        clone = self.copy()
        clone.extra |= extra_context | {name: value for name, value in given.items() if value is not None}
        return compiler.compile_node(clone.lower())

    def literal(self, value: Any) -> Node:
        """Return the node of a constant of this class's own."""
        return Literal(value)

    def argument(self, place: int) -> Node:
        """Return the node of one argument."""
        return lower(self.source_expressions[place])


def _is_spelt(cls: type) -> bool:
    for ancestor in cls.__mro__:
        names = ancestor.__dict__
        if names.get("neutral"):
            return False
        if not _SPELLING.isdisjoint(names):
            return True
    return True


class ExpressionList(Func):
    """Several expressions side by side, as in the arguments of an index or of PARTITION BY."""

    allows_composite_expressions = True
    template = "%(expressions)s"

    def __str__(self) -> str:
        return self.arg_joiner.join(str(source) for source in self.source_expressions)

    def get_group_by_cols(self) -> list[Any]:
        return [column for source in self.get_source_expressions() for column in source.get_group_by_cols()]


class OrderByList(ExpressionList):
    """ORDER BY and its items; a string may start with `-`."""

    allowed_default = False
    template = "ORDER BY %(expressions)s"

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*map(_as_order, expressions), **extra)


def _as_order(item: Any) -> Any:
    if isinstance(item, str) and item.startswith("-"):
        return makers.order(makers.reference(item[1:]), descending=True)
    return item
