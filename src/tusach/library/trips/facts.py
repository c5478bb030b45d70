"""The facts of trips and of their stops. They lie in the operations of the vehicle and name nobody.

What is done at a stop is told as anywhere (`visit.counted`, `copy.lent`, `copy.returned`) and
touches the stop beside its own subject, so that the figures of a stop open to single facts.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, structs

from tusach.ledger.kind import (
    ADMINISTRATOR,
    HUB,
    LIBRARIAN,
    NODE,
    PROVINCIAL,
    Declaring,
    unchanged,
)
from tusach.library.shapes import Code, Count, Day, Id, Key

MOST_STOPS = 60
Minute = Annotated[int, Meta(ge=0, le=1_440)]
"""Minutes from midnight, in the time zone of the programme."""


class PlannedStop(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """stop: its subject. place: where the vehicle serves on that day. market: whose session it is.

    arrive_minute, leave_minute: when it is to serve, None where nobody says.
    """

    stop: Id
    place: Id
    on: Day
    arrive_minute: Minute | None = None
    leave_minute: Minute | None = None
    market: Id | None = None


class Night(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the crew sleeps after a day. at: a place or a unit."""

    on: Day
    at: Id


class TripPlanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole trip as it is to be, in the order of the road; told again whole when it changes.

    vehicle: its place id. reason: why it changed, empty at first (road, breakdown, request,
    weather, crew, mistake …). metres, driving_minutes: as planned, None where nobody reckoned them.
    made_by: code of what made the plan, empty = by hand.
    """

    vehicle: Id
    first_on: Day
    last_on: Day
    stops: Annotated[tuple[PlannedStop, ...], Meta(min_length=1, max_length=MOST_STOPS)]
    nights: tuple[Night, ...] = ()
    metres: Count | None = None
    driving_minutes: Count | None = None
    reason: Code = ""
    made_by: Code = ""


class TripPublished(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days of this telling of the plan are promised. plan: that telling."""

    plan: Id


class TripCancelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: a code (road, breakdown, weather, crew, mistake …)."""

    reason: Code


class TripDeparted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """crew: staff who go; others: who go and are no staff (a driver, a volunteer), how many.

    checked: codes of the list of the vehicle that were seen to. odometer_m: None = not read.
    reason: why fewer go than the rule wants.
    """

    crew: tuple[Id, ...] = ()
    others: Count = 0
    checked: tuple[Code, ...] = ()
    odometer_m: Count | None = None
    reason: Code = ""


class StopOpened(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The vehicle serves here. trip: of which it is a stop; planned or not.

    classes: of the place on that day (remote, border …), kept as they were then. classed: whether
    they were known at all.
    """

    trip: Id
    place: Id
    market: Id | None = None
    classes: tuple[Code, ...] = ()
    classed: bool = False


class StopClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It serves here no more. counted: whether visitors were counted: none is not unknown."""

    trip: Id
    counted: bool = False


class StopMissed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It did not serve here. reason: a code (road, weather, breakdown, nobody_came, closed …)."""

    trip: Id
    reason: Code
    place: Id | None = None


class StopConfirmed1(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first version: who confirmed it stood on the paper alone."""

    trip: Id
    how: Code
    paper: str = ""


class StopConfirmed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The commune says that the vehicle was there. how: stamp, signature, login.

    paper: number of what was signed. role: what who signed is (commune_office, village_head,
    school_staff, post_office_staff, border_guard …); the name is the private part. photograph: hash
    of that of the signed sheet.
    """

    trip: Id
    how: Code
    paper: str = ""
    role: Code = ""
    photograph: Key | None = None


class ConfirmedPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signed for the commune."""

    name: str


class StopPhotographed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """There is a photograph of the stop; its bytes lie outside the ledger, by their hash.

    hash: SHA-256 of the bytes. media: jpeg. width, height: in pixels. shows: readers_there,
    books_there, stop_place, road_state, signed_sheet … children: `none` (no child can be
    recognised) or `consent` (that of those who answer for them is held).
    """

    trip: Id
    hash: Key
    bytes: Count
    media: Code
    width: Count
    height: Count
    shows: Code
    children: Code
    taken_on: Day


class StopPhotographRemoved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """These bytes are to be removed everywhere, and are not taken again.

    reason: seen_asks (who is seen on it), child_seen, unclear_picture, mistake …
    """

    trip: Id
    hash: Key
    reason: Code


class TripReturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """odometer_m, fuel_ml: None = not read, not known."""

    odometer_m: Count | None = None
    fuel_ml: Count | None = None


class TripClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The account of the trip is whole. served, missed: how many stops, as its closer knew them."""

    served: Count
    missed: Count


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})
_kind = Declaring(folder="trips", scope="operations", told_by=_DESK)

KINDS = (
    _kind("trip.planned/1", TripPlanned, "a trip is to be like this"),
    _kind("trip.published/1", TripPublished, "its days are promised"),
    _kind("trip.cancelled/1", TripCancelled, "it does not take place"),
    _kind("trip.departed/1", TripDeparted, "it has set out, with this crew"),
    _kind("stop.opened/1", StopOpened, "the vehicle serves at a stop"),
    _kind("stop.closed/1", StopClosed, "it serves there no more"),
    _kind("stop.missed/1", StopMissed, "it did not serve there"),
    structs.replace(
        _kind("stop.confirmed/1", StopConfirmed1, "the commune says so, too"), upcast=unchanged
    ),
    _kind("stop.confirmed/2", StopConfirmed, "the commune says so, too", ConfirmedPrivate),
    _kind("stop.photographed/1", StopPhotographed, "there is a photograph of it"),
    _kind("stop.photograph_removed/1", StopPhotographRemoved, "a photograph is to be removed"),
    _kind("trip.returned/1", TripReturned, "it is back"),
    _kind("trip.closed/1", TripClosed, "its account is whole"),
)
