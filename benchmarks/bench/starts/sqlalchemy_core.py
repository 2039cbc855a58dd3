"""Starting with SQLAlchemy's Core."""

from __future__ import annotations

import sqlalchemy as sa


def start(models: int) -> None:
    """Set up so many tables, and build one query."""
    made = sa.create_engine("sqlite://")
    metadata = sa.MetaData()
    before = table = None
    for number in range(models):
        columns = [
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(100)),
            sa.Column("price", sa.Numeric(10, 2)),
            sa.Column("moment", sa.DateTime),
            sa.Column("flag", sa.Boolean),
        ]
        if number:
            columns.append(sa.Column("parent_id", sa.ForeignKey(f"model{number - 1}.id")))
        before, table = table, sa.Table(f"model{number}", metadata, *columns)
    str(sa.select(table).join(before).where(table.c.name == "x", before.c.flag).compile(made))
