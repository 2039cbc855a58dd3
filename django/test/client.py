"""The names of Django's HTTP test client, each of which says that this package has no HTTP.

They can be imported, so that a module of tests which also concerns models loads; they cannot be made.
"""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["AsyncClient", "AsyncRequestFactory", "Client", "RedirectCycleError", "RequestFactory"]


class _NeedsHTTP:
    def __init__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            f"{type(self).__name__}: this package has no HTTP. Requests, views and URLs are the web framework's; "
            "test what is below them (models, queries, commands) directly."
        )


class RequestFactory(_NeedsHTTP):
    """Would make requests."""


class AsyncRequestFactory(RequestFactory):
    """Would make requests for asynchronous views."""


class Client(RequestFactory):
    """Would send requests and follow answers."""


class AsyncClient(AsyncRequestFactory):
    """Would send requests from a coroutine."""


class RedirectCycleError(Exception):
    """Would tell that redirects run in a circle."""
