"""Gifts and other deliveries: written down, entered book by book, acknowledged on paper."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.deliveries.facts import DeliveryReceived, GiftPrivate, GiftReceived
from tusach.library.deliveries.story import GIFT, DeliveryState
from tusach.node.acts import entering as acts
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name, titles_of
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.stock import memory, said
from tusach.node.stock.forms import DeliveryForm, GiftForm

MOST = 60
_LATEST = (
    "SELECT subject FROM delivery WHERE tenant = ? AND place = ? "
    "ORDER BY received_on DESC, subject LIMIT ?"
)
_COPIES = (
    "SELECT subject, code, title, price FROM copy WHERE tenant = ? AND delivery = ? "
    "ORDER BY code LIMIT 5000"
)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("GET", "HEAD", "POST"))
def deliveries(request: HttpRequest, counter: Counter) -> HttpResponse:
    """What came in lately, and the two forms for what stands on the table now."""
    what = request.POST.get("what", "")
    gift = GiftForm(request.POST if what == GIFT else None, prefix="g")
    other = DeliveryForm(request.POST if what == "other" else None, prefix="d")
    sent = gift if what == GIFT else other if what == "other" else None
    if sent is not None and sent.is_valid():
        done = _receive(counter, gift if what == GIFT else None, other)
        if not isinstance(done, Refusal):
            memory.choose(request, done)
            toasts.add(request, "stock.received")
            return redirect("stock:delivery", delivery=done)
        sent.add_error(None, counter.say(done))
    node = counter.node
    rows = node.store.query(_LATEST, (node.tenant, counter.place, MOST))
    values = {
        "gift": gift,
        "other": other,
        "what": what,
        "rows": [delivery_shown(counter, row[0]) for row in rows],
        "chosen": memory.delivery(request),
        "place": place_name(node, counter.place),
    }
    wrong = sent is not None
    return render(request, "stock/deliveries.html", values, status=422 if wrong else 200)


def _receive(counter: Counter, gift: GiftForm | None, other: DeliveryForm) -> str | Refusal:
    if gift is None:
        told = other.cleaned_data
        body = DeliveryReceived(
            source=told["source"],
            paper=told["paper"],
            copies=told["copies"],
            titles=told["titles"],
            amount=told["amount"],
        )
        return acts.receive(counter.node, body, counter.at)
    told = gift.cleaned_data
    given = GiftReceived(
        copies=told["copies"],
        titles=told["titles"],
        giver=told["giver"],
        conditions=tuple(told["conditions"]),
        receipt=told["paper"],
    )
    private = GiftPrivate(told["name"], told["contact"], told["words"])
    return acts.receive(counter.node, given, counter.at, private=private)


def delivery_shown(counter: Counter, delivery: str) -> dict[str, Any]:
    """A delivery in a line, without the giver's name."""
    state: DeliveryState = counter.node.store.state(delivery, "delivery")
    told = state.received
    return {
        "delivery": delivery,
        "source": state.source,
        "paper": state.paper,
        "on": state.received_on,
        "copies": told.copies if told else None,
        "titles": told.titles if told else None,
        "amount": told.amount if isinstance(told, DeliveryReceived) else None,
        "entered": len(state.copies),
        "is_gift": isinstance(told, GiftReceived),
        "giver": told.giver if isinstance(told, GiftReceived) else "",
        "conditions": list(told.conditions) if isinstance(told, GiftReceived) else [],
        "names_giver": acts.keeps_giver(counter.node, delivery),
        "counts": told is not None,
    }


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def delivery(request: HttpRequest, counter: Counter, delivery: str) -> HttpResponse:
    """One delivery with its books: the receipt for the giver, or a list for the file."""
    node = counter.node
    state = _own(counter, delivery)
    rows = node.store.query(_COPIES, (node.tenant, delivery))
    titles = titles_of(node, [row[2] for row in rows])
    giver = None
    if state.part is not None:
        look(counter.staff, counter.place, "giver of books")
        giver = acts.giver_of(node, delivery)
    values = {
        "one": delivery_shown(counter, delivery),
        "giver": giver and msgspec.structs.asdict(giver),
        "copies": [
            {"copy": copy, "code": code, "title": titles.get(title), "price": price}
            for copy, code, title, price in rows
        ],
        "chosen": memory.delivery(request) == delivery,
        "place": place_name(node, counter.place),
        "address": node.place(counter.place).address,
        "today": counter.today,
    }
    return render(request, "stock/delivery.html", values)


def _own(counter: Counter, delivery: str) -> DeliveryState:
    state: DeliveryState = counter.node.store.state(delivery, "delivery")
    if state.received is None and not acts.keeps_giver(counter.node, delivery):
        raise Http404
    if acts.place_of(counter.node, delivery) != counter.place and not counter.is_wide:
        raise PermissionDenied
    return state


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def choose(request: HttpRequest, counter: Counter, delivery: str) -> HttpResponse:
    """What is entered from now on came with this delivery."""
    _own(counter, delivery)
    memory.choose(request, delivery)
    toasts.add(request, "stock.chosen", tone="note")
    return redirect("stock:enter")


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def leave(request: HttpRequest, counter: Counter) -> HttpResponse:
    """What is entered from now on belongs to no delivery."""
    memory.choose(request, "")
    toasts.add(request, "stock.left", tone="note")
    return redirect("stock:enter")


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def forget(request: HttpRequest, counter: Counter, delivery: str) -> HttpResponse:
    """The giver's name is removed everywhere."""
    _own(counter, delivery)
    done = acts.forget_giver(counter.node, delivery, counter.at)
    if isinstance(done, Refusal):
        said.refuse(request, done)
    else:
        toasts.add(request, "stock.forgotten", tone="note")
    return redirect("stock:delivery", delivery=delivery)
