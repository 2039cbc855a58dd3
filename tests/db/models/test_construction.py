"""Models made of class statements: apps, keys, inheritance, managers, exceptions."""

from __future__ import annotations

import pytest

from django.core.exceptions import FieldDoesNotExist, FieldError, ObjectDoesNotExist
from django.db import models
from django.db.models.signals import class_prepared
from django.test.utils import isolate_apps

app = isolate_apps("tests.testapp")


def define(name: str, /, *bases: type, meta: dict | None = None, **attributes: object) -> type:
    body = {"__module__": "tests.testapp.models", **attributes}
    if meta is not None:
        body["Meta"] = type("Meta", (), meta)
    return type(models.Model)(name, bases or (models.Model,), body)


def test_model_outside_installed_apps_must_name_its_app():
    with pytest.raises(RuntimeError, match="doesn't declare an explicit app_label and isn't in an application"):
        type(models.Model)("Stray", (models.Model,), {"__module__": "nowhere"})


@app
def test_unknown_option_is_refused_with_the_likely_one():
    with pytest.raises(TypeError, match=r"'class Meta' got invalid attribute\(s\): odering. Did you mean 'ordering'"):
        define("Bad", meta={"odering": ["x"]})


@app
def test_primary_key_is_made_of_the_apps_default():
    key = define("Plain")._meta.pk
    assert (type(key), key.name, key.auto_created) == (models.BigAutoField, "id", True)


@app
def test_abstract_fields_are_copied_in_order_and_may_be_replaced():
    base = define("Base", meta={"abstract": True}, a=models.IntegerField(), b=models.IntegerField())
    child = define("Child", base, a=models.CharField(max_length=3), c=models.IntegerField())
    assert [field.name for field in child._meta.fields] == ["id", "b", "a", "c"]
    assert child._meta.get_field("b") is not base._meta.get_field("b")


@app
def test_abstract_field_is_removed_by_none():
    base = define("Base", meta={"abstract": True}, a=models.IntegerField(), b=models.IntegerField())
    child = define("Child", base, a=None)
    assert [field.name for field in child._meta.fields] == ["id", "b"]


@app
def test_child_of_a_table_gets_a_link_as_its_key():
    parent = define("Parent")
    child = define("Child", parent)
    link = child._meta.pk
    assert (link.name, link.remote_field.model, link.remote_field.parent_link) == ("parent_ptr", parent, True)
    assert child._meta.parents == {parent: link}


@app
def test_field_may_not_clash_with_one_of_a_parent_with_a_table():
    parent = define("Parent", name=models.IntegerField())
    with pytest.raises(
        FieldError, match="Local field 'name' in class 'Child' clashes with field of the same name from"
    ):
        define("Child", parent, name=models.IntegerField())


@app
def test_proxy_shares_table_and_key():
    parent = define("Parent")
    proxy = define("Proxy", parent, meta={"proxy": True})
    assert proxy._meta.concrete_model is parent
    assert (proxy._meta.db_table, proxy._meta.pk) == (parent._meta.db_table, parent._meta.pk)


@app
def test_proxy_with_fields_is_refused():
    parent = define("Parent")
    with pytest.raises(FieldError, match="Proxy model 'Proxy' contains model fields."):
        define("Proxy", parent, meta={"proxy": True}, extra=models.IntegerField())


@app
def test_proxy_needs_a_model():
    with pytest.raises(TypeError, match="Proxy model 'Proxy' has no non-abstract model base class."):
        define("Proxy", meta={"proxy": True})


@app
def test_ordering_is_inherited_from_a_table_and_other_options_are_not():
    parent = define("Parent", name=models.IntegerField(), meta={"ordering": ["name"], "verbose_name": "elder"})
    child = define("Child", parent)
    assert child._meta.ordering == ["name"]
    assert child._meta.verbose_name == "child"


@app
def test_exceptions_derive_from_those_of_the_parent():
    parent = define("Parent")
    child = define("Child", parent)
    assert issubclass(child.DoesNotExist, parent.DoesNotExist)
    assert issubclass(parent.DoesNotExist, ObjectDoesNotExist)
    assert child.DoesNotExist.__qualname__ == "Child.DoesNotExist"


@app
def test_first_manager_of_a_class_is_its_default():
    first, second = models.Manager(), models.Manager()
    model = define("Managed", first=first, second=second)
    assert model._default_manager.name == "first"
    assert not hasattr(model, "objects")


@app
def test_field_called_objects_needs_a_manager():
    with pytest.raises(ValueError, match="must specify a custom Manager, because it has a field named 'objects'"):
        define("Bad", objects=models.IntegerField())


@app
def test_managers_belong_to_classes_only():
    model = define("Plain")
    abstract = define("Abstract", meta={"abstract": True}, things=models.Manager())
    with pytest.raises(AttributeError, match="Manager isn't accessible via Plain instances"):
        _ = model().objects
    with pytest.raises(AttributeError, match="Manager isn't available; Abstract is abstract"):
        _ = abstract.things


@app
def test_class_prepared_is_told_and_subclass_hooks_run():
    told = []
    seen = {}

    class Hooked:
        def __init_subclass__(cls, mood: str = "", **kwargs: object) -> None:
            seen[cls.__name__] = mood
            super().__init_subclass__(**kwargs)

    def receiver(sender: type, **kwargs: object) -> None:
        told.append(sender)

    class_prepared.connect(receiver)
    try:
        base = define("Base", Hooked, models.Model, meta={"abstract": True})
        child = type(models.Model)("Child", (base,), {"__module__": "tests.testapp.models"}, mood="glad")
    finally:
        class_prepared.disconnect(receiver)
    assert told == [child]
    assert seen == {"Base": "", "Child": "glad"}


@app
def test_order_with_respect_to_adds_a_column_and_methods():
    parent = define("Parent")
    child = define("Child", parent=models.ForeignKey(parent, models.CASCADE), meta={"order_with_respect_to": "parent"})
    assert child._meta.ordering == ("_order",)
    assert child._meta.get_field("_order").editable is False
    assert hasattr(child, "get_next_in_order") and hasattr(parent, "set_child_order")


@app
def test_order_with_respect_to_nothing_is_refused():
    with pytest.raises(FieldDoesNotExist, match="Child has no field named 'parnt'"):
        define("Child", meta={"order_with_respect_to": "parnt"})


@app
def test_order_of_an_abstract_parent_comes_along_with_its_meta_only():
    base = define("Base", meta={"abstract": True, "ordering": ["a"]}, a=models.IntegerField())
    assert ["a"] == define("Heir", base)._meta.ordering
    assert [] == define("Stranger", base, meta={})._meta.ordering


@app
def test_order_of_a_parent_with_a_table_comes_along():
    parent = define("Parent", meta={"ordering": ["a"]}, a=models.IntegerField())
    assert ["a"] == define("Child", parent, meta={})._meta.ordering
    assert ["-a"] == define("Backwards", parent, meta={"ordering": ["-a"]})._meta.ordering
