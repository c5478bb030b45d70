"""From stories of the stock (deliveries, laws, countings, weedings) to their rows. Values only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tusach.library.catalogue.story import LawState
from tusach.library.deliveries.facts import GiftReceived
from tusach.library.deliveries.story import DeliveryState
from tusach.library.stocktaking.story import StocktakingState
from tusach.library.weeding.story import WeedingState
from tusach.node.store.protocol import TableRows

_Head = tuple[str, str]


def _law(head: _Head, state: LawState) -> TableRows:
    said = state.described
    if said is None:
        return {}
    row = (*head, said.number, said.name, said.in_force_on, said.expired_on, said.ended_by)
    return {"law": [row]}


def _erasure(head: _Head, noun: str, on: str | None) -> TableRows:
    return {"erasure": [(*head, noun, on)]} if on is not None else {}


def _delivery(head: _Head, state: DeliveryState) -> TableRows:
    said, erasure = state.received, _erasure(head, "delivery", state.erased_on)
    if said is None:
        return erasure
    row = (
        *head,
        state.place,
        state.source,
        state.paper,
        state.received_on,
        said.copies,
        said.titles,
        None if isinstance(said, GiftReceived) else said.amount,
        said.giver if isinstance(said, GiftReceived) else "",
        len(state.copies),
    )
    return {"delivery": [row], **erasure}


def _stocktaking(head: _Head, state: StocktakingState) -> TableRows:
    if state.begun is None:
        return {}
    found = state.result
    row = (
        *head,
        state.place,
        state.begun_on,
        state.paused_on,
        state.closed_on,
        found.expected if found else None,
        found.seen if found else None,
        found.missing if found else None,
        found.strange if found else None,
        len(state.noted),
    )
    return {"stocktaking": [row]}


def _weeding(head: _Head, state: WeedingState) -> TableRows:
    erasure = _erasure(head, "weeding", state.erased_on)
    if state.begun is None:
        return erasure
    said, done = state.decided, state.carried
    row = (
        *head,
        state.place,
        state.begun_on,
        state.status,
        len(state.proposed),
        said.decision if said else "",
        said.decided_on if said else None,
        said.disposal if said else "",
        state.carried_on,
        done.copies if done else None,
    )
    return {
        "weeding": [row],
        "weeding_copy": [(*head, one.copy, one.reason) for one in state.proposed],
        **erasure,
    }


STOCK_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {
    "law": _law,
    "delivery": _delivery,
    "stocktaking": _stocktaking,
    "weeding": _weeding,
}
