"""What a reader has asked for: placed, put off, given up, by nobody but themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.ledger.kind import HUB
from tusach.library.holds.story import FILLED, HoldState
from tusach.library.readers.story import ReaderState
from tusach.node.acts import asking
from tusach.node.acts.asking import Wanting
from tusach.node.acts.circulation import Told
from tusach.node.acts.node import At
from tusach.node.opac.lines import TitleLine, title_lines
from tusach.node.opac.placing import Place, places
from tusach.node.opac.refusing import ASKING, say_to_reader
from tusach.node.opac.seat import Seat, reader_of, seated
from tusach.node.people.access import reader_self, rule
from tusach.node.wording.refusals import say_refusal

ACCOUNT = "account"
LAST_DAY = "9999-12-31"


class HoldShown(msgspec.Struct, frozen=True, kw_only=True):
    """A hold of the one who looks. before: how many wait before them, None where not known."""

    hold: str
    line: TitleLine | None
    status: str
    pickup: Place | None
    placed_on: str
    until: str = ""
    before: int | None = None


def holds_shown(seat: Seat, reader: str) -> list[HoldShown]:
    """The open holds of a reader's whole person, what is ready first."""
    node = seat.node
    found: list[tuple[str, HoldState]] = []
    for one in node.store.person(reader):
        rows = node.store.vault.query("SELECT asked FROM asked_by WHERE reader = ?", (one,))
        for (asked,) in rows:
            state = node.store.state(asked, "hold")
            if isinstance(state, HoldState) and state.placed is not None and state.is_open:
                found.append((asked, state))
    lines = title_lines(seat, sorted({title for _, one in found if (title := _title(seat, one))}))
    known = places(seat)
    shown = [_shown(seat, hold, state, lines=lines, known=known) for hold, state in found]
    return sorted(shown, key=lambda one: (one.status != "ready", one.placed_on, one.hold))


def _title(seat: Seat, state: HoldState) -> str:
    placed = state.placed
    if placed is None:
        return ""
    if placed.title is not None:
        return placed.title
    said = seat.node.store.state(placed.copy or "", "copy").registered
    return said.title if said is not None else ""


def _shown(
    seat: Seat,
    hold: str,
    state: HoldState,
    *,
    lines: dict[str, TitleLine],
    known: dict[str, Place],
) -> HoldShown:
    status = state.status(seat.on)
    suspended = state.suspended_until if status == "suspended" else ""
    ready = state.ready.until if state.ready else ""
    return HoldShown(
        hold=hold,
        line=lines.get(_title(seat, state)),
        status=status,
        pickup=known.get(state.pickup or ""),
        placed_on=state.placed_on,
        until=(ready or suspended or "").replace(LAST_DAY, ""),
        before=_before(seat, state) if status == "waiting" else None,
    )


def _before(seat: Seat, state: HoldState) -> int:
    """How many wait for the title at this place since longer."""
    placed = state.placed
    if placed is None or placed.title is None:
        return 0
    rows = seat.node.store.query(
        "SELECT count(*) FROM hold WHERE tenant = ? AND title = ? AND pickup = ? AND copy IS NULL "
        "AND filled_on IS NULL AND ended_on IS NULL AND suspended_until <= ? "
        "AND (placed_on < ? OR (placed_on = ? AND placed_ms < ?))",
        (
            seat.node.tenant,
            placed.title,
            placed.pickup,
            seat.on,
            state.placed_on,
            state.placed_on,
            state.placed_ms,
        ),
    )
    return int(rows[0][0])


@rule(reader_self())
@seated("GET", "HEAD", "POST")
def place(request: HttpRequest, seat: Seat, title: str) -> HttpResponse:
    """Ask for a title: where to fetch it, then it is kept as soon as a copy is free."""
    line = title_lines(seat, (title,)).get(title) if is_id(title) else None
    if line is None:
        raise Http404
    reader = reader_of(request)
    where = pickups(seat, reader)
    words = ""
    if request.method == "POST":
        chosen = next((one for one in where if one.place == request.POST.get("pickup")), None)
        if chosen is None:
            words = _("Choose the library where you want to fetch it.")
        else:
            told = _place(seat, reader, title, chosen.place)
            if not isinstance(told, Refusal):
                return redirect("opac:loans")
            words = say_to_reader(told, ASKING)
    values = {"line": line, "pickups": where, "words": words}
    return render(request, "opac/hold.html", values, status=409 if words else 200)


def _place(seat: Seat, reader: str, title: str, pickup: str) -> Told | Refusal:
    state: ReaderState = seat.node.store.state(reader, "reader")
    at = At(state.place or pickup, seat.on)
    wanting = Wanting(title=title, pickup=pickup, channel=ACCOUNT)
    return asking.place_hold(seat.node, reader, wanting, at)


def pickups(seat: Seat, reader: str) -> list[Place]:
    """Where this reader may fetch books: their own library first; at the hub any other, too."""
    state: ReaderState = seat.node.store.state(reader, "reader")
    known = places(seat)
    own = known.get(state.place or "")
    found = [own] if own is not None else []
    if seat.node.store.identity.role == HUB:
        found += [one for one in known.values() if one is not own]
    return found


@rule(reader_self())
@seated("POST")
def change(request: HttpRequest, seat: Seat, hold: str) -> HttpResponse:
    """Put off, take up again or give up one of the reader's own holds."""
    reader = reader_of(request)
    mine = {one.hold for one in holds_shown(seat, reader)}
    if hold not in mine:
        raise Http404
    state: HoldState = seat.node.store.state(hold, "hold")
    assert state.status(seat.on) != FILLED  # noqa: S101 - those that are over are not among mine
    at = At(state.place or "", seat.on)
    deeds: dict[str, Callable[[], Any]] = {
        "suspend": lambda: asking.suspend(seat.node, hold, at, until=None),
        "resume": lambda: asking.resume(seat.node, hold, at),
        "end": lambda: asking.end(seat.node, hold, at, reason="wish"),
    }
    deed = deeds.get(request.POST.get("what", ""))
    if deed is None:
        raise Http404
    told = deed()
    if isinstance(told, Refusal):
        return render(request, "opac/refused.html", {"words": say_refusal(told)}, status=409)
    return redirect("opac:loans")
