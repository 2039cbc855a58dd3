"""One installed application: its name, label, directory and models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import cached_property
from django.utils.module_loading import import_string, module_has_submodule
from django.utils.near_miss import did_you_mean

APPS_MODULE_NAME = "apps"
MODELS_MODULE_NAME = "models"


class AppConfig:
    """An application and what the registry knows about it; subclass it in ``<app>/apps.py`` to say more."""

    name: str
    label: str
    verbose_name: Any
    path: str
    #: The registry it belongs to.
    apps: Any = None
    #: ``<app>.models``; None where there is none or before the models are loaded.
    models_module: ModuleType | None = None
    #: Model class by lower-case name; None before the models are loaded.
    models: dict[str, Any] | None = None

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        """Describe the application.

        Args:
            app_name: its full dotted name.
            app_module: its package.

        Raises:
            ImproperlyConfigured: the label is no identifier, or the package has no directory or several.
        """
        self.name = app_name
        self.module = app_module
        if not hasattr(self, "label"):
            self.label = app_name.rpartition(".")[2]
        if not self.label.isidentifier():
            raise ImproperlyConfigured(f"The app label '{self.label}' is not a valid Python identifier.")
        if not hasattr(self, "verbose_name"):
            self.verbose_name = self.label.title()
        if not hasattr(self, "path"):
            self.path = self._path_from_module(app_module)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.label}>"

    if TYPE_CHECKING:
        default_auto_field: str  # a subclass may say it as a class attribute
    else:

        @cached_property
        def default_auto_field(self) -> str:
            """Dotted path of the field class of primary keys that models do not declare."""
            return str(settings.DEFAULT_AUTO_FIELD)

    @property
    def _is_default_auto_field_overridden(self) -> bool:
        return type(self).default_auto_field is not AppConfig.default_auto_field

    def _path_from_module(self, module: Any) -> str:
        """The one directory of a package; a namespace package may have several."""

        paths = list(getattr(module, "__path__", []))
        if len(paths) != 1:
            filename = getattr(module, "__file__", None)
            # A namespace package can list the same place twice.
            paths = [os.path.dirname(filename)] if filename is not None else list(set(paths))
        remedy = "you must configure this app with an AppConfig subclass with a 'path' class attribute."
        if len(paths) > 1:
            found = f"The app module {module!r} has multiple filesystem locations ({paths!r})"
            raise ImproperlyConfigured(f"{found}; {remedy}")
        if not paths:
            raise ImproperlyConfigured(f"The app module {module!r} has no filesystem location, {remedy}")
        return str(paths[0])

    @classmethod
    def create(cls, entry: str) -> AppConfig:
        """Make the configuration that an entry of INSTALLED_APPS names.

        Args:
            entry: dotted path of a package or of an AppConfig subclass.

        Raises:
            ImportError: nothing is found there.
            ImproperlyConfigured: what is found is no usable AppConfig.
            RuntimeError: the package has several default configurations.
        """
        try:
            package = import_module(entry)
        except Exception as error:
            config_class = _named_config(entry, error)
        else:
            config_class = _implied_config(entry, package)
            if config_class is None:
                return cls(entry, package)
        if not issubclass(config_class, AppConfig):
            raise ImproperlyConfigured(f"'{entry}' isn't a subclass of AppConfig.")
        return _instance(entry, config_class)

    def get_model(self, model_name: str, require_ready: bool = True) -> Any:
        """Return the model of that name, whatever its case.

        Args:
            model_name: name of the class.
            require_ready: require that all models are loaded, or only the apps.

        Raises:
            LookupError: there is no such model.
        """
        if require_ready:
            self.apps.check_models_ready()
        else:
            self.apps.check_apps_ready()
        models = self.models or {}
        try:
            return models[model_name.lower()]
        except KeyError:
            hint = did_you_mean(model_name, [model.__name__ for model in models.values()])
            raise LookupError(f"App '{self.label}' doesn't have a '{model_name}' model.{hint}") from None

    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> Iterator[Any]:
        """Yield the models.

        Args:
            include_auto_created: also those that stand for many-to-many relations without one of their own.
            include_swapped: also those that a setting replaced by others.
        """
        self.apps.check_models_ready()
        for model in (self.models or {}).values():
            hidden = (model._meta.auto_created and not include_auto_created) or (
                model._meta.swapped and not include_swapped
            )
            if not hidden:
                yield model

    def import_models(self) -> None:
        """Import ``<app>.models`` if there is one; the classes register themselves."""
        self.models = self.apps.all_models[self.label]
        if self.module is not None and module_has_submodule(self.module, MODELS_MODULE_NAME):
            self.models_module = import_module(f"{self.name}.{MODELS_MODULE_NAME}")

    def ready(self) -> None:
        """Called once when all models are loaded; override it to connect signals and register things."""


def _implied_config(entry: str, package: ModuleType) -> type[AppConfig] | None:
    """The configuration class in ``<package>.apps``: the only one, or the only one that says ``default = True``."""
    if not module_has_submodule(package, APPS_MODULE_NAME):
        return None
    found = [
        candidate
        for candidate in _classes(import_module(f"{entry}.{APPS_MODULE_NAME}"))
        if issubclass(candidate, AppConfig) and candidate is not AppConfig and getattr(candidate, "default", True)
    ]
    if len(found) == 1:
        return found[0]
    chosen = [candidate for candidate in found if getattr(candidate, "default", False)]
    if len(chosen) > 1:
        names = ", ".join(repr(candidate.__name__) for candidate in chosen)
        raise RuntimeError(f"'{entry}.{APPS_MODULE_NAME}' declares more than one default AppConfig: {names}.")
    return chosen[0] if chosen else None


def _classes(module: ModuleType) -> list[type]:
    """The classes of a module in the order of their names."""
    return [value for _, value in sorted(vars(module).items()) if isinstance(value, type)]


def _named_config(entry: str, not_a_module: Exception) -> Any:
    """What the entry names inside a module; else an error that tells what could have been meant."""
    try:
        return import_string(entry)
    except Exception as error:
        module_path, _, name = entry.rpartition(".")
        # Only a name that looks like that of a class was meant as one.
        if module_path and name[:1].isupper():
            choices = [
                repr(choice.__name__)
                for choice in _classes(import_module(module_path))
                if issubclass(choice, AppConfig) and choice is not AppConfig
            ]
            listed = f" Choices are: {', '.join(choices)}." if choices else ""
            raise ImportError(f"Module '{module_path}' does not contain a '{name}' class.{listed}") from error
        raise not_a_module from None


def _instance(entry: str, config_class: type[AppConfig]) -> AppConfig:
    name = getattr(config_class, "name", None)
    if name is None:
        raise ImproperlyConfigured(f"'{entry}' must supply a name attribute.")
    try:
        module = import_module(name)
    except ImportError as error:
        where = f"{config_class.__module__}.{config_class.__qualname__}"
        raise ImproperlyConfigured(f"Cannot import '{name}'. Check that '{where}.name' is correct.") from error
    return config_class(name, module)
