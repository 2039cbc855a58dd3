"""The side of a field that describes its column: types, checks, names, and how to refer to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.errors import NotSupportedError
from django.db.models.fields import hooks
from django.utils.datastructures import DictWrapper
from django.utils.functional import cached_property


class FieldColumn:
    """What the schema editor and the compiler ask."""

    def get_internal_type(self) -> str:
        """Return the name under which engines know this type: the class's name, unless a subclass says otherwise."""
        return type(self).__name__

    @cached_property
    def kind(self) -> str:
        """``get_internal_type()``, asked once: the engine-neutral type of the column."""
        return self.get_internal_type()

    def db_type_parameters(self, connection: Any) -> Any:
        """Return the values for the placeholders of a type: the field's attributes; ``qn_column`` is quoted."""
        return DictWrapper(self.__dict__, connection.ops.quote_name, "qn_")

    def db_check(self, connection: Any) -> str | None:
        """Return the condition that the engine must check on this column, or None."""
        template = connection.data_type_check_constraints.get(self.get_internal_type())
        return None if template is None else template % self.db_type_parameters(connection)

    def db_type(self, connection: Any) -> str | None:
        """Return the type of the column on this engine; None if there is no column."""
        template = connection.data_types.get(self.get_internal_type())
        if template is None:
            return None
        parameters = self.db_type_parameters(connection)
        return template(parameters) if callable(template) else template % parameters

    def rel_db_type(self, connection: Any) -> str | None:
        """Return the type of a column that refers to this one."""
        return self.db_type(connection)

    def cast_db_type(self, connection: Any) -> str | None:
        """Return the type to name in a CAST."""
        template = connection.ops.cast_data_types.get(self.get_internal_type())
        return template % self.db_type_parameters(connection) if template else self.db_type(connection)

    def value_type(self, connection: Any) -> str | None:
        """Return the type to name beside every value of this field; None where an engine knows it without that."""
        return None

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Return ``type`` and ``check`` (and ``collation`` for text)."""
        return {"type": self.db_type(connection), "check": self.db_check(connection)}

    def db_type_suffix(self, connection: Any) -> str | None:
        """Return what follows the type in a column's definition."""
        return connection.data_types_suffix.get(self.get_internal_type())

    @property
    def unique(self) -> bool:
        """Whether no two rows share a value."""
        return self._unique or self.primary_key

    @property
    def db_tablespace(self) -> str:
        """The tablespace of the column's index."""
        return self._db_tablespace or settings.DEFAULT_INDEX_TABLESPACE

    @property
    def db_returning(self) -> bool:
        """Whether an INSERT gives the value that the database made."""
        return self.has_db_default()

    def get_attname(self) -> str:
        """Return the name of the attribute that holds the value."""
        return self.name

    def get_attname_column(self) -> tuple[str, str | None]:
        """Return the attribute's and the column's name."""
        attname = self.get_attname()
        return attname, self.db_column or attname

    def get_col(self, alias: str | None, output_field: Any = None) -> Any:
        """Return the expression that refers to this column of the source called ``alias``."""
        if alias == self.model._meta.db_table and (output_field is None or output_field is self):
            return self.cached_col
        return hooks.make_col(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Any:
        """The reference to this column through its table's own name."""
        return hooks.make_col(self.model._meta.db_table, self)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """Wrap the column where it is selected; for fields of special types."""
        return sql, params

    def get_filter_kwargs_for_object(self, obj: Any) -> dict[str, Any]:
        """Return the condition ``{name: value}`` that finds rows with the value ``obj`` has."""
        return {self.name: getattr(obj, self.attname)}

    def slice_expression(self, expression: Any, start: int, length: int | None) -> Any:
        """Return a slice of ``expression``; ``start`` counts from 1.

        Raises:
            NotSupportedError: values of this type cannot be sliced.
        """
        raise NotSupportedError("This field does not support slicing.")
