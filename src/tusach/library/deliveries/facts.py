"""The facts of what comes in together. Who gave is a private part."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code, Count


class GiftReceived(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many copies were given; the giver's name is the private part.

    copies: as counted on the day. titles: None = not counted. giver: kind of giver (person, group,
    organisation, publisher, state), empty = not said. conditions: codes; what the giver said in
    words is private. receipt: number of the paper that was handed over.
    """

    copies: Count
    titles: Count | None = None
    giver: Code = ""
    conditions: tuple[Code, ...] = ()
    receipt: str = ""


class GiftPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """name: of who gave, empty = does not want to be named. words: conditions as they were said."""

    name: str = ""
    contact: str = ""
    words: str = ""


class DeliveryReceived(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many copies came, not as a gift. source: bought, exchange, deposit, transferred, other.

    paper: number of the invoice or handover minutes. copies, titles: as it stands there, None = not
    said. amount: in the smallest unit of the tenant's money.
    """

    source: Code
    paper: str = ""
    copies: Count | None = None
    titles: Count | None = None
    amount: Count | None = None


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})

KINDS = (
    Kind(
        name="gift.received/1",
        folder="deliveries",
        scope="operations",
        story="delivery",
        told_by=_DESK,
        body=GiftReceived,
        says="books were given",
        private=GiftPrivate,
    ),
    Kind(
        name="delivery.received/1",
        folder="deliveries",
        scope="operations",
        story="delivery",
        told_by=_DESK,
        body=DeliveryReceived,
        says="books came in together",
    ),
)
