"""One commune on a page: who was heard, visits beside last year's, what stands and what comes."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table, Value
from tusach.library.programme.periods import PeriodKind, period_of
from tusach.library.quality.facts import model_subject
from tusach.library.quality.lines import tasks
from tusach.node.acts import assessing, communes, figures
from tusach.node.acts.figure_words import value
from tusach.node.acts.markets import next_in_unit, unit_name
from tusach.node.acts.reached import PROMISED, Reached, reached
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.assessment_words import musts
from tusach.node.programme.figures_said import old_lines
from tusach.node.programme.models import standing
from tusach.node.programme.monday import days_since
from tusach.node.programme.report_paper import period_words
from tusach.node.programme.showing import UNKNOWN, Listing, Thing, mine, show_list, show_thing
from tusach.node.programme.week_words import waits
from tusach.node.store.cells import Asked
from tusach.node.wording import lunar

MARKET_DAYS = 60
KINDS: tuple[PeriodKind, ...] = ("month", "quarter", "library_year")


def own_units(room: Room) -> list[tuple[str, str]]:
    """The communes that this person may look at: all, or those of the own places."""
    every = units_of(room)
    if room.is_wide or room.is_inspected:
        return every
    own = {room.node.place(place).unit for place in mine(room)}
    return [(unit, name) for unit, name in every if unit in own]


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def listed(request: HttpRequest, room: Room) -> HttpResponse:
    """Every commune that one may look at, each with what stands in it."""
    node = room.node
    visited = {one.unit: one for one in reached(node, room.today)}
    heard: dict[str, list[str]] = {}
    for one in communes.places(node):
        heard.setdefault(one.unit, []).append(one.heard_on)
    rows: list[tuple[str, tuple[Value, ...]]] = []
    for unit, name in own_units(room):
        told = heard.get(unit, [])
        cells = (
            name,
            len(told),
            day(max(told, default="")) or UNKNOWN,
            _last(visited.get(unit)),
            standing(node.store.state(model_subject(node.tenant, unit), "model"), room.today),
            _open_findings(room, unit),
        )
        rows.append((unit, cells))
    listing = Listing(
        title=_("Communes and wards"),
        intro=_("One page for each: places, visits, model, findings, crates, the next vehicle."),
        heads=(
            _("Commune or ward"),
            _("Places"),
            _("Last visits told"),
            _("Last visit of the vehicle"),
            _("Model"),
            _("Findings to mend"),
        ),
        rows=rows,
        empty=_("No commune of yours is known here."),
        name="communes",
        page="programme:commune",
    )
    return show_list(request, room, listing, [])


def _last(one: Reached | None) -> str:
    return day(one.last.day) if one is not None and one.last is not None else UNKNOWN


def _open_findings(room: Room, unit: str) -> str:
    """How many are not mended; unknown where nobody inspected, which is not none."""
    every = [one for one in assessing.every(room.node, unit) if one.inspections]
    found = sum(one.rechecked_on is None for state in every for one in tasks(state))
    return number(found) if every else UNKNOWN


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def commune(request: HttpRequest, room: Room, unit: str) -> HttpResponse:
    """The page of one commune; a librarian opens the own ones only."""
    name = unit_name(room.node, unit)
    if not name:
        raise Http404
    if unit not in dict(own_units(room)):
        raise PermissionDenied
    found = communes.places(room.node, unit)
    here = [one.place for one in found]
    visits, crates = _visits(room, unit), communes.crates(room.node, here)
    heads = (_("Period"), _("Visits"), _("The year before"))
    thing = Thing(
        title=name,
        back=reverse("programme:communes"),
        back_words=_("All communes and wards"),
        lines=[*_standing(room, unit), *_coming(room, unit), _readers(room, here)],
        tables=(
            (_("Visits, the running periods so far"), heads, visits),
            (_("Places"), _place_heads(), [_place(room, one) for one in found]),
            (_("Crates"), _crate_heads(), [_crate(room, one) for one in crates]),
        ),
        notes=(
            *old_lines(room.node),
            _("What nobody told is not 0. People are counted, never named; few are not told."),
        ),
        links=_links(room, unit),
        file=("commune", Table(name=name, header=heads, rows=visits)),
    )
    return show_thing(request, room, thing, [])


def _place_heads() -> tuple[str, ...]:
    return _("Library"), _("Last visits told"), _("Since then")


def _crate_heads() -> tuple[str, ...]:
    return _("Crate"), _("Library"), _("Books"), _("Leaves by"), _("Time left")


def _place(room: Room, one: communes.PlaceHeard) -> tuple[Value, ...]:
    if not one.heard_on:
        return room.name(one.place), UNKNOWN, _("never heard of")
    return room.name(one.place), day(one.heard_on), waits(days_since(one.heard_on, room.today))


def _crate(room: Room, one: communes.CrateThere) -> tuple[Value, ...]:
    late = days_since(one.back_on, room.today)
    left = UNKNOWN if late is None else waits(late) if late <= 0 else _late(late)
    where = room.name(one.place)
    if one.comes:
        where = _("%(place)s (on its way)") % {"place": where}
    back = day(one.back_on) or UNKNOWN
    return number(one.nr) if one.nr is not None else UNKNOWN, where, one.inside, back, left


def _late(days: int) -> str:
    return _("%(days)s late") % {"days": waits(days)}


def _visits(room: Room, unit: str) -> list[tuple[Value, ...]]:
    """The month, the quarter and the library year of today, each beside that of the year before."""
    said = figures.definition_of(room.node, "visits")
    reading = said.read_as("") if said else None
    if said is None or reading is None:  # this program is too old to count them
        return []
    over = [period_of(kind, room.today) for kind in KINDS]
    asked = [Asked(said, reading, one, unit) for each in over for one in (each, each.before())]
    found = figures.answers(room.node, asked)
    return [
        (period_words(one.name), value(now), value(then))
        for one, now, then in zip(over, found[::2], found[1::2], strict=True)
    ]


def _standing(room: Room, unit: str) -> list[tuple[str, str]]:
    """The model, the latest assessment, what is still to be mended."""
    node = room.node
    model = node.store.state(model_subject(node.tenant, unit), "model")
    last = next(iter(assessing.every(node, unit)), None)
    told = UNKNOWN
    if last is not None and last.opened is not None:
        parts = (str(last.opened.year), term(last.standing), musts(assessing.musts_met(last)))
        told = " · ".join(parts)
    return [
        (_("Model"), standing(model, room.today)),
        (_("Assessment"), told),
        (_("Findings to mend"), _open_findings(room, unit)),
    ]


def _coming(room: Room, unit: str) -> list[tuple[str, str]]:
    """When the vehicle was there and comes next, and the next market."""
    visit = next((one for one in reached(room.node, room.today) if one.unit == unit), None)
    ahead = _("no visit dated")
    if visit is not None and visit.next_on:
        how = _("promised") if visit.next_how == PROMISED else _("planned, not promised yet")
        ahead = f"{day(visit.next_on)} ({how})"
    market = next_in_unit(
        room.node, unit, after=date.fromisoformat(room.today), within_days=MARKET_DAYS
    )
    fair = UNKNOWN
    if market is not None and market[0].declared is not None:
        on = lunar.both_calendars(market[1].on.isoformat())
        fair = f"{room.words(market[0].declared.names)}, {on}"
    return [
        (_("Last visit of the vehicle"), _last(visit)),
        (_("Next visit"), ahead),
        (_("Next market"), fair),
    ]


def _readers(room: Room, here: list[str]) -> tuple[str, str]:
    found = communes.readers(room.node, here)
    few = _("fewer than %(n)s") % {"n": communes.LEAST_READERS}
    return _("Readers with a valid card"), few if found is None else number(found)


def _links(room: Room, unit: str) -> list[tuple[str, str, str]]:
    year = period_of("library_year", room.today).name
    found = [
        (
            f"{reverse('programme:figures')}?unit={unit}&period={year}",
            "count",
            _("Figures of the commune"),
        ),
    ]
    if room.node.store.state(model_subject(room.node.tenant, unit), "model").unit:
        found.append((reverse("programme:model", args=[unit]), "place", _("Model")))
    last = assessing.latest_by_unit(room.node).get(unit)
    if last:
        found.append((reverse("programme:assessment", args=[last]), "check", _("Assessment")))
    return found
