"""The report of a term: values by year, whether targets were reached, what is proposed next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as fields
from django.http import HttpRequest
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tusach.exchange.documents.paper_templates import Row, Values
from tusach.library.programme.periods import period
from tusach.library.reports import facts, rules
from tusach.library.reports.story import ReportState
from tusach.library.reports.term import YEARS, term_of
from tusach.node.acts import reports as acts
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node
from tusach.node.pages.writing import number, term
from tusach.node.programme.forms import terms
from tusach.node.programme.showing import UNKNOWN, Asked, Cells, Doing, bound
from tusach.node.stock.forms import Whole
from tusach.node.wording.values import in_language

Table = tuple[str, Sequence[str], Sequence[Cells]]


def is_term(state: ReportState) -> bool:
    """Whether it is one of a term, by years of a term."""
    return state.frozen is not None and state.frozen.told.kind == facts.TERM


def values_of(node: Node, state: ReportState, answers: Sequence[Answer]) -> Values:
    """What the template of the report has beside what every report has."""
    first, last = _span(state)
    rows = [_years(node, state, nr, one) for nr, one in enumerate(answers, start=1)]
    plan = {one.definition.id for one in answers if one.definition.milestones}
    split = list(zip(answers, rows, strict=True))
    targets = [row for one, row in split if one.definition.id in plan]
    others = [row for one, row in split if one.definition.id not in plan]
    unreported = [one.period.removeprefix("L") for one in state.years if not one.frozen]
    return {
        "first_year": str(first),
        "last_year": str(last),
        **{f"year{nr + 1}": str(first + nr) for nr in range(YEARS)},
        "unreported": ", ".join(unreported),
        "targets": _numbered(targets),
        "others": _numbered(others),
        "proposals": [
            {"nr": nr, "figure": figure, "wanted": wanted, "means": means}
            for nr, (figure, wanted, means) in enumerate(_proposals(node, state), start=1)
        ],
    }


def _numbered(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "nr": nr} for nr, row in enumerate(rows, start=1)]


def _span(state: ReportState) -> tuple[int, int]:
    assert state.frozen is not None
    over = period(state.frozen.told.period)
    assert over is not None  # the rule that froze it knows the period
    return term_of(over.year)


def _years(node: Node, state: ReportState, nr: int, one: Answer) -> Row:
    """A figure with its value in each year; of years to come nothing."""
    first, _last = _span(state)
    by_year = {year.period: year.values for year in state.years}
    found: dict[str, Any] = {
        "nr": nr,
        "figure": in_language(one.definition.title),
        "reading": in_language(one.reading.title),
        "wanted": one.aim.wanted if one.aim else UNKNOWN,
        "reached": _reached(one),
    }
    for at in range(YEARS):
        year = f"L{first + at}"
        told = value(one) if year == one.over.name else ""
        if year in by_year:
            told = _then(node, state, one, by_year[year], year=year)
        found[f"y{at + 1}"] = told
    return found


def _then(
    node: Node,
    state: ReportState,
    now: Answer,
    values: Sequence[facts.ReportValue],
    *,
    year: str,
) -> str:
    """The value of an earlier year; by which reading, where it was another one."""
    assert state.frozen is not None
    old = next((one for one in values if one.indicator == now.definition.id), None)
    said = replace(state.frozen.told, period=year)
    answer = acts.answer_of(node, said, old) if old is not None else None
    if answer is None:
        return UNKNOWN
    words = value(answer)
    if answer.reading.id != now.reading.id:
        words = f"{words} ({in_language(answer.reading.title)})"
    return words


def _reached(one: Answer) -> str:
    """Whether the target of the term is reached, in words; never where it is not known."""
    if one.figure.num is None:
        return _("not enough data")
    if one.aim is None:
        return UNKNOWN
    return _("reached") if not one.aim.missing else _("not reached")


def _proposals(node: Node, state: ReportState) -> list[tuple[str, str, str]]:
    named = {one.definition.id: one for one in acts.answers_of(node, state)}
    return [
        (
            in_language(named[one.indicator].definition.title)
            if one.indicator in named
            else one.indicator,
            UNKNOWN if one.wanted is None else number(one.wanted),
            ", ".join(term(each) for each in one.means) or UNKNOWN,
        )
        for one in state.proposals
    ]


def tables(node: Node, state: ReportState) -> list[Table]:
    """What the page of such a report shows beside the others."""
    if not is_term(state):
        return []
    first, _last = _span(state)
    answers = [one for one in acts.answers_of(node, state) if one.definition.milestones]
    rows = [_years(node, state, nr, one) for nr, one in enumerate(answers, start=1)]
    heads = (_("Figure"), *(str(first + at) for at in range(YEARS)), _("Wanted"), _("Reached"))
    columns = ("figure", "y1", "y2", "y3", "y4", "y5", "wanted", "reached")
    by_year = [tuple(row[one] for one in columns) for row in rows]
    proposed = (_("Figure"), _("Proposed"), _("What it takes"))
    return [
        (_("Targets by year"), heads, by_year),
        (_("Proposals for the next term"), proposed, _proposals(node, state)),
    ]


class ProposeForm(fields.Form):
    """A number and what it takes, for each target of the plan; empty ones are not proposed."""

    def __init__(self, *told: Any, figures: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*told, **more)
        self.figures = figures
        for code, title in figures:
            self.fields[f"wanted_{code}"] = Whole(
                _("%(what)s: proposed by the end of the next term") % {"what": title},
                most=rules.MOST_WANTED,
            )
            self.fields[f"means_{code}"] = fields.MultipleChoiceField(
                label=_("%(what)s: what it takes") % {"what": title},
                choices=terms(rules.MEANS),
                required=False,
                widget=fields.CheckboxSelectMultiple,
            )

    def proposals(self) -> tuple[facts.Proposal, ...]:
        """Those about which something was entered, in the order of the plan."""
        told = self.cleaned_data
        found = (
            facts.Proposal(code, told[f"wanted_{code}"], tuple(told[f"means_{code}"]))
            for code, _title in self.figures
        )
        return tuple(one for one in found if one.wanted or one.means)


def proposing(
    request: HttpRequest, node: Node, state: ReportState, *, at: rules.At, place: str
) -> list[Asked]:
    """The form of the proposals, until somebody has checked the report."""
    if not is_term(state) or state.next_step not in (facts.PREPARED, facts.CHECKED):
        return []
    figures = [
        (one.definition.id, in_language(one.definition.title))
        for one in acts.answers_of(node, state)
        if one.definition.milestones
    ]
    begun = {f"wanted_{one.indicator}": one.wanted for one in state.proposals}
    means = {f"means_{one.indicator}": one.means for one in state.proposals}
    form = ProposeForm(
        bound(request, "propose"), prefix="propose", figures=figures, initial={**begun, **means}
    )

    def doing(told: dict[str, Any]) -> Doing:
        wishes = form.proposals()
        return Doing(
            noun="report",
            subject=state.subject,
            place=place,
            rule=lambda one: rules.propose(one, wishes, at),
        )

    return [
        Asked(
            step="propose",
            title=_("Proposals for the next term"),
            button=_("Enter the proposals"),
            form=form,
            doing=doing,
            is_quiet=True,
        )
    ]
