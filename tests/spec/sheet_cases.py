"""Examples of printed month sheets, bodies that are none, and what becomes of two typings."""

from __future__ import annotations

from typing import Any

from tests.library.copies import scene
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.copies import rules as copies
from tusach.library.places.codes import SHEET, printed_code
from tusach.library.sheets import rules
from tusach.library.sheets.facts import LOANS, VISITS, SheetEntered, SheetPrinted
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

ON = "2026-03-02"
NUMBER = printed_code(SHEET, 90_001, 3)
PRINTED = SheetPrinted(NUMBER, LOANS, "2026-03", 20)
SHEETS: list[tuple[str, str, Any]] = [
    ("a sheet of loans", "sheet.printed/1", PRINTED),
    ("a day in each row", "sheet.printed/1", SheetPrinted(NUMBER, VISITS, "2026-02", 28)),
    ("a row that went into a copy's story", "sheet.entered/1", SheetEntered(4, 4, named("copy"))),
    ("the empty rest", "sheet.entered/1", SheetEntered(5, 20)),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "sheet.printed/1": [
        ("no month", {"code": NUMBER, "what": LOANS, "rows": 20}),
        ("a month that is none", {"code": NUMBER, "what": LOANS, "month": "2026-13", "rows": 20}),
        ("no row", {"code": NUMBER, "what": LOANS, "month": "2026-03", "rows": 0}),
    ],
    "sheet.entered/1": [
        ("without an end", {"first_row": 1}),
        ("before the first row", {"first_row": 0, "last_row": 3}),
    ],
}
"""By kind: bodies that cannot be read."""


def story_rows() -> list[tuple[str, str, list[Held]]]:
    """Sheets typed at two machines: as (why, subject, facts)."""
    return [_typed(), _read_differently(), _printed_twice()]


def _two() -> tuple[Teller, Teller]:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    return a, b


def _print(teller: Teller) -> str:
    subject = rules.sheet_subject(TENANT, NUMBER)
    state = teller.story(subject).state or rules.SheetState(subject)
    teller.tell(rules.print_sheet(state, PRINTED, place=teller.place, on=ON))
    return subject


def _enter(teller: Teller, first: int, last: int, of: str | None = None) -> None:
    state = teller.state(rules.sheet_subject(TENANT, NUMBER))
    teller.tell(rules.enter(state, first_row=first, last_row=last, on=ON, of=of))


def _typed() -> tuple[str, str, list[Held]]:
    a, b = _two()
    subject = _print(a)
    a.meet(b)
    _enter(a, 1, 1, named("copy"))
    _enter(a, 2, 2, named("other copy"))
    _enter(b, 1, 1, named("copy"))
    _enter(b, 3, 20)
    a.meet(b)
    return "typed half at one machine and half at another", subject, a.held(subject)


def _read_differently() -> tuple[str, str, list[Held]]:
    a, b = _two()
    subject = _print(a)
    a.meet(b)
    _enter(a, 7, 7, named("copy"))
    _enter(b, 7, 7, named("other copy"))
    a.meet(b)
    return "one row that two people read differently", subject, a.held(subject)


def _printed_twice() -> tuple[str, str, list[Held]]:
    a, b = _two()
    subject = _print(a)
    b.place = named("place B")
    _print(b)
    a.meet(b)
    return "one number for two places", subject, a.held(subject)


def copy_rows() -> list[tuple[str, str, list[Held]]]:
    """What rows of sheets make of a copy, whenever they are typed."""
    return [_pile_first(), _after_the_desk(), _against_the_desk()]


def _lend(teller: Teller, on: str, row: int) -> None:
    paper = rules.paper_of(NUMBER, row)
    wish = copies.lend(
        scene.copy(teller), scene.at_desk(), scene.desk(teller, on), scene.POLICY, paper=paper
    )
    teller.tell(wish)


def _back(teller: Teller, on: str, row: int) -> None:
    paper = rules.paper_of(NUMBER, row)
    teller.tell(copies.take_back(scene.copy(teller), scene.desk(teller, on), paper=paper))


def _pile_first() -> tuple[str, str, list[Held]]:
    a, b = _two()
    scene.stocked(a, b)
    _back(a, "2026-03-20", 31)
    _back(a, "2026-03-10", 32)
    _lend(b, "2026-03-12", 2)
    _lend(b, "2026-03-03", 1)
    a.meet(b)
    return "the pile that came back typed before the loans", scene.COPY, a.held(scene.COPY)


def _after_the_desk() -> tuple[str, str, list[Held]]:
    a, _ = _two()
    scene.stocked(a)
    scene.lend(a, "2026-03-20")
    _lend(a, "2026-03-03", 1)
    _back(a, "2026-03-05", 1)
    _lend(a, "2026-03-08", 2)
    return "a sheet typed while the desk has lent it on", scene.COPY, a.held(scene.COPY)


def _against_the_desk() -> tuple[str, str, list[Held]]:
    a, _ = _two()
    scene.stocked(a)
    scene.lend(a, "2026-03-02")
    scene.take_back(a, "2026-03-20")
    _lend(a, "2026-03-08", 1)
    return "a row within a loan of the desk", scene.COPY, a.held(scene.COPY)


def visit_rows() -> list[tuple[str, str, list[Held]]]:
    """A numbered row that reads the same is silent; one that reads otherwise is shown."""
    a, b = _two()
    subject = visits.visits_subject(TENANT, a.place, ON)
    for teller, row, n in ((a, 2, 12), (b, 2, 12), (a, 3, 4), (b, 3, 5)):
        body = VisitCounted("on_site", n, "child", rules.paper_of(NUMBER, row))
        teller.tell(visits.count(body, tenant=TENANT, place=a.place, on=ON, today=ON))
    a.meet(b)
    return [("numbered rows, typed at two machines", subject, a.held(subject))]
