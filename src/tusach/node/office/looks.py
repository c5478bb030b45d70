"""Who looked at private data, when, at whom, and why: for the administrator."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.ledger.ident import is_id
from tusach.node.office.attention import called
from tusach.node.office.listing import page_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day_from
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.people.models import AccessLook

A_PAGE = 50

WHY = {
    "access log": _("this log"),
    "desk": _("at the desk"),
    "ledger": _("all entries"),
    "staff list": _("list of staff"),
    "staff page": _("page of a colleague"),
    "reminder by mail": _("a reminder by e-mail"),
    "workers": _("list of library workers"),
    "worker page": _("page of a library worker"),
    "inspection": _("an inspector looking"),
    "figure": _("a figure of the programme"),
    "evidence of a report": _("what proves a report"),
    "spot check": _("readers of a spot check"),
    "who confirmed a stop": _("who confirmed that the vehicle came"),
    "photographs of an assessment": _("photographs of an assessment"),
    "reader page": _("page of a reader"),
    "earlier loans": _("earlier loans"),
    "command": _("command on the machine itself"),
    "change papers": _("changing a reader's details"),
    "set PIN": _("setting a PIN"),
    "register with": _("registering with a family"),
    "card sheet": _("printing cards"),
    "loan book": _("loan book of a month"),
    "sheet row": _("row of a paper sheet"),
    "why": _("asking why a loan is allowed or refused"),
    "giver of books": _("who gave books"),
    "signers of a crate": _("who signed for a crate"),
    "slips of a crate": _("slips for readers whose books come"),
    "weeding council": _("council of a weeding"),
    "last readers": _("last readers at the desk"),
    "copy page": _("page of a copy on loan"),
    "copy on loan": _("scanning a copy on loan"),
    "loans of a copy": _("loans of a copy"),
    "overdue list": _("list of overdue loans"),
    "overdue slips": _("slips for overdue loans"),
    "message file": _("file of messages to readers"),
    "readers list": _("list of readers"),
    "consent form": _("printing forms to sign"),
    "holds": _("list of holds"),
    "hold": _("a hold"),
    "hold placed": _("placing a hold"),
    "wishes": _("list of wishes"),
    "wish": _("a wish"),
    "names found": _("looking for a name"),
    "work list": _("list of what is to be settled"),
    "return": _("taking a copy back"),
    "recovery code": _("recovery code of the backups"),
    "erase": _("erasing a person"),
    "lost machine": _("whom to inform of a lost machine"),
    "refused": _("refused: not theirs to see"),
}


class Asked(msgspec.Struct, frozen=True):
    """What the list is narrowed to; empty: not narrowed. first, last: days, both included."""

    by: str = ""
    about: str = ""
    place: str = ""
    first: str = ""
    last: str = ""
    refused: bool = False


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for; what cannot be meant is left out."""
    ids = {name: request.GET.get(name, "") for name in ("by", "about", "place")}
    days = {name: day_from(request.GET.get(name, "")) or "" for name in ("first", "last")}
    return Asked(
        **{name: value if is_id(value) else "" for name, value in ids.items()},
        **days,
        refused=request.GET.get("why") == "refused",
    )


def _narrowed(asked: Asked) -> Any:
    found = AccessLook.objects.order_by("-at", "-pk")
    wanted: dict[str, Any] = {
        "staff_id": asked.by,
        "subject_id": asked.about,
        "place_id": asked.place,
        "why": "refused" if asked.refused else "",
        "at__gte": _midnight(asked.first, 0),
        "at__lt": _midnight(asked.last, 1),
    }
    return found.filter(**{key: value for key, value in wanted.items() if value})


def _midnight(day: str, later: int) -> datetime | None:
    """The beginning of a day, or of one some days later, where the library is."""
    if not day:
        return None
    return timezone.make_aware(datetime.fromisoformat(day) + timedelta(days=later))


@rule(staff("administrator"))
@in_office(Act.ADMINISTER, everywhere=True)
def looks(request: HttpRequest, room: Room) -> HttpResponse:
    """The log, the latest first; by one colleague, about one person, of some days where asked."""
    asked = _asked(request)
    page = page_of(request, _narrowed(asked), A_PAGE)
    names: dict[str, str] = {}
    rows = [_shown(room, one, names) for one in page]
    look(room.staff, room.staff.staff_id, "access log")
    values = {
        "page": page,
        "rows": rows,
        "total": page.paginator.count,
        "asked": asked,
        "narrowed": asked != Asked(),
        "wrong_days": _wrong_days(request, asked),
        "places": room.places(Act.SEE_LEDGER),
        "query": request.GET.urlencode(),
    }
    return render(request, "office/looks.html", values)


def _wrong_days(request: HttpRequest, asked: Asked) -> bool:
    typed = (("first", asked.first), ("last", asked.last))
    return any(request.GET.get(name, "").strip() and not day for name, day in typed)


@rule(staff("administrator"))
@in_office(Act.ADMINISTER, everywhere=True)
def looks_file(request: HttpRequest, room: Room) -> HttpResponse:
    """The same as a table for a spreadsheet: numbers of persons, never their names."""
    look(room.staff, room.staff.staff_id, "access log")
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="looks-{room.today}.csv"'
    written = csv.writer(answer)
    written.writerow(["at", "staff", "place", "about", "noun", "why"])
    for one in _narrowed(_asked(request)).iterator():
        at = timezone.localtime(one.at).isoformat(timespec="seconds")
        noun, _name = called(room, one.subject_id)
        place = room.name(one.place_id) if one.place_id else ""
        row = [at, one.staff_id, place, one.subject_id, noun, one.why]
        written.writerow([_plain(cell) for cell in row])
    return answer


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


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
