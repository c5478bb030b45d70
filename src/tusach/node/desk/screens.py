"""The one page with the one field: home, lend, return, reader, copy are its parts.

A form posts where it stands (`screen`, `reader`, `copy`). With scripts the answer is a fragment:
the outcome, and beside it the part of the page that changed. Without scripts an act that was done
leads on to its page (so that reloading tells nothing twice) and waits there to be shown.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.ident import is_id
from tusach.node.desk import memory
from tusach.node.desk.counter import Counter
from tusach.node.desk.memory import MOST_RETURNED
from tusach.node.desk.outcomes import Came, Outcome, said
from tusach.node.desk.parts import (
    copy_part,
    guest_part,
    home_part,
    lend_part,
    loans_part,
    reader_part,
    return_part,
)

_WAITING = "desk_came"


class Screen(msgspec.Struct, frozen=True):
    """Which part of the desk a person stands at, and with whom or what.

    name: home, lend, return, reader, guest, copy. copy: on `lend`, the copy that waits for a card.
    """

    name: str = "home"
    reader: str = ""
    copy: str = ""

    @property
    def address(self) -> str:
        """Where this screen is."""
        match self.name:
            case "reader":
                return reverse("desk:reader", kwargs={"reader": self.reader})
            case "guest":
                return reverse("desk:guest", kwargs={"reader": self.reader})
            case "copy":
                return reverse("desk:copy", kwargs={"copy": self.copy})
            case "lend":
                tail = f"?copy={self.copy}" if self.copy else ""
                return reverse("desk:lend") + tail
            case "return":
                return reverse("desk:return")
        return reverse("desk:home")


def screen_from(request: HttpRequest) -> Screen:
    """The screen that a form says it stands on; home where it says nothing sensible."""
    name = request.POST.get("screen", "")
    reader, copy = request.POST.get("reader", ""), request.POST.get("on_copy", "")
    reader = reader if is_id(reader) else ""
    copy = copy if is_id(copy) else ""
    if name not in ("lend", "return", "reader", "guest", "copy"):
        return Screen()
    if (name in ("reader", "guest") and not reader) or (name == "copy" and not copy):
        return Screen()
    return Screen(name, reader, copy)


_LABELS = {
    "home": lambda: _("Card, book, ISBN or name"),
    "lend": lambda: _("The reader's card, or a name"),
    "return": lambda: _("Scan each book that came back"),
    "reader": lambda: _("Scan each book to lend; another card changes the reader"),
    "guest": lambda: _("Scan each book to lend; another card changes the reader"),
    "copy": lambda: _("Card, book, ISBN or name"),
}
_TITLES = {
    "home": lambda: _("Desk"),
    "lend": lambda: _("Lend"),
    "return": lambda: _("Take back"),
    "reader": lambda: _("Reader"),
    "guest": lambda: _("Reader of another place"),
    "copy": lambda: _("Copy"),
}


def show(
    request: HttpRequest,
    counter: Counter,
    screen: Screen,
    *,
    outcome: Outcome | None = None,
    changed: str = "all",
    **more: Any,
) -> HttpResponse:
    """The screen with an outcome: as a page, or as the fragment that changed.

    changed: what else than the outcome a fragment brings, where the person stays on the screen:
    `nothing`, `loans` (of the reader), `row` (of the pile), or `all`.
    """
    is_fragment = bool(request.headers.get("HX-Request"))
    stays = request.POST.get("screen_address") == screen.address
    if not (is_fragment and stays):
        changed = "all"
    values = {
        "counter": counter,
        "changed": changed,
        "screen": screen,
        "label": _LABELS[screen.name](),
        "heading": _TITLES[screen.name](),
        "outcome": outcome,
        "sound": memory.sound(request),
        "where": cache(lambda: _where(request, screen)),
        "part": f"desk/parts/{screen.name}.html",
        **_part(request, counter, screen, changed),
        **more,
    }
    if not is_fragment:
        return render(request, "desk/desk.html", values)
    response = render(request, "desk/fragment.html", values)
    if not stays and request.POST.get("screen_address"):
        response.headers["HX-Push-Url"] = screen.address
    return response


def _where(request: HttpRequest, screen: Screen) -> str:
    """What every form of the screen carries: written once, however many forms there are."""
    values = {"screen": screen, "csrf_token": get_token(request)}
    return render_to_string("desk/parts/where.html", values)


def _part(request: HttpRequest, counter: Counter, screen: Screen, changed: str) -> dict[str, Any]:
    if changed == "nothing":
        return {}
    if changed == "loans":
        return loans_part(counter, screen.reader)
    match screen.name:
        case "reader":
            return reader_part(counter, screen.reader)
        case "guest":
            return guest_part(request, counter, screen.reader)
        case "copy":
            return copy_part(counter, screen.copy)
        case "lend":
            return lend_part(request, counter, screen.copy)
        case "return":
            return return_part(request, counter, most=1 if changed == "row" else MOST_RETURNED)
    return home_part(request, counter)


def done(request: HttpRequest, counter: Counter, screen: Screen, came: Came) -> HttpResponse:
    """The answer to a form: what came of it, on the screen that fits."""
    if request.headers.get("HX-Request") or came.code == "refused":
        changed = _changed(request, screen, came)
        return show(request, counter, screen, outcome=said(counter, came), changed=changed)
    leave(request, came)
    return redirect(screen.address)


def answer_again(
    request: HttpRequest, counter: Counter, screen: Screen, came: Came
) -> HttpResponse:
    """The answer as a fragment that brings the whole screen: what stood there may be old.

    Where the form stood on none of the desk's screens (a stocktaking), the outcome alone.
    """
    outcome = said(counter, came)
    if "screen" in request.POST:
        return show(request, counter, screen, outcome=outcome)
    values = {"outcome": outcome, "where": _where(request, screen), "sound": memory.sound(request)}
    return render(request, "desk/parts/outcome.html", values)


def leave(request: HttpRequest, came: Came) -> None:
    """What came of a form waits for the next page that asks for it."""
    request.session[_WAITING] = {"code": came.code, "ids": came.ids}


def _changed(request: HttpRequest, screen: Screen, came: Came) -> str:
    if came.code == "refused":
        return "nothing"
    if screen.name == "reader" and came.code in ("lent", "renewed", "renewed_all", "returned"):
        return "loans"
    # The first copy of a pile brings the whole list, which then has a place for the next one.
    if came.code == "returned" and screen.name == "return" and len(memory.returned(request)) > 1:
        return "row"
    return "all"


def waiting(request: HttpRequest, counter: Counter) -> Outcome | None:
    """What came of the last form, once."""
    kept = request.session.pop(_WAITING, None)
    return said(counter, Came(kept["code"], kept["ids"])) if kept else None
