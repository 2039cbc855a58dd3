"""What an engine checks about its server and about fields; the base checks nothing about servers."""

from __future__ import annotations

from typing import Any


class BaseDatabaseValidation:
    """Checks of one connection.

    Args:
        connection: the connection.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def check(self, **kwargs: Any) -> list[Any]:
        """Return check messages about the server."""
        return []

    def check_field(self, field: Any, **kwargs: Any) -> list[Any]:
        """Return check messages about a field, where the engine has a method `check_field_type`."""
        check_type = getattr(self, "check_field_type", None)
        if check_type is None or not self._is_ours(field):
            return []
        field_type = field.db_type(self.connection)
        # None: the field has no column.
        return [] if field_type is None else list(check_type(field, field_type))

    def _is_ours(self, field: Any) -> bool:
        required = field.model._meta.required_db_features
        vendor = field.model._meta.required_db_vendor
        features_there = all(getattr(self.connection.features, name, False) for name in required)
        right_vendor = not vendor or vendor == self.connection.vendor
        is_reference = getattr(field, "remote_field", None) is not None
        return features_there and right_vendor and not is_reference
