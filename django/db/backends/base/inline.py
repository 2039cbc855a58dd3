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


class Usual(Frozen):
    """What `binder(value, connection)` does to the values it usually meets, as a Python expression.

    A binder may have one as its attribute `usual`: code that binds a whole row then calls it for other values only.

    Args:
        test: an expression that is true for such values.
        template: the expression; `{value}` stands for the value in both, other words in braces for `names`.
        none_passes: the binder hands None on.
        names: what the expressions refer to.
    """

    test: str
    template: str
    none_passes: bool
    names: dict[str, Any]

    def __init__(self, test: str, template: str = "{value}", *, none_passes: bool = True, **names: Any) -> None:
        self.__dict__.update(test=test, template=template, none_passes=none_passes, names=names)


#: What an inline expression may raise for a value it is not made for.
REFUSALS = (TypeError, ValueError, KeyError)
