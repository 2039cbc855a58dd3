"""Whether something can be iterated."""

from __future__ import annotations

import warnings

from django.utils.deprecation import RemovedInDjango60Warning


def is_iterable(x: object) -> bool:
    """Tell whether ``iter(x)`` works; deprecated in favour of ``isinstance(x, collections.abc.Iterable)``."""
    warnings.warn(
        "django.utils.itercompat.is_iterable() is deprecated. Use isinstance(..., collections.abc.Iterable) instead.",
        RemovedInDjango60Warning,
        stacklevel=2,
    )
    return hasattr(x, "__iter__") or hasattr(x, "__getitem__")
