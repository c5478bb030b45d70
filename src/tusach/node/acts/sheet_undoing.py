"""A row of a sheet was typed wrongly: what it told does not count any more, and it is typed again.

Within ten minutes it is an undo of whoever typed it; later a slip that whoever stands at that desk
puts right, as with what is settled. Rows are laid by their day, so what followed stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.mechanism import FactVoided
from tusach.ledger.story import Story
from tusach.library.copies import amends
from tusach.library.settling.drafts import SLIP
from tusach.library.sheets import rules
from tusach.library.sheets.facts import SheetEntered
from tusach.library.sheets.story import SheetState
from tusach.node.acts.circulation import undoing
from tusach.node.acts.node import At, Node
from tusach.node.acts.settling import standing_of
from tusach.node.acts.sheets import Entered
from tusach.node.store.transaction import Transaction

LATE = frozenset({"undo.too_late", "undo.other_teller", "undo.followed"})
"""Refusals of an undo after which a slip may still be put right."""


def undo_row(node: Node, sheet: str, row: int, at: At) -> Entered | Refusal:
    """The row is to be typed again: nothing of what it told counts any more."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        story = transaction.story(sheet)
        state: SheetState = transaction.state(sheet, "sheet")
        if state.printed is None or row not in state.entered:
            return Refusal("undo.unknown", {})
        drafts = _row_open(node, transaction, story, row, at=at)
        subject = state.of(row)
        if subject is None or isinstance(drafts, Refusal):
            return drafts
        paper = rules.paper_of(state.printed.code, row)
        other = transaction.story(subject)
        is_reader = other.noun == "reader"
        told = [one.id for one in other.tellings if is_reader or _is_of(one.body, paper)]
        more = _taken_back(node, transaction, other, told, at=at)
        return more if isinstance(more, Refusal) else [*drafts, *more]

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Entered(sheet, row)


def _row_open(
    node: Node, transaction: Transaction, story: Story, row: int, *, at: At
) -> list[Draft] | Refusal:
    """The row is not done with any more; others that were left empty together with it stay so."""
    told = [one for one in story.tellings if _covers(one.body, row)]
    drafts = _taken_back(node, transaction, story, [one.id for one in told], at=at)
    if isinstance(drafts, Refusal):
        return drafts
    for one in told:
        for first, last in ((one.body.first_row, row - 1), (row + 1, one.body.last_row)):
            if first <= last:
                again = rules.enter(story.state, first_row=first, last_row=last, on=node.today())
                if isinstance(again, Refusal):
                    return again
                drafts.extend(again)
    return drafts


def _covers(body: object, row: int) -> bool:
    return isinstance(body, SheetEntered) and body.first_row <= row <= body.last_row


def _is_of(body: object, paper: str) -> bool:
    return paper in (getattr(body, "paper", ""), getattr(body, "sheet", ""))


def _taken_back(
    node: Node, transaction: Transaction, story: Story, told: Sequence[str], *, at: At
) -> list[Draft] | Refusal:
    """The wish that these facts of a story do not count, the last one first."""
    counting = [one.id for one in story.tellings]
    drafts: list[Draft] = []
    for fact in reversed(told):
        wish = undoing(transaction, story, fact, counting)
        amended = amends.undo(wish, by=at.by, now_ms=node.store.now_ms(), on=at.on, place=at.place)
        if isinstance(amended, Refusal) and amended.code in LATE:
            amended = _slip(node, story, wish, at)
        if isinstance(amended, Refusal):
            return amended
        drafts.extend(amended)
        counting = [one for one in counting if one != fact]
    return drafts


def _slip(node: Node, story: Story, wish: amends.Undoing, at: At) -> tuple[Draft, ...] | Refusal:
    """What was typed wrongly long ago, by whoever stands at that desk now."""
    if story.noun == "reader":
        return Refusal("sheet.reader_later", {})
    fact = next(one.fact for one in story.held if one.id == wish.fact)
    standing = standing_of(node, at.by, fact.place, wish.scope)
    if standing is None:
        return Refusal("settle.not_yours", {})
    return (
        Draft(
            kind="fact.voided/1",
            subject=wish.subject,
            scope=wish.scope,
            on=at.on,
            place=fact.place,
            body=FactVoided(wish.fact, SLIP, standing),
            also=wish.also,
        ),
    )
