"""SessionBase: a dictionary that knows whether it was read or changed, and until when it is kept."""

from __future__ import annotations

import logging
import string
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.asyncio import twin
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

#: What keys are made of: they must be safe in cookies and in URLs.
VALID_KEY_CHARS = string.ascii_lowercase + string.digits
KEY_LENGTH = 32
SHORTEST_KEY = 8

_MISSING: Any = object()
_EXPIRY = "_session_expiry"


class CreateError(Exception):
    """A key for a new session is taken already."""


class UpdateError(Exception):
    """The session to be updated is not there."""


class SessionBase:
    """A session. Stores say how it is loaded, saved and deleted.

    `accessed` and `modified` tell what was done with it since it was made.
    """

    TEST_COOKIE_NAME = "testcookie"
    TEST_COOKIE_VALUE = "worked"

    def __init__(self, session_key: str | None = None) -> None:
        self.accessed = False
        self.modified = False
        self._key = session_key if self._is_key(session_key) else None
        self._data: dict[str, Any] | None = None
        self.serializer = import_string(settings.SESSION_SERIALIZER)

    # --- the key ---

    @staticmethod
    def _is_key(key: Any) -> bool:
        return bool(key) and len(key) >= SHORTEST_KEY

    @property
    def session_key(self) -> str | None:
        """The key; None until the session is stored."""
        return self._key

    @property
    def key_salt(self) -> str:
        """What separates the signatures of this store from others."""
        return "django.contrib.sessions." + type(self).__qualname__

    def _get_new_session_key(self) -> str:
        while True:
            key = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
            if not self.exists(key):
                return key

    def _get_or_create_session_key(self) -> str:
        if self._key is None:
            self._key = self._get_new_session_key()
        return self._key

    # --- the data ---

    def _get_session(self, no_load: bool = False) -> dict[str, Any]:
        """Return the data, loaded when they are first asked for.

        Args:
            no_load: the session is about to be overwritten.
        """
        self.accessed = True
        if self._data is None:
            self._data = {} if self._key is None or no_load else self.load()
        return self._data

    @property
    def _session(self) -> dict[str, Any]:
        return self._get_session()

    def __contains__(self, key: str) -> bool:
        return key in self._session

    def __getitem__(self, key: str) -> Any:
        return self._session[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._session[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._session[key]
        self.modified = True

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or `default`."""
        return self._session.get(key, default)

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Remove a key and return its value."""
        self.modified = self.modified or key in self._session
        return self._session.pop(key) if default is _MISSING else self._session.pop(key, default)

    def setdefault(self, key: str, value: Any) -> Any:
        """Return a value; set it first if it is missing."""
        if key not in self._session:
            self[key] = value
        return self._session[key]

    def update(self, dict_: Any) -> None:
        """Set several values."""
        self._session.update(dict_)
        self.modified = True

    def has_key(self, key: str) -> bool:
        """Tell whether there is such a key."""
        return key in self._session

    def keys(self) -> Any:
        """Return the keys."""
        return self._session.keys()

    def values(self) -> Any:
        """Return the values."""
        return self._session.values()

    def items(self) -> Any:
        """Return keys and values."""
        return self._session.items()

    def clear(self) -> None:
        """Forget all data, without loading them first."""
        self._data = {}
        self.accessed = self.modified = True

    def is_empty(self) -> bool:
        """Tell whether there is neither a key nor data."""
        return not self._key and not self._data

    def set_test_cookie(self) -> None:
        """Put in a value that shows on the next visit that cookies work."""
        self[self.TEST_COOKIE_NAME] = self.TEST_COOKIE_VALUE

    def test_cookie_worked(self) -> bool:
        """Tell whether that value came back."""
        return self.get(self.TEST_COOKIE_NAME) == self.TEST_COOKIE_VALUE

    def delete_test_cookie(self) -> None:
        """Remove that value."""
        del self[self.TEST_COOKIE_NAME]

    # --- as text ---

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return data as signed text."""
        return signing.dumps(session_dict, salt=self.key_salt, serializer=self.serializer, compress=True)

    def decode(self, session_data: str) -> dict[str, Any]:
        """Return the data of a text; none if it was not signed by us, or cannot be read."""
        try:
            return signing.loads(session_data, salt=self.key_salt, serializer=self.serializer)
        except signing.BadSignature:
            logging.getLogger("django.security.SuspiciousSession").warning("Session data corrupted")
        except Exception:  # noqa: BLE001  (what a serializer raises is not known; the visitor starts anew)
            pass
        return {}

    # --- until when ---

    def get_session_cookie_age(self) -> int:
        """Return the seconds that sessions are kept."""
        return settings.SESSION_COOKIE_AGE

    def _expiry(self, given: dict[str, Any]) -> tuple[Any, Any]:
        """Return (the moment to count from, the expiry set for this session)."""
        modification = given["modification"] if "modification" in given else timezone.now()
        expiry = given["expiry"] if "expiry" in given else self.get(_EXPIRY)
        # Stored as text.
        return modification, datetime.fromisoformat(expiry) if isinstance(expiry, str) else expiry

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Return the seconds until the session expires.

        Args:
            kwargs: `modification`, the moment to count from (now); `expiry`, a datetime or seconds (the session's own).
        """
        modification, expiry = self._expiry(kwargs)
        if not expiry:
            return self.get_session_cookie_age()
        if not isinstance(expiry, datetime):
            return expiry
        left = expiry - modification
        return left.days * 86400 + left.seconds

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Return when the session expires; arguments as for `get_expiry_age()`."""
        modification, expiry = self._expiry(kwargs)
        if isinstance(expiry, datetime):
            return expiry
        return modification + timedelta(seconds=expiry or self.get_session_cookie_age())

    def set_expiry(self, value: Any) -> None:
        """Set when the session expires: after seconds, at a datetime, after a timedelta.

        0 means when the browser is closed, None what the settings say.
        """
        if value is None:
            self.pop(_EXPIRY, None)
            return
        if isinstance(value, timedelta):
            value = timezone.now() + value
        self[_EXPIRY] = value.isoformat() if isinstance(value, datetime) else value

    def get_expire_at_browser_close(self) -> bool:
        """Tell whether the session ends when the browser is closed."""
        expiry = self.get(_EXPIRY)
        return settings.SESSION_EXPIRE_AT_BROWSER_CLOSE if expiry is None else expiry == 0

    # --- ending and renewing ---

    def flush(self) -> None:
        """Delete the session and all its data; it gets another key."""
        self.clear()
        self.delete()
        self._key = None

    def cycle_key(self) -> None:
        """Take another key, keep the data."""
        data, key = self._session, self.session_key
        self.create()
        self._data = data
        if key:
            self.delete(key)

    # --- what stores do ---

    def exists(self, session_key: str) -> bool:
        """Tell whether a session with that key is stored."""
        raise NotImplementedError("subclasses of SessionBase must provide an exists() method")

    def create(self) -> None:
        """Store a new session under a new key."""
        raise NotImplementedError("subclasses of SessionBase must provide a create() method")

    def save(self, must_create: bool = False) -> None:
        """Store the data.

        Raises:
            CreateError: with `must_create`: there is a session with that key.
            UpdateError: without it: there is none.
        """
        raise NotImplementedError("subclasses of SessionBase must provide a save() method")

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session, by default this one."""
        raise NotImplementedError("subclasses of SessionBase must provide a delete() method")

    def load(self) -> dict[str, Any]:
        """Return the stored data."""
        raise NotImplementedError("subclasses of SessionBase must provide a load() method")

    @classmethod
    def clear_expired(cls) -> None:
        """Delete all sessions that have expired."""
        raise NotImplementedError("This backend does not support clear_expired().")

    @classmethod
    async def aclear_expired(cls) -> None:
        """Do what `clear_expired()` does, from asynchronous code."""
        from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

        await sync_to_async(cls.clear_expired)()

    async def aset(self, key: str, value: Any) -> None:
        """Set a value, from asynchronous code."""
        from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

        await sync_to_async(self.__setitem__)(key, value)


for _name in (
    "get pop setdefault update has_key keys values items set_test_cookie test_cookie_worked delete_test_cookie "
    "get_expiry_age get_expiry_date set_expiry get_expire_at_browser_close flush cycle_key exists create save delete "
    "load"
).split():
    setattr(SessionBase, f"a{_name}", twin(_name))
