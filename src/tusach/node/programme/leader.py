"""A page for whoever leads: six targets, each reached or not or unknown, and what is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.library.programme.evaluate import earlier
from tusach.library.programme.periods import Period, period, period_of
from tusach.library.programme.wanted import wanted
from tusach.library.quality.first_set import CRITERIA
from tusach.node.acts import figures, gaps
from tusach.node.acts import money as money_acts
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Aim, Answer
from tusach.node.acts.reached import hears_of_all_trips
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import number, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.drawing import Bullet, bullet
from tusach.node.programme.figures import periods
from tusach.node.programme.money_words import rows
from tusach.node.store.cells import every

REACHED, MISSED, UNKNOWN = "reached", "missed", "unknown"
ICONS = {REACHED: "check", MISSED: "cross", UNKNOWN: "help"}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A target. has, wanted: whole numbers of one unit; missing: of that unit, 0 = reached.

    verdict: reached, missed, unknown; of unknown the numbers are None.
    """

    answer: Answer
    at: int | None
    percent: int | None
    verdict: str
    has: int | None = None
    wanted: int | None = None
    missing: int | None = None


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def leader(request: HttpRequest, room: Room) -> HttpResponse:
    """The six targets of the plan on a page or two, with what is missing and what it costs."""
    over = period(request.GET.get("period", "")) or period_of("library_year", room.today)
    found = standings(room, over)
    heard = figures.coverage(room.node, found[0].answer)
    year = int(room.today[:4])
    entries = [one for one in money_acts.entries(room.node) if one.year == year]
    values = {
        "now_ms": room.node.store.now_ms(),
        "over": over,
        "periods": periods(room.today),
        "cards": [_card(room, one) for one in found],
        "due": heard.due,
        "heard": heard.heard,
        "up_to": heard.up_to,
        "missing": _missing(room, found),
        "lacking": _lacking(room),
        "rows": [one for one in rows(entries, year=year) if "is_part" not in one],
        "year": year,
        "knows_all": hears_of_all_trips(room.node),
        "province": room.words(room.node.profile.province.names),
        "may_plan": room.may(Act.SET_RULES),
    }
    return render(request, "programme/leader.html", values)


def standings(room: Room, over: Period) -> list[Standing]:
    """The targets of the plan in a period, in their order."""
    said = [one for one in figures.definitions() if one.milestones]
    return [standing(one) for one in figures.answers(room.node, every(said, [over], [""]))]


def standing(one: Answer) -> Standing:
    """Whether the next milestone is reached: by things counted, or by growth."""
    ahead = [each for each in one.definition.milestones if each.at >= one.over.year]
    following = min(ahead, key=lambda each: each.at, default=None)
    at = following.at if following else None
    percent = following.value if following else None
    aim = one.aim if one.reading.growth is None else _grown(one, at, percent)
    if aim is None or one.figure.num is None:
        return Standing(answer=one, at=at, percent=percent, verdict=UNKNOWN)
    return Standing(
        answer=one,
        at=at,
        percent=percent,
        verdict=MISSED if aim.missing else REACHED,
        has=one.figure.num,
        wanted=aim.wanted,
        missing=aim.missing,
    )


def _grown(one: Answer, at: int | None, percent: int | None) -> Aim | None:
    """What growth asks for, as a whole number of what grows."""
    before, kind = earlier(one.reading, one.over), one.reading.growth
    num, den = one.figure.num, one.figure.den
    if before is None or kind is None or at is None or percent is None:
        return None
    if num is None or den is None:
        return None
    least = wanted(kind, den, percent, one.over.year - before.year)
    return None if least is None else Aim(at, least, max(0, least - num))


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


def _card(room: Room, one: Standing) -> dict[str, Any]:
    said = one.answer.definition
    card = {
        "id": said.id.replace("_", "-"),
        "title": room.words(said.title),
        "value": value(one.answer),
        "reading": room.words(one.answer.reading.title),
        "provisional": said.provisional,
        "verdict": verdict_words(one.verdict),
        "icon": ICONS[one.verdict],
        "tone": one.verdict,
        "target": _target(one),
        "gap": "",
        "picture": "",
    }
    if one.has is None or one.wanted is None or one.missing is None:
        return card
    den = one.answer.figure.den if one.answer.reading.growth is None else None
    words = _("{has} of {wanted} wanted: {verdict}").format(
        has=number(one.has), wanted=number(one.wanted), verdict=card["verdict"]
    )
    whole = den or max(one.has, one.wanted)
    card["picture"] = bullet(Bullet(has=one.has, wanted=one.wanted, whole=whole, words=words))
    card["gap"] = gap_words(said.id, one.missing) if one.missing else ""
    return card


def _target(one: Standing) -> str:
    if one.at is None or one.percent is None:
        return ""
    share = one.answer.definition.unit == "percent"
    shown = f"{one.percent} %" if share else number(one.percent)
    if one.wanted is None or not share:
        return _("By {at}: {percent}").format(at=one.at, percent=shown)
    return _("By {at}: {percent}, that is {wanted}").format(
        at=one.at, percent=shown, wanted=number(one.wanted)
    )


def _missing(room: Room, found: list[Standing]) -> list[str]:
    """What is not reached, the largest part first; then what nobody can say."""
    short = [one for one in found if one.missing and one.wanted]
    short.sort(key=lambda one: -Fraction(one.missing or 0, one.wanted or 1))
    said = [
        f"{room.words(one.answer.definition.title)}: "
        f"{gap_words(one.answer.definition.id, one.missing or 0)}."
        for one in short
    ]
    return said + [
        f"{room.words(one.answer.definition.title)}: {value(one.answer)}."
        for one in found
        if one.verdict == UNKNOWN
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
