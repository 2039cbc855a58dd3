"""Public face of the generic relations."""

from __future__ import annotations

from django.contrib.contenttypes.generic_key import GenericForeignKey
from django.contrib.contenttypes.generic_manager import (
    ReverseGenericManyToOneDescriptor,
    create_generic_related_manager,
)
from django.contrib.contenttypes.generic_relation import GenericRel, GenericRelation

for _thing in (
    GenericForeignKey,
    GenericRel,
    GenericRelation,
    ReverseGenericManyToOneDescriptor,
    create_generic_related_manager,
):
    # Migrations and pickles name the public place.
    _thing.__module__ = __name__

__all__ = [
    "GenericForeignKey",
    "GenericRel",
    "GenericRelation",
    "ReverseGenericManyToOneDescriptor",
    "create_generic_related_manager",
]
