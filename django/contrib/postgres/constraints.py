"""ExclusionConstraint: no two rows are related by given operators, as by overlapping."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.fields.engine import REMEDY, VENDOR
from django.contrib.postgres.operators import PostgresOperatorLookup
from django.core import checks
from django.core.exceptions import FieldError
from django.db import DEFAULT_DB_ALIAS, NotSupportedError
from django.db.backends.ddl_references import Expressions, Statement, Table
from django.db.models import BaseConstraint, Deferrable, F, Q, row_check
from django.db.models.checks import constraints as constraint_checks
from django.db.models.definition_sql import IndexExpression, columns_of, condition_sql
from django.db.models.expressions.base import Expression
from django.db.models.expressions.functions import ExpressionList
from django.db.models.plan.draft import Draft

__all__ = ["ExclusionConstraint"]


class ExclusionConstraint(BaseConstraint):
    """Of any two rows at least one pair of values is not related by its operator.

    Args:
        name: of the constraint.
        expressions: pairs of an expression, or name of a field, and an operator (see `RangeOperators`).
        index_type: "GIST" or "SPGIST".
        condition: a Q; only rows for which it holds count.
        deferrable: when it is looked at.
        include: names of fields stored along in the index.

    Raises:
        ValueError: the arguments do not fit together.
    """

    template = (
        "CONSTRAINT %(name)s EXCLUDE USING %(index_type)s (%(expressions)s)%(include)s%(where)s%(deferrable)s"
    )

    def __init__(
        self,
        *,
        name: str,
        expressions: Any,
        index_type: str | None = None,
        condition: Any = None,
        deferrable: Any = None,
        include: Any = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        _require(not index_type or index_type.lower() in ("gist", "spgist"), _BAD_KIND)
        _require(expressions, "At least one expression is required to define an exclusion constraint.")
        pairs = all(isinstance(each, list | tuple) and len(each) == 2 for each in expressions)
        _require(pairs, "The expressions must be a list of 2-tuples.")
        for _, operator in expressions:
            _require(_OPERATOR.fullmatch(operator), f"{operator!r} is no operator. Take one of RangeOperators.")
        _require(isinstance(condition, Q | None), "ExclusionConstraint.condition must be a Q instance.")
        _require(
            isinstance(deferrable, Deferrable | None), "ExclusionConstraint.deferrable must be a Deferrable instance."
        )
        _require(isinstance(include, list | tuple | None), "ExclusionConstraint.include must be a list or tuple.")
        self.expressions = expressions
        self.index_type = index_type or "GIST"
        self.condition = condition
        self.deferrable = deferrable
        self.include = tuple(include) if include else ()
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def _pairs(self) -> list[tuple[Any, str]]:
        return [(F(item) if isinstance(item, str) else item, operator) for item, operator in self.expressions]

    def _check(self, model: Any, connection: Any) -> list[Any]:
        """Return the messages of the system checks of this constraint."""
        found = [path for item, _ in self._pairs() for path in constraint_checks.references(item)]
        if self.condition is not None:
            found += constraint_checks.references(self.condition)
        return [
            *_check_engine(self, model, connection),
            *constraint_checks.check_local_fields(model, self.include, "constraints"),
            *constraint_checks.check_references(model, found, "constraints"),
        ]

    # --- definition ---------------------------------------------------------------------------------------------------

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the clause of CREATE TABLE."""
        return Statement(self.template, **self._parts(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that adds the constraint."""
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(f"ALTER TABLE %(table)s ADD {self.template}", table=table, **self._parts(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that drops the constraint."""
        return schema_editor._delete_constraint_sql(schema_editor.sql_delete_constraint, model, self.name)

    def _parts(self, model: Any, schema_editor: Any) -> dict[str, Any]:
        _require_postgresql(self, model, schema_editor.connection)
        draft = Draft(model, bare=True)
        items = [
            _Excluded(expression.resolve_expression(draft, allow_joins=False), operator)
            for expression, operator in self._pairs()
        ]
        condition = condition_sql(model, schema_editor, self.condition)
        columns = columns_of(model, self.include)
        included = ", ".join(map(schema_editor.quote_name, columns))
        compiler = schema_editor.connection.compiler()
        return {
            "name": schema_editor.quote_name(self.name),
            "index_type": self.index_type,
            "expressions": Expressions(
                model._meta.db_table, ExpressionList(*items), compiler, schema_editor.quote_value
            ),
            "include": f" INCLUDE ({included})" if included else "",
            "where": f" WHERE ({condition})" if condition else "",
            "deferrable": schema_editor._deferrable_constraint_sql(self.deferrable),
        }

    # --- validation ---------------------------------------------------------------------------------------------------

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Look for another row that the constraint excludes beside the instance.

        Raises:
            ValidationError: there is one.
        """
        if self._depends_on(model, exclude):
            return
        against = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        row = row_check.row_of(against)
        rows = model._default_manager.using(using)
        for expression, operator in self._pairs():
            if hasattr(expression, "get_expression_for_validation"):
                expression = expression.get_expression_for_validation()
            rows = rows.filter(_Related(expression, row_check.computed(expression, row), operator))
        if not instance._state.adding and instance._is_pk_set(model._meta):
            rows = rows.exclude(pk=instance._get_pk_val(model._meta))
        if self.condition is None:
            if rows.exists():
                raise self._violation()
            return
        try:
            if self.condition.check(against, using=using) and rows.filter(self.condition).exists():
                raise self._violation()
        except FieldError:  # the condition is about an excluded field
            pass

    def _depends_on(self, model: Any, exclude: Any) -> bool:
        """Whether one of the excluded fields is part of what is related."""
        return bool(exclude) and any(
            constraint_checks.mentions(model, expression, exclude) for expression, _ in self._pairs()
        )

    # --- what it is ---------------------------------------------------------------------------------------------------

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the path of the class and the arguments that make an equal constraint."""
        path, args, kwargs = super().deconstruct()
        kwargs["expressions"] = self.expressions
        if self.index_type.lower() != "gist":
            kwargs["index_type"] = self.index_type
        for name in ("condition", "deferrable", "include"):
            if getattr(self, name):
                kwargs[name] = getattr(self, name)
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ExclusionConstraint):
            return self._identity() == other._identity()
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def _identity(self) -> tuple[Any, ...]:
        names = ("name", "index_type", "expressions", "condition", "deferrable", "include")
        return (*(getattr(self, name) for name in names), *self._messages())

    def __repr__(self) -> str:
        return self._told(
            ("index_type", repr(self.index_type)),
            ("expressions", repr(self.expressions)),
            ("name", repr(self.name)),
            ("condition", self.condition is not None and str(self.condition)),
            ("deferrable", self.deferrable is not None and repr(self.deferrable)),
            ("include", self.include and repr(self.include)),
        )


#: The characters PostgreSQL makes operators of; or one with its schema.
_OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|`?]+|OPERATOR\([\w$]+\.[-+*/<>=~!@#%^&|`?]+\)")

_BAD_KIND = "Exclusion constraints only support GiST or SP-GiST indexes."


def _require(holds: Any, text: str) -> None:
    if not holds:
        raise ValueError(text)


def _check_engine(constraint: ExclusionConstraint, model: Any, connection: Any) -> list[Any]:
    if connection.vendor == VENDOR or model._meta.required_db_vendor == VENDOR:
        return []
    text = f"{connection.display_name} does not support exclusion constraints ({constraint.name})."
    return [checks.Error(text, hint=REMEDY, obj=model, id="postgres.E102")]


def _require_postgresql(constraint: ExclusionConstraint, model: Any, connection: Any) -> None:
    if connection.vendor != VENDOR:
        raise NotSupportedError(
            f"{connection.display_name} has no exclusion constraints ({constraint.name}): keep the table of "
            f"{model._meta.label} on PostgreSQL by a database router."
        )


class _Excluded(IndexExpression):
    """One item of the constraint: an item of its index WITH an operator."""

    def __init__(self, expression: Any, operator: str) -> None:
        super().__init__(expression)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the text of the item."""
        sql, params = super().as_sql(compiler, connection)
        return f"{sql} WITH {self.operator.replace('%', '%%')}", params


class _Related(PostgresOperatorLookup):
    """Whether a value of some row is related to a computed one."""

    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Expression, operator: str) -> None:
        super().__init__(lhs, rhs)
        self.postgres_operator = operator

    def lower(self) -> Any:
        return super().lower()
