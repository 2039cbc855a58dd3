"""The signals models send. Senders may be named as `"app_label.ModelName"` before the model exists."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps.registry import apps as global_apps
from django.db.models.utils import make_model_tuple
from django.dispatch import Signal

class_prepared = Signal()


class ModelSignal(Signal):
    """A signal whose sender is a model, or the name of one that may come later."""

    def connect(
        self,
        receiver: Any,
        sender: Any = None,
        weak: bool = True,
        dispatch_uid: Any = None,
        apps: Any = None,
    ) -> None:
        """Have `receiver` called; `sender` is a model, its name, or None for all."""
        self._with_model(super().connect, apps, sender, receiver, weak=weak, dispatch_uid=dispatch_uid)

    def disconnect(self, receiver: Any = None, sender: Any = None, dispatch_uid: Any = None, apps: Any = None) -> Any:
        """Undo connect(); tell whether there was something to undo (None where the model does not exist yet)."""
        return self._with_model(super().disconnect, apps, sender, receiver, dispatch_uid=dispatch_uid)

    def _clear_dead_receivers(self) -> None:
        """Forget receivers that are gone; `lock` is held. Tests count the receivers after it."""
        self._drop_gone()

    def _with_model(self, deed: Any, apps: Any, sender: Any, receiver: Any, **options: Any) -> Any:
        act = partial(deed, receiver, **options)
        if not isinstance(sender, str):
            return act(sender=sender)
        registry = apps or global_apps
        return registry.lazy_model_operation(lambda model: act(sender=model), make_model_tuple(sender))


pre_init = ModelSignal(use_caching=True)
post_init = ModelSignal(use_caching=True)

pre_save = ModelSignal(use_caching=True)
post_save = ModelSignal(use_caching=True)

pre_delete = ModelSignal(use_caching=True)
post_delete = ModelSignal(use_caching=True)

m2m_changed = ModelSignal(use_caching=True)

pre_migrate = Signal()
post_migrate = Signal()
