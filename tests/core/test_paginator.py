"""Rules of pagination."""

from __future__ import annotations

import pytest

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator, UnorderedObjectListWarning


def test_few_orphans_join_the_last_page():
    paginator = Paginator("abcdefghijk", per_page=5, orphans=1)
    assert paginator.num_pages == 2
    assert "".join(paginator.page(2)) == "fghijk"


@pytest.mark.parametrize(
    "number, error", [(0, EmptyPage), (3, EmptyPage), ("x", PageNotAnInteger), (1.5, PageNotAnInteger)]
)
def test_a_page_that_is_not_there_is_an_error(number, error):
    with pytest.raises(error):
        Paginator([1, 2, 3], 2).page(number)


@pytest.mark.parametrize("number, got", [(99, 2), ("x", 1), (None, 1), (-1, 2)])
def test_get_page_always_finds_one(number, got):
    assert Paginator([1, 2, 3], 2).get_page(number).number == got


def test_an_ellipsis_stands_for_two_pages_at_least():
    paginator = Paginator(range(5000), 100)
    dots = Paginator.ELLIPSIS
    assert list(paginator.get_elided_page_range(7)) == [*range(1, 11), dots, 49, 50]
    assert list(paginator.get_elided_page_range(8)) == [1, 2, dots, *range(5, 12), dots, 49, 50]


def test_an_unordered_list_is_warned_of():
    class Rows(list):
        ordered = False

    with pytest.warns(UnorderedObjectListWarning, match="inconsistent results"):
        Paginator(Rows(), 2)
