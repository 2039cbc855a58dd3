"""Fields of text: short, long, and those with a form to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.core import validators
from django.db.models.fields import hooks
from django.db.models.fields.base import Field
from django.db.models.fields.databases import write_alias
from django.db.models.typed import TextT
from django.utils.functional import cached_property
from django.utils.late import LateAttribute
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing import Unpack

    from django.db.models.typed import PathOptions, TextOptions


class _Text(Field[TextT]):
    """What all text columns share: conversion, collation, slices."""

    plain_type = str
    db_collation: str | None = None

    def __init__(self, *args: Any, db_collation: str | None = None, **kwargs: Any) -> None:
        """Take the collation of the column, besides the common options."""
        super().__init__(*args, **kwargs)
        self.db_collation = db_collation

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else str(value)

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        return {**super().db_parameters(connection), "collation": self.db_collation}

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.db_collation:
            kwargs["db_collation"] = self.db_collation
        return name, path, args, kwargs

    def slice_expression(self, expression: Any, start: int, length: int | None) -> Any:
        return hooks.make_substring(expression, start, length)

    def _check_db_collation(self, databases: Any) -> list[Any]:
        if not self.db_collation:
            return []
        feature = f"supports_collation_on_{self.get_internal_type().lower()}"
        return [
            self._complaint(
                "fields.E190",
                f"{connection.display_name} does not support a database collation on {self.get_internal_type()}s.",
            )
            for connection in self._lacking(databases, feature)
        ]


class CharField(_Text[TextT]):
    """A text of limited length."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: CharField[str | None], *args: Any, null: Literal[True], **options: Unpack[TextOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[TextOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    @property
    def description(self) -> Any:
        """The kind of the field, for people."""
        if self.max_length is not None:
            return _("String (up to %(max_length)s)")
        return _("String (unlimited)")

    @cached_property
    def validators(self) -> list[Any]:
        """The given ones and the limit of length."""
        given = [*self.default_validators, *self._validators]
        if self.max_length is not None:
            given.append(validators.MaxLengthValidator(self.max_length))
        return given

    def check(self, **kwargs: Any) -> list[Any]:
        databases = kwargs.get("databases") or []
        return [
            *super().check(**kwargs),
            *self._check_db_collation(databases),
            *self._check_max_length_attribute(**kwargs),
        ]

    def _check_max_length_attribute(self, **kwargs: Any) -> list[Any]:
        length = self.max_length
        if length is None:
            databases = kwargs.get("databases") or [write_alias(self.model)]
            lacking = list(self._lacking(databases, "supports_unlimited_charfield"))
            message = "CharFields must define a 'max_length' attribute."
            return [self._complaint("fields.E120", message)] if lacking else []
        if isinstance(length, int) and not isinstance(length, bool) and length > 0:
            return []
        return [self._complaint("fields.E121", "'max_length' must be a positive integer.")]

    def get_internal_type(self) -> str:
        return "CharField"

    def cast_db_type(self, connection: Any) -> Any:
        if self.max_length is None:
            return connection.ops.cast_char_field_without_max_length
        return super().cast_db_type(connection)


class CommaSeparatedIntegerField(CharField[TextT]):
    """Kept for old migrations."""

    system_check_removed_details = {
        "msg": "CommaSeparatedIntegerField is removed except for support in historical migrations.",
        "hint": "Use CharField(validators=[validate_comma_separated_integer_list]) instead.",
        "id": "fields.E901",
    }

    default_validators: Any = LateAttribute(lambda: [validators.validate_comma_separated_integer_list])
    description = _("Comma-separated integers")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: CommaSeparatedIntegerField[str | None],
            *args: Any,
            null: Literal[True],
            **options: Unpack[TextOptions],
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[TextOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...


class TextField(_Text[TextT]):
    """A text of any length."""

    description = _("Text")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: TextField[str | None], *args: Any, null: Literal[True], **options: Unpack[TextOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[TextOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_db_collation(kwargs.get("databases") or [])]

    def get_internal_type(self) -> str:
        return "TextField"


class EmailField(CharField[TextT]):
    """An e-mail address."""

    default_validators: Any = LateAttribute(lambda: [validators.validate_email])
    description = _("Email address")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: EmailField[str | None], *args: Any, null: Literal[True], **options: Unpack[TextOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[TextOptions]) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(*args, **kwargs)

    # max_length stays in what is written, although it is a default: it has been another one once.


class URLField(CharField[TextT]):
    """A URL."""

    default_validators: Any = LateAttribute(lambda: [validators.URLValidator()])
    description = _("URL")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: URLField[str | None], *args: Any, null: Literal[True], **options: Unpack[TextOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[TextOptions]) -> None: ...

    def __init__(self, verbose_name: Any = None, name: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(verbose_name, name, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == 200:
            del kwargs["max_length"]
        return name, path, args, kwargs


class SlugField(CharField[TextT]):
    """A short label of letters, digits, hyphens and underscores."""

    default_validators: Any = LateAttribute(lambda: [validators.validate_slug])
    description = _("Slug (up to %(max_length)s)")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: SlugField[str | None], *args: Any, null: Literal[True], **options: Unpack[TextOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[TextOptions]) -> None: ...

    def __init__(
        self,
        *args: Any,
        max_length: int | None = 50,
        db_index: bool = True,
        allow_unicode: bool = False,
        **kwargs: Any,
    ) -> None:
        self.allow_unicode = allow_unicode
        if allow_unicode:
            self.default_validators = [validators.validate_unicode_slug]
        super().__init__(*args, max_length=max_length, db_index=db_index, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == 50:
            del kwargs["max_length"]
        if self.db_index:
            del kwargs["db_index"]
        else:
            kwargs["db_index"] = False
        if self.allow_unicode:
            kwargs["allow_unicode"] = True
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "SlugField"


class FilePathField(Field[TextT]):
    """The path of a file in some directory."""

    description = _("File path")
    plain_type = str

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: FilePathField[str | None], *args: Any, null: Literal[True], **options: Unpack[PathOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[PathOptions]) -> None: ...

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        path: Any = "",
        match: str | None = None,
        recursive: bool = False,
        allow_files: bool = True,
        allow_folders: bool = False,
        **kwargs: Any,
    ) -> None:
        """Take the directory (or a callable that gives it) and which of its entries may be chosen."""
        self.path, self.match, self.recursive = path, match, recursive
        self.allow_files, self.allow_folders = allow_files, allow_folders
        kwargs.setdefault("max_length", 100)
        super().__init__(verbose_name, name, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_allowing_files_or_folders(**kwargs)]

    def _check_allowing_files_or_folders(self, **kwargs: Any) -> list[Any]:
        if self.allow_files or self.allow_folders:
            return []
        message = "FilePathFields must have either 'allow_files' or 'allow_folders' set to True."
        return [self._complaint("fields.E140", message)]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        unwritten = {"path": "", "match": None, "recursive": False, "allow_files": True, "allow_folders": False}
        for keyword, value in unwritten.items():
            if getattr(self, keyword) != value:
                kwargs[keyword] = getattr(self, keyword)
        if kwargs.get("max_length") == 100:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else str(value)

    def get_internal_type(self) -> str:
        return "FilePathField"
