"""Loose comparison: numbers, XML."""

from __future__ import annotations

from django.test.comparison import Approximate, compare_xml


def test_approximate_equals_within_its_places_from_both_sides() -> None:
    assert 1.0004 == Approximate(1, places=3)
    assert Approximate(1, places=3) == 1.0004
    assert Approximate(1, places=3) != 1.0006


def test_xml_is_the_same_whatever_the_order_of_attributes_comments_and_declarations() -> None:
    assert compare_xml('<?xml version="1.0"?><!-- a --><e a="1" b="2"/>', "<e b='2' a='1'></e>")


def test_xml_differs_by_white_space_between_elements_only_if_there_is_none_on_one_side() -> None:
    assert compare_xml("<e>a</e> <e>b</e>", "<e>a</e>\n  <e>b</e>")
    assert not compare_xml("<e>a</e><e>b</e>", "<e>a</e> <e>b</e>")
