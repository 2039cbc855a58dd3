"""Inline: a converter as a piece of the loaders' generated code, which spares a call for every value."""

from __future__ import annotations

from typing import Any

from django.utils.frozen import Frozen


class Inline(Frozen):
    """What `convert(value)` does to the values which the engine's own binders wrote, as a Python expression.

    A converter has one as its attribute `inline`. Met with anything else, None among it, the expression raises
    TypeError, ValueError or KeyError; the rows are then loaded again by calling the converters.

    Args:
        template: the expression; `{value}` stands for the value, other words in braces for `names`.
        names: what the expression refers to.
    """

    template: str
    names: dict[str, Any]

    def __init__(self, template: str, **names: Any) -> None:
        self.__dict__.update(template=template, names=names)


#: What an inline expression may raise for a value it is not made for.
REFUSALS = (TypeError, ValueError, KeyError)
