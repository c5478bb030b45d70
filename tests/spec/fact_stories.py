"""A few stories of each noun: facts as real tellers told them, for the vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
from tests.library.copies import scene
from tests.library.nodes import network
from tests.library.telling import BEGAN_MS, TENANT, Teller, named
from tests.spec import (
    care_stories,
    consent_cases,
    crate_cases,
    later_stories,
    market_cases,
    served_cases,
    sheet_cases,
    stock_stories,
)

from tusach.ledger.mechanism import AGREED, SUPERVISOR, FactCorrected
from tusach.ledger.order import Held
from tusach.library.catalogue import rules as catalogue
from tusach.library.copies import facts as copies
from tusach.library.copies import rules as lending
from tusach.library.copies.amends import Undoing, undo
from tusach.library.nodes.facts import ErasureDone, LastGood, ScopeReleased
from tusach.library.places import facts as places
from tusach.library.readers import counting
from tusach.library.readers import facts as readers
from tusach.library.readers import rules as reading
from tusach.library.staff import rules as appointing
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

ON = "2026-03-02"
LATER_MS = 30 * 24 * 3_600_000
THING = named("thing of a story")


class Told(NamedTuple):
    """One story: why it is here, its subject, its facts in the order they came."""

    why: str
    subject: str
    facts: list[Held]


def _two(apart_ms: int = 60_000) -> tuple[Teller, Teller]:
    """Two desks of the first version: these stories were frozen then."""
    return Teller("A", first=True), Teller("B", now_ms=BEGAN_MS + apart_ms, first=True)


def _both(why: str, subject: str, a: Teller, b: Teller) -> Told:
    a.meet(b)
    return Told(why, subject, a.held(subject))


def _copies() -> list[Told]:
    return [
        _returned(),
        _undone(),
        _elsewhere(),
        _twice(),
        _twice_returned(),
        _never_lent(),
        _slips(),
        _found(),
        _lost_and_gone(),
        _agreed(),
        *(Told(*row) for row in care_stories.copy_rows()),
        *(Told(*row) for row in sheet_cases.copy_rows()),
        *(Told(*row) for row in stock_stories.copy_rows()),
        *(Told(*row) for row in crate_cases.copy_rows()),
    ]


def _agreed() -> Told:
    a, b = _two()
    scene.stocked(a, b)
    scene.lend(a, ON)
    body = copies.CopyLent(due_on="2026-03-20", rule=None, governed_by=a.place)
    again = a.say("copy.lent/2", scene.COPY, body, on="2026-03-06")
    said = FactCorrected(again.id, msgspec.to_builtins(body), AGREED, SUPERVISOR)
    a.say("fact.corrected/1", scene.COPY, said, on="2026-03-07")
    return Told("lent again without a return, and called right", scene.COPY, a.held(scene.COPY))


def _returned() -> Told:
    a, b = _two()
    scene.stocked(a, b)
    lent = scene.lend(a, ON)
    renewed = copies.LoanRenewed1(lent.id, "2026-03-24", None, a.place)
    a.say("loan.renewed/1", scene.COPY, renewed, on="2026-03-10")
    b.meet(a)
    scene.take_back(b, "2026-03-20")
    wish = lending.assign(
        scene.copy(b), scene.desk(b, "2026-03-21"), home=b.place, reason="rotation"
    )
    b.tell(wish)
    return _both("lent, renewed, returned elsewhere, assigned", scene.COPY, a, b)


def _undone() -> Told:
    a, _ = _two()
    scene.stocked(a)
    lent = scene.lend(a, ON)
    wish = Undoing(
        fact=lent.id,
        kind=lent.fact.kind,
        subject=scene.COPY,
        scope=f"circulation:{a.place}",
        told_ms=lent.fact.told_ms,
        teller=a.staff,
        latest=True,
        void=False,
    )
    a.tell(undo(wish, by=a.staff, now_ms=lent.fact.told_ms + 1, on=ON, place=a.place))
    return Told("lent by a slip and undone", scene.COPY, a.held(scene.COPY))


def _elsewhere() -> Told:
    a, b = _two()
    scene.stocked(a, b)
    hub = Teller("hub", first=True, now_ms=BEGAN_MS - LATER_MS)
    lent = scene.lend(a, ON)
    returned = scene.take_back(b, "2026-03-09")
    hub.meet(a)
    hub.meet(b)
    body = copies.LoanEndedElsewhere(loan=lent.id, ended_on="2026-03-09", at=b.place)
    hub.say("loan.ended_elsewhere/1", scene.COPY, body, on="2026-03-10", place=a.place)
    without_b = [one for one in hub.held(scene.COPY) if one.id != returned.id]
    return Told(
        "A lends, B takes back; A holds no fact of B and hears of it from the hub, whose clock is "
        "a month behind",
        scene.COPY,
        without_b,
    )


def _twice() -> Told:
    a, b = _two()
    scene.stocked(a, b)
    scene.lend(a, ON)
    scene.lend(b, ON, scene.OTHER)
    return _both("lent at two desks that did not know of each other", scene.COPY, a, b)


def _twice_returned() -> Told:
    a, b = _two()
    scene.stocked(a, b)
    scene.lend(a, ON)
    scene.lend(b, ON, scene.OTHER)
    scene.take_back(a, "2026-03-09")
    return _both("lent twice, then returned at one of the desks", scene.COPY, a, b)


def _never_lent() -> Told:
    a, b = _two(-LATER_MS)
    scene.stocked(a, b)
    scene.lend(a, ON)
    scene.take_back(b, "2026-03-09")
    return _both("returned where it was never lent, by an earlier clock", scene.COPY, a, b)


def _slips() -> Told:
    a, b = _two(LATER_MS)
    scene.stocked(a, b)
    scene.lend(a, "2026-03-10")
    scene.lend(b, "2026-03-01", scene.OTHER)
    scene.take_back(b, "2026-03-05")
    return _both("a loan and its return typed from paper, late", scene.COPY, a, b)


def _found() -> Told:
    a, b = _two()
    scene.stocked(a, b)
    scene.lend(a, ON)
    b.meet(a)
    b.say("copy.seen/2", scene.COPY, copies.CopySeen("count"), on="2026-03-09")
    return _both("found on a shelf while on loan", scene.COPY, a, b)


def _lost_and_gone() -> Told:
    a, _ = _two()
    scene.stocked(a)
    scene.lend(a, ON)
    a.tell(lending.lose(scene.copy(a), scene.desk(a, "2026-04-01"), reason="reader"))
    a.tell(lending.withdraw(scene.copy(a), scene.desk(a, "2026-04-09"), reason="lost"))
    return Told("lost by its reader and written off", scene.COPY, a.held(scene.COPY))


def _readers() -> list[Told]:
    a, b = _two()
    new = reading.NewReader(subject=THING, name="Nông Thị Hoa", group="adult", card="B-17")
    policy = reading.RegisterPolicy(valid_until="2027-03-01")
    a.tell(reading.register(new, place=a.place, on=ON, policy=policy))
    b.meet(a)
    a.tell(reading.block(a.state(THING), acts=("lend",), reason="barred", on=ON, until=None))
    b.tell(reading.issue_card(b.state(THING), "200001000118", on=ON))
    b.tell(reading.merge(b.state(THING), named("other reader"), on=ON))
    a.tell(reading.renew(a.state(THING), valid_until="2028-03-01", on=ON))
    known = _both(
        "registered, blocked, renewed; a new card and a merging at another desk", THING, a, b
    )
    c, d = _two()
    c.tell(reading.register(new, place=c.place, on=ON, policy=policy))
    d.meet(c)
    c.tell(reading.erase((c.state(THING),), open_loans=0, reason="wish", on="2026-04-01"))
    private = readers.ReaderPrivate("Nông Thị Hoa", phone="0912")
    body = readers.ReaderDescribed("teacher")
    d.say("reader.described/1", THING, body, on="2026-04-02", private=private)
    erased = _both("erased; a description told apart brings no name back", THING, c, d)
    return [known, erased, *(Told(*row) for row in consent_cases.story_rows())]


def _places() -> list[Told]:
    a, b = _two()
    body = places.PlaceFounded("TV-01", "Thư viện xã", "commune_library", owner="UBND xã")
    a.say("place.founded/1", THING, body, on="2026-01-01")
    a.say(
        "place.opening_set/1", THING, places.PlaceOpeningSet((1, 2), "2026-01-01"), on="2026-01-01"
    )
    a.say(
        "place.opening_set/1", THING, places.PlaceOpeningSet((6, 7), "2026-06-01", "07:30"), on=ON
    )
    days = places.PlaceClosedDaysSet(("2026-02-16", "2026-02-17"))
    a.say("place.closed_days_set/1", THING, days, on=ON)
    days = places.PlaceClosedDaysSet(("2026-02-17",), closed=False)
    a.say("place.closed_days_set/1", THING, days, on=ON)
    b.say("place.founded/1", THING, places.PlaceFounded("X", "Y", "bookcase"), on=ON)
    return [_both("founded twice, with opening days and single days", THING, a, b), _visited()]


def _visited() -> Told:
    a, b = _two()
    a.say("place.founded/1", THING, places.PlaceFounded("DS-01", "Điểm đọc", "point"), on=ON)
    dated, vehicle = places.PlaceVisitsDated, named("vehicle")
    a.say("place.visits_dated/1", THING, dated(("2026-04-02", "2026-03-05"), vehicle), on=ON)
    a.say("place.visits_dated/1", THING, dated(("2026-04-02",)), on=ON)
    b.meet(a)
    off = dated(("2026-04-02", "2026-05-07"), called_off=True)
    b.say("place.visits_dated/1", THING, off, on=ON)
    a.say("place.visits_dated/1", THING, dated(("2026-05-07",), vehicle, source="plan"), on=ON)
    return _both("visits dated, called off, and dated again", THING, a, b)


def _units() -> list[Told]:
    a, _ = _two()
    names = {"vi": "xã Trường Hà"}
    a.say("unit.declared/1", THING, places.UnitDeclared("01837", "commune", names, ON), on=ON)
    a.say("unit.ended/1", THING, places.UnitEnded("2030-07-01", (named("new"),)), on="2030-07-01")
    return [Told("declared and ended", THING, a.held(THING))]


def _rules() -> list[Told]:
    a, b = _two()
    a.say("rule.set/1", THING, places.RuleSet("lending", {"loan_days": 14}, "2026-01-01"), on=ON)
    b.say("rule.set/1", THING, places.RuleSet("lending", {"loan_days": 21}, "2026-06-01"), on=ON)
    return [_both("two versions told apart for the same days", THING, a, b)]


def _blocks() -> list[Told]:
    a, b = _two()
    a.say("block.granted/1", THING, places.BlockGranted(1, 7, a.place), on=ON)
    b.say("block.granted/1", THING, places.BlockGranted(1, 7, b.place), on=ON)
    return [_both("granted twice", THING, a, b)]


def _staff() -> list[Told]:
    a, _ = _two()
    a.tell(appointing.appoint(THING, name="Hoàng Thị Mai", role="librarian", place=a.place, on=ON))
    body = {"role": "librarian", "place": a.place, "last_on": "2026-06-30"}
    a.say("staff.ended/1", THING, body, on="2026-06-30")
    return [Told("appointed, named, ended", THING, a.held(THING))]


def _nodes() -> list[Told]:
    a, b = _two()
    network.enrol(a, "lib", "vehicle", a.place, label="Xe thư viện lưu động")
    b.meet(a)
    released = ScopeReleased((f"people:{a.place}",))
    b.say("scope.released/1", network.subject("lib"), released, on="2026-03-20", place=None)
    b.say("erasure.done/1", network.subject("lib"), ErasureDone(named("erasure")), on="2026-03-21")
    network.enrol(a, "lib", "vehicle", b.place, valid_until="2027-03-01")
    subject = network.subject("lib")
    known = _both("a vehicle, enrolled anew; what it released and erased", subject, a, b)
    return [known, *_contested_nodes()]


def _contested_nodes() -> list[Told]:
    subject = network.subject("lib")
    a, b = _two()
    network.enrol(a, "lib", "library", a.place)
    network.enrol(b, "lib", "library", b.place)
    enrolled = _both("enrolled by two hubs that did not know of each other", subject, a, b)
    c, d = _two()
    network.enrol(c, "lib", "library", c.place)
    network.enrol(d, "lib", "library", d.place)
    c.meet(d)
    network.enrol(c, "lib", "library", c.place, d.place)
    settled = _both("the same, and one hub has decided", subject, c, d)
    e, f = _two()
    marks = [LastGood(named(f"stream {one}"), 40, f"{one}a" * 32) for one in (1, 2, 3)]
    lower = LastGood(marks[0].stream, 30, "0c" * 32)
    other = LastGood(marks[1].stream, 40, "0d" * 32)
    network.revoke(e, "lib", *marks)
    network.revoke(f, "lib", lower, other)
    revoked = _both("revoked twice apart: what both call good", subject, e, f)
    return [enrolled, settled, revoked]


def _titles() -> list[Told]:
    from tests.library.catalogue_story.test_titles import FIRST, SECOND, SUBJECT

    a, b = _two()
    for teller, body in ((a, FIRST), (b, SECOND)):
        teller.tell((catalogue.describe(SUBJECT, body, on=ON, place=teller.place, raw=None),))
    return [_both("described at two places that did not know of each other", SUBJECT, a, b)]


def _visits() -> list[Told]:
    a, b = _two()
    b.place = a.place
    subject = visits.visits_subject(TENANT, a.place, ON)
    for teller, body in (
        (a, VisitCounted("on_site", 12, "child", "P-7")),
        (a, VisitCounted("on_site", 8, "adult", "P-7")),
        (b, VisitCounted("on_site", 12, "child", "P-7")),
        (b, VisitCounted("mobile", 3)),
    ):
        teller.tell(visits.count(body, tenant=TENANT, place=a.place, on=ON, today=ON))
    return [
        _both("two lines of a sheet, one of them told twice", subject, a, b),
        _counted_apart(),
        *(Told(*row) for row in sheet_cases.visit_rows()),
    ]


def _counted_apart() -> Told:
    a, b = _two()
    b.place = a.place
    subject = visits.visits_subject(TENANT, a.place, ON)
    for teller, n in ((a, 5), (b, 5), (a, 2)):
        body = VisitCounted("on_site", n)
        teller.tell(visits.count(body, tenant=TENANT, place=a.place, on=ON, today=ON))
    return _both("counted by two machines that did not know of each other", subject, a, b)


def _borrowers() -> list[Told]:
    a, b = _two()
    b.place = a.place
    first, last = "2026-01-01", "2026-01-31"
    subject = counting.borrowers_subject(TENANT, a.place, first, last)
    for teller, lacking in ((a, 2), (b, 0)):
        loans = [counting.Borrowed(named("one"), "adult"), counting.Borrowed(None, "adult")]
        body = counting.counted(loans[: 1 if not lacking else 2], first=first, last=last)
        teller.tell(counting.count(body, tenant=TENANT, place=a.place, today=ON))
    apart = _both("counted at two machines, one of which knew all", subject, a, b)
    c = Teller("A")
    for body in (
        readers.ReadersCounted(first, last, 5, 9, 2),
        readers.ReadersCounted(first, last, 6, 9, 0),
    ):
        c.tell(counting.count(body, tenant=TENANT, place=c.place, today=ON))
    again = counting.borrowers_subject(TENANT, c.place, first, last)
    return [apart, Told("counted anew by who knew of the first", again, c.held(again))]


def _of(rows: Callable[[], list[tuple[str, str, list[Held]]]]) -> Callable[[], list[Told]]:
    return lambda: [Told(*row) for row in rows()]


STORIES: dict[str, Callable[[], list[Told]]] = {
    **{noun: _of(rows) for noun, rows in later_stories.ROWS.items()},
    "block": _blocks,
    "borrowers": _borrowers,
    "calendar": lambda: [Told(*row) for row in market_cases.calendar_rows()],
    "copy": _copies,
    "crate": lambda: [Told(*row) for row in crate_cases.crate_rows()],
    "delivery": lambda: [Told(*row) for row in stock_stories.delivery_rows()],
    "hold": lambda: [
        *(Told(*row) for row in care_stories.hold_rows()),
        *(Told(*row) for row in crate_cases.hold_rows()),
    ],
    "market": lambda: [Told(*row) for row in market_cases.market_rows()],
    "node": _nodes,
    "place": lambda: [*_places(), *(Told(*row) for row in served_cases.place_rows())],
    "reader": _readers,
    "rule": _rules,
    "staff": _staff,
    "title": lambda: [*_titles(), *(Told(*row) for row in stock_stories.title_rows())],
    "unit": lambda: [*_units(), *(Told(*row) for row in served_cases.unit_rows())],
    "visits": _visits,
}
