"""Users, groups and permissions, and the backends that know what a user may do."""

from __future__ import annotations

from typing import Any

from django.apps.registry import apps as registry
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

SESSION_KEY = "_auth_user_id"
BACKEND_SESSION_KEY = "_auth_user_backend"
HASH_SESSION_KEY = "_auth_user_hash"
REDIRECT_FIELD_NAME = "next"

_SENSITIVE = ("api", "token", "key", "secret", "password", "signature")
_HIDDEN = "********************"


def load_backend(path: str) -> Any:
    """Return an instance of the backend at a dotted path."""
    return import_string(path)()


def _get_backends(return_tuples: bool = False) -> list[Any]:
    found = [(load_backend(path), path) for path in settings.AUTHENTICATION_BACKENDS]
    if not found:
        raise ImproperlyConfigured(
            "No authentication backends have been defined. Does AUTHENTICATION_BACKENDS contain anything?"
        )
    return found if return_tuples else [backend for backend, _path in found]


def get_backends() -> list[Any]:
    """Return the backends of AUTHENTICATION_BACKENDS.

    Raises:
        ImproperlyConfigured: there are none.
    """
    return _get_backends()


def _takers(method: str, request: Any, credentials: dict[str, Any]) -> list[tuple[Any, str]]:
    """Return the backends whose method takes these credentials, with their paths."""
    return [
        (backend, path)
        for backend, path in _get_backends(return_tuples=True)
        if _accepts(getattr(backend, method), request, credentials)
    ]


def _accepts(function: Any, request: Any, credentials: dict[str, Any]) -> bool:
    import inspect  # cost: it is not cheap, and many programs authenticate nobody

    try:
        inspect.signature(function).bind(request, **credentials)
    except TypeError:
        return False
    return True


def _clean_credentials(credentials: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _HIDDEN if any(word in name.lower() for word in _SENSITIVE) else value
        for name, value in credentials.items()
    }


def authenticate(request: Any = None, **credentials: Any) -> Any:
    """Return the user that the credentials belong to, or None; `user.backend` says which backend knew."""
    for backend, path in _takers("authenticate", request, credentials):
        try:
            user = backend.authenticate(request, **credentials)
        except PermissionDenied:
            # This backend wants nobody else to be asked.
            break
        if user is not None:
            user.backend = path
            return user
    user_login_failed.send(sender=__name__, credentials=_clean_credentials(credentials), request=request)
    return None


async def aauthenticate(request: Any = None, **credentials: Any) -> Any:
    """Do what `authenticate()` does, from asynchronous code."""
    for backend, path in _takers("aauthenticate", request, credentials):
        try:
            user = await backend.aauthenticate(request, **credentials)
        except PermissionDenied:
            break
        if user is not None:
            user.backend = path
            return user
    await user_login_failed.asend(sender=__name__, credentials=_clean_credentials(credentials), request=request)
    return None


def get_user_model() -> Any:
    """Return the model that AUTH_USER_MODEL names.

    Raises:
        ImproperlyConfigured: the setting is no label, or names no installed model.
    """
    try:
        return registry.get_model(settings.AUTH_USER_MODEL, require_ready=False)
    except ValueError as error:
        raise ImproperlyConfigured("AUTH_USER_MODEL must be of the form 'app_label.model_name'") from error
    except LookupError as error:
        raise ImproperlyConfigured(
            f"AUTH_USER_MODEL refers to model '{settings.AUTH_USER_MODEL}' that has not been installed"
        ) from error


def get_permission_codename(action: str, opts: Any) -> str:
    """Return the codename of the permission to do something with rows of a model, given by its options."""
    return f"{action}_{opts.model_name}"


def _user_of_session(request: Any) -> tuple[Any, Any]:
    """Return the key and the backend of the user that a session names; (None, None) if it names none."""
    path = request.session.get(BACKEND_SESSION_KEY)
    if SESSION_KEY not in request.session or path not in settings.AUTHENTICATION_BACKENDS:
        return None, None
    return get_user_model()._meta.pk.to_python(request.session[SESSION_KEY]), load_backend(path)


def _is_still_valid(request: Any, user: Any) -> bool:
    """Tell whether the session belongs to the password that the user has now, under any of the secrets."""
    held = request.session.get(HASH_SESSION_KEY)
    if not hasattr(user, "get_session_auth_hash"):
        return True
    if held and constant_time_compare(held, user.get_session_auth_hash()):
        return True
    fallbacks = user.get_session_auth_fallback_hash() if held else ()
    if any(constant_time_compare(held, former) for former in fallbacks):
        request.session.cycle_key()
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        return True
    request.session.flush()
    return False


def get_user(request: Any) -> Any:
    """Return the user that a session names, or an AnonymousUser.

    Args:
        request: anything with a `session`.
    """
    key, backend = _user_of_session(request)
    user = None if backend is None else backend.get_user(key)
    return user if user is not None and _is_still_valid(request, user) else _nobody()


async def aget_user(request: Any) -> Any:
    """Do what `get_user()` does, from asynchronous code."""
    from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

    return await sync_to_async(get_user)(request)


def _nobody() -> Any:
    from django.contrib.auth.models import AnonymousUser  # models cannot load before the apps

    return AnonymousUser()
