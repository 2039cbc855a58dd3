"""Kinds of indexes that PostgreSQL has, with their storage parameters, and classes of operators.

Other engines make an ordinary index instead: it finds the same rows.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib.postgres.fields.engine import VENDOR
from django.db.models import Func, Index
from django.db.models.lowering import lower
from django.db.query.expressions import OperatorClass
from django.db.query.node import Node
from django.utils.functional import cached_property

__all__ = [
    "BTreeIndex",
    "BloomIndex",
    "BrinIndex",
    "GinIndex",
    "GistIndex",
    "HashIndex",
    "OpClass",
    "PostgresIndex",
    "SpGistIndex",
]

#: An identifier, perhaps quoted, perhaps with a schema before it.
_CLASS_NAME = re.compile(r'("[^"\0]+"|[^\W\d][\w$]*)(\.("[^"\0]+"|[^\W\d][\w$]*))?')


class PostgresIndex(Index):
    """Base of these indexes: a subclass says its kind by `suffix` and its storage parameters by `storage`."""

    #: The names of the storage parameters, which are attributes and arguments, too; in the order they are written.
    storage: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def max_name_length(self) -> int:
        """As in the base; a longer suffix gets the room it needs, for only PostgreSQL has such indexes."""
        return Index.max_name_length - len(Index.suffix) + len(self.suffix)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        given = {name: getattr(self, name) for name in self.storage}
        return path, args, {**kwargs, **{name: value for name, value in given.items() if _is_told(value)}}

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        """Return the statement that makes the index on the model's table; on another engine, an ordinary index."""
        if schema_editor.connection.vendor != VENDOR:
            return super().create_sql(model, schema_editor, **kwargs)
        self.check_supported(schema_editor)
        statement = super().create_sql(model, schema_editor, using=f" USING {using or self.suffix}", **kwargs)
        parameters = self.get_with_params()
        if parameters:
            statement.parts["extra"] = f" WITH ({', '.join(parameters)}){statement.parts['extra']}"
        return statement

    def check_supported(self, schema_editor: Any) -> None:
        """Hook: refuse a server that lacks this kind of index."""

    def get_with_params(self) -> list[str]:
        """Return the storage parameters as they are written in the statement."""
        given = [(name, getattr(self, name)) for name in self.storage]
        return [f"{name} = {_written(value)}" for name, value in given if _is_told(value)]


def _is_told(value: Any) -> bool:
    return value is not None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(int(value))


class BloomIndex(PostgresIndex):
    """A small index over many columns, for equality. Needs the extension bloom.

    Args:
        length: bits per row, up to 4096.
        columns: bits per column, up to 4095 each.
    """

    suffix = "bloom"

    def __init__(self, *expressions: Any, length: int | None = None, columns: Any = (), **kwargs: Any) -> None:
        super().__init__(*expressions, **kwargs)
        if len(self.fields) > 32:
            raise ValueError("Bloom indexes support a maximum of 32 fields.")
        if not isinstance(columns, list | tuple):
            raise ValueError("BloomIndex.columns must be a list or tuple.")
        if len(columns) > len(self.fields):
            raise ValueError("BloomIndex.columns cannot have more values than fields.")
        if not all(0 < bits <= 4095 for bits in columns):
            raise ValueError("BloomIndex.columns must contain integers from 1 to 4095.")
        if length is not None and not 0 < length <= 4096:
            raise ValueError("BloomIndex.length must be None or an integer from 1 to 4096.")
        self.length = length
        self.columns = columns

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        if self.length is not None:
            kwargs["length"] = self.length
        if self.columns:
            kwargs["columns"] = self.columns
        return path, args, kwargs

    def get_with_params(self) -> list[str]:
        """Return the storage parameters as they are written in the statement."""
        length = [] if self.length is None else [f"length = {int(self.length)}"]
        return [*length, *(f"col{place} = {int(bits)}" for place, bits in enumerate(self.columns, 1))]


class BrinIndex(PostgresIndex):
    """A tiny index over values that lie in the table in about their order.

    Args:
        autosummarize: pages are summarised as soon as they are full.
        pages_per_range: pages that share one entry.
    """

    suffix = "brin"
    storage = ("autosummarize", "pages_per_range")

    def __init__(
        self, *expressions: Any, autosummarize: bool | None = None, pages_per_range: int | None = None, **kwargs: Any
    ) -> None:
        if pages_per_range is not None and pages_per_range <= 0:
            raise ValueError("pages_per_range must be None or a positive integer")
        self.autosummarize = autosummarize
        self.pages_per_range = pages_per_range
        super().__init__(*expressions, **kwargs)


class BTreeIndex(PostgresIndex):
    """The usual kind of index.

    Args:
        fillfactor: per cent of a page that are filled at first.
        deduplicate_items: whether equal values share an entry.
    """

    suffix = "btree"
    storage = ("fillfactor", "deduplicate_items")

    def __init__(
        self, *expressions: Any, fillfactor: int | None = None, deduplicate_items: bool | None = None, **kwargs: Any
    ) -> None:
        self.fillfactor = fillfactor
        self.deduplicate_items = deduplicate_items
        super().__init__(*expressions, **kwargs)


class GinIndex(PostgresIndex):
    """An index over values made of parts: arrays, documents, search vectors.

    Args:
        fastupdate: whether new entries are gathered before they are sorted in.
        gin_pending_list_limit: kilobytes that may be gathered.
    """

    suffix = "gin"
    storage = ("gin_pending_list_limit", "fastupdate")

    def __init__(
        self,
        *expressions: Any,
        fastupdate: bool | None = None,
        gin_pending_list_limit: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.fastupdate = fastupdate
        self.gin_pending_list_limit = gin_pending_list_limit
        super().__init__(*expressions, **kwargs)


class GistIndex(PostgresIndex):
    """An index over ranges, shapes and search vectors.

    Args:
        buffering: whether it is built with buffering.
        fillfactor: per cent of a page that are filled at first.
    """

    suffix = "gist"
    storage = ("buffering", "fillfactor")

    def __init__(
        self, *expressions: Any, buffering: bool | None = None, fillfactor: int | None = None, **kwargs: Any
    ) -> None:
        self.buffering = buffering
        self.fillfactor = fillfactor
        super().__init__(*expressions, **kwargs)


class HashIndex(PostgresIndex):
    """An index for equality only.

    Args:
        fillfactor: per cent of a page that are filled at first.
    """

    suffix = "hash"
    storage = ("fillfactor",)

    def __init__(self, *expressions: Any, fillfactor: int | None = None, **kwargs: Any) -> None:
        self.fillfactor = fillfactor
        super().__init__(*expressions, **kwargs)


class SpGistIndex(PostgresIndex):
    """An index over values that can be divided unevenly: texts by their beginning, ranges.

    Args:
        fillfactor: per cent of a page that are filled at first.
    """

    suffix = "spgist"
    storage = ("fillfactor",)

    def __init__(self, *expressions: Any, fillfactor: int | None = None, **kwargs: Any) -> None:
        self.fillfactor = fillfactor
        super().__init__(*expressions, **kwargs)


class OpClass(Func):
    """An expression of an index or constraint, with the class of operators it is to serve.

    Args:
        expression: what is indexed.
        name: of the class, as PostgreSQL knows it.

    Raises:
        ValueError: the name is none.
    """

    template = "%(expressions)s %(name)s"
    constraint_validation_compatible = False

    def __init__(self, expression: Any, name: str) -> None:
        if not _CLASS_NAME.fullmatch(name):
            raise ValueError(
                f"Invalid name of an operator class: {name!r}. Give an identifier, with its schema if need be."
            )
        super().__init__(expression, name=name)

    def lower(self) -> Node:
        return OperatorClass(lower(self.source_expressions[0]), self.extra["name"])
