"""Who stands at the desk, where and when, and what stops the person or the copy."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies import facts
from tusach.library.copies.ages import Ages
from tusach.library.copies.states import UNREGISTERED, WITHDRAWN, CopyState
from tusach.library.places.calendar import Calendar
from tusach.library.places.visits import Visits
from tusach.library.profile.lending import BlockRule
from tusach.library.readers.story import ReaderState
from tusach.library.shapes import is_code


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when an act happens. on: business date. today: in the profile's time zone.

    governed_by: place whose rule and calendar hold (usually the same place). blocks: rules of the
    programme that stop acts of a reader by what they have not settled. visits: of vehicles to where
    the copy will be brought back.
    """

    place: str
    on: str
    today: str
    governed_by: str
    calendar: Calendar
    blocks: tuple[BlockRule, ...] = ()
    visits: Visits = Visits()

    def future(self) -> Refusal | None:
        """A business date lies in the past or is today."""
        if self.on > self.today:
            return Refusal("date.future", {"on": self.on, "today": self.today})
        return None


class ReaderAtDesk(msgspec.Struct, frozen=True, kw_only=True):
    """A reader at the desk. open_loans: how many copies the whole person has now.

    overdue, lost: how many of them are past their day, how many of them count as lost.
    heads: latest facts of the reader's story that this node knows. holds: ids of what the person
    has asked for and not had yet. inside: how many of the open loans are read inside. ages: what is
    known of the person's age, or None.
    """

    state: ReaderState
    open_loans: int
    heads: tuple[str, ...]
    overdue: int = 0
    lost: int = 0
    holds: frozenset[str] = frozenset()
    inside: int = 0
    ages: Ages | None = None


Borrower = ReaderAtDesk


def stops(reader: ReaderAtDesk, desk: Desk) -> tuple[BlockRule, ...]:
    """The block rules in force that stand against this reader by what is not settled.

    Counted are copies overdue and copies lost; cards and blocks told by a person have facts of
    their own. A rule never stops taking back, and none asks for money.
    """
    counted = {"overdue": reader.overdue, "lost": reader.lost}
    return tuple(
        one
        for one in desk.blocks
        if counted.get(one.cause, 0) >= one.from_count
        and (one.valid_from is None or one.valid_from.isoformat() <= desk.on)
        and (one.valid_until is None or desk.on <= one.valid_until.isoformat())
    )


def stopped_by(rule: BlockRule, reader: ReaderAtDesk) -> Refusal:
    """The refusal that a block rule gives, with what it counts, and what to settle."""
    if rule.cause == "lost":
        return Refusal("reader.lost_unsettled", {"count": reader.lost, "rule": rule.code})
    values = {"count": reader.overdue, "from_count": rule.from_count, "rule": rule.code}
    return Refusal("reader.overdue_many", values)


def gone(copy: CopyState) -> Refusal | None:
    """A copy that is no stock of anybody."""
    if copy.status == UNREGISTERED:
        return Refusal("copy.unregistered", {})
    if copy.status == WITHDRAWN:
        return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
    return None


def reason_fault(reason: str) -> Refusal | None:
    """A reason is a code, because free words may name a person."""
    return None if is_code(reason) else Refusal("reason.missing", {})


def reader_fault(reader: ReaderAtDesk, act: str, desk: Desk) -> Refusal | None:
    """Why this act is stopped for the reader: no card, a block, or what is not settled."""
    return (
        card_fault(reader, desk)
        or block_fault(reader, act, desk)
        or unsettled_fault(reader, act, desk)
    )


def card_fault(reader: ReaderAtDesk, desk: Desk) -> Refusal | None:
    """The person reads here, and the card holds."""
    state, on = reader.state, desk.on
    if not state.is_registered:
        return Refusal("reader.unknown", {})
    if state.ended_on is not None:
        return Refusal("reader.ended", {"on": state.ended_on})
    if state.valid_until < on:
        return Refusal("reader.expired", {"until": state.valid_until})
    return None


def block_fault(reader: ReaderAtDesk, act: str, desk: Desk) -> Refusal | None:
    """A block that a person, or a return after its date, told of this reader."""
    block = reader.state.stopped(act, desk.on)
    if block is None:
        return None
    return Refusal(
        "reader.blocked",
        {"reason": block.reason, "until": block.until, "acts": list(block.acts)},
    )


def unsettled_fault(reader: ReaderAtDesk, act: str, desk: Desk) -> Refusal | None:
    """A block rule of the programme, by what the reader has not settled."""
    rule = next((one for one in stops(reader, desk) if act in one.stops), None)
    return stopped_by(rule, reader) if rule else None


def draft(
    kind: str,
    subject: str,
    desk: Desk,
    body: msgspec.Struct,
    *,
    private: msgspec.Struct | None = None,
    also: tuple[str, ...] = (),
    scope: Callable[[str], str] = scopes.circulation,
) -> Draft:
    """A fact told at this desk, of a copy, a hold or a counting.

    also: other subjects touched. scope: of the place, who may hold it.
    """
    return Draft(
        kind=kind,
        subject=subject,
        scope=scope(desk.place),
        on=desk.on,
        place=desk.place,
        body=body,
        private=private,
        also=also,
    )


def let_go(copy: CopyState, desk: Desk, *, hold: str | None = None) -> tuple[Draft, ...]:
    """Whoever the copy was kept for waits again, since it leaves the shelf of holds; else nothing.

    hold: for which it leaves; that one goes with it. Told before what takes the copy away: without
    it the hold would have a copy for ever that nobody can fetch.
    """
    kept = copy.reserved
    if kept is None or kept.of is None or kept.of == hold:
        return ()
    body = facts.CopyFreed("copy_gone")
    return (draft("copy.freed/1", copy.subject, desk, body, also=(kept.of,)),)
