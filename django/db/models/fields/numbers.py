"""Fields of numbers: whole, floating, decimal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.core import validators
from django.db.backends.base.inline import Usual
from django.db.models.fields.base import Field
from django.db.models.fields.databases import connection_for, write_alias
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import DecimalT, FloatT, IntegerT
from django.utils.functional import cached_property
from django.utils.late import Late
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import decimal
    from typing import Unpack

    from django.db.models.typed import DecimalOptions, FieldOptions
else:
    decimal = Late("decimal")


def expected_number(field: Any, value: Any, error: Exception) -> Exception:
    """Return an error of the same class that names the field and the value."""
    return type(error)(f"Field '{field.name}' expected a number but got {value!r}.")


class IntegerField(Field[IntegerT]):
    """A whole number of four bytes."""

    late_lookups = {"django.db.models.lookups.integers": "exact gt gte lt lte"}

    empty_strings_allowed = False
    default_error_messages = {"invalid": _("“%(value)s” value must be an integer.")}
    description = _("Integer")
    plain_type = int

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: IntegerField[int | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_max_length_warning()]

    def _check_max_length_warning(self) -> list[Any]:
        if self.max_length is None:
            return []
        message = f"'max_length' is ignored when used with {type(self).__name__}."
        return [self._complaint("fields.W122", message, "Remove 'max_length' from field")]

    @cached_property
    def validators(self) -> list[Any]:
        """The given ones, and the limits of the engine that writes this model where they are narrower."""
        given = [*self.default_validators, *self._validators]
        low, high = self._range()
        if low is not None and not _has_limit(given, validators.MinValueValidator, lambda limit: limit >= low):
            given.append(validators.MinValueValidator(low))
        if high is not None and not _has_limit(given, validators.MaxValueValidator, lambda limit: limit <= high):
            given.append(validators.MaxValueValidator(high))
        return given

    def _range(self) -> tuple[int | None, int | None]:
        alias = write_alias(getattr(self, "model", None))
        return connection_for(alias).ops.integer_field_range(self.get_internal_type())

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None:
            return None
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise expected_number(self, value, error) from error

    def get_internal_type(self) -> str:
        return "IntegerField"

    def to_python(self, value: Any) -> Any:
        if value is None:
            return value
        try:
            return int(value)
        except (TypeError, ValueError):
            raise self._error("invalid", value=value) from None


def _has_limit(given: list[Any], kind: type, is_narrower: Any) -> bool:
    return any(isinstance(item, kind) and is_narrower(_limit_of(item)) for item in given)


def _limit_of(validator: Any) -> Any:
    limit = validator.limit_value
    return limit() if callable(limit) else limit


class BigIntegerField(IntegerField[IntegerT]):
    """A whole number of eight bytes."""

    description = _("Big (8 byte) integer")
    MAX_BIGINT = 9223372036854775807

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: BigIntegerField[int | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "BigIntegerField"


class SmallIntegerField(IntegerField[IntegerT]):
    """A whole number of two bytes."""

    description = _("Small integer")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: SmallIntegerField[int | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "SmallIntegerField"


class PositiveIntegerRelDbTypeMixin:
    """A reference to a positive number has its type only where the engine says so; else that of the signed one."""

    integer_field_class: type[IntegerField]

    def rel_db_type(self, connection: Any) -> Any:
        """Return the type of a column that refers to this one."""
        if connection.features.related_fields_match_type:
            return self.db_type(connection)
        return self.integer_field_class().db_type(connection=connection)


class PositiveBigIntegerField(PositiveIntegerRelDbTypeMixin, BigIntegerField[IntegerT]):
    """Zero or a positive number of eight bytes."""

    description = _("Positive big integer")
    integer_field_class = BigIntegerField

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: PositiveBigIntegerField[int | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "PositiveBigIntegerField"


class PositiveIntegerField(PositiveIntegerRelDbTypeMixin, IntegerField[IntegerT]):
    """Zero or a positive number of four bytes."""

    description = _("Positive integer")
    integer_field_class = IntegerField

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: PositiveIntegerField[int | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "PositiveIntegerField"


class PositiveSmallIntegerField(PositiveIntegerRelDbTypeMixin, SmallIntegerField[IntegerT]):
    """Zero or a positive number of two bytes."""

    description = _("Positive small integer")
    integer_field_class = SmallIntegerField

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: PositiveSmallIntegerField[int | None],
            *args: Any,
            null: Literal[True],
            **options: Unpack[FieldOptions],
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "PositiveSmallIntegerField"


class FloatField(Field[FloatT]):
    """A floating-point number."""

    empty_strings_allowed = False
    default_error_messages = {"invalid": _("“%(value)s” value must be a float.")}
    description = _("Floating point number")
    plain_type = float

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: FloatField[float | None], *args: Any, null: Literal[True], **options: Unpack[FieldOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None:
            return None
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise expected_number(self, value, error) from error

    def get_internal_type(self) -> str:
        return "FloatField"

    def to_python(self, value: Any) -> Any:
        if value is None:
            return value
        try:
            return float(value)
        except (TypeError, ValueError):
            raise self._error("invalid", value=value) from None


class DecimalField(Field[DecimalT]):
    """A decimal number of a fixed number of places."""

    empty_strings_allowed = False
    default_error_messages = {"invalid": _("“%(value)s” value must be a decimal number.")}
    #: Finite decimals come out of `to_python` unchanged. Reset for classes that override it.
    passes_decimals = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "to_python" in cls.__dict__:
            cls.passes_decimals = False

    description = _("Decimal number")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: DecimalField[decimal.Decimal | None],
            *args: Any,
            null: Literal[True],
            **options: Unpack[DecimalOptions],
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[DecimalOptions]) -> None: ...

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        max_digits: int | None = None,
        decimal_places: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Take how many digits there are in all, and how many of them after the point."""
        self.max_digits, self.decimal_places = max_digits, decimal_places
        super().__init__(verbose_name, name, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        errors = super().check(**kwargs)
        digits = [*self._check_decimal_places(), *self._check_max_digits()]
        return errors + (digits or self._check_decimal_places_and_max_digits())

    def _check_decimal_places(self) -> list[Any]:
        return self._check_count("decimal_places", "fields.E130", "fields.E131", 0, "a non-negative integer")

    def _check_max_digits(self) -> list[Any]:
        return self._check_count("max_digits", "fields.E132", "fields.E133", 1, "a positive integer")

    def _check_count(self, name: str, missing: str, invalid: str, least: int, what: str) -> list[Any]:
        given = getattr(self, name)
        try:
            count = int(given)
        except TypeError:
            return [self._complaint(missing, f"DecimalFields must define a '{name}' attribute.")]
        except ValueError:
            count = least - 1
        return [] if count >= least else [self._complaint(invalid, f"'{name}' must be {what}.")]

    def _check_decimal_places_and_max_digits(self) -> list[Any]:
        if int(self.decimal_places) <= int(self.max_digits):
            return []
        return [self._complaint("fields.E134", "'max_digits' must be greater or equal to 'decimal_places'.")]

    @cached_property
    def validators(self) -> list[Any]:
        """The given ones and the limit of digits."""
        limit = validators.DecimalValidator(self.max_digits, self.decimal_places)
        return [*self.default_validators, *self._validators, limit]

    @cached_property
    def context(self) -> Any:
        """The precision of computations."""
        return decimal.Context(prec=self.max_digits)

    def binder(self, connection: Any) -> Any:
        # What is compared keeps the digits it has: only what is stored must fit the column.
        if getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return connection.ops.binder(self.kind)
        return super().binder(connection)

    def save_binder(self, connection: Any) -> Any:
        if getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return connection.ops.binder(self.kind, self)
        return super().save_binder(connection)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for keyword in ("max_digits", "decimal_places"):
            if getattr(self, keyword) is not None:
                kwargs[keyword] = getattr(self, keyword)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "DecimalField"

    def to_python(self, value: Any) -> Any:
        if value is None:
            return value
        try:
            if isinstance(value, float):
                number = self.context.create_decimal_from_float(value)
            else:
                number = decimal.Decimal(value)
        except (decimal.InvalidOperation, TypeError, ValueError):
            raise self._error("invalid", value=value) from None
        if not number.is_finite():
            raise self._error("invalid", value=value)
        return number

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        if hasattr(value, "resolve_expression"):
            return value
        return connection.ops.adapt_decimalfield_value(value, self.max_digits, self.decimal_places)

    def get_prep_value(self, value: Any) -> Any:
        if type(value) is decimal.Decimal and self.passes_decimals and value.is_finite():
            return value
        return self.to_python(super().get_prep_value(value))

    def plain_test(self, cls: type) -> Any:
        own = type(self)
        if own.get_prep_value is not DecimalField.get_prep_value or own.to_python is not DecimalField.to_python:
            return None
        return decimal.Decimal.is_finite if cls is decimal.Decimal else None

    def usual_value(self) -> Any:
        if self.plain_test(decimal.Decimal) is None:
            return None
        return Usual("type({value}) is {number} and {value}.is_finite()", number=decimal.Decimal)
