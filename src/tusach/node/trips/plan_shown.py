"""What pages show of a plan: its weeks, its days, where the numbers of the roads come from."""

from __future__ import annotations

from collections import Counter as Count
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.plan import Day, Plan, price, rows_of, unserved
from tusach.library.trips.problem import Problem, Stop
from tusach.library.trips.replan import Way
from tusach.library.trips.told import labelled
from tusach.library.trips.wishes import MARKET
from tusach.node.desk.counter import Counter
from tusach.node.trips.plan_files import found_faults
from tusach.node.trips.plan_names import Names
from tusach.node.wording.hours import clock
from tusach.node.wording.plans import say_fault, say_left_out, say_told

SOURCES = {
    "estimated": gettext_noop("estimated"),
    "typed": gettext_noop("told by drivers"),
    "measured": gettext_noop("measured by vehicles"),
    "joined": gettext_noop("pieced together from known roads"),
    "unknown": gettext_noop("of unknown source"),
}
WAYS = {
    "fewest": gettext_noop("Fewest changes"),
    "shortest": gettext_noop("Least distance"),
    "earliest": gettext_noop("Earliest service"),
}
MOST_SAID = 20


def shown(counter: Counter, problem: Problem, plan: Plan) -> dict[str, Any]:
    """Everything the page of a plan shows."""
    names = Names(counter.node, counter.words, problem.from_on)
    found = price(problem, plan)
    broken = found_faults(problem, plan)
    left = [problem.slot_by_id[one] for one in unserved(problem, plan)]
    return {
        "price": found,
        "km": found.metres // 1000,
        "weeks": _weeks(names, problem, plan),
        "faults": [say_fault(problem, one, names.stop) for one in broken[:MOST_SAID]],
        "unserved": [
            {"name": names.stop(one.stop), "required": one.required, "days": _span(one.days)}
            for one in left
        ],
        "found_conflicts": conflicts(problem) if found.required_unserved else (),
        "sources": sources(problem, plan),
        "left_out": [(names.stop(stop), say_left_out(why)) for stop, why in problem.left_out],
    }


def stops_shown(counter: Counter, problem: Problem) -> dict[str, Any]:
    """What is wished of the stops of which something was told; of the others how many."""
    names = Names(counter.node, counter.words, problem.from_on)
    # Of a province nobody told of, a row for each commune would say nothing sixty times.
    told_of = [one for one in problem.stops if one.told or one.classes]
    return {
        "stops": [_stop(names, problem, one) for one in told_of],
        "untold": len(problem.stops) - len(told_of),
    }


def _stop(names: Names, problem: Problem, stop: Stop) -> dict[str, Any]:
    """One stop with what is wished of it, and which of that was told here."""
    slots = [one for one in problem.slots if one.stop == stop.id]
    told = [say_told(name) for name, is_told in labelled(stop) if is_told]
    return {
        "name": names.stop(stop.id),
        "classes": [names.classes.get(one, one) for one in stop.classes],
        "visits": len(slots),
        "required": sum(one.required for one in slots),
        "stay": stop.stay_minutes,
        "opens": clock(stop.opens_minute),
        "closes": clock(stop.closes_minute),
        "gap": stop.gap_days,
        "told": told,
    }


def sources(problem: Problem, plan: Plan) -> list[str]:
    """How many legs of a plan are known from what, with the oldest day."""
    many: Count[str] = Count()
    oldest: dict[str, str] = {}
    for day in plan.days:
        rows = rows_of(problem, day)
        for start, end in zip(rows, rows[1:], strict=False):
            code, on = problem.legs.source(start, end)
            many[code] += 1
            oldest[code] = min(filter(None, (oldest.get(code, ""), on)), default="")
    said = []
    for code, n in sorted(many.items()):
        line = ngettext("{n} leg {source}", "{n} legs {source}", n).format(
            n=n, source=_(SOURCES[code])
        )
        said.append(f"{line} ({oldest[code]})" if oldest[code] else line)
    return said


def ways_shown(counter: Counter, problem: Problem, before: Plan, ways: tuple[Way, ...]) -> Any:
    """Three ways to go on, with what each changes and costs against the plan as it was."""
    names = Names(counter.node, counter.words, problem.from_on)
    old = price(problem, before)
    rows = []
    for way in ways:
        new = way.price
        moved = [
            {
                "name": names.stop(problem.slot_by_id[one.slot].stop)
                if one.slot in problem.slot_by_id
                else one.slot,
                "before": one.before[0].isoformat() if one.before else "",
                "after": one.after[0].isoformat() if one.after else "",
            }
            for one in way.moved
        ]
        rows.append(
            {
                "code": way.code,
                "words": _(WAYS[way.code]),
                "changed": len(moved),
                "moved": moved[:MOST_SAID],
                "more": max(len(moved) - MOST_SAID, 0),
                "lost": sum(not one["after"] for one in moved),
                "km": (new.metres - old.metres) // 1000,
                "days": new.vehicle_days - old.vehicle_days,
                "required_unserved": new.required_unserved,
            }
        )
    return rows


def _weeks(names: Names, problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """The days of a plan by calendar week, Monday first; weeks without a trip are left out."""
    weeks: dict[date, list[dict[str, Any]]] = {}
    for day in plan.days:
        monday = day.on - timedelta(days=day.on.isoweekday() - 1)
        weeks.setdefault(monday, []).append(_day(names, problem, day))
    return [{"monday": monday.isoformat(), "days": days} for monday, days in weeks.items()]


def _day(names: Names, problem: Problem, day: Day) -> dict[str, Any]:
    home = problem.vehicle_by_id[day.vehicle].home
    rows = rows_of(problem, day)
    legs = problem.legs
    metres = sum(legs.metres[one][two] for one, two in zip(rows, rows[1:], strict=False))
    return {
        "on": day.on.isoformat(),
        "vehicle": day.vehicle,
        "leaves": clock(day.leaves_minute),
        "returns": clock(day.returns_minute),
        "km": metres // 1000,
        "night": "" if day.end == home else names.row(problem, day.end),
        "stops": [
            {
                "name": names.stop(problem.slot_by_id[call.slot].stop),
                "is_market": problem.slot_by_id[call.slot].stop.startswith(MARKET),
                "pinned": problem.slot_by_id[call.slot].pinned,
                "arrive": clock(call.arrive_minute),
                "leave": clock(call.leave_minute),
                "source": _(SOURCES[legs.source(rows[at], rows[at + 1])[0]]),
            }
            for at, call in enumerate(day.calls)
        ],
    }


def _span(days: tuple[date, ...]) -> tuple[str, str]:
    return (days[0].isoformat(), days[-1].isoformat()) if days else ("", "")
