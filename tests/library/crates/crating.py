"""One set-up for what happens to crates: a crate of place A, three copies on A's shelf."""

from __future__ import annotations

from typing import Any

from tests.library.copies.scene import desk
from tests.library.telling import TENANT, Teller, named

from tusach.ledger.draft import Refusal
from tusach.ledger.order import Held
from tusach.library.copies import rules as copies_rules
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.states import CopyState
from tusach.library.crates import rules
from tusach.library.crates.facts import CrateMade, crate_subject
from tusach.library.crates.limits import Limits
from tusach.library.crates.rules import Receipt, Sending
from tusach.library.crates.story import CrateState
from tusach.library.places.codes import printed_code

CODE, OTHER_CODE = printed_code(3, 23, 1), printed_code(3, 23, 2)
CRATE, OTHER = crate_subject(TENANT, CODE), crate_subject(TENANT, OTHER_CODE)
COPIES = tuple(
    copies_rules.copy_subject(TENANT, code=printed_code(1, 23, nr), owner=None) for nr in range(3)
)
ON, LATER, BACK = "2026-03-02", "2026-03-05", "2026-06-01"
NO_LIMITS = Limits()


def crate(teller: Teller, subject: str = CRATE) -> CrateState:
    """The crate as this teller sees it."""
    state: CrateState | None = teller.state(subject)
    return state or CrateState(subject)


def copy(teller: Teller, nr: int = 0) -> CopyState:
    """One of the copies as this teller sees it."""
    state: CopyState = teller.state(COPIES[nr])
    return state


def stocked(teller: Teller, *others: Teller) -> None:
    """The teller's place has three copies and two crates, and all know it."""
    for nr, subject in enumerate(COPIES):
        body = CopyRegistered(
            title=named(f"title {nr}"), code=printed_code(1, 23, nr), owner=teller.place
        )
        at = {"on": "2026-01-02", "place": teller.place}
        teller.tell(copies_rules.register(CopyState(subject), body, **at))
    for subject, code, number in ((CRATE, CODE, 12), (OTHER, OTHER_CODE, 13)):
        body = CrateMade(code, teller.place, number, 3)
        teller.tell(rules.make(CrateState(subject), body, desk(teller, "2026-01-03")))
    for other in others:
        teller.meet(other)


def pack(teller: Teller, *which: int, into: str = CRATE, on: str = ON, **more: Any) -> list[Held]:
    """These copies lie in the crate."""
    told: list[Held] = []
    for nr in which:
        wish = rules.pack(
            crate(teller, into), copy(teller, nr), desk(teller, on), NO_LIMITS, **more
        )
        told += teller.tell(wish)
    return told


def send(teller: Teller, to: Teller, *, on: str = ON, back_on: str | None = BACK) -> Held:
    """The crate leaves for another teller's place."""
    inside = tuple(teller.state(one) for one in crate(teller).inside)
    wish = rules.send(
        crate(teller),
        Sending(to=to.place, copies=inside, back_on=back_on),
        desk(teller, on),
        NO_LIMITS,
    )
    return teller.tell(wish)[0]


def receive(teller: Teller, *, on: str = LATER, **found: Any) -> Held:
    """The crate is here."""
    return teller.tell(rules.receive(crate(teller), Receipt(**found), desk(teller, on)))[0]


def travelled() -> tuple[Teller, Teller]:
    """A crate with two copies went from A to B, which has not received it yet."""
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    pack(a, 0, 1)
    send(a, b)
    a.meet(b)
    return a, b


def refusal(wish: object) -> str:
    """The code of a refusal."""
    assert isinstance(wish, Refusal), wish
    return wish.code
