"""ArrayField: a list of values of one other field, also of lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.fields import array_lookups
from django.contrib.postgres.fields.array_lookups import (
    ArrayConstructor,
    ArrayLenTransform,
    IndexTransform,
    IndexTransformFactory,
    SliceTransform,
    SliceTransformFactory,
)
from django.contrib.postgres.fields.base_field import WithBaseField
from django.contrib.postgres.fields.engine import OnlyOnPostgreSQL, without_modifiers
from django.contrib.postgres.validators import ArrayMaxLengthValidator, prefix_validation_error
from django.core import checks
from django.core.exceptions import ValidationError
from django.db.models.fields.base import Field
from django.db.models.fields.mixins import CheckFieldDefaultMixin
from django.db.models.fields.values import same_for_all_engines
from django.utils.translation import gettext_lazy as _

__all__ = ["ArrayConstructor", "ArrayField", "ArrayLenTransform", "IndexTransform", "SliceTransform"]

_PATH = "django.contrib.postgres.fields.ArrayField"


class ArrayField(OnlyOnPostgreSQL, WithBaseField, CheckFieldDefaultMixin, Field[Any]):
    """A list.

    Args:
        base_field: the field of the items; another ArrayField for more dimensions.
        size: how many items there may be at most. Validation keeps it; the database does not.
    """

    empty_strings_allowed = False
    default_error_messages = {
        "item_invalid": _("Item %(nth)s in the array did not validate:"),
        "nested_array_mismatch": _("Nested arrays must have the same length."),
    }
    _default_hint = ("list", "[]")

    def __init__(self, base_field: Any, size: int | None = None, **kwargs: Any) -> None:
        self.base_field = base_field
        self.db_collation = getattr(base_field, "db_collation", None)
        self.size = size
        super().__init__(**kwargs)
        if size:
            self.default_validators = [*self.default_validators, ArrayMaxLengthValidator(size)]
        # Only if items need it: what has this attribute is called for each value.
        if hasattr(base_field, "from_db_value"):
            self.from_db_value = self._items_from_db_value

    # --- belonging to a model -----------------------------------------------------------------------------------------

    def __copy__(self) -> Any:
        duplicate = super().__copy__()
        if "from_db_value" in duplicate.__dict__:
            duplicate.from_db_value = duplicate._items_from_db_value
        return duplicate

    @property
    def description(self) -> Any:
        """The kind of the field, for people."""
        return f"Array of {self.base_field.description}"

    def get_internal_type(self) -> str:
        return "ArrayField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if type(self) is ArrayField:
            path = _PATH
        kwargs["base_field"] = self.base_field.clone()
        kwargs["size"] = self.size
        return name, path, args, kwargs

    # --- checks -------------------------------------------------------------------------------------------------------

    def check(self, **kwargs: Any) -> list[Any]:
        """Add what is wrong with the field of the items."""
        messages = super().check(**kwargs)
        if self.base_field.remote_field:
            text = "Base field for array cannot be a related field."
            return [*messages, checks.Error(text, obj=self, id="postgres.E002")]
        found = self.base_field.check(**{**kwargs, "databases": self._databases_of_arrays(kwargs.get("databases"))})
        errors = [message for message in found if message.is_serious(checks.ERROR)]
        warnings = [message for message in found if message not in errors]
        if errors:
            text = f"Base field for array has errors:\n    {_listed(errors)}"
            messages.append(checks.Error(text, obj=self, id="postgres.E001"))
        if warnings:
            text = f"Base field for array has warnings:\n    {_listed(warnings)}"
            messages.append(checks.Warning(text, obj=self, id="postgres.W004"))
        return messages

    def is_choice_value(self, value: Any) -> bool:
        return isinstance(value, list | tuple) or super().is_choice_value(value)

    def _databases_of_arrays(self, databases: Any) -> Any:
        """The aliases on which the items could be: of others enough is said about the array."""
        if not databases:
            return databases
        wanted = {connection.alias for connection in self._engines(databases) if connection.vendor == "postgresql"}
        return [alias for alias in databases if alias in wanted]

    # --- column -------------------------------------------------------------------------------------------------------

    def db_type(self, connection: Any) -> str:
        self.require_postgresql(connection)
        return f"{self.base_field.db_type(connection)}[{self.size or ''}]"

    def cast_db_type(self, connection: Any) -> str:
        self.require_postgresql(connection)
        return f"{self.base_field.cast_db_type(connection)}[{self.size or ''}]"

    def value_type(self, connection: Any) -> str:
        return without_modifiers(self.cast_db_type(connection))

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if self.db_collation:
            parameters["collation"] = self.db_collation
        return parameters

    # --- values -------------------------------------------------------------------------------------------------------

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if not isinstance(value, list | tuple):
            return value
        prepare = self.base_field.get_prep_value
        return [item if hasattr(item, "resolve_expression") else prepare(item) for item in value]

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return [self.base_field.get_db_prep_value(item, connection, prepared=prepared) for item in value]

    def binder(self, connection: Any) -> Callable[[Any, Any], Any] | None:
        self.require_postgresql(connection)
        if not getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return super().binder(connection)
        bind = self.base_field.binder(connection)
        if bind is None:
            return None
        return lambda value, connection: (
            [bind(item, connection) for item in value] if isinstance(value, list | tuple) else value
        )

    def _items_from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        read = self.base_field.from_db_value
        return [read(item, expression, connection) for item in value]

    def to_python(self, value: Any) -> Any:
        # A text comes from a serializer.
        if isinstance(value, str):
            value = [None if item is None else self.base_field.to_python(item) for item in json.loads(value)]
        return value

    def value_to_string(self, obj: Any) -> str:
        attname = self.base_field.attname
        items = self.value_from_object(obj)
        texts = [
            None if item is None else self.base_field.value_to_string(SimpleNamespace(**{attname: item}))
            for item in items or ()
        ]
        return json.dumps(texts, ensure_ascii=False)

    # --- validation ---------------------------------------------------------------------------------------------------

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        self._each_item(value, lambda item: self.base_field.validate(item, model_instance))
        if isinstance(self.base_field, ArrayField) and len({len(item) for item in value or ()}) > 1:
            raise self._error("nested_array_mismatch")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        self._each_item(value, self.base_field.run_validators)

    def _each_item(self, value: Any, judge: Callable[[Any], None]) -> None:
        for place, item in enumerate(value or (), 1):
            try:
                judge(item)
            except ValidationError as error:
                prefix = self.error_messages["item_invalid"]
                raise prefix_validation_error(error, prefix, code="item_invalid", params={"nth": place}) from error

    # --- parts --------------------------------------------------------------------------------------------------------

    def get_transform(self, name: str) -> Any:
        """Return the transform: besides those that are registered a place, `0`, and a slice, `0_2`."""
        transform = super().get_transform(name)
        if transform is not None:
            return transform
        numbers = name.split("_")
        if len(numbers) > 2 or not all(number.isdecimal() for number in numbers):
            return None
        start = int(numbers[0]) + 1  # SQL counts from 1
        if len(numbers) == 1:
            return IndexTransformFactory(start, self.base_field)
        return SliceTransformFactory(start, int(numbers[1]))

    def slice_expression(self, expression: Any, start: int, length: int | None) -> Any:
        """Return a part of an array; `start` counts from 1."""
        return SliceTransform(start, None if length is None else start + length - 1, expression)


def _listed(messages: list[Any]) -> str:
    return "\n    ".join(f"{message.msg} ({message.id})" for message in messages)


array_lookups.register(ArrayField)
