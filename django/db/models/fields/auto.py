"""Primary keys that the database numbers."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.numbers import BigIntegerField, IntegerField, SmallIntegerField
from django.db.models.fields.values import same_for_all_engines
from django.utils.translation import gettext_lazy as _


class AutoFieldMixin:
    """What all numbered keys share."""

    db_returning = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_primary_key()]

    def _check_primary_key(self) -> list[Any]:
        if self.primary_key:
            return []
        return [self._complaint("fields.E100", "AutoFields must set primary_key=True.")]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"]
        kwargs["primary_key"] = True
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: Any) -> None:
        """Any value is good: the database gives one."""

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not prepared:
            value = connection.ops.validate_autopk_value(self.get_prep_value(value))
        return value

    def save_binder(self, connection: Any) -> Any:
        """Return the function that looks whether a key may be stored, on engines that do not take every one."""
        if connection.features.allows_auto_pk_0:
            return super().save_binder(connection)
        return lambda value, connection: self.get_db_prep_value(value, connection)

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        """Join a model, as its only numbered key."""
        if cls._meta.auto_field:
            raise ValueError(f"Model {cls._meta.label} can't have more than one auto-generated field.")
        super().contribute_to_class(cls, name, **kwargs)
        cls._meta.auto_field = self


class AutoFieldMeta(type):
    """Lets every numbered key count as an AutoField, whatever it is made of."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return super().__instancecheck__(instance) or (cls is AutoField and isinstance(instance, AutoFieldMixin))

    def __subclasscheck__(cls, subclass: type) -> bool:
        return super().__subclasscheck__(subclass) or (cls is AutoField and issubclass(subclass, AutoFieldMixin))


class AutoField(AutoFieldMixin, IntegerField[int], metaclass=AutoFieldMeta):
    """A key of four bytes."""

    description = _("Integer")
    plain_type = int

    def get_internal_type(self) -> str:
        return "AutoField"

    def rel_db_type(self, connection: Any) -> Any:
        return IntegerField().db_type(connection=connection)


class BigAutoField(AutoFieldMixin, BigIntegerField[int]):
    """A key of eight bytes."""

    plain_type = int

    def get_internal_type(self) -> str:
        return "BigAutoField"

    def rel_db_type(self, connection: Any) -> Any:
        return BigIntegerField().db_type(connection=connection)


class SmallAutoField(AutoFieldMixin, SmallIntegerField[int]):
    """A key of two bytes."""

    plain_type = int

    def get_internal_type(self) -> str:
        return "SmallAutoField"

    def rel_db_type(self, connection: Any) -> Any:
        return SmallIntegerField().db_type(connection=connection)
