"""`serving.json`: classes of places, seasons and rain, what is assumed of roads nobody measured."""

from typing import Annotated

from msgspec import Meta

from tusach.library.profile.parts import Count, Dated, MonthNumber, Part, Slug, Wording

Percent = Annotated[int, Meta(ge=100, le=500)]
Speed = Annotated[int, Meta(ge=1, le=130)]
Buffer = Annotated[int, Meta(ge=0, le=300)]
Drives = Annotated[int, Meta(ge=1, le=100)]
RainLevelNumber = Annotated[int, Meta(ge=1, le=9)]


class PlaceClass(Part, frozen=True, kw_only=True):
    """A class of places that the programme counts by.

    counts_for_trips: a stop of this class makes a trip count in the indicator of trips.
    """

    code: Slug
    names: Wording
    counts_for_trips: bool = False
    defined_by: Dated | None = None


class RoadSeason(Part, frozen=True, kw_only=True):
    """A part of the year whose roads are measured apart."""

    code: Slug
    names: Wording
    months: tuple[MonthNumber, ...]


class RainLevel(Part, frozen=True, kw_only=True):
    """How hard it rains, from 1 on; a place may be closed from a level on."""

    level: RainLevelNumber
    names: Wording


class Travel(Part, frozen=True, kw_only=True):
    """What is assumed of a leg that nobody drove or told: all of it guesses until measured.

    detour_percent: road over great circle. buffer_percent: added to the minutes of an estimate.
    least_drives: fewer make no figure. drives_days: older drives do not count.
    """

    detour_percent: Percent
    speed_km_h: Speed
    buffer_percent: Buffer
    least_drives: Drives = 1
    drives_days: Count = 1_100
    provisional: bool = False
    note: Wording = Wording({})


class Serving(Part, frozen=True, kw_only=True):
    """The file `serving.json`. No month belongs to two seasons."""

    classes: tuple[PlaceClass, ...]
    seasons: tuple[RoadSeason, ...] = ()
    rain_levels: tuple[RainLevel, ...] = ()
    travel: Travel
