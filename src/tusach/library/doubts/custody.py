"""A copy cannot be used where its crate was not: what crates say against what desks say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from tusach.ledger.story import Story, Told
from tusach.library.copies import facts, in_crates
from tusach.library.copies.contests import OUT_OF_CUSTODY

LENT, RETURNED, USED, SEEN = "lent", "returned", "used", "seen"
NOT_THERE = "not_there"
_USES: dict[type[msgspec.Struct], str] = {
    facts.CopyLent: LENT,
    facts.CopyReturned: RETURNED,
    facts.CopyUsed: USED,
    facts.CopySeen: SEEN,
}


class Contradiction(msgspec.Struct, frozen=True):
    """Two facts of one copy. stood_by: by which it stood at `stood` since `since`.

    use: the fact by which it was `what` at `at` on `on`, and nothing told between the two brings it
    there.
    """

    copy: str
    stood_by: str
    stood: str
    since: str
    use: str
    what: str
    at: str
    on: str


class _Stands(msgspec.Struct, frozen=True):
    fact: str
    on: str
    place: str


def contradictions(copy: str, tellings: Iterable[Told]) -> tuple[Contradiction, ...]:
    """Uses at a place to which no crate and no hand brought the copy, in the order of days.

    Of facts of one day nobody knows which was first, so they contradict nothing. A copy that came
    with a crate and was lent there may come back anywhere.
    """
    stands: _Stands | None = None
    found = []
    for told in sorted(tellings, key=lambda one: one.on):
        what = _USES.get(type(told.body))
        if what is None:
            stands = _moved(copy, told, told.body, stands)
            continue
        place = told.place
        if stands is not None and place not in (None, stands.place) and stands.on < told.on:
            assert place is not None
            found.append(
                Contradiction(
                    copy=copy,
                    stood_by=stands.fact,
                    stood=stands.place,
                    since=stands.on,
                    use=told.id,
                    what=what,
                    at=place,
                    on=told.on,
                )
            )
        stands = None
    return tuple(found)


def out_of_custody(story: Story) -> tuple[Contradiction, ...]:
    """Loans at a place while another had the copy in hand, as the story of the copy found them."""
    loans = {one.fact: one for one in story.state.loans}
    found = []
    for one in story.disagreements:
        if one.code == OUT_OF_CUSTODY:
            ours, theirs = (loans[fact] for fact in one.facts)
            found.append(
                Contradiction(
                    copy=story.subject,
                    stood_by=theirs.fact,
                    stood=theirs.place or "",
                    since=theirs.lent_on,
                    use=ours.fact,
                    what=LENT,
                    at=ours.place or "",
                    on=ours.lent_on,
                )
            )
    return tuple(found)


def _moved(copy: str, told: Told, body: Any, before: _Stands | None) -> _Stands | None:
    """Where it stands by what was told of its crate."""
    match body:
        case in_crates.CrateReceived():
            is_there = copy not in body.missing
        case in_crates.CrateSent():
            return None if copy in body.left else _Stands(told.id, told.on, body.to)
        case in_crates.CrateUnpacked():
            is_there = body.reason != NOT_THERE
        case in_crates.CratePacked():
            is_there = True
        case _:
            return before
    return _Stands(told.id, told.on, told.place) if is_there and told.place else None
