"""Plans of trips in words: what a plan breaks, what cannot be met together, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.library.trips.check import Fault
from tusach.library.trips.conflicts import Conflict
from tusach.library.trips.pins import Pin
from tusach.library.trips.plan import Plan, price
from tusach.library.trips.problem import Problem, Slot
from tusach.node.wording.hours import clock
from tusach.node.wording.values import say_day

FAULTS: dict[str, str] = {
    "arrival.outside_window": _("{place} is reached at {found}, but is served from {allowed}."),
    "arrival.too_early": _("{place} cannot be reached at {found}; the road takes until {allowed}."),
    "crew.month_full": _(
        "{vehicle} is out on {found} days of the month, at most {allowed} may be."
    ),
    "crew.week_full": _(
        "{vehicle} is driven {found} minutes in the week that ends here; {allowed} are allowed."
    ),
    "crew.too_few": _("{vehicle} goes with {found} people; {allowed} are needed on a trip."),
    "day.drives_too_long": _("{found} minutes at the wheel in one day; {allowed} are allowed."),
    "day.leaves_early": _("It leaves at {found}, before {allowed}."),
    "day.outside_plan": _("This day is outside the plan ({allowed})."),
    "day.rest": _("Nobody goes out on this day: holiday or lunar new year."),
    "day.returns_late": _("It comes back at {found}, after {allowed}."),
    "day.shift_too_long": _("{found} minutes on the road in one day; {allowed} are allowed."),
    "day.vehicle_twice": _("{vehicle} is on two routes on one day."),
    "load.too_much": _("{found} crates are loaded; {vehicle} carries {allowed}."),
    "night.elsewhere": _("{vehicle} starts elsewhere than where it spent the night before."),
    "night.never_home": _("{vehicle} never comes home from its last night away."),
    "night.no_next_day": _("{vehicle} is away since {found} and does not go on the next day."),
    "night.no_town": _("{vehicle} spends the night where no crew can stay."),
    "night.too_many": _("{found} nights away in a row; {allowed} are allowed."),
    "return.too_early": _("It cannot be back at {found}; the road takes until {allowed}."),
    "road.closed": _("The road to {place} is closed until {allowed}."),
    "road.none": _("No road leads from one stop to the next ({place})."),
    "slot.day_not_feasible": _(
        "{place} cannot be visited on this day: no market, or not its time."
    ),
    "slot.other_vehicle": _("{place} is to be visited by {allowed}, not by {found}."),
    "slot.twice": _("One wish of {place} is met twice."),
    "slot.unknown": _("The plan visits something that nobody wished: {place}."),
    "slot.unserved": _("A required visit of {place} is missing ({slot})."),
    "spacing.too_close": _("{place} is visited again after {found} days; {allowed} are needed."),
    "stay.too_short": _("{place} is served for {found} minutes; {allowed} are needed."),
    "vehicle.day_off": _("{vehicle} does not go out on this day."),
    "vehicle.not_there": _("{vehicle} is not there on this day (limit: {allowed})."),
    "vehicle.unknown": _("There is no vehicle {vehicle}."),
}
HOURS = {"arrival.outside_window", "arrival.too_early", "return.too_early", "day.leaves_early"}
HOURS |= {"day.returns_late"}

CONFLICTS: dict[str, str] = {
    "no_day": _(
        "{slots}: no vehicle goes out on any of its days. Widen the days, or leave it out."
    ),
    "window": _("{slots}: it closes before it opens. Correct the hours."),
    "no_road": _("{slots}: no road leads there on its days. Tell a way round, or leave it out."),
    "too_far": _(
        "{slots}: too far for a day, even from a town for the night. Allow a town nearer by, or a "
        "longer day."
    ),
    "spacing": _(
        "{slots}: these visits of one place cannot be far enough apart. Ask for fewer, or let them "
        "be closer."
    ),
    "too_many": _(
        "{slots}: {n} visits want the same {days} days, which have room for {room}. Move some, or "
        "let another vehicle go."
    ),
}

REFUSALS: dict[str, str] = {
    "pin.day_outside": _("Choose a day of this plan, from {from} to {to}."),
    "pin.held": _("This is wanted already."),
    "pin.stop_unknown": _("This place is no stop of this plan any more. Take back what you want."),
    "pin.too_many": _("At most {most} things can be wanted of one plan. Take some back."),
    "pin.vehicle_unknown": _("This vehicle is not of this plan. Choose one of its vehicles."),
    "plan.days_odd": _("The plan cannot end on {to}, before it begins on {from}. Check both days."),
    "plan.faulty": _(
        "The plan breaks {n} rules, so nothing is promised. Change what it says above, and plan "
        "once more."
    ),
    "plan.file_empty": _("There is no trip in this file. Write one with: tusach plan-trips --json"),
    "plan.file_large": _("A file of more than {most} MB is no plan of trips."),
    "plan.file_odd": _(
        "This is no plan of trips: {reason}. Write one with: tusach plan-trips --json"
    ),
    "plan.hour_odd": _("{on}, {place}: write hours as 07:35."),
    "plan.legs_odd": _("The table of roads must have {rows} rows and as many columns."),
    "plan.named_twice": _("{id} stands twice. Give each its own name."),
    "plan.no_stop_kind": _(
        "The programme knows no kind of place that is only a stop of a vehicle. Add one to the "
        "profile."
    ),
    "plan.no_terms": _(
        "The programme does not say how trips are made. Add trips.json to the profile."
    ),
    "plan.no_vehicle": _("There is no vehicle to plan for. Name at least one."),
    "plan.over": _("Every trip of this plan is over. Make a plan of days to come."),
    "plan.row_odd": _("A place lies outside the table of roads, which has {rows} rows."),
    "plan.running": _("Another plan is being made. Wait until it is done, or stop it."),
    "plan.stop_closed": _(
        "{place} serves nobody any more. Found another place there, or leave it out of the plan."
    ),
    "plan.stop_unknown": _("Wish {slot} is of a stop that does not exist: {stop}."),
    "plan.too_long": _("Plan at most {most} days at once."),
    "plan.town_unknown": _(
        "{on}: no crew can spend the night at {town}. Choose a town of the plan."
    ),
    "plan.vehicle_gone": _(
        "{vehicle} is not there any more from {on} on, so nothing is promised. Plan once more."
    ),
    "plan.vehicle_unfounded": _(
        "{vehicle} is no library vehicle of this home. Found it as a place first; then promise the "
        "plan."
    ),
    "plan.vehicle_unknown": _("Wish {slot} is for a vehicle that does not exist: {vehicle}."),
}

PINS: dict[str, str] = {
    "on": _("{place} on {day}"),
    "never": _("{place} never on {day}"),
    "vehicle": _("{place} only by {vehicle}"),
}
LEFT_OUT: dict[str, str] = {
    "contested": _("its sources contradict each other about its days"),
    "no_rule": _("nobody has told on which days it meets"),
    "no_stop": _("a visit is asked for, but nobody told in which commune it lies"),
    "unit_doubted": _("it may lie in another commune"),
    "unit_unknown": _("its commune is not known"),
    "unsuitable": _("it was decided that no vehicle can serve there"),
}
TOLD: dict[str, str] = {
    "crates": _("crates"),
    "days": _("market days"),
    "gap": _("days between visits"),
    "hours": _("hours"),
    "stay": _("length of a visit"),
    "visits": _("visits a year"),
}
"""What of a stop was told here; whatever is not comes from the profile."""

MOST_SHOWN = 6
Named = Callable[[str], str]
"""What a stop is called, by its id in a problem."""


def say_left_out(why: str) -> str:
    """Why a stop is in no plan."""
    return gettext(LEFT_OUT[why])


def say_told(name: str) -> str:
    """What of a stop was told."""
    return gettext(TOLD[name])


def say_fault(problem: Problem, fault: Fault, place: Named = str) -> str:
    """One broken rule as a sentence, with its day and vehicle in front.

    place: what stops are called.
    """
    found, allowed = fault.found, fault.allowed
    if fault.code in HOURS:
        found = _hour(found)
        allowed = "–".join(map(_hour, allowed.split("..")))
    slot = problem.slot_by_id.get(fault.slot)
    values = {
        "place": place(slot.stop) if slot else fault.slot or fault.found,
        "vehicle": fault.vehicle,
        "slot": say_slot(slot, place) if slot else fault.slot,
        "found": found,
        "allowed": allowed,
    }
    words = gettext(FAULTS[fault.code]).format(**values)
    day = say_day(fault.on) if fault.on else ""
    head = ", ".join(part for part in (day, fault.vehicle) if part)
    return f"{head}: {words}" if head else words


def say_pin(pin: Pin, place: str) -> str:
    """What a person wants of a plan."""
    day = say_day(pin.on.isoformat()) if pin.on else ""
    return gettext(PINS[pin.kind]).format(place=place, day=day, vehicle=pin.vehicle)


def say_slot(slot: Slot, place: Named = str) -> str:
    """A wish: the place, and its days where they are few enough to say."""
    if not slot.days:
        return place(slot.stop)
    first, last = (say_day(one.isoformat()) for one in (slot.days[0], slot.days[-1]))
    return f"{place(slot.stop)} ({first if first == last else f'{first} – {last}'})"


def say_conflict(
    problem: Problem, conflict: Conflict, pins: Sequence[str] = (), *, place: Named = str
) -> str:
    """Wishes that cannot be met together, and what can be done. pins: in words, those in it."""
    shown = ", ".join(
        say_slot(problem.slot_by_id[one], place) for one in conflict.slots[:MOST_SHOWN]
    )
    more = len(conflict.slots) - MOST_SHOWN
    said = gettext(CONFLICTS[conflict.code]).format(
        slots=f"{shown} +{more}" if more > 0 else shown,
        n=len(conflict.slots),
        days=len(conflict.days),
        room=conflict.room,
    )
    if not pins:
        return said
    wanted = gettext("You want: {pins}. Take one of them back.").format(pins="; ".join(pins))
    return f"{said} {wanted}"


def say_summary(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """What a plan does, in two lines."""
    found = price(problem, plan)
    first = gettext(
        "{visits} visits on {days} vehicle-days, {nights} nights away, {km} km."
    ).format(
        visits=found.visits,
        days=found.vehicle_days,
        nights=found.nights,
        km=f"{found.metres // 1000:,}",
    )
    if not found.unserved:
        return (first, gettext("Every wish is met."))
    second = gettext("Not met: {n} wishes, {required} of them required.").format(
        n=found.unserved, required=found.required_unserved
    )
    return first, second


def _hour(text: str) -> str:
    return clock(int(text)) if text.isdecimal() else text
