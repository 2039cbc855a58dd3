"""Texts: names, encodings, escaping, plurals, near misses."""

from __future__ import annotations

import pytest

from django.core.exceptions import SuspiciousFileOperation
from django.utils import html, text
from django.utils.encoding import DjangoUnicodeDecodeError, force_bytes, force_str, iri_to_uri, uri_to_iri
from django.utils.functional import Promise, lazystr
from django.utils.near_miss import did_you_mean, near_miss
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import (
    get_language,
    gettext_lazy,
    ngettext_lazy,
    override,
    to_language,
    to_locale,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("getHTTPResponse", "get http response"), ("BigAutoField", "big auto field"), ("ID", "id"), ("", "")],
)
def test_camel_case_becomes_words(name: str, expected: str) -> None:
    assert text.camel_case_to_spaces(name) == expected


def test_slugs_are_ascii_unless_allowed_otherwise() -> None:
    assert text.slugify(" Ärger & Größe__-") == "arger-groe"
    assert text.slugify(" Ärger & Größe", allow_unicode=True) == "ärger-größe"


def test_what_works_on_text_keeps_promises() -> None:
    promise = text.capfirst(lazystr("abc"))
    assert isinstance(promise, Promise) and promise == "Abc"


def test_file_names_that_vanish_are_refused() -> None:
    assert text.get_valid_filename(" a b/c?.txt ") == "a_bc.txt"
    with pytest.raises(SuspiciousFileOperation, match="Could not derive file name"):
        text.get_valid_filename("$.$")


def test_lists_in_words() -> None:
    assert [text.get_text_list(list("abc")[:count]) for count in range(4)] == ["", "a", "a or b", "a, b or c"]


def test_smart_split_keeps_quotes_together() -> None:
    assert list(text.smart_split('This is "a person\'s" b=\'c d\'')) == ["This", "is", '"a person\'s"', "b='c d'"]


def test_format_lazy_waits() -> None:
    assert str(text.format_lazy("{} and {b}", lazystr("a"), b=1)) == "a and 1"


def test_undecodable_bytes_name_themselves() -> None:
    with pytest.raises(DjangoUnicodeDecodeError, match=r"You passed in b'\\xff'"):
        force_str(b"\xff")


def test_strings_only_leaves_numbers_alone() -> None:
    assert force_str(5, strings_only=True) == 5 and force_str(5) == "5"
    assert force_bytes("é", "latin-1") == b"\xe9" and force_bytes(memoryview(b"a")) == b"a"


def test_iris_and_uris_go_both_ways() -> None:
    assert iri_to_uri("/♥/%41?q=a b") == "/%E2%99%A5/%41?q=a%20b"
    assert uri_to_iri("/%E2%99%A5/%41%2F%ff") == "/♥/A%2F%FF"


def test_a_plural_is_chosen_by_the_key_it_names() -> None:
    message = ngettext_lazy("%(count)s item", "%(count)s items", "count")
    assert (message % {"count": 1}, message % {"count": 2}) == ("1 item", "2 items")
    with pytest.raises(KeyError, match="lacks key 'count'"):
        message % {}


def test_a_plural_is_chosen_by_the_number_itself() -> None:
    message = ngettext_lazy("one item", "%d items")
    assert (message % 1, message % 3) == ("one item", "3 items")


def test_languages_are_remembered_though_nothing_is_translated() -> None:
    assert gettext_lazy("abc") == "abc"
    with override("de"):
        assert get_language() == "de"
        with override(None):
            assert get_language() is None
    assert get_language() == "en-us"


def test_locales_and_languages() -> None:
    assert [to_locale(code) for code in ("en-us", "zh-hans", "sr-latn-rs")] == ["en_US", "zh_Hans", "sr_Latn-rs"]
    assert to_language("en_US") == "en-us"


def test_format_html_escapes_arguments_only() -> None:
    assert html.format_html("<b>{}</b>{x}", "<", x=mark_safe("<i>")) == "<b>&lt;</b><i>"


def test_safe_plus_unsafe_is_unsafe() -> None:
    assert type(mark_safe("a") + "b") is str and type(mark_safe("a") + mark_safe("b")) is SafeString


def test_stripping_tags_does_not_leave_tags() -> None:
    assert "<script>" not in html.strip_tags("<<b>script>x")
    assert html.strip_tags("<p>a &amp; <b>b</b></p>") == "a &amp; b"


def test_a_near_miss_is_named_and_a_far_one_is_not() -> None:
    assert near_miss("autor", ["author", "title"]) == "author"
    assert near_miss("AUTHOR", ["author", "title"]) == "author"
    assert near_miss("zzz", ["author", "title"]) is None
    assert did_you_mean("autor", {"author"}) == " Did you mean 'author'?"
    assert did_you_mean("zzz", {"author"}) == ""
