"""What a function accepts, read from its signature."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

# The kinds of inspect.Parameter by their numbers: importing inspect is not cheap, and most programs never get here.
_VAR_POSITIONAL, _VAR_KEYWORD = 2, 4
# A plain function says it in its code.
_CO_VARKEYWORDS = 0x08
_STARS = {_VAR_POSITIONAL: "*", _VAR_KEYWORD: "**"}


@functools.lru_cache(maxsize=512)
def _signature_parameters(func: Callable[..., Any], without_self: bool) -> tuple[Any, ...]:
    import inspect  # cost

    parameters = tuple(inspect.signature(func).parameters.values())
    return parameters[1:] if without_self else parameters


def _parameters(func: Callable[..., Any]) -> tuple[Any, ...]:
    # A bound method is a new object each time: its function is what is worth remembering.
    bound_to = getattr(func, "__self__", None)
    plain = getattr(func, "__func__", None)
    if bound_to is not None and plain is not None:
        return _signature_parameters(plain, True)
    try:
        return _signature_parameters(func, False)
    except TypeError:  # unhashable callable
        return _signature_parameters.__wrapped__(func, False)


def get_func_args(func: Callable[..., Any]) -> list[str]:
    """Names of the arguments, without those behind stars and without the ``self`` of a bound method."""
    return [parameter.name for parameter in _parameters(func) if parameter.kind not in _STARS]


def get_func_full_args(func: Callable[..., Any]) -> list[tuple[str, ...]]:
    """Each argument as ``(name,)`` or ``(name, default)``, without ``self``; ``*args`` and ``**kwargs`` with stars."""
    return [
        (_starred(parameter),) if parameter.default is parameter.empty else (_starred(parameter), parameter.default)
        for parameter in _parameters(func)
        if parameter.name != "self"
    ]


def _starred(parameter: Any) -> str:
    return f"{_STARS.get(parameter.kind, '')}{parameter.name}"


def func_accepts_kwargs(func: Callable[..., Any]) -> bool:
    """Whether the function takes ``**kwargs``."""
    if isinstance(func, FunctionType) and not func.__dict__:
        return bool(func.__code__.co_flags & _CO_VARKEYWORDS)
    return any(parameter.kind == _VAR_KEYWORD for parameter in _parameters(func))


def func_accepts_var_args(func: Callable[..., Any]) -> bool:
    """Whether the function takes ``*args``."""
    return any(parameter.kind == _VAR_POSITIONAL for parameter in _parameters(func))


def method_has_no_args(meth: Callable[..., Any]) -> bool:
    """Whether the method takes nothing but ``self``."""
    return len(get_func_args(meth)) == (0 if hasattr(meth, "__self__") else 1)


def func_supports_parameter(func: Callable[..., Any], name: str) -> bool:
    """Whether the function has a parameter of this name."""
    return any(parameter.name == name for parameter in _parameters(func))
