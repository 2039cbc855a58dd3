"""ContentTypeId: the id of a content type in a query that does not know yet which database it will be asked of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType, TypeKey, home_of_types
from django.db.models.expressions.base import Expression
from django.db.query.expressions import Literal
from django.db.query.node import Node


class _Codec:
    """Turns the key of a content type into its id, in the database that the statement is sent to."""

    def binder(self, connection: Any) -> Callable[[TypeKey, Any], Any]:
        return _id_there


def _id_there(key: TypeKey, connection: Any) -> Any:
    return ContentType.objects.db_manager(home_of_types(connection.alias)).id_of(key)


_CODEC = _Codec()


class ContentTypeId(Expression):
    """The id of a model's content type; it is looked up when the query runs, in the database that runs it."""

    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = False
    keyable = True

    def __init__(self, app_label: str, model: str) -> None:
        super().__init__(output_field=ContentType._meta.pk)
        self.app_label, self.model = app_label, model

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.app_label!r}, {self.model!r})"

    def lower(self) -> Node:
        return Literal((self.app_label, self.model), _CODEC, ContentType._meta.pk.kind)

    def get_group_by_cols(self) -> list[Any]:
        return []
