"""A plan becomes trips: its journeys are planned and promised, what is out of date is called off.

Pressing twice changes nothing: a journey is the standing trip of its vehicle and first day. Only
trips that a plan made are changed or called off, and only within the days of this plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import derived
from tusach.library.markets.facts import market_subject
from tusach.library.places.facts import PlaceFounded
from tusach.library.profile.units import Unit
from tusach.library.trips.check import faults
from tusach.library.trips.facts import Night, PlannedStop, TripPlanned
from tusach.library.trips.plan import Day, Plan, rows_of
from tusach.library.trips.problem import Problem, Slot
from tusach.library.trips.told import PLACE
from tusach.library.trips.wishes import MARKET, units_in_force
from tusach.node.acts import placing, travelling
from tusach.node.acts.node import At, Node
from tusach.node.acts.province import unit_subject
from tusach.node.trips.standing_trips import Standing, standing
from tusach.node.trips.stop_places import fair_place, stop_place

REPLANNED = "replanned"
"""Why a trip changes or is called off: a plan took its place."""
BY_PLAN = "plan"
"""What made a trip of a plan that does not say so."""


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan has become.

    same: trips that stood so already. left: journeys for which a trip typed by hand, or one that
    has set out, stands in the way.
    """

    planned: int = 0
    changed: int = 0
    cancelled: int = 0
    same: int = 0
    left: int = 0
    founded: int = 0


def journeys(problem: Problem, plan: Plan) -> tuple[tuple[Day, ...], ...]:
    """The days of a plan from leaving home to coming home, by first day and vehicle."""
    found: list[tuple[Day, ...]] = []
    under_way: dict[str, list[Day]] = {}
    for day in sorted(plan.days, key=lambda one: (one.on, one.vehicle)):
        days = under_way.setdefault(day.vehicle, [])
        days.append(day)
        if day.end == problem.vehicle_by_id[day.vehicle].home:
            found.append(tuple(under_way.pop(day.vehicle)))
    found.extend(tuple(days) for days in under_way.values())
    return tuple(sorted(found, key=lambda days: (days[0].on, days[0].vehicle)))


def hindrance(node: Node, problem: Problem, plan: Plan, *, on: str) -> Refusal | None:
    """Why a plan cannot be promised on a day; None where it can."""
    broken = faults(problem, plan)
    if broken:
        return Refusal("plan.faulty", {"n": len(broken)})
    coming = _to_come(problem, plan, on)
    if not coming:
        return Refusal("plan.over", {})
    known = set(travelling.vehicles(node))
    for days in coming:
        vehicle = node.place_id(days[0].vehicle)
        gone_on = node.place(vehicle).closed_on
        if gone_on is not None and gone_on <= days[-1].on.isoformat():
            return Refusal("plan.vehicle_gone", {"vehicle": days[0].vehicle, "on": gone_on})
        if vehicle not in known:
            return Refusal("plan.vehicle_unfounded", {"vehicle": days[0].vehicle})
    if not _stop_kinds(node):
        return Refusal("plan.no_stop_kind", {})
    return None


def promise(
    node: Node, problem: Problem, plan: Plan, at: At, *, made_by: str = ""
) -> Promised | Refusal:
    """The journeys to come are trips and their days promised; what it has no more is called off."""
    refused = hindrance(node, problem, plan, on=at.on)
    if refused is not None:
        return refused
    bodies = _Bodies(node, problem, made_by or BY_PLAN)
    wanted = [bodies.of(days) for days in _to_come(problem, plan, at.on)]
    stands = standing(node, problem, at.on)
    kept, left = _sorted_out(wanted, stands)
    founded = bodies.found(kept, at)
    if isinstance(founded, Refusal):
        return founded
    cancelled = _cancel(node, wanted, stands, at)
    if isinstance(cancelled, Refusal):
        return cancelled
    done = Promised(left=left, founded=founded, cancelled=cancelled)
    for body in kept:
        told = _tell(node, body, stands, at)
        if isinstance(told, Refusal):
            return told
        done = replace(done, **{told: getattr(done, told) + 1})
    return done


def _to_come(problem: Problem, plan: Plan, on: str) -> list[tuple[Day, ...]]:
    """The journeys that begin on this day or later and serve somebody."""
    today = date.fromisoformat(on)
    found = journeys(problem, plan)
    return [days for days in found if days[0].on >= today and any(day.calls for day in days)]


def _sorted_out(
    wanted: Sequence[TripPlanned], stands: dict[str, list[Standing]]
) -> tuple[list[TripPlanned], int]:
    """What may be told, and how many find a trip that stays in their way."""
    kept = [body for body in wanted if not any(_in_way(body, one) for one in stands[body.vehicle])]
    return kept, len(wanted) - len(kept)


def _in_way(body: TripPlanned, one: Standing) -> bool:
    plan = one.state.plan
    assert plan is not None
    apart = plan.last_on < body.first_on or body.last_on < plan.first_on
    return not apart and not one.may_change


def _cancel(
    node: Node, wanted: Iterable[TripPlanned], stands: dict[str, list[Standing]], at: At
) -> int | Refusal:
    """Call off what a plan made and this one does not have; how many."""
    days = {(body.vehicle, body.first_on) for body in wanted}
    many = 0
    for one in (one for trips in stands.values() for one in trips if one.may_change):
        plan = one.state.plan
        if plan is None or (plan.vehicle, plan.first_on) in days:
            continue
        done = travelling.cancel(node, one.state.subject, at, reason=REPLANNED)
        if isinstance(done, Refusal):
            return done
        many += 1
    return many


def _tell(
    node: Node, body: TripPlanned, stands: dict[str, list[Standing]], at: At
) -> str | Refusal:
    """Plan and promise one journey; which field of what was done counts it."""
    before = next(
        (
            one.state
            for one in stands[body.vehicle]
            if one.may_change and one.state.plan and one.state.plan.first_on == body.first_on
        ),
        None,
    )
    done = "planned" if before is None else "changed"
    if before is not None and before.plan is not None and _alike(before.plan, body):
        if before.is_promised:
            return "same"
        trip = before.subject
    else:
        trip = before.subject if before is not None else _free_subject(node, body)
        stops = _named(node, trip, body)
        told = replace(body, stops=stops, reason=REPLANNED)
        planned = travelling.plan(node, told, at, trip=trip)
        if isinstance(planned, Refusal):
            return planned
    published = travelling.publish(node, trip, at)
    return published if isinstance(published, Refusal) else done


def _alike(before: TripPlanned, body: TripPlanned) -> bool:
    """Whether two tellings promise the same; who made them and what they cost may differ."""
    one, two = (
        [(stop.place, stop.on, stop.arrive_minute, stop.leave_minute) for stop in each.stops]
        for each in (before, body)
    )
    return (one, before.last_on, before.nights) == (two, body.last_on, body.nights)


def _free_subject(node: Node, body: TripPlanned) -> str:
    """The id of a new trip: the same at every node, so that two who plan it apart disagree."""
    for nr in count():
        subject = derived(node.tenant, "trip", f"{body.vehicle} {body.first_on} {nr}")
        if travelling.trip_of(node, subject).plan is None:
            return subject
    raise AssertionError("numbers do not end")


def _named(node: Node, trip: str, body: TripPlanned) -> tuple[PlannedStop, ...]:
    """The stops with ids that the same place on the same day keeps."""
    return tuple(
        replace(one, stop=derived(node.tenant, "stop", f"{trip} {one.place} {one.on}"))
        for one in body.stops
    )


def _stop_kinds(node: Node) -> tuple[str, ...]:
    return tuple(one.code for one in node.profile.places.kinds if one.stop_only)


class _Bodies:
    """Makes what is told of journeys, and the places where they stop."""

    def __init__(self, node: Node, problem: Problem, made_by: str) -> None:
        self.node, self.problem, self.made_by = node, problem, made_by
        self.units = units_in_force(node.profile, problem.from_on)
        self.dated = self._dated()
        self.missing: dict[str, PlaceFounded] = {}

    def of(self, days: Sequence[Day]) -> TripPlanned:
        """A journey as a trip; its stops have no ids yet."""
        problem = self.problem
        home = problem.vehicle_by_id[days[0].vehicle].home
        legs = [leg for day in days for leg in _legs(problem, day)]
        return TripPlanned(
            vehicle=self.node.place_id(days[0].vehicle),
            first_on=days[0].on.isoformat(),
            last_on=days[-1].on.isoformat(),
            stops=tuple(stop for day in days for stop in self._stops(day)),
            nights=tuple(
                Night(day.on.isoformat(), self._town(day.end)) for day in days if day.end != home
            ),
            metres=sum(max(problem.legs.metres[one][two], 0) for one, two in legs),
            driving_minutes=sum(max(problem.legs.minutes[one][two], 0) for one, two in legs),
            made_by=self.made_by,
        )

    def found(self, bodies: Iterable[TripPlanned], at: At) -> int | Refusal:
        """Found the places of these trips that are not there yet; how many."""
        places = sorted({stop.place for body in bodies for stop in body.stops})
        states = {one: self.node.place(one) for one in places}
        for state in states.values():
            if state.closed_on is not None:
                return Refusal("plan.stop_closed", {"place": state.name})
        many = 0
        for place in places:
            if states[place].founded_on is None:
                done = placing.found_place(self.node, self.missing[place], None, at)
                if isinstance(done, Refusal):
                    return done
                many += 1
        return many

    def _stops(self, day: Day) -> Iterator[PlannedStop]:
        for call in day.calls:
            slot = self.problem.slot_by_id[call.slot]
            market = slot.stop.removeprefix(MARKET) if slot.stop.startswith(MARKET) else ""
            yield PlannedStop(
                stop="",
                place=self._place(slot, market, day),
                on=day.on.isoformat(),
                arrive_minute=call.arrive_minute,
                leave_minute=call.leave_minute,
                market=market_subject(self.node.tenant, market) if market else None,
            )

    def _town(self, row: int) -> str:
        """Where a crew sleeps: a place, or a unit."""
        name = next(hub.id for hub in self.problem.hubs if hub.at == row)
        if name.startswith(PLACE):
            return self.node.place_id(name.removeprefix(PLACE))
        return unit_subject(self.node.tenant, self._unit(name))

    def _unit(self, code: str) -> Unit:
        return next(one for one in self.units if one.code == code)

    def _place(self, slot: Slot, market: str, day: Day) -> str:
        """Where one stops: at a place of the commune that was promised the day, else its stop."""
        if slot.stop.startswith(PLACE):
            return self.node.place_id(slot.stop.removeprefix(PLACE))
        unit = self._unit(self.problem.stop_by_id[slot.stop].unit)
        own = self.node.place_id(fair_place(market) if market else stop_place(unit.code))
        if slot.pinned and not market:
            dated = self.dated.get((unit_subject(self.node.tenant, unit), day.on.isoformat()), ())
            others = sorted(one for one in dated if one != self.node.place_id(day.vehicle))
            if others and own not in others:
                return others[0]
        self.missing[own] = self._founding(unit, market)
        return own

    def _founding(self, unit: Unit, market: str) -> PlaceFounded:
        profile = self.node.profile
        language = profile.province.default_language
        terms = profile.trips
        wish = (terms.fair if market else terms.commune) if terms else None
        kind = (wish.stop_kind if wish else "") or _stop_kinds(self.node)[0]
        markets = profile.markets.markets if profile.markets else ()
        named = next((one.names[language] for one in markets if one.code == market), "")
        owners = {one.code: one.owner[language] for one in profile.places.kinds}
        return PlaceFounded(
            code=fair_place(market) if market else stop_place(unit.code),
            name=named or unit.names[language],
            kind=kind,
            unit=unit_subject(self.node.tenant, unit),
            owner=owners[kind],
        )

    def _dated(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """By unit and day, the places that were promised the day."""
        first, last = self.problem.from_on.isoformat(), self.problem.until_on.isoformat()
        rows = self.node.store.query(
            "SELECT DISTINCT place.unit, place_visit.day, place.subject FROM place_visit "
            "JOIN place ON place.tenant = place_visit.tenant "
            "AND place.subject = place_visit.subject "
            "WHERE place_visit.tenant = ? AND place_visit.day BETWEEN ? AND ? "
            "AND place_visit.called_off = 0 AND place.unit IS NOT NULL",
            (self.node.tenant, first, last),
        )
        fairs = {
            self.node.place_id(fair_place(one.id.removeprefix(MARKET)))
            for one in self.problem.stops
            if one.id.startswith(MARKET)
        }
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for unit, day, place in rows:
            if place not in fairs:
                found[unit, day] = (*found.get((unit, day), ()), place)
        return found


def _legs(problem: Problem, day: Day) -> Iterator[tuple[int, int]]:
    rows = rows_of(problem, day)
    return zip(rows, rows[1:], strict=False)
