"""What type checkers need to know of models, and nothing else does: type variables, protocols, options.

At run time a subscript gives the class itself, so `Valued[Text]` is `Valued`. Checkers see generic classes instead,
whose parameters have defaults: `CharField` is `CharField[str]`, `QuerySet[Book]` is `QuerySet[Book, Book]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime
    import decimal
    import uuid
    from collections.abc import Callable, Iterable, Mapping
    from typing import Generic, Protocol, Self, TypedDict, overload

    from typing_extensions import TypeVar

    #: The value that a field has on an instance; one variable for each kind of value, because of the defaults.
    ValueT = TypeVar("ValueT", default=Any)
    TextT = TypeVar("TextT", default=str)
    IntegerT = TypeVar("IntegerT", default=int)
    FloatT = TypeVar("FloatT", default=float)
    DecimalT = TypeVar("DecimalT", default=decimal.Decimal)
    BooleanT = TypeVar("BooleanT", default=bool)
    BytesT = TypeVar("BytesT", default=bytes | memoryview)
    DateT = TypeVar("DateT", default=datetime.date)
    DateTimeT = TypeVar("DateTimeT", default=datetime.datetime)
    TimeT = TypeVar("TimeT", default=datetime.time)
    DurationT = TypeVar("DurationT", default=datetime.timedelta)
    UUIDT = TypeVar("UUIDT", default=uuid.UUID)

    #: The model that a relation leads to.
    TargetT = TypeVar("TargetT")
    #: The model of a QuerySet or a manager, and what iterating it gives.
    ModelT = TypeVar("ModelT", covariant=True, default=Any)
    RowT = TypeVar("RowT", covariant=True, default=ModelT)

    class Instance(Protocol):
        """An instance of a model."""

        def _is_pk_set(self) -> bool: ...

    class Resolvable(Protocol):
        """An expression."""

        def resolve_expression(self, *args: Any, **kwargs: Any) -> Any: ...

    class Attribute(Protocol):
        """What the class of a model has in the place of a field."""

        field: Any

    class Valued(Generic[ValueT]):
        """A field as a class attribute: instances of models have its value, anything else the field itself."""

        @overload
        def __get__(self, instance: None, owner: Any) -> Attribute: ...
        @overload
        def __get__(self, instance: Instance, owner: Any) -> ValueT: ...
        @overload
        def __get__(self, instance: Any, owner: Any) -> Self: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...

        def __set__(self, instance: Any, value: ValueT | Resolvable) -> None: ...

    class DefaultKey:
        """The key of a model that names none; its type is that of DEFAULT_AUTO_FIELD, so nobody knows."""

        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    class Rows(Generic[ModelT, RowT]):
        """A QuerySet of a model, and what its rows are."""

    class Managing(Generic[ModelT]):
        """A manager of a model."""

    class FieldOptions(TypedDict, total=False):
        """Options of all fields but `null`, which decides the type."""

        verbose_name: Any
        name: str | None
        primary_key: bool
        max_length: int | None
        unique: bool
        blank: bool
        db_index: bool
        rel: Any
        default: Any
        editable: bool
        serialize: bool
        unique_for_date: str | None
        unique_for_month: str | None
        unique_for_year: str | None
        choices: Any
        help_text: Any
        db_column: str | None
        db_tablespace: str | None
        auto_created: bool
        validators: Iterable[Callable[[Any], object]]
        error_messages: Mapping[str, Any] | None
        db_comment: str | None
        db_default: Any

    class TextOptions(FieldOptions, total=False):
        """Options of fields of text."""

        db_collation: str | None
        allow_unicode: bool

    class PathOptions(FieldOptions, total=False):
        """Options of FilePathField."""

        path: Any
        match: str | None
        recursive: bool
        allow_files: bool
        allow_folders: bool

    class DecimalOptions(FieldOptions, total=False):
        """Options of DecimalField."""

        max_digits: int | None
        decimal_places: int | None

    class DateOptions(FieldOptions, total=False):
        """Options of dates, times and moments."""

        auto_now: bool
        auto_now_add: bool

    class AddressOptions(FieldOptions, total=False):
        """Options of GenericIPAddressField."""

        protocol: str
        unpack_ipv4: bool

    class JSONOptions(FieldOptions, total=False):
        """Options of JSONField."""

        encoder: type[Any] | None
        decoder: type[Any] | None

    class RelationOptions(FieldOptions, total=False):
        """Options of references."""

        related_name: str | None
        related_query_name: str | None
        limit_choices_to: Any
        parent_link: bool
        to_field: str | None
        db_constraint: bool
        swappable: bool

    class ManyOptions(RelationOptions, total=False):
        """Options of ManyToManyField."""

        symmetrical: bool | None
        through: Any
        through_fields: Any
        db_table: str | None

else:
    ValueT = TextT = IntegerT = FloatT = DecimalT = BooleanT = BytesT = DateT = DateTimeT = TimeT = DurationT = None
    UUIDT = TargetT = ModelT = RowT = None

    class Valued:
        """`Class[...]` is the class."""

        __slots__ = ()

        def __class_getitem__(cls, *args: Any, **kwargs: Any) -> Any:
            return cls

    Rows = Managing = Valued
