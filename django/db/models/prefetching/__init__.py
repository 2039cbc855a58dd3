"""Related objects of many instances at once: how they are fetched, and the QuerySets that hold them."""

from django.utils.late import late_rooms

# Not needed before somebody prefetches.
late_rooms(__name__, "fetch results")
