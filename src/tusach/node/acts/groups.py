"""Which group of readers and which age band an age belongs to, by the programme's lists."""

from __future__ import annotations

from tusach.library.profile.lending import Lending


def group_for(lending: Lending, age: int | None) -> str:
    """The reader group that fits an age: of several the widest, so a young adult is an adult."""
    groups = lending.reader_groups
    if age is None:
        return next(
            (one.code for one in groups if one.code == "adult"),
            next((one.code for one in groups if not one.needs_guardian), groups[0].code),
        )
    best, width = "", -1
    for one in groups:
        if one.stands_for_many or (one.age_from is None and one.age_until is None):
            continue
        low, high = one.age_from or 0, 200 if one.age_until is None else one.age_until
        if low <= age <= high and high - low > width:
            best, width = one.code, high - low
    return best or group_for(lending, None)


def band_for(lending: Lending, age: int | None) -> str:
    """The age band for figures; empty where no age is known."""
    if age is None:
        return ""
    for band in lending.age_bands:
        if band.age_from <= age and (band.age_until is None or age <= band.age_until):
            return band.code
    return ""
