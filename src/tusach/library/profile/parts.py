"""What every file of a profile is made of: wording, codes, sources, legal numbers."""

import datetime
from typing import Annotated, Literal, NewType

from msgspec import Meta, Struct

Wording = NewType("Wording", dict[str, str])
"""One text in several languages, keyed by language code; covers every interface language."""

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
"""A code of our own making: lower case ASCII, words joined by `_`."""

LanguageCode = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", max_length=35)]
"""A BCP 47 tag."""

Count = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]
Weekday = Annotated[int, Meta(ge=1, le=7)]
"""ISO weekday: 1 = Monday … 7 = Sunday."""

MinuteOfDay = Annotated[int, Meta(ge=0, le=1440)]
MonthNumber = Annotated[int, Meta(ge=1, le=12)]
DayNumber = Annotated[int, Meta(ge=1, le=31)]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Anything read from a profile: frozen, complete, without unknown fields."""


class Provenance(Part, frozen=True, kw_only=True):
    """Where the contents of a file come from, and under which licence they may be used."""

    source: str
    licence: str
    note: Wording = Wording({})


class Dated(Part, frozen=True, kw_only=True):
    """A rule that somebody decided, with its days of force.

    valid_from: first day of force; None = not known, treat as always.
    valid_until: last day of force; None = still in force.
    provisional: True where the text of the law or the decision was not read whole.
    """

    citation: str
    valid_from: datetime.date | None
    valid_until: datetime.date | None = None
    provisional: bool = False
    note: Wording = Wording({})


class LegalNumber(Dated, frozen=True, kw_only=True):
    """One number that a law, decree or circular sets, never a constant in code."""

    code: Slug
    names: Wording
    value: Count
    unit: Slug
    sense: Literal["at_least", "at_most", "exactly"]


def in_force(rule: Dated, *, on: datetime.date) -> bool:
    """Whether the rule holds on that day.

    >>> rule = Dated(citation="x", valid_from=datetime.date(2025, 7, 1))
    >>> in_force(rule, on=datetime.date(2025, 6, 30))
    False
    """
    begun = rule.valid_from is None or rule.valid_from <= on
    return begun and (rule.valid_until is None or on <= rule.valid_until)
