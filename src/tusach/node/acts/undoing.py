"""What was told together is undone together: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.library.copies import rules
from tusach.node.acts.circulation import undoing
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction


def undo_all(node: Node, facts: Sequence[str], at: At) -> Done | Refusal:
    """None of these facts counts any more: within ten minutes, by whoever told them.

    They are taken back from the last one told to the first.
    """

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        gone: set[str] = set()
        for fact in reversed(facts):
            row = node.store.fact(fact)
            if row is None:
                return Refusal("undo.unknown", {})
            told = trusted(row.raw)
            story = transaction.story(told.subject)
            counting = [one.id for one in story.tellings if one.id not in gone]
            wish = undoing(transaction, story, fact, counting)
            amended = rules.undo(
                wish, by=at.by, now_ms=node.store.now_ms(), on=at.on, place=told.place
            )
            if isinstance(amended, Refusal):
                return amended
            drafts.extend(amended)
            gone.add(fact)
        return drafts

    return node.store.act(at.by, deed)
