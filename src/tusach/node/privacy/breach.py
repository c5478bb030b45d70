"""A machine or a stick is lost: whose data were on it, the notice to the authority, whom to tell.

What is said here is what the machine could hold, never less: its certificates, not its disk.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tusach.ledger.kind import HUB
from tusach.library.nodes.confirming import DONE, RELEASED
from tusach.library.nodes.facts import node_subject
from tusach.library.nodes.story import NodeState
from tusach.node.acts.erasure_board import BREACH, board, legal_number, nodes_of
from tusach.node.office.listing import page_of
from tusach.node.office.machine_names import names_of
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, all_of, confidential, rule, staff
from tusach.node.people.looks import look
from tusach.node.store.peers import heard_of, reports_of

A_PAGE = 100


class Held(msgspec.Struct, frozen=True):
    """What a machine could hold. everything: of all places. since: day of its first certificate.

    heard_ms: when it was met last, None: never by this machine. gone: places it gave up, with days.
    """

    node: str
    name: str
    role: str
    everything: bool
    places: tuple[str, ...]
    since: str
    heard_ms: int | None
    revoked_on: str
    gone: tuple[tuple[str, str], ...]
    is_own: bool


def _held(room: Room, subject: str, state: NodeState, root: str) -> Held:
    store = room.node.store
    keys = {one.installation for one in state.history}
    if subject == node_subject(room.node.tenant, store.own_key):
        keys.add(store.own_key)
    home = room.node.home
    met = [(key, one.wall_ms) for key, one in heard_of(home).items()]
    met += [(key, one.at_ms) for key, one in reports_of(home).items()]
    heard = [ms for key, ms in met if key in keys]
    roles = {one.role for one in state.history} | ({HUB} if subject == root else set())
    places = {place for one in state.history for place in one.places}
    label = state.certificate.label if state.certificate else ""
    return Held(
        node=subject,
        name=label or names_of(room.node, [subject])[subject],
        role=state.certificate.role if state.certificate else HUB if subject == root else "",
        everything=HUB in roles,
        places=tuple(sorted(places)),
        since=state.history[0].on if state.history else "",
        heard_ms=max(heard, default=None),
        revoked_on=state.revoked.on if state.revoked else "",
        gone=tuple(
            (scope.partition(":")[2], on)
            for scope, on in state.released
            if scope.startswith("people:")
        ),
        is_own=store.own_key in keys,
    )


def _machine(room: Room, node: str) -> Held:
    states, root = nodes_of(room.node)
    if node not in states:
        raise Http404
    return _held(room, node, states[node], root)


@rule(staff("provincial"))
@in_office(Act.SEE_READER, everywhere=True)
def machines(request: HttpRequest, room: Room) -> HttpResponse:
    """Which machine is lost? All that the network knows of, shut out or not."""
    states, root = nodes_of(room.node)
    found = [_held(room, subject, state, root) for subject, state in states.items()]
    rows = sorted(found, key=lambda one: (bool(one.revoked_on), one.name))
    number = legal_number(room.node.profile, BREACH, room.today)
    return render(request, "privacy/machines.html", {"rows": rows, "number": number})


@rule(staff("provincial"))
@in_office(Act.SEE_READER, everywhere=True)
def machine(request: HttpRequest, room: Room, node: str) -> HttpResponse:
    """Whose data were on one machine, of which kinds, since when; and what to do now."""
    values = _values(room, _machine(room, node))
    return render(request, "privacy/machine.html", {**values, "revoke": _revoke(node)})


@rule(staff("provincial"))
@in_office(Act.SEE_READER, everywhere=True)
def notice(request: HttpRequest, room: Room, node: str) -> HttpResponse:
    """The notice to the authority, to be printed, completed by hand and signed."""
    province = room.words(room.node.profile.province.names)
    values = _values(room, _machine(room, node))
    return render(request, "privacy/notice.html", {**values, "province": province})


@rule(all_of(staff("provincial"), confidential()))
@in_office(Act.SEE_READER, everywhere=True)
def readers(request: HttpRequest, room: Room, node: str) -> HttpResponse:
    """Whom to inform: names and telephones, each page of them a look that is logged."""
    held = _machine(room, node)
    where, values = _where(room, held)
    rows = room.node.store.query(
        f"SELECT subject, place FROM reader WHERE {where} ORDER BY place, subject",  # noqa: S608
        values,
    )
    page = page_of(request, rows, A_PAGE)
    look(room.staff, node, "lost machine")
    shown = []
    for reader, place in page:
        look(room.staff, reader, "lost machine")
        shown.append({**_person(room, reader), "reader": reader, "place": room.name(place or "")})
    told = {"held": held, "rows": shown, "page": page, "total": len(rows)}
    return render(request, "privacy/readers.html", told)


def _person(room: Room, reader: str) -> dict[str, str]:
    rows = room.node.store.vault.query(
        "SELECT name, hamlet, phone, guardian, guardian_name FROM reader_name WHERE reader = ?",
        (reader,),
    )
    if not rows:
        return {"name": "", "hamlet": "", "phone": "", "guardian": ""}
    name, hamlet, phone, guardian, guardian_name = rows[0]
    if guardian and not guardian_name:
        named = room.node.store.vault.query(
            "SELECT name FROM reader_name WHERE reader = ?", (guardian,)
        )
        guardian_name = named[0][0] if named else ""
    return {"name": name, "hamlet": hamlet, "phone": phone, "guardian": guardian_name or ""}


def _where(room: Room, held: Held) -> tuple[str, tuple[Any, ...]]:
    """Which readers the machine could hold: of its places, not erased."""
    tenant = room.node.tenant
    if held.everything:
        return "tenant = ? AND erased_on IS NULL", (tenant,)
    marks = ", ".join("?" * len(held.places)) or "NULL"
    return f"tenant = ? AND erased_on IS NULL AND place IN ({marks})", (tenant, *held.places)


def _values(room: Room, held: Held) -> dict[str, Any]:
    where, values = _where(room, held)
    rows = room.node.store.query(
        f"SELECT grp, age_band, count(*) FROM reader WHERE {where} "  # noqa: S608
        "GROUP BY grp, age_band ORDER BY grp, age_band",
        values,
    )
    bands = {one.code: room.words(one.names) for one in room.node.profile.lending.age_bands}
    still = [
        one
        for one in board(room.node)
        if any(each.node == held.node and each.state not in (DONE, RELEASED) for each in one.nodes)
    ]
    codes = room.codes
    gone = dict(held.gone)
    return {
        "held": held,
        "places": [(room.name(one), gone.get(one, "")) for one in held.places],
        "readers": sum(row[2] for row in rows),
        "groups": [
            {"group": codes.get(group, group), "band": bands.get(band, ""), "count": count}
            for group, band, count in rows
        ],
        "still_erased": len(still),
        "kinds": _kinds(),
        "number": legal_number(room.node.profile, BREACH, room.today),
        "today": room.today,
    }


def _kinds() -> list[str]:
    return [
        _("Name, year of birth, hamlet, telephone, household, the adult who answers for a child"),
        _("Numbers of cards"),
        _("Who has which book now, and who had which, as long as that is kept"),
        _("Names of the staff of these places"),
        _("PINs and logins, as hashes whose key lies on the same machine: give new ones"),
    ]


def _revoke(node: str) -> str:
    """Where the machine is shut out of the network, where a page for it is here."""
    for values in ({"node": node}, {}):
        try:
            return reverse("network:revoke", kwargs=values)
        except NoReverseMatch:
            continue
    return ""
