"""Figures by page: all of a period, and one with its formula, its coverage and what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.exchange.sheets.writing import Table
from tusach.ledger.draft import Refusal
from tusach.library.programme.definition import Definition
from tusach.library.programme.evaluate import FORGOTTEN, Evidence
from tusach.library.programme.periods import Period, period, period_of
from tusach.library.targets.outlook import Outlook
from tusach.node.acts import beyond, figure_grades, figures, outlooks, targets
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer
from tusach.node.office.place_forms import DayField, units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.programme import figure_opened
from tusach.node.programme.evidence_names import names_of
from tusach.node.programme.figures_said import asked_moment, formula, old_lines, refused_of
from tusach.node.programme.grades import grade_bar, in_words
from tusach.node.programme.heard import heard_line, may_remind, silent_places
from tusach.node.programme.showing import file_of
from tusach.node.programme.target_words import pace
from tusach.node.store.cells import Asked, every
from tusach.node.wording.figures import say_field
from tusach.node.wording.refusals import say_refusal

MOST_SHOWN, YEARS_BACK = 40, 3
WIDE_PX = 200


class Bar(msgspec.Struct, frozen=True):
    """A bar of a share: both in pixels of WIDE_PX; words for whoever does not see it."""

    has: int
    wanted: int
    words: str


class ThenForm(forms.Form):
    """On which day something was known."""

    known = DayField(label=gettext_lazy("Known at the end of"))


def _chosen(request: HttpRequest, room: Room) -> Period:
    """The period that the address names, else the library year that runs."""
    found = period(request.GET.get("period", "")) or period(_library_year(room.today))
    assert found is not None
    return found


def _library_year(today: str) -> str:
    return f"L{int(today[:4]) + (today[5:7] == '12')}"


def periods(today: str) -> list[tuple[str, str]]:
    """Periods to choose from, with their words."""
    last = int(_library_year(today)[1:])
    found = []
    for year in range(last, last - YEARS_BACK, -1):
        found.append((f"L{year}", _("library year {year}").format(year=year)))
        found.append((str(year), _("year {year}").format(year=year)))
        found.append((f"{year}H1", _("first half of {year}").format(year=year)))
        found.append((f"{year}H2", _("second half of {year}").format(year=year)))
    return found


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def listed(request: HttpRequest, room: Room) -> HttpResponse:
    """The six of the plan as tiles, the customary ones below."""
    if wrong := _unknown(request, room):
        return _not_asked(request, _("Figures"), wrong)
    over = _chosen(request, room)
    unit = _unit(request, room)
    chosen = figures.chosen(room.node)
    found = figures.answers(
        room.node, every(figures.definitions(room.node), [over], [unit], chosen)
    )
    known = [in_words(one) for one in figure_grades.mixes(room.node, found)]
    both = list(zip(found, known, strict=True))
    tiles = [_tile(room, one) | {"grades": how} for one, how in both if one.definition.milestones]
    rows = [_row(room, one) | {"grades": how} for one, how in both if not one.definition.milestones]
    values = {
        "tiles": tiles,
        "rows": rows,
        "old": old_lines(room.node),
        "heard": heard_line(room, figures.of_visits(over, unit=unit)),
        "over": over,
        "periods": periods(room.today),
        "units": units_of(room),
        "unit": unit,
        "wide": WIDE_PX,
    }
    return render(request, "programme/figures.html", values)


def _unknown(request: HttpRequest, room: Room) -> str:
    """What is wrong with the period or the commune that the address names; empty where nothing."""
    name, unit = request.GET.get("period", ""), request.GET.get("unit", "")
    if name and period(name) is None:
        return room.say(Refusal("figure.period_unknown", {"period": name}))
    if unit and unit not in dict(units_of(room)):
        return room.say(Refusal("market.place_unknown", {"place": unit}))
    return ""


def _not_asked(request: HttpRequest, title: str, wrong: str) -> HttpResponse:
    words = {"one": {"title": title}, "wrong": wrong}
    return render(request, "programme/not_asked.html", words, status=422)


def _unit(request: HttpRequest, room: Room) -> str:
    wanted = request.GET.get("unit", "")
    return wanted if wanted in dict(units_of(room)) else ""


def _row(room: Room, one: Answer) -> dict[str, Any]:
    return {
        "id": one.definition.id.replace("_", "-"),
        "title": room.words(one.definition.title),
        "value": value(one),
        "provisional": one.definition.provisional,
    }


def _tile(room: Room, one: Answer) -> dict[str, Any]:
    aim = one.aim
    more = ""
    if aim is not None:
        more = (
            _("By {at} {wanted} are wanted; {missing} are still missing.")
            if aim.missing
            else _("By {at} {wanted} are wanted: reached.")
        ).format(at=aim.at, wanted=aim.wanted, missing=aim.missing)
    (stand,) = targets.standing(room.node, [one]) if not one.unit else [None]
    return _row(room, one) | {
        "aim": more,
        "pace": pace(stand) if stand is not None and stand.asked is not None else "",
        "bar": _bar(one),
        "reading": room.words(one.reading.title),
    }


def _bar(one: Answer) -> Bar | None:
    aim, num, den = one.aim, one.figure.num, one.figure.den
    if aim is None or num is None or not aim.wanted:
        return None
    whole = den or max(num, aim.wanted)
    if not whole:
        return None
    return Bar(
        has=min(WIDE_PX, WIDE_PX * num // whole),
        wanted=min(WIDE_PX, WIDE_PX * aim.wanted // whole),
        words=_("{num} of {wanted} wanted").format(num=num, wanted=aim.wanted),
    )


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def figure(request: HttpRequest, room: Room, what: str) -> HttpResponse:
    """One figure: what it says, on what it stands, who was not heard, and each thing counted."""
    said = figures.definition_of(room.node, what.replace("-", "_"))
    if said is None:
        if figures.shipped_of(what.replace("-", "_")) is not None:  # too old: its own page says so
            return redirect("programme:indicator", what)
        raise Http404
    chosen = figures.chosen(room.node)[said.id]
    reading = said.read_as(request.GET.get("reading") or chosen)
    if reading is None:
        raise Http404
    if unknown := _unknown(request, room):
        return _not_asked(request, room.words(said.title), unknown)
    over, unit = _chosen(request, room), _unit(request, room)
    if "period" not in request.GET and over.kind not in said.periods:
        over = period_of(said.periods[0], room.today)
    if wrong := refused_of(said, over, unit):
        return _not_asked(request, room.words(said.title), room.say(wrong))
    one = figures.answer(room.node, said, reading, over, unit=unit)
    look(room.staff, room.staff.staff_id, "figure")
    proof = figures.proof(room.node, one)
    if "as" in request.GET and proof is not None:
        return file_of(request, _table(room, one, proof), said.id)
    by = request.GET.get("by", "")
    form = ThenForm(request.GET if "known" in request.GET else None)
    then = _then(room, form, Asked(said, reading, over, unit))
    values = {
        "one": _tile(room, one),
        "grades": grade_bar(figure_grades.mix(room.node, one)),
        "said": said,
        "over": over,
        "periods": periods(room.today),
        "unit": unit,
        "units": units_of(room),
        "reading_id": reading.id,
        "readings": _readings(room, said, over, unit),
        "lines": _lines(one),
        "formula": formula(room.node, reading),
        "changed": figure_opened.changed(room, one),
        "heard": heard_line(room, one),
        "silent": silent_places(room, one),
        "may_remind": may_remind(room),
        "count": None if proof is None else len(proof),
        "proof": _evidence(room, (proof or ())[:MOST_SHOWN]),
        "outlook": _outlook(room, said, over, unit),
        "fields": [(field, say_field(field)) for field in said.disaggregate],
        "by": say_field(by) if by in said.disaggregate else "",
        "parts": figure_opened.parts(room, one, by) if by in said.disaggregate else (),
        "people": figures.counts_single_people(reading),
        "settled": figure_opened.settled(room, one),
        "is_forgotten": one.figure.lacking == FORGOTTEN,
        "of_visits": beyond.is_of_visits(one),
        "beyond": figure_opened.beyond_told(room, one) if "beyond" in request.GET else None,
        "form": form,
        "then": then,
        "wide": WIDE_PX,
    }
    return render(request, "programme/figure.html", values, status=422 if form.errors else 200)


def _then(room: Room, form: ThenForm, asked: Asked) -> dict[str, Any] | None:
    """The value as it was known at the end of a day; the form says where that cannot be said."""
    if not form.is_bound or not form.is_valid():
        return None
    moment = asked_moment(room.node, form.cleaned_data["known"])
    if isinstance(moment, Refusal):
        form.add_error("known", say_refusal(moment))
        return None
    with figures.then(room.node, moment, asked.reading) as look:
        one = figures.answer_in(look, asked, today=moment.today)
    return {"day": moment.today, "value": value(one), "frontier": one.frontier}


def _readings(room: Room, said: Definition, over: Period, unit: str) -> list[tuple[str, str, str]]:
    asked = [Asked(said, one, over, unit) for one in said.readings]
    return [
        (one.reading.id, room.words(one.reading.title), value(one))
        for one in figures.answers(room.node, asked)
    ]


def _lines(one: Answer) -> list[tuple[str, str]]:
    return [
        (_("Stands on"), one.definition.legal),
        (_("From"), day(one.over.first)),
        (_("Until"), day(one.over.last)),
        (_("Counted"), "–" if one.figure.num is None else number(one.figure.num)),
        (_("Out of"), "–" if one.figure.den is None else number(one.figure.den)),
        *([(_("Name in standards"), " · ".join(one.definition.iso))] if one.definition.iso else []),
        (_("Version of the definition"), f"{one.definition.version} · {one.hash[:12]}"),
        (_("Facts known"), str(one.frontier)),
    ]


def _table(room: Room, one: Answer, proof: Sequence[Evidence]) -> Table:
    """Everything that was counted, for a file."""
    names = names_of(room, [x.key for x in proof])
    rows = [(names[x.key], x.n, " ".join(x.stories)) for x in proof]
    header = (_("What"), _("Counts"), _("Proved by"))
    return Table(name=room.words(one.definition.title), header=header, rows=rows)


def _evidence(room: Room, proof: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Each thing that was counted by its name, with the stories that prove it."""
    # An inspector opens what was told without names; all others the whole entries.
    page = "programme:proof" if room.is_inspected else "desk:ledger"
    names = names_of(room, [one.key for one in proof])
    return [
        {
            "name": names[one.key],
            "n": one.n,
            "stories": [(reverse(page, args=(x,)), x[:8]) for x in one.stories[:3]],
        }
        for one in proof
    ]


def _outlook(room: Room, said: Definition, over: Period, unit: str) -> dict[str, Any] | None:
    """For visits of a year that still runs: what the rest of it will probably bring."""
    this = room.today[:7]
    if said.id != "visits" or unit or not over.first[:7] <= this <= over.last[:7]:
        return None
    ahead = (int(over.last[:4]) - int(this[:4])) * 12 + int(over.last[5:7]) - int(this[5:7])
    found = outlooks.of_visits(room.node, this, ahead=ahead) if ahead else None
    if found is None:
        return None
    if not isinstance(found, Outlook):
        return {"known": found.known, "wanted": found.wanted}
    return {"told": found}
