"""Signed values come back unchanged, or not at all."""

from __future__ import annotations

import datetime
import time

import pytest

from django.core import signing


@pytest.mark.parametrize("number", [0, 1, 61, 62, 10**20, -5])
def test_base_62_goes_both_ways(number: int) -> None:
    assert signing.b62_decode(signing.b62_encode(number)) == number


def test_a_signed_text_comes_back_and_a_changed_one_does_not() -> None:
    signer = signing.Signer(key="k")
    signed = signer.sign("a:b")
    assert signer.unsign(signed) == "a:b"
    for broken in (signed + "x", "c" + signed, signed.replace(":", "")):
        with pytest.raises(signing.BadSignature):
            signer.unsign(broken)


def test_salt_and_key_tell_signatures_apart() -> None:
    signed = signing.Signer(key="k", salt="s").sign("a")
    for other in (signing.Signer(key="k", salt="t"), signing.Signer(key="l", salt="s")):
        with pytest.raises(signing.BadSignature):
            other.unsign(signed)


def test_earlier_keys_are_still_accepted_but_not_used() -> None:
    old, new = signing.Signer(key="old", salt="s"), signing.Signer(key="new", salt="s", fallback_keys=["old"])
    assert new.unsign(old.sign("a")) == "a" and new.sign("a") != old.sign("a")


def test_a_separator_that_could_be_part_of_a_signature_is_refused() -> None:
    for separator in ("", "-", "abc"):
        with pytest.raises(ValueError, match="Unsafe Signer separator"):
            signing.Signer(key="k", sep=separator)


@pytest.mark.parametrize("compress", [False, True])
def test_objects_come_back(compress: bool) -> None:
    value = {"a": ["é" * 100, 1, None]}
    assert signing.loads(signing.dumps(value, key="k", compress=compress), key="k") == value


def test_compression_is_used_where_it_helps() -> None:
    signer = signing.Signer(key="k")
    assert signer.sign_object("a" * 100, compress=True).startswith(".")
    assert not signer.sign_object("a", compress=True).startswith(".")


def test_an_old_signature_expires(monkeypatch) -> None:
    signer = signing.TimestampSigner(key="k")
    signed = signer.sign("a")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 11)
    assert signer.unsign(signed, max_age=datetime.timedelta(seconds=12)) == "a"
    with pytest.raises(signing.SignatureExpired, match="> 10 seconds"):
        signer.unsign(signed, max_age=10)
