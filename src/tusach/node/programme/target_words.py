"""A target in words, and as a bullet: the same on the page, in a file and on the command line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from msgspec.structs import replace

from tusach.exchange.charts.svg import Bullet, Mark
from tusach.library.targets.outlook import LEAST_MONTHS
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer
from tusach.node.acts.outlooks import FEW, NO_SUM, SILENT_MONTHS
from tusach.node.acts.targets import Stand, Step, read_otherwise
from tusach.node.pages.writing import day, number
from tusach.node.wording.figures import say_share
from tusach.node.wording.values import in_language

FINE = 100
"""Parts of a percent, or of one, that a bullet is drawn with."""


def counted(one: Answer) -> str:
    """The noun for what is counted."""
    words = {
        "unit": _("communes and wards"),
        "place": _("libraries"),
        "worker": _("people"),
        "trip": _("closed trips"),
        "n": _("visits"),
    }
    numerator = one.reading.numerator
    return words.get(numerator.count or numerator.sum, _("times"))


def tick(met: bool | None) -> str:
    """The word beside the sign."""
    if met is None:
        return _("Not enough data")
    return _("Reached") if met else _("Not reached")


def said(one: Answer, worth: Fraction | int) -> str:
    """A value as milestones say it."""
    if one.definition.unit == "count":
        return number(-int(-worth // 1))
    return say_share(Fraction(worth).numerator, Fraction(worth).denominator * 100)


def gap(stand: Stand) -> str:
    """How many are still missing to the next milestone, in whole things."""
    one = stand.next
    if one is None:
        return _("No milestone lies ahead.")
    if one.met and not one.missing:
        return _("The milestone of {year} is reached.").format(year=one.at)
    if one.missing is None and stand.worth is not None:
        return _("Still missing to the milestone of {year}: {n}").format(
            year=one.at, n=said(stand.answer, one.value - stand.worth)
        )
    if one.missing is None:
        return _("By {year} {value} are asked; what is missing cannot be said.").format(
            year=one.at, value=said(stand.answer, one.value)
        )
    return _("Still missing to the milestone of {year}: {n} {what}").format(
        year=one.at, n=number(one.missing), what=counted(stand.answer)
    )


def pace(stand: Stand) -> str:
    """What should have been by today, and what is."""
    one = stand.answer
    if stand.asked is None:
        ahead = stand.next
        if ahead is None:
            return ""
        return _("Nothing is asked before the end of {year}.").format(year=ahead.at)
    asked = said(one, stand.asked)
    if stand.asked_units is not None and one.figure.den is not None:
        asked = f"{asked} ({number(stand.asked_units)} {counted(one)})"
    if stand.worth is None or one.figure.num is None:
        return _("Asked by today: {asked}; there is not enough data.").format(asked=asked)
    if stand.worth >= stand.asked:
        return _("Asked by today: {asked}; that is kept.").format(asked=asked)
    if stand.asked_units is None:
        behind = said(one, stand.asked - stand.worth)
        return _("Asked by today: {asked}; behind by {n}.").format(asked=asked, n=behind)
    n = number(max(0, stand.asked_units - one.figure.num))
    return _("Asked by today: {asked}; behind by {n} {what}.").format(
        asked=asked, n=n, what=counted(one)
    )


def expected(stand: Stand) -> str:
    """What the end of the period will probably bring, or why nothing is said."""
    found, one = stand.expected, stand.answer
    if found.lacking == FEW:
        return _(
            "No forecast: {known} months are known, {wanted} are needed to prove one on the past."
        ).format(known=found.known, wanted=found.wanted or LEAST_MONTHS)
    if found.lacking == SILENT_MONTHS:
        return _("No forecast: in a month of this period nothing was told.")
    if found.lacking == NO_SUM:
        return _("No forecast: this does not add up over months.")
    if found.lacking:
        return _("No forecast: the period does not run.")
    return _(
        "Expected by {last}: {total} {what}; in eight of ten such years from {low} to {high}."
    ).format(
        last=day(one.over.last),
        total=number(found.total),
        what=counted(one),
        low=number(found.low),
        high=number(found.high),
    )


def otherwise(stand: Stand) -> str:
    """What the milestones of a growth ask for where its words are read in another way."""
    found = read_otherwise(stand.answer, stand.line)
    if found is None:
        return ""
    kind, asked = found
    steps = "; ".join(f"{at}: {number(n)}" for at, n in asked)
    since = stand.answer.reading.base_year
    if kind == "cumulative":
        return _("Read as growth in all since {since}, asked are {steps}.").format(
            since=since, steps=steps
        )
    return _("Read as growth of each year since {since}, asked are {steps}.").format(
        since=since, steps=steps
    )


def paper(stand: Stand) -> str:
    """On what the target stands: the paper that set it, else the clause of its definition."""
    line = stand.line
    if line.told:
        return _("set by paper {paper} of {dated}").format(paper=line.paper, dated=day(line.dated))
    return stand.answer.definition.legal


def step_cells(one: Answer, step: Step) -> tuple[str, ...]:
    """A milestone as a row."""
    return (
        str(step.at),
        said(one, step.value),
        "–" if step.wanted is None else number(step.wanted),
        "–" if step.missing is None else number(step.missing),
        tick(step.met),
    )


def bullet(stand: Stand) -> Bullet:
    """The target as a picture; its words are those of the page."""
    one, found = stand.answer, stand.expected
    low = high = None
    if not found.lacking:
        low, high = _fine(stand, found.low), _fine(stand, found.high)
    has = None if stand.worth is None else int(stand.worth * FINE)
    asked = None if stand.asked is None else int(stand.asked * FINE)
    marks = tuple(Mark(step.value * FINE, str(step.at)) for step in stand.steps)
    is_share = one.definition.unit == "percent" and one.reading.growth is None
    most = max(
        0,
        *(100 * FINE if is_share else x or 0 for x in (has, asked, high)),
        *(x.at for x in marks),
        0,
    )
    words = [f"{in_language(one.definition.title)}: {value(one)}", gap(stand), pace(stand)]
    return Bullet(
        says=". ".join(one.rstrip(".") for one in words if one),
        whole=most if is_share else most * 11 // 10,
        has=None if has is None else max(0, has),
        asked=asked,
        marks=marks,
        low=low,
        high=high,
    )


def _fine(stand: Stand, total: int) -> int | None:
    """A total of visits as milestones say it: growth over what it is held against."""
    one = stand.answer
    if one.reading.growth is None:
        return total * FINE
    grown = grown_with(one, total)
    return None if grown is None else max(0, int(grown * FINE))


def grown_with(one: Answer, total: int) -> Fraction | None:
    """The growth in percent, if so many came."""
    then = replace(one, figure=replace(one.figure, num=total))
    grown = then.grown
    return None if grown is None else 100 * Fraction(*grown)


def fields(stand: Stand) -> dict[str, Any]:
    """What scripts get of a target."""
    return {
        "reading": stand.line.reading,
        "paper": stand.line.paper or None,
        "asked_by_today": None if stand.asked is None else _pair(stand.asked),
        "asked_units": stand.asked_units,
        "worth": None if stand.worth is None else _pair(stand.worth),
        "milestones": [
            {
                "at": step.at,
                "value": step.value,
                "wanted": step.wanted,
                "missing": step.missing,
                "met": step.met,
            }
            for step in stand.steps
        ],
        "expected": None
        if stand.expected.lacking
        else {
            "total": stand.expected.total,
            "low": stand.expected.low,
            "high": stand.expected.high,
        },
        "no_forecast": stand.expected.lacking or None,
    }


def _pair(one: Fraction) -> tuple[int, int]:
    return one.numerator, one.denominator
