"""How a machine comes into the network: its own page, and the hub's pages for those who ask."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.library.nodes.facts import node_subject
from tusach.node.acts import machines
from tusach.node.acts.machines import state_of
from tusach.node.network import invited
from tusach.node.network.grant_form import NEW, GrantForm, found_place
from tusach.node.network.machines import HUB_ONLY, LEASE_DAYS, room_post
from tusach.node.office.room import Room, in_office
from tusach.node.office.uploads import FORM_AROUND
from tusach.node.pages import toasts
from tusach.node.pages.bodies import takes_files
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.joining import square_code
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.keys import fingerprint
from tusach.node.sync import coming_in, enrolling, messages, requests, waiting
from tusach.node.sync.certifying import check_hub
from tusach.node.sync.enrolling import Choice
from tusach.node.sync.link import HttpLink
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.requests import LARGEST_REQUEST
from tusach.node.sync.waiting import Asking
from tusach.node.wording.network import say_network

ALONE = staff("administrator")
LARGEST_ANSWER = messages.LARGEST
ANSWER = "waiting/answer.bin"


@takes_files(LARGEST_ANSWER + FORM_AROUND, Act.ADMINISTER)
@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("GET", "HEAD", "POST"), everywhere=True)
def join(request: HttpRequest, room: Room) -> HttpResponse:
    """This machine asks to belong to the network, and takes the answer."""
    if request.method != "POST":
        return _join(request, room)
    step = request.POST.get("step", "")
    try:
        if step == "ask":
            address = request.POST.get("address", "").strip()[:300]
            with HttpLink(address, coming_in.PATH) as link:
                coming_in.ask(room.node, link, link.address)
            return redirect("network:join")
        if step == "fetch":
            known = coming_in.asked(room.node.home)
            if known is None:
                return redirect("network:join")
            with HttpLink(known.address, coming_in.PATH) as link:
                coming_in.fetch(room.node, link, known)
        elif step == "look":
            return _look(request, room)
        elif step == "accept":
            raw = (room.node.home / ANSWER).read_bytes()
            enrolling.accept(room.node, raw, root=request.POST.get("root", ""))
        else:
            return redirect("network:join")
    except FileNotFoundError:
        return redirect("network:join")
    except BadMessage as fault:
        wrong = say_network(fault.code, fault.values)
        is_waiting = fault.code == coming_in.WAITS
        status = 200 if is_waiting else 422
        return _join(request, room, wrong=wrong, waits=is_waiting, status=status)
    toasts.add(request, "network.joined")
    return redirect("network:board")


def _look(request: HttpRequest, room: Room) -> HttpResponse:
    file = request.FILES.get("answer")
    raw = file.read(LARGEST_ANSWER + 1) if isinstance(file, UploadedFile) else b""
    said = enrolling.look(room.node, raw)
    path = room.node.home / ANSWER
    path.parent.mkdir(exist_ok=True)
    write_whole(path, raw)
    return _join(request, room, said=said, said_print=fingerprint(bytes.fromhex(said.root)))


def _join(request: HttpRequest, room: Room, *, status: int = 200, **more: Any) -> HttpResponse:
    store, known = room.node.store, coming_in.asked(room.node.home)
    text = requests.compact(requests.request(room.node))
    values = {
        "print": fingerprint(store.installation.public_key),
        "is_hub": store.identity.role == "hub",
        "is_member": enrolling.is_member(store),
        "own": node_subject(store.tenant, store.own_key),
        "text": text,
        "picture": square_code(text),
        "asked": known,
        "fetches": coming_in.waits(room.node) is not None,
        "asked_print": fingerprint(bytes.fromhex(known.root)) if known else "",
        **more,
    }
    return render(request, "network/join.html", values, status=status)


@rule(ALONE)
@in_office(Act.ADMINISTER, everywhere=True)
def request_file(request: HttpRequest, room: Room) -> HttpResponse:
    """The request of this machine as a file."""
    raw = requests.request(room.node)
    answer = HttpResponse(raw, content_type="application/json")
    name = f"tusach-request-{room.node.store.own_key[:8]}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@rule(HUB_ONLY)
@in_office(Act.APPOINT, methods=("GET", "HEAD", "POST"), everywhere=True)
def asking(request: HttpRequest, room: Room) -> HttpResponse:
    """Machines that wait to be let in; a request is added from its file or its text."""
    wrong, status = "", 200
    if request.method == "POST":
        file = request.FILES.get("file")
        raw = file.read(LARGEST_REQUEST + 1) if isinstance(file, UploadedFile) else b""
        raw = raw or request.POST.get("text", "").encode()
        try:
            check_hub(room.node.store)
            found = waiting.keep(room.node, raw, source=waiting.BY_FILE)
        except BadMessage as fault:
            wrong, status = say_network(fault.code, fault.values), 422
        else:
            return redirect("network:request", machine=found.subject)
    values = {
        "waiting": [_shown(room, one) for one in waiting.waiting(room.node)],
        "invited": invited.shown(room),
        "wrong": wrong,
        "is_hub": room.node.store.identity.role == "hub",
    }
    return render(request, "network/requests.html", values, status=status)


def _shown(room: Room, one: Asking) -> dict[str, Any]:
    place = room.node.place_id(one.request.place)
    return {
        "subject": one.subject,
        "print": one.print,
        "label": one.request.label,
        "place": room.name(place) or one.request.place,
        "role": one.request.role,
        "arrived_ms": one.arrived_ms,
        "by_http": one.source == waiting.BY_HTTP,
    }


@rule(HUB_ONLY)
@in_office(Act.APPOINT, methods=("GET", "HEAD", "POST"), everywhere=True)
def one_asking(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """One machine that asks: the number to compare, and what it may become."""
    found = waiting.asking(room.node, machine)
    if found is None:
        raise Http404
    if request.POST.get("step") == "drop":
        waiting.drop(room.node, found)
        return redirect("network:requests")
    asked = found.request
    begin = {
        "place": room.node.place_id(asked.place),
        "role": asked.role,
        "label": asked.label,
        "days": LEASE_DAYS,
    }
    founded = bool(room.name(room.node.place_id(asked.place)))
    if not founded:
        begin |= {"place": NEW, "code": asked.place, "kind": _kind(room)}
    form = GrantForm(room, room_post(request), initial=begin, founds=not founded)
    values = {**_shown(room, found), "form": form, "is_restored": bool(asked.succeeds)}
    values["founded"] = founded
    if request.method != "POST" or not form.is_valid() or not _is_founded(room, form):
        values["granted"] = state_of(room.node.store, asked.installations[0]).certificate
        status = 422 if form.is_bound else 200
        return render(request, "network/request.html", values, status=status)
    try:
        _grant(room, found, form.cleaned_data)
    except BadMessage as fault:
        values["wrong"] = say_network(fault.code, fault.values)
        return render(request, "network/request.html", values, status=422)
    return redirect("network:granted", machine=machine)


def _kind(room: Room) -> str:
    kinds = room.node.profile.places.kinds
    return next((one.code for one in kinds if not one.central), kinds[0].code)


def _is_founded(room: Room, form: GrantForm) -> bool:
    """Whether the place is known now; one that is new was founded for it."""
    if form.cleaned_data["place"] != NEW or form.cleaned_data["replaces"]:
        return True
    place = found_place(room, form)
    form.cleaned_data["place"] = place
    return place is not None


def _grant(room: Room, found: Asking, told: dict[str, Any]) -> None:
    by, days = room.staff.staff_id, int(told["days"])
    if told["replaces"]:
        old = machines.machine(room.node.store, told["replaces"])
        if old is not None:
            enrolling.replace(room.node, old, found.raw, by=by, days=days)
            return
    places = {told["place"], *(told["more"] if told["role"] == "vehicle" else ())}
    choice = Choice(told["role"], tuple(sorted(places)), days, told["label"])
    enrolling.grant(room.node, found.raw, by=by, days=days, choice=choice)


@rule(HUB_ONLY)
@in_office(Act.APPOINT, everywhere=True)
def granted(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """A machine was let in: how it hears of it, and what its people do next."""
    found = _granted(room, machine)
    store = room.node.store
    said = state_of(store, found.request.installations[0]).certificate
    values = {
        **_shown(room, found),
        "root": fingerprint(bytes.fromhex(store.identity.root or store.own_key)),
        "places": [room.name(place) for place in said.places] if said else [],
        "until": said.valid_until if said else "",
    }
    return render(request, "network/granted.html", values)


@rule(HUB_ONLY)
@in_office(Act.APPOINT, everywhere=True)
def certificate(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """The answer for a machine that was let in, as a file."""
    found = _granted(room, machine)
    raw = enrolling.answer_again(room.node, found.raw)
    if raw is None:
        raise Http404
    answer = HttpResponse(raw, content_type="application/octet-stream")
    key = found.request.installations[0]
    answer["Content-Disposition"] = f'attachment; filename="tusach-answer-{key[:8]}.bin"'
    answer["Cache-Control"] = "no-store"
    return answer


def _granted(room: Room, subject: str) -> Asking:
    found = waiting.asking(room.node, subject)
    if found is None:
        raise Http404
    said = state_of(room.node.store, found.request.installations[0])
    if said.certificate is None or said.revoked is not None:
        raise Http404
    return found
