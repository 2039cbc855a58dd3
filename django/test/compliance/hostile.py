"""Hostile strings in every place that reaches SQL: refused before anything is sent, or meant as exactly that name."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest

from django.db import DatabaseError, Error, models, transaction
from django.db.models import Case, Count, F, FilteredRelation, Func, Prefetch, Q, Sum, Value, When, Window
from django.db.models import functions as f
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.test.compliance import library
from django.test.compliance.databases import table_of
from django.test.compliance.definitions import columns, constraints, make_model, stored
from django.test.compliance.hostile_strings import REFUSED, STRINGS, Guarded
from django.test.compliance.library import Author, Book, Document, Kinds, Unique
from django.test.compliance.needs import need

each_string = pytest.mark.parametrize("text", list(STRINGS.values()), ids=list(STRINGS))

#: Place -> (what is done with the objects of Author and the string, what must come of it unless it is refused).
NAMED: dict[str, tuple[Any, Any]] = {
    "annotate": (lambda q, s: [getattr(row, s) for row in q.annotate(**{s: F("name")})], ["canary"]),
    "annotate, ordered by": (
        lambda q, s: [getattr(row, s) for row in q.annotate(**{s: F("name")}).order_by(s)],
        ["canary"],
    ),
    "annotate, filtered by": (lambda q, s: q.annotate(**{s: F("age") + 1}).filter(**{s: 2}).count(), 1),
    "annotate, grouped by": (
        lambda q, s: [
            list(row.values()) for row in q.annotate(**{s: f.Upper("name")}).values(s).annotate(n=Count("pk"))
        ],
        [["CANARY", 1]],
    ),
    "alias": (lambda q, s: q.alias(**{s: F("age")}).order_by(s).count(), 1),
    "values": (lambda q, s: [tuple(row.values()) for row in q.values(**{s: F("name")})], [("canary",)]),
    "values_list": (lambda q, s: list(q.annotate(**{s: F("name")}).values_list(s)), [("canary",)]),
    "aggregate": (lambda q, s: list(q.aggregate(**{s: Count("pk")}).values()), [1]),
    "aggregate over a name": (
        lambda q, s: list(q.annotate(**{s: F("age")}).aggregate(n=Sum(s)).values()),
        [1],
    ),
    "extra select": (lambda q, s: [getattr(row, s) for row in q.extra(select={s: "1"})], [1]),
    "filtered relation": (
        lambda q, s: q.annotate(**{s: FilteredRelation("books", condition=Q(books__pages=1))}).count(),
        1,
    ),
    "filtered relation, asked for": (
        lambda q, s: q.annotate(**{s: FilteredRelation("books")}).filter(**{f"{s}__pages__isnull": True}).count(),
        1,
    ),
    "union of names": (
        lambda q, s: [tuple(row.values()) for row in q.values(**{s: F("name")}).union(q.values(**{s: F("name")}))],
        [("canary",)],
    ),
    "window": (
        lambda q, s: [getattr(row, s) for row in q.annotate(**{s: Window(Count("pk"), partition_by="name")})],
        [1],
    ),
}

#: Place -> what is done; nothing of the kind exists, so it is always refused.
UNKNOWN: dict[str, Any] = {
    "order_by": lambda q, s: list(q.order_by(s)),
    "order_by, descending": lambda q, s: list(q.order_by(f"-{s}")),
    "order_by, random": lambda q, s: list(q.order_by(f"?{s}")),
    "order_by, related": lambda q, s: list(q.order_by(f"books__{s}")),
    "values": lambda q, s: list(q.values(s)),
    "values, related": lambda q, s: list(q.values(f"books__{s}")),
    "values_list": lambda q, s: list(q.values_list(s, flat=True)),
    "only": lambda q, s: list(q.only(s)),
    "defer": lambda q, s: list(q.defer(s)),
    "distinct": lambda q, s: list(q.distinct(s)),
    "select_related": lambda q, s: list(q.select_related(s)),
    "prefetch_related": lambda q, s: list(q.prefetch_related(s)),
    "filter": lambda q, s: list(q.filter(**{s: 1})),
    "exclude": lambda q, s: list(q.exclude(**{s: 1})),
    "lookup": lambda q, s: list(q.filter(**{f"name__{s}": 1})),
    "transform": lambda q, s: list(q.filter(**{f"name__{s}__exact": 1})),
    "lookup of a relation": lambda q, s: list(q.filter(**{f"books__{s}": 1})),
    "get_or_create": lambda q, s: q.get_or_create(**{s: 1}),
    "update": lambda q, s: q.update(**{s: 1}),
    "earliest": lambda q, s: q.earliest(s),
    "in_bulk": lambda q, s: q.in_bulk([1], field_name=s),
    "bulk_create, update fields": lambda q, s: q.bulk_create(
        [Author(name="x")], update_conflicts=True, update_fields=[s], unique_fields=["id"]
    ),
    "bulk_create, unique fields": lambda q, s: q.bulk_create(
        [Author(name="x")], update_conflicts=True, update_fields=["name"], unique_fields=[s]
    ),
    "F": lambda q, s: list(q.filter(age=F(s))),
    "aggregate": lambda q, s: q.aggregate(n=Sum(s)),
    "function": lambda q, s: list(q.annotate(n=f.Upper(s))),
    "dates": lambda q, s: list(q.dates(s, "year")),
    "select_for_update": lambda q, s: _locked(q, s),
    "connector": lambda q, s: list(q.filter(Q(name="x", age=1, _connector=s))),
    "connector in a dictionary": lambda q, s: list(q.filter(**{"_connector": s, "name": "x", "age": 2})),
    "negation in a dictionary": lambda q, s: list(q.exclude(**{"_negated": s, "name": "canary"})),
    "connector in a dictionary for get": lambda q, s: q.get(**{"_connector": s, "name": "x", "age": 2}),
    "part of a date": lambda q, s: list(q.annotate(n=f.Extract("books__published", s))),
    "unit of a date": lambda q, s: list(q.annotate(n=f.Trunc("books__published", s))),
    "unit of dates": lambda q, s: list(Book.objects.using(q.db).dates("published", s)),
    "order of dates": lambda q, s: list(Book.objects.using(q.db).dates("published", "year", s)),
    "unit of moments": lambda q, s: list(library.Review.objects.using(q.db).datetimes("written", s)),
    "format to explain in": lambda q, s: q.explain(format=s),
    "option of explain": lambda q, s: q.explain(**{s: True}),
    "collation": lambda q, s: list(q.order_by(f.Collate("name", s))),
    "start of a frame": lambda q, s: list(
        q.annotate(n=Window(Count("pk"), order_by="pk", frame=models.RowRange(start=s, end=0)))
    ),
    "using": lambda q, s: list(q.using(s)),
    "using of a transaction": lambda q, s: transaction.atomic(using=s).__enter__(),
    "using of a save": lambda q, s: Author(name="x").save(using=s),
    "using of a raw query": lambda q, s: list(Author.objects.raw("SELECT 1", using=s)),
    "to_attr": lambda q, s: list(q.prefetch_related(Prefetch(s, to_attr="x"))),
    "refresh": lambda q, s: q.get().refresh_from_db(fields=[s]),
    "update fields": lambda q, s: q.get().save(update_fields=[s]),
}
#: Places where a string that happens to be the name of something is one.
MAY_EXIST = {"collation"}


def _locked(query: Any, text: str) -> Any:
    with transaction.atomic(using=query.db):
        return list(query.select_for_update(of=(text,)))


class TestHostileNames:
    """Names in queries."""

    @pytest.mark.parametrize("place", list(NAMED))
    def test_a_name_given_in_a_query_is_that_name_or_is_refused(self, guarded: Guarded, place: str) -> None:
        deed, expected = NAMED[place]
        for text in STRINGS.values():
            authors = Author.objects.using(guarded.connection.alias)
            found = guarded.tried(lambda text=text, authors=authors: deed(authors, text))
            assert found is REFUSED or found == expected, text
            assert guarded.is_unharmed(), text

    @pytest.mark.parametrize("place", list(UNKNOWN))
    def test_a_name_of_nothing_is_refused(self, guarded: Guarded, place: str) -> None:
        for text in STRINGS.values():
            authors = Author.objects.using(guarded.connection.alias)
            try:
                found = _of_unknown(guarded, UNKNOWN[place], authors, text)
            except DatabaseError as error:
                # The database knows what exists of these; it must have seen the whole string as one name.
                assert place in MAY_EXIST, error
                found = REFUSED
            assert found is REFUSED, (text, found)
            assert guarded.is_unharmed(), text

    @each_string
    def test_a_key_of_a_document_is_that_key(self, guarded: Guarded, text: str) -> None:
        need(guarded.connection.features, "supports_json_field")
        documents = Document.objects.using(guarded.connection.alias)
        with_key = {text: {text: "found"}, "other": 1}
        try:
            if guarded.tried(lambda: documents.create(body=with_key)) is REFUSED:
                return
        except AssertionError:
            assert "\0" in text
            return
        documents.create(body={"other": {text: "no"}})
        asked = {
            "inner": lambda: documents.filter(**{f"body__{text}__{text}": "found"}),
            "key": lambda: documents.filter(body__has_key=text),
            "keys": lambda: documents.filter(body__has_keys=[text, "other"]),
            "any key": lambda: documents.filter(body__has_any_keys=[text]),
            "transform": lambda: documents.annotate(x=KeyTransform(text, KeyTransform(text, "body"))).filter(x="found"),
            "text": lambda: documents.annotate(x=KeyTextTransform(text, KeyTransform(text, "body"))).filter(x="found"),
            "is there": lambda: documents.filter(**{f"body__{text}__isnull": False}),
            "contains": lambda: documents.filter(**{f"body__{text}__{text}__contains": "oun"}),
        }
        for name, ask in asked.items():
            if name == "contains" and not guarded.connection.features.supports_json_field_contains:
                continue
            expected = 0 if name == "contains" else 1  # a text contains only itself
            found = guarded.tried(lambda ask=ask: ask().count())
            assert found is REFUSED or found == expected, name
        found = guarded.tried(lambda: list(documents.order_by("pk").values_list(f"body__{text}", flat=True)))
        assert found is REFUSED or found == [{text: "found"}, None]
        found = guarded.tried(lambda: list(documents.order_by(f"body__{text}__{text}", "pk").values_list("pk")))
        assert found is REFUSED or len(found) == 2
        assert guarded.is_unharmed()

    @each_string
    def test_a_savepoint_of_that_name_is_not_there(self, guarded: Guarded, text: str) -> None:
        need(guarded.connection.features, "uses_savepoints", "supports_transactions")
        alias = guarded.connection.alias
        deeds = [transaction.savepoint_rollback]
        if guarded.connection.features.can_release_savepoints:
            deeds.append(transaction.savepoint_commit)
        for deed in deeds:
            with pytest.raises((Error, ValueError, UnicodeError)), transaction.atomic(using=alias):
                Author.objects.using(alias).create(name="lost")
                deed(text, using=alias)
        assert guarded.is_unharmed()

    def test_a_procedure_of_that_name_is_not_there(self, guarded: Guarded) -> None:
        for text in STRINGS.values():
            with guarded.sent() as queries, pytest.raises((Error, ValueError, AttributeError)):
                with guarded.connection.cursor() as cursor:
                    cursor.callproc(text, [1])
            assert not any(text in query["sql"] for query in queries), text
        assert guarded.is_unharmed()

    @each_string
    def test_a_time_zone_of_that_name_is_its_offset_or_is_refused(self, guarded: Guarded, text: str) -> None:
        kinds = Kinds.objects.using(guarded.connection.alias)
        kinds.create(moment=datetime(2020, 1, 1, 23, 30, tzinfo=UTC))
        zone = timezone(timedelta(hours=1), text)
        try:
            found = guarded.tried(lambda: kinds.values_list(f.ExtractHour("moment", tzinfo=zone), flat=True).get())
        except DatabaseError:
            found = REFUSED  # the server knows no such zone
        assert found is REFUSED or found == 0
        assert guarded.is_unharmed()


def _of_unknown(guarded: Guarded, deed: Any, authors: Any, text: str) -> Any:
    """A deed may have to read the object it is done with, which is no statement of the string's."""
    with guarded.sent() as queries:
        try:
            return deed(authors, text)
        except Exception as error:
            was_sent = any(text in query["sql"] for query in queries)
            if isinstance(error, DatabaseError) and (was_sent or guarded.sent_something(queries)):
                if not guarded.is_nul(error):
                    raise
            else:
                assert not was_sent, [query["sql"] for query in queries]
            return REFUSED


class TestHostileValues:
    """Values, which go beside the statement or are written into definitions."""

    @pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "icontains", "startswith", "endswith", "in"])
    def test_a_value_means_itself(self, guarded: Guarded, lookup: str) -> None:
        kinds = Kinds.objects.using(guarded.connection.alias)
        texts = [
            text for text in STRINGS.values() if guarded.tried(lambda text=text: kinds.create(text=text)) is not REFUSED
        ]
        assert len(texts) >= len(STRINGS) - 1
        assert sorted(kinds.values_list("text", flat=True)) == sorted(texts)
        for text in texts:
            found = set(
                kinds.filter(**{f"text__{lookup}": [text] if lookup == "in" else text}).values_list("text", flat=True)
            )
            if lookup in ("exact", "in", "iexact"):
                assert found == {text}
            else:
                assert text in found and found <= {other for other in texts if text.lower() in other.lower()}
        assert guarded.is_unharmed()

    @each_string
    def test_a_value_in_an_expression_means_itself(self, guarded: Guarded, text: str) -> None:
        authors = Author.objects.using(guarded.connection.alias)
        word = models.CharField()
        expressions = {
            "value": Value(text),
            "case": Case(When(name=text, then=Value("no")), default=Value(text)),
            "concat": f.Concat(Value(text), Value(""), output_field=word),
            "coalesce": f.Coalesce(Value(None, word), Value(text)),
            "replace": f.Replace(Value("y"), Value("y"), Value(text)),
            "own function": Func(Value(text), Value("z"), function="COALESCE", output_field=word),
            "cast": f.Cast(Value(text), models.TextField()),
            "raw": RawSQL("COALESCE(%s, 'z')", [text], output_field=word),
        }
        for name, expression in expressions.items():
            found = guarded.tried(
                lambda expression=expression: authors.annotate(x=expression).values_list("x", flat=True).get()
            )
            assert found is REFUSED or found == text, name
        found = guarded.tried(lambda: authors.extra(select={"x": "COALESCE(%s, 'z')"}, select_params=[text]).get().x)
        assert found is REFUSED or found == text
        found = guarded.tried(lambda: authors.extra(where=["%s = 'z'"], params=[text]).count())
        assert found in (REFUSED, 0)
        assert guarded.is_unharmed()

    @each_string
    def test_a_value_in_a_definition_means_itself(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        features = connection.features
        model = make_model(
            a=models.CharField(max_length=50, default="x", db_default=text),
            b=models.CharField(max_length=50, choices=[(text, text)]),
        )
        table = model._meta.db_table
        if features.supports_table_check_constraints:
            model._meta.constraints = [models.CheckConstraint(condition=~Q(b=text), name=f"{table}_c")]
        try:
            with table_of(connection, model):
                quote = connection.ops.quote_name
                with connection.cursor() as cursor:
                    cursor.execute(f"INSERT INTO {quote(table)} ({quote('b')}) VALUES (%s)", ["allowed"])
                    cursor.execute(f"SELECT {quote('a')} FROM {quote(table)}")
                    assert cursor.fetchone()[0] == text
                if features.supports_table_check_constraints:
                    with pytest.raises(DatabaseError):
                        model.objects.using(connection.alias).create(a="x", b=text)
        except ValueError as error:
            assert "NUL" in str(error) or "\0" in text, error
        assert guarded.is_unharmed()

    @each_string
    def test_a_comment_is_that_comment(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        need(connection.features, "supports_comments")
        model = make_model({"db_table_comment": text}, a=models.IntegerField(db_comment=text))
        try:
            with table_of(connection, model):
                found = columns(connection, model._meta.db_table)[stored(connection, "a")]
                assert found.comment == text
        except (ValueError, DatabaseError):
            assert "\0" in text or max(text) > "\uffff"
        assert guarded.is_unharmed()


class TestHostileDefinitions:
    """Names in definitions."""

    @each_string
    def test_names_of_tables_columns_and_indexes_are_those_names(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        alias = connection.alias
        name = f"c {text}"
        model = make_model(
            {"db_table": f"t {text}"},
            a=models.IntegerField(db_column=name),
            b=models.ForeignKey(Author, models.CASCADE, db_column=f"r {text}", related_name="+", null=True),
        )
        unique = models.UniqueConstraint(fields=["a"], name=f"u {text}")
        index = models.Index(fields=["a"], name=_short(f"i {text}"))
        try:
            with table_of(connection, model):
                with connection.schema_editor() as editor:
                    editor.add_constraint(model, unique)
                    editor.add_index(model, index)
                rows = model.objects.using(alias)
                made = rows.create(a=5, b=Author.objects.using(alias).get())
                rows.bulk_create([model(a=6), model(a=7)])
                assert rows.filter(a__gt=5).update(a=F("a") + 10) == 2
                assert list(rows.order_by("-a").values_list("a", flat=True)) == [17, 16, 5]
                assert rows.select_related("b").get(pk=made.pk).b.name == "canary"
                assert rows.filter(b__name="canary").aggregate(n=Count("a"), m=Sum("a")) == {"n": 1, "m": 5}
                assert rows.annotate(n=F("a")).values("n").annotate(k=Count("pk")).count() == 3
                rows.filter(pk=made.pk).delete()
                found = columns(connection, model._meta.db_table)
                assert {stored(connection, name), stored(connection, f"r {text}")} <= set(found)
                assert constraints(connection, model._meta.db_table)
                assert stored(connection, f"t {text}") in connection.introspection.table_names()
                statements = connection.ops.sql_flush(None, [model._meta.db_table], reset_sequences=True)
                connection.ops.execute_sql_flush(statements)
                assert rows.count() == 0
                with connection.schema_editor() as editor:
                    # Where a constraint goes with a new table, only what the model knows of goes along.
                    editor.remove_index(model, index)
                    editor.remove_constraint(model, unique)
                    editor.remove_field(model, model._meta.get_field("a"))
        except (Error, ValueError, UnicodeError) as error:
            # The engine has no such names at all: then it says so, and nothing else came of it.
            assert _is_no_name(connection, text), error
        assert guarded.is_unharmed()

    @each_string
    def test_a_table_of_that_name_is_not_there(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        ask = connection.introspection
        for deed in (
            lambda cursor: ask.get_table_description(cursor, text),
            lambda cursor: ask.get_constraints(cursor, text),
            lambda cursor: ask.get_relations(cursor, text),
            lambda cursor: ask.get_primary_key_columns(cursor, text),
        ):
            try:
                with connection.cursor() as cursor:
                    assert not deed(cursor)
            except (Error, ValueError, UnicodeError):
                pass
        for ask_for in (
            lambda: connection.ops.sql_flush(None, [text], reset_sequences=True),
            lambda: connection.ops.sequence_reset_by_name_sql(None, [{"table": text, "column": text}]),
        ):
            try:
                with connection.cursor() as cursor:
                    for sql in ask_for():
                        cursor.execute(sql)
            except (Error, ValueError, UnicodeError):
                pass
        assert guarded.is_unharmed()

    @each_string
    def test_a_collation_of_that_name_is_not_there(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        model = make_model(a=models.CharField(max_length=5, db_collation=text))
        with pytest.raises((Error, ValueError, UnicodeError)):
            with connection.schema_editor() as editor:
                editor.create_model(model)
        assert stored(connection, model._meta.db_table) not in connection.introspection.table_names()
        assert guarded.is_unharmed()

    @each_string
    def test_a_tablespace_of_that_name_is_not_there_or_is_left_out(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        model = make_model({"db_tablespace": text}, a=models.CharField(max_length=5, unique=True, db_tablespace=text))
        if connection.features.supports_tablespaces:
            with pytest.raises((Error, ValueError, UnicodeError)):
                with connection.schema_editor() as editor:
                    editor.create_model(model)
        else:
            with table_of(connection, model):
                model.objects.using(connection.alias).create(a="x")
        assert guarded.is_unharmed()

    @each_string
    def test_renaming_to_that_name_and_back(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        model = make_model(a=models.IntegerField())
        old = model._meta.db_table
        renamed = models.IntegerField(db_column=f"c {text}")
        renamed.set_attributes_from_name("a")
        renamed.model = model
        with table_of(connection, model):
            try:
                with connection.schema_editor() as editor:
                    editor.alter_field(model, model._meta.get_field("a"), renamed)
                with connection.schema_editor() as editor:
                    editor.alter_field(model, renamed, model._meta.get_field("a"))
                with connection.schema_editor() as editor:
                    editor.alter_db_table(model, old, f"t {text}")
                with connection.schema_editor() as editor:
                    editor.alter_db_table(model, f"t {text}", old)
            except (Error, ValueError, UnicodeError) as error:
                assert _is_no_name(connection, text), error
            model.objects.using(connection.alias).create(a=1)
        assert guarded.is_unharmed()

    @each_string
    def test_statements_with_that_default_go_as_they_are(self, guarded: Guarded, text: str) -> None:
        connection = guarded.connection
        model = make_model(a=models.IntegerField())
        field = models.CharField(max_length=50, default=text)
        field.set_attributes_from_name("added")
        field.model = model
        with table_of(connection, model):
            model.objects.using(connection.alias).create(a=1)
            try:
                with connection.schema_editor() as editor:
                    editor.add_field(model, field)
            except (Error, ValueError, UnicodeError) as error:
                assert "\0" in text, error
                return
            quote = connection.ops.quote_name
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {quote('added')} FROM {quote(model._meta.db_table)}")
                assert cursor.fetchone()[0] == text
        assert guarded.is_unharmed()

    def test_clashes_are_settled_by_names_alone(self, guarded: Guarded) -> None:
        """Names of fields only, and those are the model's own."""
        need(guarded.connection.features, "supports_update_conflicts_with_target")
        for text in STRINGS.values():
            for changed, unique in ((text, "code"), ("note", text)):
                assert guarded.tried(partial(_settled, guarded.connection.alias, changed, unique)) is REFUSED
        assert guarded.is_unharmed()


def _settled(alias: str, changed: str, unique: str) -> Any:
    options: dict[str, Any] = {"update_fields": [changed], "unique_fields": [unique]}
    return Unique.objects.using(alias).bulk_create([Unique(code="a")], update_conflicts=True, **options)


def _short(name: str) -> str:
    return name[:30]


def _is_no_name(connection: Any, text: str) -> bool:
    """Tell whether the engine has no names with such characters: none has NUL; its own list says what else."""
    return "\0" in text or bool(connection.ops.refused_in_names and re.search(connection.ops.refused_in_names, text))
