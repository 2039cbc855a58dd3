"""Connections taken from a pool of python-oracledb: one pool for each alias of the process."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.oracle import driver


class PoolMethods:
    """The part of a connection that knows its pool."""

    alias: str
    settings_dict: dict[str, Any]
    connection: Any
    wrap_database_errors: Any
    get_connection_params: Any

    #: Alias to pool. Made when first used, dropped by `close_pool`.
    _connection_pools: ClassVar[dict[str, Any]] = {}

    @property
    def is_pool(self) -> bool:
        """Whether the option `pool` asks for a pool."""
        return bool(self.settings_dict["OPTIONS"].get("pool"))

    @property
    def pool(self) -> Any:
        """The pool of this alias; None unless the option `pool` asks for one.

        Raises:
            ImproperlyConfigured: persistent connections are asked for as well.
        """
        if not self.is_pool:
            return None
        if self.settings_dict["CONN_MAX_AGE"] != 0:
            raise ImproperlyConfigured("Pooling doesn't support persistent connections.")
        if self.alias not in self._connection_pools:
            wanted = self.settings_dict["OPTIONS"]["pool"]
            options = {} if wanted is True else dict(wanted)
            self._connection_pools[self.alias] = driver.create_pool({**self.get_connection_params(), **options})
        return self._connection_pools[self.alias]

    def close_pool(self) -> None:
        """Close the pool and all its connections."""
        pool = self._connection_pools.pop(self.alias, None)
        if pool is not None:
            pool.close(force=True)

    def _close(self) -> None:
        connection = self.connection
        if connection is None:
            return
        with self.wrap_database_errors:
            pool = self._connection_pools.get(self.alias) if self.is_pool else None
            if pool is None:
                close_quietly(connection)
            else:
                # What was not committed is rolled back by the pool.
                pool.release(connection)


def close_quietly(connection: Any) -> None:
    """Close a connection; one that is gone is closed already."""
    try:
        connection.close()
    except driver.Database.InterfaceError:
        pass
