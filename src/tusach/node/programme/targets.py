"""Targets by page: all of them with bullets; one with every commune, a map, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tusach.exchange.charts import svg, tiles
from tusach.exchange.sheets.writing import Table
from tusach.library.programme import facts, telling
from tusach.library.programme.definition import Definition
from tusach.library.programme.periods import Period, period, period_of
from tusach.node.acts import aims, figure_grades, figures
from tusach.node.acts import targets as acts
from tusach.node.acts.figure_words import say_declared, value
from tusach.node.acts.markets import unit_name
from tusach.node.acts.targets import Commune, Stand
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import number
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import target_forms as forms
from tusach.node.programme import target_words as words
from tusach.node.programme.figures_said import old_lines
from tusach.node.programme.forms import WHY_UNPROVED, reasons
from tusach.node.programme.grades import in_words
from tusach.node.programme.heard import heard_line
from tusach.node.programme.report_paper import period_words
from tusach.node.programme.showing import Asked, Doing, bound, file_of, told

PAST_YEARS = 4


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def targets(request: HttpRequest, room: Room) -> HttpResponse:
    """Each target: value, what is missing, what is asked by today, what is expected, milestones."""
    wanted = period(request.GET.get("period", ""))
    over = wanted if wanted is not None and wanted.kind in telling.YEAR_KINDS else None
    found = acts.stands(room.node, over)
    if "as" in request.GET:
        return file_of(request, _table(room, found), "targets")
    values = {
        "over": over,
        "periods": years(room.today),
        "heads": _heads(),
        "old": old_lines(room.node),
        "targets": [_card(room, one) for one in found],
        "may_set": room.may(Act.SET_RULES),
    }
    return render(request, "programme/targets.html", values)


def years(today: str) -> list[tuple[str, str]]:
    """The years to choose from; the first one is what each target counts by."""
    last = int(today[:4]) + (today[5:7] == "12")
    found = [("", _("the year that runs"))]
    for year in range(last, last - 3, -1):
        found.append((f"L{year}", _("library year {year}").format(year=year)))
        found.append((str(year), _("year {year}").format(year=year)))
    return found


def _heads() -> tuple[str, ...]:
    return (_("Year"), _("Asked"), _("In whole numbers"), _("Still missing"), _("Standing"))


def _card(room: Room, stand: Stand) -> dict[str, Any]:
    one, ahead = stand.answer, stand.next
    met = ahead.met if ahead is not None else None
    return {
        "id": one.definition.id.replace("_", "-"),
        "title": room.words(one.definition.title),
        "value": value(one),
        "reading": room.words(one.reading.title),
        "reading_id": one.reading.id,
        "over": one.over,
        "paper": words.paper(stand),
        "provisional": one.definition.provisional,
        "grades": in_words(figure_grades.mix(room.node, one)),
        "heard": heard_line(room, one),
        "sign": "info" if met is None else "check" if met else "cross",
        "tick": words.tick(met),
        "gap": words.gap(stand),
        "pace": words.pace(stand),
        "expected": words.expected(stand),
        "otherwise": words.otherwise(stand),
        "drawn": mark_safe(svg.bullet(words.bullet(stand))),  # noqa: S308 - every text is escaped
        "steps": [
            list(zip(_heads(), words.step_cells(one, step), strict=True)) for step in stand.steps
        ],
    }


def _table(room: Room, found: Sequence[Stand]) -> Table:
    """Each milestone of each target as a row."""
    header = (
        _("Figure"),
        _("Way to read it"),
        _("Period"),
        _("Value"),
        _("Stands on"),
        _("Asked by today"),
        _("Expected"),
        *_heads(),
    )
    rows = [
        (
            room.words(stand.answer.definition.title),
            room.words(stand.answer.reading.title),
            stand.answer.over.name,
            value(stand.answer),
            words.paper(stand),
            words.pace(stand),
            words.expected(stand),
            *words.step_cells(stand.answer, step),
        )
        for stand in found
        for step in stand.steps
    ]
    return Table(name=_("Targets"), header=header, rows=rows)


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def target(request: HttpRequest, room: Room, what: str) -> HttpResponse:
    """One target in every commune, by month and on a map; the province sets it here."""
    said = figures.definition_of(room.node, what.replace("-", "_"))
    if said is None:
        raise Http404
    asked = _telling(request, room, said) if room.may(Act.SET_RULES) else []
    if asked and told(request, room, asked):
        return redirect(request.path)
    with room.node.store.engine.reading():
        known = aims.told(figures.Look(room.node))
    line = known.line(said)
    chosen = period(request.GET.get("period", ""))
    over = chosen if chosen and chosen.kind in said.periods else period_of(line.year, room.today)
    has_communes = "unit" in said.levels
    communes = acts.by_commune(room.node, said, over) if has_communes else ()
    if "as" in request.GET:
        return file_of(request, _commune_table(room, said, communes), said.id)
    stand = next((x for x in acts.stands(room.node, over) if x.answer.definition == said), None)
    values = {
        "title": room.words(said.title),
        "what": what,
        "over": over,
        "card": _card(room, stand) if stand is not None else None,
        "heads": _heads(),
        "map": _map(room, said, communes),
        "rows": [_row(room, said, one) for one in communes],
        "has_communes": has_communes,
        "by_month": any(one.months for one in communes),
        "baselines": _baselines(room, known, said),
        "asked": asked,
    }
    status = 422 if any(one.form.errors for one in asked) else 200
    return render(request, "programme/target.html", values, status=status)


def _map(room: Room, said: Definition, communes: Sequence[Commune]) -> str:
    """Squares of the communes that have a point; empty where none has."""
    cells = tiles.laid_out({one.unit: one.point for one in communes if one.point is not None})
    some = [
        svg.Square(
            column=cells[one.unit][0],
            row=cells[one.unit][1],
            name=unit_name(room.node, one.unit),
            words=value(one.answer),
            value=one.answer.figure.num,
        )
        for one in communes
        if one.unit in cells
    ]
    if not some:
        return ""
    title = _("{title}: each commune near where it lies. The table below says the same.")
    drawn = svg.squares(some, title.format(title=room.words(said.title)))
    return mark_safe(drawn)  # noqa: S308 - every text is escaped


def _row(room: Room, said: Definition, one: Commune) -> dict[str, Any]:
    name = unit_name(room.node, one.unit)
    known = ", ".join("?" if n is None else number(n) for n in one.months)
    drawn = svg.spark(one.months, f"{name}: {known}") if one.months else ""
    return {
        "unit": one.unit,
        "name": name,
        "value": value(one.answer),
        "spark": mark_safe(drawn),  # noqa: S308 - every text is escaped
    }


def _commune_table(room: Room, said: Definition, communes: Sequence[Commune]) -> Table:
    rows = [
        (
            one.code,
            unit_name(room.node, one.unit),
            one.answer.figure.num,
            one.answer.figure.den,
            value(one.answer),
        )
        for one in communes
    ]
    header = (_("Code"), _("Commune or ward"), _("Counted"), _("Out of"), _("Value"))
    return Table(name=room.words(said.title), header=header, rows=rows)


def _baselines(room: Room, known: aims.Aims, said: Definition) -> list[tuple[str, ...]]:
    return [
        (
            when,
            unit_name(room.node, unit) if unit else _("the whole province"),
            number(one.num) if one.den is None else f"{number(one.num)} / {number(one.den)}",
            say_declared(one),
        )
        for (indicator, _reading, when, unit), one in sorted(known.baselines.items())
        if indicator == said.id
    ]


def _telling(request: HttpRequest, room: Room, said: Definition) -> list[Asked]:
    return [
        _setting(request, room, said),
        _declaring(request, room, said),
        *_taking_back(request, room, said),
    ]


def _readings(room: Room, said: Definition) -> list[tuple[str, str]]:
    return [(one.id, room.words(one.title)) for one in said.readings]


def _setting(request: HttpRequest, room: Room, said: Definition) -> Asked:
    with room.node.store.engine.reading():
        line = aims.told(figures.Look(room.node)).line(said)
    form = forms.TargetForm(
        bound(request, "set"),
        prefix="set",
        initial={
            "reading": line.reading,
            "milestones": forms.typed(line.milestones),
            "interpolate": line.interpolate,
            "rounding": line.rounding,
            "period": line.year,
            "paper": line.paper,
            "dated": line.dated,
        },
        choices={"reading": _readings(room, said)},
    )
    subject = facts.target_subject(room.node.tenant, said.id)

    def doing(sent: dict[str, Any]) -> Doing:
        body = facts.TargetSet(indicator=said.id, **sent)
        return _doing(
            room, "target", subject, lambda one, at: telling.set_target(one, body, said, at)
        )

    return Asked(
        step="set",
        title=_("Set the target"),
        button=_("Set"),
        form=form,
        doing=doing,
        is_quiet=True,
    )


def _declaring(request: HttpRequest, room: Room, said: Definition) -> Asked:
    form = forms.BaselineForm(
        bound(request, "declare"),
        prefix="declare",
        initial={"grade": facts.REPORT},
        choices={
            "reading": _readings(room, said),
            "period": [(one.name, period_words(one.name)) for one in _past(room, said)],
            "unit": [("", _("the whole province")), *units_of(room)],
        },
    )

    def doing(sent: dict[str, Any]) -> Doing:
        body = facts.BaselineDeclared(indicator=said.id, **sent)
        subject = aims.baseline_of(room.node, said, body)
        return _doing(
            room, "baseline", subject, lambda one, at: telling.declare(one, body, said, at)
        )

    return Asked(
        step="declare",
        title=_("Declare a baseline"),
        button=_("Declare"),
        form=form,
        doing=doing,
        is_quiet=True,
    )


def _past(room: Room, said: Definition) -> list[Period]:
    """Years that a baseline can be of: those that growth is held against, else the last ones."""
    bases = {one.base_year for one in said.readings if one.base_year is not None}
    this = int(room.today[:4])
    years = sorted(bases) or range(this, this - PAST_YEARS, -1)
    found = [period(name) for year in years for name in (str(year), f"L{year}")]
    return [one for one in found if one is not None and one.last < room.today]


def _taking_back(request: HttpRequest, room: Room, said: Definition) -> list[Asked]:
    """Words that were told of this target and can be taken back; none where none were."""
    with room.node.store.engine.reading():
        known = aims.told(figures.Look(room.node))
    of_target = facts.target_subject(room.node.tenant, said.id)
    some = [(of_target, _("the target that was set"))] if said.id in known.targets else []
    some += [
        (one.subject, f"{period_words(when)}: {number(one.num)} ({one.paper})")
        for (indicator, _reading, when, _unit), one in sorted(known.baselines.items())
        if indicator == said.id
    ]
    if not some:
        return []
    form = forms.TakeBackForm(
        bound(request, "back"),
        prefix="back",
        choices={"what": some, "reason": reasons(WHY_UNPROVED)},
    )

    def doing(sent: dict[str, Any]) -> Doing:
        reason = sent["reason"]
        if sent["what"] == of_target:
            return _doing(
                room, "target", of_target, lambda one, at: telling.withdraw_target(one, reason, at)
            )
        return _doing(
            room,
            "baseline",
            sent["what"],
            lambda one, at: telling.withdraw_baseline(one, reason, at),
        )

    return [
        Asked(
            step="back",
            title=_("Take a word back"),
            button=_("Take back"),
            form=form,
            doing=doing,
            is_quiet=True,
        )
    ]


def _doing(
    room: Room, noun: str, subject: str, deed: Callable[[Any, telling.At], telling.Answer]
) -> Doing:
    at = aims.at(room.node, room.at_node().place)
    return Doing(noun=noun, subject=subject, place=at.place or "", rule=lambda one: deed(one, at))
