"""Whether this machine is well, and the copies that outlive it: for the administrator.

Restoring is not done from a page: the pages are served by what would be replaced. The page reads a
copy from end to end and says the steps.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.node.keeping import doctor, hourly, rotation
from tusach.node.keeping.backup_key import is_seen, known_key, mark_seen, own_key
from tusach.node.keeping.hourly import Hourly, copies_of, folder_of
from tusach.node.keeping.reading import check
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, all_of, confidential, rule, staff
from tusach.node.people.looks import look
from tusach.node.settings import machine
from tusach.node.settings.home import home_id
from tusach.node.store.protocol import StoreFault
from tusach.node.wording.faults import say_fault
from tusach.node.wording.health import say_finding

ALONE = staff("administrator")
CLOSED = all_of(ALONE, confidential())
SUBFOLDER = "tusach"
LONGEST = 400


@rule(ALONE)
@in_office(Act.ADMINISTER, everywhere=True)
def health(request: HttpRequest, room: Room) -> HttpResponse:
    """What ails this machine, the worst first, each with its next step."""
    found = doctor.examine(room.node.home)
    offset = room.node.store.identity.offset_minutes
    shown = []
    for one in found:
        said, todo = say_finding(one.code, one.values, offset_minutes=offset)
        is_fault = one.state in (doctor.BAD, doctor.DAMAGED)
        todo = "" if one.state == doctor.GOOD else todo
        shown.append({"said": said, "todo": todo, "state": one.state, "is_fault": is_fault})
    faults = [one for one in shown if one["is_fault"]]
    well = [one for one in shown if not one["is_fault"]]
    return render(request, "office/health.html", {"faults": faults, "well": well})


def trouble(room: Room) -> tuple[str, str] | None:
    """Why there are no fresh copies, and what to do; None where a look at the folder finds nothing.

    That none are wanted is only said to whoever can change it.
    """
    home = room.node.home
    folder, state = folder_of(home), copies_of(home)
    if folder is None:
        return say_finding("health.copies_none", {}) if room.may(Act.ADMINISTER) else None
    if not machine.is_folder(folder):
        return say_finding("health.medium_missing", {"path": str(folder)})
    if state.fault:
        return say_finding("health.copy_failed", {"fault": state.fault, "values": state.values})
    return None


@rule(ALONE)
@in_office(Act.ADMINISTER, everywhere=True)
def copies(request: HttpRequest, room: Room) -> HttpResponse:
    """The copies there are, and where they go."""
    return _copies(request, room)


def _copies(
    request: HttpRequest, room: Room, *, wrong: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    home = room.node.home
    folder = folder_of(home)
    held = rotation.copies(folder, home_id(home) or "") if folder else []
    values = {
        "folder": str(folder or ""),
        "media": [one for one in machine.media() if not _is_on(one.folder, folder)],
        "held": [_held(path) for path in held],
        "state": copies_of(home),
        "trouble": trouble(room),
        "has_key": known_key(home) is not None,
        "seen": is_seen(home),
        "same_disk": bool(folder and machine.is_folder(folder) and machine.same_disk(folder, home)),
        "wrong": wrong,
        "home": str(home),
        **more,
    }
    return render(request, "office/backups.html", values, status=status)


def _is_on(medium: str, folder: Path | None) -> bool:
    return folder is not None and folder.is_relative_to(medium)


def _held(path: Path) -> dict[str, Any]:
    found = path.stat()
    return {"name": path.name, "size": found.st_size, "at": found.st_mtime * 1000}


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def choose_folder(request: HttpRequest, room: Room) -> HttpResponse:
    """Copies go into this folder from now on; or nowhere."""
    home = room.node.home
    if request.POST.get("never") == "yes":
        hourly.copy_into(home, None)
        toasts.add(request, "office.copies_never")
        return redirect("office:backups")
    medium = request.POST.get("medium", "")
    typed = request.POST.get("folder", "").strip()
    known = {one.folder for one in machine.media()}
    folder = Path(medium) / SUBFOLDER if medium in known else Path(typed)
    try:
        if medium in known:
            folder.mkdir(exist_ok=True)
        fit = len(typed) <= LONGEST and folder.is_absolute() and folder.is_dir()
        inside = fit and folder.resolve().is_relative_to(home.resolve())
        fit = fit and not inside and os.access(folder, os.W_OK)
    except (OSError, ValueError):
        fit, inside = False, False
    if not fit:
        code = "backup.in_home" if inside else "backup.no_folder"
        return _copies(request, room, wrong=say_fault(code, {"path": str(folder)}), status=422)
    own_key(home)
    hourly.copy_into(home, folder)
    toasts.add(request, "office.copies_folder")
    at_work = hourly.at_work(home)
    if at_work is not None:
        at_work.soon()
    return redirect("office:backups")


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def take_now(request: HttpRequest, room: Room) -> HttpResponse:
    """One more copy, now: in the background where this process takes them."""
    folder = folder_of(room.node.home)
    if folder is None:
        return _copies(request, room, wrong=say_fault("backup.no_folder"), status=422)
    at_work = hourly.at_work(room.node.home)
    if at_work is not None:
        at_work.soon()
        toasts.add(request, "office.copy_soon", tone="note")
        return redirect("office:backups")
    state = Hourly(room.node.home, room.node.store).take(folder)
    if state.fault:
        return _copies(request, room, wrong=say_fault(state.fault, state.values), status=409)
    toasts.add(request, "office.copy_taken")
    return redirect("office:backups")


@rule(ALONE)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def check_one(request: HttpRequest, room: Room) -> HttpResponse:
    """A copy read from end to end: until when it reaches, and how it would be restored."""
    home = room.node.home
    folder, key = folder_of(home), known_key(home)
    wanted = request.POST.get("name", "")
    held = rotation.copies(folder, home_id(home) or "") if folder else []
    path = next((one for one in held if one.name == wanted), None)
    if path is None or key is None:
        wrong = _("This backup is not there any more.")
        return _copies(request, room, wrong=wrong, status=422)
    try:
        about = check(path, key)
    except StoreFault as fault:
        return _copies(request, room, wrong=say_fault(fault.code, fault.values), status=409)
    command = f"tusach restore '{path}' --home '{home}'"
    return _copies(request, room, checked=about, checked_name=path.name, command=command)


@rule(CLOSED)
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def show_code(request: HttpRequest, room: Room) -> HttpResponse:
    """The recovery code, on this screen only; the look is logged."""
    home = room.node.home
    if folder_of(home) is None and known_key(home) is None:
        raise Http404
    key = own_key(home)
    look(room.staff, room.staff.staff_id, "recovery code")
    mark_seen(home)
    groups = key.code.split("-")
    values = {"groups": groups, "code": key.code, "key": key.name}
    response = render(request, "office/backups_code.html", values)
    response.headers["Cache-Control"] = "no-store"
    return response
