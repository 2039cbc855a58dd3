"""Starting with peewee."""

from __future__ import annotations

import peewee as pw


def start(models: int) -> None:
    """Set up so many models, and build one query."""
    place = pw.SqliteDatabase(":memory:")
    model = None
    for number in range(models):
        fields = {
            "Meta": type("Meta", (), {"database": place}),
            "name": pw.CharField(100),
            "price": pw.DecimalField(10, 2),
            "moment": pw.DateTimeField(),
            "flag": pw.BooleanField(default=False),
        }
        if model is not None:
            fields["parent"] = pw.ForeignKeyField(model)
        before, model = model, type(f"Model{number}", (pw.Model,), fields)
    model.select().join(before).where(model.name == "x", before.flag == True).sql()  # noqa: E712
