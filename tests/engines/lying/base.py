"""An SQLite whose feature flag, the one named by the option `lie`, is the wrong way round."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.lie = settings_dict["OPTIONS"]["lie"]
        truth = getattr(DatabaseFeatures(self), self.lie)
        self.features_class = type("LyingFeatures", (DatabaseFeatures,), {self.lie: not truth})
        super().__init__(settings_dict, *args, **kwargs)

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        del params["lie"]
        return params

    def engine_traits(self) -> tuple[Any, ...]:
        # What was compiled under another lie is of no use.
        return (*super().engine_traits(), self.lie)
