"""The few names of the database rooms that every floor shares."""

from __future__ import annotations

#: The alias that is meant when none is named.
DEFAULT_DB_ALIAS = "default"

#: The key under which a pickled instance or query keeps the version that wrote it.
DJANGO_VERSION_PICKLE_KEY = "_django_version"
