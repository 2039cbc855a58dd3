"""OrderWrt: the hidden column of ``Meta.order_with_respect_to``."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.numbers import IntegerField


class OrderWrt(IntegerField):
    """The place of a row among those with the same parent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["name"] = "_order"
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)
