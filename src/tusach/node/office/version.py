"""Which version runs, what a newer one would bring, and the way there and back.

Everything is done beside the desk; only at the end the program begins anew, for some seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tusach import VERSION
from tusach.node.office import uploads
from tusach.node.office.room import Room, in_office
from tusach.node.pages.bodies import takes_files
from tusach.node.people.access import Act, rule, staff
from tusach.node.settings import sticks
from tusach.node.settings import versions as places
from tusach.node.store.keys import fingerprint
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading import course, hand, staying, trust
from tusach.node.upgrading.release_file import ENDING, claimed_version
from tusach.node.wording.courses import say_course, say_step
from tusach.node.wording.faults import say_fault

ALONE = staff("administrator")
ENDED = (places.DONE, places.REFUSED, places.RETURNED)


@csrf_exempt
@takes_files(uploads.MOST_BYTES + uploads.FORM_AROUND, Act.ADMINISTER)
@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("GET", "HEAD", "POST"), everywhere=True)
def version(request: HttpRequest, room: Room) -> HttpResponse:
    """What runs, what waits, how an upgrade stands; a release that the browser sends."""
    if request.method != "POST":
        return _page(request, room)
    # The handler must stand before anything reads the form, and looking for the token reads it.
    handler = _ToVersions(request, room)
    request.upload_handlers = [handler]
    try:
        answer: HttpResponse = _receive(request, room=room, handler=handler)
    finally:
        handler.path.unlink(missing_ok=True)
    return answer


class _ToVersions(uploads.ToHome):
    """Writes the file of the form beside where releases wait for a person's word."""

    def __init__(self, request: HttpRequest, room: Room) -> None:
        super().__init__(request, room.node.home, room.node.store.random.new_id())
        name = f"{places.NEW}{room.node.store.random.new_id()[:8]}"
        self.path = course.folder_for(room.node.home) / name


@csrf_protect
def _receive(request: HttpRequest, *, room: Room, handler: _ToVersions) -> HttpResponse:
    arrived = request.FILES.get("file")
    fault = {"": "", "large": "upgrade.no_release", "full": "store.full"}.get(
        handler.fault, "store.failed"
    )
    wrong = say_fault(fault, {"said": handler.fault}) if fault else ""
    if not wrong and (arrived is None or not arrived.size):
        wrong = _("Choose a file first.")
    if wrong:
        return _page(request, room, wrong=wrong, status=422)
    return _looked_at(request, room, handler.path)


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def take(request: HttpRequest, room: Room) -> HttpResponse:
    """A release that lies on a stick is looked at, and fetched so that the stick may go."""
    wanted = request.POST.get("path", "")
    path = next((path for path, _size in sticks.lying(ENDING) if str(path) == wanted), None)
    if path is None:
        wrong = _("This file is not there any more. Plug the stick in again.")
        return _page(request, room, wrong=wrong, status=422)
    return _looked_at(request, room, path)


def _looked_at(request: HttpRequest, room: Room, path: Path) -> HttpResponse:
    """A release for this machine waits for a person's word; anything else does not stay."""
    try:
        course.keep_for_later(path, room.node)
    except StoreFault as fault:
        status = 409 if fault.code == "upgrade.under_way" else 422
        return _page(request, room, wrong=say_fault(fault.code, fault.values), status=status)
    return redirect("office:version")


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def drop(request: HttpRequest, room: Room) -> HttpResponse:
    """The release that waits is thrown away."""
    versions = places.versions_of(room.node.home)
    if not places.is_taken(versions):
        (versions / places.ARRIVED).unlink(missing_ok=True)
    return redirect("office:version")


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def begin(request: HttpRequest, room: Room) -> HttpResponse:
    """The release that waits is installed, beside the desk."""
    return _begun(request, room, places.versions_of(room.node.home) / places.ARRIVED)


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def back(request: HttpRequest, room: Room) -> HttpResponse:
    """The version before runs again."""
    return _begun(request, room, None)


def _begun(request: HttpRequest, room: Room, path: Path | None) -> HttpResponse:
    at_work = hand.at_work()
    if at_work is None:
        wrong = say_fault("upgrade.many_processes")
        return _page(request, room, wrong=wrong, status=409)
    try:
        at_work.begin(room.node, path)
    except StoreFault as fault:
        return _page(request, room, wrong=say_fault(fault.code, fault.values), status=409)
    return redirect("office:version")


@rule(ALONE)
@in_office(Act.ADMINISTER, everywhere=True)
def progress(request: HttpRequest, room: Room) -> HttpResponse:
    """The part of the page that asks again by itself; the whole page, when it is over."""
    values = _stands(room)
    if not values["goes_on"]:
        return HttpResponse(headers={"HX-Redirect": reverse("office:version")})
    return render(request, "office/parts/upgrade.html", values)


# ---- what is shown ----


def _page(request: HttpRequest, room: Room, *, wrong: str = "", status: int = 200) -> HttpResponse:
    versions = places.versions_of(room.node.home)
    lying = [
        {"path": str(path), "name": path.name, "size": size, "is_newer": _is_newer(path)}
        for path, size in sticks.lying(ENDING)
    ]
    values = {
        **_stands(room),
        "runs": VERSION,
        "since_ms": _since_ms(versions),
        "waiting": _waiting(room, versions),
        "lying": lying,
        "any_newer": any(one["is_newer"] for one in lying),
        "there": staying.there(versions),
        "before": staying.before(versions),
        "can_begin": hand.at_work() is not None,
        "most": uploads.MOST_BYTES >> 20,
        "wrong": wrong,
    }
    return render(request, "office/version.html", values, status=status)


def _is_newer(path: Path) -> bool:
    """Whether a file says that it is newer; what it says is believed later, or not at all."""
    version = claimed_version(path)
    return not version or places.numbers(version) > places.numbers(VERSION)


def _stands(room: Room) -> dict[str, Any]:
    """How an upgrade stands, or how the last one went."""
    versions = places.versions_of(room.node.home)
    found, at_work = places.read_course(versions), hand.at_work()
    is_busy = at_work is not None and (at_work.is_busy or at_work.asked)
    if found is None or (is_busy and found.state in ENDED):
        return {"goes_on": is_busy, "steps": _steps("", 0)}
    is_cut_off = places.broke_off(versions) is not None
    goes_on = is_busy or (found.state in (places.RUNNING, places.TRYING) and not is_cut_off)
    step, done, total = at_work.progress if at_work is not None else ("", 0, 0)
    percent = 100 * done // total if total and step == found.step else 0
    said, why = say_course(found, is_cut_off=is_cut_off)
    return {
        "goes_on": goes_on,
        "course": found,
        "steps": _steps("trying" if found.state == places.TRYING else found.step, percent),
        "said": said,
        "why": why,
        "tone": {places.DONE: "good", places.RETURNED: "bad"}.get(found.state, "note"),
    }


def _steps(current: str, percent: int) -> list[dict[str, Any]]:
    """The steps, which of them are done, and how far the one is that is being done."""
    names = [*course.STEPS, "trying"]
    at = names.index(current) if current in names else 0
    return [
        {
            "words": say_step(name),
            "is_done": nr < at,
            "is_now": nr == at,
            "percent": percent if nr == at else 0,
        }
        for nr, name in enumerate(names)
    ]


def _since_ms(versions: Path) -> int:
    try:
        pointer = places.read_pointer(versions)
    except (OSError, ValueError):
        return 0
    return pointer.since_ms if pointer and pointer.current == places.running(versions) else 0


def _waiting(room: Room, versions: Path) -> dict[str, Any] | None:
    """The release that waits for a person's word, and what it brings; None where none waits."""
    arrived = versions / places.ARRIVED
    if not arrived.is_file() or places.is_taken(versions):
        return None
    try:
        found = course.look(arrived, room.node)
    except StoreFault:
        return None
    whose = {
        trust.MAKER: _("whoever made the version that runs here"),
        trust.NAMED: _("a maker whom people have named on this machine"),
        trust.PROVINCE: _("the province"),
    }
    language = (get_language() or "")[:2]
    notes = found.manifest.notes.get(language) or next(iter(found.manifest.notes.values()), "")
    return {
        "version": found.manifest.version,
        "made_ms": found.manifest.made_ms,
        "size": found.release.size,
        "notes": notes,
        "whose": whose[found.source],
        "key": fingerprint(bytes.fromhex(found.key)),
        "retold": found.retold,
    }
