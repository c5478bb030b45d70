"""Who works in the office, at which node, for which places: for the time of one request."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.node.acts.current import current
from tusach.node.acts.jobs import Jobs, jobs_of
from tusach.node.acts.node import At, Node
from tusach.node.people import directory
from tusach.node.people.access import Act, actor_from, may, require
from tusach.node.people.actors import Role, Staff
from tusach.node.store.protocol import StoreFault
from tusach.node.wording.faults import say_fault
from tusach.node.wording.refusals import say_refusal

logger = logging.getLogger("tusach.office")
View = TypeVar("View", bound=Callable[..., Any])
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_WORD = re.compile(r"[a-z-]{1,20}\Z")


class Room(msgspec.Struct, frozen=True):
    """place: where this person works now; None: for the whole province."""

    node: Node
    staff: Staff
    place: str | None

    @property
    def today(self) -> str:
        """The business date of now."""
        return self.node.today()

    @property
    def jobs(self) -> Jobs:
        """The imports of this node."""
        return jobs_of(self.node)

    @property
    def is_wide(self) -> bool:
        """Whether this person's role reaches beyond one place."""
        return self.staff.role.rank > Role.LIBRARIAN.rank

    @property
    def is_inspected(self) -> bool:
        """Whether this person only looks, and is shown no names."""
        return self.staff.role is Role.INSPECTOR

    def may(self, act: Act, place: str | None = None) -> bool:
        """Whether the act is this person's, at a place or in the whole province."""
        return may(self.staff, act, place)

    def at(self, place: str) -> At:
        """Place, day and teller, as acts want them."""
        return At(place, self.today, self.staff.staff_id)

    def at_node(self) -> At:
        """For acts that belong to no single place."""
        return self.at(self.place or self.node.own_place() or "")

    def places(self, act: Act) -> list[tuple[str, str]]:
        """(id, name) of the places at which the act is this person's, the own one first."""
        found = [
            (place, name) for place, name in directory.current().places() if self.may(act, place)
        ]
        return sorted(found, key=lambda one: one[0] != self.place)

    def name(self, subject: str) -> str:
        """What a place is called; empty for any other subject."""
        return self.node.place(subject).name

    @property
    def codes(self) -> dict[str, str]:
        """The words of the profile's own codes, in the language of the page."""
        profile = self.node.profile
        told = profile.lending
        lists: tuple[Any, ...] = (
            told.reader_groups,
            told.material_kinds,
            told.channels,
            profile.places.kinds,
            profile.units.kinds,
        )
        return {one.code: self.words(one.names) for some in lists for one in some}

    def say(self, refusal: Refusal) -> str:
        """A refusal in words."""
        return say_refusal(refusal, name=self.name, words=self.codes)

    def words(self, names: Any) -> str:
        """One of a profile's wordings, in the language of the page."""
        language = (get_language() or "")[:2]
        fallback = self.node.profile.province.default_language
        return str(names.get(language) or names.get(fallback) or next(iter(names.values()), ""))


def in_office(
    act: Act,
    *,
    methods: tuple[str, ...] = ("GET", "HEAD"),
    everywhere: bool = False,
    looking: Act | None = None,
) -> Callable[[View], View]:
    """Give a view its room, where the act is this person's.

    everywhere: the act must be theirs in the whole province, not only at the place they work at.
    looking: the act by which the page is only read, where that takes less.
    Values in addresses are ids, whole numbers or short words; anything else is not found.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def served(request: HttpRequest, **values: str) -> HttpResponse:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            actor = actor_from(request)
            if not isinstance(actor, Staff):
                raise PermissionDenied
            if not all(_fits(name, value) for name, value in values.items()):
                raise Http404
            where = None if everywhere else actor.place_id
            asked = looking if looking and request.method in ("GET", "HEAD") else act
            room = Room(current(), require(actor, asked, where), actor.place_id)
            try:
                found: HttpResponse = view(request, room, **values)
            except StoreFault as fault:
                return not_now(request, fault)
            return found

        return served  # type: ignore[return-value]

    return declare


def not_now(request: HttpRequest, fault: StoreFault) -> HttpResponse:
    """The machine cannot do it now: say so where the person looks; nothing was half done."""
    logger.error("the store could not: %s", fault.code)
    words = {"words": say_fault(fault.code, fault.values)}
    is_fragment = bool(request.headers.get("HX-Request"))
    template = "office/parts/fault.html" if is_fragment else "office/fault.html"
    return render(request, template, words, status=503)


def _fits(name: str, value: str) -> bool:
    if name in ("nr", "position"):
        return _NUMBER.match(value) is not None
    return _WORD.match(value) is not None if name == "what" else is_id(value)
