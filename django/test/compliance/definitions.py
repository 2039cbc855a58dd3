"""Definitions: tables made, changed and dropped through the schema editor, and found again by introspection."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.transaction import TransactionManagementError
from django.test.compliance import library
from django.test.compliance.claims import claims
from django.test.compliance.databases import table_of
from django.test.compliance.library import Author, Book, Kinds, Limited, Seat, Unique
from django.test.compliance.needs import need

_numbers = itertools.count(1)


def make_model(meta: dict[str, Any] | None = None, /, **fields: Any) -> Any:
    """Return a new model outside of the library; its table is not made."""
    name = f"Made{next(_numbers)}"
    options = type("Meta", (library.Base.Meta,), {"abstract": False, **(meta or {})})
    attributes = {"__module__": __name__, "Meta": options, **fields}
    model = type(name, (models.Model,), attributes)
    # Nothing may find it but who has it.
    library.registry.all_models[library.LABEL].pop(name.lower(), None)
    library.registry.clear_cache()
    return model


def columns(connection: Any, table: str) -> dict[str, Any]:
    """Return what introspection says about the columns of a table, by name."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return {info.name: info for info in found}


def constraints(connection: Any, table: str) -> dict[str, Any]:
    """Return what introspection says about the constraints and indexes of a table."""
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_constraints(cursor, table))


def stored(connection: Any, name: str) -> str:
    """Return a name as the database keeps it."""
    return str(connection.introspection.identifier_converter(name))


@contextmanager
def _fresh(connection: Any, **fields: Any) -> Iterator[Any]:
    model = make_model(**fields)
    with table_of(connection, model):
        yield model


def _changed(model: Any, connection: Any, name: str, new: Any) -> None:
    old = model._meta.get_field(name)
    new.set_attributes_from_name(name)
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new, strict=True)


class TestDefinitions:
    def test_a_table_is_made_and_dropped(self, committing: Any) -> None:
        model = make_model(name=models.CharField(max_length=10))
        table = stored(committing, model._meta.db_table)
        with table_of(committing, model):
            assert table in committing.introspection.table_names()
        assert table not in committing.introspection.table_names()

    def test_a_column_is_added_with_its_default_and_removed(self, committing: Any) -> None:
        with _fresh(committing, name=models.CharField(max_length=10)) as model:
            rows = model.objects.using(committing.alias)
            rows.create(name="old")
            for new in (models.IntegerField(default=5), models.CharField(max_length=5, null=True)):
                new.set_attributes_from_name("added")
                new.model = model
                with committing.schema_editor() as editor:
                    editor.add_field(model, new)
                quote = committing.ops.quote_name
                with committing.cursor() as cursor:
                    cursor.execute(f"SELECT {quote('added')} FROM {quote(model._meta.db_table)}")
                    assert cursor.fetchone()[0] == (5 if new.has_default() else None)
                with committing.schema_editor() as editor:
                    editor.remove_field(model, new)
                assert stored(committing, "added") not in columns(committing, model._meta.db_table)
            assert rows.get().name == "old"

    def test_a_column_gets_another_name_type_or_nullness(self, committing: Any) -> None:
        with _fresh(committing, name=models.CharField(max_length=10), number=models.IntegerField()) as model:
            model.objects.using(committing.alias).create(name="7", number=7)
            _changed(model, committing, "number", models.BigIntegerField(null=True))
            assert columns(committing, model._meta.db_table)[stored(committing, "number")].null_ok
            _changed(model, committing, "name", models.TextField())
            old = model._meta.get_field("number")
            renamed = models.BigIntegerField(null=True)
            renamed.set_attributes_from_name("amount")
            renamed.model = model
            with committing.schema_editor() as editor:
                editor.alter_field(model, old, renamed)
            found = columns(committing, model._meta.db_table)
            assert stored(committing, "amount") in found and stored(committing, "number") not in found
            quote = committing.ops.quote_name
            with committing.cursor() as cursor:
                cursor.execute(f"SELECT {quote('name')}, {quote('amount')} FROM {quote(model._meta.db_table)}")
                assert tuple(cursor.fetchone()) == ("7", 7)

    @claims("ignores_table_name_case")
    def test_a_table_gets_another_name(self, committing: Any) -> None:
        with _fresh(committing, name=models.CharField(max_length=10)) as model:
            old = model._meta.db_table
            model.objects.using(committing.alias).create(name="kept")
            with committing.schema_editor() as editor:
                editor.alter_db_table(model, old, f"{old}_new")
            names = committing.introspection.table_names()
            assert stored(committing, f"{old}_new") in names and stored(committing, old) not in names
            with committing.schema_editor(collect_sql=True) as editor:
                editor.alter_db_table(model, f"{old}_new", f"{old}_NEW")
            assert (editor.collected_sql == []) is committing.features.ignores_table_name_case
            with committing.schema_editor() as editor:
                editor.alter_db_table(model, f"{old}_new", old)
            assert model.objects.using(committing.alias).get().name == "kept"

    @claims("can_rollback_ddl")
    def test_definitions_are_undone_or_may_not_stand_in_a_transaction(self, committing: Any) -> None:
        need(committing.features, "supports_transactions")
        model = make_model(name=models.CharField(max_length=10))
        if not committing.features.can_rollback_ddl:
            with transaction.atomic(using=committing.alias), pytest.raises(TransactionManagementError):
                with committing.schema_editor() as editor:
                    editor.create_model(model)
            assert stored(committing, model._meta.db_table) not in committing.introspection.table_names()
            return
        with pytest.raises(ZeroDivisionError), committing.schema_editor() as editor:
            editor.create_model(model)
            raise ZeroDivisionError
        assert stored(committing, model._meta.db_table) not in committing.introspection.table_names()

    def test_statements_may_be_collected_instead_of_run(self, committing: Any, sent: Any) -> None:
        model = make_model(name=models.CharField(max_length=10, default="it's 100%"))
        with sent() as queries, committing.schema_editor(collect_sql=True) as editor:
            editor.create_model(model)
        assert any("CREATE TABLE" in sql for sql in editor.collected_sql)
        assert all(sql.endswith(";") for sql in editor.collected_sql)
        assert not any("CREATE" in query["sql"] for query in queries)

    @claims("allows_multiple_constraints_on_same_fields")
    def test_unique_constraints_come_and_go(self, committing: Any) -> None:
        with _fresh(committing, a=models.IntegerField(), b=models.IntegerField()) as model:
            rows = model.objects.using(committing.alias)
            unique = models.UniqueConstraint(fields=["a", "b"], name=f"{model._meta.db_table}_u")
            with committing.schema_editor() as editor:
                editor.add_constraint(model, unique)
            rows.create(a=1, b=1)
            with pytest.raises(IntegrityError):
                rows.create(a=1, b=1)
            if committing.features.allows_multiple_constraints_on_same_fields:
                second = models.UniqueConstraint(fields=["a", "b"], name=f"{model._meta.db_table}_v")
                with committing.schema_editor() as editor:
                    editor.add_constraint(model, second)
                    editor.remove_constraint(model, second)
            with committing.schema_editor() as editor:
                editor.remove_constraint(model, unique)
            rows.create(a=1, b=1)
            assert rows.count() == 2

    @claims("supports_table_check_constraints")
    def test_checks_come_and_go_or_are_left_out(self, committing: Any) -> None:
        with _fresh(committing, a=models.IntegerField()) as model:
            rows = model.objects.using(committing.alias)
            check = models.CheckConstraint(condition=Q(a__gt=0) & ~Q(a__in=[5, 6]), name=f"{model._meta.db_table}_c")
            with committing.schema_editor() as editor:
                editor.add_constraint(model, check)
            rows.create(a=1)
            if committing.features.supports_table_check_constraints:
                for wrong in (0, 5):
                    with pytest.raises(IntegrityError):
                        rows.create(a=wrong)
                with committing.schema_editor() as editor:
                    editor.remove_constraint(model, check)
            rows.create(a=0)
            assert rows.count() == 2

    @claims("supports_partial_indexes", "supports_functions_in_partial_indexes")
    def test_uniqueness_under_a_condition_is_held_or_left_out(self, committing: Any) -> None:
        with _fresh(committing, a=models.IntegerField(), name=models.CharField(max_length=10)) as model:
            rows = model.objects.using(committing.alias)
            unique = models.UniqueConstraint(fields=["a"], condition=Q(name__gt="m"), name=f"{model._meta.db_table}_p")
            with committing.schema_editor() as editor:
                editor.add_constraint(model, unique)
            rows.bulk_create([model(a=1, name="a"), model(a=1, name="b"), model(a=1, name="x")])
            if committing.features.supports_partial_indexes:
                with pytest.raises(IntegrityError):
                    rows.create(a=1, name="z")
            else:
                rows.create(a=1, name="z")

    @claims("supports_expression_indexes")
    def test_uniqueness_of_an_expression_is_held_or_left_out(self, committing: Any) -> None:
        with _fresh(committing, name=models.CharField(max_length=10)) as model:
            rows = model.objects.using(committing.alias)
            with committing.schema_editor() as editor:
                editor.add_constraint(model, models.UniqueConstraint(Lower("name"), name=f"{model._meta.db_table}_e"))
            rows.create(name="a")
            if committing.features.supports_expression_indexes:
                with pytest.raises(IntegrityError):
                    rows.create(name="A")
            else:
                rows.create(name="A")

    @claims("supports_nulls_distinct_unique_constraints")
    def test_nulls_count_as_the_same_or_that_is_left_out(self, committing: Any) -> None:
        with _fresh(committing, a=models.IntegerField(null=True)) as model:
            rows = model.objects.using(committing.alias)
            unique = models.UniqueConstraint(fields=["a"], name=f"{model._meta.db_table}_n", nulls_distinct=False)
            with committing.schema_editor() as editor:
                editor.add_constraint(model, unique)
            rows.create(a=None)
            if committing.features.supports_nulls_distinct_unique_constraints:
                with pytest.raises(IntegrityError):
                    rows.create(a=None)
            else:
                rows.create(a=None)

    @claims("supports_deferrable_unique_constraints")
    def test_uniqueness_waits_for_the_end_or_is_left_out(self, committing: Any) -> None:
        with _fresh(committing, a=models.IntegerField()) as model:
            rows = model.objects.using(committing.alias)
            unique = models.UniqueConstraint(
                fields=["a"], name=f"{model._meta.db_table}_d", deferrable=models.Deferrable.DEFERRED
            )
            with committing.schema_editor() as editor:
                editor.add_constraint(model, unique)
            one, two = rows.create(a=1), rows.create(a=2)
            if not committing.features.supports_deferrable_unique_constraints:
                rows.create(a=1)
                return
            with transaction.atomic(using=committing.alias):
                rows.filter(pk=one.pk).update(a=2)
                rows.filter(pk=two.pk).update(a=1)
            with pytest.raises(IntegrityError), transaction.atomic(using=committing.alias):
                rows.create(a=1)

    @claims("supports_covering_indexes", "supports_index_column_ordering", "supports_index_on_text_field")
    def test_indexes_come_and_go(self, committing: Any) -> None:
        features = committing.features
        with _fresh(committing, a=models.IntegerField(), b=models.IntegerField(), t=models.TextField()) as model:
            table = model._meta.db_table
            wanted = [models.Index(fields=["a", "-b"], name=f"{table}_i")]
            if features.supports_covering_indexes:
                wanted.append(models.Index(fields=["a"], include=["b"], name=f"{table}_j"))
            if features.supports_expression_indexes:
                wanted.append(models.Index(Lower("t").desc(), F("a"), name=f"{table}_k"))
            if features.supports_index_on_text_field and features.supports_partial_indexes:
                wanted.append(models.Index(fields=["a"], condition=Q(b__gt=5), name=f"{table}_l"))
            for index in wanted:
                with committing.schema_editor() as editor:
                    editor.add_index(model, index)
                assert stored(committing, index.name) in constraints(committing, table)
            found = constraints(committing, table)[stored(committing, f"{table}_i")]
            assert (found["columns"], found["unique"], found["index"]) == (
                [stored(committing, "a"), stored(committing, "b")],
                False,
                True,
            )
            if features.supports_index_column_ordering:
                assert found["orders"] == ["ASC", "DESC"]
            for index in wanted:
                with committing.schema_editor() as editor:
                    editor.remove_index(model, index)
                assert stored(committing, index.name) not in constraints(committing, table)

    @claims("can_rename_index")
    def test_an_index_gets_another_name(self, committing: Any, sent: Any) -> None:
        with _fresh(committing, a=models.IntegerField()) as model:
            table = model._meta.db_table
            old, new = (models.Index(fields=["a"], name=f"{table}_{letter}") for letter in "xy")
            with committing.schema_editor() as editor:
                editor.add_index(model, old)
            with sent() as queries, committing.schema_editor() as editor:
                editor.rename_index(model, old, new)
            found = constraints(committing, table)
            assert stored(committing, new.name) in found and stored(committing, old.name) not in found
            renamed = any("RENAME" in query["sql"].upper() for query in queries)
            assert renamed is committing.features.can_rename_index

    @claims("supports_comments")
    def test_comments_are_kept_or_left_out(self, committing: Any) -> None:
        comment = 'It\'s a "comment"; 100% -- \\ /* */'
        model = make_model({"db_table_comment": comment}, a=models.IntegerField(db_comment=comment))
        with table_of(committing, model):
            table = model._meta.db_table
            if committing.features.supports_comments:
                assert columns(committing, table)[stored(committing, "a")].comment == comment
                with committing.cursor() as cursor:
                    found = {info.name: info for info in committing.introspection.get_table_list(cursor)}
                assert found[stored(committing, table)].comment == comment
            model.objects.using(committing.alias).create(a=1)

    @claims("supports_collation_on_charfield", "supports_collation_on_textfield")
    def test_a_column_has_a_collation_or_the_checks_refuse_it(self, committing: Any) -> None:
        features = committing.features
        collation = features.test_collations.get("non_default")
        fields = {
            "supports_collation_on_charfield": models.CharField(max_length=10, db_collation=collation or "x"),
            "supports_collation_on_textfield": models.TextField(db_collation=collation or "x"),
        }
        for flag, field in fields.items():
            model = make_model(a=field)
            ids = [error.id for error in model._meta.get_field("a").check(databases=[committing.alias])]
            assert ("fields.E190" in ids) is not getattr(features, flag)
            if getattr(features, flag) and collation:
                with table_of(committing, model):
                    found = columns(committing, model._meta.db_table)[stored(committing, "a")]
                    assert found.collation == collation

    @claims("truncates_names")
    def test_long_names_are_shortened_all_alike_or_kept(self, committing: Any) -> None:
        longest = committing.ops.max_name_length()
        name = "a_name_of_" + "many_letters_" * 4
        name = name[:longest] if longest and not committing.features.truncates_names else name
        model = make_model({"db_table": f"{name[:-1]}2"}, a=models.IntegerField(db_column=name))
        with table_of(committing, model):
            model.objects.using(committing.alias).create(a=1)
            assert model.objects.using(committing.alias).get(a=1).a == 1
            with committing.schema_editor() as editor:
                first = editor._create_index_name(model._meta.db_table, [name], suffix="_one")
                other = editor._create_index_name(model._meta.db_table, [name], suffix="_two")
            assert first != other and len(first) <= (longest or 200)

    def test_a_reference_is_dropped_with_its_column(self, committing: Any) -> None:
        target = make_model(name=models.CharField(max_length=10))
        source = make_model(to=models.ForeignKey(target, models.CASCADE, related_name="+"))
        with table_of(committing, target, source):
            one = target.objects.using(committing.alias).create(name="x")
            source.objects.using(committing.alias).create(to=one)
            with committing.schema_editor() as editor:
                editor.remove_field(source, source._meta.get_field("to"))
            assert stored(committing, "to_id") not in columns(committing, source._meta.db_table)


KINDS_FOUND = {
    "text": "CharField",
    "long": "TextField",
    "small": "SmallIntegerField",
    "whole": "IntegerField",
    "big": "BigIntegerField",
    "positive": "PositiveIntegerField",
    "positive_big": "PositiveBigIntegerField",
    "positive_small": "PositiveSmallIntegerField",
    "ratio": "FloatField",
    "yes": "BooleanField",
    "day": "DateField",
    "moment": "DateTimeField",
    "clock": "TimeField",
    "span": "DurationField",
    "data": "BinaryField",
    "address": "GenericIPAddressField",
}


class TestIntrospection:
    def test_tables_are_found(self, committing: Any) -> None:
        names = committing.introspection.table_names()
        wanted = {stored(committing, model._meta.db_table) for model in library.tables(committing)}
        assert wanted <= set(names) and names == sorted(names)

    def test_views_are_told_from_tables(self, committing: Any) -> None:
        quote = committing.ops.quote_name
        with committing.cursor() as cursor:
            cursor.execute(f"CREATE VIEW {quote('compliance_view')} AS SELECT * FROM {quote('compliance_author')}")
            try:
                kinds = {info.name: info.type for info in committing.introspection.get_table_list(cursor)}
            finally:
                cursor.execute(f"DROP VIEW {quote('compliance_view')}")
        assert kinds[stored(committing, "compliance_view")] == "v"
        assert kinds[stored(committing, "compliance_author")] == "t"

    @pytest.mark.parametrize("name, kind", list(KINDS_FOUND.items()))
    def test_a_column_tells_its_kind(self, committing: Any, name: str, kind: str) -> None:
        info = columns(committing, Kinds._meta.db_table)[stored(committing, name)]
        found = committing.introspection.get_field_type(info.type_code, info)
        found = found[0] if isinstance(found, tuple) else found
        assert found == committing.features.introspected_field_types.get(kind, kind)
        assert info.null_ok

    @claims("can_introspect_json_field")
    def test_a_document_tells_its_kind_or_not(self, committing: Any) -> None:
        need(committing.features, "supports_json_field")
        info = columns(committing, "compliance_document")[stored(committing, "body")]
        found = committing.introspection.get_field_type(info.type_code, info)
        assert (found == "JSONField") is bool(committing.features.can_introspect_json_field)

    @claims("can_introspect_default")
    def test_a_default_is_found_or_not(self, committing: Any) -> None:
        found = columns(committing, "compliance_defaults")[stored(committing, "number")].default
        assert ("7" in str(found)) is committing.features.can_introspect_default

    @claims("can_introspect_foreign_keys", "supports_foreign_keys")
    def test_references_are_found(self, committing: Any) -> None:
        need(committing.features, "can_introspect_foreign_keys", "supports_foreign_keys")
        with committing.cursor() as cursor:
            found = committing.introspection.get_relations(cursor, Book._meta.db_table)
        author, publisher = stored(committing, "author_id"), stored(committing, "publisher_id")
        key = stored(committing, "id")
        assert {name: tuple(target[:2]) for name, target in found.items()} == {
            author: (key, stored(committing, "compliance_author")),
            publisher: (key, stored(committing, "compliance_publisher")),
        }
        keys = [each["foreign_key"] for each in constraints(committing, Book._meta.db_table).values()]
        assert (stored(committing, "compliance_author"), key) in keys

    def test_keys_are_found(self, committing: Any) -> None:
        with committing.cursor() as cursor:
            ask = committing.introspection
            assert ask.get_primary_key_column(cursor, Author._meta.db_table) == stored(committing, "id")
            pair = [stored(committing, "row"), stored(committing, "number")]
            assert ask.get_primary_key_columns(cursor, Seat._meta.db_table) == pair

    def test_unique_constraints_are_found(self, committing: Any) -> None:
        found = constraints(committing, Unique._meta.db_table)
        pair = found[stored(committing, "compliance_pair")]
        assert pair["unique"] and pair["columns"] == [stored(committing, "left"), stored(committing, "right")]
        assert any(each["unique"] and each["columns"] == [stored(committing, "code")] for each in found.values())

    @claims("can_introspect_check_constraints")
    def test_checks_are_found_or_not(self, committing: Any) -> None:
        need(committing.features, "supports_table_check_constraints")
        found = constraints(committing, Limited._meta.db_table).get(stored(committing, "compliance_low_high"))
        assert bool(found and found["check"]) is committing.features.can_introspect_check_constraints

    def test_a_table_that_is_not_there(self, committing: Any) -> None:
        with committing.cursor() as cursor:
            try:
                assert list(committing.introspection.get_table_description(cursor, "no_such_table")) == []
            except DatabaseError as error:
                assert "no_such_table" in str(error).lower()

    def test_sequences_are_found(self, committing: Any) -> None:
        with committing.cursor() as cursor:
            found = committing.introspection.get_sequences(cursor, Author._meta.db_table, Author._meta.local_fields)
        assert [(each["table"], each["column"]) for each in found] == [
            (Author._meta.db_table, stored(committing, "id"))
        ]
