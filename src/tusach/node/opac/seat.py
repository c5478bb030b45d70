"""Where somebody looks from: the node, the place that is "here" for them, the day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach.ledger.kind import HUB
from tusach.node.acts.current import current
from tusach.node.acts.node import Node
from tusach.node.people.access import actor_from
from tusach.node.people.actors import Reader, Staff
from tusach.node.settings.hosts import is_own_screen
from tusach.node.store.protocol import StoreFault
from tusach.node.store.search_shapes import SearchDamaged
from tusach.node.wording.faults import say_fault

logger = logging.getLogger("tusach.opac")
View = TypeVar("View", bound=Callable[..., Any])


class Seat(msgspec.Struct, frozen=True):
    """One look at the catalogue. here: id of the place one stands in, where that is known."""

    node: Node
    here: str | None
    on: str


def seated(*methods: str) -> Callable[[View], View]:
    """Give a view its seat; where store or search cannot answer, say so and what to do."""
    allowed = methods or ("GET", "HEAD")

    def declare(view: View) -> View:
        @wraps(view)
        def served(request: HttpRequest, **ids: str) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponse(status=405, headers={"Allow": ", ".join(allowed)})
            try:
                node = current()
                seat = Seat(node=node, here=_here(request, node), on=node.today())
                found: HttpResponse = view(request, seat, **ids)
            except StoreFault as fault:
                logger.error("the store could not: %s", fault.code)
                return _not_now(request, say_fault(fault.code, fault.values))
            except SearchDamaged as fault:
                logger.error("the search file is damaged: %s", fault)
                words = _("Searching is not possible right now. Please ask at the desk.")
                return _not_now(request, words)
            return found

        return served  # type: ignore[return-value]

    return declare


def reader_of(request: HttpRequest) -> str:
    """Who looks at their own account."""
    actor = actor_from(request)
    assert isinstance(actor, Reader)  # noqa: S101 - the rule of the view lets nobody else in
    return actor.reader_id


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page only."""
    return bool(request.headers.get("HX-Request"))


def _here(request: HttpRequest, node: Node) -> str | None:
    """The place somebody stands in.

    Staff stand where they work. A library's own pages are read in its Wi-Fi, those of the hub
    anywhere, but for its own screen.
    """
    actor = actor_from(request)
    if isinstance(actor, Staff):
        return actor.place_id
    if node.store.identity.role != HUB or is_own_screen(request):
        return node.own_place()
    return None


def _not_now(request: HttpRequest, words: str) -> HttpResponse:
    template = "opac/parts/fault.html" if is_fragment(request) else "opac/fault.html"
    return render(request, template, {"words": words}, status=503)
