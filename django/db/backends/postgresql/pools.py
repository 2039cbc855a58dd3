"""Connections taken from a pool of psycopg_pool: one pool for each alias of the process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql.psycopg_any import driver, is_psycopg3


class PoolMethods:
    """The part of a connection that knows its pool."""

    alias: str
    settings_dict: dict[str, Any]
    connection: Any
    features: Any
    wrap_database_errors: Any
    get_connection_params: Any

    #: Alias to pool. Made when first used, dropped by `close_pool`.
    _connection_pools: ClassVar[dict[str, Any]] = {}

    @property
    def pool(self) -> Any:
        """The pool of this alias; None unless the option `pool` asks for one.

        Raises:
            ImproperlyConfigured: persistent connections are asked for as well, there is nothing to make a pool of, or
                the option is no description of one.
        """
        wanted = self.settings_dict["OPTIONS"].get("pool")
        if not wanted:
            return None
        if self.alias not in self._connection_pools:
            # Of two threads that come at once, one keeps a pool that was never opened.
            return self._connection_pools.setdefault(self.alias, self._new_pool(wanted))
        return self._connection_pools[self.alias]

    def _new_pool(self, wanted: Any) -> Any:
        if wanted is not True and not isinstance(wanted, Mapping):
            raise self._no_pool("neither True nor a dictionary")
        if self.settings_dict["CONN_MAX_AGE"] != 0:
            raise ImproperlyConfigured("Pooling doesn't support persistent connections.")
        if not is_psycopg3:
            raise ImproperlyConfigured("Database pooling requires psycopg >= 3")
        try:
            from psycopg_pool import ConnectionPool  # optional package
        except ImportError as error:
            raise ImproperlyConfigured(
                "Error loading psycopg_pool module.\nDid you install psycopg[pool]?"
            ) from error
        options = {} if wanted is True else dict(wanted)
        binding = self.features.uses_server_side_binding
        # Checked when taken, where programs asked for checks.
        if self.settings_dict["CONN_HEALTH_CHECKS"]:
            options.setdefault("check", ConnectionPool.check_connection)
        params = self.get_connection_params()
        try:
            return ConnectionPool(
                kwargs=params,
                open=False,
                configure=lambda connection: driver.setup(connection, binding),
                **options,
            )
        except (TypeError, ValueError) as error:
            raise self._no_pool(f"refused: {error}") from error

    def _no_pool(self, why: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(
            f"OPTIONS['pool'] of the database {self.alias!r} is {why}. Write True, or a dictionary of arguments of "
            "psycopg_pool.ConnectionPool."
        )

    def _from_pool(self) -> Any:
        pool = self.pool
        pool.open()
        return pool.getconn()

    def close_pool(self) -> None:
        """Close the pool and all its connections."""
        pool = self._connection_pools.pop(self.alias, None)
        if pool is not None:
            pool.close()

    def _close(self) -> None:
        if self.connection is None:
            return
        with self.wrap_database_errors:
            if self.settings_dict["OPTIONS"].get("pool") and hasattr(self.connection, "_pool"):
                # A connection without a pool any more is closed by the pool that is gone.
                pool = self._connection_pools.get(self.alias)
                if pool is not None and self.connection._pool is pool:
                    pool.putconn(self.connection)
                    self.connection = None
                    return
            self.connection.close()
