"""The first page: what the province has and has not, whom this machine meets, and how it went."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.effective import UNREADABLE
from tusach.ledger.fact import trusted
from tusach.ledger.kind import HUB
from tusach.node.desk.shown import title_of
from tusach.node.network.said import say_step
from tusach.node.office.machine_names import name_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, may_open, rule, staff
from tusach.node.store import links
from tusach.node.store.links import Link
from tusach.node.store.peers import heard_of, reports_of
from tusach.node.store.protocol import FactRow
from tusach.node.store.unsent import MANY, Unsent, facts_in, unsent
from tusach.node.sync import errands, held_parcels, reach, turn
from tusach.node.sync.errands import EXCHANGE, Errand, Step
from tusach.node.sync.exchanging import Way, address_of, exchange
from tusach.node.sync.messages import BadMessage
from tusach.node.wording.facts import say_fact
from tusach.node.wording.network import say_network, say_why

A_PAGE = 100
MOST_LISTED = 2_000
LONGEST = 200


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """A machine as the page shows it. state: never, met or failing; 0 is never."""

    name: str
    address: str = ""
    state: str = "never"
    at_ms: int = 0
    since_ms: int = 0
    why: str = ""
    todo: str = ""
    sent: int = 0
    received: int = 0
    found: bool = False


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def home(request: HttpRequest, room: Room) -> HttpResponse:
    """What waits, and whom this machine meets."""
    return _home(request, room)


def _home(
    request: HttpRequest, room: Room, *, wrong: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    node = room.node
    waits = unsent(node.store, node.home)
    values = {
        "waits": waits,
        "upto_ms": _upto(room, waits) if waits else None,
        "many": bool(waits and waits.count >= MANY),
        "met": _met(room),
        "alone": node.store.standings is None,
        "is_hub": node.store.identity.role == HUB,
        "may_join": may_open(request, "network:join"),
        "may_let_in": may_open(request, "network:board"),
        "own_address": reach.address(),
        "kept": held_parcels.held(node.store, node.home),
        "busy": turn.is_taken(node.home),
        "aside": _aside(room) if room.is_wide else 0,
        "wrong": wrong,
        "typed": typed,
    }
    return render(request, "network/home.html", values, status=status)


def _met(room: Room) -> list[Met]:
    """The addresses that are asked, then everybody else that was heard of, the last one first."""
    node = room.node
    known = links.links_of(node.home)
    asked = [_asked(room, one) for one in known]
    shown = {one.node for one in known}
    when = {key: one.wall_ms for key, one in heard_of(node.home).items()}
    when |= {key: one.at_ms for key, one in reports_of(node.home).items()}
    others = [
        Met(name=name_of(node, key), state="met", at_ms=at)
        for key, at in sorted(when.items(), key=lambda pair: -pair[1])[:MOST_LISTED]
        if key not in shown and key != node.store.own_key
    ]
    return asked + others[:A_PAGE]


def _asked(room: Room, link: Link) -> Met:
    name = name_of(room.node, link.node) if link.node else link.address
    state = "failing" if link.failures else "met" if link.met_ms else "never"
    why = say_why(link.fault, {"address": link.address, **link.values}) if link.fault else ""
    return Met(
        name=name,
        address=link.address,
        state=state,
        at_ms=link.met_ms,
        since_ms=link.since_ms,
        why=why,
        todo=say_step(link.fault) if link.fault else "",
        sent=link.sent,
        received=link.received,
        found=link.found,
    )


def _upto(room: Room, waits: Unsent) -> int | None:
    """Until when the province has everything: the first that it has not, else its last word."""
    if waits.said_ms is None or not waits.wants:
        return waits.said_ms
    with room.node.store.engine.reading() as reading:
        first = [
            trusted(row.raw).told_ms
            for want in waits.wants
            for row in reading.chain(want.stream, want.first, 1)
        ]
    return min(first, default=waits.said_ms)


def _aside(room: Room) -> int:
    """How many pieces of exchanges were set aside."""
    found = room.node.store.query(
        "SELECT count(*) FROM quarantine WHERE tenant = ? AND source NOT LIKE ? "
        "AND source NOT LIKE ?",
        (room.node.tenant, "import %", "list %"),
    )
    return int(found[0][0])


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def waiting(request: HttpRequest, room: Room) -> HttpResponse:
    """What the province has not got yet, entry by entry."""
    node = room.node
    waits = unsent(node.store, node.home)
    rows: list[FactRow] = []
    if waits is not None:
        with node.store.engine.reading() as reading:
            for row in facts_in(reading, waits.wants):
                rows.append(row)
                if len(rows) == MOST_LISTED:
                    break
    rows.sort(key=lambda row: -trusted(row.raw).told_ms)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    values = {
        "waits": waits,
        "page": page,
        "rows": [_shown(room, row) for row in page],
        "cut": bool(waits and waits.count > len(rows)),
        "many": bool(waits and waits.count >= MANY),
    }
    return render(request, "network/unsent.html", values)


def _shown(room: Room, row: FactRow) -> dict[str, Any]:
    node, fact = room.node, trusted(row.raw)
    try:
        known = node.store.folders.register.body(fact.kind, fact.body)
    except UNREADABLE:
        known = None
    body = known[1] if known else {}
    about, subject = "", ""
    if fact.kind.startswith(("copy.", "loan.")):
        state: Any = node.store.state(fact.subject, "copy")
        if state.registered is not None:
            about, subject = title_of(node, state.registered.title).words, fact.subject
    return {
        "words": say_fact(fact.kind, body, name=room.name, words=room.codes),
        "about": about,
        "subject": subject,
        "at_ms": fact.told_ms,
        "place": room.name(fact.place) if fact.place else "",
    }


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def remember(request: HttpRequest, room: Room) -> HttpResponse:
    """An address is asked from now on, and at once."""
    typed = request.POST.get("address", "").strip()[:LONGEST]
    try:
        address = address_of(typed)
    except (BadMessage, ValueError):
        wrong = say_network("sync.address", {"address": typed})
        return _home(request, room, wrong=wrong, typed=typed, status=422)
    links.add(room.node.home, address)
    return _exchange(room, address)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def forget(request: HttpRequest, room: Room) -> HttpResponse:
    """An address is asked no more."""
    if links.forget(room.node.home, request.POST.get("address", "")):
        toasts.add(request, "network.forgotten")
    return redirect("network:home")


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def exchange_now(request: HttpRequest, room: Room) -> HttpResponse:
    """An exchange with an address that is remembered."""
    address = request.POST.get("address", "")
    if all(one.address != address for one in links.links_of(room.node.home)):
        wrong = say_network("sync.address", {"address": address[:LONGEST]})
        return _home(request, room, wrong=wrong, status=422)
    return _exchange(room, address)


def _exchange(room: Room, address: str) -> HttpResponse:
    node = room.node

    def deed(step: Step) -> dict[str, Any]:
        way = Way(progress=lambda received, sent: step(received + sent), wait_s=60)
        found = exchange(node, address, way)
        result: dict[str, Any] = msgspec.to_builtins(found)
        del result["vector"]
        return result

    errand = Errand(id=node.store.random.new_id(), what=EXCHANGE, whom=address)
    errands.begin(node, errand, deed)
    return redirect("network:errand", errand=errand.id)
