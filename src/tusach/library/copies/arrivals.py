"""That a sending is over, seen by a place which the sender hears nothing of.

A place never holds the circulation of another: a copy that it sent stays on its way there until
the hub says that it has arrived. What the hub has to say follows from these. Source: decision 0039.
"""

from __future__ import annotations

from msgspec.structs import replace

from tusach.ledger.story import Told
from tusach.library.copies import in_crates
from tusach.library.copies.facts import CopyArrivedElsewhere, CopySent, LoanEndedElsewhere
from tusach.library.copies.states import Arrival, CopyState


def arrived_elsewhere(state: CopyState, told: Told, body: CopyArrivedElsewhere) -> CopyState:
    """The sending that is on its way is over; of any other one nothing is said."""
    if state.on_way is None or state.on_way.fact != body.sent:
        return state
    return brought(state, told, on=body.arrived_on, at=body.at)


def brought(state: CopyState, told: Told, *, on: str, at: str) -> CopyState:
    """By the hub's word it is in the hands of another place; a loss before that day is over."""
    stays_lost = state.lost_by is not None and state.lost_on > on
    day = max(on, state.kept_on)
    return replace(
        state,
        on_way=None,
        reserved=None,
        withheld=None,
        holder=at,
        kept_by=told.id,
        kept_at=at,
        kept_on=day,
        last_seen_at=at,
        last_seen_on=day,
        lost_by=state.lost_by if stays_lost else None,
        lost_on=state.lost_on if stays_lost else "",
        lost_reason=state.lost_reason if stays_lost else "",
    )


def with_arrivals(before: CopyState, after: CopyState, told: Told) -> CopyState:
    """The copy after one more fact, and what that shows of sendings."""
    way = before.on_way
    is_over = way is not None and (after.on_way is None or after.on_way.fact != way.fact)
    if is_over and way is not None and way.place:
        after = _noted(after, told, sent=way.fact, sender=way.place)
    if isinstance(told.body, CopySent) and told.place:
        if after.on_way is not None and after.on_way.fact == told.id:
            return _without(after, told.place)
        return _overtaken(after, told, sender=told.place)
    return after


def _noted(after: CopyState, told: Told, *, sent: str, sender: str) -> CopyState:
    """A sending is over by this fact; its own place knows that, unless the hub has said it."""
    body = told.body
    if type(body) in in_crates.STEPS:
        return _without(after, sender)  # of crates the catalogue tells, which the sender holds
    if isinstance(body, CopyArrivedElsewhere):
        return _with(after, Arrival(sent, sender, body.arrived_on, body.at, told.id))
    if isinstance(body, LoanEndedElsewhere):
        at, on = body.at, body.ended_on
    else:
        at, on = told.place, told.on
    if told.place == sender or at is None or at == sender:
        return _without(after, sender)
    return _with(after, Arrival(sent, sender, on, at, told.id))


def _overtaken(after: CopyState, told: Told, *, sender: str) -> CopyState:
    """A sending that stands in the order behind what shows where the copy came to."""
    loan = after.open_loan
    if loan is not None:
        by, on, at = loan.fact, loan.lent_on, loan.place
    else:
        by, on, at = after.kept_by or "", after.kept_on, after.kept_at
    if at is None or at == sender:
        return after
    return _with(after, Arrival(told.id, sender, on, at, by))


def _with(state: CopyState, one: Arrival) -> CopyState:
    return replace(state, arrivals=(*_others(state, one.place), one))


def _without(state: CopyState, place: str) -> CopyState:
    others = _others(state, place)
    return state if len(others) == len(state.arrivals) else replace(state, arrivals=others)


def _others(state: CopyState, place: str) -> tuple[Arrival, ...]:
    return tuple(one for one in state.arrivals if one.place != place)
