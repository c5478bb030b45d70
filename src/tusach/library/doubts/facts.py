"""The facts of doubts and spot checks: codes, days, numbers and ids of facts, no person."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count, Day, Id, Key

MonthName = Annotated[
    str,
    msgspec.Meta(
        extra_json_schema={"pattern": "^[0-9]{4}-(?:0[1-9]|1[0-2])$", "maxLength": 7},
    ),
]
Public = Annotated[
    str, msgspec.Meta(extra_json_schema={"pattern": "^[0-9A-Za-z]{2,64}$", "maxLength": 64})
]
"""What was made public: figures of a lottery, hexadecimal digits of a beacon."""

CONFIRMED, CORRECTED, EXPLAINED = "confirmed", "corrected", "explained"
HOWS = (CONFIRMED, CORRECTED, EXPLAINED)
"""How a doubt was answered: borne out by the paper or on the spot; put right by corrections; an
event explains it.
"""
VISITS, LOANS = "visits", "loans"
CHECKED = (LOANS, VISITS)
"""What a spot check draws from."""


def doubt_subject(tenant: str, place: str, month: str) -> str:
    """The subject of what is said of the doubts of a place's month."""
    return derived(tenant, "doubt", f"{place} {month}")


def spotcheck_subject(tenant: str, *, place: str, month: str, of: str) -> str:
    """The subject of the spot check of a place's month: each month and sort of record has one."""
    return derived(tenant, "spotcheck", f"{place} {month} {of}")


class DoubtAnswered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody looked at these reasons of the month. Who: the teller; where: the fact's place.

    reasons: codes of signs. facts: those that contradict each other and were looked at. how: of
    HOWS. event: what explains it, a code; empty where nothing has to be explained. size: how many
    records the month had then; where many more come, the reasons stand again.
    """

    month: MonthName
    how: Code
    size: Count
    reasons: tuple[Code, ...] = ()
    facts: tuple[Id, ...] = ()
    event: Code = ""


class SpotcheckDrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Records of a place's month to be checked. Anybody draws the same: see `drawing`.

    of: of CHECKED. source, public_on, public: which public value, of which day. size, frame: how
    many records told before that day, and the hash over their ids. drawn: ids in their order.
    """

    month: MonthName
    of: Code
    source: Code
    public_on: Day
    public: Public
    size: Count
    frame: Key
    drawn: tuple[Id, ...]


class SpotcheckAnswered(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What was found so far, whole; what is in neither was not looked at yet.

    drawing: the fact that drew. confirmed: borne out. wrong: not borne out. unreached: asked for in
    vain.
    """

    drawing: Id
    confirmed: tuple[Id, ...] = ()
    wrong: tuple[Id, ...] = ()
    unreached: tuple[Id, ...] = ()


_kind = Declaring(
    folder="doubts",
    scope="operations",
    told_by=frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR}),
)
_PROVINCE = frozenset({HUB, PROVINCIAL, ADMINISTRATOR})

KINDS = (
    _kind("doubt.answered/1", DoubtAnswered, "the doubts of a month were looked at"),
    _kind(
        "spotcheck.drawn/1", SpotcheckDrawn, "records are drawn to be checked", told_by=_PROVINCE
    ),
    _kind("spotcheck.answered/1", SpotcheckAnswered, "what a spot check found"),
)
