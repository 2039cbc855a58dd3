"""Full-text search: vectors of what is searched, queries, rank, headline; the face of trigrams, too."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields.engine import OnlyOnPostgreSQL
from django.contrib.postgres.operators import PostgresOperatorLookup
from django.contrib.postgres.trigrams import (
    TrigramBase,
    TrigramDistance,
    TrigramSimilarity,
    TrigramStrictWordDistance,
    TrigramStrictWordSimilarity,
    TrigramWordBase,
    TrigramWordDistance,
    TrigramWordSimilarity,
)
from django.db.models.expressions.arithmetic import CombinedExpression
from django.db.models.expressions.base import Expression
from django.db.models.expressions.functions import Func
from django.db.models.expressions.values import Value
from django.db.models.fields.base import Field
from django.db.models.fields.numbers import FloatField
from django.db.models.fields.text import TextField
from django.db.models.lowering import lower, lower_plain
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node

__all__ = [
    "CombinedSearchQuery",
    "CombinedSearchVector",
    "SearchConfig",
    "SearchHeadline",
    "SearchLookup",
    "SearchQuery",
    "SearchQueryField",
    "SearchRank",
    "SearchVector",
    "SearchVectorField",
    "TrigramBase",
    "TrigramDistance",
    "TrigramSimilarity",
    "TrigramStrictWordDistance",
    "TrigramStrictWordSimilarity",
    "TrigramWordBase",
    "TrigramWordDistance",
    "TrigramWordSimilarity",
]


class _Type:
    """What a cast is aimed at."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cast_db_type(self, connection: Any) -> str:
        """Return the type."""
        return self.name


_TEXT, _CONFIGURATION, _WEIGHTS, _INTEGER = _Type("text"), _Type("regconfig"), _Type("real[]"), _Type("integer")
_WEIGHT = _Type('"char"')
_VECTOR, _QUERY = "SearchVectorField", "SearchQueryField"
_WORDS = TextField()

# --- types ------------------------------------------------------------------------------------------------------------


class SearchVectorField(OnlyOnPostgreSQL, Field[Any]):
    """A search vector: the words of a document and where they stand."""

    def get_internal_type(self) -> str:
        return _VECTOR

    def db_type(self, connection: Any) -> str:
        self.require_postgresql(connection)
        return "tsvector"


class SearchQueryField(OnlyOnPostgreSQL, Field[Any]):
    """A query for search vectors."""

    def get_internal_type(self) -> str:
        return _QUERY

    def db_type(self, connection: Any) -> str:
        self.require_postgresql(connection)
        return "tsquery"


class SearchConfig(Expression):
    """The name of a text search configuration, as a text or an expression."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config if hasattr(config, "resolve_expression") else Value(config)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.config!r})"

    @classmethod
    def from_parameter(cls, config: Any) -> Any:
        """Return the configuration that an argument means; None for None."""
        return config if config is None or isinstance(config, cls) else cls(config)

    def get_source_expressions(self) -> list[Any]:
        return [self.config]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        (self.config,) = exprs

    def lower(self) -> Node:
        if type(self.config) is Value:
            return lower_plain(self.config.value, _NAME)
        return nodes.Cast(lower(self.config), _CONFIGURATION)


class _ConfigurationName:
    """The codec of a configuration's name. As a value of that very type it is a constant, as indexes want it."""

    kind = "SearchConfig"

    def binder(self, connection: Any) -> None:
        """Send names as they are."""

    def value_type(self, connection: Any) -> str:
        """Return the type."""
        return "regconfig"


_NAME = _ConfigurationName()


class _Configured(Func):
    """Base of functions with a configuration of their own, which comes first in SQL."""

    config: Any = None

    def get_source_expressions(self) -> list[Any]:
        return [*self.source_expressions, self.config]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        *self.source_expressions, self.config = exprs

    def get_source_fields(self) -> list[Any]:
        return [source._output_field_or_none for source in self.source_expressions]

    def configured(self, *args: Node) -> tuple[Node, ...]:
        """Return the arguments, behind the configuration if there is one."""
        return args if self.config is None else (lower(self.config), *args)


# --- vectors ----------------------------------------------------------------------------------------------------------


class SearchVectorCombinable:
    """What can be joined with another vector by `+`."""

    ADD = "||"

    def _combine(self, other: Any, connector: str, reversed: bool) -> Any:
        if not isinstance(other, SearchVectorCombinable):
            raise TypeError(
                f"SearchVector can only be combined with other SearchVector instances, got {type(other).__name__}."
            )
        lhs, rhs = (other, self) if reversed else (self, other)
        return CombinedSearchVector(lhs, connector, rhs, self.config)  # type: ignore[attr-defined]


class SearchVector(SearchVectorCombinable, _Configured):
    """The words of several texts; NULL counts as the empty text.

    Args:
        expressions: the texts; of anything else, the text it is written as.
        config: a text search configuration; the server's default without it.
        weight: "A" to "D", the rank of these words.
    """

    function = "to_tsvector"
    output_field = SearchVectorField()

    def __init__(self, *expressions: Any, config: Any = None, weight: Any = None) -> None:
        super().__init__(*expressions)
        self.config = SearchConfig.from_parameter(config)
        if weight is not None and not hasattr(weight, "resolve_expression"):
            weight = Value(weight)
        self.weight = weight

    def get_source_expressions(self) -> list[Any]:
        return [*super().get_source_expressions(), self.weight]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        *exprs, self.weight = exprs
        super().set_source_expressions(exprs)

    def lower(self) -> Node:
        empty, space = nodes.Literal("", None, "TextField"), nodes.Literal(" ", None, "TextField")
        document: Node | None = None
        for source in self.source_expressions:
            text = nodes.Call("coalesce", (nodes.Cast(lower(source), _TEXT, "TextField"), empty), "TextField")
            if document is None:
                document = text
            else:
                spaced = nodes.Infix("||", document, space, "TextField")
                document = nodes.Infix("||", spaced, text, "TextField")
        vector = nodes.Call("to_tsvector", self.configured(document or empty), _VECTOR)
        if self.weight is None:
            return vector
        return nodes.Call("setweight", (vector, nodes.Cast(lower(self.weight), _WEIGHT)), _VECTOR)


class CombinedSearchVector(SearchVectorCombinable, CombinedExpression):
    """Two vectors joined, the second behind the first."""

    def __init__(self, lhs: Any, connector: str, rhs: Any, config: Any, output_field: Any = None) -> None:
        self.config = config
        super().__init__(lhs, connector, rhs, output_field or SearchVectorField())

    def lower(self) -> Node:
        return nodes.Infix(self.connector, lower(self.lhs), lower(self.rhs), _VECTOR)


# --- queries ----------------------------------------------------------------------------------------------------------


class SearchQueryCombinable:
    """What can be joined with another query by `&` and `|`."""

    BITAND = "&&"
    BITOR = "||"

    def _combine(self, other: Any, connector: str, reversed: bool) -> Any:
        if not isinstance(other, SearchQueryCombinable):
            raise TypeError(
                f"SearchQuery can only be combined with other SearchQuery instances, got {type(other).__name__}."
            )
        config = self.config  # type: ignore[attr-defined]
        lhs, rhs = (other, self) if reversed else (self, other)
        return CombinedSearchQuery(lhs, connector, rhs, config)

    # Elsewhere these join conditions, and refuse what is none.

    def __or__(self, other: Any) -> Any:
        return self._combine(other, self.BITOR, False)

    def __ror__(self, other: Any) -> Any:
        return self._combine(other, self.BITOR, True)

    def __and__(self, other: Any) -> Any:
        return self._combine(other, self.BITAND, False)

    def __rand__(self, other: Any) -> Any:
        return self._combine(other, self.BITAND, True)


class SearchQuery(SearchQueryCombinable, _Configured):
    """What is searched for.

    Args:
        value: the words, a text or an expression.
        config: a text search configuration; the server's default without it.
        invert: everything but this. `~query` inverts, too.
        search_type: how the words are read: "plain", "phrase", "raw" or "websearch".

    Raises:
        ValueError: there is no such type.
    """

    output_field = SearchQueryField()
    SEARCH_TYPES = {
        "plain": "plainto_tsquery",
        "phrase": "phraseto_tsquery",
        "raw": "to_tsquery",
        "websearch": "websearch_to_tsquery",
    }

    def __init__(
        self,
        value: Any,
        output_field: Any = None,
        *,
        config: Any = None,
        invert: bool = False,
        search_type: str = "plain",
    ) -> None:
        if isinstance(value, str) or not hasattr(value, "resolve_expression"):
            value = Value(value)
        if search_type not in self.SEARCH_TYPES:
            raise ValueError(f"Unknown search_type argument '{search_type}'.")
        super().__init__(value, output_field=output_field)
        self.function = self.SEARCH_TYPES[search_type]
        self.config = SearchConfig.from_parameter(config)
        self.invert = invert

    def __invert__(self) -> SearchQuery:
        clone: SearchQuery = self.copy()
        clone.invert = not self.invert
        # What makes two expressions equal is what they were made with.
        args, kwargs = self._constructor_args
        clone._constructor_args = (args, {**kwargs, "invert": clone.invert})
        return clone

    def lower(self) -> Node:
        query = nodes.Call(str(self.function), self.configured(*map(lower, self.source_expressions)), _QUERY)
        return nodes.Prefix("!!", query, _QUERY) if self.invert else query

    def __str__(self) -> str:
        return f"{'~' if self.invert else ''}{super().__str__()}"


class CombinedSearchQuery(SearchQueryCombinable, CombinedExpression):
    """Two queries joined."""

    def __init__(self, lhs: Any, connector: str, rhs: Any, config: Any, output_field: Any = None) -> None:
        self.config = config
        super().__init__(lhs, connector, rhs, output_field or SearchQueryField())

    def __str__(self) -> str:
        return f"({super().__str__()})"

    def lower(self) -> Node:
        return nodes.Infix(self.connector, lower(self.lhs), lower(self.rhs), _QUERY)


# --- rank and headline ------------------------------------------------------------------------------------------------


class SearchRank(Func):
    """How well a vector matches a query; the more, the better.

    Args:
        vector: a vector, or what one is made of.
        query: a query, or the words of one.
        weights: what words of the weights D, C, B and A count.
        normalization: how the length of a document counts, see PostgreSQL's manual.
        cover_density: rank by how near to each other the words stand.
    """

    function = "ts_rank"
    output_field = FloatField()

    def __init__(
        self, vector: Any, query: Any, weights: Any = None, normalization: Any = None, cover_density: bool = False
    ) -> None:
        if not hasattr(vector, "resolve_expression"):
            vector = SearchVector(vector)
        if not hasattr(query, "resolve_expression"):
            query = SearchQuery(query)
        self.weights = None if weights is None else _as_value(weights)
        self.normalization = None if normalization is None else _as_value(normalization)
        super().__init__(vector, query)
        if cover_density:
            self.function = "ts_rank_cd"

    def get_source_expressions(self) -> list[Any]:
        return [*self.source_expressions, self.weights, self.normalization]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        *self.source_expressions, self.weights, self.normalization = exprs

    def lower(self) -> Node:
        args = [lower(source) for source in self.source_expressions]
        if self.weights is not None:
            args.insert(0, nodes.Cast(lower(self.weights), _WEIGHTS))
        if self.normalization is not None:
            args.append(nodes.Cast(lower(self.normalization), _INTEGER))
        return nodes.Call(str(self.function), tuple(args), "FloatField")


def _as_value(item: Any) -> Any:
    return item if hasattr(item, "resolve_expression") else Value(item)


class SearchHeadline(_Configured):
    """The part of a document that shows what was found, with marks around it.

    Args:
        expression: the document.
        query: a query, or the words of one.
        config: a text search configuration.
        start_sel: the mark before what was found.
        stop_sel: the mark behind it.
        max_words: the longest headline.
        min_words: the shortest headline.
        short_word: words of at most this length are left out at its ends.
        highlight_all: use the whole document.
        max_fragments: how many pieces of the document to show; 0 for one headline.
        fragment_delimiter: the text between pieces.
    """

    function = "ts_headline"
    output_field = TextField()

    def __init__(
        self,
        expression: Any,
        query: Any,
        *,
        config: Any = None,
        start_sel: Any = None,
        stop_sel: Any = None,
        max_words: Any = None,
        min_words: Any = None,
        short_word: Any = None,
        highlight_all: Any = None,
        max_fragments: Any = None,
        fragment_delimiter: Any = None,
    ) -> None:
        if not hasattr(query, "resolve_expression"):
            query = SearchQuery(query)
        options = {
            "StartSel": start_sel,
            "StopSel": stop_sel,
            "MaxWords": max_words,
            "MinWords": min_words,
            "ShortWord": short_word,
            "HighlightAll": highlight_all,
            "MaxFragments": max_fragments,
            "FragmentDelimiter": fragment_delimiter,
        }
        self.options = {name: value for name, value in options.items() if value is not None}
        super().__init__(expression, query)
        self.config = SearchConfig.from_parameter(config)

    def lower(self) -> Node:
        args = self.configured(*map(lower, self.source_expressions))
        if self.options:
            written = ", ".join(f"{name}={_option(value)}" for name, value in self.options.items())
            args = (*args, nodes.Literal(written, None, "TextField"))
        return nodes.Call("ts_headline", args, "TextField")


def _option(value: Any) -> str:
    """Return an option of a headline; texts stand in double quotes, in which those of their own are doubled."""
    if isinstance(value, str):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return str(value)


# --- lookups ----------------------------------------------------------------------------------------------------------


@SearchVectorField.register_lookup
class SearchVectorExact(PostgresOperatorLookup):
    """The vector matches a query, or the words of one; those are read in the vector's own configuration."""

    lookup_name = "exact"
    postgres_operator = "@@"

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        if rhs is None or isinstance(rhs, SearchQueryCombinable) or _output_kind(rhs) == _QUERY:
            return rhs
        if type(rhs) is Slot:
            rhs = Value(rhs.prepare(_WORDS.get_prep_value), _WORDS)
        elif not hasattr(rhs, "resolve_expression"):
            rhs = Value(rhs, _WORDS)
        return SearchQuery(rhs, config=_configuration(self.lhs))

    # Beside it, for whether a class writes its own SQL is asked of the nearest class that says something.
    def lower(self) -> Node:
        return super().lower()


class SearchLookup(SearchVectorExact):
    """The words of a text match a query, or the words of one; both are read in the query's configuration."""

    lookup_name = "search"

    def get_prep_lhs(self) -> Any:
        lhs = super().get_prep_lhs()
        return lhs if _output_kind(lhs) == _VECTOR else SearchVector(lhs, config=_configuration(self.rhs))

    def lower(self) -> Node:
        return super().lower()


def _output_kind(expression: Any) -> str:
    field = getattr(expression, "_output_field_or_none", None)
    return "" if field is None else str(field.get_internal_type())


def _configuration(expression: Any) -> Any:
    """Return the configuration of a vector, also of one that is an annotation."""
    while hasattr(expression, "refs"):
        expression = expression.source
    return getattr(expression, "config", None)
