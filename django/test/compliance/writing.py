"""Writing: objects and many of them, clashes, what comes back, locks, constraints and the errors they give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from django.db import DataError, IntegrityError, NotSupportedError, connections, models, transaction
from django.db.models import F, Value
from django.db.transaction import TransactionManagementError
from django.test.compliance.claims import claims
from django.test.compliance.databases import table_of
from django.test.compliance.definitions import make_model
from django.test.compliance.library import (
    Author,
    Book,
    Defaults,
    Kinds,
    Limited,
    Review,
    Shown,
    Stamped,
    Unique,
    Worked,
)
from django.test.compliance.needs import need


class TestWriting:
    def test_an_object_is_saved_changed_and_deleted(self, of: Any, sent: Any) -> None:
        with sent() as queries:
            author = of(Author).create(name="x")
        assert len(queries) == 1
        author.name = "y"
        with sent() as queries:
            author.save(update_fields=["name"])
        assert len(queries) == 1 and of(Author).get().name == "y"
        assert author.delete() == (1, {"compliance.Author": 1})

    def test_deleting_takes_along_and_sets_null(self, rows: Any, of: Any) -> None:
        deleted, kinds = of(Author).get(pk=1).delete()
        assert (
            kinds
            == {
                "compliance.Author": 1,
                "compliance.Book": 3,
                "compliance.Review": 5,
                "compliance.Book_categories": 4,
            }
            and deleted == 13
        )
        publisher = of(Book).get(pk=6).publisher
        publisher.delete()
        assert of(Book).get(pk=6).publisher is None

    def test_get_or_create_and_update_or_create(self, of: Any) -> None:
        first, made = of(Unique).get_or_create(code="a", defaults={"note": "one"})
        again, made_again = of(Unique).get_or_create(code="a", defaults={"note": "two"})
        assert (made, made_again, again.pk, again.note) == (True, False, first.pk, "one")
        changed, made = of(Unique).update_or_create(code="a", defaults={"note": "three"})
        assert (made, changed.pk, of(Unique).get().note) == (False, first.pk, "three")

    @claims("has_bulk_insert")
    def test_many_rows_go_in_one_statement(self, of: Any, features: Any, sent: Any) -> None:
        with sent() as queries:
            of(Author).bulk_create([Author(name=str(number), age=number) for number in range(50)])
        assert (len(queries) == 1) is features.has_bulk_insert
        assert of(Author).count() == 50

    @claims("can_return_rows_from_bulk_insert")
    def test_many_rows_get_their_keys_or_none(self, of: Any, features: Any) -> None:
        made = of(Author).bulk_create([Author(name="a"), Author(name="b")])
        if features.can_return_rows_from_bulk_insert:
            assert {author.pk: author.name for author in of(Author).all()} == {
                author.pk: author.name for author in made
            }
        else:
            assert [author.pk for author in made] == [None, None]

    def test_many_rows_go_in_batches(self, of: Any, sent: Any) -> None:
        with sent() as queries:
            of(Author).bulk_create([Author(name=str(number)) for number in range(10)], batch_size=4)
        inserts = [query for query in queries if "INSERT" in query["sql"].upper()]
        assert len(inserts) >= 3 and of(Author).count() == 10

    @claims("requires_casted_case_in_updates")
    def test_many_rows_are_changed_in_one_statement(self, of: Any) -> None:
        moment = datetime(2020, 1, 1, tzinfo=UTC)
        of(Kinds).bulk_create([Kinds(whole=number) for number in range(5)])
        found = list(of(Kinds).order_by("whole"))
        for each in found:
            each.text, each.moment, each.span = str(each.whole), moment, timedelta(each.whole)
            each.ratio, each.yes, each.day = each.whole / 2, each.whole > 2, None
        assert of(Kinds).bulk_update(found, ["text", "moment", "span", "ratio", "yes", "day"]) == 5
        assert [(each.text, each.span.days, each.ratio, each.yes) for each in of(Kinds).order_by("whole")] == [
            ("0", 0, 0.0, False),
            ("1", 1, 0.5, False),
            ("2", 2, 1.0, False),
            ("3", 3, 1.5, True),
            ("4", 4, 2.0, True),
        ]
        assert {each.moment for each in of(Kinds).all()} == {moment}

    @claims("supports_ignore_conflicts")
    def test_clashing_rows_are_left_out_or_that_is_refused(self, of: Any, features: Any, sent: Any) -> None:
        of(Unique).create(code="a", note="old")
        new = [Unique(code="a", note="new"), Unique(code="b", note="new")]
        if features.supports_ignore_conflicts:
            of(Unique).bulk_create(new, ignore_conflicts=True)
            assert sorted(of(Unique).values_list("code", "note")) == [("a", "old"), ("b", "new")]
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="does not support ignoring conflicts"):
            of(Unique).bulk_create(new, ignore_conflicts=True)
        assert len(queries) == 0

    @claims("supports_update_conflicts", "supports_update_conflicts_with_target")
    @pytest.mark.parametrize("named", [True, False], ids=["by fields", "by any"])
    def test_clashing_rows_are_changed_or_that_is_refused(self, of: Any, features: Any, sent: Any, named: bool) -> None:
        of(Unique).create(code="a", note="old")
        new = [Unique(code="a", note="new"), Unique(code="b", note="new")]
        options = {
            "update_conflicts": True,
            "update_fields": ["note"],
            **({"unique_fields": ["code"]} if named else {}),
        }
        works = features.supports_update_conflicts
        takes_names = works and features.supports_update_conflicts_with_target
        if works and named == takes_names:
            of(Unique).bulk_create(new, **options)
            assert sorted(of(Unique).values_list("code", "note")) == [("a", "new"), ("b", "new")]
            return
        with sent() as queries, pytest.raises((NotSupportedError, ValueError)):
            of(Unique).bulk_create(new, **options)
        assert len(queries) == 0

    @claims(
        "can_return_columns_from_insert",
        "supports_default_keyword_in_insert",
        "supports_default_keyword_in_bulk_insert",
    )
    def test_the_database_gives_defaults(self, of: Any, features: Any, sent: Any) -> None:
        with sent() as queries:
            made = of(Defaults).create(name="x")
        if not features.can_return_columns_from_insert:
            made.refresh_from_db()
        assert (made.number, made.word) == (7, "word")
        assert len(queries) == 1
        of(Defaults).bulk_create([Defaults(name="y"), Defaults(name="z", number=1), Defaults(name="w", word="")])
        found = of(Defaults).order_by("pk").values_list("name", "number", "word")
        empty = None if features.interprets_empty_strings_as_nulls else ""
        assert list(found) == [("x", 7, "word"), ("y", 7, "word"), ("z", 1, "word"), ("w", 7, empty or "")]

    @claims("supports_expression_defaults")
    def test_a_default_is_an_expression_or_its_model_has_no_table(self, of: Any, connection: Any) -> None:
        need(connection.features, "supports_expression_defaults")
        made = of(Stamped).create(name="x")
        made.refresh_from_db()
        assert abs(made.made - datetime.now(UTC)) < timedelta(minutes=5)

    @claims("supports_stored_generated_columns")
    def test_the_database_works_out_a_column_and_keeps_it(self, of: Any, features: Any) -> None:
        need(features, "supports_stored_generated_columns")
        made = of(Worked).create(side=4)
        made.refresh_from_db()
        assert made.area == 16 and of(Worked).filter(area=16).update(side=F("side") + 1) == 1
        assert of(Worked).get().area == 25

    @claims("supports_virtual_generated_columns")
    def test_the_database_works_out_a_column_when_it_is_read(self, of: Any, features: Any) -> None:
        need(features, "supports_virtual_generated_columns")
        of(Shown).create(name="ABC")
        assert of(Shown).get(lower="abc").lower == "abc"

    def test_expressions_are_written(self, of: Any) -> None:
        author = of(Author).create(name=Value("x"), age=1)
        author.age = F("age") + 1
        author.save()
        author.refresh_from_db()
        assert (author.name, author.age) == ("x", 2)


LOCKS = [
    ({}, "has_select_for_update"),
    ({"nowait": True}, "has_select_for_update_nowait"),
    ({"skip_locked": True}, "has_select_for_update_skip_locked"),
    ({"of": ("self",)}, "has_select_for_update_of"),
    ({"no_key": True}, "has_select_for_no_key_update"),
]


class TestLocks:
    @claims(
        "has_select_for_update",
        "has_select_for_update_nowait",
        "has_select_for_update_skip_locked",
        "has_select_for_update_of",
        "has_select_for_no_key_update",
    )
    @pytest.mark.parametrize("options, flag", LOCKS, ids=[flag for _, flag in LOCKS])
    def test_rows_are_locked_or_it_is_refused_or_ignored(
        self, committing: Any, sent: Any, options: Any, flag: str
    ) -> None:
        features = committing.features
        Author.objects.using(committing.alias).create(name="x")
        with sent() as queries:
            asked = Author.objects.using(committing.alias).select_for_update(**options)
            with transaction.atomic(using=committing.alias):
                if features.has_select_for_update and not getattr(features, flag):
                    with pytest.raises(NotSupportedError, match="is not supported on this database backend"):
                        list(asked)
                    assert not any("SELECT" in query["sql"] for query in queries)
                    return
                assert [author.name for author in asked] == ["x"]
        written = " ".join(query["sql"] for query in queries)
        clause = committing.ops.for_update_sql(
            **{name: value for name, value in options.items() if name != "of"}
        ).split()[0]
        # Without row locks the whole database is locked by whoever writes: the clause is left out.
        assert (clause + " " in written + " ") is features.has_select_for_update

    def test_a_lock_outside_of_a_transaction_is_refused(self, committing: Any, sent: Any) -> None:
        asked = Author.objects.using(committing.alias).select_for_update()
        if not committing.features.has_select_for_update:
            assert list(asked) == []
            return
        with sent() as queries, pytest.raises(TransactionManagementError, match="outside of a transaction"):
            list(asked)
        assert len(queries) == 0

    @claims("supports_select_for_update_with_limit")
    def test_some_rows_are_locked_or_it_is_refused(self, connection: Any, of: Any, sent: Any) -> None:
        need(connection.features, "has_select_for_update")
        of(Author).create(name="x")
        asked = of(Author).order_by("pk").select_for_update()[:1]
        if connection.features.supports_select_for_update_with_limit:
            assert len(asked) == 1
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="LIMIT/OFFSET is not supported with"):
            list(asked)
        assert len(queries) == 0

    def test_a_locked_row_is_skipped_by_others(self, committing: Any) -> None:
        features = committing.features
        need(features, "has_select_for_update_skip_locked", "test_db_allows_multiple_connections")
        alias = committing.alias
        Author.objects.using(alias).bulk_create([Author(name="a"), Author(name="b")])
        other = committing.copy("compliance_other")
        connections["compliance_other"] = other
        try:
            with transaction.atomic(using=alias):
                assert len(Author.objects.using(alias).select_for_update().filter(name="a")) == 1
                quote = committing.ops.quote_name
                lock = committing.ops.for_update_sql(skip_locked=True)
                with other.cursor() as cursor:
                    cursor.execute(f"SELECT {quote('name')} FROM {quote(Author._meta.db_table)} {lock}")
                    assert [name for (name,) in cursor.fetchall()] == ["b"]
        finally:
            other.close()
            del connections["compliance_other"]


class TestConstraints:
    """Outside of any transaction: an error inside of one breaks it on some engines."""

    def _refused(self, committing: Any, deed: Any, kind: type[Exception] = IntegrityError) -> None:
        with pytest.raises(kind) as raised:
            deed()
        error: Any = raised.value
        assert error.alias == committing.alias
        assert isinstance(error.__cause__, committing.Database.Error)
        # The connection is as good as before.
        assert Author.objects.using(committing.alias).count() == 0

    def test_a_unique_column(self, committing: Any) -> None:
        codes = Unique.objects.using(committing.alias)
        codes.create(code="a")
        self._refused(committing, lambda: codes.create(code="a"))
        self._refused(committing, lambda: codes.bulk_create([Unique(code="b"), Unique(code="a")]))
        other = codes.create(code="c")
        other.code = "a"
        self._refused(committing, other.save)
        self._refused(committing, lambda: codes.update(code="same"))
        assert sorted(codes.values_list("code", flat=True)) == ["a", "c"]

    @claims("supports_nullable_unique_constraints", "supports_partially_nullable_unique_constraints")
    def test_columns_unique_together(self, committing: Any) -> None:
        pairs, features = Unique.objects.using(committing.alias), committing.features
        pairs.create(code="a", left=1, right=1)
        self._refused(committing, lambda: pairs.create(code="b", left=1, right=1))
        if features.supports_nullable_unique_constraints:
            pairs.create(code="c")
            pairs.create(code="d")
        else:
            pairs.create(code="c")
            self._refused(committing, lambda: pairs.create(code="d"))
        if features.supports_partially_nullable_unique_constraints:
            pairs.create(code="e", left=2)
            pairs.create(code="f", left=2)
        else:
            pairs.create(code="e", left=2)
            self._refused(committing, lambda: pairs.create(code="f", left=2))

    @claims("supports_table_check_constraints")
    def test_a_check(self, committing: Any) -> None:
        need(committing.features, "supports_table_check_constraints")
        limited = Limited.objects.using(committing.alias)
        limited.create(low=1, high=2)
        self._refused(committing, lambda: limited.create(low=3, high=2))
        self._refused(committing, lambda: limited.update(low=5))

    @claims("supports_column_check_constraints")
    def test_a_column_for_positive_numbers(self, committing: Any) -> None:
        need(committing.features, "supports_column_check_constraints")
        self._refused(
            committing,
            lambda: Kinds.objects.using(committing.alias).create(positive_small=-1),
            (IntegrityError, DataError),  # type: ignore[arg-type]
        )

    def test_a_column_that_must_not_be_null(self, committing: Any) -> None:
        self._refused(committing, lambda: Author.objects.using(committing.alias).create(name=None))

    @claims("supports_foreign_keys", "can_defer_constraint_checks")
    def test_a_reference_to_nothing(self, committing: Any) -> None:
        features, alias = committing.features, committing.alias

        def make() -> None:
            Review.objects.using(alias).create(book_id=12345, reviewer_id=54321)

        if not features.supports_foreign_keys:
            make()
            Review.objects.using(alias).delete()
            return
        self._refused(committing, make)
        if features.can_defer_constraint_checks:
            # The row that is referred to may come later in the transaction.
            with transaction.atomic(using=alias):
                Book.objects.using(alias).create(pk=1, title="x", author_id=77)
                Author.objects.using(alias).create(pk=77, name="x")
            assert Book.objects.using(alias).get().author.name == "x"
        else:
            with transaction.atomic(using=alias), pytest.raises(IntegrityError):
                Book.objects.using(alias).create(pk=1, title="x", author_id=77)

    def test_references_may_be_left_unchecked_for_a_while(self, committing: Any) -> None:
        need(committing.features, "supports_foreign_keys", "can_defer_constraint_checks")
        alias = committing.alias
        with pytest.raises(IntegrityError), transaction.atomic(using=alias):
            Book.objects.using(alias).create(pk=1, title="x", author_id=77)
            committing.check_constraints()
        assert Book.objects.using(alias).count() == 0

    def test_a_protected_row_is_kept(self, committing: Any) -> None:
        pointing = make_model(to=models.ForeignKey(Author, models.PROTECT, related_name="+"))
        authors = Author.objects.using(committing.alias)
        with table_of(committing, pointing):
            author = authors.create(name="x")
            pointing.objects.using(committing.alias).create(to=author)
            if committing.features.supports_foreign_keys:
                with pytest.raises(IntegrityError), committing.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {committing.ops.quote_name(Author._meta.db_table)}")
            assert authors.count() == 1

    def test_a_number_too_large_for_its_column(self, committing: Any) -> None:
        from django.db import Error

        with pytest.raises((Error, OverflowError)):
            Kinds.objects.using(committing.alias).create(big=2**70)
        assert Kinds.objects.using(committing.alias).count() == 0
