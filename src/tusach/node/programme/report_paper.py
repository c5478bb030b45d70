"""The papers of a report: the report itself, and the letter that corrects it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tusach.exchange.documents.papers import (
    Block,
    Figures,
    Heading,
    Paper,
    Paragraph,
    Signature,
)
from tusach.exchange.sheets.writing import Value
from tusach.library.programme.periods import period
from tusach.library.reports.facts import ReportFrozen, ReportValue
from tusach.library.reports.story import Correction, ReportState
from tusach.node.acts import reports
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer
from tusach.node.acts.markets import unit_name
from tusach.node.acts.node import Node
from tusach.node.pages.writing import day, number, term
from tusach.node.papers.official import paper
from tusach.node.wording.values import in_language


def report_paper(node: Node, state: ReportState) -> Paper:
    """The report as it was frozen, with its number where it is issued."""
    assert state.frozen is not None
    said, issued = state.frozen.told, state.issued.told if state.issued else None
    answers = reports.answers_of(node, state)
    plan = [one for one in answers if one.definition.milestones]
    other = [one for one in answers if not one.definition.milestones]
    body: list[Block] = [Paragraph(one) for one in sentences(state)]
    if plan:
        body += [Heading(_("I. Targets of the plan")), _targets(plan)]
    if other:
        body += [Heading(_("II. Other figures")), _others(other)]
    body += [Paragraph(one) for one in closing(state, answers)]
    return paper(
        node,
        kind="report",
        about=about(node, said),
        agency=agency(node),
        body=tuple(body),
        signatures=(_signature(),),
        on=issued.dated if issued else None,
        number=issued.number if issued else None,
        agency_mark=issued.mark if issued else "",
        recipients=(_("As above"), _("Archives")),
    )


def letter_paper(node: Node, state: ReportState, letter: Correction) -> Paper:
    """The letter: each value as it stood in the report, and as it is now."""
    assert state.frozen is not None
    assert state.issued is not None
    issued, said = state.issued.told, state.frozen.told
    before = {one.indicator: one for one in _before(state, letter)}
    rows = []
    for nr, new in enumerate(letter.told.values, start=1):
        old = before.get(new.indicator)
        title, then, now = _sides(node, said, old, new)
        rows.append((nr, title, then, now))
    number_of = number(issued.number)
    return paper(
        node,
        kind="letter",
        about=_("correcting report number {number} of {day}").format(
            number=number_of, day=day(issued.dated)
        ),
        agency=agency(node),
        body=(
            Paragraph(
                _(
                    "After report number {number} of {day} was issued, more became known about "
                    "its period. These values are different now:"
                ).format(number=number_of, day=day(issued.dated))
            ),
            Figures(
                caption="",
                header=(_("No."), _("Figure"), _("In the report"), _("Known now")),
                rows=tuple(rows),
                widths=(8, 44, 24, 24),
            ),
            Paragraph(_("All other values stay as they were reported.")),
        ),
        signatures=(_signature(),),
        on=letter.told.dated,
        number=letter.told.number,
        agency_mark=letter.told.mark,
        recipients=(_("As above"), _("Archives")),
    )


def _before(state: ReportState, letter: Correction) -> Iterable[ReportValue]:
    """The values as they were said last before a letter."""
    earlier = state.corrections[: state.corrections.index(letter)]
    from_then = ReportState(state.subject, frozen=state.frozen, corrections=earlier)
    return from_then.values


def _sides(
    node: Node, said: ReportFrozen, old: ReportValue | None, new: ReportValue
) -> tuple[str, str, str]:
    now = reports.answer_of(node, said, new)
    then = reports.answer_of(node, said, old) if old is not None else None
    return (
        in_language(now.definition.title) if now else new.indicator,
        value(then) if then else "–",
        value(now) if now else "–",
    )


def about(node: Node, said: ReportFrozen) -> str:
    """What a report is about."""
    where = unit_name(node, said.unit) if said.unit else _("the whole province")
    return _("Figures of {period}, {where}").format(period=period_words(said.period), where=where)


def period_words(name: str) -> str:
    """A period as people say it."""
    over = period(name)
    if over is None:
        return name
    year, nr = over.year, name[-1]
    match over.kind:
        case "library_year":
            return _("library year {year}").format(year=year)
        case "year":
            return _("year {year}").format(year=year)
        case "half":
            return _("half {nr} of {year}").format(nr=nr, year=year)
        case "quarter":
            return _("quarter {nr} of {year}").format(nr=nr, year=year)
        case "month":
            return _("month {month}").format(month=f"{name[5:]}/{year}")


def agency(node: Node) -> str:
    """Who reports: the library of this node, else the province."""
    own = node.own_place()
    province = node.profile.province
    return (node.place(own).name if own else "") or in_language(province.names)


def sentences(state: ReportState) -> list[str]:
    """What the report says before its figures: from when to when, how known, who was heard."""
    assert state.frozen is not None
    said = state.frozen.told
    over = period(said.period)
    assert over is not None  # the rule that froze it knows the period
    lines = [
        _(
            "This {kind} covers {first} to {last}. Its figures are those known on {on}, up to "
            "fact {known}; each was counted from what was recorded."
        ).format(
            kind=term(said.kind),
            first=day(over.first),
            last=day(over.last),
            on=day(state.frozen.on),
            known=number(said.known),
        ),
        _(
            "Visits were told by {heard} of {due} places; {silent} were silent. What nobody told "
            "is not counted as 0."
        ).format(heard=number(said.heard), due=number(said.due), silent=number(said.silent)),
    ]
    if state.frozen.on <= over.last:
        lines.append(_("The period was not over yet on that day."))
    return lines


def closing(state: ReportState, answers: Sequence[Answer]) -> list[str]:
    """What the report says after its figures."""
    assert state.frozen is not None
    lines = []
    if any(one.definition.provisional for one in answers):
        lines.append(_("Definitions of some figures are provisional, until guidance is issued."))
    lines.append(
        _(
            "Frozen as fact {fact}; anybody can check the figures with the bundle that names it."
        ).format(fact=state.frozen.fact)
    )
    return lines


def _targets(answers: Sequence[Answer]) -> Figures:
    return Figures(
        caption="",
        header=(
            _("No."),
            _("Figure"),
            _("Way to read it"),
            _("Value"),
            _("Wanted"),
            _("Still missing"),
        ),
        rows=tuple(_target(nr, one) for nr, one in enumerate(answers, start=1)),
        widths=(7, 27, 26, 18, 12, 10),
    )


def _target(nr: int, one: Answer) -> tuple[Value, ...]:
    aim = one.aim
    return (
        nr,
        in_language(one.definition.title),
        in_language(one.reading.title),
        value(one),
        aim.wanted if aim else "–",
        aim.missing if aim else "–",
    )


def _others(answers: Sequence[Answer]) -> Figures:
    return Figures(
        caption="",
        header=(_("No."), _("Figure"), _("Value")),
        rows=tuple(
            (nr, in_language(one.definition.title), _plain(one))
            for nr, one in enumerate(answers, start=1)
        ),
        widths=(8, 62, 30),
    )


def _plain(one: Answer) -> Value:
    """A number where it is one, so that it can be reckoned with; else words."""
    return one.figure.num if one.figure.den is None and one.figure.num is not None else value(one)


def _signature() -> Signature:
    return Signature(_("Director"), note=_("(signature, full name)"))
