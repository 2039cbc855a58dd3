"""Functions that build JSON."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.functions import Func
from django.db.models.expressions.values import Value
from django.db.models.fields.json import JSONField


class JSONArray(Func):
    """A JSON array of the expressions."""

    function = "JSON_ARRAY"
    neutral = "json_array"
    output_field = JSONField()


class JSONObject(Func):
    """A JSON object: `JSONObject(key=expression, ...)`."""

    function = "JSON_OBJECT"
    neutral = "json_object"
    output_field = JSONField()

    def __init__(self, **fields: Any) -> None:
        expressions: list[Any] = []
        for key, value in fields.items():
            expressions += (Value(key), value)
        super().__init__(*expressions)
