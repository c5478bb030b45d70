"""A report as files: the paper, the letter that corrects it, the bundle that proves it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from tusach.exchange.documents.paper_templates import LANGUAGES, TemplateFault
from tusach.exchange.documents.papers import laid_out
from tusach.ledger.draft import Refusal
from tusach.library.reports.story import ReportState
from tusach.node.acts import reports as acts
from tusach.node.acts.node import Node
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.papers.answers import MEDIA
from tusach.node.papers.press import has_press, pdf
from tusach.node.people.access import Act, any_of, inspector, rule, staff
from tusach.node.people.looks import look
from tusach.node.programme.paper_files import paper_file
from tusach.node.programme.report_paper import letter_paper, report_paper


def report_or_404(room: Room, report: str) -> ReportState:
    """A report that was frozen."""
    state = acts.report(room.node, report)
    if state.frozen is None:
        raise Http404
    return state


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def paper(request: HttpRequest, room: Room, report: str, what: str) -> HttpResponse:
    """The report as PDF, DOCX or XLSX."""
    state = report_or_404(room, report)
    assert state.frozen is not None
    name = f"bao-cao-{state.frozen.told.period}"
    instead = reverse("programme:report", kwargs={"report": report})
    on = state.issued.told.dated if state.issued else state.frozen.on
    made = partial(report_paper, room.node, state)
    return paper_file(request, made, what, name=name, on=on, instead=instead)


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def letter(request: HttpRequest, room: Room, report: str, what: str) -> HttpResponse:
    """The latest letter that corrects it; without one, the report."""
    state = report_or_404(room, report)
    if not state.corrections:
        return redirect("programme:report", report=report)
    last = state.corrections[-1]
    name = f"cong-van-dinh-chinh-{last.told.number}"
    instead = reverse("programme:report", kwargs={"report": report})
    made = partial(letter_paper, room.node, state, last)
    return paper_file(request, made, what, name=name, on=last.told.dated, instead=instead)


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def signed(request: HttpRequest, room: Room, report: str) -> HttpResponse:
    """The file as the agency signed it, where it lies at this node."""
    state = report_or_404(room, report)
    told = state.issued.told.file if state.issued else ""
    raw = acts.blob(room.node, told) if told else None
    if raw is None:
        return redirect("programme:report", report=report)
    assert state.issued is not None
    name = f"bao-cao-da-ky-{state.issued.told.number}.pdf"
    said = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(raw, content_type=MEDIA, headers=said)


@rule(any_of(staff("provincial"), inspector()))
@in_office(Act.SET_RULES, looking=Act.INSPECT)
def bundle(request: HttpRequest, room: Room, report: str) -> HttpResponse:
    """One file that proves the report to anybody."""
    state = report_or_404(room, report)
    found = acts.bundle(room.node, state, paper=report_pdf(room.node, state))
    if isinstance(found, Refusal):
        toasts.add(request, "programme.no_bundle", tone="bad", refusal=found.code, **found.values)
        return redirect("programme:report", report=report)
    look(room.staff, room.staff.staff_id, "evidence of a report")
    assert state.frozen is not None
    name = f"minh-chung-{state.frozen.told.period}.zip"
    said = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found, content_type="application/zip", headers=said)


def report_pdf(node: Node, state: ReportState) -> bytes:
    """The paper as PDF; nothing where this machine makes none, or its template is wrong."""
    if not has_press():
        return b""
    assert state.frozen is not None
    on = state.issued.told.dated if state.issued else state.frozen.on
    made_at = int(datetime.fromisoformat(on).replace(tzinfo=UTC).timestamp())
    try:
        made = report_paper(node, state)
    except TemplateFault:
        return b""  # it is for reading only, and its own address says what is wrong
    return pdf(laid_out(made), made_at=made_at)


def unsigned_papers(node: Node, state: ReportState) -> tuple[bytes, ...]:
    """The paper as it goes to be signed, without its number, in each language."""
    before = msgspec.structs.replace(state, issued=None, corrections=())
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(report_pdf(node, before))
    return tuple(one for one in found if one)
