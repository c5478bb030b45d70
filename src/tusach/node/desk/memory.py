"""What a session of the desk remembers: ids only, never a name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

LAST_READERS = 8
MOST_RETURNED = 60
MOST_GUESTS = 8
_GUESTS = "desk_guests"
_READERS, _RETURNED, _SOUND, _DONE = "desk_readers", "desk_returned", "desk_sound", "desk_done"


def remember_reader(request: HttpRequest, reader: str) -> None:
    """This reader was at the desk last."""
    kept = last_readers(request)
    if kept[:1] != [reader]:
        others = [one for one in kept if one != reader]
        request.session[_READERS] = [reader, *others][:LAST_READERS]


def last_readers(request: HttpRequest) -> list[str]:
    """The readers who were here last in this session, the latest first."""
    kept: list[str] = request.session.get(_READERS, [])
    return kept


def remember_guest(request: HttpRequest, card: dict[str, str]) -> None:
    """What the card of a reader of another place says: ids, codes and its last day."""
    others = {key: one for key, one in _guests(request).items() if key != card["reader"]}
    kept = [(card["reader"], card), *others.items()]
    request.session[_GUESTS] = dict(kept[:MOST_GUESTS])


def guest(request: HttpRequest, reader: str) -> dict[str, str] | None:
    """The card of a guest that was scanned in this session, or None."""
    return _guests(request).get(reader)


def _guests(request: HttpRequest) -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = request.session.get(_GUESTS, {})
    return kept


def remember_returned(request: HttpRequest, row: dict[str, Any]) -> None:
    """This copy came back in this session. row: fact, copy, reader, days_over."""
    request.session[_RETURNED] = [row, *returned(request)][:MOST_RETURNED]


def returned(request: HttpRequest) -> list[dict[str, Any]]:
    """What came back in this session, the latest first."""
    kept: list[dict[str, Any]] = request.session.get(_RETURNED, [])
    return kept


def forget_returned(request: HttpRequest, fact: str | None = None) -> None:
    """Empty the list of what came back, or take out what was undone."""
    kept = [row for row in returned(request) if fact is not None and row["fact"] != fact]
    if kept != returned(request):
        request.session[_RETURNED] = kept


def sound(request: HttpRequest) -> bool:
    """Whether this session wants to hear outcomes; not unless asked for."""
    return bool(request.session.get(_SOUND))


def set_sound(request: HttpRequest, wanted: bool) -> None:
    """Outcomes sound from now on, or do not."""
    request.session[_SOUND] = wanted


def answered(request: HttpRequest, token: str) -> list[str] | None:
    """What a form with this token brought when it was sent before, or None."""
    kept: dict[str, list[str]] = request.session.get(_DONE, {})
    return kept.get(token)


def answer(request: HttpRequest, token: str, ids: list[str]) -> None:
    """A form with this token was carried out: sending it again brings the same."""
    if token:
        kept = list(request.session.get(_DONE, {}).items())
        request.session[_DONE] = dict([*kept, (token[:64], ids)][-20:])
