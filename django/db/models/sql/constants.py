"""Constants of statements and of how results are read."""

from django.db.query.sources import INNER
from django.db.query.sources import LEFT as LOUTER

# Rows fetched at a time where no other number is asked for.
GET_ITERATOR_CHUNK_SIZE = 100

MULTI = "multi"
SINGLE = "single"
CURSOR = "cursor"
NO_RESULTS = "no results"
ROW_COUNT = "row count"

ORDER_DIR = {"ASC": ("ASC", "DESC"), "DESC": ("DESC", "ASC")}

__all__ = [
    "CURSOR",
    "GET_ITERATOR_CHUNK_SIZE",
    "INNER",
    "LOUTER",
    "MULTI",
    "NO_RESULTS",
    "ORDER_DIR",
    "ROW_COUNT",
    "SINGLE",
]
