"""A demonstration province from one seed, from an empty folder to a year of work."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

from tusach.ledger.draft import Refusal
from tusach.ledger.kind import ADMINISTRATOR, PROVINCIAL
from tusach.library.places.codes import COPY, READER
from tusach.library.profile.demonstration import Demonstration, DemoPlace
from tusach.library.readers import rules as readers
from tusach.node.acts import founding, province
from tusach.node.acts.node import At, Node, load_profile, open_node
from tusach.node.acts.numbers import grant
from tusach.node.acts.settled import settle
from tusach.node.demo import people, stock
from tusach.node.demo.asked import ask_for
from tusach.node.demo.checked import check_numbers
from tusach.node.demo.crates import send_crates
from tusach.node.demo.doors import BatchDoor, Door
from tusach.node.demo.funded import fund
from tusach.node.demo.promised import promise_quarter
from tusach.node.demo.quarrels import Vehicle, quarrel
from tusach.node.demo.recorded import keep_records
from tusach.node.demo.reported import report_a_quarter
from tusach.node.demo.travelled import promise_one, travel
from tusach.node.demo.visited import tell_of_places
from tusach.node.demo.world import SeededRandom, ToldClock, demo_key
from tusach.node.demo.year import Library, Tally, Year
from tusach.node.store import home as homes
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import World

AT_ONCE = 2_000
RENEWED_PER_CENT = 88
SILENT_DAYS = 24


class Size(msgspec.Struct, frozen=True):
    """How large a demonstration is."""

    titles: int
    copies: int
    readers: int
    loans: int
    visits: int


SIZES = {
    "tiny": Size(titles=700, copies=2_400, readers=400, loans=1_700, visits=1_500),
    "small": Size(titles=3_000, copies=9_000, readers=1_500, loans=8_400, visits=10_000),
    "full": Size(titles=20_600, copies=60_000, readers=4_000, loans=63_500, visits=82_000),
}

Progress = Callable[[str, int, int], None]


class Built(msgspec.Struct, frozen=True):
    """What was made. people: (role, staff id); reader: one card to try."""

    facts: int
    titles: int
    copies: int
    readers: int
    places: int
    milliseconds: int
    staff: tuple[tuple[str, str, str], ...]
    reader: str
    card: str
    tally: Tally


class Plan(msgspec.Struct, frozen=True):
    """What to make, of what, up to when. database: a PostgreSQL address; none: in the home."""

    seed: str
    size: Size
    until: date
    profile_name: str
    progress: Progress
    days: int = 365
    database: str = ""
    door: Callable[[Node], Door] = BatchDoor


def build(home: Path, plan: Plan) -> Built:
    """Fill an empty home. Raises StoreFault before anything is made where the profile lacks it."""
    start = time.perf_counter()
    profile = load_profile(plan.profile_name)
    if profile.demonstration is None or not (profile.books or profile.titles):
        raise StoreFault("demo.none", name=plan.profile_name)
    code = profile.demonstration.places[0].code
    words = founding.home_words(profile, profile_name=plan.profile_name, place=code)
    if plan.database:
        words["database"] = plan.database
    tenant = profile.province.tenant
    homes.create(home, role="hub", tenant=tenant, demonstration=True, **words)
    demo_key(home, plan.seed)
    clock, chance = ToldClock(), SeededRandom(f"tusach {plan.seed}")
    first = plan.until - timedelta(days=plan.days)
    clock.put(first, 6 * 60, profile.province.time_zone.utc_offset_minutes)
    world = World(clock=clock, random=chance, built_ms=0)
    with homes.writer(home, "demo"):
        node = open_node(home, world=world)
        node.indexer.paused = True
        try:
            found = _Builder(node, plan, clock=clock, chance=chance).build(first)
            plan.progress("search", 0, 1)
            node.indexer.rebuild()
            plan.progress("search", 1, 1)
            with node.store.engine.reading() as reading:
                facts = reading.arrival()
        finally:
            node.close()
    took = int(1000 * (time.perf_counter() - start))
    return msgspec.structs.replace(found, facts=facts, milliseconds=took)


def _fall_silent(libraries: Sequence[Library], until: date) -> None:
    """One library that stays where it is, and not the one that people look at, tells no visits."""
    still = [one for one in libraries[3:] if not one.moves]
    if still:
        still[0].silent_from = (until - timedelta(days=SILENT_DAYS)).isoformat()


class _Builder:
    def __init__(
        self,
        node: Node,
        plan: Plan,
        *,
        clock: ToldClock,
        chance: SeededRandom,
    ) -> None:
        self.node = node
        self.plan = plan
        self.clock = clock
        self.chance = chance
        self.profile = node.profile
        self._readers = 0

    def build(self, first: date) -> Built:
        on = first.isoformat()
        demo = self.profile.demonstration
        assert demo is not None
        staff = self._places(demo.places, on)
        titles = self._titles(demo.places[0], staff, on)
        libraries = [self._library(place, staff, titles, on) for place in demo.places]
        _fall_silent(libraries, self.plan.until)
        count = sum(len(one.readers) for one in libraries)
        year = Year(self.plan.door(self.node), self.clock, chance=self.chance, libraries=libraries)
        size = self.plan.size
        day, last = first, self.plan.until
        step = timedelta(days=14)
        while day <= last:
            end = min(day + step, last)
            days = (end - day).days + 1
            year.tell(
                day,
                end,
                loans=size.loans * days // (self.plan.days + 1) + 1,
                visits=size.visits * days // (self.plan.days + 1) + 1,
            )
            self.plan.progress("loans", year.tally.loans, max(size.loans, year.tally.loans + 1))
            day = end + timedelta(days=1)
        self._renewals(libraries)
        for library in libraries:
            ask_for(self.node, library, self.chance, self.plan.until.isoformat())
        # Every library may be closed on the last day; what the province knows is told all the same.
        zone = self.profile.province.time_zone
        self.clock.put(self.plan.until, 11 * 60, zone.utc_offset_minutes)
        centre = At(libraries[0].place, self.plan.until.isoformat(), self._province(staff, demo))
        self._work(libraries, staff, centre)
        self._quarrels(libraries)
        self.plan.progress("loans", year.tally.loans, year.tally.loans)
        one = max(libraries[0].readers, key=lambda borrower: borrower.eagerness)
        return Built(
            facts=0,
            titles=len(titles),
            copies=sum(self._copies(place) for place in demo.places),
            readers=count,
            places=len(demo.places),
            milliseconds=0,
            staff=tuple(self._demo_staff(staff, demo.places)),
            reader=one.reader,
            card=one.card,
            tally=year.tally,
        )

    def _work(
        self,
        libraries: Sequence[Library],
        staff: dict[str, list[tuple[str, str]]],
        centre: At,
    ) -> None:
        """What the province does and knows besides lending."""
        node, demo = self.node, self.profile.demonstration
        assert demo is not None
        places = [one.place for one in libraries]
        tell_of_places(node, demo.places, centre)
        send_crates(node, libraries, self.plan.until)
        self._trips([one.place for one in libraries[1:] if not one.moves], centre)
        fund(node, centre)
        wide = (ADMINISTRATOR, PROVINCIAL)
        others = [
            who for role, who in staff[demo.places[0].code] if role in wide and who != centre.by
        ]
        if others and len(libraries) > 1:
            report_a_quarter(node, centre, others[0], late=libraries[1].place)
        keep_records(node, places, centre, self.chance)
        check_numbers(node, places, centre)
        settle(node)  # people of the periods just over, while it is known whose each loan was

    def _trips(self, places: Sequence[str], centre: At) -> None:
        self.plan.progress("trips", 0, 1)
        travel(self.node, places, centre)
        if not promise_quarter(self.node, centre):
            promise_one(self.node, places, centre)
        self.plan.progress("trips", 1, 1)

    def _places(self, places: Sequence[DemoPlace], on: str) -> dict[str, list[tuple[str, str]]]:
        """All places, their blocks and their people; by place code: (role, staff id)."""
        node, tenant = self.node, self.node.tenant
        staff: dict[str, list[tuple[str, str]]] = {}
        with node.store.batch() as transaction:
            transaction.tell(list(province.programme_drafts(self.profile, tenant, on)), None)
            for place in places:
                drafts = list(province.place_drafts(self.profile, tenant, place, on))
                transaction.tell(drafts, None)
        with node.store.batch() as transaction:
            block = 0
            for place in places:
                at = At(node.place_id(place.code), on)
                for digit, count in ((COPY, self._copies(place)), (READER, 1)):
                    for nr in range(1 + count // 9_000):
                        drafts = [grant(tenant, digit, block + nr, at)]
                        transaction.tell(drafts, None)
                block += 1 + self._copies(place) // 9_000
                central = place is places[0]
                staff[place.code] = [
                    (role, people.appoint(node, transaction, self.chance, at=at, role=role))
                    for role in people.roles_of(place.staff, central=central)
                ]
        self.plan.progress("places", len(places), len(places))
        return staff

    def _province(self, staff: dict[str, list[tuple[str, str]]], demo: Demonstration) -> str | None:
        """Somebody who speaks for the whole province."""
        wide = (ADMINISTRATOR, PROVINCIAL)
        return next((who for role, who in staff[demo.places[0].code] if role in wide), None)

    def _titles(
        self, central: DemoPlace, staff: dict[str, list[tuple[str, str]]], on: str
    ) -> list[stock.Stocked]:
        at = At(self.node.place_id(central.code), on, staff[central.code][0][1])
        found = []
        source = stock.records(self.profile, self.chance, self.plan.size.titles)
        while part := list(itertools.islice(source, AT_ONCE)):
            with self.node.store.batch() as transaction:
                found += [stock.describe(self.node, transaction, one, at) for one in part]
            self.plan.progress("titles", len(found), self.plan.size.titles)
        self.plan.progress("titles", len(found), len(found))
        return found

    def _copies(self, place: DemoPlace) -> int:
        return max(20, self.plan.size.copies * place.copies_permille // 1000)

    def _library(
        self,
        place: DemoPlace,
        staff: dict[str, list[tuple[str, str]]],
        titles: list[stock.Stocked],
        on: str,
    ) -> Library:
        node, chance = self.node, self.chance
        clerk = staff[place.code][-1][1]
        at = At(node.place_id(place.code), on, clerk)
        wanted = self._copies(place)
        copies: list[str] = []
        while len(copies) < wanted:
            count = min(AT_ONCE, wanted - len(copies))
            # Well-known books stand in more places: the square of a draw leans to the front.
            picked = [titles[self._leaning(len(titles))] for _ in range(count)]
            with node.store.batch() as transaction:
                made = stock.register(node, transaction, picked, at)
            copies += [subject for subject, _ in made]
        found: list[people.Borrower] = []
        most = max(3, self.plan.size.readers * place.readers_permille // 1000)
        with node.store.batch() as transaction:
            while len(found) < most:
                found += people.family(node, transaction, chance, at)
        self._readers += len(found)
        self.plan.progress("readers", self._readers, max(self.plan.size.readers, self._readers))
        weights = list(itertools.accumulate(one.eagerness for one in found))
        kinds = {kind.code: kind for kind in self.profile.places.kinds}
        return Library(
            place=at.place,
            staff=clerk,
            readers=found,
            weights=weights,
            on_shelf=copies,
            share=len(found),
            central=kinds[place.kind].central,
            moves=kinds[place.kind].moves,
        )

    def _leaning(self, n: int) -> int:
        return self.chance.draw(n) * self.chance.draw(n) // n

    def _renewals(self, libraries: Sequence[Library]) -> None:
        """Most people had their card renewed within the last weeks; some let it run out."""
        until = self.plan.until
        for library in libraries:
            with self.node.store.batch() as transaction:
                for borrower in library.readers:
                    if self.chance.draw(100) >= RENEWED_PER_CENT:
                        continue
                    on = until - timedelta(days=self.chance.draw(min(60, self.plan.days)))
                    day = (on + timedelta(days=365 + self.chance.draw(300))).isoformat()
                    state = transaction.state(borrower.reader, "reader")
                    found = readers.renew(state, valid_until=day, on=on.isoformat())
                    if not isinstance(found, Refusal):
                        transaction.tell(found, library.staff)

    def _quarrels(self, libraries: Sequence[Library]) -> None:
        seed = self.plan.seed
        zone = self.profile.province.time_zone
        self.clock.put(self.plan.until, 12 * 60, zone.utc_offset_minutes)
        vehicle = Vehicle(self.node, self.clock, SeededRandom(f"vehicle {seed}"), seed)
        try:
            library = libraries[0]
            at = At(library.place, self.plan.until.isoformat(), library.staff)
            free = [one for one in library.readers if not self.node.store.open_loans(one.reader)]
            quarrel(
                self.node,
                vehicle,
                at,
                copy=library.on_shelf[0],
                other=library.on_shelf[1],
                readers=(free[0].reader, free[1].reader),
            )
        finally:
            vehicle.close()

    def _demo_staff(
        self, staff: dict[str, list[tuple[str, str]]], places: Sequence[DemoPlace]
    ) -> Iterator[tuple[str, str, str]]:
        """(role, staff id, place id) of the people one may log in as."""
        central = places[0].code
        for role, who in staff[central]:
            if role in (ADMINISTRATOR, PROVINCIAL):
                yield role, who, self.node.place_id(central)
        commune = places[min(2, len(places) - 1)].code
        role, who = staff[commune][-1]
        yield role, who, self.node.place_id(commune)
