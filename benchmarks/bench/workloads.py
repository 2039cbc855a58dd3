"""What is measured: a name, what one unit of it is, how often a measurement does it, and what must be there before."""

from __future__ import annotations

from typing import NamedTuple


class Workload(NamedTuple):
    """One thing every peer does.

    Args:
        name: the method of the peers that prepares it.
        unit: what a figure is for.
        count: how many operations one measurement makes.
        text: what it is, for the page.
        django: the least Django's time divided by ours should be; 0 where none is set.
        raw: the most our time divided by the raw driver's should be; 0 where none is set.
        entries: rows in the table `entry` before each measurement.
        folders: rows in the table `folder`, each with three pages and three stamps.
        in_transaction: each measurement runs in one transaction.
        per: units one operation is divided by, for loads that are told per row.
    """

    name: str
    unit: str
    count: int
    text: str
    django: float = 0
    raw: float = 0
    entries: int = 0
    folders: int = 0
    in_transaction: bool = False
    per: int = 1


WORKLOADS = (
    Workload("get_pk", "query", 400, "one row by its key, as an instance", 12, 2.5),
    Workload("filter_first", "query", 300, "two conditions and first()", 20, 3),
    Workload("filter_fk_100", "query", 60, "the 100 books of an author", 6, 1.4),
    Workload("in_100", "query", 40, "100 books by their keys", 6, 1.5),
    Workload("instances_20k", "20,000 rows", 1, "20,000 rows of 8 columns as instances", 5, 1.8),
    Workload("tuples_20k", "20,000 rows", 1, "the same as tuples", 3, 1.4),
    Workload("dicts_20k", "20,000 rows", 1, "the same as dictionaries", 2, 1.1),
    Workload("joined_2k", "2,000 rows", 2, "2,000 reviews with their book and its author in one query", 4, 1.6),
    Workload("prefetch_200", "200 parents", 3, "200 books, their reviews and tags in three queries", 7, 2),
    Workload("complex_built", "query", 100, "seven conditions, Q, two joins, Count, order, slice: to SQL, not run", 30),
    Workload("complex_run", "query", 30, "the same, run", 5.5, 1.2),
    Workload("group_by", "query", 20, "books and average price by author's country", 2.5, 1.1),
    Workload("exists", "query", 400, "is there such a book?", 15, 2.5),
    Workload("count", "query", 300, "how many books of an author?", 15, 2.5),
    Workload("insert_autocommit", "row", 60, "create() of one object, each a transaction", 4.5, 1.4),
    Workload(
        "insert_transaction", "row", 300, "create() of one object, all in one transaction", 9, 2, in_transaction=True
    ),
    Workload("bulk_10k", "row", 1, "10,000 objects at once", 5, 1.3, in_transaction=True, per=10_000),
    Workload("save_one_field", "row", 200, "save(update_fields=[one])", 7, 1.7, entries=1000),
    Workload(
        "save_1000", "row", 1, "1,000 loaded objects, changed and saved", 14, 2.5, 1000, in_transaction=True, per=1000
    ),
    Workload("filter_update", "query", 200, "filter().update() of one row", 11, 2, entries=1000),
    Workload("delete_one", "row", 200, "delete() of a loaded object", 6, 1.6, entries=1000),
    Workload("delete_cascade", "object", 100, "delete() with two child tables", 10, 1.6, folders=400),
    Workload("get_or_create", "call", 200, "get_or_create(), half of them create", 9, 2.2, entries=100),
    Workload("using_other", "query", 300, "one row by its key from another database", 12, 2.6),
    Workload("routers_get", "query", 300, "one row by its key, two routers asked", 11, 3),
    Workload("gather_4", "gather", 20, "100 rows from each of four databases", 4, 1.3),
    Workload("import_setup", "process", 1, "start a process, set up 20 models", 2.2),
    Workload("bytes_per_instance", "instance", 1, "memory of one of 20,000 loaded instances", 1.5, 1.4),
)
BY_NAME = {workload.name: workload for workload in WORKLOADS}

#: Told in other units than seconds.
IN_BYTES = frozenset({"bytes_per_instance"})
