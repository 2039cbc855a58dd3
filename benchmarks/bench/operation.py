"""What a peer gives for one workload, and what all peers have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple


class NotOffered(Exception):
    """The peer has no way to say a workload."""


def nothing() -> None:
    """Do nothing."""


def unchanged(answer: Any) -> Any:
    """Return the answer itself."""
    return answer


class Operation(NamedTuple):
    """A prepared workload.

    Args:
        run: does the n-th operation and returns its answer; a coroutine function where the peer is asynchronous.
        plain: answer to data that is equal for all peers; not in the measured time.
        done: undoes what the preparation changed in the process.
        before: called before each measurement, outside its time: loads what is to be saved or deleted.
        inside: the same, called when the transaction is open.
    """

    run: Callable[[int], Any]
    plain: Callable[[Any], Any] = unchanged
    done: Callable[[], Any] = nothing
    before: Callable[[], Any] = nothing
    inside: Callable[[], Any] = nothing


class Peer:
    """One way to talk to databases.

    Args:
        places: alias to the database.
        driver: the module of the driver, where the peer can use several.
    """

    asynchronous = False

    def __init__(self, places: dict[str, Any], driver: str = "") -> None:
        self.places = places
        self.engine: str = places["default"].engine
        self.driver = driver
        self.set_up()

    def set_up(self) -> None:
        """Define the models, connect to nothing yet."""

    def transaction(self) -> AbstractContextManager[Any]:
        """Return a block that is one transaction; an asynchronous one for asynchronous peers."""
        return nullcontext()

    def operation(self, name: str) -> Operation:
        """Prepare a workload.

        Raises:
            NotOffered: the peer cannot say it.
        """
        method = getattr(self, name, None)
        if method is None:
            raise NotOffered(name)
        prepared = method()
        return prepared if isinstance(prepared, Operation) else Operation(prepared)

    def close(self) -> None:
        """Close what is open."""


# --- which rows the n-th operation is about: the same for all peers -------------------------------------------------


def book_key(number: int) -> int:
    """Return the key of the book of the n-th operation."""
    return number * 37 % 20_000 + 1


def author_key(number: int) -> int:
    """Return the key of the author of the n-th operation."""
    return number * 17 % 200 + 1


def hundred_keys(number: int) -> list[int]:
    """Return the keys of a hundred books."""
    return [(number * 101 + place * 197) % 20_000 + 1 for place in range(100)]


# --- answers as plain data ------------------------------------------------------------------------------------------


def book_row(book: Any) -> tuple[Any, ...]:
    """Return the columns of an instance of a book."""
    return book_values(
        (
            book.id,
            book.title,
            book.author_id,
            book.publisher_id,
            book.price,
            book.published,
            book.in_print,
            book.pages,
        )
    )


def book_values(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the columns of a book as every peer must have them: decimals, moments and booleans as such."""
    key, title, author, publisher, price, published, in_print, pages = values
    if isinstance(published, str):
        published = datetime.fromisoformat(published)
    price = Decimal(str(price)).quantize(Decimal("0.01"))
    return key, title, author, publisher, str(price), published.isoformat(), bool(in_print), pages


def book_dict(values: dict[str, Any]) -> tuple[Any, ...]:
    """Return the columns of a book given as a dictionary."""
    names = ("id", "title", "author_id", "publisher_id", "price", "published", "in_print", "pages")
    return book_values(values[name] for name in names)


def averages(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return rows of country, number and average price; some peers round the average as they store prices."""
    return [(country, number, f"{float(average):.1f}") for country, number, average in rows]
