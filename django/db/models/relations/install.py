"""Gives the relation fields their accessors: what this floor knows is registered downward."""

from __future__ import annotations

from django.db.models.fields import related
from django.db.models.fields.related_foreign import ForeignObject, OneToOneField
from django.db.models.relations.many import ReverseManyToOneDescriptor
from django.db.models.relations.single import (
    ForwardManyToOneDescriptor,
    ForwardOneToOneDescriptor,
    ReverseOneToOneDescriptor,
)


def install() -> None:
    """Set the accessor classes on the fields; doing it twice changes nothing."""
    ForeignObject.forward_related_accessor_class = ForwardManyToOneDescriptor
    ForeignObject.related_accessor_class = ReverseManyToOneDescriptor
    OneToOneField.forward_related_accessor_class = ForwardOneToOneDescriptor
    OneToOneField.related_accessor_class = ReverseOneToOneDescriptor
    for descriptor in (
        ForwardManyToOneDescriptor,
        ForwardOneToOneDescriptor,
        ReverseManyToOneDescriptor,
        ReverseOneToOneDescriptor,
    ):
        # The public face of the relations offers them too.
        setattr(related, descriptor.__name__, descriptor)


install()
