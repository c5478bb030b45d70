"""May a stocktaking begin, rest, go on, be closed? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

import re

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies.desk import Desk, draft
from tusach.library.shapes import is_code
from tusach.library.stocktaking import facts
from tusach.library.stocktaking.story import CLOSED, OPEN, PAUSED, StocktakingState

UNKNOWN, WITHDRAWN = "unknown", "withdrawn"
_LABEL = re.compile(r"(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z./-]{0,29}")

Told = tuple[Draft, ...] | Refusal


def begin(count: str, desk: Desk, body: facts.StocktakingBegun, *, running: int) -> Told:
    """The stock is being counted from now on. running: stocktakings of the place that are open."""
    if refused := desk.future():
        return refused
    if running:
        return Refusal("stocktaking.running", {})
    if not all(map(is_code, body.materials)) or len(body.locations) > 50:
        return Refusal("stocktaking.part_odd", {})
    return (draft("stocktaking.begun/1", count, desk, body),)


def scanning_fault(state: StocktakingState, desk: Desk) -> Refusal | None:
    """Why nothing is scanned into it here and now."""
    if state.begun is None:
        return Refusal("stocktaking.unknown", {})
    if state.place != desk.place:
        return Refusal("stocktaking.other_place", {"place": state.place})
    if state.status == CLOSED:
        return Refusal("stocktaking.closed", {"on": state.closed_on})
    if state.status == PAUSED:
        return Refusal("stocktaking.paused", {"on": state.paused_on})
    if desk.on < state.begun_on:
        return Refusal("stocktaking.begun_later", {"on": desk.on, "begun_on": state.begun_on})
    return desk.future()


def is_label(code: str) -> bool:
    """Whether a text may be the number on a label; a name or a sentence never is.

    >>> is_label("VL.00012"), is_label("Nguyễn Hoa"), is_label("An")
    (True, False, False)
    """
    return _LABEL.fullmatch(code) is not None


def note(state: StocktakingState, desk: Desk, *, code: str, why: str) -> Told:
    """Something stood there that is no copy of the stock; told once for each code."""
    if refused := scanning_fault(state, desk):
        return refused
    if not is_label(code):
        return Refusal("stocktaking.no_label", {})
    if any(one.code == code for one in state.noted):
        return ()
    return (_told("stocktaking.noted/1", state, desk, facts.StocktakingNoted(code, why)),)


def pause(state: StocktakingState, desk: Desk) -> Told:
    """It rests until somebody goes on with it."""
    if refused := _at(state, desk):
        return refused
    if state.status == PAUSED:
        return Refusal("stocktaking.paused", {"on": state.paused_on})
    return (_told("stocktaking.paused/1", state, desk, facts.StocktakingPaused()),)


def resume(state: StocktakingState, desk: Desk) -> Told:
    """It goes on where it was."""
    if refused := _at(state, desk):
        return refused
    if state.status == OPEN:
        return Refusal("stocktaking.goes_on", {})
    return (_told("stocktaking.resumed/1", state, desk, facts.StocktakingResumed()),)


def close(state: StocktakingState, desk: Desk, found: facts.StocktakingClosed) -> Told:
    """It is over, with what was found; what arrives later is seen beside it."""
    if refused := _at(state, desk):
        return refused
    return (_told("stocktaking.closed/1", state, desk, found),)


def _at(state: StocktakingState, desk: Desk) -> Refusal | None:
    if state.begun is None:
        return Refusal("stocktaking.unknown", {})
    if state.place != desk.place:
        return Refusal("stocktaking.other_place", {"place": state.place})
    if state.status == CLOSED:
        return Refusal("stocktaking.closed", {"on": state.closed_on})
    return desk.future()


def _told(kind: str, state: StocktakingState, desk: Desk, body: msgspec.Struct) -> Draft:
    return draft(kind, state.subject, desk, body)
