"""What readers wait for and have not near: which library could send it, asked by the province."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.ledger.kind import HUB
from tusach.library.copies.states import AVAILABLE, CopyState
from tusach.node.acts import asking
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff

MOST, NEAR = 300, 4
_COLUMNS = "SELECT h.subject, h.title, h.wants, h.pickup, h.placed_on, h.assigned "
FAR = (
    "FROM hold h WHERE h.tenant = ? AND h.filled_on IS NULL AND h.ended_on IS NULL "
    "AND h.copy IS NULL AND h.placed_by IS NOT NULL AND h.suspended_until <= ? "
    "AND NOT EXISTS (SELECT 1 FROM copy c "
    "WHERE c.tenant = h.tenant AND (c.title = h.title OR c.subject = h.wants) "
    "AND coalesce(c.holder, c.loan_place) = h.pickup AND c.status NOT IN ('lost', 'withdrawn')) "
)
NOT_ASKED = (
    "NOT EXISTS (SELECT 1 FROM copy a WHERE a.tenant = h.tenant AND a.subject = h.assigned "
    "AND a.status = 'available')"
)
"""Nobody was asked to send a copy, or the one that was asked for has gone another way."""
_ORDER = "ORDER BY h.placed_on, h.placed_ms LIMIT ?"
_FREE = (
    "SELECT subject, holder, code FROM copy WHERE tenant = ? AND (title = ? OR subject = ?) "
    "AND status = 'available' AND holder IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hold "
    "WHERE hold.tenant = copy.tenant AND hold.assigned = copy.subject AND hold.copy IS NULL "
    "AND hold.filled_on IS NULL AND hold.ended_on IS NULL) ORDER BY code LIMIT 40"
)


@rule(staff("provincial"))
@in_office(Act.SEE_LEDGER)
def far_holds(request: HttpRequest, room: Room) -> HttpResponse:
    """Holds of which no copy stands where it is to be fetched, and who could send one."""
    node = room.node
    rows = node.store.query(_COLUMNS + FAR + _ORDER, (node.tenant, room.today, MOST))
    values = {
        "rows": [_shown(room, row) for row in rows],
        "may_ask": node.store.identity.role == HUB,
        "words": request.session.pop("far_holds", ""),
    }
    return render(request, "office/holds.html", values)


def count_far(room: Room) -> int:
    """How many wait so, and nobody was asked yet."""
    sql = f"SELECT count(*) {FAR} AND {NOT_ASKED}"
    found: int = room.node.store.query(sql, (room.node.tenant, room.today))[0][0]
    return found


def _shown(room: Room, row: tuple[Any, ...]) -> dict[str, Any]:
    hold, title, wants, pickup, placed_on, assigned = row
    node = room.node
    copy = node.store.state(wants, "copy").registered if wants else None
    said = node.store.state(title or (copy.title if copy else ""), "title").described
    free: dict[str, str] = {}
    for subject, holder, _ in node.store.query(_FREE, (node.tenant, title, wants)):
        if holder != pickup:
            free.setdefault(holder, subject)
    asked: CopyState | None = node.store.state(assigned, "copy") if assigned else None
    held = asked.holder if asked is not None and asked.status == AVAILABLE else None
    return {
        "hold": hold,
        "title": said.title if said else "",
        "pickup": room.name(pickup),
        "placed_on": placed_on,
        "from": [{"place": room.name(one), "copy": free[one]} for one in list(free)[:NEAR]],
        "assigned": room.name(held) if held else "",
    }


@rule(staff("provincial"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def assign(request: HttpRequest, room: Room, hold: str) -> HttpResponse:
    """A library is asked to send its copy."""
    copy = request.POST.get("copy", "")
    if not is_id(copy):
        raise Http404
    told = asking.assign(room.node, hold, copy, room.at_node())
    if isinstance(told, Refusal):
        request.session["far_holds"] = room.say(told)
    return redirect("office:far-holds")
