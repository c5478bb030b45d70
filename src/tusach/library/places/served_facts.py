"""Facts of places that are visited: their classes, how they are served, requests for a visit."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code, Count, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})
_OWN = _CONTROL | {LIBRARIAN}

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
Month = Annotated[int, msgspec.Meta(ge=1, le=12)]
MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, le=1440)]
RainLevel = Annotated[int, msgspec.Meta(ge=1, le=9)]


class Classed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place or a unit is of a class (remote, isolated, border …), by decision, for these days.

    valid_until: last day, None = until further notice. decision: number of the paper. provisional:
    an estimate that the province has to confirm. withdrawn: told by mistake; it never was of it.
    """

    place_class: Code
    valid_from: Day
    valid_until: Day | None = None
    decision: str = ""
    provisional: bool = False
    withdrawn: bool = False


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When people can be served. weekdays: empty = any day."""

    from_minute: MinuteOfDay
    until_minute: MinuteOfDay
    weekdays: tuple[Weekday, ...] = ()


class AgeCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many people of an age band live there or go to school there."""

    age_band: Code
    people: Count


class PlaceServiceSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a vehicle serves the place from valid_from on, told whole. None = not known.

    point: latitude and longitude in millionths of a degree. windows: empty = not known.
    languages: tags. crates: how many it can take. least_days, most_days: between two visits.
    closed_months: the road is not passable. rain_level: from this level on it is not. market: the
    market at which it is served. overnight: a crew can stay. access: how to get there, in words.
    """

    valid_from: Day
    point: tuple[int, int] | None = None
    service_minutes: Count | None = None
    windows: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ()
    ages: tuple[AgeCount, ...] = ()
    crates: Count | None = None
    visits_a_year: Count | None = None
    least_days: Count | None = None
    most_days: Count | None = None
    closed_months: tuple[Month, ...] = ()
    rain_level: RainLevel | None = None
    market: Id | None = None
    overnight: bool = False
    access: str = ""


class VisitRequested(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A commune, a school or another place asks for a visit from first to last, both included.

    place: where. occasion, channel: codes. paper: number of the letter. No words of people.
    """

    place: Id
    first: Day
    last: Day
    occasion: Code = ""
    people: Count | None = None
    languages: tuple[str, ...] = ()
    channel: Code = ""
    paper: str = ""


class VisitAnswered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """answer: `accepted`, `later` or `declined`. on: the day that was promised."""

    answer: Code
    on: Day | None = None
    reason: Code = ""


def _kind(
    name: str, story: str, told_by: frozenset[str], body: type[msgspec.Struct], *, says: str
) -> Kind:
    return Kind(
        name=name,
        folder="places",
        scope="control",
        story=story,
        told_by=told_by,
        body=body,
        says=says,
    )


KINDS = (
    _kind("unit.classed/1", "unit", _CONTROL, Classed, says="a commune or ward is of a class"),
    _kind("place.classed/1", "place", _CONTROL, Classed, says="a place is of a class"),
    _kind("place.service_set/1", "place", _OWN, PlaceServiceSet, says="how a vehicle serves it"),
    _kind("visit.requested/1", "request", _OWN, VisitRequested, says="a visit is asked for"),
    _kind("visit.answered/1", "request", _CONTROL, VisitAnswered, says="a request is answered"),
)
