"""The facts of people counted at the close of a period, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import HUB, NODE, Declaring
from tusach.library.shapes import Code, Count, Day, Key

READERS_SETTLED, PEOPLE_SETTLED = "readers.settled/1", "people.settled/1"
PLACE, UNIT, PROVINCE = "place", "unit", "province"
"""Of whom: a place, a commune or ward, everybody."""

PeriodName = Annotated[
    str,
    msgspec.Meta(extra_json_schema={"pattern": "^L?[0-9]{4}(H[12]|Q[1-4]|-[01][0-9])?$"}),
]
"""L2026, 2026, 2026H1, 2026Q3, 2026-03."""

MaybeId = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": "^([0-9a-f]{32})?$"})]
"""A subject, or nothing."""


def settlement_subject(tenant: str, *, level: str, of: str, period: str) -> str:
    """The subject of the people of a place, a commune or the province in one period."""
    return derived(tenant, "settlement", f"{level}|{of}|{period}")


class SettledGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many of those counted; only groups of the least size of the indicator or more."""

    people: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    age_band: Code = ""
    sex: Code = ""


class SettledFigure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an indicator came to in one reading. definition: the hash of its words.

    num: different people. den: what they are a part of, None where it is a plain number. groups:
    sorted by age band and sex, each once; small ones are left out, so they may sum to less.
    """

    indicator: Code
    reading: Code
    definition: Key
    num: Count
    den: Count | None = None
    groups: tuple[SettledGroup, ...] = ()


class ReadersSettled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How many different people read at the fact's own place, told while all loans were known.

    first, last: days of the period. loans: begun in it, all of them known. figures: sorted by
    indicator and reading, each once.
    """

    period: PeriodName
    first: Day
    last: Day
    loans: Count
    figures: Annotated[tuple[SettledFigure, ...], msgspec.Meta(min_length=1)]


class PeopleSettled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The same of a commune or ward (unit), or of the whole province where that is empty."""

    period: PeriodName
    first: Day
    last: Day
    loans: Count
    figures: Annotated[tuple[SettledFigure, ...], msgspec.Meta(min_length=1)]
    unit: MaybeId = ""


Body = ReadersSettled | PeopleSettled

_TOLD_BY = frozenset({NODE, HUB})

KINDS = (
    Declaring(folder="habit", scope="operations", told_by=_TOLD_BY, story="settlement")(
        READERS_SETTLED,
        ReadersSettled,
        "so many different people read at a place in a period that is over",
    ),
    Declaring(folder="habit", scope="control", told_by=_TOLD_BY, story="settlement")(
        PEOPLE_SETTLED,
        PeopleSettled,
        "so many different people read in a commune or in the province",
    ),
)
