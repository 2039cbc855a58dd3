"""Transactions: all or nothing, savepoints, what runs after the commit."""

from __future__ import annotations

from typing import Any

import pytest

from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.test.compliance.claims import claims
from django.test.compliance.library import Author, Unique
from django.test.compliance.needs import need


class Planned(Exception):
    """What the tests break a block with."""


class TestTransactions:
    @claims("supports_transactions")
    def test_a_block_is_done_in_whole_or_not_at_all(self, committing: Any, names: Any) -> None:
        need(committing.features, "supports_transactions")
        with transaction.atomic(using=committing.alias):
            names.add("kept")
        with pytest.raises(Planned), transaction.atomic(using=committing.alias):
            names.add("lost")
            raise Planned
        assert names() == ["kept"]

    @claims("uses_savepoints", "can_release_savepoints")
    def test_an_inner_block_is_undone_alone_or_breaks_the_outer_one(
        self, committing: Any, names: Any, sent: Any
    ) -> None:
        need(committing.features, "supports_transactions")
        with sent() as queries, transaction.atomic(using=committing.alias):
            names.add("first")
            with pytest.raises(Planned), transaction.atomic(using=committing.alias):
                names.add("lost")
                raise Planned
            if not committing.features.uses_savepoints:
                with pytest.raises(TransactionManagementError):
                    names.add("refused")
            else:
                with transaction.atomic(using=committing.alias):
                    names.add("second")
        words = [query["sql"].split()[0] for query in queries]
        assert ("SAVEPOINT" in words) is committing.features.uses_savepoints
        if committing.features.uses_savepoints:
            assert names() == ["first", "second"]
            assert ("RELEASE" in words) >= committing.features.can_release_savepoints
        else:
            assert names() == []

    def test_savepoints_by_hand(self, committing: Any, names: Any) -> None:
        need(committing.features, "uses_savepoints", "supports_transactions")
        alias = committing.alias
        with transaction.atomic(using=alias):
            names.add("first")
            savepoint = transaction.savepoint(using=alias)
            names.add("lost")
            transaction.savepoint_rollback(savepoint, using=alias)
            another = transaction.savepoint(using=alias)
            names.add("second")
            transaction.savepoint_commit(another, using=alias)
        assert names() == ["first", "second"]

    def test_after_an_error_in_an_inner_block_the_outer_one_goes_on(self, committing: Any, names: Any) -> None:
        need(committing.features, "uses_savepoints", "supports_transactions")
        unique = Unique.objects.using(committing.alias)
        with transaction.atomic(using=committing.alias):
            unique.create(code="a")
            with pytest.raises(IntegrityError), transaction.atomic(using=committing.alias):
                unique.create(code="a")
            names.add("later")
        assert names() == ["later"] and unique.count() == 1

    def test_after_an_error_that_was_swallowed_nothing_more_is_done(self, committing: Any, names: Any) -> None:
        need(committing.features, "supports_transactions")
        with transaction.atomic(using=committing.alias):
            with pytest.raises(Planned), transaction.atomic(using=committing.alias, savepoint=False):
                raise Planned
            with pytest.raises(TransactionManagementError, match="until the end of the 'atomic'"):
                names()
        assert names() == []

    def test_what_waits_for_the_commit_runs_after_it_or_never(self, committing: Any, names: Any) -> None:
        need(committing.features, "supports_transactions")
        done: list[str] = []
        with transaction.atomic(using=committing.alias):
            transaction.on_commit(lambda: done.append("committed"), using=committing.alias)
            assert done == []
        with pytest.raises(Planned), transaction.atomic(using=committing.alias):
            transaction.on_commit(lambda: done.append("never"), using=committing.alias)
            raise Planned
        transaction.on_commit(lambda: done.append("at once"), using=committing.alias)
        assert done == ["committed", "at once"]

    def test_transactions_by_hand(self, committing: Any, names: Any) -> None:
        need(committing.features, "supports_transactions")
        alias = committing.alias
        transaction.set_autocommit(False, using=alias)
        try:
            names.add("lost")
            transaction.rollback(using=alias)
            names.add("kept")
            transaction.commit(using=alias)
        finally:
            transaction.rollback(using=alias)
            transaction.set_autocommit(True, using=alias)
        assert names() == ["kept"]

    def test_a_durable_block_is_the_outermost(self, committing: Any) -> None:
        with transaction.atomic(using=committing.alias), pytest.raises(RuntimeError, match="durable"):
            with transaction.atomic(using=committing.alias, durable=True):
                pass

    @claims("test_db_allows_multiple_connections")
    def test_others_see_what_is_committed_only(self, committing: Any, names: Any) -> None:
        need(committing.features, "supports_transactions", "test_db_allows_multiple_connections")
        other = committing.copy("compliance_other")
        quote = committing.ops.quote_name

        def seen() -> int:
            with other.cursor() as cursor:
                cursor.execute(f"SELECT COUNT(*) FROM {quote(Author._meta.db_table)}")
                return int(cursor.fetchone()[0])

        try:
            with transaction.atomic(using=committing.alias):
                names.add("x")
                assert seen() == 0
            assert seen() == 1
        finally:
            other.close()
