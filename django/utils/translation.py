"""The names of translation for programs without a catalogue: every text is its own translation.

Languages can be activated and asked for, so that code written for a translated site runs unchanged; plurals are
chosen as in English.
"""

from __future__ import annotations

from contextlib import ContextDecorator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from django.utils.ambient import setting
from django.utils.functional import lazy

__all__ = [
    "activate",
    "check_for_language",
    "deactivate",
    "deactivate_all",
    "get_language",
    "get_language_bidi",
    "get_language_info",
    "get_supported_language_variant",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "npgettext",
    "npgettext_lazy",
    "override",
    "pgettext",
    "pgettext_lazy",
    "to_language",
    "to_locale",
    "trim_whitespace",
]

#: Code of the activated language; "" after deactivate_all(), None when nothing was activated.
_active: ContextVar[str | None] = ContextVar("django_language", default=None)
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))


def gettext(message: Any) -> str:
    """Return the translation of a text."""
    return str(message)


def gettext_noop(message: str) -> str:
    """Mark a text for translation and return it."""
    return message


def ngettext(singular: str, plural: str, number: float) -> str:
    """Return the form of a text that fits a number."""
    return str(singular if number == 1 else plural)


def pgettext(context: str, message: Any) -> str:
    """Return the translation of a text in a context."""
    return str(message)


def npgettext(context: str, singular: str, plural: str, number: float) -> str:
    """Return the form of a text in a context that fits a number."""
    return ngettext(singular, plural, number)


gettext_lazy = lazy(gettext, str)
pgettext_lazy = lazy(pgettext, str)


class _Plural(str):
    """A plural text whose number comes later, with ``%``: the number itself or, by its key, out of a dictionary."""

    __slots__ = ("_forms", "_key")
    _forms: tuple[str, str]
    _key: str | None

    def __mod__(self, values: Any) -> str:
        number = self._number(values)
        text = ngettext(*self._forms, number)
        try:
            return str(text % values)
        except TypeError:
            # A form without a placeholder says it all: "one item".
            return text

    def _number(self, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        if self._key is None or self._key not in values:
            raise KeyError(
                f"Your dictionary lacks key '{self._key}'. Please provide it, because it is required to determine "
                "whether string is singular or plural."
            )
        return values[self._key]


def _plural(singular: str, plural: str, key: str | None) -> _Plural:
    text = _Plural(plural)
    text._forms = (singular, plural)
    text._key = key
    return text


_lazy_plural = lazy(_plural, str)
_lazy_counted = lazy(ngettext, str)


def ngettext_lazy(singular: str, plural: str, number: int | str | None = None) -> Any:
    """Return a promise of ``singular`` or ``plural``.

    Args:
        singular: the text for one.
        plural: the text for any other number.
        number: the number; or the key under which ``promise % {...}`` finds it; or None: ``promise % number``.
    """
    if isinstance(number, int):
        return _lazy_counted(singular, plural, number)
    return _lazy_plural(singular, plural, number)


def npgettext_lazy(context: str, singular: str, plural: str, number: int | str | None = None) -> Any:
    """Like ngettext_lazy(), in a context."""
    return ngettext_lazy(singular, plural, number)


def activate(language: str | None) -> None:
    """Make a language the current one of this thread or task; None is like deactivate_all()."""
    _active.set(language or "")


def deactivate() -> None:
    """Make the language of the settings the current one again."""
    _active.set(None)


def deactivate_all() -> None:
    """Make no language current: get_language() returns None."""
    _active.set("")


class override(ContextDecorator):
    """Make a language current inside a ``with`` block or a decorated function.

    Args:
        language: its code; None for no language at all.
        deactivate: afterwards return to the language of the settings instead of the one before.
    """

    def __init__(self, language: str | None, deactivate: bool = False) -> None:
        self.language = language
        self.deactivate = deactivate

    def __enter__(self) -> None:
        self.old_language = _active.get()
        activate(self.language)

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _active.set(None if self.deactivate else self.old_language)


def get_language() -> str | None:
    """Return the code of the current language, or None after deactivate_all()."""
    active = _active.get()
    if active is None or not setting("USE_I18N"):
        return str(setting("LANGUAGE_CODE"))
    return active or None


def get_language_bidi() -> bool:
    """Tell whether the current language is written from right to left."""
    return (get_language() or "").partition("-")[0] in _RIGHT_TO_LEFT


def check_for_language(lang_code: str | None) -> bool:
    """Tell whether the language is one of the setting LANGUAGES."""
    return lang_code in dict(setting("LANGUAGES"))


def get_supported_language_variant(lang_code: str, strict: bool = False) -> str:
    """Return the code in the setting LANGUAGES closest to ``lang_code``.

    Raises:
        LookupError: there is none.
    """
    supported = dict(setting("LANGUAGES"))
    general = lang_code.partition("-")[0]
    for code in (lang_code, general):
        if code in supported:
            return code
    for code in () if strict else supported:
        if code.startswith(f"{general}-"):
            return str(code)
    raise LookupError(lang_code)


def get_language_info(lang_code: str) -> dict[str, Any]:
    """Return code, name and direction of a language in the setting LANGUAGES.

    Raises:
        KeyError: the language is unknown.
    """
    names = dict(setting("LANGUAGES"))
    if lang_code not in names:
        raise KeyError(f"Unknown language code {lang_code}.")
    name = str(names[lang_code])
    bidi = lang_code.partition("-")[0] in _RIGHT_TO_LEFT
    return {"bidi": bidi, "code": lang_code, "name": name, "name_local": name, "name_translated": name}


def to_locale(language: str) -> str:
    """Return ``en-us`` as ``en_US``, ``zh-hans`` as ``zh_Hans``."""
    first, _, rest = language.lower().partition("-")
    if not rest:
        return first
    country, _, tail = rest.partition("-")
    country = country.title() if len(country) > 2 else country.upper()
    return f"{first}_{country}-{tail}" if tail else f"{first}_{country}"


def to_language(locale: str) -> str:
    """Return ``en_US`` as ``en-us``."""
    return locale.lower().replace("_", "-", 1)


def trim_whitespace(s: str) -> str:
    """Join the lines of a text by single blanks."""
    return " ".join(line.strip() for line in s.strip().splitlines())
