"""Relations: names on both ends, columns, joins, the tables in between, deconstruction, checks."""

from __future__ import annotations

import copy

import pytest

from django.core.exceptions import FieldError
from django.db import models
from django.db.connections import connections
from django.test.utils import isolate_apps
from tests.quotes import unquoted

LABEL = "testapp"


@pytest.fixture(autouse=True)
def own_models():
    with isolate_apps("tests.testapp"):
        yield


def model(name, bases=(models.Model,), options=None, /, **attributes):
    meta = type("Meta", (), {"app_label": LABEL, **(options or {})})
    return type(name, bases, {"__module__": __name__, "Meta": meta, **attributes})


def messages_of(*found):
    return [(message.id, message.msg) for each in found for message in each.check(databases=["default"])]


def test_a_reference_takes_type_and_column_from_its_target():
    city = model("City", code=models.CharField(max_length=5, primary_key=True))
    field = model("House", city=models.ForeignKey(city, models.CASCADE))._meta.get_field("city")
    connection = connections["default"]
    assert (field.attname, field.column) == ("city_id", "city_id")
    assert field.db_type(connection) == city._meta.pk.db_type(connection) == "varchar(5)"
    assert (field.target_field, field.kind) == (city._meta.pk, "CharField")
    assert field.to_python(5) == "5"


def test_db_column_names_the_column_alone():
    city = model("City")
    field = model("House", city=models.ForeignKey(city, models.CASCADE, db_column="town"))._meta.get_field("city")
    assert (field.attname, field.column) == ("city_id", "town")


def test_a_target_named_before_it_exists_is_found_later():
    house = model("House", city=models.ForeignKey("City", models.CASCADE))
    city = model("City")
    field = house._meta.get_field("city")
    assert field.remote_field.model is city
    assert field.remote_field.field_name == "id"


def test_names_of_the_way_back_are_filled_in():
    abstract = model(
        "Base",
        (models.Model,),
        {"abstract": True},
        city=models.ForeignKey(
            "City",
            models.CASCADE,
            related_name="%(app_label)s_%(class)ss",
            related_query_name="%(class)s_q",
        ),
    )
    model("City")
    field = model("House", (abstract,))._meta.get_field("city")
    assert field.remote_field.get_accessor_name() == "testapp_houses"
    assert field.related_query_name() == "house_q"


def test_the_way_back_has_a_usual_name():
    city = model("City")
    one = model("Mayor", city=models.OneToOneField(city, models.CASCADE))._meta.get_field("city")
    many = model("House", city=models.ForeignKey(city, models.CASCADE))._meta.get_field("city")
    hidden = model("Street", city=models.ForeignKey(city, models.CASCADE, related_name="+"))._meta.get_field("city")
    assert one.remote_field.get_accessor_name() == "mayor"
    assert many.remote_field.get_accessor_name() == "house_set"
    assert (many.remote_field.hidden, hidden.remote_field.hidden) == (False, True)


def test_steps_along_a_reference_and_back():
    city = model("City")
    house = model("House", city=models.ForeignKey(city, models.CASCADE))
    field = house._meta.get_field("city")
    (there,) = field.path_infos
    (back,) = field.remote_field.path_infos
    assert (there.from_opts, there.to_opts, there.m2m, there.direct) == (house._meta, city._meta, False, True)
    assert (back.from_opts, back.to_opts, back.m2m, back.direct) == (city._meta, house._meta, True, False)
    assert there.join_field.get_joining_fields() == ((field, city._meta.pk),)
    assert back.join_field.get_joining_fields() == ((city._meta.pk, field),)


def test_a_table_in_between_is_made_and_named():
    city = model("City")
    road = model("Road", cities=models.ManyToManyField(city))
    field = road._meta.get_field("cities")
    through = field.remote_field.through
    assert through._meta.db_table == field.m2m_db_table() == "testapp_road_cities"
    assert [each.column for each in through._meta.fields] == ["id", "road_id", "city_id"]
    assert (field.m2m_column_name(), field.m2m_reverse_name()) == ("road_id", "city_id")
    assert (field.m2m_field_name(), field.m2m_reverse_field_name()) == ("road", "city")
    assert through._meta.auto_created is road


def test_a_relation_to_itself_tells_both_ends_apart():
    person = model("Person", friends=models.ManyToManyField("self"))
    field = person._meta.get_field("friends")
    assert (field.m2m_column_name(), field.m2m_reverse_name()) == ("from_person_id", "to_person_id")
    assert field.remote_field.symmetrical
    assert field.remote_field.hidden


def test_through_fields_choose_among_references():
    city = model("City")
    road = model("Road", cities=models.ManyToManyField("City", through="Stop", through_fields=("road", "second")))
    model(
        "Stop",
        first=models.ForeignKey(city, models.CASCADE, related_name="+"),
        second=models.ForeignKey(city, models.CASCADE),
        road=models.ForeignKey(road, models.CASCADE),
    )
    field = road._meta.get_field("cities")
    assert (field.m2m_field_name(), field.m2m_reverse_field_name()) == ("road", "second")
    assert [info.to_opts.object_name for info in field.path_infos] == ["Stop", "City"]
    assert [info.to_opts.object_name for info in field.reverse_path_infos] == ["Stop", "Road"]


def test_a_long_name_of_a_table_is_shortened(monkeypatch):
    operations = connections["default"].ops
    monkeypatch.setattr(type(operations), "max_name_length", lambda self: 20)
    city = model("City", (models.Model,), {"db_table": "c"})
    road = model("Road", (models.Model,), {"db_table": "a_table_called_so"}, cities=models.ManyToManyField(city))
    assert len(road._meta.get_field("cities").m2m_db_table()) == 20


def test_deconstruct_of_relations_names_the_target():
    city = model("City", number=models.IntegerField(unique=True))
    assert models.ForeignKey(city, models.CASCADE).deconstruct()[1:] == (
        "django.db.models.ForeignKey",
        [],
        {"to": "testapp.city", "on_delete": models.CASCADE},
    )
    house = model("House", city=models.ForeignKey(city, models.CASCADE, to_field="number", db_index=False))
    kwargs = house._meta.get_field("city").deconstruct()[3]
    assert (kwargs["to_field"], kwargs["db_index"]) == ("number", False)
    assert models.ManyToManyField(city, db_table="x").deconstruct()[3] == {"to": "testapp.city", "db_table": "x"}
    assert "unique" not in models.OneToOneField(city, models.CASCADE).deconstruct()[3]


def test_a_copied_relation_belongs_to_the_copy():
    field = models.ForeignKey("City", models.CASCADE)
    duplicate = copy.deepcopy(field)
    assert duplicate.remote_field.field is duplicate
    assert field.remote_field.field is field


@pytest.mark.parametrize("kind", [models.ForeignKey, models.OneToOneField])
def test_what_is_no_model_is_refused_as_a_target(kind):
    with pytest.raises(TypeError, match=rf"{kind.__name__}\(1\) is invalid. First parameter to"):
        kind(1, models.CASCADE)
    with pytest.raises(TypeError, match="on_delete must be callable."):
        kind("City", None)


def test_options_of_the_table_in_between_exclude_each_other():
    with pytest.raises(ValueError, match="Cannot specify a db_table if an intermediary model is used."):
        models.ManyToManyField("City", through="Stop", db_table="x")
    with pytest.raises(ValueError, match="Cannot specify through_fields without a through model"):
        models.ManyToManyField("City", through_fields=("a", "b"))


def test_inherited_columns_cannot_be_referred_to():
    parent = model("Parent", key=models.IntegerField(unique=True))
    child = model("Child", (parent,))
    field = model("Other", child=models.ForeignKey(child, models.CASCADE, to_field="key"))._meta.get_field("child")
    with pytest.raises(FieldError, match="refers to field 'key' which is not local to model 'testapp.Child'"):
        field.related_fields  # noqa: B018


def test_references_in_a_ring_have_no_type():
    model("A", b=models.ForeignKey("B", models.CASCADE, primary_key=True))
    ring = model("B", a=models.ForeignKey("A", models.CASCADE, primary_key=True))
    with pytest.raises(ValueError, match="Cannot resolve output_field"):
        ring._meta.get_field("a").get_col("label")


def test_a_key_of_several_columns_reads_and_writes_its_parts():
    place = model("Place", pk=models.CompositePrimaryKey("x", "y"), x=models.IntegerField(), y=models.IntegerField())
    instance = place(pk=(1, 2))
    assert (instance.x, instance.y) == (1, 2)
    instance.pk = None
    assert instance.pk == (None, None)
    with pytest.raises(ValueError, match="'pk' must have 2 elements."):
        instance.pk = (1,)


def test_a_generated_column_cannot_be_read_before_it_is_saved():
    square = model(
        "Square",
        side=models.IntegerField(),
        area=models.GeneratedField(
            expression=models.F("side") * models.F("side"), output_field=models.IntegerField(), db_persist=True
        ),
    )
    with pytest.raises(AttributeError, match="Cannot read a generated field from an unsaved model."):
        square(side=2).area  # noqa: B018
    field = square._meta.get_field("area")
    assert {each.name for each in field.referenced_fields} == {"side"}
    sql, params = field.generated_sql(connections["default"])
    assert (unquoted(sql), params) == ("(side * side)", [])


def test_clashing_ways_back_are_reported():
    city = model("City", house=models.IntegerField())
    house = model(
        "House",
        city=models.ForeignKey(city, models.CASCADE),
        other=models.ForeignKey(city, models.CASCADE, related_name="house_set"),
    )
    found = [id for id, _ in messages_of(house)]
    assert sorted(found) == ["fields.E303", "fields.E304", "fields.E304", "fields.E305"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (models.ForeignKey("Nope", models.CASCADE), "fields.E300"),
        (models.ForeignKey("City", models.CASCADE, related_name="not a name"), "fields.E306"),
        (models.ForeignKey("City", models.CASCADE, related_query_name="x_"), "fields.E308"),
        (models.ForeignKey("City", models.CASCADE, related_query_name="x__y"), "fields.E309"),
        (models.ForeignKey("City", models.CASCADE, to_field="number"), "fields.E311"),
        (models.ForeignKey("City", models.CASCADE, to_field="nope"), "fields.E312"),
        (models.ForeignKey("City", models.SET_NULL), "fields.E320"),
        (models.ForeignKey("City", models.SET_DEFAULT), "fields.E321"),
        (models.ForeignKey("City", models.CASCADE, unique=True), "fields.W342"),
        (models.ManyToManyField("City", unique=True), "fields.E330"),
        (models.ManyToManyField("City", through="Nope"), "fields.E331"),
        (models.ManyToManyField("City", null=True), "fields.W340"),
        (models.ManyToManyField("City", db_table="testapp_city"), "fields.E340"),
        (models.ManyToManyField("self", related_name="x"), "fields.W345"),
        (models.IntegerField(max_length=3), "fields.W122"),
        (models.CharField(max_length=0), "fields.E121"),
        (models.CharField(max_length=1, choices=["ab", "cd"]), "fields.E005"),
        (models.CharField(max_length=1, choices=[("ab", "cd")]), "fields.E009"),
        (models.CharField(max_length=1, db_default=models.F("id")), "fields.E012"),
        (models.DecimalField(max_digits=2, decimal_places=3), "fields.E134"),
        (models.JSONField(default={}), "fields.E010"),
        (models.FileField(upload_to="/x"), "fields.E202"),
    ],
)
def test_mistakes_are_reported(field, expected):
    model("City", number=models.IntegerField())
    owner = model("House", field=copy.deepcopy(field))
    assert expected in [id for id, _ in messages_of(owner)]


def test_good_fields_are_not_complained_of():
    city = model("City")
    house = model("House", city=models.ForeignKey(city, models.CASCADE), roads=models.ManyToManyField("Road"))
    road = model("Road", name=models.CharField(max_length=3, choices={"a": "A"}))
    assert messages_of(city, house, road) == []
