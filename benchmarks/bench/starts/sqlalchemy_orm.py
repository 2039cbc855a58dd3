"""Starting with SQLAlchemy's mapper."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm


def start(models: int) -> None:
    """Set up so many mapped classes, and build one query."""
    made = sa.create_engine("sqlite://")
    base = orm.declarative_base()
    before = model = None
    for number in range(models):
        fields = {
            "__tablename__": f"model{number}",
            "id": sa.Column(sa.Integer, primary_key=True),
            "name": sa.Column(sa.String(100)),
            "price": sa.Column(sa.Numeric(10, 2)),
            "moment": sa.Column(sa.DateTime),
            "flag": sa.Column(sa.Boolean),
        }
        if number:
            fields["parent_id"] = sa.Column(sa.ForeignKey(f"model{number - 1}.id"))
            fields["parent"] = orm.relationship(model)
        before, model = model, type(f"Model{number}", (base,), fields)
    str(sa.select(model).join(model.parent).where(model.name == "x", before.flag).compile(made))
