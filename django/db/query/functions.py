"""The register of neutral functions: the names that may stand in `Call` and that engines write by rules of their own.

A name that is not listed, or that comes with a template, is written as it stands: `NAME(arguments)`. Arguments are
nodes in the order given here; `[x]` may be left out; `...` repeats. Options stand in `Call.options`. `kind` is that
of the result, unless said otherwise; the kinds of the arguments are those of their nodes. `tzname` is None (no
conversion), a time zone's name, or a Literal that gives the name when the statement is bound.

Values and comparison

    cast_date(moment)               tzname              date of a point in time; tzname None: no conversion
    cast_time(moment)               tzname              time of day of a point in time
    coalesce(x, y, ...)                                 first that is not NULL
    database_default(expression)                        DEFAULT, else the expression
    greatest(x, y, ...)                                 NULL among them: up to the engine
    least(x, y, ...)
    nullif(x, y)
    uuid_text(text)                                     without dashes where UUIDs are kept as 32 digits

Dates and times

    extract(moment)                 unit tzname kind    kind: of the argument, DateField, DateTimeField, TimeField or
                                                        DurationField; units: year iso_year quarter month week day
                                                        week_day (Sunday 1) iso_week_day (Monday 1) hour minute second
    trunc(moment)                   unit tzname kind    kind: of the result; units: year quarter month week day hour
                                                        minute second
    now()                                               with microseconds

Text

    chr(number)   ord(text)   length(text)   lower(text)   upper(text)   reverse(text)
    trim(text)    ltrim(text)   rtrim(text)
    concat(x, y)                                        NULL counts as the empty text; any types
    left(text, length)   right(text, length)
    lpad(text, length, fill)   rpad(text, length, fill)
    repeat(text, number)   replace(text, old, new)
    strpos(text, part)                                  from 1, 0 if not found
    substr(text, position, [length])                    from 1
    md5(text)   sha1(text)   sha224(text)   sha256(text)   sha384(text)   sha512(text)     hexadecimal digits

Numbers

    abs(x)  acos(x)  asin(x)  atan(x)  atan2(y, x)  ceiling(x)  cos(x)  cot(x)  degrees(x)  exp(x)  floor(x)  ln(x)
    log(base, x)  mod(x, y)  pi()  power(x, y)  radians(x)  round(x, precision)  sign(x)  sin(x)  sqrt(x)  tan(x)
    random()                                            from 0 to 1, 1 left out

Arrays

    array(x, ...)                                       of one type, at least one

JSON (path: a tuple of keys, texts, and indexes, whole numbers)

    json_array(x, ...)                                  the kinds of the arguments decide how they are written
    json_object(key, value, ...)
    json_extract(document)          path as_text        the piece, in a form in which pieces can be compared and read as
                                                        JSON; NULL only where there is nothing, JSON's null is a value;
                                                        as_text: as text. An empty path: the document, in that form
    json_has_key(document)          path                condition; the last step is a key if it is a text
    json_contains(document, part)   json_contained_by(part, document)                      conditions

Windows (inside `Over`)

    cume_dist()  dense_rank()  percent_rank()  rank()  row_number()  ntile(buckets)
    first_value(x)  last_value(x)  nth_value(x, n)  lag(x, offset, [default])  lead(x, offset, [default])

Aggregates are nodes of their own (`Aggregate`), named as SQL names them: AVG COUNT MAX MIN SUM STDDEV_POP STDDEV_SAMP
VAR_POP VAR_SAMP.
"""

from __future__ import annotations

#: All names above.
NEUTRAL = frozenset(
    """
    cast_date cast_time coalesce database_default greatest least nullif uuid_text
    extract trunc now
    chr ord length lower upper reverse trim ltrim rtrim concat left right lpad rpad repeat replace strpos substr
    md5 sha1 sha224 sha256 sha384 sha512
    abs acos asin atan atan2 ceiling cos cot degrees exp floor ln log mod pi power radians round sign sin sqrt tan
    random
    array
    json_array json_object json_extract json_has_key json_contains json_contained_by
    cume_dist dense_rank percent_rank rank row_number ntile first_value last_value nth_value lag lead
    """.split()
)
