"""Papers of an assessment: what the commune says of itself, and the minutes of an inspection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.exchange.documents.paper_templates import Row
from tusach.exchange.documents.papers import Paper
from tusach.library.quality.assessment import AssessmentState, Inspection
from tusach.library.quality.criteria import CriteriaSet
from tusach.library.quality.facts import Found
from tusach.library.quality.lines import Line, lines
from tusach.node.acts import assessing
from tusach.node.acts.markets import unit_name
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, term
from tusach.node.papers.by_template import made
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.assessment_words import cells_of, musts
from tusach.node.programme.paper_files import paper_file
from tusach.node.programme.report_paper import agency
from tusach.node.programme.showing import UNKNOWN


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def paper(request: HttpRequest, room: Room, assessment: str, what: str) -> HttpResponse:
    """The report in which a commune assesses itself."""
    state, criteria = _asked(room, assessment)
    if state.given is None:
        return redirect("programme:assessment", assessment=assessment)
    opened = state.opened
    assert opened is not None  # it has answers
    return paper_file(
        request,
        partial(_report, room, state, criteria),
        what,
        name=f"tu-danh-gia-{opened.year}",
        on=(state.submitted_on if state.is_submitted else None) or state.given.on,
        instead=reverse("programme:assessment", kwargs={"assessment": assessment}),
    )


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def minutes(request: HttpRequest, room: Room, assessment: str, what: str) -> HttpResponse:
    """The minutes of the latest inspection, with room for two signatures."""
    state, criteria = _asked(room, assessment)
    if not state.inspections:
        return redirect("programme:assessment", assessment=assessment)
    last = state.inspections[-1]
    return paper_file(
        request,
        partial(_minutes, room, state, criteria, last=last),
        what,
        name=f"bien-ban-kiem-tra-{last.told.inspected_on}",
        on=last.told.inspected_on,
        instead=reverse("programme:assessment", kwargs={"assessment": assessment}),
    )


def _asked(room: Room, assessment: str) -> tuple[AssessmentState, CriteriaSet]:
    state: AssessmentState = room.node.store.state(assessment, "assessment")
    criteria = assessing.sets().get(state.opened.criteria) if state.opened else None
    if criteria is None:
        raise Http404
    return state, criteria


def _report(room: Room, state: AssessmentState, criteria: CriteriaSet) -> Paper:
    opened = state.opened
    assert opened is not None  # it has answers
    found = lines(state, criteria, assessing.counted(room.node, opened.unit))
    met = [one.met for one in found]
    values = _heading(room, state, criteria) | {
        "submitted_on": day(state.submitted_on) if state.is_submitted else UNKNOWN,
        "musts": musts(assessing.musts_met(state)),
        "met": met.count(True),
        "unmet": met.count(False),
        "unknown": met.count(None),
        "lines": _rows(room, found),
        "to_mend": _rows(room, [one for one in found if one.met is False]),
    }
    return made(room.node, "self_assessment", values, agency=agency(room.node))


def _minutes(
    room: Room, state: AssessmentState, criteria: CriteriaSet, *, last: Inspection
) -> Paper:
    seen = {one.criterion: one for one in last.told.found}
    found = [one for one in lines(state, criteria, {}) if one.criterion.code in seen]
    rows = _rows(room, found, seen)
    values = _heading(room, state, criteria) | {
        "inspected_on": day(last.told.inspected_on),
        "looked_at": len(rows),
        "met": sum(one.met for one in seen.values()),
        "unmet": sum(not one.met for one in seen.values()),
        "lines": rows,
        "to_mend": _rows(room, [one for one in found if not seen[one.criterion.code].met], seen),
    }
    on = last.told.inspected_on
    return made(room.node, "inspection", values, agency=agency(room.node), on=on)


def _heading(
    room: Room, state: AssessmentState, criteria: CriteriaSet
) -> dict[str, str | int | None | Sequence[Row]]:
    opened = state.opened
    assert opened is not None  # it has a page
    return {
        "unit": unit_name(room.node, opened.unit),
        "year": str(opened.year),
        "criteria": room.words(criteria.names),
        "legal": room.words(criteria.legal),
        "provisional": "1" if criteria.provisional else "",
    }


def _rows(room: Room, found: Sequence[Line], seen: dict[str, Found] | None = None) -> list[Row]:
    """Lines as rows. seen: what that inspection found, None = the last word of each."""
    rows: list[Row] = []
    for nr, line in enumerate(found, start=1):
        title, asked, own, records, inspector, other = cells_of(room, line)
        one = seen.get(line.criterion.code) if seen else line.found
        rows.append(
            {
                "nr": nr,
                "criterion": title,
                "legal": room.words(line.criterion.legal),
                "asked": asked,
                "known_by": term(line.criterion.kind),
                "own": own,
                "records": records,
                "found": inspector,
                "reviewed": other,
                "found_on": day(line.found_on) if line.found_on else UNKNOWN,
                "why": term(one.why) if one and one.why else UNKNOWN,
                "due": day(one.due_on) if one and one.due_on else UNKNOWN,
                "must": _("has to be met") if line.criterion.must else _("is wished for"),
            }
        )
    return rows
