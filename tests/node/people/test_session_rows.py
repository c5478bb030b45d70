"""Sessions kept by plain statements are Django's sessions, and end as they do."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db as plain
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from tusach.node.people.session_rows import SessionStore

pytestmark = pytest.mark.django_db


def begun() -> SessionStore:
    session = SessionStore()
    session["who"] = "staff-1"
    session.save()
    return session


def test_what_a_session_holds_is_there_at_the_next_request() -> None:
    key = begun().session_key
    later = SessionStore(key)
    later["place"] = "P1"
    later.save()
    assert dict(SessionStore(key).items()) == {"who": "staff-1", "place": "P1"}
    assert dict(plain.SessionStore(key).items()) == {"who": "staff-1", "place": "P1"}


def test_a_session_begun_by_an_earlier_version_goes_on() -> None:
    before = plain.SessionStore()
    before["who"] = "staff-1"
    before.save()
    assert SessionStore(before.session_key)["who"] == "staff-1"


def test_a_session_whose_time_is_over_holds_nothing() -> None:
    key = begun().session_key
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert dict(SessionStore(key).items()) == {}


def test_a_session_lives_until_the_time_that_it_was_given() -> None:
    session = begun()
    session.set_expiry(600)
    session.save()
    left = Session.objects.get(session_key=session.session_key).expire_date - timezone.now()
    assert timedelta(seconds=590) < left <= timedelta(seconds=600)


def test_a_session_that_was_ended_meanwhile_stays_ended() -> None:
    session = begun()
    session["place"] = "P1"
    SessionStore(session.session_key).flush()
    with pytest.raises(UpdateError):
        session.save()
    assert Session.objects.count() == 0


def test_an_unknown_key_is_never_taken_over() -> None:
    session = SessionStore("x" * 32)
    session["who"] = "staff-1"
    session.save()
    assert session.session_key != "x" * 32
