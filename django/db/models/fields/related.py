"""Relations: the fields that lead to other models. A face; the parts are in the ``related_...`` files beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.fields.related_base import RelatedField
from django.db.models.fields.related_foreign import ForeignKey, OneToOneField
from django.db.models.fields.related_object import ForeignObject
from django.db.models.fields.relation_names import (
    RECURSIVE_RELATIONSHIP_CONSTANT,
    lazy_related_operation,
    resolve_relation,
)
from django.db.models.fields.reverse_related import ForeignObjectRel, ManyToManyRel, ManyToOneRel, OneToOneRel
from django.utils.late import late_names

if TYPE_CHECKING:
    from django.db.models.fields.related_many import ManyToManyField, create_many_to_many_intermediary_model

#: The rooms loaded late, and what is in them.
_LATE = {
    "fields.related_many": "ManyToManyField create_many_to_many_intermediary_model",
    "relations.many_to_many": "ManyToManyDescriptor",
}
__getattr__ = late_names(__name__, _LATE, package="django.db.models")

__all__ = [
    "RECURSIVE_RELATIONSHIP_CONSTANT",
    "ForeignKey",
    "ForeignObject",
    "ForeignObjectRel",
    "ManyToManyField",
    "ManyToManyRel",
    "ManyToOneRel",
    "OneToOneField",
    "OneToOneRel",
    "RelatedField",
    "create_many_to_many_intermediary_model",
    "lazy_related_operation",
    "resolve_relation",
]
