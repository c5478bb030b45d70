"""Who looked at private data, when, at whom, and why: for the administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.ledger.ident import is_id
from tusach.node.office.attention import called
from tusach.node.office.listing import page_of
from tusach.node.office.room import Room, in_office
from tusach.node.people import directory
from tusach.node.people.access import Act, look, rule, staff
from tusach.node.people.models import AccessLook

A_PAGE = 50

WHY = {
    "access log": _("this log"),
    "desk": _("at the desk"),
    "ledger": _("all entries"),
    "staff list": _("list of staff"),
    "staff page": _("page of a colleague"),
    "reader page": _("page of a reader"),
    "earlier loans": _("earlier loans"),
    "command": _("command on the machine itself"),
    "change papers": _("changing a reader's details"),
    "set PIN": _("setting a PIN"),
    "register with": _("registering with a family"),
    "card sheet": _("printing cards"),
    "last readers": _("last readers at the desk"),
    "copy page": _("page of a copy on loan"),
    "copy on loan": _("scanning a copy on loan"),
    "loans of a copy": _("loans of a copy"),
    "overdue list": _("list of overdue loans"),
    "names found": _("looking for a name"),
    "work list": _("list of what is to be settled"),
    "return": _("taking a copy back"),
    "recovery code": _("recovery code of the backups"),
    "refused": _("refused: not theirs to see"),
}


@rule(staff("administrator"))
@in_office(Act.ADMINISTER, everywhere=True)
def looks(request: HttpRequest, room: Room) -> HttpResponse:
    """The log, the latest first; by one colleague or about one person where asked."""
    found = AccessLook.objects.order_by("-at", "-pk")
    by, about = request.GET.get("by", ""), request.GET.get("about", "")
    if is_id(by):
        found = found.filter(staff_id=by)
    if is_id(about):
        found = found.filter(subject_id=about)
    if request.GET.get("why") == "refused":
        found = found.filter(why="refused")
    page = page_of(request, found, A_PAGE)
    names: dict[str, str] = {}
    rows = [_shown(room, one, names) for one in page]
    look(room.staff, room.staff.staff_id, "access log")
    values = {
        "page": page,
        "rows": rows,
        "total": page.paginator.count,
        "by": by if is_id(by) else "",
        "about": about if is_id(about) else "",
        "refused_only": request.GET.get("why") == "refused",
    }
    return render(request, "office/looks.html", values)


def _shown(room: Room, one: AccessLook, names: dict[str, str]) -> dict[str, Any]:
    noun, name = _about(room, one.subject_id, names)
    return {
        "at": one.at,
        "by": one.staff_id,
        "by_name": directory.current().staff_name(one.staff_id)
        if one.staff_id
        else gettext("somebody at the machine itself"),
        "place": room.name(one.place_id) if one.place_id else "",
        "about": one.subject_id,
        "noun": noun,
        "name": name,
        "why": gettext(WHY[one.why]) if one.why in WHY else one.why,
        "refused": one.why == "refused",
    }


def _about(room: Room, subject: str, names: dict[str, str]) -> tuple[str, str]:
    """What was looked at; the administrator may know the names, where this node holds them."""
    noun, name = called(room, subject)
    if subject not in names:
        asked = directory.current()
        names[subject] = name or asked.reader_name(subject) or asked.staff_name(subject)
    return noun, names[subject]
