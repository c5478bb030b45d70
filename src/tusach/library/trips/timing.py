"""When a vehicle leaves, arrives and comes back on one day, or that it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tusach.library.trips.plan import Call, Day
from tusach.library.trips.problem import NO_ROAD, Problem, Slot, arrival_window, row_of


def timed(
    problem: Problem, *, on: date, vehicle: str, ends: tuple[int, int], slots: Sequence[Slot]
) -> Day | None:
    """The shortest day that serves these slots in this order, or None where none keeps the hours.

    ends: rows where the day begins and ends. It looks at roads, arrivals, the shift, the wheel and
    the load; not at which days are feasible, nor at other days.
    """
    terms = problem.terms
    rows = (ends[0], *(row_of(problem, slot) for slot in slots), ends[1])
    minutes = [leg_minutes(problem, on, *pair) for pair in zip(rows, rows[1:], strict=False)]
    if NO_ROAD in minutes or sum(minutes) > terms.driving_minutes:
        return None
    if sum(slot.crates for slot in slots) > problem.vehicle_by_id[vehicle].crates:
        return None
    windows = [arrival_window(problem, slot) for slot in slots]
    stays = [problem.stop_by_id[slot.stop].stay_minutes for slot in slots]
    arrivals, returns = _forward(windows, stays, minutes, terms.starts_minute)
    if returns > terms.ends_minute or _late(arrivals, windows):
        return None
    # Nobody waits at a locked door who can leave later: the latest way that comes home as early.
    latest = returns
    for window, stay, leg in reversed([*zip(windows, stays, minutes[1:], strict=True)]):
        latest = min(window[1], latest - leg - stay)
    leaves = latest - minutes[0]
    arrivals, returns = _forward(windows, stays, minutes, leaves)
    if returns - leaves > terms.shift_minutes:
        return None
    calls = tuple(
        Call(slot=slot.id, arrive_minute=arrive, leave_minute=arrive + stay)
        for slot, arrive, stay in zip(slots, arrivals, stays, strict=True)
    )
    return Day(
        on=on,
        vehicle=vehicle,
        start=ends[0],
        end=ends[1],
        leaves_minute=leaves,
        returns_minute=returns,
        calls=calls,
    )


def leg_minutes(problem: Problem, on: date, start: int, end: int) -> int:
    """Minutes of a leg on a day; NO_ROAD where none leads or it is closed that day."""
    if start == end:
        return NO_ROAD if is_shut(problem, on, end) else 0
    if is_shut(problem, on, end) or is_cut(problem, on, start, end):
        return NO_ROAD
    return problem.legs.minutes[start][end]


def is_shut(problem: Problem, on: date, row: int) -> bool:
    """Whether nobody gets to a row on that day."""
    return any(
        one.end is None and one.start == row and one.from_on <= on <= one.until_on
        for one in problem.closures
    )


def is_cut(problem: Problem, on: date, start: int, end: int) -> bool:
    """Whether the leg between two rows is closed on that day, whichever way."""
    return any(
        one.end is not None
        and {one.start, one.end} == {start, end}
        and one.from_on <= on <= one.until_on
        for one in problem.closures
    )


def _forward(
    windows: Sequence[tuple[int, int]], stays: Sequence[int], minutes: Sequence[int], leaves: int
) -> tuple[list[int], int]:
    """Minutes at which serving begins, and the minute of coming in."""
    arrivals: list[int] = []
    clock = leaves
    for window, stay, leg in zip(windows, stays, minutes, strict=False):
        arrivals.append(max(clock + leg, window[0]))
        clock = arrivals[-1] + stay
    return arrivals, clock + minutes[-1]


def _late(arrivals: Sequence[int], windows: Sequence[tuple[int, int]]) -> bool:
    return any(arrive > window[1] for arrive, window in zip(arrivals, windows, strict=True))
