"""Operation: one step of a migration, which changes the models' state and the database, and can say what it does."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Self

from django.db import router


class OperationCategory(StrEnum):
    """What an operation does, and the sign it is listed with."""

    ADDITION = "+"
    REMOVAL = "-"
    ALTERATION = "~"
    PYTHON = "p"
    SQL = "s"
    MIXED = "?"


class Operation:
    """Base of operations.

    A subclass says how the state of the models changes (`state_forwards`), how the database does (`database_forwards`
    and, if it can be undone, `database_backwards`), and what this is in words (`describe`). Nothing here changes after
    it was made.
    """

    #: Whether it can be undone.
    reversible = True
    #: Whether SQL says it all.
    reduces_to_sql = True
    #: Whether it runs in a transaction of its own, on engines that cannot keep a whole migration in one.
    atomic = False
    #: Whether it may be left out when migrations are squashed.
    elidable = False
    #: The names of arguments that are written over several lines.
    serialization_expand_args: ClassVar[list[str]] = []
    category: ClassVar[OperationCategory | None] = None

    _constructor_args: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Remember the arguments: an operation is written down as the call that makes it."""
        operation = super().__new__(cls)
        operation._constructor_args = (args, kwargs)
        return operation

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return the class's name, positional and keyword arguments that make an equal operation."""
        args, kwargs = self._constructor_args
        return self.__class__.__name__, list(args), dict(kwargs)

    def __repr__(self) -> str:
        args, kwargs = self._constructor_args
        told = [*map(str, args), *(f"{name}={value}" for name, value in kwargs.items())]
        return f"<{self.__class__.__name__} {' '.join(told)}>"

    # --- doing --------------------------------------------------------------------------------------------------------

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change the state of the models, in place."""
        raise NotImplementedError("subclasses of Operation must provide a state_forwards() method")

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Change the database from one state of the models to the other."""
        raise NotImplementedError("subclasses of Operation must provide a database_forwards() method")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Undo `database_forwards`: here `from_state` is the later one."""
        raise NotImplementedError("subclasses of Operation must provide a database_backwards() method")

    def allow_migrate_model(self, connection_alias: str, model: Any) -> bool:
        """Return whether the table of `model` belongs to the database, as the model itself and the routers say."""
        if not model._meta.can_migrate(connection_alias):
            return False
        return bool(router.allow_migrate_model(connection_alias, model))

    # --- describing ---------------------------------------------------------------------------------------------------

    def describe(self) -> str:
        """Return what it does, in a few words."""
        return f"{self.__class__.__name__}: {self._constructor_args}"

    def formatted_description(self) -> str:
        """Return what it does, with the sign of its category in front."""
        sign = OperationCategory.MIXED if self.category is None else self.category
        return f"{sign.value} {self.describe()}"

    @property
    def migration_name_fragment(self) -> str | None:
        """A part for the name of a migration that holds this operation; None if it has none to offer."""
        return None

    # --- relation to other operations ---------------------------------------------------------------------------------

    def references_model(self, name: str, app_label: str) -> bool:
        """Return whether it may have to do with the model; True is always safe."""
        return True

    def references_field(self, model_name: str, name: str, app_label: str) -> bool:
        """Return whether it may have to do with the field; True is always safe."""
        return self.references_model(model_name, app_label)

    def reduce(self, operation: Operation, app_label: str) -> list[Operation] | bool:
        """Return what this operation and a later one come to.

        Returns:
            operations that do the same as both; True if the later one may be moved before this one; False if neither.
        """
        if self.elidable:
            return [operation]
        if operation.elidable:
            return [self]
        return False
