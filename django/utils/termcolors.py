"""Colours for terminals, by ANSI escape sequences."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

color_names = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
foreground = {name: f"3{number}" for number, name in enumerate(color_names)}
background = {name: f"4{number}" for number, name in enumerate(color_names)}

RESET = "0"
opt_dict = {"bold": "1", "underscore": "4", "blink": "5", "reverse": "7", "conceal": "8"}

#: What can be coloured in the output of commands.
ROLES = (
    "ERROR SUCCESS WARNING NOTICE SQL_FIELD SQL_COLTYPE SQL_KEYWORD SQL_TABLE HTTP_INFO HTTP_SUCCESS HTTP_REDIRECT "
    "HTTP_NOT_MODIFIED HTTP_BAD_REQUEST HTTP_NOT_FOUND HTTP_SERVER_ERROR MIGRATE_HEADING MIGRATE_LABEL"
).split()

NOCOLOR_PALETTE = "nocolor"
DARK_PALETTE = "dark"
LIGHT_PALETTE = "light"
DEFAULT_PALETTE = DARK_PALETTE


def _palette(**styles: str) -> dict[str, dict[str, Any]]:
    """Every role with its colour and options, written as ``"colour,option"``; plain where none is given."""
    return {role: _style(styles[role]) if role in styles else {} for role in ROLES}


def _style(text: str) -> dict[str, Any]:
    """Read ``"colour[/background][,option...]"``; what is not known is left out."""
    colors, *options = text.lower().split(",")
    ink, _, paper = colors.partition("/")
    style: dict[str, Any] = {}
    if ink in foreground:
        style["fg"] = ink
    if paper in background:
        style["bg"] = paper
    known = tuple(option for option in reversed(options) if option in opt_dict)
    if known:
        style["opts"] = known
    return style


_ALARMS = {
    "ERROR": "red,bold",
    "SUCCESS": "green,bold",
    "WARNING": "yellow,bold",
    "NOTICE": "red",
    "HTTP_INFO": ",bold",
    "HTTP_BAD_REQUEST": "red,bold",
    "HTTP_SERVER_ERROR": "magenta,bold",
    "MIGRATE_HEADING": "cyan,bold",
    "MIGRATE_LABEL": ",bold",
}
PALETTES: dict[str, dict[str, dict[str, Any]]] = {
    NOCOLOR_PALETTE: _palette(),
    DARK_PALETTE: _palette(
        **_ALARMS,
        SQL_FIELD="green,bold",
        SQL_COLTYPE="green",
        SQL_KEYWORD="yellow",
        SQL_TABLE=",bold",
        HTTP_REDIRECT="green",
        HTTP_NOT_MODIFIED="cyan",
        HTTP_NOT_FOUND="yellow",
    ),
    LIGHT_PALETTE: _palette(
        **_ALARMS,
        SQL_FIELD="green,bold",
        SQL_COLTYPE="green",
        SQL_KEYWORD="blue",
        SQL_TABLE=",bold",
        HTTP_REDIRECT="green,bold",
        HTTP_NOT_MODIFIED="green",
        HTTP_NOT_FOUND="red",
    ),
}


def colorize(text: Any = "", opts: tuple[str, ...] = (), *, fg: str | None = None, bg: str | None = None) -> str:
    """Return a text between escape sequences.

    Args:
        text: the text.
        opts: bold, underscore, blink, reverse, conceal; ``noreset`` leaves the colour on, ``reset`` alone ends it.
        fg: name of the colour of the letters.
        bg: name of the colour behind them.
    """
    text = str(text)
    if text == "" and tuple(opts) == ("reset",):
        return f"\x1b[{RESET}m"
    codes = [
        *([foreground[fg]] if fg else ()),
        *([background[bg]] if bg else ()),
        *(opt_dict[option] for option in opts if option in opt_dict),
    ]
    ending = "" if "noreset" in opts else f"\x1b[{RESET}m"
    return f"\x1b[{';'.join(codes)}m{text or ''}{ending}"


def make_style(opts: tuple[str, ...] = (), **kwargs: Any) -> Callable[..., str]:
    """Return a function of a text that does what colorize() does with these arguments."""
    return functools.partial(colorize, opts=opts, **kwargs)


def parse_color_setting(config_string: str) -> Mapping[str, dict[str, Any]] | None:
    """Read the environment variable DJANGO_COLORS.

    Args:
        config_string: names of palettes and definitions ``role=colour/background,option`` with ``;`` between.

    Returns:
        Style by role; None for no colours at all.
    """
    start = NOCOLOR_PALETTE if config_string else DEFAULT_PALETTE
    chosen = dict(PALETTES[start])
    for part in config_string.lower().split(";"):
        role, is_definition, text = part.partition("=")
        if part in PALETTES:
            chosen.update(PALETTES[part])
        elif is_definition and role.upper() in ROLES:
            style = _style(text)
            if style:
                chosen[role.upper()] = style
    return chosen if any(chosen.values()) else None
