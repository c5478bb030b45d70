"""A page for whoever leads: six targets, each reached or not or unknown, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.exchange.charts import svg
from tusach.library.programme.definition import Definition
from tusach.library.programme.periods import period, period_of
from tusach.library.programme.telling import YEAR_KINDS
from tusach.library.quality.first_set import CRITERIA
from tusach.node.acts import figures, gaps, targets
from tusach.node.acts import money as money_acts
from tusach.node.acts.figure_words import value
from tusach.node.acts.reached import hears_of_all_trips
from tusach.node.acts.targets import Stand, Step
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import number, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.figures_said import old_lines
from tusach.node.programme.heard import heard_line
from tusach.node.programme.money_words import rows
from tusach.node.programme.target_words import bullet as drawn
from tusach.node.programme.targets import years

REACHED, MISSED, UNKNOWN = "reached", "missed", "unknown"
ICONS = {REACHED: "check", MISSED: "cross", UNKNOWN: "help"}


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def leader(request: HttpRequest, room: Room) -> HttpResponse:
    """The six targets of the plan on a page or two, with what is missing and what it costs."""
    asked = period(request.GET.get("period", ""))
    over = asked if asked is not None and asked.kind in YEAR_KINDS else None
    found = targets.stands(room.node, over)
    none = over or period_of("library_year", room.today)
    first = found[0].answer if found else figures.of_visits(none)
    year = int(room.today[:4])
    entries = [one for one in money_acts.entries(room.node) if one.year == year]
    values = {
        "now_ms": room.node.store.now_ms(),
        "over": over,
        "shown": first.over,
        "periods": years(room.today),
        "cards": [_card(room, one) for one in found],
        "heard": heard_line(room, first),
        "old": old_lines(room.node),
        "missing": _missing(room, found),
        "lacking": _lacking(room),
        "rows": [one for one in rows(entries, year=year) if "is_part" not in one],
        "year": year,
        "knows_all": hears_of_all_trips(room.node),
        "province": room.words(room.node.profile.province.names),
        "may_plan": room.may(Act.SET_RULES),
    }
    return render(request, "programme/leader.html", values)


def verdict(one: Stand) -> str:
    """Whether the milestone of this year, or the one after it, is reached."""
    step = one.next
    if step is None or step.met is None:
        return UNKNOWN
    return REACHED if step.met else MISSED


def gap_words(said: str, missing: int) -> str:
    """What is still missing, in whole things of the figure."""
    counted = {"n": number(missing)}
    match said:
        case "model" | "fairs":
            words = ngettext(
                "%(n)s commune or ward is still missing",
                "%(n)s communes and wards are still missing",
                missing,
            )
        case "coordination":
            words = ngettext(
                "%(n)s library is still missing", "%(n)s libraries are still missing", missing
            )
        case "staff":
            words = ngettext(
                "%(n)s library worker is still missing",
                "%(n)s library workers are still missing",
                missing,
            )
        case "far_trips":
            words = ngettext(
                "%(n)s trip is still missing", "%(n)s trips are still missing", missing
            )
        case "visits_growth":
            words = ngettext(
                "%(n)s visit is still missing", "%(n)s visits are still missing", missing
            )
        case _:
            words = _("%(n)s are still missing")
    return words % counted


def verdict_words(verdict: str) -> str:
    """One word beside the sign."""
    return {
        REACHED: _("Reached"),
        MISSED: _("Not reached"),
        UNKNOWN: _("Not enough data"),
    }[verdict]


def _card(room: Room, one: Stand) -> dict[str, Any]:
    said, step, tone = one.answer.definition, one.next, verdict(one)
    card = {
        "id": said.id.replace("_", "-"),
        "title": room.words(said.title),
        "value": value(one.answer),
        "reading": room.words(one.answer.reading.title),
        "reading_id": one.answer.reading.id,
        "over": one.answer.over.name,
        "provisional": said.provisional,
        "verdict": verdict_words(tone),
        "icon": ICONS[tone],
        "tone": tone,
        "target": _target(said, step) if step else "",
        "gap": "",
        "picture": "",
    }
    has = one.answer.figure.num
    if step is None or has is None or step.wanted is None or step.missing is None:
        return card
    card["picture"] = mark_safe(svg.bullet(drawn(one)))  # noqa: S308 - every text is escaped
    card["gap"] = gap_words(said.id, step.missing) if step.missing else ""
    return card


def _target(said: Definition, step: Step) -> str:
    share = said.unit == "percent"
    shown = f"{step.value} %" if share else number(step.value)
    if step.wanted is None or not share:
        return _("By {at}: {percent}").format(at=step.at, percent=shown)
    return _("By {at}: {percent}, that is {wanted}").format(
        at=step.at, percent=shown, wanted=number(step.wanted)
    )


def _missing(room: Room, found: Sequence[Stand]) -> list[str]:
    """What is not reached, the largest part first; then what nobody can say."""
    short = [
        (Fraction(one.next.missing, one.next.wanted), one.answer.definition, one.next.missing)
        for one in found
        if one.next and one.next.missing and one.next.wanted
    ]
    short.sort(key=lambda each: -each[0])
    said = [f"{room.words(which.title)}: {gap_words(which.id, n)}." for _part, which, n in short]
    return said + [
        f"{room.words(one.answer.definition.title)}: {value(one.answer)}."
        for one in found
        if verdict(one) == UNKNOWN
    ]


def _lacking(room: Room) -> list[dict[str, Any]]:
    """What communes without a recognised model lack, most lacking first."""
    lacking = gaps.standing(room.node).lacking.values()
    counts = [(sum(one.code in lacks for lacks in lacking), term(one.action)) for one in CRITERIA]
    return [
        {
            "words": ngettext("%(n)s commune or ward", "%(n)s communes and wards", n)
            % {"n": number(n)},
            "action": action,
        }
        for n, action in sorted(counts, key=lambda one: (-one[0], one[1]))
        if n
    ]
