"""Two pieces of HTML are compared by what they say."""

from __future__ import annotations

import pytest

from django.test.html import HTMLParseError, parse_html


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a  b</p>", "<p> a\nb </p>"),
        ('<a href="/" id="x">go</a>', "<a id='x' href='/'>go</a>"),
        ('<p class="b a"></p>', '<p class=" a  b "></p>'),
        ("<input checked>", '<input checked="checked" />'),
        ("<p>a<!-- nothing -->b</p>", "<p>ab</p>"),
        ("<ul><li>a</ul>", "<ul><li>a</li></ul>"),
        ("&lt;&#39;", "&#60;'"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    assert parse_html(one) == parse_html(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a b</p>", "<p>a&nbsp;b</p>"),
        ("<b>a</b>", "<i>a</i>"),
        ("<input value>", '<input value="value">'),
        ("<p><b>a</b>c</p>", "<p><b>a</b><b>c</b></p>"),
    ],
)
def test_content_makes_a_difference(one: str, other: str) -> None:
    assert parse_html(one) != parse_html(other)


def test_a_row_of_elements_is_counted_at_any_depth_and_without_overlap() -> None:
    assert parse_html("<div><b/><b/><b/></div><b/><b/>").count(parse_html("<b/><b/>")) == 2


def test_text_is_counted_in_texts_only() -> None:
    assert parse_html('<p class="a">a <b>aa</b></p>').count("a") == 3


def test_text_is_printed_escaped() -> None:
    assert str(parse_html("<p>&lt;b&gt;</p>")) == "<p>\n&lt;b&gt;\n</p>"


def test_an_end_tag_without_a_start_is_an_error_with_its_place() -> None:
    with pytest.raises(HTMLParseError) as caught:
        parse_html("<p></p></div>")
    assert caught.value.args == ("Unexpected end tag `div` (Line 1, Column 7)", (1, 7))
