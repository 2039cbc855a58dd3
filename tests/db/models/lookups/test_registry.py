"""Registering lookups on classes and on single fields."""

from __future__ import annotations

from django.db.models.lookups.registry import RegisterLookupMixin, lookup_generation


class Lookup:
    lookup_name = "near"

    def process_rhs(self, compiler, connection):
        raise AssertionError


class Transform:
    lookup_name = "upside"
    bilateral = False


class Base(RegisterLookupMixin):
    pass


class Child(Base):
    pass


class Other(RegisterLookupMixin):
    pass


def test_subclasses_find_the_lookups_of_their_parents():
    Base.register_lookup(Lookup)
    assert Child().get_lookup("near") is Lookup
    assert Other().get_lookup("near") is None
    Base._unregister_lookup(Lookup)
    assert Child().get_lookup("near") is None


def test_a_lookup_of_one_field_is_found_on_it_alone():
    field = Child()
    field.register_lookup(Lookup, "close")
    assert field.get_lookup("close") is Lookup
    assert Child().get_lookup("close") is None
    field._unregister_lookup(Lookup, "close")
    assert field.get_lookup("close") is None


def test_the_nearest_class_wins():
    class Nearer(Lookup):
        pass

    Base.register_lookup(Lookup)
    Child.register_lookup(Nearer)
    assert (Child().get_lookup("near"), Base().get_lookup("near")) == (Nearer, Lookup)
    Child._unregister_lookup(Nearer)
    Base._unregister_lookup(Lookup)


def test_lookups_and_transforms_are_told_apart():
    Base.register_lookup(Transform)
    assert Base().get_lookup("upside") is None
    assert Base().get_transform("upside") is Transform
    Base._unregister_lookup(Transform)


def test_register_can_decorate():
    @Other.register_lookup
    class Far(Lookup):
        lookup_name = "far"

    assert Other.get_lookups()["far"] is Far


def test_an_expression_asks_its_output_field():
    class Expression(RegisterLookupMixin):
        output_field = Child()

    Base.register_lookup(Lookup)
    assert Expression().get_lookup("near") is Lookup
    Base._unregister_lookup(Lookup)


def test_every_registration_changes_the_generation():
    before = lookup_generation()
    Other.register_lookup(Lookup)
    assert lookup_generation() > before
    Other._unregister_lookup(Lookup)
