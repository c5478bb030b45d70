"""A part of a plan as one table of routes for PyVRP, and its answer as days again.

Time runs in minutes over all days. A vehicle-day is a vehicle of its own. A slot that may be on any
day of a run is one client with a wide window; one that is served only on some mornings is a group
of clients, of which one is visited. Each day of a journey has a visit of no length in the town that
only it can make, so it is driven. This is the only module that knows PyVRP.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise, permutations
from typing import Any

import msgspec
import numpy as np
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Route,
    Solution,
    VehicleType,
    solve,
)
from pyvrp.exceptions import PenaltyBoundWarning

from tusach.library.trips.plan import Day, rows_of
from tusach.library.trips.problem import (
    LAST_MINUTE,
    Problem,
    Slot,
    arrival_window,
    row_of,
)
from tusach.library.trips.timing import leg_minutes, timed
from tusach.node.trips.routing.parts import Journey, Part

FAR_M = 1_000_000_000
"""Further and longer than any road: what a vehicle-day must never drive."""
REQUIRED_M = 3_000_000
"""What a required slot is worth to the solver: more than any road. It is no constraint there, or a
part in which one finds no place would have no answer at all, and no slot would be planned well.
"""
SLACK_MINUTES = 150
"""A stop that is open so near to both ends of the day is left to the timing of the day."""

MOST_ORDERED = 6
"""Up to so many stops every order of a day is tried."""

Stopped = Callable[[], bool]
Visits = tuple[date, str, int, int, tuple[str, ...]]
"""A day before it is timed: day, vehicle, where it begins and ends, slots in order."""


class _Node(msgspec.Struct, frozen=True):
    """What a client stands for. slot: empty for the mark of a journey."""

    slot: str
    days: tuple[date, ...]


class _Table:
    """The clients and vehicles of a part."""

    def __init__(self, problem: Problem, part: Part) -> None:
        self.problem, self.part = problem, part
        self.origin = min((on for on, _ in part.open), default=problem.from_on)
        names = dict.fromkeys(problem.slot_by_id[name].stop for name, _ in part.free)
        self.stops = [problem.stop_by_id[name] for name in names]
        self.located = {one.id: at for at, one in enumerate(self.stops)}
        self.rows = [one.at for one in self.stops]
        self.nodes: list[_Node] = []
        self.clients: list[Client] = []
        self.groups: list[ClientGroup] = []
        self.types: list[VehicleType] = []
        self.days: list[tuple[date, str, int, int]] = []
        self.marks: dict[tuple[date, str], int] = {}
        self.depots: dict[int, int] = {}
        self.depot_rows: list[int] = []
        self.profiles: dict[tuple[str, tuple[Any, ...]], int] = {}
        self.kinds: list[tuple[str, date]] = []
        self.mark_rows: dict[tuple[str, int], int] = {}
        for journey in part.journeys:
            key = (journey.vehicle, journey.town)
            if key not in self.mark_rows:
                self.mark_rows[key] = self._row(journey.town)
        self.slots_of = dict(part.free)
        for name, days in part.free:
            self._slot(problem.slot_by_id[name], days)
        self._vehicles()

    def _at(self, on: date, minute: int) -> int:
        return (on - self.origin).days * LAST_MINUTE + minute

    def _slot(self, slot: Slot, days: Sequence[date]) -> None:
        problem = self.problem
        runs = self._runs(slot, [on for on in days if not self._shut(slot, on)])
        group = len(self.groups) if len(runs) > 1 else None
        opens, closes = arrival_window(problem, slot)
        members = []
        for run in runs:
            wide = len(run) > 1
            members.append(len(self.clients))
            self.nodes.append(_Node(slot.id, tuple(run)))
            self.clients.append(
                Client(
                    location=self.located[slot.stop],
                    delivery=[slot.crates],
                    service_duration=problem.stop_by_id[slot.stop].stay_minutes,
                    tw_early=self._at(run[0], 0 if wide else opens),
                    tw_late=self._at(run[-1], LAST_MINUTE if wide else closes),
                    prize=REQUIRED_M if slot.required else slot.worth_m,
                    required=False,
                    group=group,
                )
            )
        if group is not None:
            self.groups.append(ClientGroup(members, required=False))

    def _runs(self, slot: Slot, days: list[date]) -> list[list[date]]:
        """Days together that one wide window covers; each alone where the hours are narrow."""
        opens, closes = arrival_window(self.problem, slot)
        terms = self.problem.terms
        narrow = (
            opens > terms.starts_minute + SLACK_MINUTES
            or closes < terms.ends_minute - SLACK_MINUTES
        )
        if narrow:
            return [[on] for on in days]
        mine = set(days)
        runs: list[list[date]] = []
        broken = True
        for on in sorted({on for on, _ in self.part.open}):
            if on in mine:
                if broken:
                    runs.append([])
                runs[-1].append(on)
            broken = on not in mine
        return runs

    def _shut(self, slot: Slot, on: date) -> bool:
        row = row_of(self.problem, slot)
        return leg_minutes(self.problem, on, row, row) < 0

    def _vehicles(self) -> None:
        problem, terms = self.problem, self.problem.terms
        away: dict[tuple[date, str], tuple[int, int, Journey]] = {}
        for journey in self.part.journeys:
            home = problem.vehicle_by_id[journey.vehicle].home
            for on, start, end in journey.ends(home):
                away[on, journey.vehicle] = (start, end, journey)
        for on, name in self.part.open:
            vehicle = problem.vehicle_by_id[name]
            there = away.get((on, name))
            start, end = (vehicle.home, vehicle.home) if there is None else there[:2]
            if there is not None:
                self._mark(on, name, there[2])
            self.days.append((on, name, start, end))
            self.types.append(
                VehicleType(
                    num_available=1,
                    capacity=[vehicle.crates],
                    start_depot=self._depot(start),
                    end_depot=self._depot(end),
                    fixed_cost=terms.day_price_m,
                    tw_early=self._at(on, terms.starts_minute),
                    tw_late=self._at(on, terms.ends_minute),
                    shift_duration=terms.shift_minutes,
                    profile=self._profile(on, name),
                )
            )

    def _mark(self, on: date, name: str, journey: Journey) -> None:
        self.marks[on, name] = len(self.clients)
        self.nodes.append(_Node("", (on,)))
        self.clients.append(
            Client(
                location=self.mark_rows[name, journey.town],
                delivery=[0],
                tw_early=self._at(on, 0),
                tw_late=self._at(on, LAST_MINUTE),
            )
        )

    def _row(self, row: int) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def _depot(self, row: int) -> int:
        if row not in self.depots:
            self.depots[row] = len(self.depots)
            self.depot_rows.append(self._row(row))
        return self.depots[row]

    def _profile(self, on: date, name: str) -> int:
        """Which roads this vehicle has on that day: those not closed, and no other's marks."""
        shut = tuple(
            (one.start, one.end)
            for one in self.problem.closures
            if one.from_on <= on <= one.until_on and one.end is not None
        )
        key = (name, shut)
        if key not in self.profiles:
            self.profiles[key] = len(self.kinds)
            self.kinds.append((name, on))
        return self.profiles[key]

    def _matrix(self, on: date, name: str) -> tuple[Any, Any]:
        legs = self.problem.legs
        metres, minutes = np.array(legs.metres), np.array(legs.minutes)
        for cut in self.problem.closures:
            if cut.from_on <= on <= cut.until_on and cut.end is not None:
                for pair in ((cut.start, cut.end), (cut.end, cut.start)):
                    minutes[pair] = -1
        metres[minutes < 0] = FAR_M
        minutes[minutes < 0] = FAR_M
        rows = self.rows
        metres, minutes = metres[np.ix_(rows, rows)], minutes[np.ix_(rows, rows)]
        for at, to in self._too_late(minutes):
            metres[at, to] = minutes[at, to] = FAR_M
        for (owner, _), row in self.mark_rows.items():
            if owner != name:
                metres[row, :] = metres[:, row] = FAR_M
                minutes[row, :] = minutes[:, row] = FAR_M
        np.fill_diagonal(metres, 0)
        np.fill_diagonal(minutes, 0)
        return metres, minutes

    def _too_late(self, minutes: Any) -> list[tuple[int, int]]:
        """Pairs of stops of which the second is shut when the first, as early as can be, is done.

        A wide window does not know the hours of a stop: without this a village would be visited
        before dawn on the way to a market.
        """
        hours: dict[str, tuple[int, int]] = {}
        for name, _ in self.part.free:
            slot = self.problem.slot_by_id[name]
            opens, closes = arrival_window(self.problem, slot)
            before = hours.get(slot.stop, (opens, closes))
            hours[slot.stop] = (min(before[0], opens), max(before[1], closes))
        return [
            (at, to)
            for at, one in enumerate(self.stops)
            for to, other in enumerate(self.stops)
            if hours[one.id][0] + one.stay_minutes + minutes[at, to] > hours[other.id][1]
        ]

    def asked(self) -> ProblemData:
        """The table as the solver reads it."""
        matrices = [self._matrix(on, name) for name, on in self.kinds]
        return ProblemData(
            locations=[Location(0, 0) for _ in self.rows],
            clients=self.clients,
            depots=[Depot(row) for row in self.depot_rows],
            vehicle_types=self.types,
            distance_matrices=[metres for metres, _ in matrices],
            duration_matrices=[minutes for _, minutes in matrices],
            groups=self.groups,
        )

    def begin(self, asked: ProblemData, now: Sequence[Day]) -> Solution | None:
        """A plan that is there, as what the search begins with; None where nothing is."""
        places = {(on, name): at for at, (on, name, _, _) in enumerate(self.days)}
        client: dict[tuple[str, date], int] = {
            (node.slot, on): at for at, node in enumerate(self.nodes) for on in node.days
        }
        routes, there = [], set()
        for day in now:
            key = (day.on, day.vehicle)
            if key not in places:
                continue
            visits = [client.get((call.slot, day.on)) for call in day.calls]
            known = [one for one in visits if one is not None]
            routes.append(self._route(asked, key, places[key], known))
            there.add(key)
        for key in self.marks:
            if key not in there:
                routes.append(self._route(asked, key, places[key], []))
        filled = [route for route in routes if route is not None]
        return Solution(asked, filled) if filled else None

    def _route(
        self, asked: ProblemData, key: tuple[date, str], at: int, visits: list[int]
    ) -> Route | None:
        if key in self.marks:
            ends_away = self.days[at][3] != self.problem.vehicle_by_id[key[1]].home
            starts_home = self.days[at][2] == self.problem.vehicle_by_id[key[1]].home
            mark = self.marks[key]
            visits = [*visits, mark] if ends_away and starts_home else [mark, *visits]
        return Route(asked, visits, at) if visits else None


def solved(
    problem: Problem, part: Part, *, stopped: Stopped, seed: int
) -> tuple[tuple[Visits, ...], int]:
    """Days with their slots in order, before timing, and how often the solver tried."""
    table = _Table(problem, part)
    if not table.clients or not table.types:
        return (), 0
    asked = table.asked()
    begin = table.begin(asked, part.now)
    with warnings.catch_warnings():
        # It warns where it struggles to keep windows; what it then answers is mended and checked.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = solve(
            asked,
            stop=lambda _: stopped(),
            seed=seed,
            collect_stats=False,
            display=False,
            initial_solution=begin,
        )
    days = []
    for route in result.best.routes():
        at = route.vehicle_type()
        visits = [table.nodes[one.idx].slot for one in route if one.is_client()]
        days.append((*table.days[at], tuple(one for one in visits if one)))
    return tuple(days), result.num_iterations


def timed_days(problem: Problem, visits: Sequence[Visits]) -> tuple[list[Day], list[str]]:
    """Days with their times, each in its best order, and the slots for which a day has no hours."""
    days, lost = [], []
    for on, name, start, end, slots in visits:
        # An answer that keeps no windows is an answer too: what stands on a wrong day is lost.
        wanted = [slot for one in slots if on in (slot := problem.slot_by_id[one]).days]
        lost += [one for one in slots if on not in problem.slot_by_id[one].days]
        day = _best_order(problem, (on, name, start, end, slots), wanted)
        while day is None and wanted:
            fewer = [
                (made, [*wanted[:at], *wanted[at + 1 :]], wanted[at].id)
                for at in range(len(wanted))
                if (
                    made := _best_order(
                        problem, (on, name, start, end, slots), [*wanted[:at], *wanted[at + 1 :]]
                    )
                )
            ]
            if fewer:
                day, wanted, name_lost = fewer[0]
                lost.append(name_lost)
            else:
                lost.append(wanted.pop().id)
        home = problem.vehicle_by_id[name].home
        if day is not None and (wanted or (start, end) != (home, home)):
            days.append(day)
    return days, lost


def _best_order(problem: Problem, visits: Visits, slots: Sequence[Slot]) -> Day | None:
    """The day in the order given, else in the shortest order that keeps the hours."""
    on, name, start, end, _ = visits
    day = timed(problem, on=on, vehicle=name, ends=(start, end), slots=slots)
    if day is not None or len(slots) > MOST_ORDERED:
        return day
    found = [
        day
        for order in permutations(slots)
        if (day := timed(problem, on=on, vehicle=name, ends=(start, end), slots=order))
    ]
    return min(found, key=lambda day: _metres(problem, day), default=None)


def _metres(problem: Problem, day: Day) -> int:
    return sum(problem.legs.metres[one][other] for one, other in pairwise(rows_of(problem, day)))
