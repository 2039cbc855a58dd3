"""Signals reach their receivers, and only them."""

from __future__ import annotations

import asyncio
import gc
import logging
from functools import partial

import pytest

from django.dispatch import Signal, receiver


def echo(signal, sender, **named):
    return named.get("value")


def fail(**named):
    raise ValueError("broken")


async def echo_async(signal, sender, **named):
    await asyncio.sleep(0)
    return named.get("value")


class Sender:
    pass


def test_sending_without_receivers_gives_nothing() -> None:
    signal = Signal()
    assert signal.send(Sender) == [] and not signal.receivers and not signal.has_listeners()


def test_a_receiver_gets_signal_sender_and_values() -> None:
    signal, seen = Signal(), []
    signal.connect(lambda **named: seen.append(named), weak=False)
    signal.send(Sender, value=1)
    assert seen == [{"signal": signal, "sender": Sender, "value": 1}]


def test_a_receiver_of_one_sender_hears_no_other() -> None:
    signal = Signal()
    signal.connect(echo, sender=Sender)
    assert signal.send(Sender, value=1) == [(echo, 1)]
    assert signal.send(object(), value=1) == [] and signal.has_listeners(Sender) and not signal.has_listeners("x")


@pytest.mark.parametrize("use_caching", [False, True])
def test_a_receiver_that_is_gone_is_forgotten(use_caching: bool) -> None:
    signal = Signal(use_caching=use_caching)

    def local(**named):
        return 1

    signal.connect(local, sender=Sender)
    assert len(signal.send(Sender)) == 1
    del local
    gc.collect()
    assert signal.send(Sender) == [] and signal.receivers == []


def test_a_bound_method_lives_as_long_as_its_object() -> None:
    class Listener:
        def hear(self, **named):
            return "heard"

    signal, listener = Signal(), Listener()
    signal.connect(listener.hear)
    assert [response for _, response in signal.send(None)] == ["heard"]
    del listener
    gc.collect()
    assert signal.send(None) == []


def test_a_strong_receiver_stays() -> None:
    signal = Signal()
    signal.connect(lambda **named: 1, weak=False)
    gc.collect()
    assert len(signal.send(None)) == 1


def test_connecting_twice_is_connecting_once() -> None:
    signal = Signal()
    signal.connect(echo)
    signal.connect(echo)
    signal.connect(lambda **named: 1, weak=False, dispatch_uid="one")
    signal.connect(lambda **named: 2, weak=False, dispatch_uid="one")
    assert [response for _, response in signal.send(None, value=0)] == [0, 1]


def test_disconnecting_tells_whether_there_was_something() -> None:
    signal = Signal()
    signal.connect(echo, dispatch_uid="uid")
    assert (signal.disconnect(dispatch_uid="uid"), signal.disconnect(dispatch_uid="uid")) == (True, False)


def test_caching_sees_later_receivers() -> None:
    signal = Signal(use_caching=True)
    signal.connect(echo, sender=Sender)
    signal.send(Sender)
    other = partial(echo)
    signal.connect(other, sender=Sender)
    assert len(signal.send(Sender, value=1)) == 2
    signal.disconnect(echo, sender=Sender)
    assert signal.send(Sender, value=1) == [(other, 1)]


def test_an_error_ends_sending_unless_robust(caplog) -> None:
    signal = Signal()
    signal.connect(fail)
    signal.connect(echo)
    with pytest.raises(ValueError, match="broken"):
        signal.send(None)
    with caplog.at_level(logging.ERROR, "django.dispatch"):
        (_, error), (_, value) = signal.send_robust(None, value=1)
    assert isinstance(error, ValueError) and value == 1
    assert caplog.messages == ["Error calling fail in Signal.send_robust() (broken)"]


def test_async_receivers_answer_to_a_sync_sender() -> None:
    signal = Signal()
    signal.connect(echo_async)
    signal.connect(echo)
    assert signal.send(None, value=1) == [(echo, 1), (echo_async, 1)]
    assert signal.send_robust(None, value=2) == [(echo, 2), (echo_async, 2)]


def test_both_kinds_answer_to_an_async_sender() -> None:
    signal = Signal()
    signal.connect(echo_async)
    signal.connect(echo)
    signal.connect(fail)
    responses = asyncio.run(signal.asend_robust(None, value=1))
    assert responses[0] == (echo, 1) and isinstance(responses[1][1], ValueError) and responses[2] == (echo_async, 1)
    with pytest.raises(ValueError, match="broken"):
        asyncio.run(signal.asend(None))


def test_debug_refuses_receivers_that_cannot_receive(monkeypatch) -> None:
    from django.conf import settings

    settings.USE_TZ  # loads them
    monkeypatch.setattr(settings, "DEBUG", True)
    with pytest.raises(TypeError, match="Signal receivers must be callable"):
        Signal().connect("text", weak=False)
    with pytest.raises(ValueError, match=r"must accept keyword arguments \(\*\*kwargs\)"):
        Signal().connect(lambda sender: None, weak=False)


def test_the_decorator_connects_to_several_signals() -> None:
    first, second = Signal(), Signal()

    @receiver([first, second], sender=Sender)
    def hear(**named):
        return 1

    assert (len(first.send(Sender)), len(second.send(Sender)), len(first.send(None))) == (1, 1, 0)


def test_muting_by_replacing_the_list_works() -> None:
    signal = Signal()
    signal.connect(echo)
    kept, signal.receivers = signal.receivers, []
    assert signal.send(None) == []
    signal.receivers = kept
    assert len(signal.send(None)) == 1
