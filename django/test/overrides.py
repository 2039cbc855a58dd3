"""Other settings, and other system checks, for a while."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.core.checks.registry import registry
from django.core.signals import setting_changed
from django.test.contexts import TestContextDecorator

__all__ = ["modify_settings", "override_settings", "override_system_checks"]


class override_settings(TestContextDecorator):
    """Give settings other values, and tell everybody through ``setting_changed``.

    Works as a context manager, on a function, and on a subclass of ``SimpleTestCase``, where it holds from
    ``setUpClass()`` to ``tearDownClass()``.
    """

    enable_exception: BaseException | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()
        self.options = kwargs
        self.wrapped: Any = None

    def enable(self) -> None:
        """Lay the new values over the old ones.

        Raises:
            Exception: what a receiver of ``setting_changed`` raised; the old values are back by then.
        """
        holder = UserSettingsHolder(settings._wrapped)
        for name, value in self.options.items():
            setattr(holder, name, value)
        if "INSTALLED_APPS" in self.options:
            self._install_apps(self.options["INSTALLED_APPS"])
        self.wrapped = settings._wrapped
        settings._wrapped = holder
        try:
            for name, value in self.options.items():
                _announce(name, value, enter=True)
        except BaseException:
            self._restore()
            raise

    def disable(self) -> None:
        """Put the old values back; an exception of a receiver is raised when all receivers have heard."""
        failures = self._restore()
        if failures:
            raise failures[0]

    def save_options(self, test_case: Any) -> None:
        """Keep the overrides on a test class, over those it inherits."""
        inherited = test_case._overridden_settings or {}
        test_case._overridden_settings = {**inherited, **self.options}

    def decorate_class(self, cls: type) -> type:
        """Note the overrides on the class; its ``setUpClass()`` applies them."""
        # A test class imports this file: it is recognised by what it has.
        if not hasattr(cls, "_overridden_settings"):
            raise ValueError("Only subclasses of Django SimpleTestCase can be decorated with override_settings")
        self.save_options(cls)
        return cls

    def _install_apps(self, names: Any) -> None:
        try:
            apps.set_installed_apps(names)
        except BaseException:
            apps.unset_installed_apps()
            raise

    def _restore(self) -> list[Exception]:
        if "INSTALLED_APPS" in self.options:
            apps.unset_installed_apps()
        settings._wrapped = self.wrapped
        self.wrapped = None
        failures: list[Exception] = []
        for name in self.options:
            answers = _announce(name, getattr(settings, name, None), enter=False)
            failures += [answer for _, answer in answers if isinstance(answer, Exception)]
        return failures


class modify_settings(override_settings):
    """Append to, prepend to or remove from settings that are lists.

    ``modify_settings(INSTALLED_APPS={"append": "blog", "remove": ["shop", "news"]})``. A value already there is not
    added again; one not there is not missed. Also ``modify_settings({...}, {...})``, applied in turn.
    """

    def __init__(self, *args: dict[str, Any], **kwargs: Any) -> None:
        TestContextDecorator.__init__(self)
        given = [pair for each in args for pair in _pairs(each)]
        self.operations: list[tuple[str, Any]] = given or list(kwargs.items())

    def save_options(self, test_case: Any) -> None:
        """Keep the operations on a test class, after those it inherits."""
        inherited = test_case._modified_settings or []
        test_case._modified_settings = [*inherited, *self.operations]

    def enable(self) -> None:
        """Work out the new lists from those in force, then override."""
        self.options = {}
        for name, operations in self.operations:
            value = list(self.options.get(name, getattr(settings, name, [])))
            # "remove" after "append" of the same word would lose it: each operation acts in the order written.
            for action, items in operations.items():
                value = _modified(value, action, [items] if isinstance(items, str) else list(items))
            self.options[name] = value
        super().enable()


class override_system_checks(TestContextDecorator):
    """Let only the given system checks be registered, for a while."""

    def __init__(self, new_checks: Any, deployment_checks: Any = None) -> None:
        super().__init__()
        self.new_checks = new_checks
        self.deployment_checks = deployment_checks

    def enable(self) -> None:
        """Exchange the registered checks."""
        self.old_checks = registry.registered_checks
        self.old_deployment_checks = registry.deployment_checks
        registry.registered_checks = type(self.old_checks)()
        for check in self.new_checks:
            registry.register(check, *getattr(check, "tags", ()))
        if self.deployment_checks is not None:
            registry.deployment_checks = type(self.old_deployment_checks)()
            for check in self.deployment_checks:
                registry.register(check, *getattr(check, "tags", ()), deploy=True)

    def disable(self) -> None:
        """Bring the old checks back."""
        registry.registered_checks = self.old_checks
        registry.deployment_checks = self.old_deployment_checks


def _announce(name: str, value: Any, *, enter: bool) -> list[tuple[Any, Any]]:
    sender = type(settings._wrapped)
    if enter:
        return setting_changed.send(sender=sender, setting=name, value=value, enter=True)
    return setting_changed.send_robust(sender=sender, setting=name, value=value, enter=False)


def _pairs(given: Any) -> list[tuple[str, Any]]:
    return list(given.items()) if hasattr(given, "items") else [given] if isinstance(given, tuple) else list(given)


def _modified(value: list[Any], action: str, items: list[Any]) -> list[Any]:
    if action == "append":
        return value + [item for item in items if item not in value]
    if action == "prepend":
        return [item for item in items if item not in value] + value
    if action == "remove":
        return [item for item in value if item not in items]
    raise ValueError(f"Unsupported action: {action}")
