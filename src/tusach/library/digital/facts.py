"""The fact of online use, in the shape that is for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count, Id

OFFERS = ("catalogue", "website", "digital_library", "page", "lesson", "other")
"""Page: of a social network."""
LOG, REPORT, ESTIMATE = "log", "report", "estimate"
SOURCES = (LOG, REPORT, ESTIMATE)
"""Counted by the service itself; read off somebody's report; estimated."""

Month = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", max_length=7)]


def use_subject(tenant: str, place: str, offer: str, month: str) -> str:
    """The subject of one service of one place in one month."""
    return derived(tenant, "use", f"{place}|{offer}|{month}")


class OnlineUseCounted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Said whole: a later word replaces an earlier one, it is never added to it.

    offer: of OFFERS. uses: visits to it. people: different ones, None = not known.
    source: of SOURCES.
    """

    place: Id
    offer: Code
    month: Month
    uses: Count
    source: Code
    people: Count | None = None


KINDS = (
    Declaring(
        folder="digital",
        scope="operations",
        told_by=frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR}),
    )("use.counted/1", OnlineUseCounted, "so many uses of an online service in a month"),
)
