"""What aggregates whose result has an order share."""

from __future__ import annotations

import warnings
from typing import Any

from django.utils.deprecation import RemovedInDjango61Warning


class OrderableAggMixin:
    """An aggregate that takes `order_by`; the older name `ordering` warns."""

    allow_order_by = True

    def __init__(self, *expressions: Any, ordering: Any = (), order_by: Any = (), **extra: Any) -> None:
        if ordering:
            warnings.warn(
                "The ordering argument is deprecated. Use order_by instead.", RemovedInDjango61Warning, stacklevel=2
            )
            if order_by:
                raise TypeError("Cannot specify both order_by and ordering.")
            order_by = ordering
        super().__init__(*expressions, order_by=order_by, **extra)
