"""The names of the form fields and widgets. There are no forms in this package: each refuses to be made.

They are here so that a module which imports one beside model fields can be loaded.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "BaseRangeField",
    "DateRangeField",
    "DateTimeRangeField",
    "DecimalRangeField",
    "HStoreField",
    "HiddenRangeWidget",
    "IntegerRangeField",
    "RangeWidget",
    "SimpleArrayField",
    "SplitArrayField",
    "SplitArrayWidget",
]


class _Absent:
    """Something of a form, which cannot be made.

    Raises:
        NotImplementedError: always.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError(
            f"{type(self).__name__} is part of a form, and there are no forms in this package. Build it with the forms "
            f"of your web framework from the model field's own attributes."
        )


class SimpleArrayField(_Absent):
    """A list written with a delimiter. Absent."""


class SplitArrayField(_Absent):
    """A list with one input per item. Absent."""


class SplitArrayWidget(_Absent):
    """The inputs of a list. Absent."""


class HStoreField(_Absent):
    """A dictionary written in JSON. Absent."""


class BaseRangeField(_Absent):
    """Base of ranges with two inputs. Absent."""


class IntegerRangeField(BaseRangeField):
    """A range of whole numbers. Absent."""


class DecimalRangeField(BaseRangeField):
    """A range of decimals. Absent."""


class DateTimeRangeField(BaseRangeField):
    """A range of points in time. Absent."""


class DateRangeField(BaseRangeField):
    """A range of dates. Absent."""


class RangeWidget(_Absent):
    """The inputs of a range. Absent."""


class HiddenRangeWidget(RangeWidget):
    """The hidden inputs of a range. Absent."""
