"""What is known of a copy and of its loans, as values that its story makes."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tusach.library.copies import facts

AVAILABLE, ON_LOAN, LOST, WITHDRAWN, UNREGISTERED = (
    "available",
    "on_loan",
    "lost",
    "withdrawn",
    "unregistered",
)
WITHHELD, RESERVED, ON_WAY = "withheld", "reserved", "on_way"
"""Not for loan for now; on the shelf of holds; on its way to another place."""
PACKED, IN_QUESTION = "packed", "in_question"
"""In a crate that is to be sent; not found in the crate with which it was sent."""
STOCK = (AVAILABLE, ON_LOAN, WITHHELD, RESERVED, ON_WAY, PACKED, IN_QUESTION)
"""The states in which a copy belongs to the stock and is not missing."""
PLACE, READER, UNKNOWN = "place", "reader", "unknown"


class Loan(msgspec.Struct, frozen=True, gc=False):
    """One loan. fact: the lending. ended_by: the fact that ended it, None while it is open.

    implied: nobody took the copy back; another fact shows that it had come back. contested: lent
    by tellers who did not know of each other. proven: renewed while contested. taken_from: the
    place whose hands the copy was in before. paper: row of a paper sheet, or empty. settled_by: the
    fact that settled a loss or damage on it. renewed_by: what made the date of the last renewal.
    """

    fact: str
    place: str | None
    lent_on: str
    due_on: str
    governed_by: str
    rule: str | None
    group: str
    age_band: str
    sex: str
    material: str
    renewals: tuple[str, ...] = ()
    ended_on: str | None = None
    ended_by: str | None = None
    ended_at: str | None = None
    implied: bool = False
    contested: bool = False
    proven: bool = False
    taken_from: str | None = None
    paper: str = ""
    inside: bool = False
    due_by: str = ""
    settled_by: str | None = None
    renewed_by: str = ""

    @property
    def made_by(self) -> str | None:
        """What made the date, as in `copy.lent/2`; None where the last renewal did not say."""
        if not self.renewals:
            return self.due_by
        return {"": None, "days": ""}.get(self.renewed_by, self.renewed_by)

    def renewed(self, by: str, *, due_on: str, due_by: str) -> Loan:
        """The loan as this fact renews it; an earlier date changes nothing."""
        is_later = due_on > self.due_on
        return replace(
            self,
            due_on=max(self.due_on, due_on),
            renewals=(*self.renewals, by),
            renewed_by=due_by if is_later else self.renewed_by,
        )


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Something said of a copy: by which fact, in which word, on which day, where.

    until: last day of it. of: what it speaks of: a loan, a hold, a place.
    """

    fact: str
    word: str
    on: str
    place: str | None = None
    until: str | None = None
    of: str | None = None


class Early(msgspec.Struct, frozen=True, gc=False):
    """A return, end or renewal that stands in the order before the lending that it speaks of.

    loan: the lending it names, None for a return where none was known. due_on, due_by: of a
    renewal.
    """

    fact: str
    loan: str | None
    on: str
    place: str | None
    due_on: str | None = None
    due_by: str = ""


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """A copy that a place had sent was in the hands of another, `at`, on a day.

    sent: the sending. place: that told it. by: the fact that shows where the copy is.
    """

    sent: str
    place: str
    on: str
    at: str
    by: str


class Parting(msgspec.Struct, frozen=True, gc=False):
    """A copy that a place has by its own ledger was in the hands of another, `at`, on a day.

    held: the fact by which that place has it. by: the fact that shows where it was.
    """

    held: str
    place: str
    on: str
    at: str
    by: str


class Custody(NamedTuple):
    """Who has a copy: `place` or `reader` (of: the place, the lending fact), or why nobody has."""

    word: str
    of: str | None


class CopyState(msgspec.Struct, frozen=True, gc=False):
    """A copy. owner, holder, home (should be at) and last seen are different things.

    holder: place whose hands it is in, None while a loan is open. kept_by, kept_at, kept_on: the
    newest fact that showed it in a place's hands. standing: how many loans are open. unmatched:
    returns that no loan explains yet. early: ends and renewals of loans that are not held here.
    claims: that a loan (of) came back. damages: not mended yet; of: the loan. on_way: word = why,
    of = place it goes to. reserved: on the shelf of holds; of = hold. uses: how often it was read
    inside. counted_in: the newest stocktaking that saw it. papers: rows of sheets that told of a
    return or of use. by_day: returns that end whatever loan ran on their day. delivery: what it
    came with. withdrawn_why, withdrawn_paper: as its leaving was told. protected: never to be
    weeded, and why. arrivals: of each place that sent it the last sending, where another place has
    shown since that it is over. partings: of each place that still has it by its own ledger, what
    showed it elsewhere. crate: of = the crate it travels with; word = `packed` until that
    leaves, then `out`; until = when that is due back. short: of = the crate in which it was not
    found.
    """

    subject: str
    registered: facts.CopyRegistered | None = None
    registered_by: str | None = None
    registered_on: str | None = None
    owner: str | None = None
    home: str | None = None
    holder: str | None = None
    last_seen_at: str | None = None
    last_seen_on: str | None = None
    loans: tuple[Loan, ...] = ()
    unmatched: tuple[Early, ...] = ()
    lost_by: str | None = None
    lost_on: str = ""
    lost_reason: str = ""
    withdrawn_on: str | None = None
    withdrawn_by: str | None = None
    standing: int = 0
    kept_by: str | None = None
    kept_at: str | None = None
    kept_on: str = ""
    early: tuple[Early, ...] = ()
    claims: tuple[Mark, ...] = ()
    damages: tuple[Mark, ...] = ()
    withheld: Mark | None = None
    on_way: Mark | None = None
    reserved: Mark | None = None
    uses: int = 0
    counted_in: str | None = None
    papers: tuple[str, ...] = ()
    by_day: tuple[Early, ...] = ()
    delivery: str | None = None
    withdrawn_why: str = ""
    withdrawn_paper: str = ""
    protected: Mark | None = None
    arrivals: tuple[Arrival, ...] = ()
    partings: tuple[Parting, ...] = ()
    crate: Mark | None = None
    short: Mark | None = None

    @property
    def claim(self) -> Mark | None:
        """That the reader who has it says it came back, while nothing has ended the loan."""
        loan = self.open_loan
        if loan is None:
            return None
        return next((one for one in self.claims if one.of == loan.fact), None)

    @property
    def open_loans(self) -> tuple[Loan, ...]:
        """Loans that nothing has ended; more than one only while contested."""
        if not self.standing:
            return ()
        # Nearly always the newest: the hundreds before it, that have ended, are not gone through.
        if self.standing == 1 and self.loans[-1].ended_by is None:
            return self.loans[-1:]
        standing = (loan for loan in reversed(self.loans) if loan.ended_by is None)
        return tuple(islice(standing, self.standing))[::-1]

    @property
    def open_loan(self) -> Loan | None:
        """The loan that has the copy, or None.

        Of contested ones the first that was renewed, else the first in the one order.
        """
        if not self.standing:
            return None
        found = self.open_loans
        if len(found) == 1:
            return found[0]
        return next((loan for loan in found if loan.proven), found[0])

    @property
    def status(self) -> str:
        """One word for the copy, the strongest that is true."""
        if self.withdrawn_by is not None:
            return WITHDRAWN
        if self.lost_by is not None:
            return LOST
        if self.open_loan is not None:
            return ON_LOAN
        if self.registered is None:
            return UNREGISTERED
        for mark, word in (
            (self.short, IN_QUESTION),
            (self.on_way, ON_WAY),
            (self.reserved, RESERVED),
            (self.withheld, WITHHELD),
        ):
            if mark is not None:
                return word
        return PACKED if self.crate is not None and self.crate.word == PACKED else AVAILABLE

    @property
    def custody(self) -> Custody:
        """Where the copy is, exactly one answer: each copy is counted once (invariant I6)."""
        if self.withdrawn_by is not None:
            return Custody(WITHDRAWN, None)
        if self.lost_by is not None:
            return Custody(LOST, None)
        loan = self.open_loan
        if loan is not None:
            return Custody(READER, loan.fact)
        return Custody(UNKNOWN if self.holder is None else PLACE, self.holder)
