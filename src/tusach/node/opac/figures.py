"""What the programme has come to, for everybody: a page, a table to keep, and what it says."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table, comma_separated
from tusach.ledger.kind import HUB
from tusach.library.programme.definition import Definition
from tusach.library.programme.periods import Period, period
from tusach.library.programme.reading_in import definition_hash
from tusach.node.acts import figures
from tusach.node.acts.definitions import too_old
from tusach.node.acts.figure_words import value
from tusach.node.acts.open_figures import OpenFigure, counts_people, open_figures
from tusach.node.opac.coming import communes
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.unchanged import unchanged
from tusach.node.opac.words import wording
from tusach.node.people.access import public, rule
from tusach.node.wording.definitions import say_too_old

YEARS_BACK = 4
HEADER: tuple[str, ...] = (
    *("period", "indicator", "reading", "commune", "name", "num", "den", "unit", "lacking"),
    *("hidden", "definition", "frontier", "declared_paper", "declared_on", "declared_grade"),
)


@rule(public())
@seated()
@unchanged()
def show(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The figures of a library year for the whole province, and one of them by commune."""
    if seat.node.store.identity.role != HUB:
        return render(request, "opac/figures.html", {"elsewhere": True})
    over, said = _period(request, seat), figures.definitions(seat.node)
    wanted = figures.definition_of(seat.node, request.GET.get("what", "").replace("-", "_"))
    found = open_figures(seat.node, said, over, ())
    values: dict[str, Any] = {
        "over": over,
        "years": years(seat.on),
        "rows": [_row(seat, one) for one in found],
        "heard": figures.coverage(seat.node, figures.of_visits(over)),
        "old": [say_too_old(one.indicator, one.version) for one in too_old(seat.node)],
        "what": _title(seat, wanted) if wanted else "",
        "people": counts_people(wanted) if wanted else False,
    }
    if wanted is not None:
        known = communes(seat)
        by_unit = open_figures(seat.node, (wanted,), over, [one.unit for one in known])[1:]
        values["communes"] = [
            (one.name, _words(cell)) for one, cell in zip(known, by_unit, strict=True)
        ]
    return render(request, "opac/figures.html", values)


@rule(public())
@seated()
@unchanged()
def table(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every figure of a library year, of the province and of each commune, as CSV."""
    if seat.node.store.identity.role != HUB:
        raise Http404
    over, known = _period(request, seat), communes(seat)
    names = {one.unit: (one.code, one.name) for one in known}
    found = open_figures(
        seat.node, figures.definitions(seat.node), over, [one.unit for one in known]
    )
    rows = [_cells(one, *names.get(one.answer.unit, ("", ""))) for one in found]
    body = comma_separated(Table(name=over.name, header=HEADER, rows=rows))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{over.name}.csv"'
    return answer


@rule(public())
@seated()
@unchanged()
def definitions(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What each figure says: its clause, its readings and the hash that stands beside it.

    reading: the one that the province chose.
    """
    chosen = figures.chosen(seat.node)
    said = [
        {
            "id": one.id,
            "version": one.version,
            "hash": definition_hash(one),
            "title": one.title,
            "legal": one.legal,
            "unit": one.unit,
            "iso": one.iso,
            "provisional": one.provisional,
            "milestones": msgspec.to_builtins(one.milestones),
            "readings": [{"id": x.id, "title": x.title} for x in one.readings],
            "reading": chosen[one.id],
            "least_people": one.privacy.min_cell if counts_people(one) else None,
        }
        for one in figures.definitions(seat.node)
    ]
    return JsonResponse({"columns": HEADER, "indicators": said})


def years(today: str) -> list[str]:
    """Names of the library years to choose from, the running one first."""
    last = int(today[:4]) + (today[5:7] == "12")
    return [f"L{year}" for year in range(last, last - YEARS_BACK, -1)]


def _period(request: HttpRequest, seat: Seat) -> Period:
    known = years(seat.on)
    name = request.GET.get("period", "")
    found = period(name if name in known else known[0])
    assert found is not None  # noqa: S101 - a name of this very list
    return found


def _title(seat: Seat, said: Definition) -> str:
    return wording(said.title, seat.node.profile)


def _row(seat: Seat, one: OpenFigure) -> dict[str, Any]:
    said = one.answer.definition
    return {
        "id": said.id.replace("_", "-"),
        "title": _title(seat, said),
        "reading": wording(one.answer.reading.title, seat.node.profile),
        "value": _words(one),
        "aim": one.answer.aim if not one.is_hidden else None,
        "legal": said.legal,
        "provisional": said.provisional,
    }


def _words(one: OpenFigure) -> str:
    if not one.is_hidden:
        return value(one.answer)
    return _("not shown: too few people")


def _cells(one: OpenFigure, code: str, name: str) -> tuple[Any, ...]:
    said, found = one.answer, one.answer.figure
    num, den = (None, None) if one.is_hidden else (found.num, found.den)
    return (
        *(said.over.name, said.definition.id, said.reading.id, code, name, num, den),
        *(said.definition.unit, found.lacking or "", int(one.is_hidden), said.hash, said.frontier),
        *((was.paper, was.dated, was.grade) if (was := said.baseline) else ("", "", "")),
    )
