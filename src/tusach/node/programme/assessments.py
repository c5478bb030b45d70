"""Assessments: what a commune says of itself beside what records tell and what inspectors found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Draft, Refusal
from tusach.library.quality import assessing as rules
from tusach.library.quality import facts
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet
from tusach.library.quality.lines import Line, Task, lines, tasks
from tusach.node.acts import assessing
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import assessment_forms as forms
from tusach.node.programme import assessment_review
from tusach.node.programme.assessment_words import (
    cells_of,
    file_table,
    hints,
    musts,
    paper_links,
    task_cells,
)
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    mine,
    show_list,
    show_thing,
)

YEARS_BACK = 3
Told = tuple[Draft, ...] | Refusal


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def assessments(request: HttpRequest, room: Room) -> HttpResponse:
    """Every assessment, the latest year first; one is opened here."""
    states = assessing.every(room.node)
    listing = Listing(
        title=_("Assessments"),
        intro=_(
            "A commune says which criteria it meets; records stand beside it, and what an "
            "inspector found. What nobody told is not known: it is neither 0 nor unmet."
        ),
        heads=(
            _("Commune or ward"),
            _("Criteria"),
            _("Library year"),
            _("Standing"),
            _("What has to be met"),
            _("Still to be mended"),
        ),
        rows=[(one.subject, _listed(room, one)) for one in states],
        empty=_("No assessment is open yet. Open one below: it comes filled in from records."),
        name="assessments",
        page="programme:assessment",
    )
    units = _own_units(room)
    return show_list(request, room, listing, [_opening(request, room, units)] if units else [])


def _own_units(room: Room) -> list[tuple[str, str]]:
    """The communes for which this person answers."""
    every = units_of(room)
    if room.may(Act.SET_RULES):
        return every
    own = {room.node.place(place).unit for place in mine(room)}
    return [(unit, name) for unit, name in every if unit in own]


def _listed(room: Room, state: AssessmentState) -> tuple[str, ...]:
    opened = state.opened
    assert opened is not None  # a row of the table has been opened
    criteria = assessing.sets().get(opened.criteria)
    still = sum(one.rechecked_on is None for one in tasks(state))
    return (
        unit_name(room.node, opened.unit),
        room.words(criteria.names) if criteria else opened.criteria,
        str(opened.year),
        term(state.standing),
        musts(assessing.musts_met(state)),
        str(still),
    )


def _opening(request: HttpRequest, room: Room, units: Sequence[tuple[str, str]]) -> Asked:
    this_year = assessing.library_year(room.today)
    years = [(str(year), year) for year in range(this_year, this_year - YEARS_BACK, -1)]
    form = forms.OpenForm(
        bound(request, "open"),
        prefix="open",
        choices={
            "unit": units,
            "criteria": [(one.name, room.words(one.names)) for one in assessing.sets().values()],
            "year": years,
        },
    )

    def doing(said: dict[str, Any]) -> Doing:
        body = facts.AssessmentOpened(said["unit"], said["criteria"], said["year"])
        subject = facts.assessment_subject(
            room.node.tenant, unit=body.unit, criteria=body.criteria, year=body.year
        )
        return _doing(room, subject, lambda one, at: rules.begin(one, body, at))

    return Asked(
        step="open",
        title=_("Open an assessment"),
        button=_("Open"),
        form=form,
        doing=doing,
        leads="programme:assessment",
    )


def _doing(
    room: Room,
    subject: str,
    deed: Callable[[AssessmentState, rules.At], Told],
    criteria: CriteriaSet | None = None,
) -> Doing:
    place = room.at_node().place
    at = rules.At(room.today, place)

    def asked(state: AssessmentState) -> Told:
        return _named(room, deed(state, at), criteria)

    return Doing(noun="assessment", subject=subject, place=place, rule=asked)


def _named(room: Room, done: Told, criteria: CriteriaSet | None) -> Told:
    """A refusal that calls criteria by their names."""
    if not isinstance(done, Refusal) or "criteria" not in done.values or criteria is None:
        return done
    found = [criteria.get(code) for code in done.values["criteria"]]
    names = tuple(room.words(one.names) for one in found if one is not None)
    return Refusal(done.code, {**done.values, "criteria": names})


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def assessment(request: HttpRequest, room: Room, assessment: str) -> HttpResponse:
    """One assessment: three answers side by side, and what may be told of it."""
    state: AssessmentState = room.node.store.state(assessment, "assessment")
    if state.opened is None:
        raise Http404
    criteria = assessing.sets().get(state.opened.criteria)
    if criteria is None:
        return show_thing(request, room, _without_set(room, state), [])
    counted = assessing.counted(room.node, state.opened.unit, year=state.opened.year)
    found = lines(state, criteria, counted)
    asked = []
    if state.opened.unit in dict(_own_units(room)):
        asked.append(_answering(request, room, state, criteria, counted=counted))
        if state.given is not None and not state.is_submitted:
            asked.append(_submitting(request, room, state, criteria))
    own = _own_units(room)
    asked += assessment_review.reviews(request, room, state, criteria, own=own, named=_named)
    if room.may(Act.SET_RULES):
        asked += assessment_review.assigning(request, room, state, units_of(room))
        asked.append(_inspecting(request, room, state, criteria, counted=counted))
    return show_thing(request, room, _thing(room, state, criteria, found), asked)


def _without_set(room: Room, state: AssessmentState) -> Thing:
    """An assessment by criteria that a newer version of the program knows."""
    opened = state.opened
    assert opened is not None  # it has a page
    return Thing(
        title=unit_name(room.node, opened.unit),
        back=reverse("programme:assessments"),
        back_words=_("All assessments"),
        lines=(
            (_("Criteria"), opened.criteria),
            (_("Standing"), _("These criteria are not known here. Bring this program up to date.")),
        ),
    )


def _thing(
    room: Room, state: AssessmentState, criteria: CriteriaSet, found: Sequence[Line]
) -> Thing:
    opened = state.opened
    assert opened is not None  # it has a page
    name = unit_name(room.node, opened.unit)
    said_by = room.words(criteria.names)
    if criteria.provisional:
        said_by = _("%(set)s (provisional)") % {"set": said_by}
    heads = (
        _("Criterion"),
        _("It asks for"),
        _("The commune says"),
        _("Records tell"),
        _("The inspector found"),
        _("Another commune found"),
    )
    to_mend = [task_cells(room, criteria, one) for one in tasks(state)]
    mend_heads = (
        _("Criterion"),
        _("Found on"),
        _("To be mended until"),
        _("Mended, says the commune"),
        _("Looked at again"),
    )
    return Thing(
        title=f"{name}, {opened.year}",
        back=reverse("programme:assessments"),
        back_words=_("All assessments"),
        lines=(
            (_("Criteria"), said_by),
            (_("Stands on"), room.words(criteria.legal)),
            (_("Standing"), term(state.standing)),
            (_("What has to be met"), musts(assessing.musts_met(state))),
            (
                _("Handed in on"),
                day(state.submitted_on) if state.is_submitted else UNKNOWN,
            ),
            (_("Records as of"), day(assessing.records_on(room.node, opened.year))),
        ),
        tables=(
            (_("Criteria"), heads, [cells_of(room, one) for one in found]),
            (_("Findings to mend"), mend_heads, to_mend),
            *assessment_review.tables(room, state),
        ),
        links=paper_links(state),
        file=("assessment", file_table(room, f"{name} {opened.year}", found)),
    )


def _answering(
    request: HttpRequest,
    room: Room,
    state: AssessmentState,
    criteria: CriteriaSet,
    *,
    counted: Mapping[str, int],
) -> Asked:
    form = forms.AnswerForm(
        bound(request, "answer"),
        prefix="answer",
        criteria=[line.criterion for line in lines(state, criteria, counted)],
        words=room.words,
        hints=hints(room, state, criteria, counted)[0],
        initial=forms.begun(criteria.criteria, state.answer, counted if not state.given else {}),
    )

    def doing(said: dict[str, Any]) -> Doing:
        answers = form.answers()
        return _doing(
            room,
            state.subject,
            lambda one, at: rules.answer(one, answers, criteria, at),
            criteria,
        )

    return Asked(
        step="answer",
        title=_("What the commune says"),
        button=_("Enter all answers"),
        form=form,
        doing=doing,
        is_quiet=state.given is not None,
    )


def _submitting(
    request: HttpRequest, room: Room, state: AssessmentState, criteria: CriteriaSet
) -> Asked:
    def doing(said: dict[str, Any]) -> Doing:
        return _doing(
            room, state.subject, lambda one, at: rules.submit(one, criteria, at), criteria
        )

    return Asked(
        step="submit",
        title=_("Hand in"),
        button=_("Hand these answers in"),
        form=forms.SubmitForm(bound(request, "submit"), prefix="submit"),
        doing=doing,
    )


def _inspecting(
    request: HttpRequest,
    room: Room,
    state: AssessmentState,
    criteria: CriteriaSet,
    *,
    counted: Mapping[str, int],
) -> Asked:
    form = forms.InspectForm(
        bound(request, "inspect"),
        prefix="inspect",
        criteria=[line.criterion for line in lines(state, criteria, counted)],
        words=room.words,
        hints=hints(room, state, criteria, counted)[1],
        initial={"inspected_on": room.today, "answered": state.given.fact if state.given else ""},
    )

    def doing(said: dict[str, Any]) -> Doing:
        body = facts.AssessmentInspected(said["inspected_on"], form.found(), said["answered"])
        return _doing(
            room, state.subject, lambda one, at: rules.inspect(one, body, criteria, at), criteria
        )

    return Asked(
        step="inspect",
        title=_("Inspection"),
        button=_("Enter what was found"),
        form=form,
        doing=doing,
        is_quiet=True,
    )


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def findings(request: HttpRequest, room: Room) -> HttpResponse:
    """What inspectors found unmet, of every commune: late ones first, what is done last."""
    found: list[tuple[AssessmentState, Task]] = [
        (state, task) for state in assessing.every(room.node) for task in tasks(state)
    ]
    found.sort(key=lambda one: (one[1].rechecked_on is not None, one[1].due_on or ""))
    rows = []
    for state, task in found:
        opened = state.opened
        assert opened is not None  # a row of the table has been opened
        cells = task_cells(room, assessing.sets().get(opened.criteria), task)
        rows.append((state.subject, (unit_name(room.node, opened.unit), *cells)))
    listing = Listing(
        title=_("Findings to mend"),
        intro=_(
            "What an inspector did not find met, with the day until which it has to be mended. It "
            "is done when an inspector looks again and finds it met."
        ),
        heads=(
            _("Commune or ward"),
            _("Criterion"),
            _("Found on"),
            _("To be mended until"),
            _("Mended, says the commune"),
            _("Looked at again"),
        ),
        rows=rows,
        empty=_("Nothing is to be mended. Findings come from inspections."),
        name="findings",
        page="programme:assessment",
    )
    return show_list(request, room, listing, [])
