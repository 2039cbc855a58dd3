"""The order of models in a dump: what a natural key goes through comes before what has it."""

from __future__ import annotations

from django.apps import apps


def sort_dependencies(app_list, allow_cycles=False):
    """Return the models of `app_list`, each after those whose natural keys refer to it or that it refers to naturally.

    Args:
        app_list: pairs of an app config and a list of its models (None for all).
        allow_cycles: keep the order given where models refer to each other in a circle.

    Raises:
        RuntimeError: there is a circle and it is not allowed.
    """
    listed = [model for app_config, models in app_list for model in (models or app_config.get_models())]
    waiting = list(dict.fromkeys(listed))
    needs = {model: _dependencies(model) & set(waiting) for model in waiting}
    done = {}
    while waiting:
        ready = next((model for model in waiting if needs[model] <= done.keys()), None)
        if ready is None and not allow_cycles:
            names = ", ".join(model._meta.label for model in sorted(waiting, key=lambda model: model._meta.label))
            raise RuntimeError(f"Can't resolve dependencies for {names} in serialized app list.")
        done[ready or waiting[0]] = True
        waiting.remove(ready or waiting[0])
    return list(done)


def _dependencies(model):
    declared = getattr(getattr(model, "natural_key", None), "dependencies", ())
    targets = {apps.get_model(label) for label in declared}
    for field in model._meta.fields:
        if field.remote_field:
            targets |= _natural_target(field)
    for field in model._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            targets |= _natural_target(field)
    return targets - {model}


def _natural_target(field):
    target = field.remote_field.model
    return {target} if hasattr(target, "natural_key") else set()
