"""Regular expressions compiled when first used."""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import SimpleLazyObject


def _lazy_re_compile(regex: Any, flags: int = 0) -> Any:
    """Return a stand-in for ``re.compile(regex, flags)`` that compiles on first use.

    A compiled pattern, or such a stand-in, is taken as it is; then there must be no flags.
    """
    # Asking a stand-in for its class would compile it.
    if type(regex) is SimpleLazyObject and not flags:
        return regex
    if isinstance(regex, re.Pattern):
        assert not flags, "flags must be empty if regex is passed pre-compiled"
        return regex
    return SimpleLazyObject(lambda: re.compile(regex, flags))
