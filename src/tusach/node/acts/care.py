"""A copy between its loans: claimed, damaged, withheld, released, used inside, settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import caring
from tusach.library.copies.desk import Desk
from tusach.library.copies.states import CopyState
from tusach.node.acts.circulation import Told
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.store.transaction import Transaction


def claim(node: Node, copy: str, at: At) -> Told | Refusal:
    """The reader says it came back; it is searched for, and nobody is reminded."""
    return _told(node, copy, at, caring.claim)


def damage(
    node: Node, copy: str, at: At, *, how: str, loan: str | None = None, withhold: str = ""
) -> Told | Refusal:
    """The copy is damaged; withhold: why it serves nobody until it is mended, empty = it serves."""

    def wish(state: CopyState, here: Desk) -> Sequence[Draft] | Refusal:
        told = caring.damage(state, here, how=how, loan=loan)
        if isinstance(told, Refusal) or not withhold or state.open_loan is not None:
            return told
        kept = caring.withhold(state, here, reason=withhold)
        return kept if isinstance(kept, Refusal) else (*told, *kept)

    return _told(node, copy, at, wish)


def withhold(
    node: Node, copy: str, at: At, *, reason: str, until: str | None = None
) -> Told | Refusal:
    """Nobody is lent the copy until it is released."""
    return _told(
        node, copy, at, lambda state, here: caring.withhold(state, here, reason=reason, until=until)
    )


def release(node: Node, copy: str, at: At, *, outcome: str) -> Told | Refusal:
    """The copy serves again."""
    return _told(node, copy, at, lambda state, here: caring.release(state, here, outcome=outcome))


def arrive(node: Node, copy: str, at: At) -> Told | Refusal:
    """A copy that was sent is here."""
    return _told(node, copy, at, caring.arrive)


def use(node: Node, copy: str, at: At, *, times: int = 1, paper: str = "") -> Told | Refusal:
    """The copy was read inside."""
    return _told(
        node, copy, at, lambda state, here: caring.use(state, here, times=times, paper=paper)
    )


def protect(node: Node, copy: str, at: At, *, reason: str) -> Told | Refusal:
    """The copy is never weeded."""
    return _told(node, copy, at, lambda state, here: caring.protect(state, here, reason=reason))


def unprotect(node: Node, copy: str, at: At) -> Told | Refusal:
    """The copy may be weeded as any other again."""
    return _told(
        node, copy, at, lambda state, here: caring.unprotect(state, here, reason="decision")
    )


def compensate(
    node: Node,
    copy: str,
    at: At,
    *,
    loan: str,
    how: str,
    amount: int | None = None,
    decision: str = "",
) -> Told | Refusal:
    """A loss or damage is settled."""

    def wish(state: CopyState, here: Desk) -> Sequence[Draft] | Refusal:
        return caring.compensate(state, here, loan=loan, how=how, amount=amount, decision=decision)

    return _told(node, copy, at, wish)


def _told(
    node: Node, copy: str, at: At, wish: Callable[[CopyState, Desk], Sequence[Draft] | Refusal]
) -> Told | Refusal:
    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return wish(transaction.state(copy, "copy"), desk(node, at))

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Told(done.facts[-1], copy)
