"""When the vehicle comes, as sheets for a wall: one page for each commune or market, as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tusach.exchange.documents.posters import A3, A4, MOST_DAYS, Day, Poster, Posters
from tusach.library.calendar.lunar import OutOfScope
from tusach.node.opac.coming import Coming
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.unchanged import unchanged
from tusach.node.opac.visit_feeds import known_commune
from tusach.node.opac.words import long_day
from tusach.node.papers.addresses import drawn, public_address
from tusach.node.papers.answers import pdf_answer
from tusach.node.people.access import public, rule
from tusach.node.wording.lunar import both_calendars, say_lunar


@rule(public())
@seated()
@unchanged()
def commune(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The visits to one commune, for its wall."""
    found = known_commune(seat, code)
    page = reverse("opac:commune", args=(code,))
    sheet = poster(seat, found.name, found.visits, public_address(request, page))
    return answer(
        request, seat, (sheet,), title=sheet.name, name=f"lich-xe-{found.code}", instead=page
    )


def paper_of(request: HttpRequest) -> str:
    """The paper that was asked for."""
    return A3 if request.GET.get("paper") == A3 else A4


def answer(
    request: HttpRequest,
    seat: Seat,
    pages: Sequence[Poster],
    *,
    title: str,
    name: str,
    instead: str,
) -> HttpResponse:
    """The posters as one file. name: of the file, without its ending."""
    setting = Posters(
        title=f"{_('When does the library come to us?')} {title}",
        pages=tuple(pages),
        language=(get_language() or "vi")[:2],
        paper=paper_of(request),
    )
    return pdf_answer(setting, name=name, on=seat.on, instead=instead)


def poster(seat: Seat, name: str, visits: Sequence[Coming], address: str) -> Poster:
    """The sheet of a commune or a market. address: of its public page, empty without one."""
    shown = visits[:MOST_DAYS]
    left = len(visits) - len(shown)
    return Poster(
        kicker=_("The library comes to us"),
        name=name,
        days=tuple(_day(seat, one) for one in shown),
        none=_("No visit of the book vehicle is dated yet. Ask your library, or come again later."),
        others=tuple(_others(nr + left) for nr in range(1, len(shown))),
        under=(
            _("Reading, borrowing and asking are free. Bring back what you have read."),
            _("As known on %(day)s. Days may change with weather and roads.")
            % {"day": both_calendars(seat.on, calendar=seat.node.lunar)},
        ),
        drawn=drawn(address),
        address=address,
        scan=_("Scan the square to see the days as they stand now:"),
    )


def _others(n: int) -> str:
    return ngettext("and %(n)s more day", "and %(n)s more days", n) % {"n": n}


def _day(seat: Seat, one: Coming) -> Day:
    try:
        found = say_lunar(seat.node.lunar.to_lunar(date.fromisoformat(one.day)))
        lunar = _("Lunar: {day}").format(day=found)
    except OutOfScope:
        lunar = ""
    where = " · ".join(words for words in (one.place, one.vehicle) if words)
    solar = long_day(one.day)
    return Day(solar=solar[:1].upper() + solar[1:], lunar=lunar, where=where)
