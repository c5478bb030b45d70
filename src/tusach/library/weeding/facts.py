"""The facts of a weeding dossier. `su` is the dossier; who sits in the council is private."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count, Day, Id

MOST_AT_ONCE = 500
Copies = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class WeedingBegun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """decision: number of the paper that sets up the council."""

    decision: str = ""


class CouncilNamed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """members: how many; their names are the private part."""

    members: Count


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """name, and in words what the member is in the council."""

    name: str
    post: str = ""


class CouncilPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The members in the order in which they sign."""

    members: tuple[Member, ...]


class WeedingProposed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """copies: by id. reason: of the profile; the last one told of a copy counts."""

    copies: Copies
    reason: Code


class WeedingSpared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """copies that stay. reason: a code."""

    copies: Copies
    reason: Code


class WeedingDecided(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """decision: number of the paper, of the day decided_on. disposal: what becomes of the copies.

    copies: how many are to leave. counted: of those, how many count towards the share. left: how
    many that count left before, within the window of the rule. stock: copies of the place then.
    """

    decision: str
    decided_on: Day
    disposal: Code
    copies: Count
    counted: Count
    left: Count
    stock: Count


class WeedingCarriedOut(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """copies: how many have left now. paper: number of the minutes of their disposal."""

    copies: Count
    paper: str = ""


class WeedingDropped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: a code."""

    reason: Code


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})
_kind = Declaring(folder="weeding", scope="operations", told_by=_DESK)

KINDS = (
    _kind("weeding.begun/1", WeedingBegun, "a weeding dossier is opened"),
    _kind("weeding.council_named/1", CouncilNamed, "who decides about it", CouncilPrivate),
    _kind("weeding.proposed/1", WeedingProposed, "copies that should leave the stock"),
    _kind("weeding.spared/1", WeedingSpared, "copies that stay after all"),
    _kind("weeding.decided/1", WeedingDecided, "which copies leave is decided"),
    _kind("weeding.carried_out/1", WeedingCarriedOut, "the copies have left"),
    _kind("weeding.dropped/1", WeedingDropped, "a weeding dossier is given up"),
)
