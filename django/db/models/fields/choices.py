"""The side of a field that offers a fixed set of values: ``choices`` and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partialmethod
from typing import Any

from django.db.models.fields.unset import BLANK_CHOICE_DASH
from django.utils import encoding
from django.utils.choices import BlankChoiceIterator, CallableChoiceIterator, flatten_choices, normalize_choices
from django.utils.hashable import make_hashable


class FieldChoices:
    """Normalised choices; their flat form; their labels."""

    @property
    def choices(self) -> Any:
        """Pairs of value and label, nested for groups; None without choices."""
        return self._choices

    @choices.setter
    def choices(self, value: Any) -> None:
        self._choices = None if value is None else normalize_choices(value)

    @property
    def flatchoices(self) -> list[tuple[Any, Any]]:
        """Pairs of value and label, those of groups too."""
        return list(flatten_choices(self.choices))

    def choices_as_given(self) -> Any:
        """The choices in the form to write in a migration: a callable stays one."""
        choices = self.choices
        if isinstance(choices, CallableChoiceIterator):
            return choices.func
        return list(choices) if _is_one_pass(choices) else choices

    def get_choices(
        self,
        include_blank: bool = True,
        blank_choice: Any = BLANK_CHOICE_DASH,
        limit_choices_to: Any = None,
        ordering: Iterable[str] = (),
    ) -> Any:
        """Return the choices, for a relation those of the related table, with a blank one in front.

        Args:
            include_blank: put ``blank_choice`` in front, unless there is a blank one.
            limit_choices_to: for relations: condition instead of the field's own.
            ordering: for relations: names of fields to order by.
        """
        if self.choices is not None:
            choices = self.choices
            return BlankChoiceIterator(choices, blank_choice) if include_blank else choices
        offered = list(related_choices(self, self.remote_field, limit_choices_to, ordering))
        return (list(blank_choice) if include_blank else []) + offered

    def display_of(self, instance: Any) -> Any:
        """Return the label of the instance's value; the value itself if it has none."""
        value = getattr(instance, self.attname)
        labels = dict(make_hashable(self.flatchoices))
        # A value that no dictionary takes (a list) is looked up in the form that can be a key.
        return encoding.force_str(labels.get(make_hashable(value), value), strings_only=True)

    def contribute_display(self, cls: type) -> None:
        """Give the model ``get_FOO_display()``, unless it wrote its own."""
        name = f"get_{self.name}_display"
        if self.choices is not None and name not in cls.__dict__:
            setattr(cls, name, partialmethod(_display, self))


def _display(instance: Any, field: Any) -> Any:
    return instance._get_FIELD_display(field=field)


def _is_one_pass(choices: Any) -> bool:
    return hasattr(choices, "__next__")


def related_choices(field: Any, relation: Any, limit_choices_to: Any, ordering: Iterable[str]) -> Iterable[Any]:
    """Yield ``(key, text)`` of the rows that ``field`` may refer to."""
    model = relation.model
    limit = limit_choices_to if limit_choices_to is not None else field.get_limit_choices_to()
    rows = model._default_manager.complex_filter(limit)
    if ordering:
        rows = rows.order_by(*ordering)
    key = relation.get_related_field().attname if hasattr(relation, "get_related_field") else "pk"
    for row in rows:
        yield getattr(row, key), str(row)
