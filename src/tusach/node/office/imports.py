"""Files come in: choosing one, looking at its first records, watching, and what came of it."""

from __future__ import annotations

import json
import shutil
from itertools import islice
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tusach.exchange.faults import Reject
from tusach.exchange.legacy_text.tables import NAMES
from tusach.exchange.marc.decoding import ENCODINGS
from tusach.exchange.marc.reader import read
from tusach.exchange.marc.view import view
from tusach.exchange.sheets.reader import look
from tusach.ledger.draft import Refusal
from tusach.node.acts import job_files
from tusach.node.acts.job_files import LIST, MARC, READERS, RUNNING, WAITING, Job
from tusach.node.office import uploads
from tusach.node.office.listing import page_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.bodies import takes_files
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.faults import say_fault
from tusach.node.wording.reasons import say_mended, say_reason

A_PAGE = 25
SHOWN = 10
LOOKED_AT = 2 << 20
"""Bytes of a file that are read before a person says yes."""


@csrf_exempt
@takes_files(uploads.MOST_BYTES + uploads.FORM_AROUND, Act.IMPORT)
@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("GET", "HEAD", "POST"))
def imports(request: HttpRequest, room: Room) -> HttpResponse:
    """Every import, and the form for one more."""
    if request.method != "POST":
        return _list(request, room)
    return uploads.taken_in(request, room, _receive)


def job_of_file(room: Room, job: str, arrived: uploads.Arrived, *, kind: str, place: str) -> Job:
    """The job of a file that has come in, for a place, begun by whoever sits here."""
    return Job(
        id=job,
        kind=kind,
        name=arrived.name or _("without a name"),
        place=place,
        by=room.staff.staff_id,
        made_ms=max(room.node.store.now_ms(), 0),
        size=arrived.size or 0,
        digest=arrived.digest,
    )


@csrf_protect
def _receive(
    request: HttpRequest, *, room: Room, job: str, handler: uploads.ToHome
) -> HttpResponse:
    """Take the upload, or say why not; nothing of a refused one stays."""
    arrived = request.FILES.get("file")
    wrong = wrong_upload(handler, arrived)
    place = request.POST.get("place", "")
    if place not in dict(room.places(Act.IMPORT)):
        wrong = wrong or _("Choose the library that the copies belong to.")
    if wrong:
        return _list(request, room, wrong=wrong)
    assert isinstance(arrived, uploads.Arrived)
    path = job_files.upload_of(room.node.home, job)
    encoding = request.POST.get("encoding", "auto")
    kind = uploads.kind_of(path, arrived.name or "")
    made = job_of_file(room, job, arrived, kind=kind, place=place)
    made.encoding = encoding if encoding in ENCODINGS else "auto"
    made.with_copies = "with_copies" in request.POST
    return _first_look(request, room, made)


def wrong_upload(handler: uploads.ToHome, arrived: Any) -> str:
    """Why the upload cannot be used; empty where it can."""
    if handler.fault == "large":
        return _(
            "The file is larger than %(most)d MB. Divide it, or bring it in at the machine "
            "itself with “tusach import-marc”."
        ) % {"most": uploads.MOST_BYTES >> 20}
    if handler.fault == "full":
        return say_fault("store.full")
    if handler.fault:
        return say_fault("store.failed", {"said": handler.fault})
    if arrived is None:
        return _("Choose a file first.")
    return "" if arrived.size else say_reason("file.empty")


def _first_look(request: HttpRequest, room: Room, job: Job) -> HttpResponse:
    """A list is mapped first; records in an old writing are shown first; others begin at once."""
    if job.kind == LIST:
        if job.size > uploads.LARGEST_LIST:
            return _list(request, room, wrong=say_reason("sheet.too_large"))
        said = look(job_files.upload_of(room.node.home, job.id).read_bytes())
        if isinstance(said, msgspec.Struct) and hasattr(said, "reason"):
            return _list(request, room, wrong=say_reason(said.reason))
        job_files.save(room.node.home, job)
        return redirect("office:mapping", job=job.id)
    first = preview(room, job, job.encoding)
    if first["foreign"]:
        return _list(request, room, wrong=say_reason(first["foreign"]))
    job_files.save(room.node.home, job)
    if not first["guessed"]:
        room.jobs.start(job)
    return redirect("office:import", job=job.id)


def _list(request: HttpRequest, room: Room, *, wrong: str = "") -> HttpResponse:
    jobs = [job for job in room.jobs.all() if room.may(Act.IMPORT, job.place)]
    page = page_of(request, jobs, A_PAGE)
    values = {
        "page": page,
        "jobs": [
            {
                "job": job,
                "interrupted": room.jobs.is_interrupted(job),
                "place": room.name(job.place),
            }
            for job in page
        ],
        "places": room.places(Act.IMPORT),
        "place": room.place or room.node.own_place(),
        "encodings": encodings(),
        "wrong": wrong,
        "most": uploads.MOST_BYTES >> 20,
        "free": shutil.disk_usage(room.node.home).free,
        "may_type": room.may(Act.DESCRIBE_TITLE, room.place),
    }
    return render(request, "office/imports.html", values, status=422 if wrong else 200)


def encodings() -> list[tuple[str, str]]:
    """The encodings one may choose, the usual ones first."""
    names = {
        "auto": _("Find out by itself"),
        "utf-8": "UTF-8",
        "marc-8": "MARC-8",
        "tcvn3": _("TCVN3 (.VnTime fonts)"),
        "vni": "VNI",
        "viscii": "VISCII",
        "cp1258": "Windows-1258",
        "viqr": "VIQR",
    }
    return [(code, names.get(code, code)) for code in ENCODINGS]


def preview(room: Room, job: Job, encoding: Any) -> dict[str, Any]:
    """The first records as they would be stored; foreign: why it is no MARC at all.

    guessed: the old writings that were recognised, which a person should look at first.
    """
    path = job_files.upload_of(room.node.home, job.id)
    with path.open("rb") as file:
        chunk = file.read(LOOKED_AT)
    shown: list[dict[str, Any]] = []
    guessed: set[str] = set()
    foreign = ""
    for item in islice(read([chunk], encoding=encoding), SHOWN * 5):
        if isinstance(item, Reject):
            if item.position == 1 and item.reason.startswith("file."):
                foreign = item.reason
                break
            if len(shown) < SHOWN and len(chunk) < LOOKED_AT:
                shown.append({"position": item.position, "reason": item.reason})
            continue
        guessed |= {
            code for code in item.repaired if code.partition(".")[2] in NAMES and encoding == "auto"
        }
        if len(shown) < SHOWN:
            body = view(item.record, "", item.format)
            shown.append({"position": item.position, "body": body, "mended": item.repaired})
    return {
        "shown": shown,
        "guessed": [say_mended(one) for one in sorted(guessed)],
        "foreign": foreign,
    }


def job_of(room: Room, job: str) -> Job:
    """The job of an address, where it is this person's to see."""
    found = room.jobs.get(job)
    if found is None:
        raise Http404
    if not room.may(Act.IMPORT, found.place):
        raise PermissionDenied
    return found


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def show(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """One import: its first records, its progress, or its account."""
    return _show(request, room, job_of(room, job))


def _show(
    request: HttpRequest, room: Room, job: Job, *, refused: str = "", status: int = 200
) -> HttpResponse:
    account = job.account
    asked = request.GET.get("encoding", job.encoding)
    encoding = asked if asked in ENCODINGS else job.encoding
    has_upload = job_files.upload_of(room.node.home, job.id).exists()
    waits = job.state == WAITING and job.kind == MARC and has_upload
    rejected = page_of(request, account.rejected, A_PAGE)
    values = {
        **_progress(room, job),
        "place": room.name(job.place),
        "preview": preview(room, job, encoding) if waits else None,
        "encoding": encoding,
        "encodings": encodings(),
        "rejected": rejected,
        "repaired": account.repaired[: SHOWN * 5],
        "may_start": has_upload and job.state != RUNNING or room.jobs.is_interrupted(job),
        "may_map": has_upload and job.kind == LIST and job.state != RUNNING,
        "may_map_readers": has_upload and job.kind == READERS and job.state != RUNNING,
        "refused": refused,
    }
    return render(request, "office/import.html", values, status=status)


def _progress(room: Room, job: Job) -> dict[str, Any]:
    interrupted = room.jobs.is_interrupted(job)
    return {
        "job": job,
        "account": job.account,
        "interrupted": interrupted,
        "runs": job.state == RUNNING and not interrupted,
        "fault": say_fault(job.fault, job.fault_values) if job.fault else "",
    }


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def progress(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """How far it is, as the fragment that asks again until it is done."""
    found = job_of(room, job)
    values = _progress(room, found)
    if not request.headers.get("HX-Request"):
        return redirect("office:import", job=found.id)
    if not values["runs"]:
        # Done: the whole page says more than this part could.
        address = reverse("office:import", kwargs={"job": found.id})
        return HttpResponse(headers={"HX-Redirect": address})
    return render(request, "office/parts/progress.html", values)


@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("POST",))
def start(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """Begin, or begin again after it was cut off: what is there already is recognised."""
    found = job_of(room, job)
    asked = request.POST.get("encoding", found.encoding)
    if asked in ENCODINGS:
        found.encoding = asked
    if found.kind == LIST and found.layout is None:
        return redirect("office:mapping", job=found.id)
    if found.kind == READERS and found.layout is None:
        return redirect("office:reader-columns", job=found.id)
    refused = room.jobs.start(found)
    if isinstance(refused, Refusal):
        return _show(request, room, found, refused=room.say(refused), status=409)
    return redirect("office:import", job=found.id)


@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("POST",))
def stop(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """Stop it; what it has stored stays."""
    found = job_of(room, job)
    room.jobs.stop(found.id)
    toasts.add(request, "office.import_stopping", tone="note")
    return redirect("office:import", job=found.id)


@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("POST",))
def remove(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """Take it off the list, with its upload; what it stored stays."""
    found = job_of(room, job)
    if found.state == RUNNING and not room.jobs.is_interrupted(found):
        refused = Refusal("import.running", {"name": found.name})
        return _show(request, room, found, refused=room.say(refused), status=409)
    job_files.forget(room.node.home, found.id)
    toasts.add(request, "office.import_removed")
    return redirect("office:imports")


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def account(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """The whole account as a file: the same fields as the command's."""
    found = job_of(room, job)
    told = msgspec.to_builtins(found.account)
    told["milliseconds"] = max(0, found.ended_ms - found.began_ms)
    body = json.dumps({"file": found.name, **told}, ensure_ascii=False, indent=1)
    return HttpResponse(
        body,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="import-{found.id[:8]}.json"'},
    )
