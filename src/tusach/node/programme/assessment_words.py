"""What stands in the tables and below the fields of an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.exchange.sheets.writing import Table
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet, Criterion
from tusach.library.quality.lines import Line, Task, lines
from tusach.node.acts.markets import unit_name
from tusach.node.office.room import Room
from tusach.node.pages.writing import day, number, term
from tusach.node.papers.press import has_press
from tusach.node.programme.showing import UNKNOWN
from tusach.node.wording.assessments import COUNTED


def musts(met: bool | None) -> str:
    """Whether every must-have is met, in words."""
    if met is None:
        return _("still unknown")
    return _("all met") if met else _("not all met")


def _asked_for(room: Room, one: Criterion) -> str:
    must = _("has to be met") if one.must else _("is wished for")
    if one.at_least is None:
        return must
    least = _("at least %(n)s %(what)s") % {
        "n": number(one.at_least),
        "what": room.words(one.measure),
    }
    return f"{least}; {must}"


def _answer(met: bool | None, value: int | None, *more: str) -> str:
    """Met or not, by which number, and what else is said of it."""
    if met is None:
        return _("not known")
    words = _("is met") if met else _("is not met")
    said = [one for one in (number(value) if value is not None else "", *more) if one]
    return f"{words}: {'; '.join(said)}" if said else words


def _records(line: Line) -> str:
    if line.counted is None:
        return UNKNOWN
    how = _(COUNTED[line.criterion.code]) if line.criterion.code in COUNTED else ""
    return _answer(line.by_records, line.counted, how)


def _own(line: Line) -> str:
    own = line.own
    return _answer(own.met, own.value, own.proof) if own else _answer(None, None)


def _seen(line: Line) -> str:
    seen, pictures = line.found, _pictures(line.pictures)
    if seen is None:
        return pictures or UNKNOWN
    on, why = day(line.found_on), term(seen.why) if seen.why else ""
    return _answer(seen.met, seen.value, seen.proof, why, on, pictures)


def _pictures(n: int) -> str:
    """How many photographs there are of a criterion; nothing where there are none."""
    return ngettext("%(n)s photograph", "%(n)s photographs", n) % {"n": n} if n else ""


def cells_of(room: Room, line: Line) -> tuple[str, ...]:
    """A criterion, what is asked for, and its three answers."""
    records = _records(line)
    if line.is_doubted:
        records = _("%(what)s (the commune says otherwise)") % {"what": records}
    one = line.criterion
    titles = room.words(one.names), _asked_for(room, one)
    return *titles, _own(line), records, _seen(line), _reviewed(room, line)


def _reviewed(room: Room, line: Line) -> str:
    """What another commune found, which one, and on which day."""
    seen, review = line.reviewed, line.review
    if seen is None or review is None:
        return UNKNOWN
    who, on = unit_name(room.node, review.told.reviewer), day(review.told.reviewed_on)
    why = term(seen.why) if seen.why else ""
    return _answer(seen.met, seen.value, seen.proof, why, who, on)


def file_table(room: Room, name: str, found: Sequence[Line]) -> Table:
    """The assessment as a file has it: on what each criterion stands, and of which kind it is."""
    header = (
        _("Criterion"),
        _("Stands on"),
        _("Known by"),
        _("It asks for"),
        _("The commune says"),
        _("Records tell"),
        _("The inspector found"),
        _("Another commune found"),
    )
    rows = []
    for line in found:
        one = line.criterion
        title, *others = cells_of(room, line)
        rows.append((title, room.words(one.legal), term(one.kind), *others))
    return Table(name=name, header=header, rows=rows)


def task_cells(room: Room, criteria: CriteriaSet | None, task: Task) -> tuple[str, ...]:
    """A finding: what, since when, until when, what came of it."""
    one, due = criteria.get(task.criterion) if criteria else None, day(task.due_on)
    return (
        room.words(one.names) if one else task.criterion,
        day(task.found_on),
        _("%(day)s (late)") % {"day": due} if task.is_late(room.today) else due,
        day(task.mended_on) if task.mended_on else UNKNOWN,
        day(task.rechecked_on) if task.rechecked_on else UNKNOWN,
    )


def hints(
    room: Room, state: AssessmentState, criteria: CriteriaSet, counted: Mapping[str, int]
) -> tuple[dict[str, str], dict[str, str]]:
    """What stands below each field: for the commune, and for the inspector."""
    own, inspector = {}, {}
    for line in lines(state, criteria, counted):
        code, asked = line.criterion.code, _asked_for(room, line.criterion)
        records = "" if line.counted is None else _("Records: %(what)s.") % {"what": _records(line)}
        commune = _("The commune says: %(what)s.") % {"what": _own(line)}
        own[code] = f"{asked[0].upper()}{asked[1:]}. {records}".strip()
        inspector[code] = f"{own[code]} {commune}"
    return own, inspector


def paper_links(state: AssessmentState) -> list[tuple[str, str, str]]:
    """The papers that an assessment has by now: address, icon, words."""

    def of(name: str, what: str) -> str:
        return reverse(
            f"programme:assessment-{name}", kwargs={"assessment": state.subject, "what": what}
        )

    papers = []
    if state.given is not None:
        papers.append(("paper", _("Self-assessment report")))
    if state.inspections:
        papers.append(("minutes", _("Minutes of the inspection")))
    forms = [("pdf", "print")] if has_press() else []
    forms += [("docx", "download"), ("xlsx", "download")]
    of_papers = [
        (of(name, what), drawn, f"{words} ({what.upper()})")
        for name, words in papers
        for what, drawn in forms
    ]
    pictures = reverse("programme:pictures", args=(state.subject,))
    return [(pictures, "camera", _("Photographs (%(n)s)") % {"n": len(state.kept)}), *of_papers]
