"""CheckConstraint: a condition that holds for every row."""

from __future__ import annotations

import warnings
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.checks import constraints as constraint_checks
from django.db.models.conditions import Q
from django.db.models.constraints.base import BaseConstraint
from django.db.models.definition_sql import condition_sql
from django.db.names import DEFAULT_DB_ALIAS
from django.utils.deprecation import RemovedInDjango60Warning


class CheckConstraint(BaseConstraint):
    """A condition that holds for every row.

    Args:
        condition: a Q or a boolean expression.
    """

    def __init__(
        self,
        *,
        condition: Any = None,
        check: Any = None,
        name: str | None = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        if check is not None:
            _warn_of_check()
            condition = check
        if not getattr(condition, "conditional", False):
            raise TypeError("CheckConstraint.condition must be a Q instance or boolean expression.")
        self.condition = condition
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def _check(self, model: Any, connection: Any) -> list[Any]:
        """Return the messages of the system checks of this constraint."""
        return constraint_checks.check_condition(self, model, connection)

    @property
    def check(self) -> Any:
        """The old name of `condition`."""
        _warn_of_check()
        return self.condition

    @check.setter
    def check(self, condition: Any) -> None:
        _warn_of_check()
        self.condition = condition

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the clause of CREATE TABLE."""
        return schema_editor._check_sql(self.name, condition_sql(model, schema_editor, self.condition))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that adds the constraint."""
        return schema_editor._create_check_sql(model, self.name, condition_sql(model, schema_editor, self.condition))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that drops the constraint."""
        return schema_editor._delete_check_sql(model, self.name)

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Have the engine decide whether the condition holds for the instance's values.

        Raises:
            ValidationError: it does not.
        """
        against = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        try:
            if not Q(self.condition).check(against, using=using):
                raise self._violation()
        except FieldError:  # the condition is about an excluded field
            pass

    def __repr__(self) -> str:
        return self._told(("condition", str(self.condition)), ("name", repr(self.name)))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CheckConstraint):
            return (
                self.name == other.name and self.condition == other.condition and self._messages() == other._messages()
            )
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the path of the class and the arguments that make an equal constraint."""
        path, args, kwargs = super().deconstruct()
        kwargs["condition"] = self.condition
        return path, args, kwargs


def _warn_of_check() -> None:
    warnings.warn(
        "CheckConstraint.check is deprecated in favor of `.condition`.", RemovedInDjango60Warning, stacklevel=3
    )
