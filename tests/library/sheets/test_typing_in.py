"""Rows of sheets, typed shuffled and twice at two machines, are what was written on the paper."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as some
from tests.library.copies.scene import COPY, POLICY, at_desk, copy, desk, register
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes

from tusach.ledger.draft import Refusal
from tusach.library.copies import caring
from tusach.library.copies import rules as copies
from tusach.library.copies.states import AVAILABLE, ON_LOAN
from tusach.library.register import FOLDERS
from tusach.library.sheets import rules
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

LOANS, PILE, USES, TALLY = "500000000001", "500000000002", "500000000003", "500000000004"
FIRST = date(2026, 3, 1)


class Written(NamedTuple):
    """A line with a pen: what, on which day, the row; back: in the same row, when it came back."""

    what: str
    on: str
    row: int
    back: str | None = None
    n: int = 0


class Life(NamedTuple):
    """What happened to one copy in truth, and what stands on paper of it."""

    loans: list[tuple[str, str | None]]
    lines: list[Written]
    uses: int
    visits: dict[str, int]


@some.composite
def lives(draw: some.DrawFn) -> Life:
    """Loans one after the other; each came back by its own row, or by the pile, or still runs."""
    day = FIRST
    loans: list[tuple[str, str | None]] = []
    lines: list[Written] = []
    uses = 0
    for nr in range(1, draw(some.integers(1, 6))):
        day += timedelta(days=draw(some.integers(1, 3)))
        lent = day.isoformat()
        day += timedelta(days=draw(some.integers(1, 3)))
        back = day.isoformat()
        how = draw(some.sampled_from(("row", "pile", "nobody wrote it")))
        loans.append((lent, None if how == "nobody wrote it" else back))
        lines.append(Written("lend", lent, nr, back if how == "row" else None))
        if how == "pile":
            lines.append(Written("back", back, nr))
    for nr in range(draw(some.integers(0, 3))):
        n = draw(some.integers(1, 9))
        on = (FIRST + timedelta(days=draw(some.integers(0, 20)))).isoformat()
        lines.append(Written("use", on, nr + 1, n=n))
        uses += n
    tally: dict[str, int] = {}
    for nr in draw(some.sets(some.integers(1, 28), max_size=4)):
        on = date(2026, 3, nr).isoformat()
        tally[on] = draw(some.integers(1, 40))
        lines.append(Written("tally", on, nr, n=tally[on]))
    return Life(loans, lines, uses, tally)


def typed(teller: Teller, line: Written) -> None:
    """What a desk tells of a line; one that counts already is not told again."""
    at, paper = desk(teller, line.on), rules.paper_of
    match line.what:
        case "lend":
            row = paper(LOANS, line.row)
            tell(teller, copies.lend(copy(teller), at_desk(), at, POLICY, paper=row))
            if line.back:
                tell(teller, copies.take_back(copy(teller), desk(teller, line.back), paper=row))
        case "back":
            tell(teller, copies.take_back(copy(teller), at, paper=paper(PILE, line.row)))
        case "use":
            row = paper(USES, line.row)
            tell(teller, caring.use(copy(teller), at, times=line.n, paper=row))
        case _:
            body = VisitCounted("on_site", line.n, "child", paper(TALLY, line.row))
            wish = visits.count(
                body, tenant=TENANT, place=teller.place, on=line.on, today="2026-12-31"
            )
            tell(teller, wish)


def tell(teller: Teller, wish: object) -> None:
    if isinstance(wish, Refusal):
        assert wish.code in ("copy.paper_known", "copy.returned_already"), wish
        return
    teller.tell(wish)  # type: ignore[arg-type]


def two() -> tuple[Teller, Teller]:
    """Two machines that serve one place."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    register(a)
    a.meet(b)
    return a, b


def ended(loans: list[tuple[str, str | None]]) -> list[tuple[str, str | None, bool]]:
    """The model: who did not come back by a row came back at the latest for the next loan."""
    found = []
    for nr, (lent, back) in enumerate(loans):
        following = loans[nr + 1][0] if nr + 1 < len(loans) else None
        found.append((lent, back or following, back is None and following is not None))
    return found


@given(lives(), some.lists(some.booleans(), min_size=4, max_size=4), some.randoms())
def test_sheets_typed_shuffled_and_twice_at_two_machines_are_what_happened(
    life: Life, meets: list[bool], chance: random.Random
) -> None:
    a, b = two()
    lines = [(one, who) for one in life.lines for who in (a, b)] + [(x, a) for x in life.lines]
    chance.shuffle(lines)
    for nr, (line, who) in enumerate(lines):
        typed(who, line)
        if nr % 5 == 0 and meets[nr // 5 % 4]:
            a.meet(b)
    a.meet(b)
    state = copy(a)
    shown = sorted((one.lent_on, one.ended_on, one.implied) for one in state.loans)
    assert shown == ended(life.loans)
    assert state.uses == life.uses
    runs = bool(life.loans) and life.loans[-1][1] is None
    assert state.status == (ON_LOAN if runs else AVAILABLE)
    assert state.holder == (None if runs else a.place)
    assert codes(a.story(COPY)) == []
    for on, n in life.visits.items():
        day = a.state(visits.visits_subject(TENANT, a.place, on))
        assert day.counts == (("on_site", "child", n),)
    held = a.held(COPY)
    assert FOLDERS.fold(COPY, held) == b.story(COPY)
