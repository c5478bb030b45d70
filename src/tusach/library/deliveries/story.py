"""A delivery after all facts: what was said of it, and the copies that were entered from it.

Its story holds also the facts of copies that touch it. Source: spec/stories.md.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies.facts import CopyRegistered
from tusach.library.deliveries.facts import DeliveryReceived, GiftReceived

GIFT = "gift"
ERASED = "person.erased/1"


class DeliveryState(msgspec.Struct, frozen=True):
    """received: what was said, None where only its copies are known here. source: how it came.

    part: commitment of the giver's name, None where there is none, or it was erased. parts: every
    commitment ever told. copies: those entered from it, in the one order.
    """

    subject: str
    received: GiftReceived | DeliveryReceived | None = None
    received_by: str | None = None
    received_on: str = ""
    place: str | None = None
    part: str | None = None
    parts: tuple[str, ...] = ()
    erased_on: str | None = None
    copies: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """How it came, as a code; empty where that is not known here."""
        said = self.received
        return GIFT if isinstance(said, GiftReceived) else said.source if said else ""

    @property
    def paper(self) -> str:
        """The number of its paper, or empty."""
        said = self.received
        return said.receipt if isinstance(said, GiftReceived) else said.paper if said else ""


class DeliveryFolder:
    """Folds `gift.*`, `delivery.*`, and what copies say of where they came from."""

    noun = "delivery"

    def start(self, subject: str) -> DeliveryState:
        """A delivery of which nothing is known."""
        return DeliveryState(subject)

    def step(self, state: DeliveryState, told: Told, telling: Telling) -> DeliveryState:
        """The delivery after one more fact; ids are random, so the first telling counts."""
        body, fact = told.body, told.held.fact
        if isinstance(body, CopyRegistered):
            known = fact.subject in state.copies
            return state if known else replace(state, copies=(*state.copies, fact.subject))
        if told.kind == ERASED:
            return replace(state, part=None, erased_on=told.on)
        assert isinstance(body, GiftReceived | DeliveryReceived)  # no other kind is folded here
        found = fact.commitment
        if state.received is not None:
            return replace(state, parts=(*state.parts, found)) if found else state
        return replace(
            state,
            received=body,
            received_by=told.id,
            received_on=told.on,
            place=told.place,
            part=found if state.erased_on is None else None,
            parts=() if found is None else (found,),
        )


FOLDERS = (DeliveryFolder(),)
