"""`trips.json`: what is wished of the vehicles and what holds for a day on the road.

Wishes stand here for as long as no place has told its own: see `place.service_set`.
"""

from tusach.library.profile.parts import Count, Dated, MinuteOfDay, Part, Provenance, Slug, Weekday


class Wish(Part, frozen=True, kw_only=True):
    """How a kind of stop is visited. visits_a_year: spread evenly, gap_days apart at least.

    stay_minutes: how long it is served. opens_minute, closes_minute: first and last arrival.
    required: a plan without these visits is not whole; else worth_m metres are driven for one.
    stop_kind: kind of place, `stop_only`, that such a stop is founded as; empty = the first one.
    """

    visits_a_year: Count
    gap_days: Count
    stay_minutes: Count
    opens_minute: MinuteOfDay
    closes_minute: MinuteOfDay
    crates: Count
    required: bool = True
    worth_m: Count = 0
    stop_kind: str = ""


class Trips(Dated, frozen=True, kw_only=True):
    """The file `trips.json`.

    home: unit where the vehicles stand. towns: units where a crew can spend the night. weekdays: on
    which they go out. vehicle_kind: kind of place that is a vehicle. crates: that one carries.
    crew: people on each. month_days: most days of a month on the road. driving_minutes: at the
    wheel in a day. week_driving_minutes: from Monday to Sunday, None = nobody limits it.
    new_year_before_days, new_year_after_days: nobody goes out so near to the lunar new year; None =
    this programme keeps none. day_price_m, night_price_m: metres that one would drive to spare a
    vehicle-day or a night.
    """

    home: str
    towns: tuple[str, ...]
    weekdays: tuple[Weekday, ...]
    vehicle_kind: Slug
    crates: Count
    crew: Count
    month_days: Count
    starts_minute: MinuteOfDay
    ends_minute: MinuteOfDay
    shift_minutes: MinuteOfDay
    driving_minutes: MinuteOfDay
    nights: Count
    day_price_m: Count
    night_price_m: Count
    commune: Wish
    fair: Wish
    provenance: Provenance
    week_driving_minutes: Count | None = None
    new_year_before_days: Count | None = None
    new_year_after_days: Count = 0
