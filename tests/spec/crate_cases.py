"""Examples of crates, odd bodies, and stories of crates as real tellers told them."""

from __future__ import annotations

from typing import Any

from tests.library.copies import scene
from tests.library.crates import crating
from tests.library.crates.crating import COPIES, CRATE, LATER, OTHER
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.ledger.order import Held
from tusach.library.copies.in_crates import CratePacked, CrateReceived, CrateSent, CrateUnpacked
from tusach.library.crates import facts, rules
from tusach.library.holds.facts import HoldPlaced

PLACE, SENT, TRIP = named("place B"), named("sent"), named("trip")
ONE, TWO = named("copy 1"), named("copy 2")

CRATES: list[tuple[Any, ...]] = [
    (
        "with room for sixty",
        "crate.made/1",
        facts.CrateMade("300023000116", named("place A"), 12, 60),
    ),
    ("room not said", "crate.made/1", facts.CrateMade("300023000116", named("place A"), 12)),
    ("by scan", "crate.packed/1", CratePacked()),
    ("for a hold", "crate.packed/1", CratePacked("promise", (named("hold"),))),
    ("taken out", "crate.unpacked/1", CrateUnpacked()),
    ("at home", "crate.unpacked/1", CrateUnpacked("home")),
    ("home for good", "crate.sent/1", CrateSent(PLACE)),
    (
        "on a trip, some left behind",
        "crate.sent/1",
        CrateSent(to=PLACE, back_on="2026-06-01", left=(ONE,), reason="rotation", trip=TRIP),
    ),
    ("all here", "crate.received/1", CrateReceived(SENT)),
    ("nobody knew what should lie in it", "crate.received/1", CrateReceived(unlisted=True)),
    (
        "with exceptions, agreed to stay",
        "crate.received/1",
        CrateReceived(SENT, (ONE,), (TWO,), (TWO,), agreed=True),
    ),
    (
        "on one paper",
        "crate.handed_over/1",
        facts.CrateHandedOver("both", "paper", 60, SENT, "3/BBBG"),
        facts.SignersPrivate(
            gave=facts.Signer("Nông Thị Hoa", "thủ thư"), took=facts.Signer("Lò Văn Páo")
        ),
    ),
    ("broken", "crate.retired/1", facts.CrateRetired("broken")),
]

BAD: dict[str, list[tuple[str, Any]]] = {
    "crate.made/1": [
        ("no owner", {"code": "300023000116", "nr": 1}),
        ("less than none", {"code": "300023000116", "nr": -1, "owner": ONE}),
    ],
    "crate.sent/1": [("nowhere", {}), ("no such day", {"to": PLACE, "back_on": "2026-02-30"})],
    "crate.received/1": [("not a list", {"missing": ONE})],
    "crate.handed_over/1": [("nobody counted", {"side": "gave", "how": "key"})],
    "crate.retired/1": [("no reason", {})],
}

Row = tuple[str, str, list[Held]]


def _out() -> tuple[Teller, Teller]:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    crating.stocked(a, b)
    crating.pack(a, 0, 1)
    crating.send(a, b)
    a.meet(b)
    return a, b


def crate_rows() -> list[Row]:
    """There and back with exceptions; to the wrong library; received before it was known."""
    a, b = _out()
    crating.receive(b, missing=COPIES[1:2], surplus=COPIES[2:], damaged=COPIES[:1])
    body = facts.CrateHandedOver("took", "key", 1)
    names = facts.SignersPrivate(took=facts.Signer("Lò Văn Páo"))
    b.tell(rules.hand_over(crating.crate(b), body, names, scene.desk(b, LATER)))
    b.tell(rules.forget_signers(crating.crate(b), scene.desk(b, LATER), reason="wish"))
    crating.send(b, a, on="2026-06-01", back_on=None)
    a.meet(b)
    crating.receive(a, on="2026-06-02")
    wish = rules.unpack(crating.crate(a), COPIES, scene.desk(a, "2026-06-02"), reason="home")
    a.tell(wish)
    a.tell(rules.retire(crating.crate(a), scene.desk(a, "2026-06-03"), reason="broken"))
    return [("out with exceptions, home, retired", CRATE, a.held(CRATE)), *_astray(), *_early()]


def _astray() -> list[Row]:
    a, b = _out()
    c = Teller("C", now_ms=BEGAN_MS + 90_000)
    a.meet(c)
    crating.receive(c, anyway=True)
    a.meet(c)
    shown = ("received where it was not sent", CRATE, a.held(CRATE))
    crating.receive(b)
    b.meet(c)
    apart = ("received at two libraries apart", CRATE, b.held(CRATE))
    c.tell(rules.stay(crating.crate(c), scene.desk(c, LATER)))
    return [shown, apart, ("it stays there, agreed", CRATE, c.held(CRATE))]


def _early() -> list[Row]:
    a, b = Teller("A"), Teller("B", now_ms=1)
    crating.stocked(a)
    crating.pack(a, 0)
    crating.receive(b, on=crating.ON)
    crating.send(a, b)
    a.meet(b)
    return [("received before the sending was known there", CRATE, a.held(CRATE))]


def copy_rows() -> list[Row]:
    """A copy that did not come with its crate; one that was packed into two crates."""
    a, b = _out()
    crating.receive(b, missing=COPIES[1:2], damaged=COPIES[:1])
    short = ("it did not come with its crate", COPIES[1], b.held(COPIES[1]))
    came = ("it came with its crate, damaged", COPIES[0], b.held(COPIES[0]))
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    crating.stocked(a, b)
    crating.pack(a, 0)
    crating.pack(b, 0, into=OTHER)
    a.meet(b)
    return [came, short, ("packed into two crates apart", COPIES[0], a.held(COPIES[0]))]


def hold_rows() -> list[Row]:
    """A hold whose copy was packed into a crate and taken out again."""
    a = Teller("A")
    crating.stocked(a)
    hold = named("hold")
    placed = HoldPlaced(pickup=PLACE, title=named("title 0"))
    a.say("hold.placed/1", hold, placed, on=crating.ON)
    crating.pack(a, 0, hold=hold)
    packed = ("its copy lies in a crate", hold, a.held(hold))
    a.tell(rules.unpack(crating.crate(a), COPIES[:1], scene.desk(a, LATER)))
    return [packed, ("its copy was taken out", hold, a.held(hold))]
