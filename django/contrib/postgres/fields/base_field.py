"""Fields that hold values of another field: that one belongs to the same model, under the same name."""

from __future__ import annotations

from copy import copy
from typing import Any


class WithBaseField:
    """A field with a `base_field`, that of its items or bounds."""

    base_field: Any

    @property
    def model(self) -> Any:
        """The model; the base field belongs to it, too."""
        try:
            return self.__dict__["model"]
        except KeyError:
            raise AttributeError(
                f"This {type(self).__name__} belongs to no model yet: make it an attribute of a model's class."
            ) from None

    @model.setter
    def model(self, model: Any) -> None:
        self.__dict__["model"] = model
        self.base_field.model = model

    def set_attributes_from_name(self, name: str) -> None:
        """Take a name, for the base field as well."""
        super().set_attributes_from_name(name)  # type: ignore[misc]
        self.base_field.set_attributes_from_name(name)

    def __copy__(self) -> Any:
        duplicate = super().__copy__()  # type: ignore[misc]
        duplicate.base_field = copy(self.base_field)
        return duplicate
