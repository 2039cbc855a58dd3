"""Starting with Pony."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pony import orm


def start(models: int) -> None:
    """Set up so many entities, and build one query."""
    db = orm.Database()
    for number in range(models):
        fields = {
            "name": orm.Required(str),
            "price": orm.Required(Decimal, 10, 2),
            "moment": orm.Required(datetime),
            "flag": orm.Required(bool, default=False),
            "children": orm.Set(f"Model{number + 1}"),
        }
        if number:
            fields["parent"] = orm.Required(f"Model{number - 1}")
        if number == models - 1:
            del fields["children"]
        model = type(f"Model{number}", (db.Entity,), fields)
    db.bind(provider="sqlite", filename=":memory:")
    db.generate_mapping(check_tables=False)
    with orm.db_session:
        model.select(lambda m: m.name == "x" and m.parent.flag).get_sql()
