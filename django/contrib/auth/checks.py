"""System checks of the user model and of the permissions that models declare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.apps.registry import apps
from django.conf import settings
from django.contrib.auth.management import builtin_permissions
from django.core.checks.messages import Critical, Error, Warning
from django.db.models.constraints import UniqueConstraint
from django.utils.module_loading import import_string

_MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def check_user_model(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    """Return the messages about the model that AUTH_USER_MODEL names."""
    label, name = settings.AUTH_USER_MODEL.split(".")
    if app_configs is None:
        model = apps.get_model(label, name)
    else:
        config = next((config for config in app_configs if config.label == label), None)
        if config is None:
            return []
        model = config.get_model(name)
    return [*_required_fields(model), *_username_field(model), *_attributes(model)]


def _required_fields(model: Any) -> Iterator[Any]:
    if not isinstance(model.REQUIRED_FIELDS, list | tuple):
        yield Error("'REQUIRED_FIELDS' must be a list or tuple.", obj=model, id="auth.E001")
    if model.USERNAME_FIELD in model.REQUIRED_FIELDS:
        yield Error(
            "The field named as the 'USERNAME_FIELD' for a custom user model must not be included in "
            "'REQUIRED_FIELDS'.",
            hint=(
                f"The 'USERNAME_FIELD' is currently set to '{model.USERNAME_FIELD}', you should remove "
                f"'{model.USERNAME_FIELD}' from the 'REQUIRED_FIELDS'."
            ),
            obj=model,
            id="auth.E002",
        )


def _username_field(model: Any) -> Iterator[Any]:
    if _is_unique(model, model.USERNAME_FIELD):
        return
    place = f"'{model._meta.object_name}.{model.USERNAME_FIELD}'"
    if settings.AUTHENTICATION_BACKENDS == [_MODEL_BACKEND]:
        message = f"{place} must be unique because it is named as the 'USERNAME_FIELD'."
        yield Error(message, obj=model, id="auth.E003")
    else:
        yield Warning(
            f"{place} is named as the 'USERNAME_FIELD', but it is not unique.",
            hint="Ensure that your authentication backend(s) can handle non-unique usernames.",
            obj=model,
            id="auth.W004",
        )


def _is_unique(model: Any, name: str) -> bool:
    return model._meta.get_field(name).unique or any(
        constraint.fields == (name,) and constraint.condition is None
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
    )


def _attributes(model: Any) -> Iterator[Any]:
    for name, number in (("is_anonymous", "C009"), ("is_authenticated", "C010")):
        # A method is true, whoever the user is.
        if callable(getattr(model(), name)):
            yield Critical(
                f"{model}.{name} must be an attribute or property rather than a method. Ignoring this is a security "
                "issue as anonymous users will be treated as authenticated!",
                obj=model,
                id=f"auth.{number}",
            )


def check_models_permissions(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    """Return the messages about the permissions of all models."""
    if app_configs is None:
        models = apps.get_models()
    else:
        models = chain.from_iterable(config.get_models() for config in app_configs)
    permission = apps.get_model("auth", "Permission")
    longest_name = permission._meta.get_field("name").max_length
    longest_code = permission._meta.get_field("codename").max_length
    return [message for model in models for message in _permissions(model, longest_name, longest_code)]


def _permissions(model: Any, longest_name: int, longest_code: int) -> Iterator[Any]:
    label = f"'{model._meta.label}'"
    builtin = dict(builtin_permissions(model._meta))
    yield from _builtin(model, label, builtin, longest_name, longest_code)
    seen = set()
    for codename, name in model._meta.permissions:
        if len(name) > longest_name:
            message = f"The permission named '{name}' of model {label} is longer than {longest_name} characters."
            yield Error(message, obj=model, id="auth.E008")
        if len(codename) > longest_code:
            message = f"The permission codenamed '{codename}' of model {label} is longer than"
            yield Error(f"{message} {longest_code} characters.", obj=model, id="auth.E012")
        if codename in builtin:
            message = f"The permission codenamed '{codename}' clashes with a builtin permission for model {label}."
            yield Error(message, obj=model, id="auth.E005")
        elif codename in seen:
            message = f"The permission codenamed '{codename}' is duplicated for model {label}."
            yield Error(message, obj=model, id="auth.E006")
        seen.add(codename)


def _builtin(model: Any, label: str, builtin: dict[str, str], longest_name: int, longest_code: int) -> Iterator[Any]:
    name = max(builtin.values(), key=len, default="")
    if len(name) > longest_name:
        room = longest_name - (len(name) - len(model._meta.verbose_name_raw))
        yield Error(
            f"The verbose_name of model {label} must be at most {room} characters for its builtin permission names to "
            f"be at most {longest_name} characters.",
            obj=model,
            id="auth.E007",
        )
    codename = max(builtin, key=len, default="")
    if len(codename) > longest_code:
        room = longest_code - (len(codename) - len(model._meta.model_name))
        yield Error(
            f"The name of model {label} must be at most {room} characters for its builtin permission codenames to be "
            f"at most {longest_code} characters.",
            obj=model,
            id="auth.E011",
        )


_LOGIN_REQUIRED = "django.contrib.auth.middleware.LoginRequiredMiddleware"
_AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


def check_middleware(app_configs: Any, **kwargs: Any) -> list[Any]:
    """Return an error if MIDDLEWARE asks for a login before it can know who somebody is."""
    required, known = _position(_LOGIN_REQUIRED), _position(_AUTHENTICATION)
    if required is None or (known is not None and known < required):
        return []
    message = f"In order to use {_LOGIN_REQUIRED}, {_AUTHENTICATION} must be defined before it in MIDDLEWARE."
    return [Error(message, id="auth.E013")]


def _position(path: str) -> int | None:
    """Return where MIDDLEWARE has a middleware, or a subclass of it."""
    places = (place for place, entry in enumerate(settings.MIDDLEWARE) if entry == path or _is_kind(entry, path))
    return next(places, None)


def _is_kind(entry: str, path: str) -> bool:
    try:
        found, base = import_string(entry), import_string(path)
    except ImportError:
        return False
    return isinstance(found, type) and isinstance(base, type) and issubclass(found, base)
