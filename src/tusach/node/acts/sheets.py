"""Month sheets: printed for a place, and typed in row by row at any machine that serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import caring, written
from tusach.library.copies import rules as copies
from tusach.library.copies.states import CopyState
from tusach.library.places.codes import SHEET
from tusach.library.readers import rules as readers
from tusach.library.readers.rules import NewReader
from tusach.library.readers.story import ReaderState
from tusach.library.sheets import rules
from tusach.library.sheets.facts import SheetPrinted
from tusach.library.sheets.story import SheetState
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import asked
from tusach.node.acts.borrowing import borrower_of
from tusach.node.acts.governing import desk, policy_of
from tusach.node.acts.node import At, Node
from tusach.node.acts.numbers import next_code
from tusach.node.acts.registering import register_policy
from tusach.node.store.transaction import Transaction

MOST_AT_ONCE = 20
KNOWN = frozenset({"copy.paper_known", "copy.returned_already"})
"""Refusals that say: this counts already. The row is done with."""


class Entered(msgspec.Struct, frozen=True):
    """A row that was typed. known: it counted already, so that nothing was counted again.

    against: a loan that today's desk would have refused.
    """

    sheet: str
    row: int
    of: str | None = None
    known: bool = False
    against: bool = False


class _Row(msgspec.Struct, frozen=True):
    """What a row tells: drafts (none where it counts already) of whose story."""

    of: str | None
    drafts: tuple[Draft, ...]


Deed = Callable[[Transaction, SheetPrinted, At], _Row | Refusal]


def print_sheets(
    node: Node, what: str, month: str, at: At, *, sheets: int, rows: int
) -> tuple[str, ...] | Refusal:
    """So many sheets with fresh numbers, for one place and month; their subjects."""
    if not 1 <= sheets <= MOST_AT_ONCE:
        return Refusal("sheet.too_many", {"most": MOST_AT_ONCE})
    subjects: list[str] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        subjects.clear()
        drafts: list[Draft] = []
        lines = rules.rows_for(what, month, rows)
        refused = rules.wish_fault(what, month, rows=lines, on=at.on)
        if refused:
            return refused
        for _ in range(sheets):
            body = SheetPrinted(next_code(node, transaction, SHEET, at)[0], what, month, lines)
            subjects.append(rules.sheet_subject(node.tenant, body.code))
            state = transaction.state(subjects[-1], "sheet")
            told = rules.print_sheet(state, body, place=at.place, on=at.on)
            if isinstance(told, Refusal):
                return told
            drafts.extend(told)
        return drafts

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else tuple(subjects)


def enter(
    node: Node, sheet: str, row: int, deed: Deed, *, on: str, by: str | None
) -> Entered | Refusal:
    """What a row says, told with its true date, and that the row is done with: both or neither."""
    found: list[_Row] = []

    def whole(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: SheetState = transaction.state(sheet, "sheet")
        printed, today = state.printed, node.today()
        if printed is None or state.place is None:
            return Refusal("sheet.unknown", {})
        refused = rules.day_fault(printed, on, today=today)
        if refused:
            return refused
        told = deed(transaction, printed, At(state.place, on, by))
        if isinstance(told, Refusal):
            return told
        before = state.of(row)
        if before is not None and before != told.of:
            return Refusal("sheet.row_taken", {"row": row})
        entered = rules.enter(state, first_row=row, last_row=row, on=today, of=told.of)
        if isinstance(entered, Refusal):
            return entered
        found[:] = [told]
        return (*told.drafts, *(() if row in state.entered else entered))

    done = node.store.act(by, whole)
    if isinstance(done, Refusal):
        return done
    (told,) = found
    against = any(getattr(one.body, "over_limit", False) for one in told.drafts)
    return Entered(sheet, row, told.of, told.of is not None and not told.drafts, against)


def loan(
    node: Node,
    row: int,
    *,
    copy: str,
    reader: str | NewReader,
    back_on: str | None = None,
) -> Deed:
    """The reader had the copy from the row's day on, until it came back where the row says so.

    reader: one who is known, or a word by which a household or class is to be known from now on.
    """

    def deed(transaction: Transaction, printed: SheetPrinted, at: At) -> _Row | Refusal:
        state: CopyState = transaction.state(copy, "copy")
        paper = rules.paper_of(printed.code, row)
        if back_on is not None and back_on < at.on:
            return Refusal("loan.returned_before_lent", {"lent_on": at.on})
        back_at = desk(node, At(at.place, back_on or at.on, at.by))
        if back_on is not None and (future := back_at.future()):
            return future
        lent = _lent_to(node, transaction, state, reader, at=at, paper=paper)
        if not isinstance(lent, Refusal):
            back = (written.back_with_its_loan(state, back_at, paper),) if back_on else ()
            return _Row(copy, (*lent, *back))
        if lent.code not in KNOWN:
            return lent
        if back_on is None:
            return _Row(copy, ())
        return _known(copy, copies.take_back(state, back_at, paper=paper))

    return deed


def _lent_to(
    node: Node,
    transaction: Transaction,
    state: CopyState,
    reader: str | NewReader,
    *,
    at: At,
    paper: str,
) -> tuple[Draft, ...] | Refusal:
    """The loan; to a new word its registration before, under the id that the row gives."""
    if isinstance(reader, str):
        return _lent(node, transaction, state, reader, at=at, paper=paper)
    subject = rules.row_subject(node.tenant, "reader", paper)
    new = msgspec.structs.replace(reader, subject=subject)
    known: ReaderState = transaction.state(subject, "reader")
    if known.registered_on is not None:
        return _lent(node, transaction, state, subject, at=at, paper=paper)
    policy = register_policy(node, new.group, at)
    told = readers.register(new, place=at.place, on=at.on, policy=policy)
    if isinstance(told, Refusal):
        return told
    lent = _lent(node, transaction, state, new, at=at, paper=paper)
    return lent if isinstance(lent, Refusal) else (*told, *lent)


def _lent(
    node: Node,
    transaction: Transaction,
    state: CopyState,
    reader: str | NewReader,
    *,
    at: At,
    paper: str,
) -> tuple[Draft, ...] | Refusal:
    subject, guest = (
        (reader, None) if isinstance(reader, str) else (reader.subject, _new(reader, at))
    )
    line = asked.line_for(node, transaction, state)
    mine = asked.mine_of(node, transaction, subject, copy=state, line=line)
    borrower = borrower_of(node, transaction, subject, at, guest=guest, holds=mine)
    policy = policy_of(node, state, borrower.state.group, at)
    hold = next((one.hold for one in line if one.hold in borrower.holds), None)
    return copies.lend(state, borrower, desk(node, at), policy, hold=hold, paper=paper)


def _new(new: NewReader, at: At) -> ReaderState:
    return ReaderState(new.subject, place=at.place, registered_on=at.on, group=new.group)


def back(node: Node, row: int, *, copy: str) -> Deed:
    """The copy came back on the row's day."""

    def deed(transaction: Transaction, printed: SheetPrinted, at: At) -> _Row | Refusal:
        state: CopyState = transaction.state(copy, "copy")
        paper = rules.paper_of(printed.code, row)
        return _known(copy, copies.take_back(state, desk(node, at), paper=paper))

    return deed


def use(node: Node, row: int, *, copy: str, times: int) -> Deed:
    """The copy was read inside, so many times."""

    def deed(transaction: Transaction, printed: SheetPrinted, at: At) -> _Row | Refusal:
        state: CopyState = transaction.state(copy, "copy")
        paper = rules.paper_of(printed.code, row)
        return _known(copy, caring.use(state, desk(node, at), times=times, paper=paper))

    return deed


def _known(subject: str, told: tuple[Draft, ...] | Refusal) -> _Row | Refusal:
    if not isinstance(told, Refusal):
        return _Row(subject, told)
    return _Row(subject, ()) if told.code in KNOWN else told


def tally(node: Node, row: int, *, channel: str, counts: Mapping[str, int]) -> Deed:
    """So many of each group came on the row's day; nobody at all: the row is empty."""

    def deed(transaction: Transaction, printed: SheetPrinted, at: At) -> _Row | Refusal:
        subject = visits.visits_subject(node.tenant, at.place, at.on)
        paper = rules.paper_of(printed.code, row)
        counted = {one[:3] for one in transaction.state(subject, "visits").sheets}
        drafts: list[Draft] = []
        for group, n in sorted(counts.items()):
            if not n or (paper, channel, group) in counted:
                continue
            body = VisitCounted(channel, n, group, paper)
            told = visits.count(
                body, tenant=node.tenant, place=at.place, on=at.on, today=node.today()
            )
            if isinstance(told, Refusal):
                return told
            drafts.extend(told)
        return _Row(subject if any(counts.values()) else None, tuple(drafts))

    return deed


def reader(node: Node, row: int, *, new: NewReader) -> Deed:
    """The person reads here from the row's day on; typed twice they are one reader."""

    def deed(transaction: Transaction, printed: SheetPrinted, at: At) -> _Row | Refusal:
        paper = rules.paper_of(printed.code, row)
        subject = rules.row_subject(node.tenant, "reader", paper)
        state: ReaderState = transaction.state(subject, "reader")
        if state.registered_on is not None:
            return _Row(subject, ())
        whole = msgspec.structs.replace(new, subject=subject)
        policy = register_policy(node, new.group, at)
        told = readers.register(whole, place=at.place, on=at.on, policy=policy)
        return told if isinstance(told, Refusal) else _Row(subject, told)

    return deed


def leave_empty(
    node: Node, sheet: str, *, first_row: int, last_row: int, by: str | None
) -> Entered | Refusal:
    """Nothing stands in these rows, or it is struck out: they are done with."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: SheetState = transaction.state(sheet, "sheet")
        return rules.enter(state, first_row=first_row, last_row=last_row, on=node.today())

    done = node.store.act(by, deed)
    return done if isinstance(done, Refusal) else Entered(sheet, first_row)
