"""Places that are visited: their classes, how they are served, requests for a visit."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.places import serving
from tusach.library.places.requests import RequestState
from tusach.library.places.served_facts import (
    Classed,
    PlaceServiceSet,
    VisitAnswered,
    VisitRequested,
)
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done


def classes(node: Node) -> frozenset[str]:
    """Codes of the classes of the profile."""
    told = node.profile.serving
    return frozenset(one.code for one in told.classes) if told else frozenset()


def classes_at(node: Node, place: str, on: str) -> tuple[str, ...] | None:
    """The classes of a place on a day, with those of its unit; None where nobody decided any."""
    state = node.place(place)
    unit = node.store.state(state.unit, "unit") if state.unit else None
    found = serving.classes_of(state, unit, on)
    return tuple(one.told.place_class for one in found) or None


def classify(node: Node, subject: str, noun: str, body: Classed, *, at: At) -> Done | Refusal:
    """A place or a unit is of a class. noun: `place` or `unit`."""
    return node.store.act(
        at.by,
        lambda transaction: serving.classify(
            transaction.state(subject, noun), body, on=at.on, classes=classes(node)
        ),
    )


def serve_so(node: Node, place: str, body: PlaceServiceSet, at: At) -> Done | Refusal:
    """How a vehicle serves the place from a day on."""
    return node.store.act(
        at.by,
        lambda transaction: serving.serve_so(transaction.state(place, "place"), body, on=at.on),
    )


def request(node: Node, body: VisitRequested, at: At) -> Done | Refusal:
    """Somebody asks for a visit; the request waits on the list until it is answered."""
    subject = node.store.random.new_id()
    return node.store.act(
        at.by,
        lambda transaction: serving.request(
            RequestState(subject), transaction.state(body.place, "place"), body, on=at.on
        ),
    )


def answer(node: Node, subject: str, body: VisitAnswered, at: At) -> Done | Refusal:
    """The request has its answer."""
    return node.store.act(
        at.by,
        lambda transaction: serving.answer(transaction.state(subject, "request"), body, on=at.on),
    )


def requests(node: Node, *, place: str | None = None) -> tuple[RequestState, ...]:
    """Every request, those without an answer first, then the latest; of one place."""
    rows = node.store.query(
        "SELECT subject FROM visit_request WHERE tenant = ? AND (? = '' OR place = ?) "
        "ORDER BY answer IS NOT NULL, asked_on DESC, subject",
        (node.tenant, place or "", place or ""),
    )
    return tuple(node.store.state(str(row[0]), "request") for row in rows)
