"""The warnings that announce what a later version removes."""

from __future__ import annotations

import warnings
from typing import Any


class RemovedInDjango60Warning(DeprecationWarning):
    """Will be gone at the API level 6.0."""


class RemovedInDjango61Warning(PendingDeprecationWarning):
    """Will be gone at the API level 6.1."""


RemovedInNextVersionWarning = RemovedInDjango60Warning
RemovedAfterNextVersionWarning = RemovedInDjango61Warning


class RenameMethodsBase(type):
    """Metaclass for a class whose methods got new names: the old ones keep working and warn.

    ``renamed_methods`` lists ``(old name, new name, warning class)``. A subclass that still defines an old name is
    warned and its method is used under the new name.
    """

    renamed_methods: tuple[tuple[str, str, type[Warning]], ...] = ()

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
        cls = super().__new__(mcs, name, bases, namespace)
        for old, new, warning in mcs.renamed_methods:
            for owner in cls.__mro__:
                _rename(owner, old, new, warning)
        return cls


def _rename(owner: type, old: str, new: str, warning: type[Warning]) -> None:
    old_method, new_method = owner.__dict__.get(old), owner.__dict__.get(new)
    if old_method is not None and new_method is None:
        warnings.warn(f"`{owner.__name__}.{old}` method should be renamed `{new}`.", warning, stacklevel=4)
        setattr(owner, new, old_method)
        setattr(owner, old, _warning_alias(owner, old, new, warning, old_method))
    elif old_method is None and new_method is not None:
        setattr(owner, old, _warning_alias(owner, old, new, warning, new_method))


def _warning_alias(owner: type, old: str, new: str, warning: type[Warning], method: Any) -> Any:
    def alias(*args: Any, **kwargs: Any) -> Any:
        warnings.warn(f"`{owner.__name__}.{old}` is deprecated, use `{new}` instead.", warning, stacklevel=2)
        return method(*args, **kwargs)

    return alias


class DeprecationInstanceCheck(type):
    """Metaclass of a deprecated base class: ``isinstance()`` against it warns.

    The class says ``alternative`` (a name) and ``deprecation_warning`` (a class).
    """

    alternative: str
    deprecation_warning: type[Warning]

    def __instancecheck__(self, instance: object) -> bool:
        message = f"`{self.__name__}` is deprecated, use `{self.alternative}` instead."
        warnings.warn(message, self.deprecation_warning, stacklevel=2)
        return super().__instancecheck__(instance)
