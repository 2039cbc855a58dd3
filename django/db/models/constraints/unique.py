"""UniqueConstraint: values that no two rows share."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db.connections import connections
from django.db.models import row_check
from django.db.models.checks import constraints as constraint_checks
from django.db.models.conditions import Q
from django.db.models.constraints.base import BaseConstraint
from django.db.models.definition_sql import columns_of, condition_sql, index_expressions
from django.db.models.expressions.references import F
from django.db.models.expressions.subqueries import Exists
from django.db.models.lookups.comparison import Exact, IsNull
from django.db.names import DEFAULT_DB_ALIAS


class Deferrable(Enum):
    """When a constraint is looked at: at the end of the transaction, or at each statement unless told otherwise."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"

    def __repr__(self) -> str:
        return f"{self.__class__.__qualname__}.{self._name_}"


class UniqueConstraint(BaseConstraint):
    """Values that no two rows share.

    Args:
        expressions: what is unique, instead of `fields`.
        fields: names of fields whose values together are unique.
        condition: a Q; rows for which it does not hold may share.
        deferrable: when it is looked at.
        include: names of fields stored along in the index.
        opclasses: operator classes, one per field.
        nulls_distinct: whether rows with NULL may share; None leaves it to the engine.

    Raises:
        ValueError, TypeError: the arguments do not fit together.
    """

    def __init__(
        self,
        *expressions: Any,
        fields: Any = (),
        name: str | None = None,
        condition: Any = None,
        deferrable: Deferrable | None = None,
        include: Any = None,
        opclasses: Any = (),
        nulls_distinct: bool | None = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        if not name:
            raise ValueError("A unique constraint must be named.")
        constraint_checks.require_consistent_unique(
            expressions, fields, condition, deferrable, include, opclasses, nulls_distinct
        )
        if not isinstance(deferrable, Deferrable | None):
            raise TypeError("UniqueConstraint.deferrable must be a Deferrable instance.")
        self.fields = tuple(fields)
        self.condition = condition
        self.deferrable = deferrable
        self.include = tuple(include) if include else ()
        self.opclasses = opclasses
        self.nulls_distinct = nulls_distinct
        self.expressions = tuple(F(each) if isinstance(each, str) else each for each in expressions)
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    @property
    def contains_expressions(self) -> bool:
        """Whether it is over expressions."""
        return bool(self.expressions)

    def _check(self, model: Any, connection: Any) -> list[Any]:
        """Return the messages of the system checks of this constraint."""
        return constraint_checks.check_unique(self, model, connection)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the clause of CREATE TABLE."""
        return schema_editor._unique_sql(
            model, self._fields_of(model), self.name, **self._options(model, schema_editor)
        )

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that adds the constraint."""
        options = self._options(model, schema_editor)
        return schema_editor._create_unique_sql(model, self._fields_of(model), self.name, **options)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that drops the constraint."""
        return schema_editor._delete_unique_sql(model, self.name, **self._options(model, schema_editor))

    def _fields_of(self, model: Any) -> list[Any]:
        return [model._meta.get_field(name) for name in self.fields]

    def _options(self, model: Any, schema_editor: Any) -> dict[str, Any]:
        return {
            "condition": condition_sql(model, schema_editor, self.condition),
            "deferrable": self.deferrable,
            "include": columns_of(model, self.include),
            "opclasses": self.opclasses,
            "expressions": index_expressions(model, self.expressions),
            "nulls_distinct": self.nulls_distinct,
        }

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Look for another row with the same values.

        Raises:
            ValidationError: there is one.
        """
        if self._depends_on(model, exclude):
            return
        conditions = self._same_values(model, instance, exclude, using)
        if conditions is None:
            return
        rows = model._default_manager.using(using).filter(*conditions)
        if not instance._state.adding and instance._is_pk_set(model._meta):
            rows = rows.exclude(pk=instance._get_pk_val(model._meta))
        if self.condition is None:
            if rows.exists():
                raise self._clash(model, instance)
        else:
            against = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
            try:
                if (self.condition & Exists(rows.filter(self.condition))).check(against, using=using):
                    raise self._violation()
            except FieldError:  # the condition is about an excluded field
                pass

    def _clash(self, model: Any, instance: Any) -> ValidationError:
        if self.fields and not self._has_own_message():
            # The text that unique fields have always had.
            error = instance.unique_error_message(model, self.fields)
            return ValidationError(error, code=error.code)
        return self._violation()

    def _depends_on(self, model: Any, exclude: Any) -> bool:
        """Whether one of the excluded fields is part of what must be unique."""
        if not exclude:
            return False
        generated = (field.expression for field in self._fields_of(model) if getattr(field, "generated", False))
        parts = [*self.expressions, *generated, *([self.condition] if self.condition is not None else [])]
        if any(name in exclude for name in self.fields):
            return True
        return any(constraint_checks.mentions(model, part, exclude) for part in parts)

    def _same_values(self, model: Any, instance: Any, exclude: Any, using: str) -> list[Any] | None:
        """The conditions that find rows with the instance's values; None if it has none that could clash."""
        if self.expressions:
            return self._same_expressions(model, instance, exclude)
        conditions: list[Any] = []
        for field in self._fields_of(model):
            if getattr(field, "generated", False):
                values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
                conditions.append(self._equal(F(field.name), values[field.name]))
                continue
            value = getattr(instance, field.attname)
            if value is None and self.nulls_distinct is not False:
                return None
            if value == "" and connections[using].features.interprets_empty_strings_as_nulls:
                return None
            conditions.append(Q((field.name, value)))
        return conditions

    def _same_expressions(self, model: Any, instance: Any, exclude: Any) -> list[Any]:
        row = row_check.row_of(instance._get_field_expression_map(meta=model._meta, exclude=exclude))
        conditions = []
        for expression in self.expressions:
            if hasattr(expression, "get_expression_for_validation"):
                expression = expression.get_expression_for_validation()
            conditions.append(self._equal(expression, row_check.computed(expression, row)))
        return conditions

    def _equal(self, left: Any, right: Any) -> Any:
        equal = Exact(left, right)
        if self.nulls_distinct is False:
            return Q(equal) | Q(IsNull(left, True), IsNull(right, True))
        return equal

    def __repr__(self) -> str:
        return self._told(
            ("fields", self.fields and repr(self.fields)),
            ("expressions", self.expressions and repr(self.expressions)),
            ("name", repr(self.name)),
            ("condition", self.condition is not None and str(self.condition)),
            ("deferrable", self.deferrable is not None and str(self.deferrable)),
            ("include", self.include and repr(self.include)),
            ("opclasses", self.opclasses and repr(self.opclasses)),
            ("nulls_distinct", self.nulls_distinct is not None and repr(self.nulls_distinct)),
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, UniqueConstraint):
            return self._identity() == other._identity()
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def _identity(self) -> tuple[Any, ...]:
        names = ("name", "fields", "condition", "deferrable", "include", "opclasses", "expressions", "nulls_distinct")
        return (*(getattr(self, name) for name in names), *self._messages())

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the path of the class and the arguments that make an equal constraint."""
        path, _args, kwargs = super().deconstruct()
        for name in ("fields", "condition", "deferrable", "include", "opclasses"):
            if getattr(self, name):
                kwargs[name] = getattr(self, name)
        if self.nulls_distinct is not None:
            kwargs["nulls_distinct"] = self.nulls_distinct
        return path, self.expressions, kwargs
