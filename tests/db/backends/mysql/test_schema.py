"""What tables of MySQL and MariaDB look like after each change, as the server itself describes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from django.db import IntegrityError, connections, models, transaction
from django.db.backends.mysql.schema import DatabaseSchemaEditor
from django.db.models.functions import Now, Upper
from django.test.utils import isolate_apps
from django.utils.functional import SimpleLazyObject
from tests import scratch

pytestmark = pytest.mark.engine("mysql")


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with scratch.database("mysql", "my_schema", tmp_path_factory.mktemp("schema")) as alias:
        yield connections[alias]


@pytest.fixture
def tables(connection: Any) -> Iterator[Any]:
    """Makes models and their tables, changes them, and drops what is left."""
    with isolate_apps("tests.testapp"):
        yield Tables(connection)
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        cursor.execute("SET foreign_key_checks = 0")
        for name in names:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")
        cursor.execute("SET foreign_key_checks = 1")


class NaturalField(models.IntegerField):
    """A number whose column has a check."""

    def db_check(self, connection: Any) -> str:
        return f"{connection.ops.quote_name(self.column)} >= 0"


class Tables:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def model(self, name: str, meta: dict[str, Any] | None = None, /, **fields: Any) -> Any:
        options = type("Meta", (), {"app_label": "testapp", "db_table": name.lower(), **(meta or {})})
        return type(name, (models.Model,), {"__module__": "tests.testapp.models", "Meta": options, **fields})

    def create(self, *made: Any) -> None:
        with self.connection.schema_editor() as editor:
            for model in made:
                editor.create_model(model)

    def alter(self, model: Any, name: str, new: Any, new_name: str | None = None) -> Any:
        """Change a field; return the new one."""
        new.set_attributes_from_name(new_name or name)
        new.model = model
        with self.connection.schema_editor() as editor:
            editor.alter_field(model, model._meta.get_field(name), new, strict=True)
        return new

    def written(self, table: str) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SHOW CREATE TABLE {self.connection.ops.quote_name(table)}")
            return str(cursor.fetchone()[1])

    def column(self, table: str, column: str) -> str:
        """The line of a column, as the server writes it."""
        (line,) = re.findall(rf"^  `{column}` (.*?),?$", self.written(table), re.MULTILINE)
        return str(line)

    def constraints(self, table: str) -> dict[str, Any]:
        with self.connection.cursor() as cursor:
            return dict(self.connection.introspection.get_constraints(cursor, table))

    def indexes(self, table: str) -> list[list[str]]:
        return sorted(found["columns"] for found in self.constraints(table).values() if found["index"])


def test_a_column_says_all_that_the_field_does(tables: Any) -> None:
    model = tables.model(
        "Whole",
        {"db_table_comment": "it's all"},
        name=models.CharField(
            max_length=9, db_collation="utf8mb4_bin", db_comment="what 'it' is, 100%", db_default="x'y"
        ),
        number=NaturalField(null=True),
        at=models.DateTimeField(db_default=Now()),
        twice=models.GeneratedField(
            expression=models.F("number") * 2, output_field=models.IntegerField(), db_persist=True, db_comment="2"
        ),
        loud=models.GeneratedField(
            expression=Upper("name"), output_field=models.CharField(max_length=9), db_persist=False
        ),
    )
    tables.create(model)
    assert "AUTO_INCREMENT" in tables.column("whole", "id")
    name = tables.column("whole", "name")
    assert "utf8mb4_bin NOT NULL DEFAULT 'x''y' COMMENT 'what ''it'' is, 100%'" in name
    assert "CHECK (`number` >= 0)" in tables.written("whole")
    assert re.search(r"GENERATED ALWAYS AS \(`number` \* 2\) STORED COMMENT '2'", tables.column("whole", "twice"))
    assert re.search(r"GENERATED ALWAYS AS \((upper|ucase)\(`name`\)\) VIRTUAL", tables.column("whole", "loud"))
    assert "COMMENT='it''s all'" in tables.written("whole")


def test_a_collation_may_be_worked_out_late(tables: Any) -> None:
    collation = SimpleLazyObject(lambda: "utf8mb4_bin")
    tables.create(tables.model("Late", word=models.CharField(max_length=5, db_collation=collation)))
    assert "COLLATE utf8mb4_bin" in tables.column("late", "word")


def test_a_change_of_type_keeps_the_rest(tables: Any) -> None:
    model = tables.model("Kept", number=models.IntegerField(db_default=7, db_comment="why", null=True))
    tables.create(model)
    tables.alter(model, "number", models.BigIntegerField(db_default=7, db_comment="why", null=True))
    assert re.fullmatch(r"bigint(\(20\))? DEFAULT 7 COMMENT 'why'", tables.column("kept", "number"))


def test_a_change_of_nullability_comment_or_default_keeps_the_rest(tables: Any) -> None:
    text = {"max_length": 5, "db_collation": "utf8mb4_bin"}
    model = tables.model("Kept", word=models.CharField(**text, null=True))
    tables.create(model)
    for options, expected in (
        ({"null": False, "default": "x"}, "NOT NULL"),
        ({"db_comment": "c"}, "NOT NULL COMMENT 'c'"),
        ({"db_comment": "c", "db_default": "d"}, "NOT NULL DEFAULT 'd' COMMENT 'c'"),
        ({"db_default": "d", "null": True}, "DEFAULT 'd'"),
        ({}, "NOT NULL"),
    ):
        new = tables.alter(model, "word", models.CharField(**text, **options))
        assert tables.column("kept", "word").endswith(f"COLLATE utf8mb4_bin {expected}")
        model._meta.local_fields[1:] = [new]
        model._meta._expire_cache()


def test_nulls_get_the_default_in_its_new_type(tables: Any) -> None:
    model = tables.model("Filled", number=models.IntegerField(null=True))
    tables.create(model)
    with tables.connection.cursor() as cursor:
        cursor.execute("INSERT INTO filled (number) VALUES (NULL), (5)")
        tables.alter(model, "number", models.CharField(max_length=9, default="none"))
        cursor.execute("SELECT number FROM filled ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["none", "5"]
    assert tables.column("filled", "number").endswith("NOT NULL")


def test_a_check_of_a_column_comes_stays_and_goes_with_it(tables: Any) -> None:
    model = tables.model("Checked", number=NaturalField(), document=models.JSONField(null=True))
    tables.create(model)
    new = tables.alter(model, "number", NaturalField(db_comment="still"))
    assert "CHECK (`number` >= 0)" in tables.written("checked")
    model._meta.local_fields[1] = new
    model._meta._expire_cache()
    tables.alter(model, "number", models.IntegerField())
    assert "`number` >= 0" not in tables.written("checked")
    assert tables.column("checked", "number").endswith("NOT NULL")
    tables.alter(model, "document", models.TextField(null=True))
    assert "json_valid" not in tables.written("checked")


def test_a_renamed_column_keeps_all(tables: Any) -> None:
    model = tables.model("Renamed", old=NaturalField(db_comment="c", db_default=3, unique=True))
    tables.create(model)
    tables.alter(model, "old", NaturalField(db_comment="c", db_default=3, unique=True), "new")
    column = tables.column("renamed", "new")
    assert "NOT NULL DEFAULT 3 COMMENT 'c'" in column
    assert "`new` >= 0" in tables.written("renamed")
    assert ["new"] in tables.indexes("renamed")


def test_a_key_can_begin_and_end_to_number_itself(tables: Any) -> None:
    model = tables.model("Numbered", id=models.IntegerField(primary_key=True))
    tables.create(model)
    auto = tables.alter(model, "id", models.BigAutoField(primary_key=True))
    assert re.match(r"bigint(\(20\))? NOT NULL AUTO_INCREMENT", tables.column("numbered", "id"))
    model._meta.local_fields[:] = [auto]
    model._meta._expire_cache()
    tables.alter(model, "id", models.IntegerField(primary_key=True))
    assert "AUTO_INCREMENT" not in tables.column("numbered", "id")
    assert "PRIMARY KEY (`id`)" in tables.written("numbered")


def test_another_column_becomes_the_key(tables: Any) -> None:
    model = tables.model("Other", code=models.CharField(max_length=9, unique=True))
    tables.create(model)
    with tables.connection.schema_editor() as editor:
        new = models.CharField(max_length=9, primary_key=True)
        new.set_attributes_from_name("code")
        new.model = model
        editor.alter_field(model, model._meta.get_field("code"), new, strict=True)
    assert "PRIMARY KEY (`code`)" in tables.written("other")
    assert "AUTO_INCREMENT" not in tables.written("other")


def test_columns_that_refer_follow_a_change_of_type(tables: Any) -> None:
    target = tables.model("Target", id=models.AutoField(primary_key=True))
    source = tables.model(
        "Source", target=models.ForeignKey(target, models.CASCADE, null=True, db_comment="c"),
        targets=models.ManyToManyField(target, related_name="sources"),
    )  # fmt: skip
    tables.create(target, source)
    tables.alter(target, "id", models.BigAutoField(primary_key=True))
    assert re.fullmatch(r"bigint(\(20\))? DEFAULT NULL COMMENT 'c'", tables.column("source", "target_id"))
    assert re.fullmatch(r"bigint(\(20\))? NOT NULL", tables.column("source_targets", "target_id"))
    assert len([each for each in tables.constraints("source").values() if each["foreign_key"]]) == 1
    assert len([each for each in tables.constraints("source_targets").values() if each["foreign_key"]]) == 2


def test_a_reference_has_one_index_and_so_has_a_column_without_one(tables: Any) -> None:
    target = tables.model("Target")
    source = tables.model(
        "Source",
        checked=models.ForeignKey(target, models.CASCADE, related_name="+"),
        unchecked=models.ForeignKey(target, models.CASCADE, related_name="+", db_constraint=False),
        bare=models.ForeignKey(target, models.CASCADE, related_name="+", db_constraint=False, db_index=False),
    )
    tables.create(target, source)
    assert tables.indexes("source") == [["checked_id"], ["id"], ["unchecked_id"]]
    references = [each for each in tables.constraints("source").values() if each["foreign_key"]]
    assert [each["columns"] for each in references] == [["checked_id"]]


def test_a_reference_is_added_changed_and_removed_with_its_column(tables: Any) -> None:
    target, source = tables.model("Target"), tables.model("Source", name=models.CharField(max_length=5))
    tables.create(target, source)
    field = models.ForeignKey(target, models.CASCADE, null=True)
    field.set_attributes_from_name("target")
    field.model = source
    field.contribute_to_class(source, "target")
    with tables.connection.schema_editor() as editor:
        editor.add_field(source, source._meta.get_field("target"))
    assert [each["foreign_key"] for each in tables.constraints("source").values() if each["foreign_key"]] == [
        ("target", "id")
    ]
    new = tables.alter(source, "target", models.IntegerField(null=True), "target_id")
    assert tables.indexes("source") == [["id"]]
    assert not [each for each in tables.constraints("source").values() if each["foreign_key"]]
    with tables.connection.schema_editor() as editor:
        editor.remove_field(source, new)
    assert "target_id" not in tables.written("source")


@pytest.mark.parametrize("how", ["unique together", "constraint", "index"])
def test_the_only_index_of_a_reference_is_replaced_when_it_goes(tables: Any, how: str) -> None:
    target = tables.model("Target")
    fields = {"target": models.ForeignKey(target, models.CASCADE), "number": models.IntegerField()}
    constraint = models.UniqueConstraint(fields=["target", "number"], name="both")
    index = models.Index(fields=["target", "-number"], name="both")
    meta: dict[str, Any] = {
        "unique together": {"unique_together": [("target", "number")]},
        "constraint": {"constraints": [constraint]},
        "index": {"indexes": [index]},
    }[how]
    source = tables.model("Source", meta, **fields)
    tables.create(target, source)
    # The server drops its own index once another one begins with the column.
    assert tables.indexes("source") == [["id"], ["target_id", "number"]]
    with tables.connection.schema_editor() as editor:
        if how == "unique together":
            editor.alter_unique_together(source, [("target", "number")], [])
        elif how == "constraint":
            editor.remove_constraint(source, constraint)
        else:
            editor.remove_index(source, index)
    assert tables.indexes("source") == [["id"], ["target_id"]]


def test_an_index_that_no_reference_needs_just_goes(tables: Any) -> None:
    index = models.Index(fields=["number"], name="by_number")
    model = tables.model("Plain", {"indexes": [index]}, number=models.IntegerField(db_index=True))
    tables.create(model)
    with tables.connection.schema_editor() as editor:
        editor.remove_index(model, index)
    assert tables.indexes("plain") == [["id"], ["number"]]


def test_an_index_gets_another_name(tables: Any) -> None:
    old, new = models.Index(fields=["number"], name="old"), models.Index(fields=["number"], name="new")
    model = tables.model("Plain", {"indexes": [old]}, number=models.IntegerField())
    tables.create(model)
    with tables.connection.schema_editor() as editor:
        editor.rename_index(model, old, new)
    assert "KEY `new` (`number`)" in tables.written("plain")
    assert "`old`" not in tables.written("plain")


def test_long_texts_get_no_index_but_may_have_defaults(tables: Any) -> None:
    model = tables.model(
        "Long",
        text=models.TextField(db_index=True, db_default="it's"),
        blob=models.BinaryField(db_index=True, null=True),
    )
    tables.create(model)
    assert tables.indexes("long") == [["id"]]
    assert "DEFAULT 'it''s'" in tables.column("long", "text") or "'it\\'s'" in tables.column("long", "text")
    for name, field in (("more", models.TextField(default="so")), ("data", models.BinaryField(default=b"\x00'"))):
        field.contribute_to_class(model, name)
        with tables.connection.cursor() as cursor:
            cursor.execute("INSERT INTO `long` () VALUES ()") if name == "more" else None
        with tables.connection.schema_editor() as editor:
            editor.add_field(model, model._meta.get_field(name))
    with tables.connection.cursor() as cursor:
        cursor.execute("SELECT text, more, data FROM `long`")
        assert [tuple(row) for row in cursor.fetchall()] == [("it's", "so", b"\x00'")]
    assert tables.column("long", "more").endswith("NOT NULL")


def test_conditions_of_indexes_are_ignored_and_those_of_uniqueness_leave_it_out(tables: Any) -> None:
    some = models.Q(number__gt=1)
    index = models.Index(fields=["number"], condition=some, name="some")
    unique = models.UniqueConstraint(fields=["number"], condition=some, name="unique_some")
    model = tables.model("Partly", {"indexes": [index], "constraints": [unique]}, number=models.IntegerField())
    tables.create(model)
    assert tables.indexes("partly") == [["id"], ["number"]]
    with tables.connection.schema_editor() as editor:
        editor.remove_constraint(model, unique)
        editor.remove_index(model, index)
    assert tables.indexes("partly") == [["id"]]


def test_checks_are_added_kept_and_removed(tables: Any) -> None:
    check = models.CheckConstraint(condition=models.Q(number__gt=1), name="more_than_one")
    model = tables.model("Checked", number=models.IntegerField())
    tables.create(model)
    with tables.connection.schema_editor() as editor:
        editor.add_constraint(model, check)
    assert tables.constraints("checked")["more_than_one"]["columns"] == ["number"]
    with pytest.raises(IntegrityError), transaction.atomic(tables.connection.alias):
        model._default_manager.using(tables.connection.alias).create(number=0)
    with tables.connection.schema_editor() as editor:
        editor.remove_constraint(model, check)
    assert "more_than_one" not in tables.constraints("checked")


def test_tables_and_their_comments_change(tables: Any) -> None:
    model = tables.model("Before", {"db_table_comment": "old"}, number=models.IntegerField())
    tables.create(model)
    with tables.connection.schema_editor() as editor:
        editor.alter_db_table_comment(model, "old", "it's new")
        editor.alter_db_table(model, "before", "after")
    assert "COMMENT='it''s new'" in tables.written("after")
    model._meta.db_table = "after"
    with tables.connection.schema_editor() as editor:
        editor.alter_db_table_comment(model, "it's new", None)
        editor.delete_model(model)
    assert "after" not in tables.connection.introspection.table_names()


def test_statements_can_be_collected(tables: Any) -> None:
    target = tables.model("Target")
    fields = {"target": models.ForeignKey(target, models.CASCADE), "text": models.CharField(max_length=3)}
    source = tables.model("Source", **fields)
    with tables.connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(source)
    create, reference = editor.collected_sql
    assert create.startswith("CREATE TABLE `source` (`id` bigint NOT NULL PRIMARY KEY AUTO_INCREMENT, ")
    assert "ADD CONSTRAINT" in reference and "FOREIGN KEY (`target_id`) REFERENCES `target` (`id`)" in reference
    assert "source" not in tables.connection.introspection.table_names()


def test_nothing_is_changed_within_a_transaction(tables: Any) -> None:
    model = tables.model("Never")
    with transaction.atomic(tables.connection.alias), pytest.raises(
        transaction.TransactionManagementError, match="can't perform a rollback"
    ):
        tables.create(model)


def test_a_procedure_is_dropped_by_its_name(tables: Any) -> None:
    with tables.connection.cursor() as cursor:
        cursor.execute("CREATE PROCEDURE twice (IN n INTEGER) SELECT n * 2")
    with tables.connection.schema_editor() as editor:
        editor.remove_procedure("twice", ["int"])
    with tables.connection.cursor() as cursor:
        cursor.execute("SHOW PROCEDURE STATUS WHERE Db = DATABASE()")
        assert cursor.fetchall() in ((), [])


def test_what_the_catalog_cannot_hold_is_refused_rather_than_changed(tables: Any) -> None:
    model = tables.model("Told", number=models.IntegerField(db_comment="a unicorn 🦄"))
    with pytest.raises(ValueError, match="three bytes per character"):
        tables.create(model)
    with pytest.raises(ValueError, match="has no names like"):
        tables.create(tables.model("Named", {"db_table": "unicorns 🦄"}))


# --- MySQL 8, of which there is no server here: what is written differently ------------------------------------------


@pytest.fixture
def mysql(connection: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(connection, "mysql_is_mariadb", False)
    return connection


def test_mysql_drops_checks_by_their_own_word(mysql: Any) -> None:
    editor = DatabaseSchemaEditor(mysql)
    model = SimpleNamespace(_meta=SimpleNamespace(db_table="t"))
    assert str(editor._delete_check_sql(model, "c")) == "ALTER TABLE `t` DROP CHECK `c`"


def test_mysql_takes_defaults_of_long_columns_as_expressions(mysql: Any) -> None:
    with isolate_apps("tests.testapp"):
        model = Tables(mysql).model(
            "Long",
            text=models.TextField(db_default="x"),
            short=models.CharField(max_length=3, db_default="x"),
            given=models.TextField(default="y"),
        )
        text, short, given = (model._meta.get_field(name) for name in ("text", "short", "given"))
        editor = DatabaseSchemaEditor(mysql)
        assert [editor.db_default_sql(field)[0] for field in (text, short)] == ["('x')", "'x'"]
        assert editor.column_sql(model, given, True) == ("longtext DEFAULT (%s) NOT NULL", ["y"])


def test_mysql_does_not_repeat_the_check_of_a_column(mysql: Any) -> None:
    with isolate_apps("tests.testapp"):
        model = Tables(mysql).model("Checked", number=NaturalField())
        modify = DatabaseSchemaEditor(mysql)._modify_sql(model._meta.get_field("number"))
    assert modify == "MODIFY `number` integer NOT NULL"
