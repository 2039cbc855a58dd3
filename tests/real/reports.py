"""Twenty questions to the music shop, each written once; the names are found in the models that were printed.

Scripts of different engines call the same column ``unit_price`` and ``UnitPrice``, so what ``inspectdb`` prints differs
in underscores and in whether a reference keeps its ``id``. `Shop` finds the names.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Concat, ExtractYear, Length, Rank, TruncMonth

REPORTS: list[Callable[[Shop], Any]] = []


class Shop:
    """The printed models of one database.

    Args:
        found: the models by name.
        alias: where their tables are.
    """

    def __init__(self, found: dict[str, type[Model]], alias: str) -> None:
        self.alias = alias
        self.models = {name.lower(): model for name, model in found.items()}

    def all(self, name: str) -> QuerySet[Any]:
        return self.models[name]._default_manager.using(self.alias)

    def named(self, name: str, *paths: str) -> list[str]:
        """The lookup paths as the model and those it refers to have them; functions and lookups stay."""
        return [self._path(self.models[name], path) for path in paths]

    def _path(self, model: Any, path: str) -> str:
        start = "-" if path.startswith("-") else ""
        words = []
        for word in path.removeprefix("-").split("__"):
            field = _field(model, word) if model is not None else None
            words.append(field.name if field is not None else word)
            if field is not None:
                model = field.related_model
        return start + "__".join(words)


def _field(model: Any, word: str) -> Any:
    plain = word.replace("_", "")
    by_name = {field.name.replace("_", ""): field for field in model._meta.get_fields()}
    return by_name.get(plain) or by_name.get(f"{plain}id")


def report(function: Callable[[Shop], Any]) -> Callable[[Shop], Any]:
    REPORTS.append(function)
    return function


@report
def sales_by_country(shop: Shop) -> Any:
    country, total, customer = shop.named("invoice", "customer__country", "total", "customer")
    return (
        shop.all("invoice")
        .values_list(country)
        .annotate(Sum(total), Count("pk"), Count(customer, distinct=True))
    )


@report
def what_artists_earn(shop: Shop) -> Any:
    name, price, quantity = shop.named(
        "artist", "name", "album__track__invoiceline__unit_price", "album__track__invoiceline__quantity"
    )
    artists = shop.all("artist").annotate(earned=Sum(F(price) * F(quantity)))
    return artists.filter(earned__gt=20).values_list(name, "earned")


@report
def employees_with_their_superiors_and_sales(shop: Shop) -> Any:
    last, boss, clients, total = shop.named(
        "employee", "last_name", "reports_to__last_name", "customer", "customer__invoice__total"
    )
    employees = shop.all("employee").annotate(clients=Count(clients, distinct=True), sold=Sum(total))
    return employees.values_list(last, boss, "clients", "sold")


@report
def tracks_never_sold_by_genre(shop: Shop) -> Any:
    genre, length = shop.named("track", "genre__name", "milliseconds")
    (track,) = shop.named("invoiceline", "track")
    sold = Exists(shop.all("invoiceline").filter(**{track: OuterRef("pk")}))
    return shop.all("track").filter(~sold).values_list(genre).annotate(Count("pk"), Max(length), Min(length))


@report
def playlists_through_the_composite_key(shop: Shop) -> Any:
    name, track, price, album = shop.named(
        "playlisttrack", "playlist__name", "track", "track__unit_price", "track__album"
    )
    return (
        shop.all("playlisttrack")
        .values_list("playlist_id" if shop.named("playlisttrack", "playlist") == ["playlist"] else "playlistid", name)
        .annotate(Count(track), Sum(price), Count(album, distinct=True))
    )


@report
def sales_by_year_and_genre(shop: Shop) -> Any:
    date, genre, quantity, price = shop.named(
        "invoiceline", "invoice__invoice_date", "track__genre__name", "quantity", "unit_price"
    )
    lines = shop.all("invoiceline").annotate(year=ExtractYear(date)).values_list("year", genre)
    return lines.annotate(sold=Sum(quantity), sales=Sum(F(price) * F(quantity)))


@report
def months_of_one_customer(shop: Shop) -> Any:
    date, total, mail = shop.named("invoice", "invoice_date", "total", "customer__email")
    invoices = shop.all("invoice").filter(**{f"{mail}__icontains": "LUISG"})
    return invoices.annotate(month=TruncMonth(date)).values_list("month").annotate(Sum(total))


@report
def albums_longer_than_their_artists_average(shop: Shop) -> Any:
    title, artist, length = shop.named("album", "title", "artist__name", "track__milliseconds")
    (of_album, each) = shop.named("track", "album__artist", "milliseconds")
    (own,) = shop.named("album", "artist")
    average = (
        shop.all("track").filter(**{of_album: OuterRef(own)}).values(of_album).annotate(a=Avg(each)).values("a")
    )
    albums = shop.all("album").annotate(longest=Max(length), usual=Subquery(average))
    return albums.filter(longest__gt=F("usual") * 2).values_list(title, artist, "longest")


@report
def customers_named_in_full(shop: Shop) -> Any:
    first, last, company, country = shop.named("customer", "first_name", "last_name", "company", "country")
    return shop.all("customer").values_list(
        Concat(first, Value(" "), last), Coalesce(company, Value("privately")), country
    )


@report
def prices_in_words(shop: Shop) -> Any:
    price, kind = shop.named("track", "unit_price", "media_type__name")
    word = Case(When(**{f"{price}__gt": 1}, then=Value("dear")), default=Value("cheap"))
    return shop.all("track").annotate(word=word).values_list("word", kind).annotate(Count("pk"))


@report
def sales_of_dear_and_cheap_tracks_side_by_side(shop: Shop) -> Any:
    country, price, quantity = shop.named(
        "invoiceline", "invoice__billing_country", "unit_price", "quantity"
    )
    dear = Q(**{f"{price}__gt": 1})
    return shop.all("invoiceline").values_list(country).annotate(
        dear=Sum(quantity, filter=dear), cheap=Sum(quantity, filter=~dear)
    )


@report
def the_three_longest_tracks_of_each_genre(shop: Shop) -> Any:
    genre, name, length = shop.named("track", "genre__name", "name", "milliseconds")
    place = Window(Rank(), partition_by=[F(genre)], order_by=F(length).desc())
    return shop.all("track").annotate(place=place).filter(place__lte=3).values_list(genre, name, "place")


@report
def the_last_invoice_of_each_customer(shop: Shop) -> Any:
    (mail,) = shop.named("customer", "email")
    customer, date, total = shop.named("invoice", "customer", "invoice_date", "total")
    last = shop.all("invoice").filter(**{customer: OuterRef("pk")}).order_by(f"-{date}", "-pk")
    customers = shop.all("customer").annotate(
        on=Subquery(last.values(date)[:1]), sum=Subquery(last.values(total)[:1])
    )
    return customers.values_list(mail, "on", "sum")


@report
def artists_without_albums(shop: Shop) -> Any:
    name, album = shop.named("artist", "name", "album")
    return shop.all("artist").filter(**{f"{album}__isnull": True}).values_list("pk", name)


@report
def customers_and_employees_of_one_city(shop: Shop) -> Any:
    customers = shop.all("customer").values_list(*shop.named("customer", "city", "country"))
    employees = shop.all("employee").values_list(*shop.named("employee", "city", "country"))
    return customers.union(employees)


@report
def tracks_whose_names_begin_with_a_word(shop: Shop) -> Any:
    name, artist = shop.named("track", "name", "album__artist__name")
    return shop.all("track").filter(Q(**{f"{name}__startswith": "The "}) | Q(**{f"{name}__iexact": "one"})).values_list(
        name, artist
    )


@report
def names_with_letters_outside_ascii(shop: Shop) -> Any:
    name, artist = shop.named("track", "name", "album__artist__name")
    return shop.all("track").filter(**{f"{name}__regex": "(ç|ã)o"}).values_list(name, artist, Length(name))


@report
def large_invoices_that_add_up(shop: Shop) -> Any:
    total, price, quantity = shop.named("invoice", "total", "invoiceline__unit_price", "invoiceline__quantity")
    invoices = shop.all("invoice").annotate(sum=Sum(F(price) * F(quantity)), lines=Count("invoiceline"))
    # Not by `=`: SQLite adds as binary fractions.
    least, most = F(total) - Decimal("0.001"), F(total) + Decimal("0.001")
    return invoices.filter(sum__gt=least, sum__lt=most, lines__gt=10).values_list("pk", "sum", total, "lines")


@report
def employees_older_than_their_superiors(shop: Shop) -> Any:
    first, birth, hired, boss_birth = shop.named(
        "employee", "first_name", "birth_date", "hire_date", "reports_to__birth_date"
    )
    return shop.all("employee").filter(**{f"{birth}__lt": F(boss_birth)}).values_list(first, birth, hired)


@report
def genres_that_share_albums(shop: Shop) -> Any:
    genre, of_album = shop.named("track", "genre__name", "album")
    shared = shop.all("album").annotate(genres=Count(shop.named("album", "track__genre")[0], distinct=True))
    return (
        shop.all("track")
        .filter(**{f"{of_album}__in": shared.filter(genres__gt=1).values("pk")})
        .values_list(genre)
        .annotate(Count(of_album, distinct=True))
    )
