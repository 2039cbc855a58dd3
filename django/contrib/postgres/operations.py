"""Operations of migrations: extensions, indexes made while others write, collations, checks that come later.

Migrations themselves are still to come; until then these stand on the base of all operations alone. A state is used
through `apps.get_model()`, `add_index()`, `remove_index()`, `add_constraint()` and `models`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields.engine import VENDOR
from django.contrib.postgres.signals import forget_types, get_citext_oids, get_hstore_oids, register_type_handlers
from django.db import NotSupportedError, router
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.models import CheckConstraint
from django.utils.functional import cached_property

__all__ = [
    "AddConstraintNotValid",
    "AddIndexConcurrently",
    "BloomExtension",
    "BtreeGinExtension",
    "BtreeGistExtension",
    "CITextExtension",
    "CreateCollation",
    "CreateExtension",
    "CryptoExtension",
    "HStoreExtension",
    "RemoveCollation",
    "RemoveIndexConcurrently",
    "TrigramExtension",
    "UnaccentExtension",
    "ValidateConstraint",
]

# --- extensions -------------------------------------------------------------------------------------------------------


class CreateExtension(Operation):
    """Install an extension, if it is not there.

    Args:
        name: of the extension.
        hints: told to the routers, which may keep it from a database.
    """

    reversible = True
    category = OperationCategory.ADDITION

    def __init__(self, name: str, hints: dict[str, Any] | None = None) -> None:
        self.name = name
        self.hints = hints or {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: extensions are no part of models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not self._concerns(app_label, schema_editor):
            return
        if not self.extension_exists(schema_editor, self.name):
            schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {schema_editor.quote_name(self.name)}")
        # Connections that are open already do not know its types.
        forget_types()
        get_hstore_oids(schema_editor.connection.alias)
        get_citext_oids(schema_editor.connection.alias)
        register_type_handlers(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not self._concerns(app_label, schema_editor):
            return
        if self.extension_exists(schema_editor, self.name):
            schema_editor.execute(f"DROP EXTENSION IF EXISTS {schema_editor.quote_name(self.name)}")
        forget_types()

    def _concerns(self, app_label: str, schema_editor: Any) -> bool:
        connection = schema_editor.connection
        return bool(connection.vendor == VENDOR and router.allow_migrate(connection.alias, app_label, **self.hints))

    def extension_exists(self, schema_editor: Any, extension: str) -> bool:
        """Return whether an extension is installed."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_catalog.pg_extension WHERE extname = %s", [extension])
            return cursor.fetchone() is not None

    def describe(self) -> str:
        return f"Creates extension {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"create_extension_{self.name}"


class _NamedExtension(CreateExtension):
    """Base of operations for one extension."""

    extension = ""

    def __init__(self, hints: dict[str, Any] | None = None) -> None:
        super().__init__(self.extension, hints)


class BloomExtension(_NamedExtension):
    """Install `bloom`."""

    extension = "bloom"


class BtreeGinExtension(_NamedExtension):
    """Install `btree_gin`."""

    extension = "btree_gin"


class BtreeGistExtension(_NamedExtension):
    """Install `btree_gist`."""

    extension = "btree_gist"


class CITextExtension(_NamedExtension):
    """Install `citext`."""

    extension = "citext"


class CryptoExtension(_NamedExtension):
    """Install `pgcrypto`."""

    extension = "pgcrypto"


class HStoreExtension(_NamedExtension):
    """Install `hstore`."""

    extension = "hstore"


class TrigramExtension(_NamedExtension):
    """Install `pg_trgm`."""

    extension = "pg_trgm"


class UnaccentExtension(_NamedExtension):
    """Install `unaccent`."""

    extension = "unaccent"


# --- operations on a model --------------------------------------------------------------------------------------------


class _ModelOperation(Operation):
    """Base of operations on the table of one model."""

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    @cached_property
    def model_name_lower(self) -> str:
        """The name by which a state knows the model."""
        return self.model_name.lower()

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        # By name, however they were given.
        names = self.__class__.__init__.__code__.co_varnames[1 : self.__class__.__init__.__code__.co_argcount]
        return self.__class__.__name__, [], {name: getattr(self, name) for name in names}

    def references_model(self, name: str, app_label: str) -> bool:
        return name.lower() == self.model_name_lower

    def _model(self, app_label: str, schema_editor: Any, state: Any) -> Any:
        """Return the model, or None if its table is in another database."""
        model = state.apps.get_model(app_label, self.model_name)
        return model if self.allow_migrate_model(schema_editor.connection.alias, model) else None

    def _state_of(self, app_label: str, state: Any) -> Any:
        return state.models[app_label, self.model_name_lower]


class NotInTransactionMixin:
    """Refuses to run inside a transaction, where PostgreSQL would."""

    def _require_no_transaction(self, schema_editor: Any) -> None:
        if schema_editor.connection.in_atomic_block:
            raise NotSupportedError(
                f"The {self.__class__.__name__} operation cannot be executed inside a transaction "
                f"(set atomic = False on the migration)."
            )


class AddIndexConcurrently(NotInTransactionMixin, _ModelOperation):
    """Create an index without keeping writers out."""

    atomic = False
    category = OperationCategory.ADDITION

    def __init__(self, model_name: str, index: Any) -> None:
        super().__init__(model_name)
        if not index.name:
            raise ValueError(
                f"Indexes passed to {self.__class__.__name__} operations require a name argument. {index!r} has none."
            )
        self.index = index

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.add_index(app_label, self.model_name_lower, self.index)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._require_no_transaction(schema_editor)
        model = self._model(app_label, schema_editor, to_state)
        if model is not None:
            schema_editor.add_index(model, self.index, concurrently=True)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._require_no_transaction(schema_editor)
        model = self._model(app_label, schema_editor, from_state)
        if model is not None:
            schema_editor.remove_index(model, self.index, concurrently=True)

    def describe(self) -> str:
        if self.index.expressions:
            over = ", ".join(map(str, self.index.expressions))
            return f"Concurrently create index {self.index.name} on {over} on model {self.model_name}"
        fields = ", ".join(self.index.fields)
        return f"Concurrently create index {self.index.name} on field(s) {fields} of model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"{self.model_name_lower}_{self.index.name.lower()}"

    def reduce(self, operation: Operation, app_label: str) -> list[Operation] | bool:
        if isinstance(operation, RemoveIndexConcurrently) and operation.name == self.index.name:
            return []
        return super().reduce(operation, app_label)


class RemoveIndexConcurrently(NotInTransactionMixin, _ModelOperation):
    """Drop an index without keeping writers out."""

    atomic = False
    category = OperationCategory.REMOVAL

    def __init__(self, model_name: str, name: str) -> None:
        super().__init__(model_name)
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.remove_index(app_label, self.model_name_lower, self.name)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._require_no_transaction(schema_editor)
        model = self._model(app_label, schema_editor, from_state)
        if model is not None:
            index = self._state_of(app_label, from_state).get_index_by_name(self.name)
            schema_editor.remove_index(model, index, concurrently=True)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._require_no_transaction(schema_editor)
        model = self._model(app_label, schema_editor, to_state)
        if model is not None:
            index = self._state_of(app_label, to_state).get_index_by_name(self.name)
            schema_editor.add_index(model, index, concurrently=True)

    def describe(self) -> str:
        return f"Concurrently remove index {self.name} from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"remove_{self.model_name_lower}_{self.name.lower()}"


# --- checks that come later -------------------------------------------------------------------------------------------


class AddConstraintNotValid(_ModelOperation):
    """Add a check that is kept from now on, without looking at the rows there are; see `ValidateConstraint`."""

    category = OperationCategory.ADDITION

    def __init__(self, model_name: str, constraint: Any) -> None:
        if not isinstance(constraint, CheckConstraint):
            raise TypeError("AddConstraintNotValid.constraint must be a check constraint.")
        super().__init__(model_name)
        self.constraint = constraint

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.add_constraint(app_label, self.model_name_lower, self.constraint)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = self._model(app_label, schema_editor, to_state)
        if model is None:
            return
        statement = self.constraint.create_sql(model, schema_editor)
        if statement:
            schema_editor.execute(f"{statement} NOT VALID")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = self._model(app_label, schema_editor, from_state)
        if model is not None:
            schema_editor.remove_constraint(model, self.constraint)

    def describe(self) -> str:
        return f"Create not valid constraint {self.constraint.name} on model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"{self.model_name_lower}_{self.constraint.name.lower()}_not_valid"


class ValidateConstraint(_ModelOperation):
    """Look whether all rows keep a check that was added without looking."""

    category = OperationCategory.ALTERATION

    def __init__(self, model_name: str, name: str) -> None:
        super().__init__(model_name)
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: the check is part of the model already."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = self._model(app_label, schema_editor, from_state)
        if model is not None:
            table, name = map(schema_editor.quote_name, (model._meta.db_table, self.name))
            schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do nothing: that the rows were looked at cannot be undone."""

    def describe(self) -> str:
        return f"Validate constraint {self.name} on model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"{self.model_name_lower}_validate_{self.name.lower()}"


# --- collations -------------------------------------------------------------------------------------------------------


class CollationOperation(Operation):
    """Base of operations on a collation.

    Args:
        name: of the collation.
        locale: its rules, as the provider names them.
        provider: "libc" or "icu".
        deterministic: False for one by which different texts may be equal; "icu" only.
    """

    def __init__(self, name: str, locale: str, *, provider: str = "libc", deterministic: bool = True) -> None:
        self.name = name
        self.locale = locale
        self.provider = provider
        self.deterministic = deterministic

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: collations are no part of models."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"name": self.name, "locale": self.locale}
        if self.provider and self.provider != "libc":
            kwargs["provider"] = self.provider
        if self.deterministic is False:
            kwargs["deterministic"] = self.deterministic
        return self.__class__.__name__, [], kwargs

    def _concerns(self, app_label: str, schema_editor: Any) -> bool:
        connection = schema_editor.connection
        return bool(connection.vendor == VENDOR and router.allow_migrate(connection.alias, app_label))

    def create_collation(self, schema_editor: Any) -> None:
        """Create the collation."""
        options = {"locale": schema_editor.quote_name(self.locale)}
        if self.deterministic is False:
            options["deterministic"] = "false"
        if self.provider != "libc":
            options["provider"] = schema_editor.quote_name(self.provider)
        written = ", ".join(f"{name}={value}" for name, value in options.items())
        schema_editor.execute(f"CREATE COLLATION {schema_editor.quote_name(self.name)} ({written})")

    def remove_collation(self, schema_editor: Any) -> None:
        """Drop the collation."""
        schema_editor.execute(f"DROP COLLATION {schema_editor.quote_name(self.name)}")


class CreateCollation(CollationOperation):
    """Create a collation."""

    category = OperationCategory.ADDITION

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._concerns(app_label, schema_editor):
            self.create_collation(schema_editor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._concerns(app_label, schema_editor):
            self.remove_collation(schema_editor)

    def describe(self) -> str:
        return f"Create collation {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"create_collation_{self.name.lower()}"

    def reduce(self, operation: Operation, app_label: str) -> list[Operation] | bool:
        if isinstance(operation, RemoveCollation) and operation.name == self.name:
            return []
        return super().reduce(operation, app_label)


class RemoveCollation(CollationOperation):
    """Drop a collation; what it was is told so that it can be undone."""

    category = OperationCategory.REMOVAL

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._concerns(app_label, schema_editor):
            self.remove_collation(schema_editor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._concerns(app_label, schema_editor):
            self.create_collation(schema_editor)

    def describe(self) -> str:
        return f"Remove collation {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        """A part for the name of a migration."""
        return f"remove_collation_{self.name.lower()}"
