"""Checks of all models together; what concerns one model it checks itself."""

from __future__ import annotations

import sys
import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.apps import apps as program_apps
from django.conf import settings
from django.core.checks.messages import CheckMessage, Error, Warning
from django.core.checks.registry import Tags, register
from django.dispatch import Signal

Owners = dict[str, list[str]]


@register(Tags.models)
def check_all_models(app_configs: Iterable[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Run each model's own check, and look for tables, indexes and constraints of the same name."""
    models = _models(app_configs)
    messages = [message for model in models for message in _own_check(model, kwargs)]
    tables: Owners = defaultdict(list)
    indexes: Owners = defaultdict(list)
    constraints: Owners = defaultdict(list)
    for model in models:
        options = model._meta
        if options.managed and not options.proxy:
            tables[options.db_table].append(options.label)
        for index in options.indexes:
            indexes[index.name].append(options.label)
        for constraint in options.constraints:
            constraints[constraint.name].append(options.label)
    messages += _shared_tables(tables)
    messages += _shared_names("index", indexes, "models.E029", "models.E030")
    messages += _shared_names("constraint", constraints, "models.E031", "models.E032")
    return messages


def _models(app_configs: Iterable[Any] | None) -> list[Any]:
    if app_configs is None:
        return list(program_apps.get_models())
    return [model for config in app_configs for model in config.get_models()]


def _own_check(model: Any, kwargs: dict[str, Any]) -> Iterable[CheckMessage]:
    if isinstance(model.check, types.MethodType):
        found: Iterable[CheckMessage] = model.check(**kwargs)
        return found
    message = f"The '{model.__name__}.check()' class method is currently overridden by {model.check!r}."
    return [Error(message, obj=model, id="models.E020")]


def _shared_tables(tables: Owners) -> Iterator[CheckMessage]:
    """Two models with one table; with routers they may be in two databases."""
    for table, labels in tables.items():
        if len(labels) == 1:
            continue
        listed = ", ".join(labels)
        message = f"db_table '{table}' is used by multiple models: {listed}."
        if settings.DATABASE_ROUTERS:
            hint = (
                f"You have configured settings.DATABASE_ROUTERS. Verify that {listed} are correctly routed to separate "
                "databases."
            )
            yield Warning(message, hint=hint, obj=table, id="models.W035")
        else:
            yield Error(message, obj=table, id="models.E028")


def _shared_names(kind: str, owners: Owners, id_in_one: str, id_among_several: str) -> Iterator[CheckMessage]:
    for name, labels in owners.items():
        if len(labels) == 1:
            continue
        distinct = sorted(set(labels))
        if len(distinct) == 1:
            yield Error(f"{kind} name '{name}' is not unique for model {distinct[0]}.", id=id_in_one)
        else:
            listed = ", ".join(distinct)
            yield Error(f"{kind} name '{name}' is not unique among models: {listed}.", id=id_among_several)


@register(Tags.models)
def check_lazy_references(app_configs: Iterable[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Look for references by name to models that do not exist."""
    return lazy_reference_problems(program_apps)


def lazy_reference_problems(apps: Any, ignore: Iterable[tuple[str, str]] = ()) -> list[CheckMessage]:
    """Return a message for each operation of a registry that still waits for a model.

    A waiting function may have a method or attribute ``lazy_reference_message(model_key, model_error)`` that makes the
    message; else its keyword ``field``, or a Signal it is a method of, tells what kind of reference it is.

    Args:
        apps: the registry.
        ignore: ``(app_label, model_name)`` of models whose absence is expected.
    """
    skipped = {(label, name.lower()) for label, name in ignore}
    missing = [key for key, waiting in apps._pending_operations.items() if waiting and key not in skipped]
    messages = [
        _reference_message(operation.function, key, _model_error(apps, key))
        for key in missing
        for operation in apps._pending_operations[key]
    ]
    return sorted(messages, key=lambda message: str(message.msg))


def _model_error(apps: Any, key: tuple[str, str]) -> str:
    label, name = key
    if label not in apps.app_configs:
        return f"app '{label}' isn't installed"
    return f"app '{label}' doesn't provide model '{name}'"


def _reference_message(function: Callable[..., Any], key: tuple[str, str], model_error: str) -> CheckMessage:
    own = getattr(function, "lazy_reference_message", None)
    if own is not None:
        message: CheckMessage = own(key, model_error)
        return message
    plain, args, keywords = _unwrapped(function)
    target = ".".join(key)
    if "field" in keywords:
        return _field_message(keywords["field"], target, model_error)
    signal = getattr(plain, "__self__", None)
    if isinstance(signal, Signal):
        return _signal_message(signal, keywords.get("receiver", args[0] if args else None), target, model_error)
    text = f"{_described(plain)} contains a lazy reference to {target}, but {model_error}."
    return Error(text, obj=plain, id="models.E022")


def _unwrapped(function: Callable[..., Any]) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
    """A function without the ``partial`` around it, and the arguments that held."""
    args: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    while isinstance(function, partial):
        args, keywords = function.args + args, {**function.keywords, **keywords}
        function = function.func
    return function, args, keywords


def _field_message(field: Any, target: str, model_error: str) -> CheckMessage:
    text = f"The field {field} was declared with a lazy reference to '{target}', but {model_error}."
    return Error(text, obj=field, id="fields.E307")


def _signal_message(signal: Signal, receiver: Any, target: str, model_error: str) -> CheckMessage:
    text = (
        f"{_described(receiver)} was connected to the {_signal_name(signal)} signal with a lazy reference to the "
        f"sender '{target}', but {model_error}."
    )
    return Error(text, obj=getattr(receiver, "__module__", None), id="signals.E001")


def _signal_name(signal: Signal) -> str:
    return repr(getattr(signal, "name", None) or next(_names_of(signal), "unknown"))


def _names_of(signal: Signal) -> Iterator[str]:
    """Names under which a module of signals holds this one."""
    module = sys.modules.get("django.db.models.signals")
    return (name for name, value in vars(module).items() if value is signal) if module else iter(())


def _described(receiver: Any) -> str:
    if isinstance(receiver, types.MethodType):
        return f"Bound method '{type(receiver.__self__).__name__}.{receiver.__name__}'"
    if isinstance(receiver, types.FunctionType):
        return f"The function '{receiver.__name__}'"
    if isinstance(receiver, type):
        return f"The class '{receiver.__name__}'"
    return f"An instance of class '{type(receiver).__name__}'"
