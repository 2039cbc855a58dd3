"""The rest of a program: choices, transactions, connections, routers, settings, start."""

from __future__ import annotations

from typing import Any, assert_type

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldError, ImproperlyConfigured, ObjectDoesNotExist, ValidationError
from django.core.management import call_command
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    connection,
    connections,
    models,
    router,
    transaction,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.signals import post_save
from django.db.utils import OperationalError
from django.dispatch import receiver
from tests.typing.library import Author, Book, Stars, Status


def choices() -> None:
    assert_type(Status.DRAFT.value, str)
    assert_type(Stars.TWO.value, int)
    assert_type(Status("d"), Status)
    assert_type(Status.names, list[str])
    assert_type(Status.choices, list[tuple[Any, Any]])
    assert_type(list(Status), list[Status])
    text: str = Status.DRAFT
    number: int = Stars.ONE + 1
    label: str = Status.OUT.label
    print(text.upper(), number, label, Status.labels, Stars.values)


@transaction.atomic
def bare(author: Author, times: int = 1) -> list[Book]:
    return [author.book_set.create(title=str(time)) for time in range(times)]


@transaction.atomic(using="archive", durable=True)
def called(author: Author) -> Book | None:
    return author.book_set.first()


def transactions(author: Author) -> None:
    assert_type(bare(author, times=2), list[Book])
    assert_type(called(author), Book | None)
    bare("no author")  # error
    called(1)  # error
    with transaction.atomic():
        author.save()
    with transaction.atomic("archive", savepoint=False):
        transaction.on_commit(lambda: print("done"), using="archive")
    with transaction.atomic(["default", "archive"]):
        pass


def databases() -> list[Any]:
    try:
        with connections["archive"].cursor() as cursor:
            cursor.execute("SELECT %s", [1])
            rows = cursor.fetchall()
            assert_type(connections["archive"].vendor, str)
            assert_type(connections["archive"].alias, str)
    except (IntegrityError, OperationalError, DatabaseError):
        raise
    for alias in connections:
        assert_type(alias, str)
        connections[alias].close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        print(cursor.fetchone(), connection.vendor, DEFAULT_DB_ALIAS)
    assert_type(router.db_for_read(Author), str)
    return list(rows)


class ArchiveRouter:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return "archive" if model._meta.app_label == "old" else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        return None


class LibraryConfig(AppConfig):
    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        print(apps.get_model("library", "Book"))


@receiver(post_save, sender=Book)
def saved(sender: type[Book], instance: Book, created: bool, **kwargs: Any) -> None:
    print(instance.title)


def start() -> None:
    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3"}})
    django.setup()
    print(settings.DATABASES, settings.DEBUG, settings.USE_TZ, django.VERSION)
    call_command("migrate", verbosity=0)


def meta(book: Book) -> None:
    names: list[str] = [field.name for field in Book._meta.get_fields()]
    print(Book._meta.db_table, Book._meta.app_label, names, book._state.db, book._state.adding)
    try:
        book.full_clean(exclude=["author"])
    except ValidationError as error:
        print(error.message_dict, FieldError, ImproperlyConfigured, ObjectDoesNotExist)


class Reserved(models.Model):
    first = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="in_order"),
            models.UniqueConstraint(fields=["first", "last"], name="once"),
        ]
        indexes = [models.Index(fields=["first"], name="by_first")]


def what_comes_along(user: User) -> None:
    assert_type(user.username, str)
    assert_type(user.groups.first(), Group | None)
    assert_type(Group.objects.filter(name="x"), models.QuerySet[Group])
    assert_type(ContentType.objects.first(), ContentType | None)
    print(User.objects.create_user("ada"), KeyTextTransform("key", "meta"))
