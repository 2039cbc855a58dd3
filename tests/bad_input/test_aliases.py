"""An alias that is not configured is refused with the known ones and the near miss, wherever it is named."""

from __future__ import annotations

import io

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.core.management.utility import execute_from_command_line
from django.db import connections, transaction
from django.utils.connection import ConnectionDoesNotExist
from tests.testapp.models import Author, Book, Category

pytestmark = pytest.mark.db("default", "other")

MESSAGE = (
    "The connection 'othr' doesn't exist. Known aliases: 'default', 'other', 'third'. Did you mean 'other'?"
)


def saved(**values):
    return Author(pk=1, **values)


@pytest.mark.parametrize(
    "deed",
    [
        lambda: connections["othr"],
        lambda: list(Author.objects.using("othr")),
        lambda: Author.objects.using("othr").count(),
        lambda: Author.objects.using("othr").exists(),
        lambda: Author.objects.using("othr").create(name="x"),
        lambda: Author.objects.using("othr").bulk_create([Author(name="x")]),
        lambda: Author.objects.using("othr").update(name="x"),
        lambda: Author.objects.using("othr").delete(),
        lambda: list(Author.objects.using("othr").iterator()),
        lambda: list(Author.objects.db_manager("othr").all()),
        lambda: list(Author.objects.raw("SELECT 1", using="othr")),
        lambda: Author(name="x").save(using="othr"),
        lambda: saved().delete(using="othr"),
        lambda: saved().refresh_from_db(using="othr"),
        lambda: transaction.atomic(using="othr").__enter__(),
        lambda: transaction.on_commit(print, using="othr"),
        lambda: transaction.get_autocommit(using="othr"),
        lambda: connections.unregister("othr"),
    ],
)
def test_it_is_refused_in_code(deed, refused) -> None:
    with refused(ConnectionDoesNotExist, MESSAGE):
        deed()


def test_the_error_is_one_of_configuration_too() -> None:
    with pytest.raises(ImproperlyConfigured):
        connections["othr"]


def test_without_a_near_miss_only_the_known_ones_are_named(refused) -> None:
    with refused(
        ConnectionDoesNotExist, "The connection 'xyz' doesn't exist. Known aliases: 'default', 'other', 'third'."
    ):
        connections["xyz"]


@pytest.mark.parametrize("command", ["migrate", "loaddata", "flush", "sqlflush", "inspectdb", "dbshell"])
def test_it_is_refused_by_commands_called_from_code(command, refused) -> None:
    words = ["nothing.json"] if command == "loaddata" else []
    with refused(ConnectionDoesNotExist, MESSAGE):
        call_command(command, *words, database="othr")


def test_it_is_refused_by_check_and_dumpdata(refused) -> None:
    with refused(ConnectionDoesNotExist, MESSAGE):
        call_command("check", databases=["othr"])
    with refused(CommandError, "Unable to serialize database: " + MESSAGE):
        call_command("dumpdata", database="othr", stdout=io.StringIO())


@pytest.mark.parametrize("command", ["migrate", "dumpdata", "loaddata x", "flush", "sqlflush", "inspectdb"])
def test_on_the_command_line_it_is_wrong_usage(command, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        execute_from_command_line(["manage.py", *command.split(), "--database", "othr"])
    assert left.value.code == 2
    assert (
        "argument --database: invalid choice: 'othr' (choose from 'default', 'other', 'third'). Did you mean 'other'?"
        in capsys.readouterr().err
    )


def test_a_router_that_names_it_is_named(settings_routers, refused) -> None:
    class Wrong:
        def db_for_read(self, model, **hints):
            return "othrr"

    settings_routers([Wrong()])
    for model, ask in ((Book, list), (Category, lambda rows: rows.count())):
        name = f"{Wrong.__module__}.{Wrong.__qualname__}"
        answer = f" The router {name} answered 'othr' to db_for_read({model._meta.label})."
        with refused(ConnectionDoesNotExist, MESSAGE.replace("othr", "othrr") + answer.replace("othr", "othrr")):
            ask(model.objects.all())


@pytest.fixture
def settings_routers():
    from django.test.utils import override_settings

    stack = []

    def routers(chain):
        override = override_settings(DATABASE_ROUTERS=chain)
        override.enable()
        stack.append(override)

    yield routers
    for override in reversed(stack):
        override.disable()
