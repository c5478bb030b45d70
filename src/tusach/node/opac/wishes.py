"""What a reader wishes for and the library has not: told, answered, taken back."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tusach.ledger.draft import Refusal
from tusach.library.holds.facts import ACCOUNT
from tusach.library.holds.rules import LONGEST_WISH, Wishing
from tusach.library.holds.story import WishState
from tusach.library.readers.story import ReaderState
from tusach.node.acts import asked, asking
from tusach.node.acts.node import At
from tusach.node.opac.seat import Seat, reader_of, seated
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import reader_self, rule
from tusach.node.wording.refusals import say_refusal
from tusach.node.wording.terms import TERMS


class WishShown(msgspec.Struct, frozen=True, kw_only=True):
    """A wish of the one who looks. answer: the library's answer in words, or empty."""

    wish: str
    text: str
    author: str
    told_on: str
    answer: str = ""
    on_visit: str = ""


def wishes_shown(seat: Seat, reader: str) -> list[WishShown]:
    """The reader's own wishes that are not over, the newest first."""
    node = seat.node
    states = asked.wishes_of(node, node.store, reader)
    told = asked.who_asked(node, list(states))
    found = []
    for wish, state in states.items():
        said = state.answer
        found.append(
            WishShown(
                wish=wish,
                text=told[wish].wish,
                author=told[wish].author,
                told_on=state.told_on,
                answer=gettext(TERMS.get(said.answer, said.answer)) if said else "",
                on_visit=said.on_visit or "" if said else "",
            )
        )
    return sorted(found, key=lambda one: (one.told_on, one.wish), reverse=True)


@rule(reader_self())
@seated("GET", "HEAD", "POST")
def tell(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Write down what the library should have."""
    text = plain_text(request.POST.get("text", request.GET.get("q", "")))
    author = plain_text(request.POST.get("author", ""))
    words = ""
    if request.method == "POST":
        reader = reader_of(request)
        state: ReaderState = seat.node.store.state(reader, "reader")
        wishing = Wishing(wish="", text=text, author=author, channel=ACCOUNT)
        at = At(state.place or seat.node.own_place() or "", seat.on)
        told = asking.wish(seat.node, wishing, at, reader=reader)
        if not isinstance(told, Refusal):
            return redirect("opac:loans")
        words = say_refusal(told)
    values = {"text": text[:LONGEST_WISH], "author": author, "words": words, "most": LONGEST_WISH}
    return render(request, "opac/wish.html", values, status=409 if words else 200)


@rule(reader_self())
@seated("POST")
def end(request: HttpRequest, seat: Seat, wish: str) -> HttpResponse:
    """Nobody waits for it any more, says who wished for it."""
    if wish not in {one.wish for one in wishes_shown(seat, reader_of(request))}:
        raise Http404
    state: WishState = seat.node.store.state(wish, "wish")
    told = asking.end_wish(seat.node, wish, At(state.place or "", seat.on), reason="wish")
    if isinstance(told, Refusal):
        return render(request, "opac/refused.html", {"words": say_refusal(told)}, status=409)
    return redirect("opac:loans")
