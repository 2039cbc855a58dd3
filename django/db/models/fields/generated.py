"""GeneratedField: a column that the database computes."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core import checks
from django.db.models.fields import hooks
from django.db.models.fields.base import Field
from django.db.models.fields.databases import may_migrate
from django.db.models.fields.unset import NOT_PROVIDED
from django.db.models.typed import ValueT
from django.utils.functional import cached_property


class GeneratedField(Field[ValueT]):
    """A column whose value an expression of other columns of the row gives; a program can only read it."""

    generated = True
    db_returning = True

    def __init__(
        self, *, expression: Any, output_field: Field[ValueT], db_persist: bool | None = None, **kwargs: Any
    ) -> None:
        """Take the expression, the field that describes its result, and whether the database stores the result.

        Raises:
            ValueError: an option that makes no sense for a computed column.
        """
        if kwargs.setdefault("editable", False):
            raise ValueError("GeneratedField cannot be editable.")
        if not kwargs.setdefault("blank", True):
            raise ValueError("GeneratedField must be blank.")
        if kwargs.get("default", NOT_PROVIDED) is not NOT_PROVIDED:
            raise ValueError("GeneratedField cannot have a default.")
        if kwargs.get("db_default", NOT_PROVIDED) is not NOT_PROVIDED:
            raise ValueError("GeneratedField cannot have a database default.")
        if db_persist not in (True, False):
            raise ValueError("GeneratedField.db_persist must be True or False.")
        self.expression, self.output_field, self.db_persist = expression, output_field, db_persist
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["editable"]
        kwargs.update(db_persist=self.db_persist, expression=self.expression, output_field=self.output_field)
        return name, path, args, kwargs

    @cached_property
    def _column_field(self) -> Any:
        """The result's field under the name of this one: what checks on the column are written with."""
        field = copy(self.output_field)
        field.name, field.attname, field.column = self.name, self.attname, self.column
        return field

    @cached_property
    def _resolved_expression(self) -> Any:
        return hooks.resolve_unqualified(self.model, self.expression)

    @cached_property
    def referenced_fields(self) -> frozenset[Any]:
        """The fields of the model that the value is computed from."""
        found = set()
        waiting = [self._resolved_expression]
        while waiting:
            expression = waiting.pop()
            target = getattr(expression, "target", None)
            if target is not None:
                found.add(target)
            waiting.extend(each for each in expression.get_source_expressions() if each is not None)
        return frozenset(found)

    def generated_sql(self, connection: Any) -> tuple[str, Any]:
        """Return SQL and parameters of the expression, its columns unqualified."""
        sql, params = connection.compiler().compile(self._resolved_expression)
        is_condition = getattr(self.expression, "conditional", False)
        if is_condition and not connection.features.supports_boolean_expr_in_select_clause:
            sql = f"CASE WHEN {sql} THEN 1 ELSE 0 END"
        return sql, params

    # --- everything else is as the result's field says ---

    @cached_property
    def cached_col(self) -> Any:
        return hooks.make_col(self.model._meta.db_table, self, self.output_field)

    def get_col(self, alias: str | None, output_field: Any = None) -> Any:
        if alias != self.model._meta.db_table and output_field in (None, self):
            output_field = self.output_field
        return super().get_col(alias, output_field)

    def get_lookup(self, lookup_name: str) -> Any:
        return self.output_field.get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return self.output_field.get_transform(lookup_name)

    def get_internal_type(self) -> str:
        return self.output_field.get_internal_type()

    def binder(self, connection: Any) -> Any:
        return self.output_field.binder(connection)

    def to_python(self, value: Any) -> Any:
        return self.output_field.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return self._column_field.get_prep_value(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return self.output_field.get_db_prep_value(value, connection, prepared)

    def get_db_converters(self, connection: Any) -> list[Any]:
        return self.output_field.get_db_converters(connection)

    def value_to_string(self, obj: Any) -> Any:
        return self._column_field.value_to_string(obj)

    def db_type(self, connection: Any) -> Any:
        return self._column_field.db_type(connection)

    def rel_db_type(self, connection: Any) -> Any:
        return self._column_field.rel_db_type(connection)

    def cast_db_type(self, connection: Any) -> Any:
        return self._column_field.cast_db_type(connection)

    def db_check(self, connection: Any) -> str | None:
        return self._column_field.db_check(connection)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        return self._column_field.db_parameters(connection)

    def db_type_parameters(self, connection: Any) -> Any:
        return self._column_field.db_type_parameters(connection)

    # --- checks ---

    def check(self, **kwargs: Any) -> list[Any]:
        databases = kwargs.get("databases") or []
        return [
            *super().check(**kwargs),
            *self._check_supported(databases),
            *self._check_persistence(databases),
            *self._check_output_field(databases),
        ]

    def _check_supported(self, databases: list[str]) -> list[Any]:
        lacking = self._lacking(databases, "supports_virtual_generated_columns", "supports_stored_generated_columns")
        vendor = self.model._meta.required_db_vendor
        return [
            self._complaint("fields.E220", f"{connection.display_name} does not support GeneratedFields.")
            for connection in lacking
            if not vendor or vendor == connection.vendor
        ]

    def _check_persistence(self, databases: list[str]) -> list[Any]:
        feature, id, kind, hint = _PERSISTENCE[bool(self.db_persist)]
        vendor = self.model._meta.required_db_vendor
        return [
            self._complaint(id, f"{connection.display_name} does not support {kind} GeneratedFields.", hint)
            for connection in self._lacking(databases, feature)
            if not vendor or vendor == connection.vendor
        ]

    def _check_output_field(self, databases: list[str]) -> list[Any]:
        """The messages about the result's field, in one of each level; of engines, those it has a table on."""
        aliases = [alias for alias in databases if may_migrate(alias, self.model)]
        field = copy(self.output_field)
        # Engines are asked for the sake of a model.
        field.model = self.model
        messages = field.check(databases=aliases)
        errors = [message for message in messages if message.is_serious(checks.ERROR)]
        warnings = [message for message in messages if message not in errors]
        found = []
        if errors:
            found.append(self._complaint("fields.E223", _joined("errors", errors)))
        if warnings:
            found.append(self._complaint("fields.W224", _joined("warnings", warnings)))
        return found


_PERSISTENCE = {
    False: (
        "supports_virtual_generated_columns",
        "fields.E221",
        "non-persisted",
        "Set db_persist=True on the field.",
    ),
    True: (
        "supports_stored_generated_columns",
        "fields.E222",
        "persisted",
        "Set db_persist=False on the field.",
    ),
}


def _joined(what: str, messages: list[Any]) -> str:
    lines = "".join(f"\n    {message.msg} ({message.id})" for message in messages)
    return f"GeneratedField.output_field has {what}:{lines}"
