"""What holds of sessions that are kept in the database."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import timezone

pytestmark = pytest.mark.db("default", "other")


class SessionsElsewhere:
    """Sessions live in `other`."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "other" if model is Session else None

    db_for_write = db_for_read


def stored(**data: Any) -> SessionStore:
    session = SessionStore()
    session.update(data)
    session.save()
    return session


def test_a_session_is_found_again_by_its_key() -> None:
    session = stored(colour="red")
    again = SessionStore(session.session_key)
    assert not again.accessed
    assert again["colour"] == "red"
    assert (again.accessed, again.modified) == (True, False)
    assert Session.objects.get().get_decoded() == {"colour": "red"}


def test_data_that_were_changed_from_outside_are_not_believed() -> None:
    session = stored(colour="red")
    Session.objects.update(session_data=Session.objects.get().session_data + "x")
    assert dict(SessionStore(session.session_key).items()) == {}


def test_an_expired_session_is_empty_and_can_be_cleared() -> None:
    session = stored(colour="red")
    kept = stored(colour="blue")
    Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() - timedelta(days=1))
    assert SessionStore(session.session_key).get("colour") is None
    call_command("clearsessions")
    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]


def test_a_session_expires_when_it_says() -> None:
    session = SessionStore()
    session.set_expiry(10)
    assert session.get_expiry_age() == 10
    session.set_expiry(timedelta(hours=1))
    assert 3590 <= session.get_expiry_age() <= 3600
    session.set_expiry(0)
    assert session.get_expire_at_browser_close()
    session.set_expiry(None)
    assert session.get_expiry_age() == session.get_session_cookie_age()


def test_renewing_keeps_the_data_and_flushing_does_not() -> None:
    session = stored(colour="red")
    former = session.session_key
    session.cycle_key()
    assert session.session_key != former
    assert session["colour"] == "red"
    assert Session.objects.get().pk == session.session_key
    session.flush()
    assert (session.session_key, Session.objects.count()) == (None, 0)


def test_a_deleted_session_cannot_be_saved_and_a_taken_key_not_be_created() -> None:
    session = stored(colour="red")
    with pytest.raises(CreateError):
        SessionStore(session.session_key).save(must_create=True)
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()


@override_settings(DATABASE_ROUTERS=[SessionsElsewhere()])
def test_sessions_are_where_the_routers_say() -> None:
    session = stored(colour="red")
    assert SessionStore(session.session_key)["colour"] == "red"
    assert (Session.objects.using("default").count(), Session.objects.using("other").count()) == (0, 1)


def test_every_deed_can_be_awaited() -> None:
    async def visit() -> Any:
        session = SessionStore()
        await session.aset("colour", "red")
        return await session.aget("colour"), await session.apop("colour"), await session.ahas_key("colour")

    assert asyncio.run(visit()) == ("red", "red", False)


def test_a_session_names_its_user_until_the_password_changes() -> None:
    user = User.objects.create_user("ann", password="secret")
    session = SessionStore()
    request = type("Request", (), {"session": session})()
    assert get_user(request) == AnonymousUser()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    assert get_user(request) == user
    user.set_password("other")
    user.save()
    assert get_user(request) == AnonymousUser()
