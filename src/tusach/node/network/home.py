"""The first page: this machine, and whom it has met."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.library.nodes.facts import node_subject
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff
from tusach.node.store.peers import heard_of


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def home(request: HttpRequest, room: Room) -> HttpResponse:
    """Whom this machine has heard of, the last one first."""
    heard = sorted(heard_of(room.node.home).items(), key=lambda one: -one[1].wall_ms)
    met = [{"name": _named(room, key), "at": one.wall_ms} for key, one in heard]
    return render(request, "network/home.html", {"met": met})


def _named(room: Room, key: str) -> str:
    """What an installation is called; its key's first digits where nobody gave it a name."""
    state: Any = room.node.store.state(node_subject(room.node.tenant, key), "node")
    label = state.certificate.label if state.certificate else ""
    return label or key[:8]
