"""A card index of one desk, for the smallest model of two desks of a place that meet now and then.

Written from what is promised (docs/concepts.md, docs/decisions/0005, 0025, 0028, 0032, 0036), not
from the program. A thing (copy, hold, reader) that only one desk has touched since they met is
afterwards at both as that desk left it. What both touched is looked at anew after the meeting; of
it nothing is foretold but that every loan stays in the history and both desks say the same.
"""

from __future__ import annotations

import copy as copying
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

LIMIT, RENEWALS, RENEWAL_DAYS, HOLDS = 3, 1, 10, 2
"""House rules of the invented province (profiles/lumira)."""
CLOSED_AT_MOST = 4
"""Days by which a due date may be put off to an open one."""
UNSURE = None
Expected = bool | None


@dataclass
class Card:
    """A copy. loans: the open ones, reader by fact; kept: the hold for which it waits here."""

    loans: dict[str, int] = field(default_factory=dict)
    lost: bool = False
    way: bool = False
    claimed: bool = False
    damaged: bool = False
    kept: str | None = None
    renewals: int = 0
    due_on: str = ""


@dataclass
class Wish:
    """A hold for the one copy of a title. kept: whether the copy waits for it."""

    reader: int
    copy: int
    nr: int
    is_open: bool = True
    kept: bool = False


@dataclass
class Person:
    """A reader. blocks: facts; others: registrations that are the same person."""

    blocks: list[str] = field(default_factory=list)
    others: set[int] = field(default_factory=set)


Thing = tuple[str, int | str]


class Index:
    """What one desk knows."""

    def __init__(self) -> None:
        self.cards: dict[int, Card] = {}
        self.wishes: dict[str, Wish] = {}
        self.people: dict[int, Person] = {}
        self.touched: set[Thing] = set()
        self.times: Counter[Thing] = Counter()
        self.last: tuple[int, str, dict[Thing, object]] | None = None
        """The newest act of a copy that may be undone: copy, fact, what it touched as it was."""

    # ---- what is asked ----

    def same(self, reader: int) -> set[int]:
        """The registrations of this person."""
        found, new = {reader}, {reader}
        while new:
            new = {o for one in new for o in self.people[one].others if o in self.people} - found
            new |= {o for o, p in self.people.items() if found & p.others} - found
            found |= new
        return found

    def loans(self, reader: int) -> int:
        mine = self.same(reader)
        return sum(who in mine for card in self.cards.values() for who in card.loans.values())

    def wishes_of(self, reader: int) -> list[Wish]:
        mine = self.same(reader)
        return [one for one in self.wishes.values() if one.is_open and one.reader in mine]

    def line(self, copy: int) -> list[str]:
        """Holds that wait for the copy, first come first."""
        waiting = [
            (one.nr, hold)
            for hold, one in self.wishes.items()
            if one.is_open and not one.kept and one.copy == copy
        ]
        return [hold for _, hold in sorted(waiting)]

    def stopped(self, reader: int) -> Expected:
        """Whether a block stops this registration; another one's of the person: not promised."""
        if self.people[reader].blocks:
            return True
        return UNSURE if any(self.people[one].blocks for one in self.same(reader)) else False

    # ---- what is foretold: True it is done, False it is refused, None either ----

    def may_lend(self, copy: int, reader: int) -> Expected:
        card, mine = self.cards[copy], self.same(reader)
        if card.loans or card.lost or self.loans(reader) >= LIMIT:
            return False
        if card.kept is not None and self.wishes[card.kept].reader not in mine:
            return False
        if card.kept is None:
            line = self.line(copy)
            if line and self.wishes[line[0]].reader not in mine:
                return False
        stopped = self.stopped(reader)
        return UNSURE if stopped is None else not stopped

    def may_take_back(self, copy: int) -> Expected:
        card = self.cards[copy]
        return bool(card.loans) or card.lost or card.way

    def may_renew(self, copy: int, on: str) -> Expected:
        card = self.cards[copy]
        if not card.loans or card.renewals >= RENEWALS or self.line(copy):
            return False
        if len(card.loans) > 1:
            return UNSURE
        (reader,) = card.loans.values()
        stopped = self.stopped(reader)
        gained = date.fromisoformat(on).toordinal() + RENEWAL_DAYS
        gained -= date.fromisoformat(card.due_on).toordinal()
        if stopped or gained + CLOSED_AT_MOST <= 0:
            return False
        return UNSURE if stopped is None or gained <= 0 else True

    def may_hold(self, copy: int, reader: int) -> Expected:
        mine, open_ones = self.same(reader), self.wishes_of(reader)
        has = any(who in mine for who in self.cards[copy].loans.values())
        if has or len(open_ones) >= HOLDS or any(one.copy == copy for one in open_ones):
            return False
        stopped = self.stopped(reader)
        return UNSURE if stopped is None else not stopped

    def may_claim(self, copy: int) -> Expected:
        card = self.cards[copy]
        if len(card.loans) > 1:
            return UNSURE
        return bool(card.loans) and not card.claimed

    def may_send(self, copy: int) -> Expected:
        card = self.cards[copy]
        return not (card.loans or card.lost or card.way)

    # ---- what is done ----

    def keep(self, *things: Thing) -> dict[Thing, object]:
        """Things as they are, and that they are touched."""
        self.touched |= set(things)
        self.times.update(things)
        return {one: copying.deepcopy(self.thing(one)) for one in things}

    def thing(self, one: Thing) -> object | None:
        what, nr = one
        return {"copy": self.cards, "hold": self.wishes, "reader": self.people}[what].get(nr)  # type: ignore[arg-type,attr-defined]

    def put(self, one: Thing, value: object) -> None:
        what, nr = one
        kept: dict[int | str, object] = {
            "copy": self.cards, "hold": self.wishes, "reader": self.people
        }[what]  # type: ignore[assignment]  # fmt: skip
        if value is None:
            kept.pop(nr, None)
        else:
            kept[nr] = value

    def lend(self, copy: int, reader: int, fact: str, due_on: str) -> None:
        card = self.cards[copy]
        mine = [h for h, w in self.wishes.items() if w in self.wishes_of(reader) and w.copy == copy]
        before = self.keep(("copy", copy), *(("hold", one) for one in mine))
        for hold in mine[:1]:
            self.wishes[hold].is_open = self.wishes[hold].kept = False
        card.loans, card.lost, card.way, card.kept = {fact: reader}, False, False, None
        card.renewals, card.due_on, card.claimed = 0, due_on, False
        self.last = (copy, fact, before)

    def take_back(self, copy: int, fact: str) -> None:
        card = self.cards[copy]
        spoilt = card.damaged and bool(card.loans or card.lost or card.way)
        line = [] if spoilt or card.kept else self.line(copy)
        before = self.keep(("copy", copy), *(("hold", one) for one in line[:1]))
        card.loans, card.lost, card.way, card.claimed = {}, False, False, False
        card.renewals, card.due_on = 0, ""
        if line:
            card.kept, self.wishes[line[0]].kept = line[0], True
        self.last = (copy, fact, before)

    def let_go(self, copy: int) -> None:
        """Whoever the copy was kept for waits again."""
        card = self.cards[copy]
        if card.kept is not None:
            self.keep(("hold", card.kept))
            self.wishes[card.kept].kept = False
        card.kept = None

    def free(self, hold: str) -> None:
        """The hold is given up; its copy waits for the next one."""
        wish = self.wishes[hold]
        card, following = self.cards[wish.copy], self.line(wish.copy)
        self.keep(("hold", hold))
        wish.is_open = False
        if not wish.kept or card.kept != hold:
            return
        wish.kept = False
        self.keep(("copy", wish.copy), *(("hold", one) for one in following[:1]))
        card.kept = None
        self.last = None
        if following:
            card.kept, self.wishes[following[0]].kept = following[0], True


def met(one: Index, other: Index) -> set[Thing]:
    """Both know what either told; the things that both touched are to be looked at anew."""
    both = one.touched & other.touched
    for giver, taker in ((one, other), (other, one)):
        for thing in giver.touched - both:
            taker.put(thing, copying.deepcopy(giver.thing(thing)))
    one.touched, other.touched = set(), set()
    one.times.clear()
    other.times.clear()
    one.last = other.last = None
    return both
