"""Where a request works: at which node, by whom, at which place, on which business day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.ledger.ident import is_id
from tusach.library.readers.story import ReaderState
from tusach.node.acts import governing
from tusach.node.acts.current import current
from tusach.node.acts.node import At, Node
from tusach.node.acts.stopping import open_stop_at
from tusach.node.people.access import Act, actor_from, may, require
from tusach.node.people.actors import Role, Staff
from tusach.node.people.looks import look
from tusach.node.store import errands
from tusach.node.store.protocol import StoreFault
from tusach.node.wording.faults import say_fault
from tusach.node.wording.refusals import say_refusal

logger = logging.getLogger("tusach.desk")
View = TypeVar("View", bound=Callable[..., Any])

OLDEST_DAYS = 60
"""How far back paper lists may be typed in."""

DAY_HEADER, WAITED_HEADER = "X-Desk-Day", "X-Waited-S"
"""What a scan says that is sent later: the day chosen when it was made, and how long it waited."""

UNDER_TODAY = "today"
"""As the day of a scan: it waited too long, and a person said that it counts today."""

TOO_OLD_HEADER = "X-Too-Old"
"""In an answer: nothing was done, whoever sent it has to say whether it counts today."""

_DAY = "desk_on"


class Counter(msgspec.Struct, frozen=True):
    """One desk, for the time of one request. on: business date, chosen by a person or today.

    place: empty on the pages that a wide role may open for all libraries at once.
    """

    node: Node
    staff: Staff
    place: str
    on: str

    @property
    def at(self) -> At:
        """Place, day and teller, as acts want them."""
        return At(self.place, self.on, self.staff.staff_id, self.stop)

    @property
    def stop(self) -> str | None:
        """The stop at which this place, a vehicle, serves on the day."""
        moves = bool(self.place) and governing.moves(self.node, self.place)
        return open_stop_at(self.node, self.place, self.on) if moves else None

    @property
    def today(self) -> str:
        """The date of now."""
        return self.node.today()

    @property
    def is_wide(self) -> bool:
        """Whether this person's role reaches beyond one place."""
        return self.staff.role.rank > Role.LIBRARIAN.rank

    @property
    def readers_of(self) -> str | None:
        """The place whose readers may be named here; None: all."""
        return None if may(self.staff, Act.SEE_READER, None) else self.place

    def sees(self, reader: ReaderState) -> bool:
        """Whether this person may see that reader."""
        return reader.place is not None and may(self.staff, Act.SEE_READER, reader.place)

    @property
    def codes(self) -> dict[str, str]:
        """The words of the profile's own codes, in the language of the page."""
        told = self.node.profile.lending
        asked = self.node.profile.consent
        purposes = asked.purposes if asked else ()
        lists = (told.reader_groups, told.material_kinds, told.channels, told.blocks, purposes)
        return {one.code: self.words(one.names) for some in lists for one in some}

    def name(self, subject: str) -> str:
        """What a place is called; empty for any other subject."""
        return self.node.place(subject).name

    def say(self, refusal: Refusal) -> str:
        """A refusal in words."""
        return say_refusal(refusal, name=self.name, words=self.codes)

    def words(self, names: Any) -> str:
        """One of a profile's wordings, in the language of the page."""
        language = (get_language() or "")[:2]
        fallback = self.node.profile.province.default_language
        return str(names.get(language) or names.get(fallback) or next(iter(names.values()), ""))


def at_desk(
    act: Act, *, methods: tuple[str, ...] = ("GET", "HEAD"), everywhere: bool = False
) -> Callable[[View], View]:
    """Give a view its counter, where the act is this person's; ids in addresses are looked at.

    everywhere: the page needs no place where the act is this person's in the whole province.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def served(request: HttpRequest, **ids: str) -> HttpResponse:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            actor = actor_from(request)
            if not isinstance(actor, Staff):
                raise PermissionDenied
            if not all(is_id(value) for value in ids.values()):
                raise Http404
            if actor.place_id is None and not (everywhere and may(actor, act, None)):
                return _choose_first(request)
            node = current()
            allowed, on = require(actor, act, actor.place_id), _chosen_day(request, node)
            if on is None:
                return _too_old(request)
            counter = Counter(node=node, staff=allowed, place=actor.place_id or "", on=on)
            request.counter = counter  # type: ignore[attr-defined]
            try:
                found: HttpResponse = view(request, counter, **ids)
            except StoreFault as fault:
                return _not_now(request, fault)
            return found

        return served  # type: ignore[return-value]

    return declare


def reader_at(counter: Counter, reader: str, why: str) -> ReaderState:
    """The reader, and the look at them is logged; refused (and logged) where not theirs to see."""
    state: ReaderState = counter.node.store.state(reader, "reader")
    if state.registered_on is None or state.erased_on is not None:
        raise Http404
    if not counter.sees(state):
        look(counter.staff, reader, "refused")
        raise PermissionDenied
    look(counter.staff, reader, why)
    return state


def day_fault(text: str, today: str) -> str | None:
    """Why a text is no business day: `odd`, `future`, `old`; None where it is one."""
    if not is_day(text):
        return "odd"
    if text > today:
        return "future"
    oldest = date.fromisoformat(today) - timedelta(days=OLDEST_DAYS)
    return "old" if text < oldest.isoformat() else None


def choose_day(request: HttpRequest, on: str | None) -> None:
    """Work on that business day from now on in this session; None: on the day that it is."""
    if on is None:
        request.session.pop(_DAY, None)
    else:
        request.session[_DAY] = on


def _chosen_day(request: HttpRequest, node: Node) -> str | None:
    """The business day; None where a scan waited so long that nobody can say which it was."""
    today = node.today()
    asked = request.headers.get(DAY_HEADER, "")
    if asked == UNDER_TODAY:
        return today
    made = asked or _day_of_scan(request, node) or ""
    if asked or not request.session.get(_DAY):
        fault = day_fault(made, today)
        if fault == "old" and not _told_before(request, node):
            return None
        return today if fault else made
    chosen = str(request.session[_DAY])
    return today if day_fault(chosen, today) else chosen


def _day_of_scan(request: HttpRequest, node: Node) -> str | None:
    """The day on which a scan was made that waited on a phone until the node answered again.

    The phone says for how long it waited: its own clock may be wrong, its seconds hardly are.
    """
    text = request.headers.get(WAITED_HEADER, "")
    if not (text.isascii() and text.isdigit()):
        return None
    waited_s = min(int(text[:12]), node.store.now_ms() // 1000)
    made = datetime.fromtimestamp(node.store.now_ms() / 1000 - waited_s, tz=UTC)
    return (made + timedelta(minutes=node.store.identity.offset_minutes)).date().isoformat()


def _told_before(request: HttpRequest, node: Node) -> bool:
    """Whether the act of this token was told: then only its answer was lost."""
    token, actor = request.headers.get("X-Errand", ""), actor_from(request)
    if not isinstance(actor, Staff):
        return False
    sql = "SELECT 1 FROM errand WHERE tenant = ? AND key = ?"
    return bool(node.store.query(sql, (node.tenant, errands.key_of(actor.staff_id, token))))


def _too_old(request: HttpRequest) -> HttpResponse:
    """Nothing is entered under a day that nobody knows, and nothing is lost: a person decides."""
    answer = render(request, "desk/parts/too_old.html", {"days": OLDEST_DAYS}, status=409)
    answer[TOO_OLD_HEADER] = "1"
    return answer


def _not_now(request: HttpRequest, fault: StoreFault) -> HttpResponse:
    """The machine cannot do it now: say so where the person looks; nothing was half done."""
    logger.error("the store could not: %s", fault)
    is_fragment = bool(request.headers.get("HX-Request"))
    template = "desk/parts/fault.html" if is_fragment else "desk/fault.html"
    return render(request, template, {"words": say_fault(fault.code, fault.values)}, status=503)


def _choose_first(request: HttpRequest) -> HttpResponse:
    """Ask for the place; the page that was asked for opens afterwards."""
    address = reverse("people:choose-place")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    if request.method in ("GET", "HEAD"):
        address += "?" + urlencode({"next": request.get_full_path()})
    return redirect(address)
