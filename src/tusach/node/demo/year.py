"""A year of work: who borrows what, when it comes back, who visits, what goes wrong."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Draft
from tusach.ledger.mechanism import SUPERVISOR, FactCorrected
from tusach.library import scopes
from tusach.library.visits import rules as visit_rules
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts.node import At
from tusach.node.demo.doors import Door
from tusach.node.demo.people import Borrower
from tusach.node.demo.world import SeededRandom, ToldClock

SEASON = (80, 60, 95, 110, 105, 125, 130, 120, 110, 105, 100, 85)
"""Per cent of a usual month, January to December: quiet at the lunar new year, busy in summer."""

OPENING_MINUTE = 8 * 60
DAYS_AT_ONCE = 5
_SUN = 6


class Library(msgspec.Struct):
    """A place of the demonstration at work. on_shelf: copies to be lent, in no order."""

    place: str
    staff: str
    readers: list[Borrower]
    weights: list[int]
    on_shelf: list[str]
    share: int
    central: bool
    moves: bool = False


class Tally(msgspec.Struct):
    """What was told."""

    loans: int = 0
    returns: int = 0
    renewals: int = 0
    visits: int = 0
    lost: int = 0
    corrected: int = 0
    undone: int = 0


class Year:
    """Tells a year, some days in one transaction."""

    def __init__(
        self,
        door: Door,
        clock: ToldClock,
        *,
        chance: SeededRandom,
        libraries: Sequence[Library],
    ) -> None:
        self.door = door
        self.node = door.node
        self.clock = clock
        self.chance = chance
        self.libraries = libraries
        self.tally = Tally()
        self._coming: list[tuple[str, int, str, int]] = []
        self._nr = 0

    def tell(self, first: date, last: date, *, loans: int, visits: int) -> None:
        """All days from first to last; loans and visits: about so many in all."""
        days = [first + timedelta(days=nr) for nr in range((last - first).days + 1)]
        weight = sum(SEASON[day.month - 1] for day in days) or 1
        owed_loans = owed_visits = 0.0
        for start in range(0, len(days), DAYS_AT_ONCE):
            with self.door.days():
                for day in days[start : start + DAYS_AT_ONCE]:
                    owed_loans += loans * SEASON[day.month - 1] / weight
                    owed_visits += visits * SEASON[day.month - 1] / weight
                    if not self._someone_works(day):
                        continue
                    self._day(day, int(owed_loans), int(owed_visits))
                    owed_loans -= int(owed_loans)
                    owed_visits -= int(owed_visits)

    def _someone_works(self, day: date) -> bool:
        on = day.isoformat()
        return any(self.node.calendar(one.place, on).is_open(day) for one in self.libraries)

    def _day(self, day: date, loans: int, visits: int) -> None:
        on = day.isoformat()
        self.clock.put(day, OPENING_MINUTE, self.node.store.identity.offset_minutes)
        working = [one for one in self.libraries if self.node.calendar(one.place, on).is_open(day)]
        self._returns(working, on)
        whole = sum(one.share for one in working) or 1
        for library in working:
            at = At(library.place, on, library.staff)
            for _ in range(self._some(loans * library.share, whole)):
                self._lend(library, at)
            self._visits(library, at, self._came(visits * library.share, whole))

    def _some(self, part: int, whole: int) -> int:
        count, rest = divmod(part, whole)
        return count + (self.chance.draw(whole) < rest)

    def _came(self, part: int, whole: int) -> int:
        """So many people by chance (Poisson, days of rain and sun apart), never the same number."""
        chance = self.chance.chance
        limit = math.exp(-part / whole * chance.gammavariate(_SUN, 1 / _SUN))
        count, product = 0, chance.random()
        while product > limit:
            product *= chance.random()
            count += 1
        return count

    def _lend(self, library: Library, at: At) -> None:
        if not library.on_shelf or not library.readers:
            return
        chance = self.chance
        reader = chance.chance.choices(library.readers, cum_weights=library.weights)[0]
        place = chance.draw(len(library.on_shelf))
        copy = library.on_shelf[place]
        if self.door.lend(copy, reader.reader, at) is None:
            return
        library.on_shelf[place] = library.on_shelf[-1]
        library.on_shelf.pop()
        self.tally.loans += 1
        loan = self.door.copy(copy).open_loan
        assert loan is not None
        self._plan_return(copy, loan.due_on)

    def _plan_return(self, copy: str, due_on: str) -> None:
        fate = self.chance.draw(1000)
        due = date.fromisoformat(due_on)
        if fate < 4:
            day, what = due + timedelta(days=40), 2
        elif fate < 90:
            day, what = due - timedelta(days=1), 1
        elif fate < 200:
            day, what = due + timedelta(days=1 + self.chance.draw(25)), 0
        else:
            day, what = due - timedelta(days=self.chance.draw(12)), 0
        self._nr += 1
        heapq.heappush(self._coming, (day.isoformat(), self._nr, copy, what))

    def _returns(self, working: Sequence[Library], on: str) -> None:
        by_place = {one.place: one for one in working}
        later = []
        while self._coming and self._coming[0][0] <= on:
            _day, nr, copy, what = heapq.heappop(self._coming)
            loan = self.door.copy(copy).open_loan
            library = by_place.get(loan.place or "") if loan else None
            if loan is None or loan.lent_on >= on:
                if loan is not None:
                    later.append((_next(on), nr, copy, what))
                continue
            if library is None:
                later.append((_next(on), nr, copy, what))
                continue
            at = At(library.place, on, library.staff)
            if what == 1:
                self._renew(copy, at)
            elif what == 2:
                self._lose(copy, at)
            else:
                self._take_back(library, copy, at)
        for one in later:
            heapq.heappush(self._coming, one)

    def _take_back(self, library: Library, copy: str, at: At) -> None:
        home = library
        if len(self.libraries) > 1 and self.chance.draw(400) == 0:
            home = self.libraries[0]
        if self.door.take_back(copy, At(home.place, at.on, home.staff)) is None:
            return
        self.tally.returns += 1
        home.on_shelf.append(copy)

    def _renew(self, copy: str, at: At) -> None:
        if self.door.renew(copy, at) is not None:
            self.tally.renewals += 1
        loan = self.door.copy(copy).open_loan
        if loan is not None:
            self._plan_return(copy, max(loan.due_on, at.on))

    def _lose(self, copy: str, at: At) -> None:
        self.tally.lost += self.door.lose(copy, at) is not None

    def _visits(self, library: Library, at: At, visits: int) -> None:
        groups = self.node.profile.lending.reader_groups
        channel = "mobile" if library.moves else "on_site"
        while visits > 0:
            n = min(visits, 1 + self.chance.draw(6))
            visits -= n
            body = VisitCounted(channel, n, groups[self.chance.draw(min(5, len(groups)))].code)
            fact = self.door.count(body, at)
            if fact is None:
                continue
            self.tally.visits += n
            if self.chance.draw(700) == 0:
                self._correct_count(fact, body, at)

    def _correct_count(self, fact: str, body: VisitCounted, at: At) -> None:
        better = {**msgspec.to_builtins(body), "n": body.n + 1}
        draft = Draft(
            kind="fact.corrected/1",
            subject=visit_rules.visits_subject(self.node.tenant, at.place, at.on),
            scope=scopes.operations(at.place),
            on=at.on,
            place=at.place,
            body=FactCorrected(fact, better, "counted again", SUPERVISOR),
        )
        self.tally.corrected += self.door.tell(draft, at) is not None


def _next(on: str) -> str:
    return (date.fromisoformat(on) + timedelta(days=1)).isoformat()
