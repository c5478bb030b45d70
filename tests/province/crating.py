"""What desks of the simulator do with crates: made, packed, sent anywhere, received anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.province.machine import TENANT

from tusach.library.crates import rules
from tusach.library.crates.facts import CrateMade, crate_subject
from tusach.library.crates.limits import Limits
from tusach.library.crates.rules import Receipt, Sending
from tusach.library.crates.story import CrateState
from tusach.library.places.codes import printed_code
from tusach.node.store.transaction import Transaction

if TYPE_CHECKING:
    from tests.province.desk import Drafts, Hand, Told

CRATES = 12
NO_LIMITS = Limits()


def _crate(hand: Hand) -> str:
    return crate_subject(TENANT, _code(hand.rng.randrange(CRATES)))


def _code(nr: int) -> str:
    return printed_code(3, 7, nr)


def _of_crate(hand: Hand, crate: str, rule: Callable[[CrateState, Transaction], Drafts]) -> Told:
    return hand.act(lambda transaction: rule(transaction.state(crate, "crate"), transaction))


def pack(hand: Hand) -> Told:
    """A crate is made where nobody made it yet, else a copy goes in, or one comes out."""
    nr, copy = hand.rng.randrange(CRATES), hand.copy()
    code, out = _code(nr), hand.rng.random() < 0.15

    def rule(state: CrateState, transaction: Transaction) -> Drafts:
        if state.made is None:
            return rules.make(state, CrateMade(code, hand.place, nr + 1, 9), hand.desk())
        if out:
            return rules.unpack(state, state.inside[:1], hand.desk())
        return rules.pack(state, transaction.state(copy, "copy"), hand.desk(), NO_LIMITS)

    return _of_crate(hand, crate_subject(TENANT, code), rule)


def send(hand: Hand) -> Told:
    """A crate leaves for some place."""
    places = sorted(hand.run.stock_of) or [hand.place]
    to, crate = places[hand.rng.randrange(len(places))], _crate(hand)

    def rule(state: CrateState, transaction: Transaction) -> Drafts:
        inside = tuple(transaction.state(one, "copy") for one in state.inside)
        return rules.send(state, Sending(to=to, copies=inside), hand.desk(), NO_LIMITS)

    return _of_crate(hand, crate, rule)


def receive(hand: Hand) -> Told:
    """A crate is here, rightly or wrongly, all of it or not; or what is astray stays or goes on."""
    crate, luck, stray = _crate(hand), hand.rng.random(), hand.copy(stray=0.5)

    def rule(state: CrateState, transaction: Transaction) -> Drafts:
        if state.astray is not None and state.at == hand.place:
            if luck < 0.5:
                return rules.stay(state, hand.desk())
            inside = tuple(transaction.state(one, "copy") for one in state.inside)
            return rules.forward(state, inside, hand.desk(), NO_LIMITS)
        if rules.is_incomplete(state, hand.place):
            return rules.correct(state, Receipt(), hand.desk())
        found = Receipt(anyway=luck < 0.2)
        if luck > 0.8:
            found = Receipt(missing=state.inside[:1], surplus=(stray,), damaged=state.inside[-1:])
        return rules.receive(state, found, hand.desk())

    return _of_crate(hand, crate, rule)


ACTS = {"crate_pack": pack, "crate_send": send, "crate_receive": receive}
OFTEN = {"crate_pack": 6, "crate_send": 2, "crate_receive": 4}
