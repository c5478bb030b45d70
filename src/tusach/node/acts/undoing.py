"""What was told together is undone together: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import Fact, trusted
from tusach.ledger.story import Story
from tusach.library.copies import rules
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

SUMS = ("visits", "sheet")
"""Nouns of which no fact follows another: each may be undone by itself."""
_FREED = ("copy.freed",)
_NEXT = ("copy.freed", "copy.reserved")
BROUGHT = {
    "copy.returned": (*_NEXT, "copy.seen"),
    "copy.seen": _NEXT,
    "copy.freed": _NEXT,
    "hold.ended": _NEXT,
    "copy.lost": _FREED,
    "copy.withdrawn": _FREED,
    "copy.withheld": _FREED,
    "copy.sent": _FREED,
    "copy.lent": _FREED,
}
"""By kind, what it may bring about: kept no more, kept for who is next, counted with its return."""
MOST = 4


def undo_all(node: Node, facts: Sequence[str], at: At) -> Done | Refusal:
    """None of these facts counts any more: within ten minutes, by whoever told them.

    They are taken back from the last one told to the first.
    """

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        gone: set[str] = set()
        for fact in reversed(facts):
            amended = undone(node, transaction, fact, gone=gone, at=at)
            if isinstance(amended, Refusal):
                return amended
            drafts.extend(amended)
            gone.add(fact)
        return drafts

    return node.store.act(at.by, deed)


def undone(
    node: Node, transaction: Transaction, fact: str, *, gone: Collection[str], at: At
) -> Sequence[Draft] | Refusal:
    """The wish to undo one fact where it was told. gone: what is undone before, in the same act."""
    row = transaction.writing.fact(fact)
    if row is None:
        return Refusal("undo.unknown", {})
    told = trusted(row.raw)
    story = transaction.story(told.subject)
    counting = [one.id for one in story.tellings if one.id not in gone]
    wish = undoing(transaction, story, fact, counting)
    return rules.undo(wish, by=at.by, now_ms=node.store.now_ms(), on=at.on, place=told.place)


def undoing(
    transaction: Transaction, story: Story, fact: str, counting: Sequence[str]
) -> rules.Undoing:
    """What the rule of undoing asks of a fact. counting: of the story's facts those that count."""
    told = next(one.fact for one in story.held if one.id == fact)
    stream = transaction.stream_row(told.stream)
    assert stream is not None
    return rules.Undoing(
        fact=fact,
        kind=told.kind,
        subject=told.subject,
        also=told.also,
        scope=stream.scope,
        told_ms=told.told_ms,
        teller=told.teller,
        latest=story.noun in SUMS or bool(counting) and counting[-1] == fact,
        void=fact in story.void,
    )


def brought_about(transaction: Transaction, fact: str, told: Fact) -> list[str]:
    """What stands right after a fact in its stream, or in its story, by the same person.

    Each speaks of a subject that the ones before it touched. The last one told stands last.
    """
    if _name(told) not in BROUGHT:
        return []
    touched, found = {told.subject, *told.also}, []
    for row in transaction.writing.chain(told.stream, told.number + 1, MOST):
        one = trusted(row.raw)
        if not _follows(one, told, touched) or row.id in transaction.story(one.subject).void:
            break
        touched |= {one.subject, *one.also}
        found.append(row.id)
    return found or _elsewhere(transaction, fact, told)


def _elsewhere(transaction: Transaction, fact: str, told: Fact) -> list[str]:
    """What the deed told in another scope: a withdrawal lies in the catalogue."""
    tellings = transaction.story(told.subject).tellings
    at = next((nr for nr, one in enumerate(tellings) if one.id == fact), len(tellings))
    later = [one.held.fact for one in tellings[at + 1 :]]
    if len(later) != 1 or later[0].stream == told.stream:
        return []
    follows = _follows(later[0], told, {told.subject}) and fact in later[0].after
    return [tellings[at + 1].id] if follows else []


def _follows(one: Fact, told: Fact, touched: set[str]) -> bool:
    speaks = not touched.isdisjoint((one.subject, *one.also))
    return speaks and _name(one) in BROUGHT[_name(told)] and one.teller == told.teller


def _name(one: Fact) -> str:
    return one.kind.partition("/")[0]
