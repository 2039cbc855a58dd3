"""A long list cut into pages."""

from __future__ import annotations

import collections.abc
import warnings
from inspect import isbuiltin
from math import ceil

from django.utils.functional import cached_property
from django.utils.inspect import method_has_no_args
from django.utils.translation import gettext_lazy as _


class UnorderedObjectListWarning(RuntimeWarning):
    """Pages of an unordered list may repeat rows or leave some out."""


class InvalidPage(Exception):
    """There is no such page."""


class PageNotAnInteger(InvalidPage):
    """A page number is no whole number."""


class EmptyPage(InvalidPage):
    """A page has nothing on it."""


class Paginator:
    """Cut `object_list` into pages.

    Args:
        object_list: a list, a QuerySet, or anything that can be sliced and counted.
        per_page: how many objects a page has.
        orphans: how few objects do not make a last page of their own.
        allow_empty_first_page: whether page 1 exists when there is nothing.
        error_messages: texts by ``invalid_page``, ``min_page`` and ``no_results``.
    """

    ELLIPSIS = _("…")
    default_error_messages = {
        "invalid_page": _("That page number is not an integer"),
        "min_page": _("That page number is less than 1"),
        "no_results": _("That page contains no results"),
    }

    def __init__(self, object_list, per_page, orphans=0, allow_empty_first_page=True, error_messages=None):
        self.object_list = object_list
        self._check_object_list_is_ordered()
        self.per_page = int(per_page)
        self.orphans = int(orphans)
        self.allow_empty_first_page = allow_empty_first_page
        self.error_messages = self.default_error_messages | (error_messages or {})

    def __iter__(self):
        return (self.page(number) for number in self.page_range)

    @cached_property
    def count(self):
        """The number of all objects."""
        counting = getattr(self.object_list, "count", None)
        # Lists, texts and ranges have a count() too, but that one wants to know of what.
        if callable(counting) and not isbuiltin(counting) and method_has_no_args(counting):
            return counting()
        return len(self.object_list)

    @cached_property
    def num_pages(self):
        """The number of pages."""
        if self.count == 0 and not self.allow_empty_first_page:
            return 0
        return ceil(max(1, self.count - self.orphans) / self.per_page)

    @property
    def page_range(self):
        """The numbers of the pages, from 1."""
        return range(1, self.num_pages + 1)

    def validate_number(self, number):
        """Return `number` as an int.

        Raises:
            PageNotAnInteger, EmptyPage: there is no page of that number.
        """
        if isinstance(number, float) and not number.is_integer():
            raise PageNotAnInteger(self.error_messages["invalid_page"])
        try:
            number = int(number)
        except (TypeError, ValueError):
            raise PageNotAnInteger(self.error_messages["invalid_page"]) from None
        if number < 1:
            raise EmptyPage(self.error_messages["min_page"])
        if number > self.num_pages:
            raise EmptyPage(self.error_messages["no_results"])
        return number

    def get_page(self, number):
        """Return a page whatever `number` is: the first for no number, the last for one out of range."""
        try:
            number = self.validate_number(number)
        except PageNotAnInteger:
            number = 1
        except EmptyPage:
            number = self.num_pages
        return self.page(number)

    def page(self, number):
        """Return the page of that number; see ``validate_number`` for errors."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        stop = self.count if start + self.per_page + self.orphans >= self.count else start + self.per_page
        return self._get_page(self.object_list[start:stop], number, self)

    def get_elided_page_range(self, number=1, *, on_each_side=3, on_ends=2):
        """Yield page numbers around `number` and at both ends, an ellipsis for what lies between.

        An ellipsis always stands for two pages or more.
        """
        number = self.validate_number(number)
        # Everything is shown when the gaps would save nothing.
        if self.num_pages <= (on_each_side + on_ends) * 2:
            yield from self.page_range
            return
        first, last = number - on_each_side, number + on_each_side
        if first - 1 - on_ends >= 2:
            yield from range(1, on_ends + 1)
            yield self.ELLIPSIS
        else:
            first = 1
        if self.num_pages - on_ends - last >= 2:
            yield from range(first, last + 1)
            yield self.ELLIPSIS
            yield from range(self.num_pages - on_ends + 1, self.num_pages + 1)
        else:
            yield from range(first, self.num_pages + 1)

    def _get_page(self, *args, **kwargs):
        """Make a Page; a subclass may make another kind."""
        return Page(*args, **kwargs)

    def _check_object_list_is_ordered(self):
        if getattr(self.object_list, "ordered", None) in (None, True):
            return
        model = getattr(self.object_list, "model", None)
        what = f"{model} {type(self.object_list).__name__}" if model else repr(self.object_list)
        warnings.warn(
            f"Pagination may yield inconsistent results with an unordered object_list: {what}.",
            UnorderedObjectListWarning,
            stacklevel=3,
        )


class Page(collections.abc.Sequence):
    """The objects of one page, and where it stands among the others."""

    def __init__(self, object_list, number, paginator):
        self.object_list = object_list
        self.number = number
        self.paginator = paginator

    def __repr__(self):
        return f"<Page {self.number} of {self.paginator.num_pages}>"

    def __len__(self):
        return len(self.object_list)

    def __getitem__(self, index):
        if not isinstance(index, (int, slice)):
            raise TypeError(f"Page indices must be integers or slices, not {type(index).__name__}.")
        # One query for the page, however often it is indexed.
        if not isinstance(self.object_list, list):
            self.object_list = list(self.object_list)
        return self.object_list[index]

    def has_next(self):
        """Whether there is a page after this one."""
        return self.number < self.paginator.num_pages

    def has_previous(self):
        """Whether there is a page before this one."""
        return self.number > 1

    def has_other_pages(self):
        """Whether this is not the only page."""
        return self.has_previous() or self.has_next()

    def next_page_number(self):
        """Return the number of the page after this one; raise EmptyPage when there is none."""
        return self.paginator.validate_number(self.number + 1)

    def previous_page_number(self):
        """Return the number of the page before this one; raise EmptyPage when there is none."""
        return self.paginator.validate_number(self.number - 1)

    def start_index(self):
        """Return the number of the first object on the page, counted from 1 over all pages; 0 when there is none."""
        return self.paginator.per_page * (self.number - 1) + 1 if self.paginator.count else 0

    def end_index(self):
        """Return the number of the last object on the page, counted from 1 over all pages."""
        if self.number == self.paginator.num_pages:
            return self.paginator.count
        return self.number * self.paginator.per_page
