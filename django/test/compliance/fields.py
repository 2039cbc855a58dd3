"""Every kind of field: what goes in comes out again, of the same type, and is found by its value."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from django.db import models
from django.db.models import Max
from django.test.compliance.claims import claims
from django.test.compliance.definitions import make_model
from django.test.compliance.library import Document, Keyed, Kinds, Seat, Unlimited
from django.test.compliance.needs import need

VALUES: list[tuple[str, list[Any]]] = [
    (
        "text",
        [
            "plain",
            "Ünïcödé",
            "emoji 🦄🇩🇪 \U00020bb7",
            "quotes ' \" ` ´",
            "back\\slash",
            "100% %s",
            " spaces ",
            "a\nb\tc",
        ],
    ),
    ("long", ["x" * 70_000, "🦄" * 5000, "line\r\nline"]),
    ("slug", ["a-slug_1"]),
    ("small", [0, -(2**15), 2**15 - 1]),
    ("whole", [0, -(2**31), 2**31 - 1]),
    ("big", [0, -(2**63), 2**63 - 1]),
    ("positive", [0, 2**31 - 1]),
    ("positive_big", [0, 2**63 - 1]),
    ("positive_small", [0, 2**15 - 1]),
    ("ratio", [0.0, -1.5, 0.1, 1e100, 2.5e-50, 1 / 3]),
    ("amount", [Decimal("0.00000"), Decimal("-1.50000"), Decimal("9999999999.99999"), Decimal("0.00001")]),
    ("yes", [True, False]),
    ("day", [date(1, 1, 1), date(1970, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]),
    (
        "moment",
        [
            datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=UTC),
            datetime(2038, 1, 20, 3, 14, 8, 1, tzinfo=UTC),
        ],
    ),
    ("clock", [time(0), time(23, 59, 59, 999999), time(12, 30, 0, 1)]),
    (
        "span",
        [
            timedelta(0),
            timedelta(microseconds=1),
            timedelta(days=-3, seconds=5),
            timedelta(days=40_000, microseconds=7),
        ],
    ),
    ("key", [uuid.UUID(int=0), uuid.UUID("12345678-9abc-4ef0-9234-56789abcdef0"), uuid.UUID(int=2**128 - 1)]),
    ("data", [b"", b"\x00\xff'\"\\%s", bytes(range(256)) * 300]),
    ("address", ["192.0.2.1", "2001:db8::1"]),
]
PAIRS = [(name, value) for name, values in VALUES for value in values]
SHORT = [pair for pair in PAIRS if len(repr(pair[1])) < 200]


def _null(features: Any, name: str) -> Any:
    """Return what NULL comes back as: where the empty text is NULL, NULL is the empty text."""
    if not features.interprets_empty_strings_as_nulls:
        return None
    return {"text": "", "long": "", "slug": "", "data": b""}.get(name)


def _id(value: Any) -> str | None:
    return None if isinstance(value, str) and value.isidentifier() else ascii(value)[:30]


class TestFields:
    @pytest.mark.parametrize("name, value", PAIRS, ids=_id)
    def test_a_value_comes_back_as_it_went_in(self, of: Any, name: str, value: Any) -> None:
        made = of(Kinds).create(**{name: value})
        found = getattr(of(Kinds).get(pk=made.pk), name)
        assert bytes(found) == value if name == "data" else found == value
        assert name == "data" or type(found) is type(value)

    @pytest.mark.parametrize("name, value", SHORT, ids=_id)
    def test_a_row_is_found_by_its_value(self, of: Any, name: str, value: Any) -> None:
        made = of(Kinds).create(**{name: value})
        of(Kinds).create()
        assert [row.pk for row in of(Kinds).filter(**{name: value})] == [made.pk]
        assert [row.pk for row in of(Kinds).filter(**{f"{name}__in": [value, value]})] == [made.pk]

    @pytest.mark.parametrize("name, values", VALUES, ids=_id)
    def test_rows_of_one_insert_come_back(self, of: Any, features: Any, name: str, values: list[Any]) -> None:
        of(Kinds).bulk_create([Kinds(**{name: value}) for value in [*values, None]])
        found = list(of(Kinds).order_by("pk").values_list(name, flat=True))
        assert [bytes(each) if name == "data" and each is not None else each for each in found] == [
            *values,
            _null(features, name),
        ]

    def test_null_comes_back_as_none(self, of: Any, features: Any) -> None:
        made = of(Kinds).create()
        found = of(Kinds).get(pk=made.pk)
        assert {name: getattr(found, name) for name, _ in VALUES} == {name: _null(features, name) for name, _ in VALUES}

    @pytest.mark.parametrize("name, value", [(name, values[-1]) for name, values in VALUES], ids=_id)
    def test_a_value_is_changed_by_update_and_by_save(self, of: Any, features: Any, name: str, value: Any) -> None:
        made = of(Kinds).create()
        assert of(Kinds).filter(pk=made.pk).update(**{name: value}) == 1
        found = of(Kinds).get(pk=made.pk)
        assert (bytes(found.data) if name == "data" else getattr(found, name)) == value
        setattr(found, name, None)
        found.save()
        assert getattr(of(Kinds).get(pk=made.pk), name) == _null(features, name)

    @pytest.mark.parametrize("name", ["amount", "day", "moment", "clock", "span", "big", "text"])
    def test_values_are_ordered_and_the_largest_is_of_the_same_type(self, of: Any, name: str) -> None:
        values = dict(VALUES)[name]
        of(Kinds).bulk_create([Kinds(**{name: value}) for value in values])
        assert name == "text" or list(of(Kinds).order_by(name).values_list(name, flat=True)) == sorted(values)
        largest = of(Kinds).aggregate(found=Max(name))["found"]
        assert name == "text" or largest == max(values)
        assert type(largest) is type(values[0])

    @claims("interprets_empty_strings_as_nulls")
    def test_the_empty_text_comes_back_or_is_null(self, of: Any, features: Any) -> None:
        made = of(Kinds).create(text="", long="")
        with_null = of(Kinds).create()
        raw = of(Kinds).filter(pk=made.pk).filter(text__isnull=True).exists()
        assert raw is features.interprets_empty_strings_as_nulls
        assert with_null.pk in of(Kinds).filter(text__isnull=True).values_list("pk", flat=True)

    @claims("allows_auto_pk_0")
    def test_a_key_may_be_zero_or_is_refused(self, of: Any, features: Any) -> None:
        if features.allows_auto_pk_0:
            assert of(Kinds).create(pk=0, text="zero").pk == 0
            assert of(Kinds).get(pk=0).text == "zero"
        else:
            with pytest.raises(ValueError):
                of(Kinds).create(pk=0)

    def test_keys_number_themselves_and_may_be_given(self, of: Any) -> None:
        first, second = of(Kinds).create(), of(Kinds).create()
        assert isinstance(first.pk, int) and second.pk > first.pk
        assert of(Kinds).create(pk=second.pk + 1000).pk == second.pk + 1000

    def test_a_uuid_is_a_key_like_any_other(self, of: Any) -> None:
        key = uuid.uuid4()
        of(Keyed).create(id=key, name="x")
        assert of(Keyed).get(pk=key).name == "x"
        assert of(Keyed).in_bulk([key])[key].name == "x"
        assert of(Keyed).filter(pk=str(key)).exists()

    @claims("supports_tuple_lookups")
    def test_a_key_of_two_columns_is_found_changed_and_deleted(self, of: Any) -> None:
        of(Seat).bulk_create([Seat(row=row, number=number) for row in "ab" for number in (1, 2)])
        assert of(Seat).get(pk=("a", 2)).number == 2
        assert {seat.pk for seat in of(Seat).filter(pk__in=[("a", 1), ("b", 2), ("c", 1)])} == {("a", 1), ("b", 2)}
        seat = of(Seat).get(pk=("b", 1))
        seat.label = "door"
        seat.save()
        assert of(Seat).get(label="door").pk == ("b", 1)
        seat.delete()
        assert of(Seat).count() == 3

    @claims("supports_unlimited_charfield")
    def test_a_text_without_a_length_takes_any(self, of: Any, features: Any) -> None:
        need(features, "supports_unlimited_charfield")
        of(Unlimited).create(text="x" * 10_000)
        assert len(of(Unlimited).get().text) == 10_000

    @claims("supports_timezones")
    def test_a_moment_is_kept_with_its_zone_or_without(self, committing: Any) -> None:
        Kinds.objects.using(committing.alias).create(moment=datetime(2020, 1, 1, tzinfo=UTC))
        with committing.cursor() as cursor:
            quote = committing.ops.quote_name
            cursor.execute(f"SELECT {quote('moment')} FROM {quote(Kinds._meta.db_table)}")
            (kept,) = cursor.fetchone()
        assert bool(getattr(kept, "tzinfo", None)) is committing.features.supports_timezones

    @claims("has_native_uuid_field")
    def test_a_uuid_is_kept_as_one_or_as_32_digits(self, connection: Any, of: Any) -> None:
        of(Kinds).create(key=uuid.UUID(int=255))
        with connection.cursor() as cursor:
            quote = connection.ops.quote_name
            cursor.execute(f"SELECT {quote('key')} FROM {quote(Kinds._meta.db_table)}")
            (kept,) = cursor.fetchone()
        is_digits = isinstance(kept, str) and kept == uuid.UUID(int=255).hex
        assert is_digits is not connection.features.has_native_uuid_field

    def test_a_generated_key_is_there_after_create(self, of: Any) -> None:
        made = of(Kinds).create(text="x")
        assert of(Kinds).get(text="x").pk == made.pk


DOCUMENTS: list[Any] = [
    {},
    [],
    {"a": {"b": [1, 2.5, None, True, "ü🦄"]}, "quote'\"": 1},
    [1, "two", {"three": 3}],
    {"empty": "", "zero": 0, "no": False, "null": None},
]
PRIMITIVES: list[Any] = ["text", 17, 1.5, True, False, ""]


class TestDocuments:
    @claims("supports_json_field")
    def test_there_are_documents_or_their_field_is_refused_by_the_checks(self, connection: Any) -> None:
        model = make_model(body=models.JSONField())
        errors = [error.id for error in model._meta.get_field("body").check(databases=[connection.alias])]
        assert (connection.features.supports_json_field is False) is ("fields.E180" in errors)
        if connection.features.supports_json_field:
            made = Document.objects.using(connection.alias).create(body={"a": 1})
            assert Document.objects.using(connection.alias).get(body__a=1) == made

    @pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
    def test_a_document_comes_back_as_it_went_in(self, of: Any, features: Any, document: Any) -> None:
        need(features, "supports_json_field")
        made = of(Document).create(body=document)
        assert of(Document).get(pk=made.pk).body == document
        assert of(Document).filter(body=document).count() == 1

    @claims("supports_primitives_in_json_field")
    @pytest.mark.parametrize("document", PRIMITIVES, ids=_id)
    def test_a_bare_value_is_a_document(self, of: Any, features: Any, document: Any) -> None:
        need(features, "supports_json_field", "supports_primitives_in_json_field")
        made = of(Document).create(body=document)
        found = of(Document).get(pk=made.pk).body
        assert (type(found), found) == (type(document), document)

    def test_nulls_of_sql_and_of_json_are_two_things(self, of: Any, features: Any) -> None:
        need(features, "supports_json_field", "supports_primitives_in_json_field")
        from django.db.models import JSONField, Value

        sql = of(Document).create(body=None)
        json = of(Document).create(body=Value(None, JSONField()))
        assert [row.pk for row in of(Document).filter(body__isnull=True)] == [sql.pk]
        assert [row.pk for row in of(Document).filter(body=None)] == [json.pk]

    @pytest.mark.parametrize(
        "condition, expected",
        [
            ({"body__a__b": 1}, [0]),
            ({"body__a__b__gt": 1}, [1]),
            ({"body__list__1": "two"}, [0, 2]),
            ({"body__has_key": "a"}, [0, 1]),
            ({"body__has_keys": ["a", "list"]}, [0]),
            ({"body__has_any_keys": ["nothing", "n"]}, [2]),
            ({"body__n__isnull": True}, [0, 1]),
            ({"body__n": None}, [2]),
            ({"body__word__icontains": "WO"}, [1]),
            ({"body__word__startswith": "W"}, [1]),
            ({"body__word__in": ["Word", "x"]}, [1]),
            ({"body__a__b__in": [1, 7]}, [0, 1]),
            ({"body__flag": True}, [2]),
        ],
        ids=_id,
    )
    def test_documents_are_found_by_what_is_in_them(
        self, of: Any, features: Any, condition: dict[str, Any], expected: list[int]
    ) -> None:
        need(features, "supports_json_field")
        made = of(Document).bulk_create(
            [
                Document(body={"a": {"b": 1}, "list": ["one", "two"]}),
                Document(body={"a": {"b": 7}, "word": "Word"}),
                Document(body={"n": None, "list": [1, "two", 3], "flag": True}),
            ]
        )
        pks = list(of(Document).order_by("pk").values_list("pk", flat=True))
        assert len(made) == 3
        assert [pks.index(row.pk) for row in of(Document).filter(**condition).order_by("pk")] == expected

    @claims("supports_json_field_contains")
    def test_contains_works_or_is_refused(self, of: Any, features: Any, sent: Any) -> None:
        need(features, "supports_json_field")
        from django.db import NotSupportedError

        of(Document).create(body={"a": 1, "b": 2})
        of(Document).create(body={"a": 2})
        if features.supports_json_field_contains:
            assert of(Document).filter(body__contains={"a": 1}).count() == 1
            assert of(Document).filter(body__contained_by={"a": 2, "c": 3}).count() == 1
            return
        for lookup in ("contains", "contained_by"):
            with sent() as queries, pytest.raises(NotSupportedError, match=f"{lookup} lookup is not supported"):
                of(Document).filter(**{f"body__{lookup}": {"a": 1}}).count()
            assert len(queries) == 0

    @claims("json_key_contains_list_matching_requires_list")
    def test_an_item_of_a_list_is_found_by_itself_or_in_a_list(self, of: Any, features: Any) -> None:
        need(features, "supports_json_field", "supports_json_field_contains")
        of(Document).create(body={"list": [{"a": 1}, "x"]})
        assert of(Document).filter(body__list__contains=[{"a": 1}]).count() == 1
        bare = of(Document).filter(body__list__contains={"a": 1}).count()
        assert bare == (0 if features.json_key_contains_list_matching_requires_list else 1)
