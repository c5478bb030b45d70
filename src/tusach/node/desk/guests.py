"""Readers of other places: served by the sealed back of their card, without a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.readers.story import ReaderState
from tusach.library.readers.visiting import VisitorCard
from tusach.node.acts.finding import reader_of_card
from tusach.node.acts.guests import guest_card
from tusach.node.desk import circulating, memory
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.offers import Offer
from tusach.node.desk.outcomes import Outcome
from tusach.node.desk.screens import Screen, done, show, waiting
from tusach.node.people.access import Act, rule, staff


def arrive(request: HttpRequest, counter: Counter, screen: Screen, text: str) -> HttpResponse:
    """The back of a card was scanned: go on with its reader, or say why not and what to do."""
    card = guest_card(counter.node, text, counter.on)
    if isinstance(card, Refusal):
        return show(request, counter, screen, outcome=_refused(counter, card), changed="nothing")
    known = _known_here(counter, card)
    if known:
        return circulating.begin_with(request, counter, screen, known)
    memory.remember_guest(
        request,
        {
            "reader": card.reader,
            "place": card.place,
            "valid_until": card.valid_until,
            "group": card.group,
            "age_band": card.age_band,
        },
    )
    target = Screen("guest", reader=card.reader)
    if screen.name == "lend" and screen.copy:
        return lend(request, counter, card.reader, screen.copy)
    if request.headers.get("HX-Request"):
        return show(request, counter, target)
    return redirect(target.address)


def _known_here(counter: Counter, card: VisitorCard) -> str:
    """The reader of this number, where this desk may see one: the back is not needed then."""
    for reader in (reader_of_card(counter.node, card.number), card.reader):
        if reader is not None:
            state: ReaderState = counter.node.store.state(reader, "reader")
            if state.registered_on is not None and counter.sees(state):
                return reader
    return ""


def lend(request: HttpRequest, counter: Counter, reader: str, copy: str) -> HttpResponse:
    """Lend to the guest whose card was scanned in this session."""
    state = circulating.as_guest(request, counter, reader)
    assert state is not None  # asked before, by `stands_with`
    came = circulating.lend_one(counter, copy=copy, reader=reader, guest=state)
    return done(request, counter, Screen("guest", reader=reader), came)


@rule(staff("librarian"))
@at_desk(Act.LEND)
def show_guest(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """A reader of another place with the one field; without a scanned card back to the desk."""
    if memory.guest(request, reader) is None:
        return redirect("desk:home")
    screen = Screen("guest", reader=reader)
    return show(request, counter, screen, outcome=waiting(request, counter))


def _refused(counter: Counter, refusal: Refusal) -> Outcome:
    """Why the card cannot be believed, and the way on: registered here until the hub knows."""
    address = reverse("desk:family") + "?lines=1"
    offer = Offer(_("Register here for now"), "plus", address, is_link=True)
    again = refusal.code == "visitor.half_read"
    return Outcome(
        tone="bad",
        title=_("Not read rightly") if again else _("This card cannot be used here"),
        words=counter.say(refusal),
        offers=() if again else (offer,),
        more=()
        if again
        else (
            _(
                "Write the number of the card into the form: the province joins both "
                "registrations later, and nothing is lost."
            ),
        ),
    )
