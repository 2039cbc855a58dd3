#!/usr/bin/env python
"""The whole path in one run: three databases are made, filled through routers and by name, copied, and counted."""

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django  # noqa: E402  the settings must be known first

django.setup()

from journal.models import Entry  # noqa: E402
from shop.models import Category, Product  # noqa: E402
from team.models import Member  # noqa: E402

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, router, transaction  # noqa: E402


def main():
    start_afresh()
    migrate_each()
    write_through_routers()
    write_by_name()
    roll_back_one()
    copy_catalog()
    print_what_lies_where()


def start_afresh():
    settings.DATA.mkdir(parents=True, exist_ok=True)
    for alias in connections:
        Path(connections[alias].settings_dict["NAME"]).unlink(missing_ok=True)


def migrate_each():
    step("migrate each database")
    for alias in connections:
        call_command("migrate", database=alias, run_syncdb=True, verbosity=0)
        tell(f"{alias}: {', '.join(sorted(connections[alias].introspection.table_names()))}")


def write_through_routers():
    step("write and read through the routers")
    Member.objects.create(name="Ada")
    lights = Category.objects.create(name="Lights")
    Product.objects.create(name="Lamp", price=4000, category=lights)
    Product.objects.create(name="Candle", price=300, category=lights)
    Entry.objects.create(actor="Ada", action="stocked the shop")
    for instance in (Member.objects.get(), Product.objects.get(name="Lamp"), Entry.objects.get()):
        tell(f"{instance!s:<28} was read from {instance._state.db}")


def write_by_name():
    step("name the database: using, save(using=), db_manager")
    entry = Entry(actor="Bob", action="knocked")
    entry.save(using="audit")
    tell(f"entries on audit: {Entry.objects.using('audit').count()}")
    raised = Product.objects.db_manager("catalog").raise_prices(10)
    tell(f"prices raised on catalog: {raised}, the lamp costs {Product.objects.get(name='Lamp').price}")
    tell(f"products on default, where only a copy may be: {Product.objects.using('default').count()}")


def roll_back_one():
    step("roll one database back, and not the other")
    Entry.objects.create(actor="Ada", action="tried something")
    try:
        with transaction.atomic(using="catalog"):
            Product.objects.create(name="Mistake", price=0, category=Category.objects.get())
            raise ValueError("changed my mind")
    except ValueError as error:
        tell(f"catalog was rolled back: {error}")
    tell(f"products: {Product.objects.count()}, entries: {Entry.objects.count()}")


def copy_catalog():
    step("dump catalog, load it into default")
    with tempfile.TemporaryDirectory() as folder:
        dump = os.path.join(folder, "catalog.json")
        call_command("dumpdata", database="catalog", output=dump, indent=1, verbosity=0)
        call_command("loaddata", dump, database="default", verbosity=0)
    lamp = Product.objects.using("default").select_related("category").get(name="Lamp")
    tell(f"the copied lamp: {lamp.category} / {lamp} / {lamp.price}, from {lamp._state.db}")


def print_what_lies_where():
    step("what lies where")
    header = ["model", "lives on", *connections]
    rows = [
        [model._meta.label, router.db_for_write(model), *(count(model, alias) for alias in connections)]
        for model in apps.get_models()
    ]
    print_table(header, rows)


def count(model, alias):
    if not router.allow_migrate_model(alias, model):
        return "-"
    return str(model._default_manager.using(alias).count())


def print_table(header, rows):
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:
        for row in [header, *rows]:
            print("  ".join(f"{cell:<16}" for cell in row).rstrip())
        return
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 100).print(table)


def step(title):
    print(f"\n{title}")


def tell(line):
    print(f"  {line}")


if __name__ == "__main__":
    main()
