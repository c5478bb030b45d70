"""Every contradiction there is, told by tellers who did not know of each other."""

from __future__ import annotations

from collections.abc import Callable

from tests.library.copies.scene import (
    COPY,
    MONTH_MS,
    OTHER,
    copy,
    desk,
    desks,
    lend,
    renew,
    take_back,
)
from tests.library.crates import crating
from tests.library.crates.crating import CRATE
from tests.library.telling import BEGAN_MS, TENANT, Teller, named
from tests.spec.fact_stories import STORIES

from tusach.ledger.mechanism import SUPERVISOR, TELLER, FactCorrected
from tusach.library.copies import facts, rules
from tusach.library.crates.facts import CrateMade, CrateRetired
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

ON = "2026-03-02"
Made = tuple[Teller, str]


def told_apart(noun: str, why: str) -> Made:
    """A story of the vectors."""
    (found,) = [one for one in STORIES[noun]() if one.why == why]
    hub = Teller("hub", now_ms=BEGAN_MS + 12 * MONTH_MS)
    hub.hear(found.facts)
    return hub, found.subject


def lent_twice(*, renewed: bool = False, back_first: bool = False) -> Made:
    a, b = desks()
    first, second = lend(a, ON), lend(b, ON, OTHER)
    if renewed:
        body = facts.LoanRenewed(
            loan=second.id, due_on="2026-04-01", rule=None, governed_by=b.place
        )
        b.say("loan.renewed/1", COPY, body, on="2026-03-10")
    a.meet(b)
    if back_first:
        a.say("copy.returned/2", COPY, facts.CopyReturned(first.id), on="2026-03-09")
    return a, COPY


def without_return() -> Made:
    a, _ = desks()
    lend(a, ON)
    body = facts.CopyLent(due_on="2026-03-20", rule=None, governed_by=a.place)
    a.say("copy.lent/2", COPY, body, on="2026-03-06")
    return a, COPY


def out_of_custody() -> Made:
    a, b = desks(apart_ms=-60_000)
    lend(b, ON, OTHER)
    lend(a, ON)
    a.meet(b)
    return a, COPY


def lost_but_seen() -> Made:
    a, b = desks()
    take_back(b, ON)
    later = Teller("A", now_ms=BEGAN_MS + MONTH_MS)
    later.hear(one for one in a.held(COPY))
    later.tell(rules.lose(copy(later), desk(later, "2026-03-05"), reason="missing"))
    later.meet(b)
    return later, COPY


def withdrawn_while_lent(*, back: bool = False) -> Made:
    a, b = desks()
    lend(a, ON)
    b.tell(rules.withdraw(copy(b), desk(b, "2026-03-03"), reason="worn"))
    a.meet(b)
    if back:
        take_back(a, "2026-03-09")
    return a, COPY


def lent_after_withdrawal() -> Made:
    a, b = desks(apart_ms=-MONTH_MS)
    b.tell(rules.withdraw(copy(b), desk(b, "2026-03-01"), reason="worn"))
    lend(a, ON)
    a.meet(b)
    return a, COPY


def renewed_after_end() -> Made:
    a, b = desks(apart_ms=-MONTH_MS)
    lend(a, ON)
    b.meet(a)
    take_back(b, "2026-03-09")
    renew(a, "2026-03-10")
    a.meet(b)
    return a, COPY


def registered_twice() -> Made:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    for one in (a, b):
        body = facts.CopyRegistered(title=named("title"), code="100023004516", owner=one.place)
        one.say("copy.registered/1", COPY, body, on=ON)
    a.meet(b)
    return a, COPY


def corrected_twice(*, above: bool = False) -> Made:
    a, b = desks()
    lent = lend(a, ON)
    b.meet(a)
    for one, due, standing in ((a, "2026-04-01", TELLER), (b, "2026-04-02", SUPERVISOR)):
        body = {"due_on": due, "rule": None, "governed_by": a.place}
        said = FactCorrected(lent.id, body, "slip", standing if above else TELLER)
        one.say("fact.corrected/1", COPY, said, on=ON)
    a.meet(b)
    return a, COPY


def counted(*counts: VisitCounted) -> Made:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    subject = visits.visits_subject(TENANT, a.place, ON)
    for teller, body in zip((a, b, a, b), counts, strict=False):
        teller.tell(visits.count(body, tenant=TENANT, place=a.place, on=ON, today=ON))
    a.meet(b)
    return a, subject


def counted_apart() -> Made:
    return counted(*(VisitCounted("on_site", n) for n in (5, 5, 2, 3)))


def counted_otherwise() -> Made:
    return counted(VisitCounted("on_site", 5), VisitCounted("on_site", 7))


def packed_apart() -> Made:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    crating.stocked(a, b)
    crating.pack(a, 0)
    crating.pack(b, 0, into=crating.OTHER)
    a.meet(b)
    return a, crating.COPIES[0]


def crate_astray(*, apart: bool = False) -> Made:
    a, b = crating.travelled()
    c = Teller("C", now_ms=BEGAN_MS + 90_000)
    a.meet(c)
    crating.receive(c, anyway=True)
    if apart:
        crating.receive(b)
        c.meet(b)
    return c, CRATE


def crate_made_twice() -> Made:
    a, b = Teller("A"), Teller("B")
    for one in (a, b):
        one.say("crate.made/1", CRATE, CrateMade(crating.CODE, one.place, 12), on=ON)
    a.meet(b)
    return a, CRATE


def crate_sent_apart() -> Made:
    a, b, twin = Teller("A"), Teller("B"), Teller("twin", now_ms=BEGAN_MS + 60_000)
    twin.place = a.place
    crating.stocked(a, b, twin)
    crating.send(a, b)
    crating.send(twin, Teller("C"))
    a.meet(twin)
    return a, CRATE


def crate_moved_after_end() -> Made:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    crating.stocked(a, b)
    a.say("crate.retired/1", CRATE, CrateRetired("broken"), on=ON)
    b.now_ms = a.now_ms + 5_000
    crating.receive(b, anyway=True)
    a.meet(b)
    return a, CRATE


QUARRELS: dict[str, Callable[[], Made]] = {
    "lent twice": lent_twice,
    "lent twice, one renewed": lambda: lent_twice(renewed=True),
    "lent twice, one back": lambda: lent_twice(back_first=True),
    "without return": without_return,
    "out of custody": out_of_custody,
    "seen while lent": lambda: told_apart("copy", "found on a shelf while on loan"),
    "lost but seen": lost_but_seen,
    "withdrawn while lent": withdrawn_while_lent,
    "withdrawn while lent, back": lambda: withdrawn_while_lent(back=True),
    "lent after withdrawal": lent_after_withdrawal,
    "renewed after end": renewed_after_end,
    "registered twice": registered_twice,
    "corrected twice": corrected_twice,
    "block": lambda: told_apart("block", "granted twice"),
    "enrolled": lambda: told_apart("node", "enrolled by two hubs that did not know of each other"),
    "revoked": lambda: told_apart("node", "revoked twice apart: what both call good"),
    "place": lambda: told_apart("place", "founded twice, with opening days and single days"),
    "rule": lambda: told_apart("rule", "two versions told apart for the same days"),
    "market": lambda: told_apart("market", "told apart"),
    "announced": lambda: told_apart("calendar", "announced, and announced again apart"),
    "answered": lambda: told_apart("request", "answered apart"),
    "title": lambda: told_apart("title", "described at two places that did not know of each other"),
    "sheet": lambda: told_apart("visits", "two lines of a sheet, one of them told twice"),
    "packed apart": packed_apart,
    "crate astray": crate_astray,
    "crate received apart": lambda: crate_astray(apart=True),
    "crate made twice": crate_made_twice,
    "crate sent apart": crate_sent_apart,
    "crate moved after its end": crate_moved_after_end,
    "counted": counted_apart,
    "counted otherwise": counted_otherwise,
}
