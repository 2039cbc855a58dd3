"""Checks of the settings that name languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks.messages import CheckMessage, Error
from django.core.checks.registry import Tags, register
from django.utils.regex_helper import _lazy_re_compile
from django.utils.translation import get_supported_language_variant

# Letters, then parts of letters and digits with hyphens between; an old form puts a variant behind an at sign.
_language_tag = _lazy_re_compile(r"[a-z]+(?:-[a-z0-9]{1,8})*(?:@[a-z0-9]{1,20})?\Z", 2)

E001 = "You have provided an invalid value for the LANGUAGE_CODE setting: {!r}."
E002 = "You have provided an invalid language code in the LANGUAGES setting: {!r}."
E003 = "You have provided an invalid language code in the LANGUAGES_BIDI setting: {!r}."
E004 = "You have provided a value for the LANGUAGE_CODE setting that is not in the LANGUAGES setting."


@register(Tags.translation)
def check_setting_language_code(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Require that LANGUAGE_CODE looks like a language."""
    return _malformed([settings.LANGUAGE_CODE], E001, "translation.E001")


@register(Tags.translation)
def check_setting_languages(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Require that the codes in LANGUAGES look like languages."""
    return _malformed((code for code, _ in settings.LANGUAGES), E002, "translation.E002")


@register(Tags.translation)
def check_setting_languages_bidi(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Require that the codes in LANGUAGES_BIDI look like languages."""
    return _malformed(settings.LANGUAGES_BIDI, E003, "translation.E003")


@register(Tags.translation)
def check_language_settings_consistent(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Require that LANGUAGE_CODE, or the language it is a variant of, is one of LANGUAGES."""
    try:
        get_supported_language_variant(settings.LANGUAGE_CODE)
    except LookupError:
        return [Error(E004, id="translation.E004")]
    return []


def _malformed(codes: Iterable[Any], message: str, id: str) -> list[CheckMessage]:
    wrong = (code for code in codes if not isinstance(code, str) or not _language_tag.match(code))
    return [Error(message.format(code), id=id) for code in wrong]
