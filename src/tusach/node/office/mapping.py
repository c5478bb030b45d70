"""A library's own list: which column means what, looked at with its first rows, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.exchange.faults import Reject, RemoteFault
from tusach.exchange.sheets.columns import FIELDS
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.reader import Preview, look, rows
from tusach.exchange.sheets.rows import Row, to_holdings, to_title
from tusach.ledger.draft import Refusal
from tusach.node.acts import job_files
from tusach.node.acts.importing_lists import with_fields
from tusach.node.acts.job_files import LIST, Job
from tusach.node.office.imports import encodings, job_of
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.reasons import say_mended, say_reason

SHOWN = 10
SAMPLES = 3
LONGEST_SAMPLE = 80

WORDS = {
    "title": gettext_lazy("Title"),
    "subtitle": gettext_lazy("Subtitle"),
    "volume": gettext_lazy("Volume"),
    "author": gettext_lazy("Author"),
    "responsibility": gettext_lazy("Translator, editor"),
    "edition": gettext_lazy("Edition"),
    "publisher": gettext_lazy("Publisher"),
    "published_at": gettext_lazy("Place of publication"),
    "year": gettext_lazy("Year"),
    "extent": gettext_lazy("Pages, size"),
    "series": gettext_lazy("Series"),
    "language": gettext_lazy("Language"),
    "dewey": gettext_lazy("Class number (Dewey)"),
    "isbn": gettext_lazy("ISBN"),
    "kind": gettext_lazy("Kind of material"),
    "subjects": gettext_lazy("Subject, keyword"),
    "summary": gettext_lazy("Summary"),
    "accession": gettext_lazy("Accession number"),
    "barcode": gettext_lazy("Barcode"),
    "call_number": gettext_lazy("Call number"),
    "library": gettext_lazy("Library"),
    "room": gettext_lazy("Shelf or room"),
    "price": gettext_lazy("Price"),
    "registered_on": gettext_lazy("Date of accession"),
    "quantity": gettext_lazy("Number of copies"),
    "note": gettext_lazy("Note"),
}


@rule(staff("librarian"))
@in_office(Act.IMPORT, methods=("GET", "HEAD", "POST"))
def mapping(request: HttpRequest, room: Room, job: str) -> HttpResponse:
    """Show the columns with what they may mean; take what the person says, and begin."""
    found = job_of(room, job)
    path = job_files.upload_of(room.node.home, found.id)
    if found.kind != LIST or not path.exists():
        raise Http404
    raw = path.read_bytes()
    asked = request.POST if request.method == "POST" else request.GET
    seen = look(
        raw,
        encoding=encoding_of(asked.get("encoding", found.encoding)),
        sheet=asked.get("sheet", "")[:100],
    )
    if isinstance(seen, RemoteFault):
        return _page(request, room, found, wrong=say_reason(seen.reason))
    layout = remembered(room, seen.layout)
    if request.method != "POST":
        return _page(request, room, found, seen=seen, layout=layout, raw=raw)
    said = chosen(seen, request.POST)
    if isinstance(said, Refusal):
        tried = msgspec.structs.replace(layout, fields=_fields(seen, request.POST))
        wrong = room.say(said)
        return _page(request, room, found, seen=seen, layout=tried, raw=raw, wrong=wrong)
    if "look" in request.POST:
        return _page(request, room, found, seen=seen, layout=said, raw=raw)
    return _begin(request, room, found, said)


def chosen(seen: Preview, told: Any) -> Layout | Refusal:
    """The layout that a form says, or why it cannot be."""
    first = told.get("first_row", "")
    layout = seen.layout
    if first.isascii() and first.isdigit() and 1 <= int(first) <= 10_000_000:
        layout = msgspec.structs.replace(layout, first_row=int(first))
    return with_fields(layout, _fields(seen, told))


def _fields(seen: Preview, told: Any) -> tuple[str, ...]:
    known = {*FIELDS, ""}
    given = [told.get(f"column-{nr}", "") for nr in range(len(seen.layout.header))]
    return tuple(one if one in known else "" for one in given)


def encoding_of(asked: str) -> str:
    """The writing of a list as it was chosen; one that no list has is guessed."""
    return asked if asked in dict(encodings()) and asked != "marc-8" else "auto"


def remembered(room: Room, guessed: Layout) -> Layout:
    """What was chosen for a list with this header before; else as guessed."""
    known = job_files.layouts(room.node.home).get(guessed.key)
    if known is None or len(known.fields) != len(guessed.fields):
        return guessed
    return msgspec.structs.replace(guessed, fields=known.fields)


def _begin(request: HttpRequest, room: Room, job: Job, layout: Layout) -> HttpResponse:
    job_files.remember(room.node.home, layout)
    job.layout = layout
    job_files.save(room.node.home, job)
    refused = room.jobs.start(job)
    if refused is not None:
        return _page(request, room, job, wrong=room.say(refused), status=409)
    return redirect("office:import", job=job.id)


def _page(
    request: HttpRequest,
    room: Room,
    job: Job,
    *,
    seen: Preview | None = None,
    layout: Layout | None = None,
    raw: bytes = b"",
    wrong: str = "",
    status: int = 422,
) -> HttpResponse:
    values: dict[str, Any] = {"job": job, "wrong": wrong, "place": room.name(job.place)}
    if seen is not None and layout is not None:
        values |= {
            "seen": seen,
            "layout": layout,
            "columns": columns(seen, layout),
            "fields": [(code, WORDS[code]) for code in FIELDS],
            "rows": as_stored(raw, layout) if layout.usable else [],
            "encodings": [one for one in encodings() if one[0] != "marc-8"],
            "encoding": seen.layout.encoding,
        }
    return render(request, "office/mapping.html", values, status=status if wrong else 200)


def columns(seen: Preview, layout: Layout) -> list[dict[str, Any]]:
    """Each column: its name, what it means, the first things it holds."""
    found = []
    for nr, (name, field) in enumerate(zip(layout.header, layout.fields, strict=True)):
        cells = [line.cells[nr].strip() for line in seen.lines if nr < len(line.cells)]
        samples = list(dict.fromkeys(cell for cell in cells if cell))[:SAMPLES]
        found.append(
            {
                "nr": nr,
                "name": name or _("column %(nr)d") % {"nr": nr + 1},
                "field": field,
                "samples": [cell[:LONGEST_SAMPLE] for cell in samples],
            }
        )
    return found


def as_stored(raw: bytes, layout: Layout) -> list[dict[str, Any]]:
    """The first rows as they would be stored."""
    found: list[dict[str, Any]] = []
    for one in rows(raw, layout):
        if len(found) >= SHOWN:
            break
        if isinstance(one, Reject):
            found.append({"number": one.offset, "reason": one.reason})
            continue
        found.append(_stored(one))
    return found


def _stored(row: Row) -> dict[str, Any]:
    body, holdings = to_title(row), to_holdings(row)
    notes: Sequence[str] = (*body.notes, *(note for one in holdings for note in one.notes))
    numbers = [one.known_as for one in holdings if one.known_as]
    return {
        "number": row.number,
        "body": body,
        "copies": len(holdings),
        "numbers": numbers[:6],
        "more": max(0, len(numbers) - 6),
        "notes": ", ".join(say_mended(one) for one in dict.fromkeys(notes)),
    }
