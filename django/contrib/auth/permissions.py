"""What a user may do: the backends are asked, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import django.contrib.auth as auth
from django.core.exceptions import PermissionDenied


def granted(user: Any, obj: Any, which: str) -> set[str]:
    """Return the permissions that all backends grant together.

    Args:
        user: a user or an AnonymousUser.
        obj: the object they are about, or None.
        which: "user", "group" or "all".
    """
    name = f"get_{which}_permissions"
    found: set[str] = set()
    for backend in auth.get_backends():
        if hasattr(backend, name):
            found.update(getattr(backend, name)(user, obj))
    return found


async def agranted(user: Any, obj: Any, which: str) -> set[str]:
    """Do what `granted()` does, from asynchronous code."""
    name = f"aget_{which}_permissions"
    found: set[str] = set()
    for backend in auth.get_backends():
        if hasattr(backend, name):
            found.update(await getattr(backend, name)(user, obj))
    return found


def allowed(method: str, *args: Any) -> bool:
    """Tell whether a backend says yes; one that raises PermissionDenied ends the matter."""
    for backend in auth.get_backends():
        if not hasattr(backend, method):
            continue
        try:
            if getattr(backend, method)(*args):
                return True
        except PermissionDenied:
            return False
    return False


async def aallowed(method: str, *args: Any) -> bool:
    """Do what `allowed()` does, from asynchronous code."""
    for backend in auth.get_backends():
        if not hasattr(backend, method):
            continue
        try:
            if await getattr(backend, method)(*args):
                return True
        except PermissionDenied:
            return False
    return False


def require_list(names: Any) -> Iterable[str]:
    """Return the names.

    Raises:
        ValueError: they are no list, but perhaps one name.
    """
    if not isinstance(names, Iterable) or isinstance(names, str):
        raise ValueError("perm_list must be an iterable of permissions.")
    return names


class AsksBackends:
    """The methods that users and AnonymousUser share: all permissions come from the backends."""

    # A user that has all permissions is not looked up.
    _has_all: Callable[[], bool] = staticmethod(lambda: False)  # type: ignore[assignment]

    def get_user_permissions(self, obj: Any = None) -> set[str]:
        """Return the permissions granted to the user directly."""
        return granted(self, obj, "user")

    async def aget_user_permissions(self, obj: Any = None) -> set[str]:
        """Do what `get_user_permissions()` does, from asynchronous code."""
        return await agranted(self, obj, "user")

    def get_group_permissions(self, obj: Any = None) -> set[str]:
        """Return the permissions granted to the user's groups."""
        return granted(self, obj, "group")

    async def aget_group_permissions(self, obj: Any = None) -> set[str]:
        """Do what `get_group_permissions()` does, from asynchronous code."""
        return await agranted(self, obj, "group")

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """Return all permissions of the user."""
        return granted(self, obj, "all")

    async def aget_all_permissions(self, obj: Any = None) -> set[str]:
        """Do what `get_all_permissions()` does, from asynchronous code."""
        return await agranted(self, obj, "all")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the user has a permission, "app_label.codename", for an object if one is given."""
        return self._has_all() or allowed("has_perm", self, perm, obj)

    async def ahas_perm(self, perm: str, obj: Any = None) -> bool:
        """Do what `has_perm()` does, from asynchronous code."""
        return self._has_all() or await aallowed("ahas_perm", self, perm, obj)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Tell whether the user has all of these permissions."""
        return all(self.has_perm(perm, obj) for perm in require_list(perm_list))

    async def ahas_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Do what `has_perms()` does, from asynchronous code."""
        for perm in require_list(perm_list):
            if not await self.ahas_perm(perm, obj):
                return False
        return True

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the user has any permission of an app."""
        return self._has_all() or allowed("has_module_perms", self, app_label)

    async def ahas_module_perms(self, app_label: str) -> bool:
        """Do what `has_module_perms()` does, from asynchronous code."""
        return self._has_all() or await aallowed("ahas_module_perms", self, app_label)
