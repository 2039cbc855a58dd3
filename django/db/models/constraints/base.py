"""What all constraints share: a name, statements that add and drop them, and what is said when they are violated."""

from __future__ import annotations

import warnings
from typing import Any

from django.core.exceptions import ValidationError
from django.db.names import DEFAULT_DB_ALIAS
from django.utils.deprecation import RemovedInDjango60Warning
from django.utils.translation import gettext_lazy as _


class BaseConstraint:
    """What all constraints share: a name, and what is said when they are violated.

    Args:
        name: of the constraint; `%(app_label)s` and `%(class)s` are filled in from the model.
        violation_error_code: the code of the ValidationError.
        violation_error_message: its text; `%(name)s` is the constraint's name.
    """

    default_violation_error_message = _("Constraint “%(name)s” is violated.")
    violation_error_code: str | None = None
    violation_error_message: Any = None

    def __init__(
        self,
        *args: Any,
        name: str | None = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        if name is None and not args:
            raise TypeError(
                f"{self.__class__.__qualname__}.__init__() missing 1 required keyword-only argument: 'name'"
            )
        if args:
            warnings.warn(
                f"Passing positional arguments to {self.__class__.__name__} is deprecated.",
                RemovedInDjango60Warning,
                stacklevel=2,
            )
            name, violation_error_message = (*args, *(name, violation_error_message)[len(args) :])[:2]
        self.name: Any = name
        if violation_error_code is not None:
            self.violation_error_code = violation_error_code
        if violation_error_message is not None:
            self.violation_error_message = violation_error_message
        else:
            self.violation_error_message = self.default_violation_error_message

    @property
    def contains_expressions(self) -> bool:
        """Whether it is over expressions."""
        return False

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the clause of CREATE TABLE, or None."""
        raise NotImplementedError("This method must be implemented by a subclass.")

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that adds the constraint."""
        raise NotImplementedError("This method must be implemented by a subclass.")

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that drops the constraint."""
        raise NotImplementedError("This method must be implemented by a subclass.")

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Raise a ValidationError if `instance` violates the constraint; say nothing where excluded fields decide."""
        raise NotImplementedError("This method must be implemented by a subclass.")

    def get_violation_error_message(self) -> Any:
        """Return the text for a violation."""
        return self.violation_error_message % {"name": self.name}

    def _check(self, model: Any, connection: Any) -> list[Any]:
        """Return the messages of the system checks of this constraint."""
        return []

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the path of the class and the arguments that make an equal constraint."""
        module = self.__class__.__module__
        if module.startswith(f"{__package__}."):
            module = "django.db.models"
        path = f"{module}.{self.__class__.__name__}"
        kwargs: dict[str, Any] = {"name": self.name}
        if self._has_own_message():
            kwargs["violation_error_message"] = self.violation_error_message
        if self.violation_error_code is not None:
            kwargs["violation_error_code"] = self.violation_error_code
        return path, (), kwargs

    def clone(self) -> Any:
        """Return an equal constraint."""
        _path, args, kwargs = self.deconstruct()
        return self.__class__(*args, **kwargs)

    def _has_own_message(self) -> bool:
        return (
            self.violation_error_message is not None
            and self.violation_error_message != self.default_violation_error_message
        )

    def _violation(self) -> ValidationError:
        return ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def _told(self, *items: tuple[str, Any]) -> str:
        own = [
            ("violation_error_code", self.violation_error_code is not None and repr(self.violation_error_code)),
            ("violation_error_message", self._has_own_message() and repr(self.violation_error_message)),
        ]
        told = " ".join(f"{name}={text}" for name, text in (*items, *own) if text)
        return f"<{self.__class__.__qualname__}: {told}>"

    def _messages(self) -> tuple[Any, Any]:
        return self.violation_error_code, self.violation_error_message
