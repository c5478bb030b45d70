"""Crates at work: made, packed by scan, sent, received by one scan, brought home, taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.library.copies import caring
from tusach.library.copies.states import CopyState
from tusach.library.crates import facts, rules
from tusach.library.crates.facts import crate_subject
from tusach.library.crates.limits import Limit, Limits
from tusach.library.crates.rules import Receipt, Sending
from tusach.library.crates.story import CrateState
from tusach.library.holds.story import HoldState
from tusach.library.places.codes import CRATE
from tusach.node.acts.asked import shelf_until
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.acts.numbers import next_code
from tusach.node.acts.undoing import undo_all
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

MOST_AT_ONCE = 48
"""Crates made in one act: two sheets of labels."""
MONTHS, PER_TITLE = "rotation_months", "rotation_copies_per_title"
Deed = Callable[[CrateState, Transaction], Sequence[Draft] | Refusal]


class Made(msgspec.Struct, frozen=True):
    """Crates that were made: (id, number on the label)."""

    crates: tuple[tuple[str, str], ...]


def limits_of(node: Node, on: str) -> Limits:
    """How long a crate may stay and how scarce a title may be, as the programme says on a day."""
    found = {
        one.code: Limit(one.value, one.citation, one.provisional)
        for one in node.profile.places.rules
        if (one.valid_from is None or one.valid_from.isoformat() <= on)
        and (one.valid_until is None or on <= one.valid_until.isoformat())
    }
    return Limits(months=found.get(MONTHS), per_title=found.get(PER_TITLE))


def make(node: Node, count: int, at: At, *, room: int | None = None) -> Made | Refusal:
    """So many crates belong to the place, numbered on, each with a label of its own."""
    if not 1 <= count <= MOST_AT_ONCE:
        return Refusal("crate.none_chosen", {"most": MOST_AT_ONCE})
    made: list[tuple[str, str]] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        nr = _last_nr(node, at.place)
        for _ in range(count):
            nr += 1
            code, granted = next_code(node, transaction, CRATE, at)
            subject = crate_subject(node.tenant, code)
            body = facts.CrateMade(code=code, owner=at.place, nr=nr, room=room)
            told = rules.make(transaction.state(subject, "crate"), body, desk(node, at))
            if isinstance(told, Refusal):
                return told
            drafts += [*granted, *told]
            made.append((subject, code))
        return drafts

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Made(tuple(made))


def _last_nr(node: Node, place: str) -> int:
    rows = node.store.query(
        "SELECT max(nr) FROM crate WHERE tenant = ? AND owner = ?", (node.tenant, place)
    )
    return int(rows[0][0] or 0)


def pack(node: Node, crate: str, copy: str, at: At, *, hold: str | None = None) -> Done | Refusal:
    """The copy lies in the crate from now on, for a hold or for whoever comes."""

    def deed(state: CrateState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        thing: CopyState = transaction.state(copy, "copy")
        return rules.pack(state, thing, desk(node, at), limits_of(node, at.on), hold=hold)

    return _act(node, crate, at, deed)


def unpack(
    node: Node, crate: str, copies: Sequence[str], at: At, *, reason: str = ""
) -> Done | Refusal:
    """These copies are out of the crate; all of them where none is named."""

    def deed(state: CrateState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        return rules.unpack(state, copies or state.inside, desk(node, at), reason=reason)

    return _act(node, crate, at, deed)


def send(
    node: Node, crate: str, at: At, *, to: str, back_on: str | None = None, reason: str = ""
) -> Done | Refusal:
    """The crate is on its way to another place. back_on: None = home for good."""

    def deed(state: CrateState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        sending = Sending(to=to, copies=_inside(state, transaction), back_on=back_on, reason=reason)
        return rules.send(state, sending, desk(node, at), limits_of(node, at.on))

    return _act(node, crate, at, deed)


def forward(node: Node, crate: str, at: At) -> Done | Refusal:
    """A crate that came to the wrong place goes on to the right one."""

    def deed(state: CrateState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        copies = _inside(state, transaction)
        return rules.forward(state, copies, desk(node, at), limits_of(node, at.on))

    return _act(node, crate, at, deed)


def stay(node: Node, crate: str, at: At) -> Done | Refusal:
    """A crate that was meant for another place stays here, agreed."""
    return _act(node, crate, at, lambda state, _: rules.stay(state, desk(node, at)))


def receive(node: Node, crate: str, at: At, receipt: Receipt) -> Done | Refusal:
    """The crate is here; what was packed for a reader of this place waits on the shelf of holds."""

    def deed(state: CrateState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        told = rules.receive(state, receipt, desk(node, at))
        if isinstance(told, Refusal):
            return told
        here = set(told[0].also).difference(receipt.missing)
        return [*told, *_kept(node, state, transaction, at, here=here)]

    return _act(node, crate, at, deed)


def correct(node: Node, crate: str, at: At, receipt: Receipt) -> Done | Refusal:
    """What was found in a crate that is here is said once more."""
    return _act(node, crate, at, lambda state, _: rules.correct(state, receipt, desk(node, at)))


def _kept(
    node: Node, state: CrateState, transaction: Transaction, at: At, *, here: set[str]
) -> list[Draft]:
    """That copies packed for holds wait for whoever fetches them here."""
    drafts: list[Draft] = []
    for copy, hold in state.for_holds:
        asked: HoldState = transaction.state(hold, "hold")
        if copy not in here or not asked.is_open or asked.pickup != at.place:
            continue
        until = shelf_until(node, transaction.state(copy, "copy"), at)
        drafts.append(caring.reserved_on_return(copy, desk(node, at), hold=hold, until=until))
    return drafts


def retire(node: Node, crate: str, at: At, *, reason: str) -> Done | Refusal:
    """The crate carries nothing any more."""
    return _act(
        node, crate, at, lambda state, _: rules.retire(state, desk(node, at), reason=reason)
    )


def hand_over(
    node: Node,
    crate: str,
    at: At,
    body: facts.CrateHandedOver,
    *,
    private: facts.SignersPrivate,
) -> Done | Refusal:
    """The crate was signed for."""
    return _act(
        node, crate, at, lambda state, _: rules.hand_over(state, body, private, desk(node, at))
    )


def signers_of(node: Node, part: str | None) -> facts.SignersPrivate | None:
    """Who signed, where that is here; the caller logs the look."""
    found = node.store.vault.part(part) if part else None
    if found is None:
        return None
    try:
        return msgspec.json.decode(found.raw, type=facts.SignersPrivate)
    except msgspec.ValidationError:
        return None


def forget_signers(node: Node, crate: str, at: At) -> Done | Refusal:
    """The names that this place holds of signatures go everywhere."""
    return _act(
        node, crate, at, lambda state, _: rules.forget_signers(state, desk(node, at), reason="wish")
    )


def undo(node: Node, told: Sequence[str], at: At) -> Done | Refusal:
    """What was told of a crate does not count: within ten minutes, if nothing followed."""
    for fact in told:
        row = node.store.fact(fact)
        if row is None:
            return Refusal("undo.unknown", {})
        for subject in trusted(row.raw).also:
            counting = [one.id for one in node.store.story(subject).tellings]
            since = counting[counting.index(fact) + 1 :] if fact in counting else []
            if set(since).difference(told):
                return Refusal("undo.followed", {})
    return undo_all(node, told, at)


def complete_receipts(node: Node) -> int:
    """A duty: what came with a crate that was received before its list was known here."""
    place = node.own_place()
    rows = node.store.query(
        "SELECT subject FROM crate WHERE tenant = ? AND unlisted = 1 AND at_place = ?",
        (node.tenant, place or ""),
    )
    told = 0
    for (crate,) in rows:
        state: CrateState = node.store.state(crate, "crate")
        if place is None or not rules.is_incomplete(state, place):
            continue
        done = correct(node, crate, At(place, node.today()), Receipt())
        told += 0 if isinstance(done, Refusal) else len(done.facts)
    return told


def _inside(state: CrateState, transaction: Transaction) -> tuple[CopyState, ...]:
    return tuple(transaction.state(one, "copy") for one in state.inside)


def _act(node: Node, crate: str, at: At, deed: Deed) -> Done | Refusal:
    def act(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return deed(transaction.state(crate, "crate"), transaction)

    return node.store.act(at.by, act)
