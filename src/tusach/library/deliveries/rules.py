"""May this be written down as received? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.deliveries.facts import DeliveryReceived, GiftPrivate, GiftReceived
from tusach.library.deliveries.story import GIFT, DeliveryState
from tusach.library.readers.rules import erased_in
from tusach.library.shapes import is_code

SOURCES = ("bought", GIFT, "exchange", "deposit", "transferred", "other")
GIVERS = ("person", "group", "organisation", "publisher", "state")
CONDITIONS = ("kept_together", "name_shown", "name_withheld", "stays_here", "returned_if_weeded")
MOST_COPIES = 100_000
LONGEST_NAME, LONGEST_WORDS, LONGEST_PAPER = 300, 1000, 60


class Receiving(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when something was received. delivery: its random id. today: in the time zone."""

    delivery: str
    place: str
    on: str
    today: str


def receive_gift(
    wish: Receiving, body: GiftReceived, private: GiftPrivate
) -> tuple[Draft, ...] | Refusal:
    """Books were given; the name of who gave goes into the private part alone."""
    refused = _fault(wish, copies=body.copies, titles=body.titles, paper=body.receipt)
    if refused:
        return refused
    if body.copies == 0:
        return Refusal("delivery.empty", {})
    if (body.giver and body.giver not in GIVERS) or not all(map(is_code, body.conditions)):
        return Refusal("reason.missing", {})
    name, contact, words = (" ".join(one.split()) for one in msgspec.structs.astuple(private))
    if len(name) > LONGEST_NAME or len(contact) > LONGEST_NAME or len(words) > LONGEST_WORDS:
        return Refusal("gift.words_long", {"most": LONGEST_NAME, "words": LONGEST_WORDS})
    told = GiftPrivate(name, contact, words)
    return (_draft("gift.received/1", wish, body, None if told == GiftPrivate() else told),)


def receive(wish: Receiving, body: DeliveryReceived) -> tuple[Draft, ...] | Refusal:
    """Books came in another way than as a gift."""
    refused = _fault(wish, copies=body.copies, titles=body.titles, paper=body.paper)
    if refused:
        return refused
    if body.source not in SOURCES or body.source == GIFT:
        return Refusal("copy.source_odd", {})
    return (_draft("delivery.received/1", wish, body, None),)


def forget_giver(
    state: DeliveryState, parts: Sequence[str], *, place: str, on: str, reason: str
) -> tuple[Draft, ...] | Refusal:
    """The giver's name is to be removed everywhere; the gift and its copies stay.

    parts: commitments of every telling, of one that does not count any more too; place: of it.
    """
    if not parts or state.erased_on is not None:
        return Refusal("gift.nobody_named", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    return (erased_in(state.subject, parts, place=place, on=on, reason=reason),)


def _fault(
    wish: Receiving, *, copies: int | None, titles: int | None, paper: str
) -> Refusal | None:
    if wish.on > wish.today:
        return Refusal("date.future", {"on": wish.on, "today": wish.today})
    if (copies or 0) > MOST_COPIES:
        return Refusal("delivery.many", {"most": MOST_COPIES})
    if titles is not None and copies is not None and titles > copies:
        return Refusal("delivery.titles_many", {"titles": titles, "copies": copies})
    if len(paper) > LONGEST_PAPER:
        return Refusal("delivery.paper_long", {"most": LONGEST_PAPER})
    return None


def _draft(kind: str, wish: Receiving, body: msgspec.Struct, private: GiftPrivate | None) -> Draft:
    return Draft(
        kind=kind,
        subject=wish.delivery,
        scope=scopes.operations(wish.place),
        on=wish.on,
        place=wish.place,
        body=body,
        private=private,
    )
