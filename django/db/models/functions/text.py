"""Functions on text, hashes included."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.functions import Func
from django.db.models.expressions.values import Value
from django.db.models.fields import hooks
from django.db.models.fields.numbers import IntegerField
from django.db.models.fields.text import CharField
from django.db.models.functions.comparison import Coalesce
from django.db.models.lookups.base import Transform
from django.db.query.node import Node


class Chr(Transform):
    """The character of a code point."""

    function = "CHR"
    neutral = "chr"
    lookup_name = "chr"
    output_field = CharField()


class ConcatPair(Func):
    """Two texts joined; NULL counts as the empty text. Concat makes as many of them as it needs."""

    function = "CONCAT"
    neutral = "concat"

    def coalesce(self) -> ConcatPair:
        """Return a copy in which NULL is spelt as the empty text."""
        clone = self.copy()
        clone.set_source_expressions([Coalesce(source, Value("")) for source in clone.get_source_expressions()])
        return clone


class Concat(Func):
    """Texts joined; NULL counts as the empty text."""

    function = None
    template = "%(expressions)s"

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        if len(expressions) < 2:
            raise ValueError("Concat must take at least two expressions")
        super().__init__(_paired(expressions, extra.get("output_field")), **extra)

    def lower(self) -> Node:
        return super().lower() if self.extra else self.argument(0)


def _paired(expressions: tuple[Any, ...], output_field: Any) -> ConcatPair:
    """Return pairs nested to the right."""
    if len(expressions) == 2:
        return ConcatPair(*expressions, output_field=output_field)
    return ConcatPair(expressions[0], _paired(expressions[1:], output_field), output_field=output_field)


class Left(Func):
    """The first characters."""

    function = "LEFT"
    neutral = "left"
    arity = 2
    output_field = CharField()

    def __init__(self, expression: Any, length: Any, **extra: Any) -> None:
        _require_at_least("length", length, 1, "'length' must be greater than 0.")
        super().__init__(expression, length, **extra)

    def get_substr(self) -> Substr:
        """Return the same as a Substr."""
        text, length = self.source_expressions
        return Substr(text, Value(1), length)


class Right(Left):
    """The last characters."""

    function = "RIGHT"
    neutral = "right"

    def get_substr(self) -> Substr:
        text, length = self.source_expressions
        return Substr(text, length * Value(-1), length)


def _require_at_least(name: str, value: Any, least: int, message: str) -> None:
    if not hasattr(value, "resolve_expression") and value < least:
        raise ValueError(message)


class Length(Transform):
    """The number of characters."""

    function = "LENGTH"
    neutral = "length"
    lookup_name = "length"
    output_field = IntegerField()


class Lower(Transform):
    """Small letters."""

    function = "LOWER"
    neutral = "lower"
    lookup_name = "lower"


class LPad(Func):
    """Filled up on the left, or cut, to a length."""

    function = "LPAD"
    neutral = "lpad"
    output_field = CharField()

    def __init__(self, expression: Any, length: Any, fill_text: Any = Value(" "), **extra: Any) -> None:  # noqa: B008
        if length is not None:
            _require_at_least("length", length, 0, "'length' must be greater or equal to 0.")
        super().__init__(expression, length, fill_text, **extra)


class RPad(LPad):
    """Filled up on the right, or cut, to a length."""

    function = "RPAD"
    neutral = "rpad"


class LTrim(Transform):
    """Without spaces on the left."""

    function = "LTRIM"
    neutral = "ltrim"
    lookup_name = "ltrim"


class Ord(Transform):
    """The code point of the first character."""

    function = "ASCII"
    neutral = "ord"
    lookup_name = "ord"
    output_field = IntegerField()


class Repeat(Func):
    """The text several times."""

    function = "REPEAT"
    neutral = "repeat"
    output_field = CharField()

    def __init__(self, expression: Any, number: Any, **extra: Any) -> None:
        if number is not None:
            _require_at_least("number", number, 0, "'number' must be greater or equal to 0.")
        super().__init__(expression, number, **extra)


class Replace(Func):
    """Every `text` replaced."""

    function = "REPLACE"
    neutral = "replace"

    def __init__(self, expression: Any, text: Any, replacement: Any = Value(""), **extra: Any) -> None:  # noqa: B008
        super().__init__(expression, text, replacement, **extra)


class Reverse(Transform):
    """Back to front."""

    function = "REVERSE"
    neutral = "reverse"
    lookup_name = "reverse"


class RTrim(Transform):
    """Without spaces on the right."""

    function = "RTRIM"
    neutral = "rtrim"
    lookup_name = "rtrim"


class StrIndex(Func):
    """Where a text occurs first inside another, counted from 1; 0 if it does not."""

    function = "INSTR"
    neutral = "strpos"
    arity = 2
    output_field = IntegerField()


class Substr(Func):
    """Part of a text: from `pos`, counted from 1, as many characters as `length`, or all."""

    function = "SUBSTRING"
    neutral = "substr"
    output_field = CharField()

    def __init__(self, expression: Any, pos: Any, length: Any = None, **extra: Any) -> None:
        _require_at_least("pos", pos, 1, "'pos' must be greater than 0")
        rest = () if length is None else (length,)
        super().__init__(expression, pos, *rest, **extra)


class Trim(Transform):
    """Without spaces on both sides."""

    function = "TRIM"
    neutral = "trim"
    lookup_name = "trim"


class Upper(Transform):
    """Capital letters."""

    function = "UPPER"
    neutral = "upper"
    lookup_name = "upper"


# --- hashes: hexadecimal digits of the text in the database's encoding ------------------------------------------------


class MD5(Transform):
    """MD5 of the text."""

    function = "MD5"
    neutral = "md5"
    lookup_name = "md5"


class SHA1(Transform):
    """SHA-1 of the text."""

    function = "SHA1"
    neutral = "sha1"
    lookup_name = "sha1"


class SHA224(Transform):
    """SHA-224 of the text."""

    function = "SHA224"
    neutral = "sha224"
    lookup_name = "sha224"


class SHA256(Transform):
    """SHA-256 of the text."""

    function = "SHA256"
    neutral = "sha256"
    lookup_name = "sha256"


class SHA384(Transform):
    """SHA-384 of the text."""

    function = "SHA384"
    neutral = "sha384"
    lookup_name = "sha384"


class SHA512(Transform):
    """SHA-512 of the text."""

    function = "SHA512"
    neutral = "sha512"
    lookup_name = "sha512"


hooks.make_substring.give(Substr)
