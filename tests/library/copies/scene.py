"""One set-up for what happens to copies: a registered copy, a reader in good standing, a desk."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.ledger.order import Held
from tusach.library.copies import rules
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.policy import Lending
from tusach.library.copies.rules import Desk, ReaderAtDesk
from tusach.library.copies.states import CopyState
from tusach.library.places.calendar import Calendar
from tusach.library.places.codes import printed_code
from tusach.library.readers.story import ReaderState

CODE = printed_code(1, 23, 45)
COPY = rules.copy_subject("04", code=CODE, owner=None)
TITLE, READER, OTHER = named("title"), named("reader"), named("other reader")
TODAY = "2026-12-31"
POLICY = Lending()
MONTH_MS = 30 * 24 * 3600 * 1000


def register(teller: Teller, **changes: Any) -> Held:
    """The copy belongs to this teller's place."""
    body = replace(CopyRegistered(title=TITLE, code=CODE, owner=teller.place), **changes)
    on = "2026-01-02"
    (told,) = teller.tell(rules.register(CopyState(COPY), body, on=on, place=teller.place))
    return told


def stocked(*tellers: Teller) -> None:
    """The copy belongs to the first teller's place, and all know it."""
    register(tellers[0])
    for other in tellers[1:]:
        tellers[0].meet(other)


def desk(teller: Teller, on: str, **changes: Any) -> Desk:
    """The desk of this teller's place on a day."""
    made = Desk(
        place=teller.place, on=on, today=TODAY, governed_by=teller.place, calendar=Calendar()
    )
    return replace(made, **changes)


def at_desk(reader: str = READER, *, open_loans: int = 0, **changes: Any) -> ReaderAtDesk:
    """A reader in good standing, changed as told."""
    state = ReaderState(
        reader,
        place=named("place A"),
        registered_on="2026-01-01",
        group="adult",
        valid_until="2027-12-31",
    )
    return ReaderAtDesk(state=replace(state, **changes), open_loans=open_loans, heads=())


def copy(teller: Teller) -> CopyState:
    """The copy as this teller sees it."""
    state: CopyState = teller.state(COPY)
    return state


def lend(teller: Teller, on: str, reader: str = READER) -> Held:
    """The teller lends the copy on a day."""
    wish = rules.lend(copy(teller), at_desk(reader), desk(teller, on), POLICY)
    return teller.tell(wish)[0]


def take_back(teller: Teller, on: str) -> Held:
    """The teller takes the copy back on a day."""
    return teller.tell(rules.take_back(copy(teller), desk(teller, on)))[0]


def renew(teller: Teller, on: str) -> Held:
    """The teller renews the loan of the copy on a day."""
    return teller.tell(rules.renew(copy(teller), at_desk(), desk(teller, on), POLICY))[0]


def desks(*, apart_ms: int = 60_000) -> tuple[Teller, Teller]:
    """Desk A, where the copy belongs, and desk B, whose clock stands so far ahead."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + apart_ms)
    stocked(a, b)
    return a, b


def third() -> Teller:
    """A desk that hears of things ten months later."""
    return Teller("C", now_ms=BEGAN_MS + 10 * MONTH_MS)
