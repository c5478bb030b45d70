"""Examples and stories of doubts that were answered and of spot checks."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.doubts import drawing, facts

MONTH, ON = "2026-09", "2026-10-05"
PLACE = named("place A")
DOUBT = facts.doubt_subject(TENANT, PLACE, MONTH)
CHECK = facts.spotcheck_subject(TENANT, place=PLACE, month=MONTH, of=facts.LOANS)
IDS = [named(f"loan {nr}") for nr in range(12)]

EXPLAINED = facts.DoubtAnswered(
    MONTH, facts.EXPLAINED, 40, ("biggest_days", "even"), event="class_visit"
)
CONFIRMED = facts.DoubtAnswered(MONTH, facts.CONFIRMED, 40, facts=(IDS[0], IDS[1]))


def drawn(public: str = "82941") -> facts.SpotcheckDrawn:
    """Three of twelve loans."""
    framed = drawing.frame(IDS)
    seeded = drawing.seed(subject=CHECK, public_on="2026-10-04", public=public, framed=framed)
    return facts.SpotcheckDrawn(
        MONTH,
        facts.LOANS,
        "lottery_north",
        "2026-10-04",
        public,
        len(IDS),
        framed,
        drawing.draw(IDS, seeded, 3),
    )


def answered(of: str, said: tuple[str, ...]) -> facts.SpotcheckAnswered:
    """Two borne out, one not."""
    return facts.SpotcheckAnswered(of, confirmed=said[:2], wrong=said[2:])


DOUBTS: list[tuple[Any, ...]] = [
    ("explained by a class", "doubt.answered/1", EXPLAINED),
    ("two records that contradict each other", "doubt.answered/1", CONFIRMED),
    ("three of twelve", "spotcheck.drawn/1", drawn()),
    ("two borne out", "spotcheck.answered/1", answered(named("drawing"), drawn().drawn)),
    (
        "nobody reached",
        "spotcheck.answered/1",
        facts.SpotcheckAnswered(named("drawing"), unreached=drawn().drawn),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "doubt.answered/1": [("no month", {"how": "confirmed", "size": 3})],
    "spotcheck.drawn/1": [("nothing drawn", {"month": MONTH, "of": "loans", "size": 2})],
    "spotcheck.answered/1": [("no drawing", {"confirmed": [IDS[0]]})],
}

Row = tuple[str, str, list[Held]]


def doubt_rows() -> list[Row]:
    """Answered once, and by somebody else once more."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("doubt.answered/1", DOUBT, EXPLAINED, on=ON)
    first = a.held(DOUBT)
    b.say("doubt.answered/1", DOUBT, CONFIRMED, on=ON, place=a.place)
    a.meet(b)
    return [("explained", DOUBT, first), ("answered by two", DOUBT, a.held(DOUBT))]


def spotcheck_rows() -> list[Row]:
    """Drawn, answered; drawn apart a second time; found of another drawing; answered apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    one = a.say("spotcheck.drawn/1", CHECK, drawn(), on=ON)
    b.meet(a)
    a.say("spotcheck.answered/1", CHECK, answered(one.id, drawn().drawn), on=ON)
    whole = a.held(CHECK)
    reached = facts.SpotcheckAnswered(one.id, unreached=drawn().drawn)
    b.say("spotcheck.answered/1", CHECK, reached, on=ON)
    other = b.say("spotcheck.drawn/1", CHECK, drawn("11111"), on=ON)
    b.say("spotcheck.answered/1", CHECK, answered(other.id, drawn("11111").drawn), on=ON)
    a.meet(b)
    return [("answered", CHECK, whole), ("told apart", CHECK, a.held(CHECK))]
