"""Whatever a program does first works: what it needs is loaded then, by whomever it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.sources import ROOT

PROGRAM = """
import sys, types
app = sys.modules["first"] = types.ModuleType("first")
app.__path__ = ["first"]
from django.conf import settings
settings.configure(
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}},
    INSTALLED_APPS=["first"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
import django
django.setup()
from django.db import connection, models, transaction
from django.db.models import F, Q
class Tag(models.Model):
    class Meta:
        app_label = "first"
class Book(models.Model):
    name = models.CharField(max_length=20)
    pages = models.IntegerField(default=1)
    day = models.DateField(null=True)
    data = models.JSONField(default=dict)
    parent = models.ForeignKey("self", models.CASCADE, null=True)
    tags = models.ManyToManyField(Tag)
    class Meta:
        app_label = "first"
cursor = connection.cursor()
cursor.execute("CREATE TABLE first_tag (id integer PRIMARY KEY)")
cursor.execute("CREATE TABLE first_book (id integer PRIMARY KEY, name text, pages integer, day date, data text, "
               "parent_id integer)")
cursor.execute("CREATE TABLE first_book_tags (id integer PRIMARY KEY, book_id integer, tag_id integer)")
cursor.execute("INSERT INTO first_book VALUES (1, 'a', 3, '2024-02-03', '{{\\"k\\": 5}}', NULL)")
cursor.execute("INSERT INTO first_book VALUES (2, 'b', 4, NULL, '{{}}', 1)")
books = Book.objects
found = {deed}
assert found == {expected!r}, found
"""

#: What is done first, and what it gives.
DEEDS: dict[str, object] = {
    "books.filter(data__k=5).get().pk": 1,
    "books.filter(data__has_key='k').count()": 1,
    "list(books.values_list('data__k', flat=True).order_by('pk'))": [5, None],
    "books.filter(name__icontains='A').get().pk": 1,
    "books.filter(pages__gt=3.5).get().pk": 2,
    "books.filter(day__year__gte=2024).get().pk": 1,
    "books.dates('day', 'month').get().day": 1,
    "books.filter(parent=Book(pk=1)).get().pk": 2,
    "books.filter(parent__in=[1]).get().pk": 2,
    "books.filter(tags=None).count()": 2,
    "books.order_by(F('pages').desc())[0].pk": 2,
    "books.order_by('-pages').first().pk": 2,
    "books.annotate(more=F('pages') + 1).get(more=5).pk": 2,
    "books.filter(~Q(name='a')).get().pk": 2,
    "books.exclude(tags__pk=3).count()": 2,
    "books.aggregate(models.Max('pages'))": {"pages__max": 4},
    "books.annotate(n=models.Count('book')).get(n=1).pk": 1,
    "books.filter(models.Exists(books.filter(parent=models.OuterRef('pk')))).get().pk": 1,
    "books.annotate(c=models.Case(models.When(pages=3, then=models.Value(1)))).get(c=1).pk": 1,
    "books.union(books.all()).count()": 2,
    "list(books.in_bulk([1]))": [1],
    "books.raw('SELECT * FROM first_book WHERE id = 1')[0].name": "a",
    "books.get(pk=1) in books.prefetch_related('book_set', 'tags')": True,
    "books.select_related('parent').get(pk=2).parent.name": "a",
    "books.create(name='c').pk": 3,
    "len(books.bulk_create([Book(name='x'), Book(name='y')]))": 2,
    "books.bulk_update([Book(pk=1, name='z')], ['name'])": 1,
    "books.update(pages=F('pages') * 2)": 2,
    "books.get_or_create(name='q')[1]": True,
    "books.get(pk=2).delete()[0]": 1,
    "books.all().delete()[0]": 2,
    "books.get(pk=1).save()": None,
    "books.get(pk=1).refresh_from_db()": None,
    "books.get(pk=1).full_clean(exclude=['data', 'parent'])": None,
    "books.get(pk=1).tags.set([])": None,
    "transaction.atomic()(books.count)()": 2,
    "[message for message in Book.check() if message.level > 30]": [],
    "len(__import__('pickle').loads(__import__('pickle').dumps(books.all())))": 2,
    "Q(pages__gt=2).check({'pages': 3})": True,
    "models.fields.json.KeyTransform.__name__": "KeyTransform",
    "models.fields.related.ManyToManyDescriptor.__name__": "ManyToManyDescriptor",
    "models.UUIDField().clean('0' * 32, None).hex": "0" * 32,
    "models.EmailField().clean('a@example.org', None)": "a@example.org",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_program_may_do_anything_first(deed: str) -> None:
    code = PROGRAM.format(deed=deed, expected=DEEDS[deed])
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
