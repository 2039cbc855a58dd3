"""The public path of the accessor classes; their room is `django.db.models.relations`."""

from __future__ import annotations

from django.db.models.relations.many import ReverseManyToOneDescriptor, create_reverse_many_to_one_manager
from django.db.models.relations.many_to_many import ManyToManyDescriptor, create_forward_many_to_many_manager
from django.db.models.relations.single import (
    ForwardManyToOneDescriptor,
    ForwardOneToOneDescriptor,
    ReverseOneToOneDescriptor,
)

__all__ = [
    "ForwardManyToOneDescriptor",
    "ForwardOneToOneDescriptor",
    "ManyToManyDescriptor",
    "ReverseManyToOneDescriptor",
    "ReverseOneToOneDescriptor",
    "create_forward_many_to_many_manager",
    "create_reverse_many_to_one_manager",
]
