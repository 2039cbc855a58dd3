"""A database of the world: attached as an alias, copied in two ways, and asked the same as sqlite3 is asked plainly.

Runs where the Chinook file lies: at the path in the environment variable CHINOOK_SQLITE, or in the folder in REAL_DATA.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from django.core.management import call_command
from django.db import connections, models
from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Sum
from django.db.models.functions import ExtractYear
from tests.real.chinook.models import (
    Album,
    Artist,
    Customer,
    Employee,
    Genre,
    Invoice,
    InvoiceLine,
    MediaType,
    Playlist,
    PlaylistTrack,
    Track,
)

FILE = Path(
    os.environ.get("CHINOOK_SQLITE") or Path(os.environ.get("REAL_DATA", "")) / "chinook" / "Chinook_Sqlite.sqlite"
)
#: Parents before the ones that refer to them.
MODELS: list[type[models.Model]] = [
    Artist, Album, Genre, MediaType, Track, Playlist, PlaylistTrack, Employee, Customer, Invoice, InvoiceLine,
]  # fmt: skip
ALIASES = ["legacy", "bulk", "copy"]

if not FILE.exists():
    pytest.skip(f"no Chinook file at {FILE}; REAL_DATA or CHINOOK_SQLITE names its place", allow_module_level=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chinook")


@pytest.fixture(scope="module")
def legacy(folder: Path) -> Iterator[str]:
    shutil.copyfile(FILE, folder / "legacy.sqlite")
    (folder / "legacy.sqlite").chmod(0o444)
    connections.register(
        "legacy", {"ENGINE": "sqlite3", "NAME": str(folder / "legacy.sqlite"), "READ_ONLY": True}
    )
    yield "legacy"
    connections.unregister("legacy")


def empty_shop(folder: Path, alias: str) -> None:
    """Register a new file with the tables of the shop; that the models are not managed binds commands, not us."""
    connections.register(alias, {"ENGINE": "sqlite3", "NAME": str(folder / f"{alias}.sqlite")})
    with connections[alias].schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


@pytest.fixture(scope="module")
def bulk(folder: Path, legacy: str) -> Iterator[str]:
    empty_shop(folder, "bulk")
    for model in MODELS:
        model._default_manager.using("bulk").bulk_create(model._default_manager.using(legacy).iterator())
    yield "bulk"
    connections.unregister("bulk")


@pytest.fixture(scope="module")
def copy(folder: Path, legacy: str) -> Iterator[str]:
    empty_shop(folder, "copy")
    pipe = io.StringIO()
    call_command("dumpdata", "chinook", database=legacy, stdout=pipe)
    pipe.seek(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", pipe)
        call_command("loaddata", "-", format="json", database="copy", verbosity=0)
    yield "copy"
    connections.unregister("copy")


@pytest.fixture(params=ALIASES)
def alias(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def plainly(legacy: str) -> Callable[..., list[Any]]:
    """Ask the file itself, past everything that is ours; columns whose number is in `money` come in cents, exactly."""

    def ask(sql: str, money: tuple[int, ...] = ()) -> list[Any]:
        with sqlite3.connect(f"file:{FILE}?mode=ro&immutable=1", uri=True) as connection:
            rows = connection.execute(sql).fetchall()
        connection.close()
        return [tuple(cents(value) if at in money else value for at, value in enumerate(row)) for row in rows]

    return ask


def cents(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def test_eleven_tables_have_as_many_rows(alias: str, plainly: Any) -> None:
    assert len(MODELS) == 11
    for model in MODELS:
        [(expected,)] = plainly(f'SELECT COUNT(*) FROM "{model._meta.db_table}"')
        assert expected > 0
        assert model._default_manager.using(alias).count() == expected, model


@pytest.mark.parametrize("copied", ["bulk", "copy"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_value_of_every_row_was_copied(
    model: type[models.Model], copied: str, folder: Path, plainly: Any, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(copied)
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if field.column)
    question = f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY 1, 2'
    with sqlite3.connect(folder / f"{copied}.sqlite") as connection:
        assert connection.execute(question).fetchall() == plainly(question)
    connection.close()


def test_the_file_itself_was_not_touched(legacy: str, bulk: str, copy: str, folder: Path) -> None:
    assert (folder / "legacy.sqlite").read_bytes() == FILE.read_bytes()


def test_the_copies_refer_only_to_rows_that_are_there(bulk: str, copy: str) -> None:
    for name in (bulk, copy):
        connections[name].check_constraints()


def test_sums_of_money_are_equal_to_the_cent(alias: str, plainly: Any) -> None:
    found = (
        Invoice.objects.using(alias).aggregate(sum=Sum("total"))["sum"],
        InvoiceLine.objects.using(alias).aggregate(sum=Sum(F("unit_price") * F("quantity")))["sum"],
        Track.objects.using(alias).aggregate(sum=Sum("unit_price"))["sum"],
    )
    [expected] = plainly(
        "SELECT (SELECT SUM(Total) FROM Invoice), (SELECT SUM(UnitPrice * Quantity) FROM InvoiceLine),"
        " (SELECT SUM(UnitPrice) FROM Track)",
        money=(0, 1, 2),
    )
    assert tuple(map(cents, found)) == expected


def test_report_of_sales_by_country(alias: str, plainly: Any) -> None:
    report = (
        Invoice.objects.using(alias)
        .values_list("customer__country")
        .annotate(sales=Sum("total"), invoices=Count("pk"), buyers=Count("customer", distinct=True))
        .order_by("customer__country")
    )
    assert list(report) == plainly(
        """SELECT c.Country, SUM(i.Total), COUNT(*), COUNT(DISTINCT c.CustomerId)
           FROM Invoice i JOIN Customer c ON c.CustomerId = i.CustomerId
           GROUP BY c.Country ORDER BY c.Country""",
        money=(1,),
    )


def test_report_of_the_ten_artists_that_earn_most(alias: str, plainly: Any) -> None:
    report = (
        Artist.objects.using(alias)
        .annotate(earned=Sum(F("albums__tracks__lines__unit_price") * F("albums__tracks__lines__quantity")))
        .filter(earned__isnull=False)
        .order_by("-earned", "name")
        .values_list("name", "earned")[:10]
    )
    assert [(name, cents(earned)) for name, earned in report] == plainly(
        """SELECT a.Name, SUM(l.UnitPrice * l.Quantity) AS Earned
           FROM InvoiceLine l JOIN Track t USING (TrackId) JOIN Album b USING (AlbumId) JOIN Artist a USING (ArtistId)
           GROUP BY a.ArtistId ORDER BY Earned DESC, a.Name LIMIT 10""",
        money=(1,),
    )


def test_report_of_employees_with_those_who_sell_nothing(alias: str, plainly: Any) -> None:
    report = (
        Employee.objects.using(alias)
        .annotate(clients=Count("customers", distinct=True), sold=Sum("customers__invoices__total"))
        .order_by("id")
        .values_list("last_name", "reports_to__last_name", "clients", "sold")
    )
    found = list(report)
    assert None in [sold for *_, sold in found]
    assert found == plainly(
        """SELECT e.LastName, b.LastName, COUNT(DISTINCT c.CustomerId), SUM(i.Total)
           FROM Employee e LEFT JOIN Employee b ON b.EmployeeId = e.ReportsTo
           LEFT JOIN Customer c ON c.SupportRepId = e.EmployeeId LEFT JOIN Invoice i USING (CustomerId)
           GROUP BY e.EmployeeId ORDER BY e.EmployeeId""",
        money=(3,),
    )


def test_report_of_genres_with_many_tracks_some_never_sold(alias: str, plainly: Any) -> None:
    sold = Exists(InvoiceLine.objects.filter(track=OuterRef("pk")))
    report = (
        Track.objects.using(alias)
        .filter(~sold, media_type__name__icontains="mpeg")
        .values_list("genre__name")
        .annotate(tracks=Count("pk"), longest=Max("milliseconds"), average=Avg("milliseconds"))
        .filter(tracks__gt=20)
        .order_by("-tracks", "genre__name")
    )
    assert list(report) == plainly(
        """SELECT g.Name, COUNT(*), MAX(t.Milliseconds), AVG(t.Milliseconds)
           FROM Track t JOIN MediaType m USING (MediaTypeId) LEFT JOIN Genre g USING (GenreId)
           WHERE m.Name LIKE '%mpeg%' AND NOT EXISTS (SELECT 1 FROM InvoiceLine l WHERE l.TrackId = t.TrackId)
           GROUP BY g.Name HAVING COUNT(*) > 20 ORDER BY 2 DESC, 1"""
    )


def test_report_of_playlists_through_the_composite_key(alias: str, plainly: Any) -> None:
    report = (
        Playlist.objects.using(alias)
        .annotate(length=Count("tracks"), worth=Sum("tracks__unit_price"), albums=Count("tracks__album", distinct=True))
        .order_by("id")
        .values_list("id", "name", "length", "worth", "albums")
    )
    assert list(report) == plainly(
        """SELECT p.PlaylistId, p.Name, COUNT(t.TrackId), SUM(t.UnitPrice), COUNT(DISTINCT t.AlbumId)
           FROM Playlist p LEFT JOIN PlaylistTrack e USING (PlaylistId) LEFT JOIN Track t USING (TrackId)
           GROUP BY p.PlaylistId ORDER BY p.PlaylistId""",
        money=(3,),
    )


def test_report_of_sales_by_year_and_genre(alias: str, plainly: Any) -> None:
    report = (
        InvoiceLine.objects.using(alias)
        .annotate(year=ExtractYear("invoice__date"))
        .values_list("year", "track__genre__name")
        .annotate(sold=Sum("quantity"), sales=Sum(F("unit_price") * F("quantity")))
        .order_by("year", "track__genre__name")
    )
    found = [(year, genre, sold, cents(sales)) for year, genre, sold, sales in report]
    assert found == plainly(
        """SELECT CAST(strftime('%Y', i.InvoiceDate) AS INTEGER), g.Name, SUM(l.Quantity), SUM(l.UnitPrice * l.Quantity)
           FROM InvoiceLine l JOIN Invoice i USING (InvoiceId) JOIN Track t USING (TrackId)
           LEFT JOIN Genre g USING (GenreId) GROUP BY 1, 2 ORDER BY 1, 2""",
        money=(3,),
    )


def test_a_composite_key_finds_the_same_row_everywhere(alias: str, plainly: Any) -> None:
    [key] = plainly("SELECT PlaylistId, TrackId FROM PlaylistTrack ORDER BY TrackId DESC, PlaylistId LIMIT 1")
    entry = PlaylistTrack.objects.using(alias).select_related("playlist", "track__album").get(pk=key)
    assert entry.pk == key
    assert {entry._state.db, entry.playlist._state.db, entry.track.album._state.db} == {alias}
    assert PlaylistTrack.objects.using(alias).filter(pk__in=[key, (-1, -1)]).count() == 1


def test_related_objects_come_from_the_alias_of_the_instance(alias: str, plainly: Any) -> None:
    artists = Artist.objects.using(alias).filter(name__startswith="A").prefetch_related("albums__tracks")
    found = [(artist.name, len(album.tracks.all())) for artist in artists for album in artist.albums.all()]
    assert sorted(found) == sorted(
        plainly(
            """SELECT a.Name, COUNT(t.TrackId) FROM Artist a JOIN Album b USING (ArtistId)
               LEFT JOIN Track t USING (AlbumId) WHERE a.Name LIKE 'A%' GROUP BY b.AlbumId"""
        )
    )
    assert {album._state.db for artist in artists for album in artist.albums.all()} == {alias}
