"""Stand-ins for values that a field was not given."""

from __future__ import annotations


class NOT_PROVIDED:
    """Says that no default was given, where None is a possible default."""


#: The choice offered for "nothing chosen".
BLANK_CHOICE_DASH = [("", "---------")]
