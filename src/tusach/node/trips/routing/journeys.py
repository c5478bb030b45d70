"""Which nights away are worth it in a part: proposed by market days, kept while they are cheaper.

Only the stops that lie nearer to the town than to home are looked at: so one look is quick, and
many days and lengths of a journey can be tried before the whole part is planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from msgspec.structs import replace

from tusach.library.trips.plan import Day, Plan, price
from tusach.library.trips.problem import Problem, row_of
from tusach.node.trips.routing.mending import mended
from tusach.node.trips.routing.parts import Journey, Part, within
from tusach.node.trips.routing.unrolled import Stopped, Visits, solved, timed_days

PROPOSED = 8
"""Of all journeys to a town so many are tried at a time, those with most market days first."""


def chosen(
    problem: Problem, part: Part, *, looks: Iterator[Stopped], drawn: Random
) -> tuple[Journey, ...]:
    """The journeys of a part that make the plan of the far stops cheapest, as far as was looked.

    looks: for each look when it ends; when there are no more, what was found holds.
    """
    held: tuple[Journey, ...] = part.journeys
    for town in dict.fromkeys(hub.at for hub in problem.hubs):
        far = _far(problem, part, town)
        if far.free:
            held = _for_town(problem, far, town, (held, looks, drawn))
    return held


def _for_town(
    problem: Problem,
    far: Part,
    town: int,
    how: tuple[tuple[Journey, ...], Iterator[Stopped], Random],
) -> tuple[Journey, ...]:
    held, looks, drawn = how
    best = _looked(problem, far, held, stopped=next(looks, None), now=())
    tried = {held}
    better = best is not None
    while better and best is not None:
        better = False
        for journeys in _changes(problem, far, town, held, drawn=drawn):
            if journeys in tried:
                continue
            tried.add(journeys)
            found = _looked(problem, far, journeys, stopped=next(looks, None), now=best[1])
            if found is None:
                return held
            if found[0] < best[0]:
                best, held, better = found, journeys, True
    return held


def _looked(
    problem: Problem,
    far: Part,
    journeys: tuple[Journey, ...],
    *,
    stopped: Stopped | None,
    now: Sequence[Day],
) -> tuple[tuple[int, int], tuple[Day, ...]] | None:
    """What the far stops cost with these journeys, and their days; None where no look is left."""
    if stopped is None:
        return None
    part = replace(far, journeys=journeys, now=fitting(problem, now, journeys))
    visits, _ = solved(problem, part, stopped=stopped, seed=1)
    return cost_of(problem, part, visits)


def cost_of(
    problem: Problem, part: Part, visits: Sequence[Visits]
) -> tuple[tuple[int, int], tuple[Day, ...]]:
    """Required slots left out, then the cost, of a part's days after mending; and the days."""
    alone = within(problem, part)
    days = mended(alone, *timed_days(alone, visits))
    found = price(alone, Plan(days=days))
    return (found.required_unserved, found.cost_m), days


def fitting(problem: Problem, days: Sequence[Day], journeys: Sequence[Journey]) -> tuple[Day, ...]:
    """Those days that begin and end where these journeys have them begin and end."""
    ends = {}
    for journey in journeys:
        home = problem.vehicle_by_id[journey.vehicle].home
        for on, start, end in journey.ends(home):
            ends[on, journey.vehicle] = (start, end)
    return tuple(
        day
        for day in days
        if ends.get((day.on, day.vehicle), (problem.vehicle_by_id[day.vehicle].home,) * 2)
        == (day.start, day.end)
    )


def _far(problem: Problem, part: Part, town: int) -> Part:
    metres = problem.legs.metres
    homes = {vehicle.home for vehicle in problem.vehicles}
    near = {
        slot
        for slot, _ in part.free
        for row in (row_of(problem, problem.slot_by_id[slot]),)
        if metres[town][row] < min(metres[home][row] for home in homes)
    }
    return replace(part, free=tuple(one for one in part.free if one[0] in near), now=())


def _changes(
    problem: Problem, far: Part, town: int, held: tuple[Journey, ...], *, drawn: Random
) -> Iterator[tuple[Journey, ...]]:
    """Journeys with one more, one less, or one moved or made longer or shorter."""
    taken = {(on, one.vehicle) for one in held for on in one.dates()}
    fits = [one for one in _all(problem, far, town) if not _clash(one, taken)]
    drawn.shuffle(fits)
    fits.sort(key=lambda one: -_worth(problem, far, one))
    for one in fits[:PROPOSED]:
        yield tuple(sorted((*held, one)))
    for one in held:
        rest = tuple(other for other in held if other != one)
        others = {(on, other.vehicle) for other in rest for on in other.dates()}
        near = [
            other
            for other in _all(problem, far, town)
            if not _clash(other, others) and abs((other.first - one.first).days) <= 4
        ]
        drawn.shuffle(near)
        near.sort(key=lambda other: -_worth(problem, far, other))
        for other in near[: PROPOSED // 2]:
            yield tuple(sorted((*rest, other)))
        yield rest


def proposals(problem: Problem, part: Part, drawn: Random) -> tuple[Journey, ...] | None:
    """The journeys of a part with one of them changed by chance; None where nothing can change."""
    if not problem.hubs or not problem.terms.nights:
        return None
    town = drawn.choice(problem.hubs).at
    far = _far(problem, part, town)
    changes = [*_changes(problem, far, town, part.journeys, drawn=drawn)] if far.free else []
    return drawn.choice(changes) if changes else None


def _clash(one: Journey, taken: set[tuple[date, str]]) -> bool:
    return any((on, one.vehicle) in taken for on in one.dates())


def _all(problem: Problem, far: Part, town: int) -> list[Journey]:
    """Every journey to a town of which all days are open."""
    open_days = set(far.open)
    minutes, terms = problem.legs.minutes, problem.terms
    found = []
    for on, name in far.open:
        home = problem.vehicle_by_id[name].home
        for days in range(2, terms.nights + 2):
            one = Journey(on, name, town, days)
            if not 0 <= minutes[home][town] <= terms.driving_minutes:
                continue
            if all((day, name) in open_days for day in one.dates()):
                found.append(one)
    return found


def _worth(problem: Problem, far: Part, one: Journey) -> int:
    """How many far slots that have few days could be served on the way."""
    dates = {one.first + timedelta(days=at) for at in range(one.days)}
    days = len({on for on, _ in far.open})
    few = [slot for slot, mine in far.free if len(mine) * 2 < days and dates & set(mine)]
    return 3 * len(few) - one.days
