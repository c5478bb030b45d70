"""From stories of trips and stops to their rows. Values only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tusach.library.trips.story import StopState, TripState
from tusach.node.store.protocol import TableRows

_Head = tuple[str, str]


def _trip(head: _Head, state: TripState) -> TableRows:
    plan = state.plan
    if plan is None:
        return {}
    row = (
        *head,
        plan.vehicle,
        plan.first_on,
        plan.last_on,
        state.status,
        int(state.is_promised),
        len(plan.stops),
        plan.metres,
        state.driven_m,
        len(state.departure.crew) + state.departure.others if state.departure else None,
    )
    stops = [
        (*head, nr, one.stop, one.place, one.on, one.arrive_minute, one.leave_minute, one.market)
        for nr, one in enumerate(plan.stops)
    ]
    return {"trip": [row], "trip_stop": stops}


def _stop(head: _Head, state: StopState) -> TableRows:
    beside = _beside(head, state)
    told = state.opened or state.missed
    if told is None:
        return beside
    opening = state.opening
    row = (
        *head,
        state.trip,
        state.place,
        state.market,
        state.status,
        told.on,
        told.place,
        json.dumps(opening.classes) if opening is not None and opening.classed else None,
        state.came,
        state.loans,
        state.returns,
        len(state.confirmed),
        state.missed.word if state.missed is not None else "",
    )
    return {"stop": [row], **beside}


def _beside(head: _Head, state: StopState) -> TableRows:
    """Photographs of a stop, and that somebody who signed was erased."""
    photographs = [
        (*head, one.said.hash, one.said.trip, one.place, one.fact, one.said.bytes, one.removed)
        for one in state.photographs
    ]
    rows: TableRows = {}
    if photographs:
        rows["stop_photograph"] = photographs
    if state.erased_on is not None:
        rows["erasure"] = [(*head, "stop", state.erased_on)]
    return rows


TRIP_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {"trip": _trip, "stop": _stop}
