"""Questions for PostgreSQL with orafce, over the rows of `standin_in_own_process`: functions, zones and documents.

H2 is not asked: it lacks too many of the functions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    Count,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    RowRange,
    StdDev,
    Sum,
    Value,
    Variance,
    Window,
)
from django.db.models.functions import (
    MD5,
    SHA1,
    SHA256,
    SHA512,
    Abs,
    Cast,
    Ceil,
    Chr,
    ConcatPair,
    CumeDist,
    Exp,
    ExtractIsoWeekDay,
    ExtractIsoYear,
    ExtractQuarter,
    ExtractWeek,
    ExtractWeekDay,
    FirstValue,
    Floor,
    Greatest,
    JSONObject,
    Lag,
    Least,
    Left,
    Lower,
    LPad,
    LTrim,
    Mod,
    Ntile,
    NullIf,
    Ord,
    Power,
    Repeat,
    Replace,
    Right,
    Round,
    RowNumber,
    RPad,
    RTrim,
    Sign,
    Sqrt,
    StrIndex,
    Substr,
    Trim,
    TruncDate,
    TruncDay,
    TruncHour,
    TruncMinute,
    TruncMonth,
    TruncQuarter,
    TruncSecond,
    TruncTime,
    TruncWeek,
)
from tests.testapp.models import Author, Book, Review

BEYOND_H2: dict[str, Callable[[str], QuerySet[Any]]] = {
    "day in another zone": lambda alias: (
        Review.objects.using(alias)
        .annotate(day=TruncDay("written", tzinfo=ZoneInfo("Pacific/Auckland")))
        .values_list("id", "day")
    ),
    "piece of a document": lambda alias: (
        Book.objects.using(alias).annotate(x=JSONObject(n="pages")).filter(x__n=31).values_list("id")
    ),
    "quarter": lambda alias: Book.objects.using(alias).values_list(
        "id",
        ExtractQuarter("published"),
        ExtractWeek("published"),
        ExtractWeekDay("published"),
        ExtractIsoYear("published"),
        ExtractIsoWeekDay("published"),
    ),
    "truncs": lambda alias: Review.objects.using(alias).values_list(
        "id",
        TruncHour("written"),
        TruncMonth("written"),
        TruncWeek("written"),
        TruncQuarter("written"),
        TruncMinute("written"),
        TruncSecond("written"),
    ),
    "time": lambda alias: (
        Review.objects.using(alias)
        .filter(written__hour=23, written__second__gte=59)
        .values_list("id", TruncTime("written"), TruncDate("written"))
    ),
    "duration": lambda alias: Review.objects.using(alias).values_list(
        "id", ExpressionWrapper(F("written") + datetime.timedelta(days=1, seconds=3), output_field=DateTimeField())
    ),
    "difference of times": lambda alias: Review.objects.using(alias).values_list(
        "id",
        ExpressionWrapper(
            F("written") - Value(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), output_field=DateTimeField()),
            output_field=DurationField(),
        ),
    ),
    "difference of dates": lambda alias: Book.objects.using(alias).values_list(
        "id",
        ExpressionWrapper(
            F("published") - Value(datetime.date(2020, 1, 1), output_field=DateField()), output_field=DurationField()
        ),
    ),
    "text": lambda alias: (
        Author.objects.using(alias)
        .filter(id__lt=3)
        .values_list(
            "id",
            Lower("name"),
            Left("name", 2),
            Right("name", 1),
            LPad("name", 6, Value("x")),
            RPad("name", 6, Value("x")),
            Replace("name", Value("m"), Value("n")),
            StrIndex("name", Value("d")),
            Substr("name", 2, 1),
            Trim("name"),
            Repeat("name", 2),
        )
    ),
    "more text": lambda alias: (
        Author.objects.using(alias)
        .filter(id__lt=3)
        .values_list("id", Ord("name"), Chr(Value(65)), LTrim("name"), RTrim("name"))
    ),
    "sha": lambda alias: (
        Author.objects.using(alias)
        .filter(id__lt=3)
        .values_list("id", SHA256("name"), SHA512("name"), MD5("name"), SHA1("name"))
    ),
    "numbers": lambda alias: Book.objects.using(alias).values_list(
        "id",
        Abs("pages"),
        Ceil("price"),
        Floor("price"),
        Round("price", 1),
        Sign("pages"),
        Mod("pages", 7),
        Greatest("pages", 5),
        Least("pages", 5),
        NullIf("pages", 31),
    ),
    "powers": lambda alias: Book.objects.using(alias).values_list(
        "id", Round(Sqrt("price"), 4), Round(Power("price", 2), 2), Round(Exp("price"), 3)
    ),
    "cast": lambda alias: Book.objects.using(alias).values_list(
        "id", Cast("pages", CharField(max_length=10)), Cast("id", FloatField())
    ),
    "windows": lambda alias: Book.objects.using(alias).values_list(
        "id",
        Window(Lag("pages"), order_by="id"),
        Window(FirstValue("pages"), partition_by="author", order_by="id"),
        Window(RowNumber(), order_by="id"),
        Window(Sum("pages"), order_by="id", frame=RowRange(start=-1, end=0)),
        Window(Ntile(3), order_by="id"),
        Window(CumeDist(), order_by="id"),
    ),
    "stat": lambda alias: (
        Book.objects.using(alias)
        .values_list("author")
        .annotate(n=Count("publisher", distinct=True), v=Round(Variance("pages"), 3), s=Round(StdDev("pages"), 3))
    ),
    "regex": lambda alias: Book.objects.using(alias).filter(title__iregex=r"^[%_]BOOK 1[0-9]$").values_list("id"),
    "bits": lambda alias: (
        Book.objects.using(alias)
        .filter(pages__isnull=False)
        .values_list("id", F("pages").bitand(6), F("pages").bitor(8))
    ),
    "xor": lambda alias: (
        Book.objects.using(alias).filter(Q(id__gt=5) ^ Q(pages__lt=100, pages__isnull=False)).values_list("id")
    ),
    "contained": lambda alias: (
        Book.objects.using(alias)
        .filter(published__in=Book.objects.using(alias).filter(id__lt=5).values("published"))
        .values_list("id")
    ),
    "iexact": lambda alias: Book.objects.using(alias).filter(title__iexact="%book 8").values_list("id"),
    "json key": lambda alias: (
        Book.objects.using(alias).annotate(x=JSONObject(n="pages", t="title")).filter(x__has_key="n").values_list("id")
    ),
    "json text": lambda alias: (
        Book.objects.using(alias)
        .annotate(x=JSONObject(n="pages", t="title"))
        .filter(x__t__icontains="book 1")
        .values_list("id")
    ),
    "json lt": lambda alias: (
        Book.objects.using(alias).annotate(x=JSONObject(n="pages", t="title")).filter(x__n__lt=100).values_list("id")
    ),
    "json none": lambda alias: (
        Book.objects.using(alias).annotate(x=JSONObject(n="pages", t="title")).filter(x__n=None).values_list("id")
    ),
    "intersection": lambda alias: (
        Book.objects.using(alias)
        .values_list("id")
        .intersection(Book.objects.using(alias).filter(id__gt=5).values_list("id"))
    ),
    "concat": lambda alias: Book.objects.using(alias).values_list(
        "id", ConcatPair("title", Cast("pages", CharField(max_length=10)))
    ),
}
