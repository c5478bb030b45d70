"""The facts of reading events, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Day, Id

_OWN = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR, LIBRARIAN})

KINDS_OF = (
    "reading_day",
    "story_hour",
    "book_talk",
    "contest",
    "exhibition",
    "lesson",
    "club",
    "law",
    "other",
)
"""What sort of event it is. Reading day: 21 April, by Decision 1862 of 2021."""

Heads = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, le=1440)]


class GatheringPlanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """kind: of KINDS_OF. title: of the event, never a person's name. place: where it is held.

    last: of an event of several days. minute: when it begins. languages: codes. partners:
    institutions, in words.
    """

    place: Id
    kind: Code
    title: str
    first: Day
    last: Day | None = None
    minute: MinuteOfDay | None = None
    languages: tuple[Code, ...] = ()
    partners: tuple[str, ...] = ()


class GatheringHeld(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was held, told whole. heads: how many came, by group of the profile.

    No group in heads: nobody counted. titles: that were shown or read from.
    """

    place: Id
    kind: Code
    title: str
    first: Day
    last: Day | None = None
    heads: tuple[tuple[Code, Heads], ...] = ()
    languages: tuple[Code, ...] = ()
    partners: tuple[str, ...] = ()
    titles: tuple[Id, ...] = ()


class GatheringCancelled(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """It is not held."""

    reason: Code = ""


_kind = Declaring(folder="gatherings", scope="operations", told_by=_OWN)

KINDS = (
    _kind("gathering.planned/1", GatheringPlanned, "a reading event is to be held"),
    _kind("gathering.held/1", GatheringHeld, "a reading event was held"),
    _kind("gathering.cancelled/1", GatheringCancelled, "a reading event is not held"),
)
