"""Holds and wishes: placed, put off, given up, kept on the shelf, sent, answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import HUB
from tusach.library.copies import caring
from tusach.library.copies.states import AVAILABLE, CopyState
from tusach.library.holds import rules
from tusach.library.holds.facts import WishAnswered
from tusach.library.holds.story import WAITING, HoldState
from tusach.library.readers.story import ReaderState
from tusach.node.acts import asked
from tusach.node.acts.borrowing import borrower_of
from tusach.node.acts.circulation import Told
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

Deed = Callable[[Transaction], Sequence[Draft] | Refusal]


class Wanting(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader asks for. pickup None: at the desk where it is asked."""

    title: str | None = None
    copy: str | None = None
    pickup: str | None = None
    channel: str = ""
    needed_until: str | None = None
    paper: str = ""


def place_hold(
    node: Node, reader: str, wanting: Wanting, at: At, *, guest: ReaderState | None = None
) -> Told | Refusal:
    """The reader waits for the title, or for that one copy."""
    hold = node.store.random.new_id()

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        mine = asked.holds_of(node, transaction, reader)
        who = borrower_of(node, transaction, reader, at, guest=guest, holds=frozenset(mine))
        copy: CopyState | None = (
            transaction.state(wanting.copy, "copy") if wanting.copy is not None else None
        )
        title = wanting.title
        if title is None and copy is not None and copy.registered is not None:
            title = copy.registered.title
        asking = rules.Asking(
            hold=hold,
            pickup=wanting.pickup or at.place,
            title=title,
            copy=copy,
            has=_has(transaction, reader, title=title, copy=wanting.copy),
            same=_same(mine, title=title, copy=wanting.copy),
            limit=_limit(node, who.state.group, copy, at),
            channel=wanting.channel,
            needed_until=wanting.needed_until,
            paper=wanting.paper,
        )
        return rules.place(asking, who, desk(node, at))

    return _told(node.store.act(at.by, deed), hold)


def _limit(node: Node, group: str, copy: CopyState | None, at: At) -> int | None:
    material = copy.registered.material if copy is not None and copy.registered else "book"
    return node.lending(at.place, group=group, material=material, on=at.on).holds


def _has(transaction: Transaction, reader: str, *, title: str | None, copy: str | None) -> bool:
    """Whether the person has what is asked for already."""
    for held in transaction.open_loans(reader).values():
        state: CopyState = transaction.state(held, "copy")
        if held == copy or (
            copy is None and state.registered is not None and state.registered.title == title
        ):
            return True
    return False


def _same(mine: dict[str, HoldState], *, title: str | None, copy: str | None) -> str | None:
    for hold, state in mine.items():
        placed = state.placed
        if placed is None:
            continue
        if copy is None and placed.title == title or copy is not None and placed.copy == copy:
            return hold
    return None


def suspend(node: Node, hold: str, at: At, *, until: str | None) -> Told | Refusal:
    """The hold is passed over until a day, or until it is resumed."""
    return _of_hold(node, hold, at, lambda state: rules.suspend(state, desk(node, at), until=until))


def resume(node: Node, hold: str, at: At) -> Told | Refusal:
    """The hold counts again."""
    return _of_hold(node, hold, at, lambda state: rules.resume(state, desk(node, at)))


def _of_hold(
    node: Node, hold: str, at: At, wish: Callable[[HoldState], Sequence[Draft] | Refusal]
) -> Told | Refusal:
    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return wish(transaction.state(hold, "hold"))

    return _told(node.store.act(at.by, deed), hold)


def end(node: Node, hold: str, at: At, *, reason: str) -> Told | Refusal:
    """Nobody waits any more; a copy that was kept for it is free, and kept for whoever is next."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: HoldState = transaction.state(hold, "hold")
        ended = rules.end(state, desk(node, at), reason=reason)
        if isinstance(ended, Refusal) or state.ready is None or state.ready.of is None:
            return ended
        copy: CopyState = transaction.state(state.ready.of, "copy")
        if copy.reserved is None or copy.reserved.of != hold or copy.holder != at.place:
            return ended
        return (*ended, *_freed(node, transaction, copy, at, reason=reason))

    return _told(node.store.act(at.by, deed), hold)


def free(node: Node, copy: str, at: At, *, reason: str) -> Told | Refusal:
    """The copy leaves the shelf of holds; its hold, if it is open, waits again."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return caring.free(transaction.state(copy, "copy"), desk(node, at), reason=reason)

    return _told(node.store.act(at.by, deed), copy)


def _freed(
    node: Node, transaction: Transaction, copy: CopyState, at: At, *, reason: str
) -> Sequence[Draft]:
    freed = caring.free(copy, desk(node, at), reason=reason)
    if isinstance(freed, Refusal):
        return ()
    following = asked.after_return(node, transaction, copy, at)
    return (*freed, *asked.kept_for(node, copy, at, following))


def keep(node: Node, hold: str, copy: str, at: At) -> Told | Refusal:
    """A copy that stands here is put on the shelf of holds."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: HoldState = transaction.state(hold, "hold")
        if not state.is_open:
            return Refusal("hold.over", {})
        thing: CopyState = transaction.state(copy, "copy")
        until = asked.shelf_until(node, thing, at)
        return caring.reserve(thing, desk(node, at), hold=hold, until=until)

    return _told(node.store.act(at.by, deed), copy)


def send(
    node: Node, copy: str, at: At, *, to: str, reason: str, hold: str | None = None
) -> Told | Refusal:
    """The copy leaves for another place, for a hold there or for another reason."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        thing: CopyState = transaction.state(copy, "copy")
        return caring.send(thing, desk(node, at), to=to, reason=reason, hold=hold)

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Told(done.facts[-1], copy)


def assign(node: Node, hold: str, copy: str, at: At) -> Told | Refusal:
    """The place that has a copy is asked to send it for a hold elsewhere; only a hub may."""
    if node.store.identity.role != HUB:
        return Refusal("hold.not_a_hub", {})

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: HoldState = transaction.state(hold, "hold")
        thing: CopyState = transaction.state(copy, "copy")
        if state.placed is None or state.status(at.on) != WAITING:
            return Refusal("hold.over", {})
        if thing.status != AVAILABLE or thing.holder is None:
            return Refusal("hold.no_copy_there", {})
        return rules.assign(state, copy, holder=thing.holder, on=at.on)

    return _told(node.store.act(at.by, deed), hold)


def wish(
    node: Node, wishing: rules.Wishing, at: At, *, reader: str | None = None
) -> Told | Refusal:
    """Somebody wishes for something that is not in the stock. wishing.wish: empty = a new one."""
    named = wishing.wish or node.store.random.new_id()
    asking = msgspec.structs.replace(wishing, wish=named)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        who = borrower_of(node, transaction, reader, at) if reader else None
        return rules.wish(asking, who, desk(node, at))

    return _told(node.store.act(at.by, deed), named)


def answer_wish(node: Node, wished: str, body: WishAnswered, at: At) -> Told | Refusal:
    """What becomes of the wish."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return rules.answer(transaction.state(wished, "wish"), body, desk(node, at))

    return _told(node.store.act(at.by, deed), wished)


def end_wish(node: Node, wished: str, at: At, *, reason: str) -> Told | Refusal:
    """Nobody waits for it any more."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return rules.end_wish(transaction.state(wished, "wish"), desk(node, at), reason=reason)

    return _told(node.store.act(at.by, deed), wished)


def _told(done: Done | Refusal, subject: str) -> Told | Refusal:
    return done if isinstance(done, Refusal) else Told(done.facts[0], subject)
