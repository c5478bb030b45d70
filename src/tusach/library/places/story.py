"""How units, places, rules and blocks look after all their facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.places import facts
from tusach.library.places.calendar import EVERY_DAY, Calendar
from tusach.library.places.served import ClassTold, ServiceTold, with_class, with_version
from tusach.library.places.served_facts import Classed, PlaceServiceSet
from tusach.library.places.visits import Visit, with_days


class UnitState(msgspec.Struct, frozen=True):
    """A commune or ward: code, names by language, validity (ended_on is the first day without)."""

    subject: str
    declared: facts.UnitDeclared | None = None
    ended_on: str | None = None
    into: tuple[str, ...] = ()
    classes: tuple[ClassTold, ...] = ()


class PlaceState(msgspec.Struct, frozen=True):
    """A place as it stands. founded_by: the founding fact. calendar: its single days.

    openings: (valid from, weekdays, fact), by day of force, then as told: see `calendar_on`.
    visits: of vehicles, by day. classes, services: as decided and told, see `served`.
    """

    subject: str
    code: str = ""
    name: str = ""
    kind: str = ""
    unit: str | None = None
    owner: str = ""
    address: str = ""
    contact: str = ""
    founded_on: str | None = None
    founded_by: str = ""
    closed_on: str | None = None
    hours: str = ""
    openings: tuple[tuple[str, tuple[int, ...], str], ...] = ()
    calendar: Calendar = Calendar()
    demonstration: bool = False
    visits: tuple[Visit, ...] = ()
    classes: tuple[ClassTold, ...] = ()
    services: tuple[ServiceTold, ...] = ()


class RuleVersion(msgspec.Struct, frozen=True):
    """One version of a rule with the fact that told it."""

    fact: str
    rule: facts.RuleSet


class RuleState(msgspec.Struct, frozen=True):
    """All versions of one rule, latest told last."""

    subject: str
    versions: tuple[RuleVersion, ...] = ()

    def in_force(self, on: str) -> RuleVersion | None:
        """The version in force on a date: the latest told of those whose dates include it."""
        for version in reversed(self.versions):
            rule = version.rule
            if rule.valid_from <= on and (rule.valid_until is None or on <= rule.valid_until):
                return version
        return None


class BlockState(msgspec.Struct, frozen=True):
    """A block of numbers and to whom it was granted; two grants are a disagreement."""

    subject: str
    granted: facts.BlockGranted | None = None
    fact: str = ""


class UnitFolder:
    """Folds `unit.*`."""

    noun = "unit"

    def start(self, subject: str) -> UnitState:
        """A unit of which nothing is known."""
        return UnitState(subject)

    def step(self, state: UnitState, told: Told, telling: Telling) -> UnitState:
        """The unit after one more fact."""
        if isinstance(told.body, facts.UnitDeclared):
            return replace(state, declared=told.body)
        if isinstance(told.body, facts.UnitEnded):
            return replace(state, ended_on=told.body.ended_on, into=told.body.into)
        if isinstance(told.body, Classed):
            new = ClassTold(told.id, told.body)
            return replace(state, classes=with_class(state.classes, new))
        return state


class PlaceFolder:
    """Folds `place.*`."""

    noun = "place"

    def start(self, subject: str) -> PlaceState:
        """A place of which nothing is known; open every day until told otherwise."""
        return PlaceState(subject)

    def step(self, state: PlaceState, told: Told, telling: Telling) -> PlaceState:
        """The place after one more fact."""
        body: Any = told.body
        if isinstance(body, facts.PlaceFounded):
            if state.founded_on is not None:
                telling.disagree("place.founded_twice", state.founded_by, told.id)
                return state
            return replace(
                state,
                code=body.code,
                name=body.name,
                kind=body.kind,
                unit=body.unit,
                owner=body.owner,
                address=body.address,
                contact=body.contact,
                founded_on=told.on,
                founded_by=told.id,
                demonstration=body.demonstration,
            )
        if isinstance(body, facts.PlaceDescribed):
            return replace(
                state,
                name=body.name,
                kind=body.kind,
                unit=body.unit,
                owner=body.owner,
                address=body.address,
                contact=body.contact,
            )
        if isinstance(body, facts.PlaceOpeningSet):
            return _opening(state, told.id, body)
        if isinstance(body, facts.PlaceClosedDaysSet):
            return replace(state, calendar=_single_days(state.calendar, told.id, body))
        if isinstance(body, facts.PlaceVisitsDated):
            return replace(state, visits=_visits(state.visits, told.id, body))
        if isinstance(body, Classed):
            return replace(state, classes=with_class(state.classes, ClassTold(told.id, body)))
        if isinstance(body, PlaceServiceSet):
            new = ServiceTold(told.id, body)
            return replace(state, services=with_version(state.services, new))
        if isinstance(body, facts.PlaceClosed):
            return replace(state, closed_on=body.closed_on)
        return state


class RuleFolder:
    """Folds `rule.set`."""

    noun = "rule"

    def start(self, subject: str) -> RuleState:
        """A rule that nobody has told."""
        return RuleState(subject)

    def step(self, state: RuleState, told: Told, telling: Telling) -> RuleState:
        """The rule with one more version; two told apart for the same days are shown."""
        rule = told.body
        if not isinstance(rule, facts.RuleSet):
            return state
        for version in state.versions:
            apart = _overlap(version.rule, rule) and not telling.lineage.knew(told.id, version.fact)
            if apart and version.rule != rule:
                telling.disagree("rule.set_apart", version.fact, told.id)
        return replace(state, versions=(*state.versions, RuleVersion(told.id, rule)))


class BlockFolder:
    """Folds `block.granted`: the first grant in the one order holds, a second is shown."""

    noun = "block"

    def start(self, subject: str) -> BlockState:
        """A block that nobody holds."""
        return BlockState(subject)

    def step(self, state: BlockState, told: Told, telling: Telling) -> BlockState:
        """The block after one more grant."""
        if not isinstance(told.body, facts.BlockGranted):
            return state
        if state.granted is None:
            return replace(state, granted=told.body, fact=told.id)
        same = (state.granted.holder, state.granted.installation)
        if same != (told.body.holder, told.body.installation):
            telling.disagree("block.granted_twice", state.fact, told.id)
        return state


def calendar_on(state: PlaceState, on: str) -> Calendar:
    """The place's calendar with the weekday rule in force on a date, and those to come.

    A place without a weekday rule is open every day.
    """
    weekdays: tuple[int, ...] = EVERY_DAY
    fact = ""
    changes = tuple(one for one in state.openings if one[0] > on)
    for _, days, told in state.openings[: len(state.openings) - len(changes)]:
        weekdays, fact = days, told
    weekly = (fact,) if fact else ()
    made_of = (*weekly, *(told for _, _, told in changes), *state.calendar.facts)
    return replace(state.calendar, weekdays=weekdays, weekly=fact, changes=changes, facts=made_of)


def _overlap(one: facts.RuleSet, other: facts.RuleSet) -> bool:
    begins = max(one.valid_from, other.valid_from)
    return begins <= min(one.valid_until or begins, other.valid_until or begins)


def _opening(state: PlaceState, fact: str, body: facts.PlaceOpeningSet) -> PlaceState:
    # Sorting is stable: of two for the same day the one told later stands later and counts.
    told = (*state.openings, (body.valid_from, body.weekdays, fact))
    openings = tuple(sorted(told, key=lambda one: one[0]))
    return replace(state, openings=openings, hours=body.hours or state.hours)


def _visits(held: tuple[Visit, ...], fact: str, body: facts.PlaceVisitsDated) -> tuple[Visit, ...]:
    return with_days(
        held,
        fact,
        body.days,
        vehicle=body.vehicle,
        called_off=body.called_off,
        source=body.source,
    )


def _single_days(calendar: Calendar, fact: str, body: facts.PlaceClosedDaysSet) -> Calendar:
    days = frozenset(body.days)
    closed = calendar.closed | days if body.closed else calendar.closed - days
    opened = calendar.opened - days if body.closed else calendar.opened | days
    told = {**calendar.told, **dict.fromkeys(body.days, fact)}
    facts_now = (*calendar.facts, fact)
    return replace(calendar, closed=closed, opened=opened, facts=facts_now, told=told)


FOLDERS = (UnitFolder(), PlaceFolder(), RuleFolder(), BlockFolder())
