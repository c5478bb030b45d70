"""A list of readers comes in: chosen, its columns looked at, what would come of each row, begun."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.columns import READERS as ABOUT_READERS
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.reader import Preview, look
from tusach.exchange.sheets.reader_columns import FIELDS
from tusach.ledger.draft import Refusal
from tusach.node.acts import job_files
from tusach.node.acts.importing_readers import preview, with_fields
from tusach.node.acts.job_files import READERS, RUNNING, Job
from tusach.node.acts.node import At
from tusach.node.office import uploads
from tusach.node.office.imports import encodings, job_of, job_of_file, wrong_upload
from tusach.node.office.mapping import columns, encoding_of, remembered
from tusach.node.office.room import Room, in_office
from tusach.node.pages.bodies import takes_files
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.reasons import say_mended, say_reason

SHOWN = 10
PLAIN = ("new", "present")
"""What needs no look of a person."""
WORDS = {
    "name": gettext_lazy("Name"),
    "family_name": gettext_lazy("Family name"),
    "birth": gettext_lazy("Year or date of birth"),
    "sex": gettext_lazy("Sex"),
    "female": gettext_lazy("Cross for women"),
    "group": gettext_lazy("Group of readers"),
    "hamlet": gettext_lazy("Hamlet"),
    "class": gettext_lazy("Class at school"),
    "phone": gettext_lazy("Telephone"),
    "card": gettext_lazy("Number of the card"),
    "valid_until": gettext_lazy("Last day of the card"),
    "guardian_name": gettext_lazy("Parent or guardian"),
}


@csrf_exempt
@takes_files(uploads.MOST_BYTES + uploads.FORM_AROUND, Act.IMPORT)
@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("GET", "HEAD", "POST"))
def upload(request: HttpRequest, room: Room) -> HttpResponse:
    """The form for a list of readers, and its file."""
    if request.method != "POST":
        return _form(request, room)
    return uploads.taken_in(request, room, _receive)


@csrf_protect
def _receive(
    request: HttpRequest, *, room: Room, job: str, handler: uploads.ToHome
) -> HttpResponse:
    arrived = request.FILES.get("file")
    wrong = wrong_upload(handler, arrived)
    place = request.POST.get("place", "")
    if place not in dict(room.places(Act.IMPORT)):
        wrong = wrong or _("Choose the library where they read.")
    if not wrong and (arrived is None or (arrived.size or 0) > uploads.LARGEST_LIST):
        wrong = say_reason("sheet.too_large")
    if wrong:
        return _form(request, room, wrong=wrong)
    assert isinstance(arrived, uploads.Arrived)
    path = job_files.upload_of(room.node.home, job)
    seen = look(path.read_bytes(), about=ABOUT_READERS)
    if isinstance(seen, RemoteFault):
        return _form(request, room, wrong=say_reason(seen.reason))
    made = job_of_file(room, job, arrived, kind=READERS, place=place)
    job_files.save(room.node.home, made)
    return redirect("office:reader-columns", job=job)


def _form(request: HttpRequest, room: Room, *, wrong: str = "") -> HttpResponse:
    values = {
        "places": room.places(Act.IMPORT),
        "place": room.place or room.node.own_place(),
        "wrong": wrong,
    }
    return render(request, "office/reader_list.html", values, status=422 if wrong else 200)


@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("GET", "HEAD", "POST"))
def mapping(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """What each column means and what would come of each row; then it begins."""
    found = job_of(room, job)
    path = job_files.upload_of(room.node.home, found.id)
    if found.kind != READERS or not path.exists() or found.state == RUNNING:
        raise Http404
    raw = path.read_bytes()
    asked = request.POST if request.method == "POST" else request.GET
    seen = look(
        raw,
        encoding=encoding_of(asked.get("encoding", "auto")),
        sheet=asked.get("sheet", "")[:100],
        about=ABOUT_READERS,
    )
    if isinstance(seen, RemoteFault):
        return _page(request, room, found, wrong=say_reason(seen.reason))
    layout = remembered(room, seen.layout)
    if request.method != "POST":
        return _page(request, room, found, seen=seen, layout=layout, raw=raw)
    found.guardian = plain_text(request.POST.get("guardian", ""))[:200]
    said = _chosen(seen, request.POST)
    if isinstance(said, Refusal):
        wrong = room.say(said)
        return _page(request, room, found, seen=seen, layout=layout, raw=raw, wrong=wrong)
    if "look" in request.POST:
        return _page(request, room, found, seen=seen, layout=said, raw=raw)
    job_files.remember(room.node.home, said)
    found.layout = said
    job_files.save(room.node.home, found)
    refused = room.jobs.start(found)
    if refused is not None:
        return _page(request, room, found, wrong=room.say(refused), status=409)
    return redirect("office:import", job=found.id)


def _chosen(seen: Preview, told: Any) -> Layout | Refusal:
    layout, first = seen.layout, told.get("first_row", "")
    if first.isascii() and first.isdigit() and 1 <= int(first) <= 10_000_000:
        layout = msgspec.structs.replace(layout, first_row=int(first))
    given = [told.get(f"column-{nr}", "") for nr in range(len(layout.header))]
    return with_fields(layout, [one if one in FIELDS else "" for one in given])


def _page(
    request: HttpRequest,
    room: Room,
    job: Job,
    *,
    seen: Preview | None = None,
    layout: Layout | None = None,
    raw: bytes = b"",
    wrong: str = "",
    status: int = 422,
) -> HttpResponse:
    values: dict[str, Any] = {"job": job, "wrong": wrong, "place": room.name(job.place)}
    if seen is not None and layout is not None:
        values |= {
            "seen": seen,
            "layout": layout,
            "columns": columns(seen, layout),
            "fields": [(code, WORDS[code]) for code in FIELDS],
            "encodings": [one for one in encodings() if one[0] != "marc-8"],
            "encoding": seen.layout.encoding,
            **(_outcomes(room, job, raw, layout) if layout.usable else {}),
        }
    return render(request, "office/reader_columns.html", values, status=status if wrong else 200)


def _outcomes(room: Room, job: Job, raw: bytes, layout: Layout) -> dict[str, Any]:
    """What would come of the rows: how many of each, the first ones, and all that need a look."""
    at = At(job.place, room.node.today(), job.by)
    rows = preview(room.node, raw, at, layout=layout, guardian=job.guardian)
    groups = {one.code: room.words(one.names) for one in room.node.profile.lending.reader_groups}
    shown: list[dict[str, Any]] = [
        {
            "seen": one,
            "group": groups.get(one.group, one.group),
            "notes": ", ".join(say_mended(note) for note in one.notes),
        }
        for one in rows
    ]
    counts = Counter(one.outcome for one in rows)
    return {
        "rows": [one for one in shown if one["seen"].outcome in PLAIN][:SHOWN],
        "to_see": [one for one in shown if one["seen"].outcome not in PLAIN][: SHOWN * 5],
        "read": len(rows),
        "fresh": counts["new"] + counts["twin"],
        "twins": counts["twin"],
        "present": counts["present"],
        "rejected": counts["rejected"],
        "needs_adult": any(one.reason == "reader.adult_missing" for one in rows),
    }
