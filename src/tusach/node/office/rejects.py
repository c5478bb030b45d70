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
MOST_LISTED = 5_000
_COLUMNS = "nr, source, reason, on_ms, length(raw), digest"
_FROM_FILES = "quarantine WHERE tenant = ? AND (source LIKE ? OR source LIKE ?)"
_LIKE = ("import %", "list %")
_OF_BYTES = 32
_SAME_BYTES = f"substr(digest, 1, {_OF_BYTES})"
"""The part of a digest that speaks of the bytes; the rest says where they were set aside."""
_SOURCE = re.compile(r"(import|list) (.*) #([0-9]+) @([0-9]+)\Z", re.DOTALL)


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def rejects(request: HttpRequest, room: Room) -> HttpResponse:
    """Every rejected piece, the latest first; those that came in later say so."""
    source, values_asked = theirs(room)
    rows = Rows(room.node, _COLUMNS, f"{source} ORDER BY nr DESC", values_asked)
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


def theirs(room: Room) -> tuple[str, tuple[Any, ...]]:
    """Table and values of the pieces that are this person's to see.

    A file may hold anything, also what another library would not show: a librarian sees what the
    imports of their own places rejected, whoever works in the whole province sees all.
    """
    everything = (room.node.tenant, *_LIKE)
    if room.may(Act.IMPORT):
        return _FROM_FILES, everything
    jobs = [job for job in room.jobs.all() if room.may(Act.IMPORT, job.place)]
    told = dict.fromkeys(one.digest[:_OF_BYTES] for job in jobs for one in job.account.rejected)
    digests = tuple(told)[:MOST_LISTED] or ("",)
    marks = ", ".join("?" * len(digests))
    return f"{_FROM_FILES} AND {_SAME_BYTES} IN ({marks})", (*everything, *digests)


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
    source, values = theirs(room)
    found = room.node.store.query(
        f"SELECT raw FROM {source} AND nr = ?",  # noqa: S608
        (*values, int(nr)),
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
        "SELECT raw FROM quarantine WHERE tenant = ? AND source IN (?, ?) "  # noqa: S608
        f"AND {_SAME_BYTES} = ?",
        (room.node.tenant, *names, told.digest[:_OF_BYTES]),
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
    source, values = theirs(room)
    source, values = f"{source} AND source LIKE ?", (*values, _LIKE[0])
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
