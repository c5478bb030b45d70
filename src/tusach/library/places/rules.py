"""May this be said of a place now? The drafts that say it, or a refusal that tells what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.places.facts import (
    PlaceClosed,
    PlaceClosedDaysSet,
    PlaceDescribed,
    PlaceFounded,
    PlaceOpeningSet,
    PlaceVisitsDated,
)
from tusach.library.places.story import PlaceState

LONGEST_NAME = 300
MOST_DAYS = 400
"""Single days told at once: more than a year of them is a slip."""

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")


def found(
    place: PlaceState,
    body: PlaceFounded,
    opening: PlaceOpeningSet | None,
    *,
    on: str,
    kinds: Collection[str],
) -> tuple[Draft, ...] | Refusal:
    """The place serves from `on`, on the weekdays of `opening`.

    opening: None where it serves only while a vehicle stands there. kinds: codes of the profile.
    A code that a place ever had is never given to another.
    """
    if not _CODE.fullmatch(body.code):
        return Refusal("place.code_odd", {})
    if place.founded_on is not None:
        return Refusal("place.code_taken", {"code": body.code, "name": place.name})
    refused = _refused(body.name, body.kind, kinds)
    if opening is not None:
        refused = refused or _closed_always(opening.weekdays)
    if refused:
        return refused
    founded = _draft("place.founded/1", place.subject, on, body=body)
    if opening is None:
        return (founded,)
    return (founded, _draft("place.opening_set/1", place.subject, on, body=opening))


def describe(
    place: PlaceState, body: PlaceDescribed, *, on: str, kinds: Collection[str]
) -> tuple[Draft, ...] | Refusal:
    """The place reads as `body` says, whole; nothing is told where nothing differs."""
    refused = _gone(place) or _refused(body.name, body.kind, kinds)
    if refused:
        return refused
    if body == _as_it_stands(place):
        return Refusal("place.nothing_new", {})
    return (_draft("place.described/1", place.subject, on, body=body),)


def set_opening(
    place: PlaceState, body: PlaceOpeningSet, *, on: str
) -> tuple[Draft, ...] | Refusal:
    """The place is open on these weekdays from `body.valid_from`; due dates count by them."""
    refused = _gone(place) or _closed_always(body.weekdays)
    if refused:
        return refused
    return (_draft("place.opening_set/1", place.subject, on, body=body),)


def set_closed_days(
    place: PlaceState, days: Sequence[str], *, on: str, closed: bool, reason: str
) -> tuple[Draft, ...] | Refusal:
    """The place is closed on these single days, or open against its weekdays.

    Days that are so already are left out; with nothing left it is refused.
    """
    gone = _gone(place)
    if gone:
        return gone
    known = place.calendar.closed if closed else place.calendar.opened
    fresh = tuple(sorted(set(days) - known))
    if not fresh:
        return Refusal("place.days_missing", {})
    if len(fresh) > MOST_DAYS:
        return Refusal("place.days_too_many", {"days": len(fresh), "most": MOST_DAYS})
    body = PlaceClosedDaysSet(fresh, closed, reason)
    return (_draft("place.closed_days_set/1", place.subject, on, body=body),)


def date_visits(
    place: PlaceState,
    days: Sequence[str],
    *,
    on: str,
    vehicle: str | None = None,
    called_off: bool = False,
    source: str = "",
) -> tuple[Draft, ...] | Refusal:
    """A vehicle comes to the place on these days, or does not come after all.

    Days that are told so already, and those that are over, are left out; with nothing left it is
    refused.
    """
    gone = _gone(place)
    if gone:
        return gone
    if vehicle == place.subject:
        return Refusal("place.visits_itself", {})
    coming = {(one.day, one.vehicle) for one in place.visits if not one.called_off}
    if called_off:
        wanted = {day for day, which in coming if vehicle in (None, which)} & set(days)
    else:
        wanted = {day for day in days if (day, vehicle) not in coming}
    fresh = tuple(sorted(day for day in wanted if day >= on))
    if not fresh:
        return Refusal("place.visits_missing", {})
    if len(fresh) > MOST_DAYS:
        return Refusal("place.days_too_many", {"days": len(fresh), "most": MOST_DAYS})
    body = PlaceVisitsDated(fresh, vehicle, called_off, source)
    return (_draft("place.visits_dated/1", place.subject, on, body=body),)


def close(
    place: PlaceState, body: PlaceClosed, *, on: str, open_loans: int
) -> tuple[Draft, ...] | Refusal:
    """The place serves no more from `body.closed_on` on.

    open_loans: made there and not come back yet. They come back before, or another place takes
    them: who has a copy must know where to bring it.
    """
    gone = _gone(place)
    if gone:
        return gone
    assert place.founded_on is not None
    if body.closed_on < place.founded_on:
        return Refusal("place.closes_before_founding", {"founded_on": place.founded_on})
    if open_loans:
        return Refusal("place.has_loans", {"open": open_loans})
    return (_draft("place.closed/1", place.subject, on, body=body),)


def _gone(place: PlaceState) -> Refusal | None:
    if place.founded_on is None:
        return Refusal("place.unknown", {"place": place.subject})
    if place.closed_on is not None:
        return Refusal("place.closed", {"on": place.closed_on})
    return None


def _refused(name: str, kind: str, kinds: Collection[str]) -> Refusal | None:
    if not name.strip():
        return Refusal("place.name_missing", {})
    if len(name) > LONGEST_NAME:
        return Refusal("place.name_too_long", {"letters": len(name), "most": LONGEST_NAME})
    return None if kind in kinds else Refusal("place.kind_unknown", {})


def _closed_always(weekdays: Sequence[int]) -> Refusal | None:
    return None if weekdays else Refusal("place.weekdays_missing", {})


def _as_it_stands(place: PlaceState) -> PlaceDescribed:
    return PlaceDescribed(
        name=place.name,
        kind=place.kind,
        unit=place.unit,
        owner=place.owner,
        address=place.address,
        contact=place.contact,
    )


def _draft(kind: str, place: str, on: str, *, body: msgspec.Struct) -> Draft:
    return Draft(kind=kind, subject=place, scope=scopes.CONTROL, on=on, place=place, body=body)
