"""What several kinds of fields share: a cache of related objects, a check of mutable defaults."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db.models.fields.unset import NOT_PROVIDED
from django.utils import deprecation
from django.utils.functional import cached_property


class FieldCacheMixin:
    """Keeps a related object in the cache of an instance (``instance._state.fields_cache``)."""

    def get_cache_name(self) -> str:
        """Old form of ``cache_name``."""
        raise NotImplementedError("Subclasses of FieldCacheMixin must provide cache_name.")

    @cached_property
    def cache_name(self) -> str:
        """The key in the cache."""
        name = self.get_cache_name()
        import warnings  # cost: only fields of the old form come here

        message = f"Override {type(self).__qualname__}.cache_name instead of get_cache_name()."
        warnings.warn(message, deprecation.RemovedInDjango60Warning, stacklevel=3)
        return name

    def get_cached_value(self, instance: Any, default: Any = NOT_PROVIDED) -> Any:
        """Return the cached object, else ``default``.

        Raises:
            KeyError: nothing is cached and no default was given.
        """
        cache = instance._state.fields_cache
        return cache[self.cache_name] if default is NOT_PROVIDED else cache.get(self.cache_name, default)

    def is_cached(self, instance: Any) -> bool:
        """Return whether something is cached (None counts)."""
        return self.cache_name in instance._state.fields_cache

    def set_cached_value(self, instance: Any, value: Any) -> None:
        """Put an object, or None, into the cache."""
        instance._state.fields_cache[self.cache_name] = value

    def delete_cached_value(self, instance: Any) -> None:
        """Forget what is cached.

        Raises:
            KeyError: nothing is cached.
        """
        del instance._state.fields_cache[self.cache_name]


class CheckFieldDefaultMixin:
    """Warns of a default that all instances would share. Subclasses set ``_default_hint``: (good, bad)."""

    _default_hint = ("<valid default>", "<invalid default>")

    def _check_default(self) -> list[Any]:
        if not self.has_default() or self.default is None or callable(self.default):
            return []
        message = (
            f"{type(self).__name__} default should be a callable instead of an instance so that it's not shared "
            "between all field instances."
        )
        hint = "Use a callable instead, e.g., use `{}` instead of `{}`.".format(*self._default_hint)
        return [checks.Warning(message, hint=hint, obj=self, id="fields.E010")]

    def check(self, **kwargs: Any) -> list[Any]:
        """Add the check of the default."""
        return [*super().check(**kwargs), *self._check_default()]
