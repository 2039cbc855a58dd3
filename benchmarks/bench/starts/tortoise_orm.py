"""Starting with Tortoise."""

from __future__ import annotations

import asyncio
import sys

from tortoise import Tortoise, fields
from tortoise.models import Model


def start(models: int) -> None:
    """Set up so many models, and build one query."""
    module = sys.modules[__name__]
    for number in range(models):
        columns = {
            "__module__": __name__,
            "id": fields.IntField(primary_key=True),
            "name": fields.CharField(100),
            "price": fields.DecimalField(10, 2),
            "moment": fields.DatetimeField(),
            "flag": fields.BooleanField(default=False),
        }
        if number:
            columns["parent"] = fields.ForeignKeyField(f"bench.Model{number - 1}", related_name=f"of{number}")
        model = type(f"Model{number}", (Model,), columns)
        setattr(module, model.__name__, model)

    async def build() -> None:
        await Tortoise.init(db_url="sqlite://:memory:", modules={"bench": [__name__]})
        model.filter(name="x", parent__flag=True).sql()

    asyncio.run(build())
