"""Stories of what comes into the stock, is counted and leaves it, as real tellers told them."""

from __future__ import annotations

from tests.library.copies import scene
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.catalogue import laws
from tusach.library.catalogue.facts import LawDescribed, TitleDescribed
from tusach.library.copies import caring, rules
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.states import CopyState
from tusach.library.deliveries import rules as deliveries
from tusach.library.deliveries.facts import GiftPrivate, GiftReceived
from tusach.library.stocktaking import rules as taking
from tusach.library.stocktaking.facts import StocktakingBegun, StocktakingClosed
from tusach.library.weeding import rules as weeding
from tusach.library.weeding.facts import (
    Member,
    WeedingCarriedOut,
    WeedingDecided,
    WeedingProposed,
)

ON = "2026-03-02"
COUNT, DOSSIER = named("stocktaking"), named("weeding")
GIFT = named("gift")
LAW = laws.law_subject(TENANT, "46/2019/QH14")

Row = tuple[str, str, list[Held]]


def _two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def copy_rows() -> list[Row]:
    """A copy that came with a gift and is kept for good."""
    a, _ = _two()
    _give(a)
    a.tell(caring.protect(scene.copy(a), scene.desk(a, ON), reason="local_history"))
    return [("given, never to be weeded", scene.COPY, a.held(scene.COPY))]


def _give(a: Teller) -> None:
    wish = deliveries.Receiving(delivery=GIFT, place=a.place, on=ON, today=ON)
    a.tell(deliveries.receive_gift(wish, GiftReceived(2), GiftPrivate("Nông Thị Hoa")))
    body = CopyRegistered(title=scene.TITLE, code=scene.CODE, owner=a.place, source="gift")
    state = CopyState(scene.COPY)
    a.tell(rules.register(state, body, on=ON, place=a.place, delivery=GIFT))


def delivery_rows() -> list[Row]:
    """A gift with a copy of it, whose giver wishes to be forgotten."""
    a, _ = _two()
    _give(a)
    gift = a.state(GIFT)
    a.tell(deliveries.forget_giver(gift, gift.parts, place=a.place, on="2026-03-09", reason="wish"))
    return [("given, one copy entered, the name erased", GIFT, a.held(GIFT))]


def law_rows() -> list[Row]:
    """A law that ended, as told by two who did not know of each other."""
    a, b = _two()
    first = LawDescribed("46/2019/QH14", "Luật Thư viện", "2020-07-01")
    a.tell(laws.describe_law(a.state(LAW) or laws.LawState(LAW), first, on=ON, place=None))
    other = LawDescribed("46/2019/QH14", "Luật Thư viện", "2020-07-01", "2030-01-01")
    b.tell(laws.describe_law(laws.LawState(LAW), other, on=ON, place=None))
    a.meet(b)
    return [("described apart", LAW, a.held(LAW))]


def title_rows() -> list[Row]:
    """A title that holds a law."""
    a, _ = _two()
    title = named("law book")
    body = TitleDescribed(record="ab" * 32, format="typed", title="Luật Thư viện")
    a.say("title.described/1", title, body, on=ON)
    a.tell(laws.set_laws(a.state(title), (LAW,), on=ON, place=None))
    return [("a title with its law", title, a.held(title))]


def stocktaking_rows() -> list[Row]:
    """Counted on two machines, over two days, and closed on both."""
    a, b = _two()
    b.place = a.place
    scene.stocked(a, b)
    desk = scene.desk(a, ON)
    a.tell(taking.begin(COUNT, desk, StocktakingBegun(), running=0))
    a.tell(taking.note(a.state(COUNT), desk, code="VL.00099", why="unknown"))
    a.meet(b)
    a.tell(taking.pause(a.state(COUNT), desk))
    b.tell(taking.note(b.state(COUNT), scene.desk(b, ON), code="VL.00099", why="unknown"))
    later = "2026-03-04"
    a.tell(taking.resume(a.state(COUNT), scene.desk(a, later)))
    for one, seen in ((a, 1), (b, 0)):
        found = StocktakingClosed(1, seen, 1 - seen, 0, 0, 0, 1)
        one.tell(taking.close(one.state(COUNT), scene.desk(one, later), found))
    a.meet(b)
    return [("counted and closed on two machines", COUNT, a.held(COUNT))]


def weeding_rows() -> list[Row]:
    """Proposed, spared, decided by two who did not know of each other, carried out."""
    a, b = _two()
    b.place = a.place
    desk = scene.desk(a, ON)
    one, two, three = (named(f"copy {nr}") for nr in range(3))
    a.tell(weeding.begin(DOSSIER, desk, decision="12/QĐ"))
    a.tell(weeding.name_council(a.state(DOSSIER), desk, [Member("Nông Thị Hoa", "chủ tịch")]))
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed((one, two), "worn"), on=ON)
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed((two,), "obsolete"), on=ON)
    a.tell(weeding.spare(a.state(DOSSIER), desk, [one], reason="used"))
    a.meet(b)
    b.say("weeding.proposed/1", DOSSIER, WeedingProposed((three,), "worn"), on="2026-03-04")
    for teller, paper in ((a, "15/QĐ"), (b, "16/QĐ")):
        body = WeedingDecided(paper, "2026-03-04", "pulped", 1, 1, 0, 100)
        teller.say("weeding.decided/1", DOSSIER, body, on="2026-03-04")
    a.meet(b)
    a.say("weeding.carried_out/1", DOSSIER, WeedingCarriedOut(2), on="2026-03-09")
    return [("decided on two machines, then carried out", DOSSIER, a.held(DOSSIER))]
