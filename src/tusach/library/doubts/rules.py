"""May a doubt be answered, a spot check be drawn or answered? The facts to tell, or a refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.doubts import drawing, facts
from tusach.library.doubts.story import DoubtState, SpotcheckState

EVENTS = ("class_visit", "reading_event", "power_cut", "market", "campaign", "other")
"""What may explain an unusual month."""
SOURCES = ("lottery_north", "drand", "other")
"""Where a public value comes from; the first is drawn every evening and printed everywhere."""
MOST_DRAWN, USUAL_DRAWN = 200, 30
PUBLIC_DAYS = 3
"""The public value is at most so many days old, so that few of them can be chosen from."""

Told = tuple[Draft, ...] | Refusal


class At(msgspec.Struct, frozen=True):
    """on: the business date. place: whose month it is. by: who tells, None = the node itself."""

    on: str
    place: str
    by: str | None


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: n records of a month, by a public value of a day."""

    month: str
    of: str
    source: str
    public_on: str
    public: str
    n: int = USUAL_DRAWN


def answer(
    state: DoubtState,
    body: facts.DoubtAnswered,
    at: At,
    *,
    reasons: Collection[str],
    contradictions: Collection[str],
) -> Told:
    """Somebody looked. reasons, contradictions: those that the month has and nobody answered."""
    if at.by is None:
        return Refusal("doubt.nobody_looked", {})
    if not {*body.reasons} | {*body.facts}:
        return Refusal("doubt.nothing_chosen", {})
    if not ({*body.reasons} <= {*reasons} and {*body.facts} <= {*contradictions}):
        return Refusal("doubt.answered_already", {})
    if body.how not in facts.HOWS or (body.how == facts.EXPLAINED) != (body.event in EVENTS):
        return Refusal("doubt.event_missing", {})
    return (_draft("doubt.answered/1", state.subject, at, body),)


def draw(state: SpotcheckState, asked: Drawing, at: At, *, ids: Iterable[str]) -> Told:
    """So many records are drawn. ids: of the month, told before the day of the public value."""
    if state.drawn is not None:
        return Refusal("spotcheck.drawn_already", {"on": state.drawn.on})
    over = _first_after(asked.month)
    oldest = (date.fromisoformat(at.on) - timedelta(days=PUBLIC_DAYS)).isoformat()
    if at.on < over or asked.public_on < over:
        return Refusal("spotcheck.month_not_over", {"first": over})
    if not oldest <= asked.public_on <= at.on:
        return Refusal("spotcheck.public_old", {"first": oldest, "last": at.on})
    if not drawing.is_public(asked.public):
        return Refusal("spotcheck.public_odd", {})
    if not 1 <= asked.n <= MOST_DRAWN:
        return Refusal("spotcheck.number_odd", {"most": MOST_DRAWN})
    known = sorted(set(ids))
    if not known:
        return Refusal("spotcheck.nothing_to_draw", {})
    framed = drawing.frame(known)
    seeded = drawing.seed(
        subject=state.subject, public_on=asked.public_on, public=asked.public, framed=framed
    )
    body = facts.SpotcheckDrawn(
        month=asked.month,
        of=asked.of,
        source=asked.source,
        public_on=asked.public_on,
        public=asked.public,
        size=len(known),
        frame=framed,
        drawn=drawing.draw(known, seeded, asked.n),
    )
    return (_draft("spotcheck.drawn/1", state.subject, at, body),)


def found(
    state: SpotcheckState, body: facts.SpotcheckAnswered, at: At, *, tellers: Collection[str | None]
) -> Told:
    """So much was found so far. tellers: who told the records that were drawn."""
    if state.drawn is None:
        return Refusal("spotcheck.unknown", {})
    if body.drawing != state.drawn.fact:
        return Refusal("spotcheck.drawn_anew", {})
    if at.by is None or at.by in tellers:
        return Refusal("spotcheck.own_records", {})
    said = (*body.confirmed, *body.wrong, *body.unreached)
    if len(set(said)) != len(said) or not set(said) <= set(state.drawn.told.drawn):
        return Refusal("spotcheck.drawn_anew", {})
    if not said:
        return Refusal("spotcheck.nothing_found", {})
    if state.found is not None and state.found.told == body:
        return Refusal("spotcheck.nothing_new", {})
    return (_draft("spotcheck.answered/1", state.subject, at, body),)


def is_drawn_right(state: SpotcheckState) -> bool:
    """Whether those drawn are in the order that their seed gives."""
    if state.drawn is None:
        return False
    return drawing.came_later(state.drawn.told.drawn, (), seed_of(state)) is not None


def seed_of(state: SpotcheckState) -> str:
    """The seed of a drawing, as anybody makes it again."""
    assert state.drawn is not None
    said = state.drawn.told
    return drawing.seed(
        subject=state.subject, public_on=said.public_on, public=said.public, framed=said.frame
    )


def _first_after(month: str) -> str:
    """The day after the last one of a month.

    >>> _first_after("2026-12")
    '2027-01-01'
    """
    return (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1).isoformat()


def _draft(kind: str, subject: str, at: At, body: msgspec.Struct) -> Draft:
    scope = scopes.operations(at.place)
    return Draft(kind=kind, subject=subject, scope=scope, on=at.on, place=at.place, body=body)
