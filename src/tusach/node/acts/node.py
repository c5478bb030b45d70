"""A node at work: its store, its search index, its profile, opened together."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.ident import derived
from tusach.library.calendar.facts import calendar_subject
from tusach.library.calendar.lunar import LunarCalendar
from tusach.library.calendar.story import CalendarState
from tusach.library.copies.policy import Case, Governing, Lending, governing
from tusach.library.places.calendar import Calendar, with_holidays
from tusach.library.places.story import PlaceState, RuleState, calendar_on
from tusach.library.profile.holidays import closed_dates
from tusach.library.profile.lending import history_rule
from tusach.library.profile.profile import Profile
from tusach.node.acts.told_rules import ToldRules
from tusach.node.settings.home import read_home
from tusach.node.store import home as homes
from tusach.node.store.indexing import Indexer
from tusach.node.store.protocol import StoreFault
from tusach.node.store.retell import retell
from tusach.node.store.store import Store, World
from tusach.node.store.transaction import Changed

CALENDARS = 2_000
HOLIDAY_YEARS = 12
"""For how many years ahead the holidays are looked up: no loan runs longer than ten."""


class At(msgspec.Struct, frozen=True):
    """Where, when, by whom. place: id; on: business date; by: staff id, None for the node.

    stop: at which a vehicle serves meanwhile.
    """

    place: str
    on: str
    by: str | None = None
    stop: str | None = None


class Node:
    """Store, index and profile of one home."""

    def __init__(self, home: Path, store: Store, indexer: Indexer, profile: Profile) -> None:
        self.home = home
        self.store = store
        self.indexer = indexer
        self.profile = profile
        self.tenant = store.tenant
        self.readers_told = 0
        self.invited_as_of: object = None
        """What was known of machines when invitations were looked at last."""
        self._rules: tuple[RuleState, ...] | None = None
        self._told: ToldRules | None = None
        self._calendars: dict[tuple[str, str], Calendar] = {}
        self._holidays: dict[int, frozenset[str]] = {}
        self._lunar: LunarCalendar | None = None
        self._lock = threading.Lock()
        store.listeners.append(self._changed)
        store.perform = self._perform
        store.link_days, store.marked_months = self.link_days, self.marked_months

    @property
    def search(self) -> Any:
        """The search index."""
        return self.indexer.index

    def today(self) -> str:
        """The business date of now."""
        return self.store.today()

    @property
    def lunar(self) -> LunarCalendar:
        """The lunar calendar: the table, with what was announced otherwise."""
        if self._lunar is None or not self.store.engine.single_writer:
            state: CalendarState = self.store.state(calendar_subject(self.tenant), "calendar")
            calendar = state.calendar()
            if self._lunar is not calendar:
                self._lunar = calendar
                self._holidays.clear()
        return self._lunar

    # ---- places and rules ----

    def place_id(self, code: str) -> str:
        """The id of a place by its code."""
        return derived(self.tenant, "place", code)

    def place(self, place: str) -> PlaceState:
        """A place as it stands."""
        found: PlaceState = self.store.state(place, "place")
        return found

    def calendar(self, place: str, on: str) -> Calendar:
        """When a place is open, by the weekday rule in force on a date.

        Years whose days off nobody has announced follow the rules of the profile.
        """
        if not self.store.engine.single_writer:
            return self._calendar_anew(place, on)
        found = self._calendars.get((place, on))
        if found is None:
            if len(self._calendars) > CALENDARS:
                self._calendars.clear()
            found = self._calendars[place, on] = self._calendar_anew(place, on)
        return found

    def _calendar_anew(self, place: str, on: str) -> Calendar:
        """The calendar with the holidays of the programme for as long as any loan may run."""
        year, lunar = int(on[:4]), self.lunar
        holidays = self._holidays.get(year)
        if holidays is None:
            rules, ahead = self.profile.holidays, range(year, year + HOLIDAY_YEARS)
            days = (day for one in ahead for day in closed_dates(rules, year=one, calendar=lunar))
            holidays = self._holidays[year] = frozenset(day.isoformat() for day in days)
        return with_holidays(calendar_on(self.place(place), on), holidays)

    def rules(self) -> tuple[RuleState, ...]:
        """Every rule that was told."""
        if self._rules is None or not self.store.engine.single_writer:
            subjects = self.store.query(
                "SELECT DISTINCT subject FROM rule WHERE tenant = ? ORDER BY subject",
                (self.tenant,),
            )
            self._rules = tuple(self.store.state(row[0], "rule") for row in subjects)
        return self._rules

    def lending(self, place: str, *, group: str, material: str, on: str) -> Lending:
        """How this material is lent to this group at this place on a date."""
        kind = self.place(place).kind
        case = Case(place=place, place_kind=kind, group=group, material=material, on=on)
        return self.told_rules().lending(case)

    def inside_only(self) -> frozenset[str]:
        """Kinds of material that are read inside, as the programme says."""
        kinds = self.profile.lending.material_kinds
        return frozenset(one.code for one in kinds if one.inside_only)

    def governing(self, place: str, *, on: str) -> Governing:
        """Whose rule holds at a desk: its own, that of who has the copy, or its owner's."""
        kind = self.place(place).kind
        case = Case(place=place, place_kind=kind, group="", material="", on=on)
        return governing(self.rules(), case, default=self.profile.lending.governing_place)

    def rule_told(self, fact: str | None) -> Lending | None:
        """The lending rule that a fact told, whatever holds today; None where it is not here."""
        return None if fact is None else self.told_rules().by_fact.get(fact)

    def grace(self) -> dict[str, int]:
        """Days of grace by the fact of the rule, of the rules that have some."""
        return self.told_rules().grace

    def told_rules(self) -> ToldRules:
        """The rules as they were told until now, read once."""
        states, told = self.rules(), self._told
        if told is None or told.states is not states:
            told = self._told = ToldRules(states, inside_only=self.inside_only())
        return told

    def link_days(self, place: str, on: str) -> int | None:
        """For how many days it is kept at a place who borrowed what; None: for ever."""
        kind = self.place(place).kind
        rule = history_rule(self.profile.lending, kind, on=date.fromisoformat(on))
        return None if rule is None else rule.days

    def marked_months(self, place: str, on: str) -> int:
        """For how many months it is kept at a place in which months somebody borrowed."""
        kind = self.place(place).kind
        rule = history_rule(self.profile.lending, kind, on=date.fromisoformat(on))
        return 0 if rule is None else rule.months

    def own_place(self) -> str | None:
        """The place that this node serves, or None (a hub without a desk of its own)."""
        code = read_home(self.home).get("place")
        return self.place_id(code) if code else None

    def _changed(self, changed: Changed) -> None:
        nouns = {story.noun for story in changed.stories}
        if "rule" in nouns or "" in nouns:
            self._rules = None
        if "reader" in nouns or "" in nouns:
            self.readers_told += 1
        if "calendar" in nouns or "" in nouns:
            self._lunar = None
            self._holidays.clear()
            self._calendars.clear()
        if "place" in nouns:
            self._calendars.clear()

    def _perform(self) -> None:
        from tusach.node.acts.duties import perform

        perform(self)

    @contextlib.contextmanager
    def much(self) -> Iterator[None]:
        """Very much is told in a row meanwhile: the files get more memory; equally durable."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.store.engine.much())
            if self.indexer.feeds:
                stack.enter_context(self.indexer.much())
            yield

    def close(self) -> None:
        """Seal and end."""
        self.indexer.close()
        self.store.close()


Progress = Callable[[int, int], None]
"""progress(done, all), in facts."""


def open_node(
    home: Path,
    *,
    readonly: bool = False,
    follow: bool = False,
    world: World | None = None,
    progress: Progress | None = None,
) -> Node:
    """A home at work; the caller holds the writer's lock, or opens read-only.

    follow: another process of this hub feeds the search file; this one only looks into it.
    progress: of telling the tables anew, where those that lie here are of another version.
    """
    store = homes.open_store(home, readonly=readonly, world=world)
    try:
        if store.engine.stale:
            if readonly:
                raise StoreFault("home.older", path=str(home))
            if not follow:
                retell(store, progress=progress)
        indexer = Indexer(store, home / homes.SEARCH, readonly=readonly or follow)
        profile = profile_of(home)
    except BaseException:
        store.engine.close()
        store.vault.close()
        raise
    return Node(home, store, indexer, profile)


@contextlib.contextmanager
def writing_node(
    home: Path,
    *,
    world: World | None = None,
    address: str = "",
    progress: Progress | None = None,
) -> Iterator[Node]:
    """The one writing process of a home, for as long as it lasts."""
    homes.identity(home)
    with homes.writer(home, address):
        node = open_node(home, world=world, progress=progress)
        try:
            yield node
        finally:
            node.close()


def profile_of(home: Path) -> Profile:
    """The profile that a home was made with."""
    name = read_home(home).get("profile", "")
    if not name:
        raise StoreFault("profile.missing", name=name)
    return load_profile(name)


@lru_cache(maxsize=8)
def load_profile(name: str) -> Profile:
    """A profile by the name of its folder, or by a path to one."""
    from tusach.library.profile.reading import load

    folder = profile_folder(name)
    files = {one.name: one.read_bytes() for one in sorted(folder.glob("*.json"))}
    if not files:
        raise StoreFault("profile.missing", name=name)
    return load(files)


def default_profile() -> str:
    """The first profile beside the program that speaks of a real province."""
    for folder in sorted(profile_folder(".").iterdir()):
        if (folder / "province.json").is_file() and not load_profile(folder.name).province.invented:
            return folder.name
    raise StoreFault("profile.missing", name="")


def profile_folder(name: str) -> Path:
    """Where a profile lies: a path, or a folder of `profiles/` beside the source or installed."""
    if "/" in name:
        return Path(name)
    beside = Path(__file__).resolve().parents[4] / "profiles" / name
    if beside.is_dir():
        return beside
    return Path(str(resources.files("tusach"))) / "profiles" / name
