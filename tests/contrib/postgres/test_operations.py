"""What holds of the operations: each is run forwards and backwards against a server."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from django.contrib.postgres import operations as ops
from django.contrib.postgres.indexes import BrinIndex
from django.db import DatabaseError, IntegrityError, NotSupportedError, connections, transaction
from django.db.migrations.operations.base import Operation
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.test.utils import CaptureQueriesContext, override_settings
from tests.contrib.postgres.models import Stay, registry

pytestmark = pytest.mark.engine("postgresql")

INDEX = Index(fields=["room"], name="stay_room_i")
CONDITION = Q(room__gte=4) & (Q(number__isnull=True) | Q(number=F("room") % 5))
CHECK = CheckConstraint(condition=CONDITION, name="stay_room_check")


def state(*indexes: Any) -> Any:
    """What operations ask of the state of the models."""
    known = {index.name: index for index in indexes}
    return SimpleNamespace(
        apps=registry, models={("postgres", "stay"): SimpleNamespace(get_index_by_name=known.__getitem__)}
    )


def forwards(operation: Operation, alias: str, before: Any = None, after: Any = None, atomic: bool = False) -> int:
    return run(operation.database_forwards, alias, before or state(), after or state(), atomic)


def backwards(operation: Operation, alias: str, before: Any = None, after: Any = None, atomic: bool = False) -> int:
    return run(operation.database_backwards, alias, before or state(), after or state(), atomic)


def run(method: Any, alias: str, before: Any, after: Any, atomic: bool) -> int:
    """Run one direction; return how many statements that took."""
    connection = connections[alias]
    with CaptureQueriesContext(connection) as captured, connection.schema_editor(atomic=atomic) as editor:
        method("postgres", editor, before, after)
    return len(captured)


def names(alias: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        return set(connections[alias].introspection.get_constraints(cursor, Stay._meta.db_table))


BRIN = BrinIndex(fields=["room"], name="stay_room_brin", pages_per_range=4)


@pytest.fixture(params=[INDEX, BRIN], ids=["btree", "brin"])
def index(request: Any, alone: str) -> Iterator[Any]:
    yield request.param
    with connections[alone].cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {request.param.name}")


def test_an_index_is_made_and_dropped_concurrently(alone: str, index: Any) -> None:
    add, remove = ops.AddIndexConcurrently("Stay", index), ops.RemoveIndexConcurrently("Stay", index.name)
    forwards(add, alone)
    assert index.name in names(alone)
    forwards(remove, alone, before=state(index))
    assert index.name not in names(alone)
    backwards(remove, alone, after=state(index))
    assert index.name in names(alone)
    backwards(add, alone)
    assert index.name not in names(alone)


@pytest.mark.parametrize(
    "operation", [ops.AddIndexConcurrently("Stay", INDEX), ops.RemoveIndexConcurrently("Stay", "x")]
)
def test_concurrent_operations_refuse_a_transaction(pg: str, operation: Operation) -> None:
    text = f"The {type(operation).__name__} operation cannot be executed inside"
    for direction in (forwards, backwards):
        with pytest.raises(NotSupportedError, match=text):
            direction(operation, pg, state(INDEX), state(INDEX), atomic=True)


def test_a_check_is_kept_first_and_validated_later(pg: str) -> None:
    Stay.objects.using(pg).create(room=1)
    add = ops.AddConstraintNotValid("Stay", CHECK)
    forwards(add, pg, atomic=True)
    with pytest.raises(IntegrityError), transaction.atomic(using=pg):
        Stay.objects.using(pg).create(room=2)
    validate = ops.ValidateConstraint("Stay", name=CHECK.name)
    with pytest.raises(IntegrityError), transaction.atomic(using=pg):
        forwards(validate, pg, atomic=True)
    Stay.objects.using(pg).update(room=5)
    assert forwards(validate, pg, atomic=True) > 0
    assert backwards(validate, pg) == 0
    backwards(add, pg, atomic=True)
    Stay.objects.using(pg).create(room=2)
    with pytest.raises(TypeError, match="AddConstraintNotValid.constraint must be a check constraint."):
        ops.AddConstraintNotValid("Stay", UniqueConstraint(fields=["room"], name="x"))


def test_an_extension_is_created_once_and_dropped(pg: str) -> None:
    with connections[pg].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'tablefunc'")
        if cursor.fetchone() is None:
            pytest.skip("the server has no extension tablefunc; apt install postgresql-contrib")
    operation = ops.CreateExtension("tablefunc")
    assert forwards(operation, pg) == 4  # is it there, make it, numbers of the types of two extensions
    assert forwards(operation, pg) == 3
    assert backwards(operation, pg) == 2
    assert backwards(operation, pg) == 1


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (ops.BloomExtension, "bloom"),
        (ops.BtreeGinExtension, "btree_gin"),
        (ops.BtreeGistExtension, "btree_gist"),
        (ops.CITextExtension, "citext"),
        (ops.CryptoExtension, "pgcrypto"),
        (ops.HStoreExtension, "hstore"),
        (ops.TrigramExtension, "pg_trgm"),
        (ops.UnaccentExtension, "unaccent"),
    ],
)
def test_each_extension_has_its_operation(cls: Any, name: str) -> None:
    operation = cls(hints={"a": 1})
    assert (operation.name, operation.hints) == (name, {"a": 1})
    assert operation.formatted_description() == f"+ Creates extension {name}"
    assert operation.migration_name_fragment == f"create_extension_{name}"


@pytest.mark.parametrize(
    "options",
    [{"locale": "C"}, {"locale": "und-u-ks-level2", "provider": "icu", "deterministic": False}],
)
def test_a_collation_is_created_and_removed(pg: str, options: dict[str, Any]) -> None:
    with connections[pg].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_collation WHERE collname = 'de-x-icu'")
        if "provider" in options and cursor.fetchone() == (0,):
            pytest.skip("the server was built without ICU")
    create, remove = ops.CreateCollation("Own one", **options), ops.RemoveCollation("Own one", **options)
    for deed in (lambda: forwards(create, pg), lambda: backwards(create, pg)):
        assert deed() == 1
    backwards(remove, pg)
    if options["locale"] != "C":
        with connections[pg].cursor() as cursor:
            cursor.execute("SELECT 'a' = 'A' COLLATE \"Own one\"")
            assert cursor.fetchone() == (True,)
    forwards(remove, pg)
    assert create.deconstruct() == ("CreateCollation", [], {"name": "Own one", **options})


class Never:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return False


def test_routers_keep_operations_from_a_database(pg: str) -> None:
    operations = [
        ops.CreateExtension("tablefunc"),
        ops.CreateCollation("x", "C"),
        ops.RemoveCollation("x", "C"),
        ops.AddConstraintNotValid("Stay", CHECK),
        ops.ValidateConstraint("Stay", CHECK.name),
    ]
    with override_settings(DATABASE_ROUTERS=[Never()]):
        for operation in operations:
            assert forwards(operation, pg) == backwards(operation, pg) == 0


@pytest.mark.only_on("sqlite")
@pytest.mark.db
def test_other_engines_have_nothing_to_do_with_extensions_and_collations() -> None:
    for operation in (ops.HStoreExtension(), ops.CreateCollation("x", "C")):
        editor = connections["default"].schema_editor(collect_sql=True)
        operation.database_forwards("postgres", editor, None, None)
        operation.database_backwards("postgres", editor, None, None)
        assert editor.collected_sql == []


def test_operations_say_what_they_do_and_how_to_make_them_again() -> None:
    told = [
        (
            ops.AddIndexConcurrently("Stay", INDEX),
            "+ Concurrently create index stay_room_i on field(s) room of model Stay",
            {"model_name": "Stay", "index": INDEX},
        ),
        (
            ops.RemoveIndexConcurrently("Stay", "i"),
            "- Concurrently remove index i from Stay",
            {"model_name": "Stay", "name": "i"},
        ),
        (
            ops.AddConstraintNotValid("Stay", CHECK),
            "+ Create not valid constraint stay_room_check on model Stay",
            {"model_name": "Stay", "constraint": CHECK},
        ),
        (
            ops.ValidateConstraint("Stay", "c"),
            "~ Validate constraint c on model Stay",
            {"model_name": "Stay", "name": "c"},
        ),
    ]
    for operation, text, kwargs in told:
        assert operation.formatted_description() == text
        assert operation.deconstruct() == (type(operation).__name__, [], kwargs)
        assert operation.references_model("stay", "postgres")
        assert not operation.references_model("shelf", "postgres")


def test_hostile_names_stay_names(pg: str) -> None:
    hostile = 'x"; DROP TABLE postgres_stay; -- %s'
    operations = [
        ops.CreateCollation(hostile, hostile, provider=hostile),
        ops.RemoveCollation(hostile, hostile),
        ops.ValidateConstraint("Stay", hostile),
        ops.CreateExtension(hostile),
    ]
    for operation in operations:
        with pytest.raises(DatabaseError), transaction.atomic(using=pg):
            forwards(operation, pg)
    assert Stay.objects.using(pg).count() == 0


def test_what_is_made_and_removed_again_comes_to_nothing() -> None:
    add = ops.AddIndexConcurrently("Stay", INDEX)
    assert add.reduce(ops.RemoveIndexConcurrently("Stay", INDEX.name), "postgres") == []
    assert add.reduce(ops.RemoveIndexConcurrently("Stay", "other"), "postgres") is False
    create = ops.CreateCollation("a", "C")
    assert create.reduce(ops.RemoveCollation("a", "other"), "postgres") == []
    assert create.reduce(ops.RemoveCollation("b", "C"), "postgres") is False
