"""Colours for terminals: styles by role, switched by ``DJANGO_COLORS`` or off altogether."""

from __future__ import annotations

import os
import sys
from functools import cache

from django.utils import termcolors


class Style:
    """One callable per role, each wrapping a text in its colours (or leaving it as it is)."""

    def __init__(self, palette=None):
        palette = palette or {}
        for role in termcolors.ROLES:
            setattr(self, role, _painter(palette.get(role)))
        self.ERROR_OUTPUT = self.ERROR


def supports_color():
    """Whether standard output is a terminal that shows ANSI colours."""
    if not getattr(sys.stdout, "isatty", bool)():
        return False
    if sys.platform != "win32":
        return True
    known = ("ANSICON", "WT_SESSION", "ConEmuANSI")
    return any(name in os.environ for name in known) or os.environ.get("TERM_PROGRAM") == "vscode"


def make_style(config_string=""):
    """Return the style that a ``DJANGO_COLORS`` value describes."""
    return Style(termcolors.parse_color_setting(config_string))


@cache
def no_style():
    """Return the style that leaves every text as it is."""
    return Style()


def color_style(force_color=False):
    """Return the style of the environment: none off a terminal unless forced."""
    if not force_color and not supports_color():
        return no_style()
    return make_style(os.environ.get("DJANGO_COLORS", ""))


def _painter(looks):
    return termcolors.make_style(**looks) if looks else _plain


def _plain(text):
    return text
