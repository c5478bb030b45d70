"""The order of a trip and the sheet of its days as one PDF: a page to sign, a page to fill in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.exchange.documents.papers import Figures, Paragraph, Signature, laid_out
from tusach.exchange.documents.parts import (
    CENTRE,
    Break,
    Document,
    Grid,
    Line,
    Part,
    Side,
    TwoSides,
)
from tusach.library.trips.story import TripState
from tusach.node.acts import travelling as acts
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages.writing import day, number
from tusach.node.papers.answers import pdf_answer
from tusach.node.papers.official import paper
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.trip_forms import CHECKLIST
from tusach.node.trips.trip_shown import StopShown
from tusach.node.trips.trips import trip_or_404, trip_values
from tusach.node.wording.lunar import both_calendars

BOX, DOTS = "□ ", "………"
CREW_MM, STOP_MM, MANY_STOPS = 9, 13, 9
"""Heights of rows that a pen fills in; from how many stops on they are lower."""


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def as_pdf(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """The order and the sheet of a trip."""
    state = trip_or_404(counter, trip)
    return pdf_answer(
        _document(counter, state),
        name=f"lenh-dieu-xe-{state.plan.first_on if state.plan else trip[:8]}",
        on=counter.today,
        instead=reverse("trips:sheet", kwargs={"trip": trip}),
    )


def _document(counter: Counter, state: TripState) -> Document:
    values = trip_values(counter, state)
    order = laid_out(
        paper(
            counter.node,
            kind="trip_order",
            about=_("Trip of the library vehicle, {days}").format(days=_days(values)),
            agency=place_name(counter.node, counter.place) if counter.place else values["vehicle"],
            body=(
                *(Paragraph(one) for one in _sentences(counter, values)),
                _crew(counter, values),
            ),
            signatures=(
                Signature(_("Head of the trip"), note=_("(signature, full name)")),
                Signature(_("Who orders the trip"), note=_("(signature, full name)")),
            ),
        )
    )
    parts = (*order.parts, Break(), *_sheet(values))
    return Document(order.title, parts, order.language, order.layout)


def _days(values: dict[str, Any]) -> str:
    plan = values["plan"]
    if plan.first_on == plan.last_on:
        return day(plan.first_on)
    return f"{day(plan.first_on)} – {day(plan.last_on)}"


def _sentences(counter: Counter, values: dict[str, Any]) -> list[str]:
    """What is ordered: who goes with what, when, along which places."""
    plan = values["plan"]
    days = both_calendars(plan.first_on)
    if plan.last_on != plan.first_on:
        days = f"{days} – {both_calendars(plan.last_on)}"
    found = [
        _("The vehicle {vehicle} sets out with books to serve readers.").format(
            vehicle=values["vehicle"]
        ),
        _("Time: {days}.").format(days=days),
        _("Stops in the order of the road: {stops}.").format(
            stops=" – ".join(one.name for one in values["stops"]) or DOTS
        ),
    ]
    if values["kilometres"] is not None:
        found.append(_("Distance: {km} km planned.").format(km=number(values["kilometres"])))
    if values["nights"]:
        nights = ", ".join(f"{day(on)} {where}" for on, where in values["nights"])
        found.append(_("Nights: {nights}.").format(nights=nights))
    return found


def _crew(counter: Counter, values: dict[str, Any]) -> Figures:
    """Rows for as many as the rule wants, and one more."""
    least = acts.least_crew(counter.node, values["plan"].first_on)
    posts = [_("driver"), *[_("librarian")] * (least - 1), ""]
    return Figures(
        caption=_("Who goes"),
        header=(_("No."), _("Full name"), _("As what"), _("Signature")),
        rows=tuple((nr, "", post, "") for nr, post in enumerate(posts, start=1)),
        widths=(8, 42, 25, 25),
        height_mm=CREW_MM,
    )


def _sheet(values: dict[str, Any]) -> tuple[Part, ...]:
    half = (len(CHECKLIST) + 1) // 2
    boxes = [Line(BOX + str(words), size=12) for _code, words in CHECKLIST]
    meter = (
        f"{_('Meter at the start:')} {DOTS} km · {_('at the end:')} {DOTS} km · "
        f"{_('Fuel:')} {DOTS} {_('litres')}"
    )
    return (
        Line(_("Sheet of a trip").upper(), CENTRE, bold=True, size=14, level=1),
        Line(f"{values['vehicle']} · {_days(values)}", CENTRE, size=12, space=2),
        Line(_("Seen to before setting out"), bold=True, size=12, space=6, level=2),
        TwoSides(Side(tuple(boxes[:half])), Side(tuple(boxes[half:]))),
        Line(meter, size=12, space=2),
        _stops(values["stops"]),
        Line(f"{_('Why a stop was missed:')} {DOTS * 10}", size=12, space=2),
        TwoSides(
            Side((Line(_("Head of the trip").upper(), CENTRE, bold=True, space=6),)),
            Side((Line(_("Who orders the trip").upper(), CENTRE, bold=True, space=6),)),
        ),
    )


def _stops(stops: list[StopShown]) -> Grid:
    return Grid(
        header=(
            _("No."),
            _("Place"),
            _("Day and hours"),
            _("Came"),
            _("Lent"),
            _("Books returned"),
            _("Confirmed by the commune (name, stamp)"),
        ),
        rows=tuple(
            (number(nr), _where(one), _when(one), "", "", "", "")
            for nr, one in enumerate(stops, start=1)
        ),
        widths=(7, 24, 27, 8, 8, 8, 18),
        height_mm=STOP_MM if len(stops) < MANY_STOPS else CREW_MM,
    )


def _where(one: StopShown) -> str:
    return f"{one.name} ({one.unit})" if one.unit and one.unit not in one.name else one.name


def _when(one: StopShown) -> str:
    hours = f" {one.arrive}–{one.leave}" if one.arrive else ""
    return f"{both_calendars(one.day)}{hours}"
