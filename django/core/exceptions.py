"""The exceptions that every floor raises and every program may catch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.hashable import make_hashable

#: The key under which errors that belong to no single field are filed.
NON_FIELD_ERRORS = "__all__"


class FieldDoesNotExist(Exception):
    """A model has no field of the requested name."""


class AppRegistryNotReady(Exception):
    """The app registry was asked before ``django.setup()`` filled it."""


class ObjectDoesNotExist(Exception):
    """A query that must return one object returned none; base of every ``Model.DoesNotExist``."""

    silent_variable_failure = True


class MultipleObjectsReturned(Exception):
    """A query that must return one object returned several."""


class SuspiciousOperation(Exception):
    """A user did something that may be an attack."""


class SuspiciousMultipartForm(SuspiciousOperation):
    """A multipart form body is malformed."""


class SuspiciousFileOperation(SuspiciousOperation):
    """A file name or path points where it must not."""


class DisallowedHost(SuspiciousOperation):
    """The host header holds a host that is not allowed."""


class DisallowedRedirect(SuspiciousOperation):
    """A redirect would go to a scheme that is not allowed."""


class TooManyFieldsSent(SuspiciousOperation):
    """A request holds more fields than DATA_UPLOAD_MAX_NUMBER_FIELDS."""


class TooManyFilesSent(SuspiciousOperation):
    """A request holds more files than DATA_UPLOAD_MAX_NUMBER_FILES."""


class RequestDataTooBig(SuspiciousOperation):
    """A request body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE."""


class RequestAborted(Exception):
    """The request ended before it was read completely."""


class BadRequest(Exception):
    """The request cannot be processed because the client made an error."""


class PermissionDenied(Exception):
    """The user may not do what was asked."""


class ViewDoesNotExist(Exception):
    """The requested view does not exist."""


class MiddlewareNotUsed(Exception):
    """A middleware is not needed in this configuration."""


class ImproperlyConfigured(Exception):
    """The settings, or something they name, are wrong."""


class FieldError(Exception):
    """A model, a query or an expression uses a field in a way that cannot work."""


class EmptyResultSet(Exception):
    """A condition can never be true: there is no row to ask for."""


class FullResultSet(Exception):
    """A condition is always true: there is nothing to restrict."""


class SynchronousOnlyOperation(Exception):
    """Code that blocks was called from a running event loop."""


class ValidationError(Exception):
    """One message, a list of messages, or messages by field name.

    Exactly one of three shapes holds: a *single* error has ``message``, ``code`` and ``params`` (and an ``error_list``
    of itself); a *list* has only ``error_list``; a *mapping* has only ``error_dict``.
    """

    message: Any
    code: str | None
    params: Any
    error_list: list[ValidationError]
    error_dict: dict[str, list[ValidationError]]

    def __init__(self, message: Any, code: str | None = None, params: Any = None) -> None:
        """Take a text, another ValidationError, a list of either, or a dict of field name to either or list.

        Args:
            message: what went wrong; may hold ``%(name)s`` placeholders.
            code: a short key of the kind of error, for programs.
            params: values for the placeholders, filled in when the message is read.
        """
        super().__init__(message, code, params)
        if isinstance(message, ValidationError):
            self._adopt(message)
        elif isinstance(message, dict):
            self.error_dict = {field: _as_error(errors).error_list for field, errors in message.items()}
        elif isinstance(message, list):
            self.error_list = [leaf for item in message for leaf in _as_error(item)._leaves()]
        else:
            self._be_single(message, code, params)

    def _be_single(self, message: Any, code: str | None, params: Any) -> None:
        self.message, self.code, self.params = message, code, params
        self.error_list = [self]

    def _adopt(self, other: ValidationError) -> None:
        if hasattr(other, "error_dict"):
            self.error_dict = {field: list(errors) for field, errors in other.error_dict.items()}
        elif hasattr(other, "message"):
            self._be_single(other.message, other.code, other.params)
        else:
            self.error_list = list(other.error_list)

    def _leaves(self) -> list[ValidationError]:
        """All single errors inside, whatever the shape."""
        if hasattr(self, "error_dict"):
            return [leaf for errors in self.error_dict.values() for leaf in errors]
        return self.error_list

    def _text(self) -> str:
        """The single message with its parameters filled in."""
        return str(self.message % self.params if self.params else self.message)

    @property
    def message_dict(self) -> dict[str, list[str]]:
        """Texts by field name; AttributeError unless the error was made from a dict."""
        return {field: [leaf._text() for leaf in errors] for field, errors in self.error_dict.items()}

    @property
    def messages(self) -> list[str]:
        """All texts, in order."""
        return [leaf._text() for leaf in self._leaves()]

    def update_error_dict(self, error_dict: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
        """Add these errors to ``error_dict`` (changed in place) and return it."""
        mine = self.error_dict if hasattr(self, "error_dict") else {NON_FIELD_ERRORS: self.error_list}
        for field, errors in mine.items():
            error_dict.setdefault(field, []).extend(errors)
        return error_dict

    def __iter__(self) -> Iterator[Any]:
        """Yield ``(field, texts)`` pairs for a mapping, else texts: ``dict(error)`` and ``list(error)`` both work."""
        if hasattr(self, "error_dict"):
            yield from self.message_dict.items()
        else:
            yield from self.messages

    def __str__(self) -> str:
        return repr(self.message_dict if hasattr(self, "error_dict") else self.messages)

    def __repr__(self) -> str:
        return f"ValidationError({self})"

    def _identity(self) -> Any:
        """What makes two errors equal: contents, without regard to order."""
        if hasattr(self, "error_dict"):
            return make_hashable({field: _bag(errors) for field, errors in self.error_dict.items()})
        if hasattr(self, "message"):
            return self._leaf_identity()
        return _bag(self.error_list)

    def _leaf_identity(self) -> Any:
        params = make_hashable(self.params) if isinstance(self.params, Mapping) else self.params
        return (self.message, self.code, params)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ValidationError):
            return NotImplemented
        return bool(self._identity() == other._identity())

    def __hash__(self) -> int:
        return hash(self._identity())


def _as_error(message: Any) -> ValidationError:
    return message if isinstance(message, ValidationError) else ValidationError(message)


def _bag(errors: list[ValidationError]) -> frozenset[Any]:
    """The errors with how often each occurs."""
    return frozenset(Counter(leaf._leaf_identity() for leaf in errors).items())
