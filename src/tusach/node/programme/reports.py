"""Reports by page: freeze a period, sign it step by step, issue it."""

from __future__ import annotations

from typing import Any

from django import forms as fields
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.library.programme.periods import period
from tusach.library.reports import facts, rules
from tusach.library.reports.story import ReportState
from tusach.node.acts import reports as acts
from tusach.node.acts import signed_reports
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number, term
from tusach.node.papers.press import has_press
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms, report_term
from tusach.node.programme.figures import periods
from tusach.node.programme.report_files import report_or_404, unsigned_papers
from tusach.node.programme.report_paper import (
    about,
    in_groups,
    period_words,
    sentences,
)
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    show_list,
    show_thing,
)

MOST_UPLOAD = 2_400_000
"""Bytes of a form with a file, which is held in memory."""


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def reports(request: HttpRequest, room: Room) -> HttpResponse:
    """Every report, the latest first."""
    listing = Listing(
        title=_("Reports"),
        intro=_(
            "A report keeps the figures of a period as they are known on the day it is frozen. "
            "What becomes known later never changes it; it shows beside it."
        ),
        heads=(
            _("Period"),
            _("Kind of report"),
            _("Commune or ward"),
            _("Frozen on"),
            _("Standing"),
        ),
        rows=[(one.subject, _cells(room, one)) for one in acts.listed(room.node)],
        empty=_("No report yet. Below, the provincial library freezes the figures of a period."),
        name="reports",
        page="programme:report",
    )
    asked = [_freezing(request, room)] if room.may(Act.SET_RULES) else []
    return show_list(request, room, listing, asked)


def _cells(room: Room, state: ReportState) -> tuple[str, ...]:
    assert state.frozen is not None  # a row of the table was frozen
    said = state.frozen.told
    return (
        period_words(said.period),
        term(said.kind),
        unit_name(room.node, said.unit) if said.unit else _("the whole province"),
        day(state.frozen.on),
        _standing(state),
    )


def _standing(state: ReportState) -> str:
    if state.issued is None:
        return term(state.standing)
    told = state.issued.told
    return _("{standing}, number {number} of {day}").format(
        standing=term(state.standing), number=told.number, day=day(told.dated)
    )


def _freezing(request: HttpRequest, room: Room) -> Asked:
    form = forms.FreezeForm(
        bound(request, "freeze"),
        prefix="freeze",
        initial={"kind": facts.PERIODIC},
        choices={
            "kind": forms.terms(facts.REPORT_KINDS),
            "period": periods(room.today),
            "unit": [("", _("the whole province")), *units_of(room)],
        },
    )

    def doing(told: dict[str, Any]) -> Doing:
        over = period(told["period"])
        assert over is not None  # the form gives periods alone
        subject, deed = acts.freezing(
            room.node, over, kind=told["kind"], unit=told["unit"], where=at_room(room)
        )
        return doing_of(room, subject, deed)

    return Asked(
        step="freeze",
        title=_("Freeze the figures of a period"),
        button=_("Freeze"),
        form=form,
        doing=doing,
    )


def at_room(room: Room) -> rules.At:
    """Where and by whom a step of a report is told."""
    return acts.at(room.node, room.staff.staff_id, room.place)


def doing_of(room: Room, subject: str, deed: acts.Deed) -> Doing:
    """A step of a report as the pages tell it."""
    return Doing(noun="report", subject=subject, place=room.at_node().place, rule=deed)


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def report(request: HttpRequest, room: Room, report: str) -> HttpResponse:
    """One report: its figures, who did which step, its papers; what is due next is done here."""
    state = report_or_404(room, report)
    assert state.frozen is not None
    said = state.frozen.told
    steps = [(term(one.step), _by(room, one.by), day(one.on)) for one in state.steps]
    heads = (_("Figure"), _("Way to read it"), _("Value"))
    thing = Thing(
        title=about(room.node, said),
        back=reverse("programme:reports"),
        back_words=_("All reports"),
        notes=sentences(room.node, state),
        links=_links(room, state),
        is_long=True,
        lines=[*_lines(state), *_signed_lines(room, state)],
        tables=(
            (_("Steps"), (_("Step"), _("Done by"), _("Done on")), steps),
            *report_term.tables(room.node, state),
            (_("Figures"), heads, [_row(room, one) for one in acts.answers_of(room.node, state)]),
        ),
    )
    asked = _due(request, room, state) if room.may(Act.SET_RULES) else []
    return show_thing(request, room, thing, asked)


def _by(room: Room, who: str | None) -> str:
    """Who did a step; an inspector is shown no names."""
    name = "" if room.is_inspected else directory.current().staff_name(who or "")
    return name or UNKNOWN


def _row(room: Room, one: Answer) -> tuple[str, ...]:
    title, way = room.words(one.definition.title), room.words(one.reading.title)
    return title, way if way != title else "", value(one)


def _lines(state: ReportState) -> list[tuple[str, str]]:
    assert state.frozen is not None
    lines = [
        (_("Standing"), _standing(state)),
        (_("Frozen on"), day(state.frozen.on)),
        (_("Frozen as fact"), in_groups(state.frozen.fact)),
    ]
    if state.returned:
        lines.append((_("Sent back because"), term(state.returned)))
    lines += [
        (
            _("Corrected by letter"),
            _("number {number} of {day}").format(number=one.told.number, day=day(one.told.dated)),
        )
        for one in state.corrections
    ]
    return lines


def _signed_lines(room: Room, state: ReportState) -> list[tuple[str, str]]:
    """What is seen in the signed file; whether a signature is valid is not."""
    found = signed_reports.signed_file(room.node, state, lambda: unsigned_papers(room.node, state))
    if found is None:
        return []
    label = _("The signed PDF")
    if found.looked is None:
        return [(label, _("It lies at the node that issued the report."))]
    same = (
        _("It begins with the paper that this program made: nothing of it was changed.")
        if found.is_same
        else _("It is not the paper that this program made. Compare the two.")
    )
    if not found.looked.signatures:
        return [(label, same), (_("Signatures in the file"), _("none"))]
    whole = "" if found.looked.is_whole else _("Something was added after the last one.")
    tool = _("Whether they are valid is not looked at here: the agency's tool says so.")
    said = " ".join(one for one in (number(found.looked.signatures) + ".", whole, tool) if one)
    return [(label, same), (_("Signatures in the file"), said)]


def _links(room: Room, state: ReportState) -> list[tuple[str, str, str]]:
    def of(name: str, **more: str) -> str:
        return reverse(f"programme:{name}", kwargs={"report": state.subject, **more})

    pdf = [(of("report-paper", what="pdf"), "print", "PDF")] if has_press() else []
    found = [
        *pdf,
        (of("report-paper", what="docx"), "download", "DOCX"),
        (of("report-paper", what="xlsx"), "download", "XLSX"),
        (of("report-sample"), "search", _("Sample to open")),
        (of("report-now"), "search", _("What is different now")),
    ]
    if state.corrections:
        what = "pdf" if has_press() else "docx"
        found.append((of("report-letter", what=what), "print", _("Letter that corrects")))
    if state.issued is not None and state.issued.told.file:
        found.append((of("report-signed"), "download", _("The signed PDF")))
    if room.may(Act.SET_RULES) or room.is_inspected:
        found.append((of("report-bundle"), "download", _("Evidence bundle")))
    return found


def _due(request: HttpRequest, room: Room, state: ReportState) -> list[Asked]:
    """What may be done next."""
    if state.issued is not None or state.returned:
        return []
    place = room.at_node().place
    found = report_term.proposing(request, room.node, state, at=at_room(room), place=place)
    if step := state.next_step:
        found.append(_signing(request, room, state, step))
    else:
        found.append(_issuing(request, room, state))
    return [*found, _returning(request, room, state)]


def _signing(request: HttpRequest, room: Room, state: ReportState, step: str) -> Asked:
    words = {
        facts.PREPARED: (_("I prepared this report"), _("Prepared")),
        facts.CHECKED: (_("I checked this report"), _("Checked")),
        facts.SIGNED: (_("I sign this report"), _("Sign")),
    }[step]
    deed = acts.signing(room.node, step, at_room(room))
    return Asked(
        step=step,
        title=words[0],
        button=words[1],
        form=fields.Form(bound(request, step)),
        doing=lambda told: doing_of(room, state.subject, deed),
    )


def _issuing(request: HttpRequest, room: Room, state: ReportState) -> Asked:
    sent = bound(request, "issue")
    form = forms.IssueForm(
        sent, request.FILES if sent else None, prefix="issue", initial={"dated": room.today}
    )
    if sent and int(request.META.get("CONTENT_LENGTH") or 0) > MOST_UPLOAD:
        form.add_error("file", _("The file is too large. At most {most} MB.").format(most=2))

    def doing(told: dict[str, Any]) -> Doing:
        deed = signed_reports.issuing(
            at_room(room),
            number=told["number"],
            mark=told["mark"],
            dated=told["dated"],
            file=told["file"].read() if told["file"] else b"",
            papers=unsigned_papers(room.node, state) if told["file"] else (),
        )
        return doing_of(room, state.subject, deed)

    return Asked(
        step="issue",
        title=_("It is issued: enter number and day"),
        button=_("Enter"),
        form=form,
        doing=doing,
    )


def _returning(request: HttpRequest, room: Room, state: ReportState) -> Asked:
    form = forms.ReasonForm(
        bound(request, "return"),
        prefix="return",
        choices={"reason": forms.terms(rules.RETURNED_FOR)},
    )

    def doing(told: dict[str, Any]) -> Doing:
        at = at_room(room)
        return doing_of(room, state.subject, lambda one: rules.send_back(one, told["reason"], at))

    return Asked(
        step="return",
        title=_("Send back"),
        button=_("Send back, to be frozen anew"),
        form=form,
        doing=doing,
        is_quiet=True,
    )
