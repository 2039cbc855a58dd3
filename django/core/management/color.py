"""Colours for terminals: styles by role, switched by ``DJANGO_COLORS`` or off altogether.

``DJANGO_COLORS`` is a list of parts divided by ``;``: a palette (``dark``, ``light``, ``nocolor``) and roles of one's own,
as in ``light;error=yellow/blue,blink;notice=magenta``.
"""

from __future__ import annotations

import os
import sys
from functools import cache

ROLES = (
    "ERROR", "SUCCESS", "WARNING", "NOTICE", "SQL_FIELD", "SQL_COLTYPE", "SQL_KEYWORD", "SQL_TABLE",
    "HTTP_INFO", "HTTP_SUCCESS", "HTTP_REDIRECT", "HTTP_NOT_MODIFIED", "HTTP_BAD_REQUEST", "HTTP_NOT_FOUND",
    "HTTP_SERVER_ERROR", "MIGRATE_HEADING", "MIGRATE_LABEL", "ERROR_OUTPUT",
)
COLORS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
OPTIONS = {"bold": "1", "underscore": "4", "blink": "5", "reverse": "7", "conceal": "8"}

DARK = {
    "ERROR": "red,bold", "SUCCESS": "green,bold", "WARNING": "yellow,bold", "NOTICE": "red",
    "SQL_FIELD": "green,bold", "SQL_COLTYPE": "green", "SQL_KEYWORD": "yellow", "SQL_TABLE": "white,bold",
    "MIGRATE_HEADING": "cyan,bold", "MIGRATE_LABEL": "white,bold", "ERROR_OUTPUT": "red,bold",
}
LIGHT = DARK | {"SQL_FIELD": "green,bold", "SQL_KEYWORD": "blue", "SQL_TABLE": "black,bold", "MIGRATE_LABEL": "black,bold"}
PALETTES = {"dark": DARK, "light": LIGHT, "nocolor": {}}


class Style:
    """One callable per role, each wrapping a text in its colours (or leaving it as it is)."""

    def __init__(self, codes=None):
        codes = codes or {}
        for role in ROLES:
            setattr(self, role, _painter(codes.get(role, "")))


def supports_color() -> bool:
    """Whether standard output is a terminal that shows ANSI colours."""
    if not getattr(sys.stdout, "isatty", bool)():
        return False
    if sys.platform != "win32":
        return True
    known = ("ANSICON", "WT_SESSION", "ConEmuANSI")
    return any(name in os.environ for name in known) or os.environ.get("TERM_PROGRAM") == "vscode"


def make_style(config_string="") -> Style:
    """Return the style that a ``DJANGO_COLORS`` value describes."""
    return Style({role: _codes(looks) for role, looks in _roles(config_string).items()})


@cache
def no_style() -> Style:
    """Return the style that leaves every text as it is."""
    return Style()


def color_style(force_color=False) -> Style:
    """Return the style of the environment: none off a terminal unless forced."""
    if not force_color and not supports_color():
        return no_style()
    return make_style(os.environ.get("DJANGO_COLORS", ""))


def _painter(code):
    if not code:
        return lambda text: text
    return lambda text: f"\x1b[{code}m{text}\x1b[0m"


def _roles(config_string):
    """Return {role: looks}; parts that name nothing known are passed over."""
    chosen, own = DARK, {}
    for part in config_string.split(";"):
        role, equals, looks = part.strip().partition("=")
        if not equals and role.lower() in PALETTES:
            chosen = PALETTES[role.lower()]
        elif equals and role.strip().upper() in ROLES:
            own[role.strip().upper()] = looks
    return {**chosen, **own}


def _codes(looks):
    """Translate ``foreground/background,option,…`` to the numbers of an ANSI sequence."""
    colors, *options = [word.strip().lower() for word in looks.split(",")]
    numbers = [
        str(base + COLORS.index(color))
        for base, color in zip((30, 40), colors.split("/"), strict=False)
        if color in COLORS
    ]
    return ";".join(numbers + [OPTIONS[option] for option in options if option in OPTIONS])
