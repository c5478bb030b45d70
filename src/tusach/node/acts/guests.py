"""Readers of other places at this desk: the sealed back of their card, printed and read."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.ledger.kind import HUB
from tusach.library.nodes.facts import INVITED
from tusach.library.readers.story import ReaderState
from tusach.library.readers.visiting import (
    NotPrintable,
    SignerKnown,
    VisitorCard,
    as_reader,
    read_card,
    sealed_text,
)
from tusach.node.acts.node import At, Node
from tusach.node.store.keys import Ed25519


def back_of_card(node: Node, state: ReaderState, number: str) -> str:
    """The text of the square code on the back of a card; empty where none can be printed.

    An older number with letters beyond ASCII has none; so has a card that holds no more.
    """
    if state.place is None or not number or state.valid_until < node.today():
        return ""
    card = VisitorCard(
        reader=state.subject,
        place=state.place,
        valid_until=state.valid_until,
        number=number,
        group=state.group,
        age_band=state.age_band,
    )
    try:
        return sealed_text(card, tenant=node.tenant, signer=node.store.installation)
    except NotPrintable:
        return ""


def guest_card(node: Node, text: str, on: str) -> VisitorCard | Refusal:
    """What a scanned back of a card says, where its seal is right and it still holds."""
    return read_card(text, tenant=node.tenant, known=_known(node), verifier=Ed25519(), on=on)


def _known(node: Node) -> dict[str, SignerKnown]:
    """Every certificate that lies here; a library that works on its own knows itself."""
    standings = node.store.standings
    if standings is None:
        return {node.store.own_key: SignerKnown(frozenset(), is_hub=True)}
    found = {
        key: SignerKnown(one.places, one.role == HUB, one.last_good is not None)
        for key, one in standings.known.items()
        if one.role != INVITED
    }
    own = standings.of(node.store.own_key)
    if own is not None:
        revoked = own.last_good is not None
        found[node.store.own_key] = SignerKnown(own.places, own.role == HUB, revoked)
    return found


def guest(card: VisitorCard, at: At) -> ReaderState:
    """The guest as a reader, for the rules."""
    return as_reader(card, on=at.on)
