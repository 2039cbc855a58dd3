"""Choices as enumerations: ``TextChoices``, ``IntegerChoices`` and their base ``Choices``."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Self

from django.utils.deprecation import RemovedInDjango60Warning
from django.utils.functional import Promise

__all__ = ["Choices", "IntegerChoices", "TextChoices"]


class ChoicesType(enum.EnumType):
    """The metaclass: takes a label as the last item of a value, and offers choices, labels, names and values."""

    def __new__(metacls, classname: str, bases: tuple[type, ...], classdict: Any, **kwds: Any) -> Any:
        labels = [_pop_label(classdict, name) for name in classdict._member_names]
        cls = super().__new__(metacls, classname, bases, classdict, **kwds)
        for member, label in zip(cls.__members__.values(), labels, strict=False):
            member._label_ = label
        return enum.unique(cls)

    def __contains__(cls, item: object) -> bool:
        """Tell whether ``item`` is a member, or the value of one (which Python itself tells from 3.12 on)."""
        return isinstance(item, cls) or item in cls._value2member_map_

    @property
    def names(cls) -> list[str]:
        """Names of the members; first ``__empty__`` if there is a label for no value."""
        blank = ["__empty__"] if hasattr(cls, "__empty__") else []
        return blank + [member.name for member in cls]

    @property
    def choices(cls) -> list[tuple[Any, Any]]:
        """Pairs of value and label; first ``(None, __empty__)`` if there is a label for no value."""
        blank = [(None, cls.__empty__)] if hasattr(cls, "__empty__") else []
        return blank + [(member.value, member.label) for member in cls]

    @property
    def labels(cls) -> list[Any]:
        """Labels alone."""
        return [label for _, label in cls.choices]

    @property
    def values(cls) -> list[Any]:
        """Values alone."""
        return [value for value, _ in cls.choices]


def _pop_label(classdict: Any, name: str) -> Any:
    """Take the label off the member's value in ``classdict``, or make one of its name."""
    value = classdict[name]
    if isinstance(value, list | tuple) and len(value) > 1 and isinstance(value[-1], str | Promise):
        *rest, label = value
        # The enumeration's own dictionary refuses to set a name twice.
        dict.__setitem__(classdict, name, rest[0] if len(rest) == 1 else tuple(rest))
        return label
    return name.replace("_", " ").title()


class Choices(enum.Enum, metaclass=ChoicesType):
    """Base of enumerations whose members have labels for people."""

    @enum.property
    def label(self) -> Any:
        """The text for people."""
        return self._label_

    # Must not be taken for a member.
    do_not_call_in_templates = enum.nonmember(True)

    def __str__(self) -> str:
        """The value, as text: what is stored, not ``Class.MEMBER``."""
        return str(self.value)

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}.{self._name_}"


if TYPE_CHECKING:
    # To checkers a member's value is what `__new__` is called with: the label may follow it.

    class IntegerChoices(int, Choices):
        """Choices whose values are whole numbers."""

        def __new__(cls, value: Any, label: Any = ...) -> Self: ...
        @enum.property
        def value(self) -> int: ...

    class TextChoices(str, Choices):
        """Choices whose values are texts."""

        def __new__(cls, value: Any, label: Any = ...) -> Self: ...
        @enum.property
        def value(self) -> str: ...

else:

    class IntegerChoices(Choices, enum.IntEnum):
        """Choices whose values are whole numbers."""

        __str__ = Choices.__str__

    class TextChoices(Choices, enum.StrEnum):
        """Choices whose values are texts; ``auto()`` gives the member's name."""

        __str__ = Choices.__str__

        @staticmethod
        def _generate_next_value_(name: str, start: int, count: int, last_values: list[Any]) -> str:
            return name


def __getattr__(name: str) -> Any:
    if name == "ChoicesMeta":
        import warnings  # cost: only the old name needs it

        message = "ChoicesMeta is deprecated in favor of ChoicesType."
        warnings.warn(message, RemovedInDjango60Warning, stacklevel=2)
        return ChoicesType
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
