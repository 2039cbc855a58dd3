"""What tests and tools ask of an engine: test databases, their copies and contents, emptied tables, explanations."""

from __future__ import annotations

from typing import Any

import pytest

from django.db import IntegrityError, NotSupportedError, connections
from django.test.compliance import library
from django.test.compliance.claims import claims
from django.test.compliance.databases import empty
from django.test.compliance.library import Author, Book, Unique
from django.test.compliance.needs import need


class TestTesting:
    @claims("can_clone_databases")
    def test_a_test_database_is_copied_or_it_is_refused(self, committing: Any) -> None:
        creation, alias = committing.creation, "compliance_copy"
        Author.objects.using(committing.alias).create(name="copied")
        if not committing.features.can_clone_databases:
            with pytest.raises(NotImplementedError, match="doesn't support cloning databases"):
                creation.clone_test_db("9", verbosity=0)
            return
        creation.clone_test_db("9", verbosity=0)
        try:
            copy = type(committing)(creation.get_test_db_clone_settings("9"), alias)
            connections[alias] = copy
            quote = copy.ops.quote_name
            with copy.cursor() as cursor:
                cursor.execute(f"SELECT {quote('name')} FROM {quote(Author._meta.db_table)}")
                assert [tuple(row) for row in cursor.fetchall()] == [("copied",)]
                cursor.execute(f"DELETE FROM {quote(Author._meta.db_table)}")
            copy.close()
            del connections[alias]
            # They are two databases now.
            assert Author.objects.using(committing.alias).count() == 1
        finally:
            creation.destroy_test_db(suffix="9", verbosity=0)
        committing.ensure_connection()

    def test_two_test_databases_have_two_signatures(self, committing: Any) -> None:
        other = committing.copy("compliance_other")
        other.settings_dict["TEST"] = {**other.settings_dict["TEST"], "NAME": "another_name"}
        assert committing.creation.test_db_signature() != other.creation.test_db_signature()
        hash(committing.creation.test_db_signature())

    @claims("supports_sequence_reset")
    def test_tables_are_emptied_and_their_numbers_start_anew(self, committing: Any) -> None:
        authors, alias = Author.objects.using(committing.alias), committing.alias
        author = authors.create(name="x")
        Book.objects.using(alias).create(title="x", author=author)
        tables = [Book._meta.db_table, Author._meta.db_table]
        sql = committing.ops.sql_flush(None, tables, reset_sequences=True, allow_cascade=True)
        committing.ops.execute_sql_flush(sql)
        assert authors.count() == Book.objects.using(alias).count() == 0
        if committing.features.supports_sequence_reset:
            assert authors.create(name="first").pk == 1

    def test_nothing_is_emptied_where_no_table_is_named(self, committing: Any) -> None:
        assert committing.ops.sql_flush(None, [], reset_sequences=True) == []

    def test_numbers_go_on_behind_rows_that_brought_their_own(self, committing: Any) -> None:
        need(committing.features, "supports_sequence_reset")
        authors = Author.objects.using(committing.alias)
        authors.create(pk=5000, name="x")
        with committing.cursor() as cursor:
            for sql in committing.ops.sequence_reset_sql(None, [Author]):
                cursor.execute(sql)
        assert authors.create(name="y").pk > 5000

    def test_contents_are_kept_as_text_and_put_back(self, committing: Any, monkeypatch: Any) -> None:
        from django.core.serializers import python as serializer
        from django.db.backends.base import test_contents

        monkeypatch.setattr(test_contents, "apps", library.registry)
        monkeypatch.setattr(test_contents, "_tells_migrated", lambda connection: lambda label: True)
        monkeypatch.setattr(serializer, "apps", library.registry)
        alias = committing.alias
        author = Author.objects.using(alias).create(name="Ünï 🦄 'q'")
        Book.objects.using(alias).create(title="t", author=author, price="1.50")
        Unique.objects.using(alias).create(code="c")
        kept = committing.creation.serialize_db_to_string()
        empty(committing)
        assert Author.objects.using(alias).count() == 0
        committing.creation.deserialize_db_from_string(kept)
        assert Book.objects.using(alias).get().author.name == "Ünï 🦄 'q'"
        assert committing.creation.serialize_db_to_string() == kept

    def test_references_are_not_checked_inside_of_a_block(self, committing: Any) -> None:
        need(committing.features, "supports_foreign_keys")
        broken = Book.objects.using(committing.alias)
        try:
            with committing.constraint_checks_disabled():
                broken.create(pk=1, title="x", author_id=12345)
        except IntegrityError:
            assert broken.count() == 0  # they cannot be switched off here
            return
        with pytest.raises(IntegrityError):
            committing.check_constraints([Book._meta.db_table])
        broken.all().delete()
        committing.check_constraints([Book._meta.db_table])
        with pytest.raises(IntegrityError):
            broken.create(pk=1, title="x", author_id=12345)

    @claims("supports_explaining_query_execution", "supported_explain_formats")
    def test_a_query_is_explained_or_it_is_refused(self, rows: Any, of: Any, features: Any, sent: Any) -> None:
        asked = of(Book).filter(pages__gt=1, author__name="x")
        if not features.supports_explaining_query_execution:
            with sent() as queries, pytest.raises(NotSupportedError, match="does not support explaining"):
                asked.explain()
            assert len(queries) == 0
            return
        for format in (None, *sorted(features.supported_explain_formats)):
            explained = asked.explain(format=format)
            assert isinstance(explained, str) and explained
        for wrong in ({"format": "no-such-format"}, {"no_such_option": True}):
            with sent() as queries, pytest.raises(ValueError, match="is not a recognized format|Unknown options"):
                asked.explain(**wrong)
            assert len(queries) == 0

    def test_a_script_is_split_into_statements(self, committing: Any) -> None:
        quote = committing.ops.quote_name
        table = quote(Author._meta.db_table)
        script = f"-- ignored\nDELETE FROM {table};\nDELETE FROM {table} WHERE {quote('name')} = 'a;b';"
        Author.objects.using(committing.alias).create(name="a;b")
        with committing.cursor() as cursor:
            for statement in committing.ops.prepare_sql_script(script):
                cursor.execute(statement)
        assert Author.objects.using(committing.alias).count() == 0

    def test_the_command_line_program_is_known(self, committing: Any) -> None:
        need_program = getattr(committing.client, "executable_name", None)
        if need_program is None:
            pytest.skip(f"{committing.vendor} has no command line program.")
        settings = {**committing.settings_dict, "PASSWORD": "s3cr3t-pass"}
        arguments, _ = committing.client.settings_to_cmd_args_env(settings, ["--version"])
        assert arguments[0] == need_program and "--version" in arguments
        if committing.settings_dict.get("PASSWORD"):
            assert not any("s3cr3t-pass" in argument for argument in arguments)

    @claims("supports_tablespaces")
    def test_a_tablespace_is_named_or_left_out(self, committing: Any) -> None:
        assert bool(committing.ops.tablespace_sql("somewhere")) is committing.features.supports_tablespaces

    @claims("supports_callproc_kwargs")
    def test_procedures_take_names_or_refuse_them(self, committing: Any) -> None:
        if not committing.features.supports_callproc_kwargs:
            with committing.cursor() as cursor, pytest.raises(NotSupportedError, match="Keyword parameters"):
                cursor.callproc("nothing", [], {"a": 1})
        else:
            need(committing.features, "supports_callproc_kwargs")
