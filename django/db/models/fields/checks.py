"""The side of a field that is checked when a program starts: ``fields.E001`` to ``E012``, ``W162``, ``W163``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core import checks
from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields.databases import connection_for, may_migrate
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import Promise


class FieldChecks:
    """System checks that every field has."""

    #: What to say of a kind of field that has been, or will be, taken away: ``msg``, ``hint`` and ``id``, all optional.
    system_check_deprecated_details: dict[str, Any] | None = None
    system_check_removed_details: dict[str, Any] | None = None

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field.

        Args:
            kwargs: ``databases``: aliases whose engines may be asked, or None.
        """
        return [
            *self._check_field_name(),
            *self._check_choices(),
            *self._check_db_default(**kwargs),
            *self._check_db_index(),
            *self._check_db_comment(**kwargs),
            *self._check_null_allowed_for_primary_keys(),
            *self._check_backend_specific_checks(**kwargs),
            *self._check_validators(),
            *self._check_deprecation_details(),
        ]

    def _check_deprecation_details(self) -> list[Any]:
        name = type(self).__name__
        if self.system_check_removed_details is not None:
            usual = f"{name} has been removed except for support in historical migrations."
            return [self._from_details(self.system_check_removed_details, usual, "fields.EXXX")]
        if self.system_check_deprecated_details is not None:
            details = self.system_check_deprecated_details
            return [self._from_details(details, f"{name} has been deprecated.", "fields.WXXX")]
        return []

    def _from_details(self, details: dict[str, Any], message: str, id: str) -> Any:
        kind = checks.Warning if ".W" in id else checks.Error
        return kind(details.get("msg", message), hint=details.get("hint"), obj=self, id=details.get("id", id))

    def _complaint(self, id: str, message: str, hint: str | None = None) -> Any:
        """An Error, or for a ``W`` a Warning, about this field."""
        kind = checks.Warning if ".W" in id else checks.Error
        return kind(message, hint=hint, obj=self, id=id)

    def _engines(self, databases: Iterable[str] | None) -> Iterator[Any]:
        """The connections among ``databases`` that hold this field's table."""
        for alias in databases or ():
            if may_migrate(alias, self.model):
                yield connection_for(alias)

    def _lacking(self, databases: Iterable[str] | None, *features: str) -> Iterator[Any]:
        """The connections that lack all of ``features``, unless the model says it requires one of them."""
        required = self.model._meta.required_db_features
        for connection in self._engines(databases):
            if not any(name in required or getattr(connection.features, name) for name in features):
                yield connection

    def _check_field_name(self) -> list[Any]:
        if self.name is None:
            return []
        if self.name.endswith("_"):
            return [self._complaint("fields.E001", "Field names must not end with an underscore.")]
        if LOOKUP_SEP in self.name:
            return [self._complaint("fields.E002", f'Field names must not contain "{LOOKUP_SEP}".')]
        if self.name == "pk":
            return [self._complaint("fields.E003", "'pk' is a reserved word that cannot be used as a field name.")]
        return []

    # --- choices ---

    def _check_choices(self) -> list[Any]:
        choices = self.choices
        if choices is None:
            return []
        if not isinstance(choices, Iterable) or isinstance(choices, str):
            what = "a mapping (e.g. a dictionary) or an iterable (e.g. a list or tuple)."
            return [self._complaint("fields.E004", f"'choices' must be {what}")]
        if isinstance(choices, CallableChoiceIterator):
            choices = list(choices)
        if not self._are_pairs(choices):
            what = (
                "a mapping of actual values to human readable names or an iterable containing "
                "(actual value, human readable name) tuples."
            )
            return [self._complaint("fields.E005", f"'choices' must be {what}")]
        return self._check_longest_choice()

    def _are_pairs(self, choices: Iterable[Any]) -> bool:
        """Whether every choice is (value, text), or (group, choices)."""
        return all(
            self._is_pair(choice) and (_is_text(choice[1]) or self._is_group(choice)) for choice in choices
        )

    def _is_pair(self, choice: Any) -> bool:
        return isinstance(choice, list | tuple) and len(choice) == 2 and self.is_choice_value(choice[0])

    def _is_group(self, choice: Any) -> bool:
        members = choice[1]
        if isinstance(members, str) or not isinstance(members, Iterable):
            return False
        return all(self._is_pair(member) and _is_text(member[1]) for member in members)

    def is_choice_value(self, value: Any) -> bool:
        """Return whether a choice may stand for `value`: a text or anything that cannot be taken apart."""
        return _is_text(value)

    def _check_longest_choice(self) -> list[Any]:
        longest = max((len(value) for value, _ in self.flatchoices if isinstance(value, str)), default=0)
        if self.max_length is None or longest <= self.max_length:
            return []
        message = f"'max_length' is too small to fit the longest value in 'choices' ({longest} characters)."
        return [self._complaint("fields.E009", message)]

    # --- the database's default, index and comment ---

    def _check_db_default(self, databases: Any = None, **kwargs: Any) -> list[Any]:
        if not self.has_db_default() or not hasattr(self.db_default, "resolve_expression"):
            return []
        if not getattr(self.db_default, "allowed_default", False):
            return [self._complaint("fields.E012", f"{self.db_default} cannot be used in db_default.")]
        if self._is_plain_value(self.db_default):
            return []
        return [
            self._complaint(
                "fields.E011",
                f"{connection.display_name} does not support default database values with expressions (db_default).",
            )
            for connection in self._lacking(databases, "supports_expression_defaults")
        ]

    @staticmethod
    def _is_plain_value(expression: Any) -> bool:
        """A value wrapped in an expression is as good as the value."""
        return hasattr(expression, "value") and not expression.get_source_expressions()

    def _check_db_index(self) -> list[Any]:
        if self.db_index in (None, True, False):
            return []
        return [self._complaint("fields.E006", "'db_index' must be None, True or False.")]

    def _check_db_comment(self, databases: Any = None, **kwargs: Any) -> list[Any]:
        if not self.db_comment or not databases:
            return []
        return [
            self._complaint(
                "fields.W163", f"{connection.display_name} does not support comments on columns (db_comment)."
            )
            for connection in self._lacking(databases, "supports_comments")
        ]

    def _check_null_allowed_for_primary_keys(self) -> list[Any]:
        if not (self.primary_key and self.null):
            return []
        # Engines that store '' as null let a text primary key be null.
        hint = "Set null=False on the field, or remove primary_key=True argument."
        return [self._complaint("fields.E007", "Primary keys must not have null=True.", hint)]

    def _check_backend_specific_checks(self, databases: Any = None, **kwargs: Any) -> list[Any]:
        return [
            message
            for connection in self._engines(databases)
            for message in connection.validation.check_field(self, **kwargs)
        ]

    def _check_validators(self) -> list[Any]:
        return [
            self._complaint(
                "fields.E008",
                "All 'validators' must be callable.",
                f"validators[{position}] ({validator!r}) isn't a function or instance of a validator class.",
            )
            for position, validator in enumerate(self.validators)
            if not callable(validator)
        ]


def _is_text(value: Any) -> bool:
    """A text or anything that cannot be taken apart."""
    return isinstance(value, str | Promise) or not isinstance(value, Iterable) or isinstance(value, bytes)
