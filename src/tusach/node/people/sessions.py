"""Beginning and ending a session, and finding out who stands behind a request.

A session holds ids and a stamp. When a password or PIN is set anew, or a login is shut, the
stamp changes and every session begun before is over.
"""

from datetime import date

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from tusach.node.people.actors import Actor, Anonymous, Appointment, Reader, Role, Staff
from tusach.node.people.directory import current
from tusach.node.people.models import Login, ReaderPin

READER_SECONDS = 20 * 60
STAFF_SECONDS = 12 * 3600
_OPEN_LOGIN = "SELECT * FROM people_login WHERE id = %s AND NOT disabled"
_STAFF, _READER, _STAMP, _PLACE, _JOINED = "staff", "reader", "stamp", "place", "joined"


def begin_staff(request: HttpRequest, login: Login, *, joined_at: str | None = None) -> None:
    """Begin a session of a login; `joined_at` is the place a phone joined by a code."""
    _begin(request)
    request.session[_STAFF] = login.pk
    request.session[_STAMP] = login.stamp
    if joined_at is not None:
        request.session[_JOINED] = True
        request.session[_PLACE] = joined_at
    request.session.set_expiry(STAFF_SECONDS)


def _begin(request: HttpRequest) -> None:
    # Nobody sweeps a village library's computer at night, so whoever comes in does.
    type(request.session).clear_expired()
    request.session.flush()
    # Who planted a token, or saw one before, must not be able to send forms from now on.
    rotate_token(request)


def begin_reader(request: HttpRequest, reader_id: str) -> None:
    """Begin a session of a reader whose PIN was right."""
    _begin(request)
    request.session[_READER] = reader_id
    request.session[_STAMP] = ReaderPin.objects.get(reader_id=reader_id).stamp
    request.session.set_expiry(READER_SECONDS)


def end(request: HttpRequest) -> None:
    """End the session, here and in the table of sessions."""
    request.session.flush()


def choose_place(request: HttpRequest, place_id: str | None) -> None:
    """Work at another place from now on; the caller has checked that one may."""
    request.session[_PLACE] = place_id


def actor_of(request: HttpRequest, on: date) -> Actor:
    """Return who stands behind a request today; Anonymous when the session no longer holds."""
    session = request.session
    if session.is_empty():
        return Anonymous()
    if _STAFF in session:
        return _staff_of(request, on)
    if _READER in session:
        pin = ReaderPin.objects.filter(reader_id=session[_READER]).first()
        if pin and constant_time_compare(pin.stamp, session.get(_STAMP, "")):
            return Reader(reader_id=pin.reader_id)
    return Anonymous()


def _staff_of(request: HttpRequest, on: date) -> Actor:
    session = request.session
    # Each request asks, so the statement is not put together anew each time.
    login = next(iter(Login.objects.raw(_OPEN_LOGIN, (session[_STAFF],))), None)
    if login is None or not constant_time_compare(login.stamp, session.get(_STAMP, "")):
        return Anonymous()
    held = current().appointments(login.staff_id, on)
    joined = bool(session.get(_JOINED))
    place = session.get(_PLACE, "")
    if joined:
        held = _narrowed(held, place)
    if not held:
        return Anonymous()
    return Staff(
        staff_id=login.staff_id,
        login_id=login.pk,
        appointments=held,
        place_id=_place_of(held, place),
        joined=joined,
    )


def _narrowed(held: tuple[Appointment, ...], place_id: str) -> tuple[Appointment, ...]:
    # What goes over an open Wi-Fi can be read along, so a joined phone never rules more than
    # the desk of one place, whoever showed the code.
    working = [one for one in held if one.role is not Role.INSPECTOR]
    if any(one.place_id in (None, place_id) for one in working):
        return (Appointment(Role.LIBRARIAN, place_id),)
    return ()


def _place_of(held: tuple[Appointment, ...], chosen: str | None) -> str | None:
    everywhere = any(one.place_id is None for one in held)
    if chosen and (everywhere or any(one.place_id == chosen for one in held)):
        return chosen
    places = [one.place_id for one in held if one.place_id is not None]
    return None if everywhere or not places else places[0]
