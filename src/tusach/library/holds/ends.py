"""What a place that was asked for a copy has to be told, when the hold is over.

It knows of the hold only by the hub (`hold.assigned`), so the hub says there that nobody waits any
more, and takes that back when somebody does again. Source: docs/decisions/0039.
"""

from __future__ import annotations

from collections.abc import Sequence

from tusach.ledger.draft import Draft
from tusach.ledger.story import Told
from tusach.library.copies.ends import END, TAKE_BACK, Owed, taken_back, told_there
from tusach.library.holds.facts import HoldAssigned, HoldEndedElsewhere
from tusach.library.holds.story import HoldState

ENDED_ELSEWHERE = "hold.ended_elsewhere/1"


def owed(state: HoldState, tellings: Sequence[Told]) -> tuple[Owed, ...]:
    """What is owed of one hold; tellings: its facts that count."""
    if state.placed is None or state.assigned is None:
        return ()
    told = {one.place: one.id for one in tellings if isinstance(one.body, HoldEndedElsewhere)}
    asked = {one.place: one.id for one in tellings if isinstance(one.body, HoldAssigned)}
    over = state.filled or state.ended
    found = []
    for place, by in asked.items():
        if place is None or place == state.place:
            continue
        if over is not None and place not in told:
            found.append(Owed(by, END, place, over.on, over.place or "", ""))
        if over is None and place in told:
            found.append(Owed(by, TAKE_BACK, place, "", "", told[place]))
    return tuple(found)


def draft(one: Owed, hold: HoldState, *, on: str) -> Draft:
    """What is owed, as a wish of the hub. on: its business date."""
    if one.what == TAKE_BACK:
        return taken_back(one, hold.subject, on=on)
    over = hold.filled or hold.ended
    assert over is not None
    body = HoldEndedElsewhere(one.on, over.word)
    return told_there(one, ENDED_ELSEWHERE, hold.subject, body, on=on)
