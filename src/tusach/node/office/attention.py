"""Lists of what needs a person: unreadable entries, updates, damaged frames."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.node.office.listing import Rows, page_of
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff

A_PAGE = 50


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def attention(request: HttpRequest, room: Room, what: str) -> HttpResponse:
    """One of the lists."""
    if what == "disagreements":  # they have a list of their own, where they are settled
        return redirect("worklist:list")
    if what not in _LISTS:
        raise Http404
    if what == "frames" and not room.is_wide:
        # A frame that came from elsewhere may hold anything, names of readers too.
        raise PermissionDenied
    columns, source = _LISTS[what]
    values_asked = ("import %", "list %") if what == "frames" else ()
    rows = Rows(room.node, columns, source, (room.node.tenant, *values_asked))
    page = page_of(request, rows, A_PAGE)
    shown = [_shown(room, what, row) for row in page]
    values = {"what": what, "page": page, "rows": shown, "heading": _heading(what)}
    return render(request, "office/attention.html", values)


_LISTS = {
    "dead": ("subject, reason, fact", "dead_letter WHERE tenant = ? ORDER BY subject"),
    "updates": ("subject, kind, ''", "needs_update WHERE tenant = ? ORDER BY kind, subject"),
    "frames": (
        "nr, reason, source, on_ms, length(raw)",
        "quarantine WHERE tenant = ? AND source NOT LIKE ? AND source NOT LIKE ? ORDER BY nr DESC",
    ),
}


def _heading(what: str) -> str:
    return {
        "dead": _("Entries that cannot be read"),
        "updates": _("Entries that wait for a newer version"),
        "frames": _("Parcels with damage"),
    }[what]


def _shown(room: Room, what: str, row: tuple[Any, ...]) -> dict[str, Any]:
    if what == "frames":
        names = ("nr", "reason", "source", "on_ms", "size")
        return dict(zip(names, row, strict=True))
    subject, code, more = row
    noun, name = called(room, subject)
    return {"subject": subject, "code": code, "more": more, "noun": noun, "name": name}


def called(room: Room, subject: str) -> tuple[str, str]:
    """What kind of thing a subject is, and what it is called, where that is no person's name."""
    store = room.node.store
    story = store.story(subject)
    match story.noun:
        case "copy":
            registered = story.state.registered
            if registered is None:
                return _("Copy"), ""
            said = store.state(registered.title, "title").described
            title = said.title if said else ""
            return _("Copy"), f"{registered.code} · {title}" if title else registered.code
        case "title":
            return _("Title"), story.state.described.title if story.state.described else ""
        case "place":
            return _("Place"), story.state.name
        case "reader":
            return _("Reader"), ""
        case "staff":
            return _("Member of staff"), ""
        case "visits":
            return _("Visits of a day"), room.name(story.state.place or "")
        case "borrowers":
            return _("Readers of a month"), room.name(story.state.place or "")
        case "settlement":
            return _("People of a period"), room.name(story.state.of)
        case "rule":
            return _("Loan rule"), ""
        case "block":
            return _("Block of numbers"), ""
        case "node":
            said = story.state.certificate
            return _("Machine of the network"), said.label if said else ""
    return _("Entry"), ""
