"""Hooks: what fields need of the rooms above them, put here by those rooms when they are imported.

A field must make columns, values and through-models without knowing the classes. The owner of the class gives it:

    make_col                django.db.models.expressions   Col(alias, target, output_field=None)
    make_col_pairs          django.db.models.expressions   ColPairs(alias, targets, sources, output_field)
    make_value              django.db.models.expressions   Value(value, output_field=None)
    make_database_default   django.db.models.expressions   DatabaseDefault(expression, output_field=None)
    make_substring          django.db.models.functions.text  (expression, start, length or None) -> Substr
    resolve_unqualified     django.db.models.plan          (model, expression) -> the expression resolved against the
                                                           model, its columns without a table's label
    cascade, set_null, set_default                         django.db.models.deletion.rules: the on_delete functions

For example ``hooks.make_col.give(Col)``.
"""

from __future__ import annotations

from typing import Any

from django.utils.late import run_module


class Hook:
    """One thing that a room above gives. Changes once, when that room is imported."""

    def __init__(self, name: str, giver: str, late: bool = False) -> None:
        """Wait for the giver; `late` says that nobody may have imported it when the thing is wanted."""
        self.name = name
        self.giver = giver
        self.late = late
        self.given: Any = None

    def give(self, thing: Any) -> Any:
        """Set the thing and return it."""
        self.given = thing
        return thing

    def get(self) -> Any:
        """Return the thing.

        Raises:
            RuntimeError: its room has not been imported.
        """
        if self.given is None and self.late:
            run_module(self.giver)
        if self.given is None:
            raise RuntimeError(f"A field needs {self.name!r}, which {self.giver} gives. Import django.db.models first.")
        return self.given

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.get()(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<Hook {self.name}: {self.given!r}>"


make_col = Hook("make_col", "django.db.models.expressions")
make_col_pairs = Hook("make_col_pairs", "django.db.models.expressions")
make_value = Hook("make_value", "django.db.models.expressions")
make_database_default = Hook("make_database_default", "django.db.models.expressions")
make_substring = Hook("make_substring", "django.db.models.functions.text", late=True)
resolve_unqualified = Hook("resolve_unqualified", "django.db.models.plan")
cascade = Hook("cascade", "django.db.models.deletion.rules")
set_null = Hook("set_null", "django.db.models.deletion.rules")
set_default = Hook("set_default", "django.db.models.deletion.rules")
