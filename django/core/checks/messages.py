"""What a system check reports."""

from __future__ import annotations

from typing import Any

from django.conf import settings

DEBUG = 10
INFO = 20
WARNING = 30
ERROR = 40
CRITICAL = 50


class CheckMessage:
    """A finding: how bad, what, what to do, about which object, and its lasting id."""

    def __init__(self, level: int, msg: Any, hint: Any = None, obj: Any = None, id: str | None = None) -> None:
        """Describe a finding.

        Args:
            level: DEBUG to CRITICAL, or any number.
            msg: what was found.
            hint: what to do about it.
            obj: what it is about: a model, a field, anything with a text.
            id: a lasting name such as ``myapp.E001``, by which it can be silenced.
        """
        if not isinstance(level, int):
            raise TypeError("The first argument should be level.")
        self.level, self.msg, self.hint, self.obj, self.id = level, msg, hint, obj, id

    def _content(self) -> tuple[Any, ...]:
        return self.level, self.msg, self.hint, self.obj, self.id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self._content() == other._content()

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        about = "?" if self.obj is None else _label(self.obj)
        code = f"({self.id}) " if self.id else ""
        hint = f"\n\tHINT: {self.hint}" if self.hint else ""
        return f"{about}: {code}{self.msg}{hint}"

    def __repr__(self) -> str:
        level, msg, hint, obj, id = self._content()
        return f"<{type(self).__name__}: level={level!r}, msg={msg!r}, hint={hint!r}, obj={obj!r}, id={id!r}>"

    def is_serious(self, level: int = ERROR) -> bool:
        """Tell whether it is at least as bad as ``level``."""
        return self.level >= level

    def is_silenced(self) -> bool:
        """Tell whether the setting SILENCED_SYSTEM_CHECKS names its id."""
        return self.id in settings.SILENCED_SYSTEM_CHECKS


def _label(obj: Any) -> str:
    """A model by its label, anything else by its text."""
    options = getattr(obj, "_meta", None)
    if isinstance(obj, type) and hasattr(options, "label"):
        return str(getattr(options, "label", ""))
    return str(obj)


class Debug(CheckMessage):
    """Of use to who writes checks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(DEBUG, *args, **kwargs)


class Info(CheckMessage):
    """Good to know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(INFO, *args, **kwargs)


class Warning(CheckMessage):
    """May go wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(WARNING, *args, **kwargs)


class Error(CheckMessage):
    """Will go wrong: commands refuse to run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(ERROR, *args, **kwargs)


class Critical(CheckMessage):
    """Nothing will work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(CRITICAL, *args, **kwargs)
