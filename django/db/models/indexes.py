"""Index: what `Meta.indexes` holds."""

from __future__ import annotations

from typing import Any

from django.db.backends.identifiers import names_digest, split_identifier
from django.db.models.conditions import Q
from django.db.models.definition_sql import IndexExpression, columns_of, condition_sql, index_expressions
from django.db.models.expressions.references import F

__all__ = ["Index", "IndexExpression"]


class Index:
    """An index over columns or expressions.

    Args:
        expressions: what is indexed, instead of `fields`.
        fields: names of fields; "-name" for descending order.
        name: of the index; made from the model if it is not given.
        db_tablespace: where the index lies.
        opclasses: operator classes, one per field.
        condition: a Q; only rows for which it holds are indexed.
        include: names of fields that are stored in the index without being part of the key.

    Raises:
        ValueError: the arguments do not fit together.
    """

    suffix = "idx"
    #: Short enough for every engine.
    max_name_length = 30

    def __init__(
        self,
        *expressions: Any,
        fields: Any = (),
        name: str | None = None,
        db_tablespace: str | None = None,
        opclasses: Any = (),
        condition: Any = None,
        include: Any = None,
    ) -> None:
        _require(not opclasses or name, "An index must be named to use opclasses.")
        _require(condition is None or isinstance(condition, Q), "Index.condition must be a Q instance.")
        _require(not condition or name, "An index must be named to use condition.")
        _require(isinstance(fields, list | tuple), "Index.fields must be a list or tuple.")
        _require(isinstance(opclasses, list | tuple), "Index.opclasses must be a list or tuple.")
        _require(expressions or fields, "At least one field or expression is required to define an index.")
        _require(not (expressions and fields), "Index.fields and expressions are mutually exclusive.")
        _require(not expressions or name, "An index must be named to use expressions.")
        _require(
            not (expressions and opclasses),
            "Index.opclasses cannot be used with expressions. Use django.contrib.postgres.indexes.OpClass() instead.",
        )
        _require(
            not opclasses or len(fields) == len(opclasses),
            "Index.fields and Index.opclasses must have the same number of elements.",
        )
        _require(
            all(isinstance(field, str) for field in fields), "Index.fields must contain only strings with field names."
        )
        _require(not include or name, "A covering index must be named.")
        _require(isinstance(include, list | tuple | None), "Index.include must be a list or tuple.")
        self.fields = list(fields)
        self.fields_orders = [(name.removeprefix("-"), "DESC" if name.startswith("-") else "") for name in fields]
        self.name = name or ""
        self.db_tablespace = db_tablespace
        self.opclasses = opclasses
        self.condition = condition
        self.include = tuple(include) if include else ()
        self.expressions = tuple(F(each) if isinstance(each, str) else each for each in expressions)

    @property
    def contains_expressions(self) -> bool:
        """Whether it is over expressions."""
        return bool(self.expressions)

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        """Return the statement that makes the index on the model's table; `using` is the kind of index."""
        fields = [model._meta.get_field(name) for name, _ in self.fields_orders]
        return schema_editor._create_index_sql(
            model,
            fields=fields or None,
            name=self.name,
            using=using,
            db_tablespace=self.db_tablespace,
            col_suffixes=tuple(order for _, order in self.fields_orders) or None,
            opclasses=self.opclasses,
            condition=condition_sql(model, schema_editor, self.condition),
            include=columns_of(model, self.include),
            expressions=index_expressions(model, self.expressions),
            **kwargs,
        )

    def remove_sql(self, model: Any, schema_editor: Any, **kwargs: Any) -> Any:
        """Return the statement that drops the index."""
        return schema_editor._delete_index_sql(model, self.name, **kwargs)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the path of the class and the arguments that make an equal index."""
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        path = path.replace("django.db.models.indexes", "django.db.models")
        kwargs: dict[str, Any] = {"name": self.name}
        for name in ("fields", "db_tablespace", "opclasses", "condition", "include"):
            if name == "fields" and self.expressions:
                continue
            value = getattr(self, name)
            if value or (name == "db_tablespace" and value is not None):
                kwargs[name] = value
        return path, self.expressions, kwargs

    def clone(self) -> Index:
        """Return an equal index."""
        _, args, kwargs = self.deconstruct()
        return self.__class__(*args, **kwargs)

    def set_name_with_model(self, model: Any) -> None:
        """Make a name: the table's and the first column's beginning, and a digest that tells indexes apart.

        Raises:
            ValueError: `suffix` is too long.
        """
        _, table = split_identifier(model._meta.db_table)
        columns = columns_of(model, (name for name, _ in self.fields_orders))
        in_order = [
            f"-{column}" if order else column for column, (_, order) in zip(columns, self.fields_orders, strict=True)
        ]
        digest = names_digest(table, *in_order, self.suffix, length=6)
        name = f"{table[:11]}_{columns[0][:7]}_{digest}_{self.suffix}"
        if len(name) > self.max_name_length:
            raise ValueError("Index too long for multiple database support. Is self.suffix longer than 3 characters?")
        # Some engines take no name that starts with an underscore or a digit.
        self.name = f"D{name[1:]}" if name[0] == "_" or name[0].isdigit() else name

    def __repr__(self) -> str:
        told = [
            ("fields", self.fields and repr(self.fields)),
            ("expressions", self.expressions and repr(self.expressions)),
            ("name", self.name and repr(self.name)),
            ("db_tablespace", self.db_tablespace is not None and repr(self.db_tablespace)),
            ("condition", self.condition is not None and str(self.condition)),
            ("include", self.include and repr(self.include)),
            ("opclasses", self.opclasses and repr(self.opclasses)),
        ]
        return f"<{self.__class__.__qualname__}: {' '.join(f'{name}={text}' for name, text in told if text)}>"

    def __eq__(self, other: object) -> bool:
        if self.__class__ is other.__class__:
            return self.deconstruct() == other.deconstruct()  # type: ignore[attr-defined]
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]


def _require(holds: Any, text: str) -> None:
    if not holds:
        raise ValueError(text)
