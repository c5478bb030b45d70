"""Parcels: written for somebody onto a stick or for the browser, read from either; in the open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tusach.ledger.ident import is_hash, is_id
from tusach.ledger.kind import HUB
from tusach.node.acts.node import Node
from tusach.node.network.said import say_result
from tusach.node.office import uploads
from tusach.node.office.machine_names import name_of, recipients
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.bodies import takes_files
from tusach.node.people.access import Act, rule, staff
from tusach.node.settings import machine
from tusach.node.settings import sticks as plugged
from tusach.node.settings.home import read_home
from tusach.node.settings.whole_file import CHUNK
from tusach.node.store.links import links_of
from tusach.node.sync import carrying, errands, held_parcels, parcels
from tusach.node.sync.errands import DONE, EXCHANGE, FAILED, PREPARE, READ, RUNNING, WRITE, Errand
from tusach.node.sync.messages import BadMessage
from tusach.node.wording.faults import say_fault
from tusach.node.wording.network import say_network, say_why


@csrf_exempt
@takes_files(uploads.MOST_BYTES + uploads.FORM_AROUND, Act.SEE_LEDGER)
@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def sticks(request: HttpRequest, room: Room) -> HttpResponse:
    """Write a parcel, or read one: the forms; a file that the browser sends."""
    if request.method != "POST":
        return _sticks(request, room)
    # The handler must stand before anything reads the form, and looking for the token reads it.
    errand = room.node.store.random.new_id()
    handler = _ToErrand(request, room.node.home, errand)
    request.upload_handlers = [handler]
    try:
        answer: HttpResponse = _receive(request, room=room, errand=errand, handler=handler)
    finally:
        if errands.load(room.node.home, errand) is None:
            errands.drop(room.node.home, errand)
    return answer


class _ToErrand(uploads.ToHome):
    """Writes the file of the form where the errand reads it."""

    def __init__(self, request: HttpRequest, home: Path, errand: str) -> None:
        super().__init__(request, home, errand)
        self.path = errands.parcel_of(home, errand)


@csrf_protect
def _receive(request: HttpRequest, *, room: Room, errand: str, handler: _ToErrand) -> HttpResponse:
    arrived = request.FILES.get("file")
    wrong = ""
    if handler.fault == "large":
        wrong = say_network("parcel.by_stick", {"said": str(uploads.MOST_BYTES >> 20)})
    elif handler.fault:
        code = "store.full" if handler.fault == "full" else "store.failed"
        wrong = say_fault(code, {"said": handler.fault})
    elif arrived is None or not arrived.size:
        wrong = say_network("parcel.none", {})
    if wrong:
        return _sticks(request, room, wrong=wrong, status=422)
    assert isinstance(arrived, uploads.Arrived)
    path = errands.parcel_of(room.node.home, errand)
    return _read(room, errand, path, name=arrived.name or "", folder="")


def _sticks(
    request: HttpRequest, room: Room, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    media = machine.media()
    lying = [
        {"path": str(path), "name": path.name, "folder": str(path.parent), "size": size}
        for path, size in carrying.on_sticks()
    ]
    values = {
        "locked": plugged.locked(),
        "recipients": recipients(room.node),
        "is_hub": room.node.store.identity.role == HUB,
        "media": media,
        "lying": lying,
        "wrong": wrong,
        "most": uploads.MOST_BYTES >> 20,
    }
    return render(request, "network/sticks.html", values, status=status)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def read_lying(request: HttpRequest, room: Room) -> HttpResponse:
    """A parcel that lies on a stick is read."""
    wanted = request.POST.get("path", "")
    path = next((path for path, _ in carrying.on_sticks() if str(path) == wanted), None)
    if path is None:
        wrong = say_network("parcel.gone", {})
        return _sticks(request, room, wrong=wrong, status=422)
    errand = room.node.store.random.new_id()
    return _read(room, errand, path, name=path.name, folder=str(path.parent))


def _read(room: Room, errand: str, path: Path, *, name: str, folder: str) -> HttpResponse:
    node = room.node

    def deed(step: errands.Step) -> dict[str, Any]:
        try:
            return carrying.read(node, path, step)
        finally:
            if not folder:
                path.unlink(missing_ok=True)

    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    made = Errand(id=errand, what=READ, whom=name, folder=folder, size=size)
    errands.begin(node, made, deed)
    return redirect("network:errand", errand=errand)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def write(request: HttpRequest, room: Room) -> HttpResponse:
    """A parcel for somebody: onto a stick that is plugged in, or to be fetched by the browser."""
    node = room.node
    whom, folder = request.POST.get("whom", ""), request.POST.get("folder", "")
    whole = bool(request.POST.get("whole"))
    if folder and folder not in {one.folder for one in machine.media()}:
        is_locked = folder in plugged.locked()
        code = "parcel.locked" if is_locked else "parcel.stick"
        wrong = say_network(code, {"folder": folder[:200]})
        return _sticks(request, room, wrong=wrong, status=422)
    try:
        if whom != "hub" and not is_id(whom) and not is_hash(whom):
            raise BadMessage("parcel.nobody", node=whom[:64])
        for_whom = parcels.recipients_of(node.store, whom)
    except BadMessage as fault:
        wrong = say_network(fault.code, fault.values)
        return _sticks(request, room, wrong=wrong, status=422)
    errand = node.store.random.new_id()
    name = file_name(node, whom)
    path = Path(folder) / name if folder else errands.parcel_of(node.home, errand)

    def deed(step: errands.Step) -> dict[str, Any]:
        return {**carrying.written(node, for_whom, path, step, whole=whole), "file": name}

    made = Errand(id=errand, what=WRITE, whom=whom, folder=folder)
    errands.begin(node, made, deed)
    return redirect("network:errand", errand=errand)


def file_name(node: Node, whom: str) -> str:
    """What a parcel's file is called: from, to, day and minute, in letters that any stick takes."""
    own = str(read_home(node.home).get("place") or node.store.identity.role)
    to = whom if whom == "hub" else node.place(whom).code if is_id(whom) else whom[:8]
    when = f"{node.today()}-{node.store.now_ms() // 60_000 % 1440:04d}"
    return f"{own}-{to or whom[:8]}-{when}{carrying.ENDING}"


def _errand(room: Room, errand: str) -> Errand:
    found = errands.load(room.node.home, errand)
    if found is None:
        raise Http404
    return found


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def errand(request: HttpRequest, room: Room, errand: str) -> HttpResponse:
    """How an errand stands, or what came of it; the part of the page that asks again by itself."""
    found = _errand(room, errand)
    is_cut_off = errands.is_cut_off(room.node.home, found)
    runs = found.state == RUNNING and not is_cut_off
    values = {
        "errand": found,
        "runs": runs,
        "is_cut_off": is_cut_off,
        "whom": _whom(room, found),
        "fault": _fault(found),
        "lines": say_result(found) if found.state == DONE else [],
        "answer": _answer(room, found),
    }
    if request.headers.get("HX-Request"):
        if not runs:
            address = reverse("network:errand", kwargs={"errand": found.id})
            return HttpResponse(headers={"HX-Redirect": address})
        return render(request, "network/parts/errand.html", values)
    return render(request, "network/errand.html", values)


def _fault(found: Errand) -> str:
    if found.state != FAILED:
        return ""
    return say_why(found.fault, {"address": found.whom, **found.values})


def _whom(room: Room, found: Errand) -> str:
    if found.what == EXCHANGE:
        asked = (one for one in links_of(room.node.home) if one.address == found.whom and one.node)
        link = next(asked, None)
        return f"{name_of(room.node, link.node)} · {found.whom}" if link else found.whom
    if found.what == READ:
        return found.whom
    return dict(recipients(room.node)).get(found.whom) or (
        name_of(room.node, found.whom) if is_hash(found.whom) else found.whom
    )


def _answer(room: Room, found: Errand) -> str:
    """For whom an answer to a parcel may be written: its sender, where that is known and counts."""
    told = found.result
    if found.what != READ or found.state != DONE or not told["is_known"] or told["is_revoked"]:
        return ""
    sender = str(told["sender"])
    return sender if sender != room.node.store.own_key else ""


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def drop_waiting(request: HttpRequest, room: Room) -> HttpResponse:
    """A parcel whose teller nobody here knows waits no more."""
    if held_parcels.drop(room.node.home, request.POST.get("name", "")):
        toasts.add(request, "network.parcel_gone")
    return redirect("network:home")


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def fetch(request: HttpRequest, room: Room, errand: str) -> HttpResponseBase:
    """The parcel that was written for the browser."""
    found = _errand(room, errand)
    if found.what not in (WRITE, PREPARE) or found.folder or found.state != DONE:
        raise Http404
    path = errands.parcel_of(room.node.home, errand)
    if not path.is_file():
        raise Http404
    answer = StreamingHttpResponse(_pieces(path), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, str(found.result["file"]))
    answer["Content-Length"] = str(path.stat().st_size)
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
