"""`demonstration.json`: invented libraries in real units, so that a demonstration has desks."""

from typing import Annotated

from msgspec import Meta

from tusach.library.profile.parts import Count, MinuteOfDay, Part, Slug, Weekday, Wording


class Opening(Part, frozen=True, kw_only=True):
    """Open on these weekdays between two minutes of the day."""

    weekdays: tuple[Weekday, ...]
    from_minute: MinuteOfDay
    until_minute: MinuteOfDay


class DemoPlace(Part, frozen=True, kw_only=True):
    """One invented place.

    demonstration: always True; nobody may mistake it for a real institution.
    copies, readers: share of the demonstration's stock and readers, in thousandths.
    """

    demonstration: bool
    code: Slug
    names: Wording
    kind: Slug
    unit: str
    part_of: Slug | None = None
    hamlet: str = ""
    opening: tuple[Opening, ...]
    staff: Annotated[int, Meta(ge=1, le=50)]
    copies_permille: Annotated[int, Meta(ge=0, le=1000)]
    readers_permille: Annotated[int, Meta(ge=0, le=1000)]
    area_m2: Count | None = None


class Demonstration(Part, frozen=True, kw_only=True):
    """The file `demonstration.json`."""

    label: Wording
    places: tuple[DemoPlace, ...]
