"""The papers of a report: the report itself, and the letter that corrects it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tusach.exchange.documents.paper_templates import Row, Values
from tusach.exchange.documents.papers import Paper
from tusach.exchange.sheets.writing import Value
from tusach.library.programme.aims import Line
from tusach.library.programme.periods import period
from tusach.library.reports.facts import ANNUAL, PERIODIC, TERM, ReportFrozen, ReportValue
from tusach.library.reports.story import Correction, ReportState
from tusach.node.acts import reports, targets
from tusach.node.acts.figure_words import say_declared, value
from tusach.node.acts.figures import Answer
from tusach.node.acts.markets import unit_name
from tusach.node.acts.node import Node
from tusach.node.pages.writing import day, number, term
from tusach.node.papers.by_template import made
from tusach.node.programme import report_term
from tusach.node.wording.values import in_language


def report_paper(node: Node, state: ReportState) -> Paper:
    """The report as it was frozen, with its number where it is issued. Raises TemplateFault."""
    assert state.frozen is not None
    issued = state.issued.told if state.issued else None
    kind, values = state.frozen.told.kind, dict(_values(node, state))
    if kind == TERM:
        values |= report_term.values_of(node, state, reports.answers_of(node, state))
    return made(
        node,
        kind if kind in (ANNUAL, TERM) else PERIODIC,
        values,
        agency=agency(node),
        on=issued.dated if issued else None,
        number=issued.number if issued else None,
        agency_mark=issued.mark if issued else "",
    )


def _values(node: Node, state: ReportState) -> Values:
    """What the template of a report is filled with."""
    assert state.frozen is not None
    said, answers = state.frozen.told, reports.answers_of(node, state)
    over = period(said.period)
    assert over is not None  # the rule that froze it knows the period
    plan = [one for one in answers if one.definition.milestones]
    other = [one for one in answers if not one.definition.milestones]
    lines = [(one, targets.line_on(node, one.definition, state.frozen.on)) for one in plan]
    return {
        "kind": term(said.kind),
        "where": unit_name(node, said.unit) if said.unit else _("the whole province"),
        "period": period_words(said.period),
        "first": day(over.first),
        "last": day(over.last),
        "frozen_on": day(state.frozen.on),
        "known": said.known,
        "due": said.due,
        "heard": said.heard,
        "silent": said.silent,
        "is_open": "1" if state.frozen.on <= over.last else "",
        "provisional": "1" if any(one.definition.provisional for one in answers) else "",
        "fact": in_groups(state.frozen.fact),
        "targets": [_target(nr, one, line) for nr, (one, line) in enumerate(lines, start=1)],
        "notes": [{"text": text} for text in (*_notes(lines), *unshown_lines(node, state))],
        "others": [_figure(nr, one) for nr, one in enumerate(other, start=1)],
    }


def letter_paper(node: Node, state: ReportState, letter: Correction) -> Paper:
    """The letter: each value as it stood in the report, and as it is now. Raises TemplateFault."""
    assert state.frozen is not None
    assert state.issued is not None
    issued, said = state.issued.told, state.frozen.told
    before = {one.indicator: one for one in _before(state, letter)}
    rows: list[Row] = []
    for nr, new in enumerate(letter.told.values, start=1):
        title, then, now = _sides(node, said, before.get(new.indicator), new)
        rows.append({"nr": nr, "figure": title, "in_report": then, "known_now": now})
    return made(
        node,
        "correction",
        {
            "where": unit_name(node, said.unit) if said.unit else _("the whole province"),
            "period": period_words(said.period),
            "number": number(issued.number),
            "issued_on": day(issued.dated),
            "changes": rows,
        },
        agency=agency(node),
        on=letter.told.dated,
        number=letter.told.number,
        agency_mark=letter.told.mark,
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
            words = _("first half of {year}") if nr == "1" else _("second half of {year}")
            return words.format(year=year)
        case "quarter":
            return _("quarter {nr} of {year}").format(nr=nr, year=year)
        case "month":
            return _("month {month}").format(month=f"{name[5:]}/{year}")


def agency(node: Node) -> str:
    """Who reports: the library of this node, else the province."""
    own = node.own_place()
    province = node.profile.province
    return (node.place(own).name if own else "") or in_language(province.names)


def sentences(node: Node, state: ReportState) -> list[str]:
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
    return [*lines, *unshown_lines(node, state)]


def in_groups(fact: str) -> str:
    """The id of a fact as people compare it: four digits at a time."""
    return " ".join(fact[at : at + 4] for at in range(0, len(fact), 4))


def _target(nr: int, one: Answer, line: Line) -> dict[str, Value]:
    """A target as a row: how many its next milestone asks for, and how many are lacking."""
    step = targets.next_step(one, line) if not one.unit else None
    row = _figure(nr, one) | {"value": _whole(value(one, with_paper=False))}
    if step is None:
        return row
    asked = f"{step.value} %" if step.wanted is None else number(step.wanted)
    missing = "–" if step.missing is None else step.missing
    return row | {"wanted": _whole(f"{asked} ({step.at})"), "missing": missing}


def _whole(words: str) -> str:
    """A value that no line of a narrow column parts within its brackets; a sentence as it is."""
    if not words[:1].isdigit():
        return words
    first, bracket, rest = words.partition(" (")
    return (
        first.replace(" ", "\N{NO-BREAK SPACE}") + bracket + rest.replace(" ", "\N{NO-BREAK SPACE}")
    )


def _notes(plan: Iterable[tuple[Answer, Line]]) -> Iterator[str]:
    """By which papers baselines were declared and targets set."""
    for one, line in plan:
        title = in_language(one.definition.title)
        if one.baseline is not None:
            yield f"{title}: {say_declared(one.baseline)}."
        if line.told:
            yield _("{figure}: target set by paper {paper} of {dated}.").format(
                figure=title, paper=line.paper, dated=day(line.dated)
            )


def unshown_lines(node: Node, state: ReportState) -> list[str]:
    """Which figures of the report this program cannot show; none is left out without a word."""
    lacking = reports.unshown(node, state)
    if not lacking:
        return []
    said = _(
        "Not shown here: {figures}. This program does not have the definition by which they were "
        "counted, or is too old for it. Open the report at the node that froze it."
    )
    return [said.format(figures=", ".join(lacking))]


def uncounted_lines(node: Node, state: ReportState) -> list[str]:
    """Which figures of the report this program cannot compare with what is known now."""
    lacking = reports.uncounted(node, state)
    if not lacking:
        return []
    said = _(
        "Not compared here: {figures}. This program does not have the definition by which they "
        "were counted, or is too old for it. Look at the node that froze the report."
    )
    return [said.format(figures=", ".join(lacking))]


def _figure(nr: int, one: Answer) -> dict[str, Value]:
    """A figure as a row; numbers stay numbers, so that they can be reckoned with."""
    aim, num, den = one.aim, one.figure.num, one.figure.den
    return {
        "nr": nr,
        "figure": in_language(one.definition.title),
        "reading": in_language(one.reading.title),
        "value": num if den is None and num is not None else _whole(value(one)),
        "numerator": "–" if num is None else num,
        "denominator": "–" if den is None else den,
        "wanted": aim.wanted if aim else "–",
        "missing": aim.missing if aim else "–",
    }
