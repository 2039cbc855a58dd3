"""The registry of installed applications and their models: ``from django.apps import apps``."""

from __future__ import annotations

import sys
import threading
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.apps.config import AppConfig
from django.apps.pending import PendingOperation
from django.conf import settings
from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.near_miss import did_you_mean


class Apps:
    """Applications by label and models by label and name.

    Filled once by populate(); models register themselves when their classes are made; tests may replace the
    applications for a time.
    """

    def __init__(self, installed_apps: Iterable[Any] | None = ()) -> None:
        """Make a registry of these applications; None is for the one of the program only, which waits for setup().

        Raises:
            RuntimeError: None, and the registry of the program exists already.
        """
        if installed_apps is None and hasattr(sys.modules[__name__], "apps"):
            raise RuntimeError("You must supply an installed_apps argument.")
        #: Model class by label and lower-case name, those of applications not installed too.
        self.all_models: dict[str, dict[str, Any]] = defaultdict(dict)
        self.app_configs: dict[str, AppConfig] = {}
        self.stored_app_configs: list[dict[str, AppConfig]] = []
        self.apps_ready = self.models_ready = self.ready = False
        #: Set when populate() is through, for other threads to wait for.
        self.ready_event = threading.Event()
        self.loading = False
        self._lock = threading.RLock()
        #: What waits for a model, by the model's label and lower-case name.
        self._pending_operations: dict[tuple[str, str], list[PendingOperation]] = defaultdict(list)
        # Remembered per registry, and forgotten with the other caches.
        self.get_models = lru_cache(maxsize=None)(self._get_models)
        self.get_swappable_settings_name = lru_cache(maxsize=None)(self._get_swappable_settings_name)
        if installed_apps is not None:
            self.populate(installed_apps)

    def populate(self, installed_apps: Iterable[Any]) -> None:
        """Load applications, then their models, then call each ``ready()``. Does nothing when called again.

        Args:
            installed_apps: entries of INSTALLED_APPS, or AppConfig instances.

        Raises:
            RuntimeError: called from inside itself.
            ImproperlyConfigured: two applications share a label or a name.
        """
        if self.ready:
            return
        # Other threads wait here until the first one is through.
        with self._lock:
            if self.ready:
                return
            if self.loading:
                raise RuntimeError("populate() isn't reentrant")
            self.loading = True
            self._load_configs(installed_apps)
            self.apps_ready = True
            for config in self.app_configs.values():
                config.import_models()
            self.clear_cache()
            self.models_ready = True
            for config in self.get_app_configs():
                config.ready()
            self.ready = True
            self.ready_event.set()

    def _load_configs(self, installed_apps: Iterable[Any]) -> None:
        for entry in installed_apps:
            config = entry if isinstance(entry, AppConfig) else AppConfig.create(entry)
            if config.label in self.app_configs:
                raise ImproperlyConfigured(f"Application labels aren't unique, duplicates: {config.label}")
            self.app_configs[config.label] = config
            config.apps = self
        counts = Counter(config.name for config in self.app_configs.values())
        duplicates = [name for name, count in counts.items() if count > 1]
        if duplicates:
            raise ImproperlyConfigured(f"Application names aren't unique, duplicates: {', '.join(duplicates)}")

    def check_apps_ready(self) -> None:
        """Raise AppRegistryNotReady unless all applications are loaded."""
        if not self.apps_ready:
            # Settings that are not configured are the likelier mistake; then this says so.
            settings.INSTALLED_APPS  # noqa: B018
            raise AppRegistryNotReady("Apps aren't loaded yet. Call django.setup() first, and import models after it.")

    def check_models_ready(self) -> None:
        """Raise AppRegistryNotReady unless all models are loaded."""
        if not self.models_ready:
            raise AppRegistryNotReady(
                "Models aren't loaded yet. Call django.setup() first; while it runs, ask in AppConfig.ready()."
            )

    def get_app_configs(self) -> Iterable[AppConfig]:
        """Return the applications."""
        self.check_apps_ready()
        return self.app_configs.values()

    def get_app_config(self, app_label: str) -> AppConfig:
        """Return the application with that label.

        Raises:
            LookupError: there is none.
        """
        self.check_apps_ready()
        try:
            return self.app_configs[app_label]
        except KeyError:
            raise LookupError(f"No installed app with label '{app_label}'.{self._meant(app_label)}") from None

    def _meant(self, app_label: str) -> str:
        for config in self.app_configs.values():
            if config.name == app_label:
                return f" Did you mean '{config.label}'?"
        return did_you_mean(app_label, self.app_configs)

    def _get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> list[Any]:
        """Return all models of installed applications; the arguments are those of AppConfig.get_models()."""
        self.check_models_ready()
        return [
            model
            for config in self.app_configs.values()
            for model in config.get_models(include_auto_created, include_swapped)
        ]

    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> Any:
        """Return a model by label and name, or by ``"label.Name"`` in one text.

        Args:
            app_label: label of the application, or both names with a dot between.
            model_name: name of the class, whatever its case.
            require_ready: require that all models are loaded, or only the apps.

        Raises:
            LookupError: there is no such application or model.
            ValueError: one text, not with exactly one dot.
        """
        if require_ready:
            self.check_models_ready()
        else:
            self.check_apps_ready()
        if model_name is None:
            app_label, model_name = app_label.split(".")
        config = self.get_app_config(app_label)
        if not require_ready and config.models is None:
            config.import_models()
        return config.get_model(model_name, require_ready=require_ready)

    def register_model(self, app_label: str, model: Any) -> None:
        """Add a model class; every model does it for itself when it is made.

        Raises:
            RuntimeError: another class has that name already.
        """
        models, name = self.all_models[app_label], model._meta.model_name
        present = models.get(name)
        if present is not None:
            self._replace_or_refuse(app_label, present, model)
        models[name] = model
        self.do_pending_operations(model)
        self.clear_cache()

    def _replace_or_refuse(self, app_label: str, present: Any, model: Any) -> None:
        name = model._meta.model_name
        if (model.__module__, model.__name__) == (present.__module__, present.__name__):
            warnings.warn(
                f"Model '{app_label}.{name}' was already registered. Reloading models is not advised as it can lead to "
                "inconsistencies, most notably with related models.",
                RuntimeWarning,
                stacklevel=3,
            )
        else:
            raise RuntimeError(f"Conflicting '{name}' models in application '{app_label}': {present} and {model}.")

    def is_installed(self, app_name: str) -> bool:
        """Tell whether the application with that full name is installed."""
        self.check_apps_ready()
        return any(config.name == app_name for config in self.app_configs.values())

    def get_containing_app_config(self, object_name: str) -> AppConfig | None:
        """Return the innermost application that holds a dotted name, or None."""
        self.check_apps_ready()
        configs = [
            config for config in self.app_configs.values() if f"{object_name}.".startswith(f"{config.name}.")
        ]
        return max(configs, key=lambda config: len(config.name), default=None)

    def get_registered_model(self, app_label: str, model_name: str) -> Any:
        """Return a model while others may still be loading, its application installed or not.

        Raises:
            LookupError: it is not registered.
        """
        model = self.all_models[app_label].get(model_name.lower())
        if model is None:
            raise LookupError(f"Model '{app_label}.{model_name}' not registered.")
        return model

    def _get_swappable_settings_name(self, to_string: str) -> str | None:
        """Return the setting by which a program may replace a model, or None.

        Args:
            to_string: ``label.Name`` of the replaced model or of its replacement.
        """
        wanted = to_string.lower()
        for model in self.get_models(include_swapped=True):
            options = model._meta
            if (options.swapped and options.swapped.lower() == wanted) or (
                options.swappable and options.label_lower == wanted
            ):
                return str(options.swappable)
        return None

    # --- Other applications for a time: tests

    def set_available_apps(self, available: Iterable[str]) -> None:
        """Keep only these of the installed applications, by full name, until unset_available_apps().

        Raises:
            ValueError: one of them is not installed.
        """
        wanted = set(available)
        extra = wanted - {config.name for config in self.app_configs.values()}
        if extra:
            names = ", ".join(sorted(extra))
            raise ValueError(f"Available apps isn't a subset of installed apps, extra apps: {names}")
        self.stored_app_configs.append(self.app_configs)
        self.app_configs = {
            label: config for label, config in self.app_configs.items() if config.name in wanted
        }
        self.clear_cache()

    def unset_available_apps(self) -> None:
        """Undo set_available_apps()."""
        self.app_configs = self.stored_app_configs.pop()
        self.clear_cache()

    def set_installed_apps(self, installed: Iterable[Any]) -> None:
        """Load other applications in place of the present ones, until unset_installed_apps().

        Their models stay registered afterwards.
        """
        if not self.ready:
            raise AppRegistryNotReady("App registry isn't ready yet.")
        self.stored_app_configs.append(self.app_configs)
        self.app_configs = {}
        self.apps_ready = self.models_ready = self.loading = self.ready = False
        self.clear_cache()
        self.populate(installed)

    def unset_installed_apps(self) -> None:
        """Undo set_installed_apps()."""
        self.app_configs = self.stored_app_configs.pop()
        self.apps_ready = self.models_ready = self.ready = True
        self.clear_cache()

    def clear_cache(self) -> None:
        """Forget everything that follows from the set of models, in the models too."""
        self.get_swappable_settings_name.cache_clear()
        self.get_models.cache_clear()
        if self.ready:
            # Before that, models are expected to come one by one and have nothing to forget.
            for model in self.get_models(include_auto_created=True):
                model._meta._expire_cache()

    # --- What waits for models

    def lazy_model_operation(self, function: Callable[..., Any], *model_keys: tuple[str, str]) -> None:
        """Call ``function`` with the models as soon as all of them are registered; at once if they are.

        Args:
            function: takes one model class per key.
            model_keys: ``(app_label, model_name)`` with the name in lower case.
        """
        self._advance(PendingOperation(function, model_keys))

    def do_pending_operations(self, model: Any) -> None:
        """Call what waited for this model and now waits for nothing more."""
        key = model._meta.app_label, model._meta.model_name
        for operation in self._pending_operations.pop(key, []):
            operation.found[key] = model
            self._advance(operation)

    def _advance(self, operation: PendingOperation) -> None:
        """Give an operation what is registered; call it, or let it wait for the first model that is not."""
        while (key := operation.missing()) is not None:
            label, name = key
            present = self.all_models[label].get(name)
            if present is None:
                self._pending_operations[key].append(operation)
                return
            operation.found[key] = present
        operation.call()


apps = Apps(installed_apps=None)
