"""What of the files was rejected: listed, downloaded as it came, tried again by today's reader."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.node.acts.jobs import MOST_RETRIED, Piece, retry
from tusach.node.office.imports import job_of
from tusach.node.office.listing import Rows, page_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff

A_PAGE = 25
_COLUMNS = "nr, source, reason, on_ms, length(raw), digest"
_FROM_FILES = "quarantine WHERE tenant = ? AND (source LIKE ? OR source LIKE ?)"
_LIKE = ("import %", "list %")
_SOURCE = re.compile(r"(import|list) (.*) #([0-9]+) @([0-9]+)\Z", re.DOTALL)


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def rejects(request: HttpRequest, room: Room) -> HttpResponse:
    """Every rejected piece, the latest first; those that came in later say so."""
    values_asked = (room.node.tenant, *_LIKE)
    rows = Rows(room.node, _COLUMNS, f"{_FROM_FILES} ORDER BY nr DESC", values_asked)
    page = page_of(request, rows, A_PAGE)
    settled = room.jobs.settled()
    pieces = [piece_of(row) for row in page]
    values = {
        "page": page,
        "pieces": [{"piece": one, "settled": one.digest in settled} for one in pieces],
        "total": len(rows),
        "most": MOST_RETRIED,
    }
    return render(request, "office/rejects.html", values)


def piece_of(row: tuple[Any, ...]) -> Piece:
    """A row of the quarantine as a piece of a file."""
    nr, source, reason, on_ms, size, digest = row
    found = _SOURCE.fullmatch(source)
    kind, file, position, offset = found.groups() if found else ("", source, 0, 0)
    return Piece(
        nr=nr,
        file=file,
        position=int(position),
        offset=int(offset),
        reason=reason,
        on_ms=on_ms,
        size=size,
        digest=digest,
        is_row=kind == "list",
    )


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def raw(request: HttpRequest, room: Room, nr: str) -> HttpResponse:
    """The bytes of a rejected piece, exactly as they came."""
    found = room.node.store.query(
        f"SELECT raw FROM {_FROM_FILES} AND nr = ?",  # noqa: S608
        (room.node.tenant, *_LIKE, int(nr)),
    )
    if not found:
        raise Http404
    return _as_file(bytes(found[0][0]), f"rejected-{nr}.bin")


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def raw_of_job(request: HttpRequest, room: Room, job: str, position: str) -> HttpResponse:
    """The bytes of what an import rejected at a position of its file."""
    held = job_of(room, job)
    told = next((one for one in held.account.rejected if one.position == int(position)), None)
    if told is None:
        raise Http404
    names = [f"{word} {told.file} #{told.position} @{told.offset}" for word in ("import", "list")]
    found = room.node.store.query(
        "SELECT raw FROM quarantine WHERE tenant = ? AND source IN (?, ?) AND digest = ?",
        (room.node.tenant, *names, told.digest),
    )
    if not found:
        raise Http404
    return _as_file(bytes(found[0][0]), f"rejected-{held.id[:8]}-{told.position}.bin")


@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("POST",))
def again(request: HttpRequest, room: Room) -> HttpResponse:
    """Try rejected records again: one, or all that are not settled."""
    at = room.at_node()
    if not at.place:
        return redirect("people:choose-place")
    wanted = request.POST.get("nr", "")
    # Rows of lists cannot be read apart from their list: it is brought in again as a whole.
    source = "quarantine WHERE tenant = ? AND source LIKE ?"
    values: tuple[Any, ...] = (room.node.tenant, _LIKE[0])
    if wanted.isascii() and wanted.isdigit():
        source, values = f"{source} AND nr = ?", (*values, int(wanted))
    settled = room.jobs.settled()
    pieces = [
        piece_of(row)
        for row in Rows(room.node, _COLUMNS, f"{source} ORDER BY nr DESC", values)[0:MOST_RETRIED]
    ]
    open_ones = [one for one in pieces if one.digest not in settled]
    with_bytes = [(one, _raw(room, one.nr)) for one in open_ones]
    job = retry(room.node, with_bytes, at)
    toasts.add(
        request,
        "office.retried",
        tone="good" if job.settled else "note",
        settled=len(job.settled),
        tried=len(open_ones),
    )
    return redirect("office:rejects")


def _raw(room: Room, nr: int) -> bytes:
    found = room.node.store.query(
        "SELECT raw FROM quarantine WHERE tenant = ? AND nr = ?", (room.node.tenant, nr)
    )
    return bytes(found[0][0])


def _as_file(raw: bytes, name: str) -> HttpResponse:
    # Never shown in the browser: the bytes are foreign, and may be a web page.
    return HttpResponse(
        raw,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
