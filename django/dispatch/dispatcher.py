"""Signals and the receivers connected to them.

A signal keeps its receivers weakly by default: one that nobody else holds is forgotten. Sending without receivers
costs a truth test of ``signal.receivers``.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable, Iterable
from types import FunctionType
from typing import Any

from django.utils.ambient import setting, settings_configured
from django.utils.inspect import func_accepts_kwargs
from django.utils.record import Record

_CO_COROUTINE = 0x80
Receiver = Callable[..., Any]
Responses = list[tuple[Receiver, Any]]


class Link(Record):
    """One connected receiver."""

    #: Who receives from whom, as identities: what a second connect() and disconnect() recognize it by.
    key: tuple[Hashable, Hashable]
    #: Returns the receiver, or None once it is gone.
    reference: Callable[[], Receiver | None]
    #: Returns the sender; None once it is gone, or where any sender will do.
    sender: Callable[[], Any]
    is_async: bool


class Signal:
    """Something that happens, to which receivers are connected.

    Changed by connect() and disconnect() only, under ``lock``.
    """

    def __init__(self, use_caching: bool = False) -> None:
        """Make a signal without receivers.

        Args:
            use_caching: remember the receivers of each sender; senders must then allow weak references.
        """
        self.receivers: list[Link] = []
        self.lock = threading.Lock()
        self.use_caching = use_caching
        self.sender_receivers_cache: Any = weakref.WeakKeyDictionary() if use_caching else {}
        self._some_are_gone = False

    def connect(
        self, receiver: Receiver, sender: Any = None, weak: bool = True, dispatch_uid: Hashable | None = None
    ) -> None:
        """Have ``receiver`` called when ``sender`` sends this signal.

        Args:
            receiver: a function or bound method, sync or async, that takes keyword arguments.
            sender: whose signals are wanted; None for everybody's.
            weak: forget the receiver when nobody else holds it.
            dispatch_uid: a key of the receiver; a second one with the same key and sender is not connected.

        Raises:
            TypeError, ValueError: with DEBUG, for a receiver that cannot be called or takes no keyword arguments.
        """
        if settings_configured() and setting("DEBUG"):
            _require_usable(receiver)
        key = _key(receiver, sender, dispatch_uid)
        reference = self._weakly(receiver) if weak else _strongly(receiver)
        link = Link(key, reference, _sender_reference(sender), _is_coroutine_function(receiver))
        with self.lock:
            self._drop_gone()
            if all(present.key != key for present in self.receivers):
                self.receivers.append(link)
            self.sender_receivers_cache.clear()

    def disconnect(
        self, receiver: Receiver | None = None, sender: Any = None, dispatch_uid: Hashable | None = None
    ) -> bool:
        """Undo connect() with the same arguments; tell whether there was something to undo."""
        key = _key(receiver, sender, dispatch_uid)
        with self.lock:
            self._drop_gone()
            kept = [link for link in self.receivers if link.key != key]
            found = len(kept) != len(self.receivers)
            self.receivers[:] = kept
            self.sender_receivers_cache.clear()
        return found

    def has_listeners(self, sender: Any = None) -> bool:
        """Tell whether anybody would receive a signal of ``sender``."""
        sync_receivers, async_receivers = self._live_receivers(sender)
        return bool(sync_receivers or async_receivers)

    def send(self, sender: Any, **named: Any) -> Responses:
        """Call every receiver; the first error ends it.

        Returns:
            ``(receiver, response)`` pairs, sync receivers first.
        """
        if not self.receivers:
            return []
        sync_receivers, async_receivers = self._live_receivers(sender)
        responses = [(receiver, receiver(signal=self, sender=sender, **named)) for receiver in sync_receivers]
        if async_receivers:
            responses += _run_async(_gather(async_receivers, _call_async, {"signal": self, "sender": sender, **named}))
        return responses

    async def asend(self, sender: Any, **named: Any) -> Responses:
        """Like send(), awaited: async receivers run concurrently, sync ones in a thread."""
        return await self._asend(sender, _call, _call_async, named)

    def send_robust(self, sender: Any, **named: Any) -> Responses:
        """Call every receiver; an error is logged and stands as the response of that receiver."""
        if not self.receivers:
            return []
        sync_receivers, async_receivers = self._live_receivers(sender)
        message = {"signal": self, "sender": sender, **named}
        responses = [(receiver, _call_robust(receiver, message)) for receiver in sync_receivers]
        if async_receivers:
            responses += _run_async(_gather(async_receivers, _call_async_robust, message))
        return responses

    async def asend_robust(self, sender: Any, **named: Any) -> Responses:
        """Like send_robust(), awaited: async receivers run concurrently, sync ones in a thread."""
        return await self._asend(sender, _call_robust, _call_async_robust, named)

    async def _asend(self, sender: Any, call: Receiver, call_async: Receiver, named: dict[str, Any]) -> Responses:
        if not self.receivers:
            return []
        sync_receivers, async_receivers = self._live_receivers(sender)
        message = {"signal": self, "sender": sender, **named}
        responses: Responses = []
        if sync_receivers:
            from asgiref.sync import sync_to_async  # cost: imports asyncio

            def call_all() -> Responses:
                return [(receiver, call(receiver, message)) for receiver in sync_receivers]

            responses = await sync_to_async(call_all)()
        return responses + await _gather(async_receivers, call_async, message)

    def _live_receivers(self, sender: Any) -> tuple[list[Receiver], list[Receiver]]:
        """The receivers of this sender, sync ones and async ones."""
        if self.use_caching and not self._some_are_gone and sender is not None:
            cached = self.sender_receivers_cache.get(sender)
            if cached is not None:
                sync_links, async_links = cached
                return _alive(sync_links), (_alive(async_links) if async_links else [])
        with self.lock:
            self._drop_gone()
            sync_links, async_links = _of_sender(self.receivers, sender)
            if self.use_caching and sender is not None:
                self.sender_receivers_cache[sender] = sync_links, async_links
        return _alive(sync_links), _alive(async_links)

    def _weakly(self, receiver: Receiver) -> Callable[[], Receiver | None]:
        if hasattr(receiver, "__self__") and hasattr(receiver, "__func__"):
            return weakref.WeakMethod(receiver, self._forget)
        return weakref.ref(receiver, self._forget)

    def _forget(self, reference: Any) -> None:
        # Runs inside the garbage collector: taking the lock here could wait for ourselves.
        self._some_are_gone = True

    def _drop_gone(self) -> None:
        """Remove the links of receivers that are gone; the lock is held."""
        if self._some_are_gone:
            self._some_are_gone = False
            self.receivers[:] = [link for link in self.receivers if link.reference() is not None]
            self.sender_receivers_cache.clear()


def receiver(signal: Signal | Iterable[Signal], **kwargs: Any) -> Callable[[Receiver], Receiver]:
    """Decorate a function to connect it to a signal or several; ``kwargs`` are those of Signal.connect()."""
    signals = [signal] if isinstance(signal, Signal) else list(signal)

    def decorate(func: Receiver) -> Receiver:
        for each in signals:
            each.connect(func, **kwargs)
        return func

    return decorate


def _key(receiver: Any, sender: Any, dispatch_uid: Hashable | None) -> tuple[Hashable, Hashable]:
    identity = dispatch_uid if dispatch_uid else _identity(receiver)
    return identity, None if sender is None else id(sender)


def _identity(receiver: Any) -> Hashable:
    """What stays the same between two looks at one bound method."""
    if hasattr(receiver, "__func__"):
        return id(receiver.__self__), id(receiver.__func__)
    return id(receiver)


def _strongly(value: Any) -> Callable[[], Any]:
    return lambda: value


def _sender_reference(sender: Any) -> Callable[[], Any]:
    if sender is None:
        return _strongly(None)
    try:
        return weakref.ref(sender)
    except TypeError:
        return _strongly(sender)


def _of_sender(links: list[Link], sender: Any) -> tuple[list[Any], list[Any]]:
    wanted = (None, id(sender))
    references: tuple[list[Any], list[Any]] = ([], [])
    for link in links:
        if link.key[1] in wanted and (link.key[1] is None or link.sender() is sender):
            references[link.is_async].append(link.reference)
    return references


def _alive(references: list[Any]) -> list[Receiver]:
    return [receiver for reference in references if (receiver := reference()) is not None]


def _require_usable(receiver: Any) -> None:
    if not callable(receiver):
        raise TypeError("Signal receivers must be callable.")
    if not func_accepts_kwargs(receiver):
        raise ValueError("Signal receivers must accept keyword arguments (**kwargs).")


def _is_coroutine_function(receiver: Any) -> bool:
    function = getattr(receiver, "__func__", receiver)
    if isinstance(function, FunctionType):
        if function.__code__.co_flags & _CO_COROUTINE:
            return True
        if not function.__dict__:
            return False
    from asgiref.sync import iscoroutinefunction  # cost: imports asyncio; plain functions do not get here

    return bool(iscoroutinefunction(receiver))


def _call(receiver: Receiver, message: dict[str, Any]) -> Any:
    return receiver(**message)


async def _call_async(receiver: Receiver, message: dict[str, Any]) -> Any:
    return await receiver(**message)


def _call_robust(receiver: Receiver, message: dict[str, Any]) -> Any:
    try:
        return receiver(**message)
    except Exception as error:
        _log(receiver, error)
        return error


async def _call_async_robust(receiver: Receiver, message: dict[str, Any]) -> Any:
    try:
        return await receiver(**message)
    except Exception as error:
        _log(receiver, error)
        return error


def _log(receiver: Any, error: Exception) -> None:
    name = getattr(receiver, "__qualname__", repr(receiver))
    import logging  # cost: nothing was to be said until now

    logger = logging.getLogger("django.dispatch")
    logger.error("Error calling %s in Signal.send_robust() (%s)", name, error, exc_info=error)


async def _gather(receivers: list[Receiver], call: Receiver, message: dict[str, Any]) -> Responses:
    """Call async receivers concurrently; ``call`` decides what becomes of errors."""
    import asyncio  # cost: running already, or about to

    answers = await asyncio.gather(*(call(receiver, message) for receiver in receivers))
    return list(zip(receivers, answers, strict=True))


def _run_async(awaitable: Any) -> Responses:
    from asgiref.sync import async_to_sync  # cost: imports asyncio

    async def wait() -> Responses:
        result: Responses = await awaitable
        return result

    return list(async_to_sync(wait)())
