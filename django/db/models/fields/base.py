"""Field: what every field of a model can do.

The class is put together from its sides, one file each: choices, values, columns, validation, checks, description. Here
is what it is made from and how it joins a model.
"""

from __future__ import annotations

from typing import Any

from django.db.models.fields.checks import FieldChecks
from django.db.models.fields.choices import FieldChoices
from django.db.models.fields.columns import FieldColumn
from django.db.models.fields.deferred import DeferredAttribute
from django.db.models.fields.description import FieldDescription
from django.db.models.fields.unset import NOT_PROVIDED
from django.db.models.fields.validation import FieldValidation
from django.db.models.fields.values import FieldValues
from django.db.models.lookups.registry import RegisterLookupMixin
from django.db.models.typed import Valued, ValueT
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Field(
    FieldDescription,
    FieldChoices,
    FieldValues,
    FieldColumn,
    FieldValidation,
    FieldChecks,
    RegisterLookupMixin,
    Valued[ValueT],
):
    """Base of all fields."""

    late_lookups = {
        "django.db.models.lookups.comparison": "exact gt gte lt lte in range isnull",
        "django.db.models.lookups.text": """
            iexact contains icontains startswith istartswith endswith iendswith regex iregex
        """,
    }

    #: Whether "" may be stored where nothing was given.
    empty_strings_allowed = True

    #: Whether the value is computed by the database.
    generated = False

    # Relations set these to True or False.
    hidden = False
    many_to_many: bool | None = None
    many_to_one: bool | None = None
    one_to_many: bool | None = None
    one_to_one: bool | None = None
    related_model: Any = None

    descriptor_class: type = DeferredAttribute

    #: Keywords that change nothing in the database.
    non_db_attrs = (
        "blank",
        "choices",
        "db_column",
        "editable",
        "error_messages",
        "help_text",
        "limit_choices_to",
        # Changes the model, not the table.
        "on_delete",
        "related_name",
        "related_query_name",
        "validators",
        "verbose_name",
    )

    @property
    def description(self) -> Any:
        """The kind of the field, for people."""
        return format_lazy("{} {}", _("Field of type:"), type(self).__name__)

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        primary_key: bool = False,
        max_length: int | None = None,
        unique: bool = False,
        blank: bool = False,
        null: bool = False,
        db_index: bool = False,
        rel: Any = None,
        default: Any = NOT_PROVIDED,
        editable: bool = True,
        serialize: bool = True,
        unique_for_date: str | None = None,
        unique_for_month: str | None = None,
        unique_for_year: str | None = None,
        choices: Any = None,
        help_text: Any = "",
        db_column: str | None = None,
        db_tablespace: str | None = None,
        auto_created: bool = False,
        validators: Any = (),
        error_messages: dict[str, Any] | None = None,
        db_comment: str | None = None,
        db_default: Any = NOT_PROVIDED,
    ) -> None:
        """Take the options of the model field reference."""
        self.name = name
        self.verbose_name = self._verbose_name = verbose_name
        self.primary_key, self._unique = primary_key, unique
        self.max_length = max_length
        self.blank, self.null = blank, null
        self.remote_field = rel
        self.is_relation = rel is not None
        self.default, self.db_default = default, db_default
        self.editable, self.serialize = editable, serialize
        self.unique_for_date = unique_for_date
        self.unique_for_month = unique_for_month
        self.unique_for_year = unique_for_year
        self.choices = choices
        self.help_text = help_text
        self.db_index, self.db_column = db_index, db_column
        self.db_comment, self._db_tablespace = db_comment, db_tablespace
        self.auto_created = auto_created
        self._validators = list(validators)
        self._error_messages = error_messages
        self._take_number()

    def set_attributes_from_name(self, name: str) -> None:
        """Take the name under which the field stands in its model, and all that follows from it."""
        self.name = self.name or name
        self.attname, self.column = self.get_attname_column()
        self.concrete = self.column is not None
        if self.verbose_name is None and self.name:
            self.verbose_name = self.name.replace("_", " ")

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Join a model.

        Args:
            cls: the model.
            name: the attribute the field was assigned to.
            private_only: join as a private field (as GenericForeignKey does).
        """
        self.set_attributes_from_name(name)
        self.model = cls
        cls._meta.add_field(self, private=private_only)
        if self.column:
            setattr(cls, self.attname, self.descriptor_class(self))
        self.contribute_display(cls)
