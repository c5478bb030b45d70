"""May this be weeded, and how much? Facts to tell, or a refusal with a way on.

Source: Circular 02/2020/TT-BVHTTDL, as far as it was read; its numbers are data of the profile.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies import rules as copies
from tusach.library.copies.desk import Desk, draft, gone
from tusach.library.copies.states import CopyState
from tusach.library.profile.lending import MaterialKind
from tusach.library.profile.parts import LegalNumber
from tusach.library.profile.weeding import Weeding
from tusach.library.readers.rules import erased_in
from tusach.library.shapes import is_code
from tusach.library.weeding import facts
from tusach.library.weeding.story import DECIDED, OPEN, WeedingState

SPARED = ("used", "only_copy", "repaired", "council", "mistake")
LONGEST_PAPER, MOST_MEMBERS = 60, 30

Told = tuple[Draft, ...] | Refusal


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much may leave. stock: copies of the place, those that left in the window included.

    left: how many left within it for reasons that count. planned: of this dossier, that count.
    """

    stock: int
    left: int
    planned: int
    percent: int
    citation: str = ""

    @property
    def allowed(self) -> int:
        """How many may leave within the window.

        >>> Share(stock=1999, left=0, planned=0, percent=10).allowed
        199
        """
        return self.stock * self.percent // 100

    @property
    def room(self) -> int:
        """How many more than planned may leave; below 0 where too many are planned."""
        return self.allowed - self.left - self.planned


_draft = partial(draft, scope=scopes.operations)


def never(copy: CopyState, kinds: Sequence[MaterialKind]) -> Refusal | None:
    """Why this copy never leaves by weeding, whatever its age."""
    if copy.protected is not None:
        return Refusal("weeding.protected", {"reason": copy.protected.word})
    material = copy.registered.material if copy.registered else ""
    kind = next((one for one in kinds if one.code == material), None)
    if kind is not None and not kind.weeded:
        return Refusal("weeding.never", {"material": material})
    return None


def unfit(copy: CopyState, kinds: Sequence[MaterialKind], *, owner: str) -> Refusal | None:
    """Why this copy is not proposed: it never leaves, is gone, lent, or another place's."""
    if refused := gone(copy) or never(copy, kinds):
        return refused
    if copy.owner != owner:
        return Refusal("weeding.other_owner", {"owner": copy.owner})
    if copy.open_loan is not None:
        return Refusal("copy.on_loan", {"due_on": copy.open_loan.due_on})
    if copy.reserved is not None:
        return Refusal("copy.reserved", {"until": copy.reserved.until, "hold": copy.reserved.of})
    return None


def over_share(share: Share) -> dict[str, Any] | None:
    """Why this much does not leave: with what left before it is more than the share allows."""
    if share.room >= 0:
        return None
    return {
        "planned": share.planned,
        "left": share.left,
        "allowed": share.allowed,
        "percent": share.percent,
        "citation": share.citation,
    }


def begin(dossier: str, desk: Desk, *, decision: str) -> Told:
    """A dossier is opened."""
    if refused := desk.future() or _paper_fault(decision):
        return refused
    return (_draft("weeding.begun/1", dossier, desk, facts.WeedingBegun(decision)),)


def name_council(state: WeedingState, desk: Desk, members: Sequence[facts.Member]) -> Told:
    """These people decide; their names go into the private part alone."""
    if refused := _at(state, desk):
        return refused
    told = tuple(
        facts.Member(" ".join(one.name.split()), " ".join(one.post.split()))
        for one in members
        if one.name.strip()
    )
    if not told or len(told) > MOST_MEMBERS:
        return Refusal("weeding.council_odd", {"most": MOST_MEMBERS})
    body = facts.CouncilNamed(len(told))
    return (
        _draft(
            "weeding.council_named/1", state.subject, desk, body, private=facts.CouncilPrivate(told)
        ),
    )


def propose(
    state: WeedingState,
    desk: Desk,
    wanted: Sequence[CopyState],
    *,
    reason: str,
    weeding: Weeding,
    kinds: Sequence[MaterialKind],
) -> Told:
    """These copies should leave; one that may not refuses all of them, by its number."""
    if refused := _open(state, desk):
        return refused
    if reason not in {one.code for one in weeding.reasons}:
        return Refusal("weeding.reason_unknown", {})
    for copy in wanted:
        if refused := unfit(copy, kinds, owner=desk.place):
            code = copy.registered.code if copy.registered else ""
            return Refusal(refused.code, {**refused.values, "code": code})
    subjects = [copy.subject for copy in wanted]
    drafts = []
    for at in range(0, len(subjects), facts.MOST_AT_ONCE):
        body = facts.WeedingProposed(tuple(subjects[at : at + facts.MOST_AT_ONCE]), reason)
        drafts.append(_draft("weeding.proposed/1", state.subject, desk, body))
    return tuple(drafts)


def spare(state: WeedingState, desk: Desk, wanted: Sequence[str], *, reason: str) -> Told:
    """These copies stay after all."""
    if refused := _open(state, desk):
        return refused
    listed = {one.copy for one in state.proposed}
    found = tuple(copy for copy in wanted if copy in listed)
    if not found:
        return Refusal("weeding.not_listed", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    step = facts.MOST_AT_ONCE
    return tuple(
        _draft(
            "weeding.spared/1",
            state.subject,
            desk,
            facts.WeedingSpared(found[at : at + step], reason),
        )
        for at in range(0, len(found), step)
    )


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The paper by which the council's proposal becomes a decision."""

    number: str
    on: str
    disposal: str


def decide(
    state: WeedingState, desk: Desk, paper: Decision, *, share: Share, weeding: Weeding
) -> Told:
    """What is proposed leaves, by this paper; refused where it is too much of the stock."""
    if refused := _open(state, desk):
        return refused
    if not state.proposed:
        return Refusal("weeding.empty", {})
    if state.members == 0:
        return Refusal("weeding.no_council", {})
    if not paper.number.strip():
        return Refusal("weeding.paper_missing", {})
    if refused := _paper_fault(paper.number):
        return refused
    if not state.begun_on <= paper.on <= desk.today:
        return Refusal("weeding.day_odd", {"from": state.begun_on, "until": desk.today})
    if paper.disposal not in {one.code for one in weeding.disposals}:
        return Refusal("weeding.disposal_unknown", {})
    if (much := over_share(share)) is not None:
        return Refusal("weeding.share_over", much)
    body = facts.WeedingDecided(
        decision=paper.number,
        decided_on=paper.on,
        disposal=paper.disposal,
        copies=len(state.proposed),
        counted=share.planned,
        left=share.left,
        stock=share.stock,
    )
    return (_draft("weeding.decided/1", state.subject, desk, body),)


def carry_out(
    state: WeedingState,
    desk: Desk,
    wanted: Sequence[CopyState],
    *,
    paper: str,
    kinds: Sequence[MaterialKind],
) -> Told:
    """Every copy of the dossier leaves that still may; a lent or protected one stays.

    One that was proposed after the decision stays too: nobody has decided about it.
    """
    if refused := _at(state, desk) or _paper_fault(paper):
        return refused
    if state.status != DECIDED or state.decided is None:
        return Refusal("weeding.not_decided", {})
    why = dict(state.proposed)
    drafts: list[Draft] = []
    for copy in wanted:
        decided = copy.subject in why and copy.subject not in state.late
        if not decided or unfit(copy, kinds, owner=desk.place):
            continue
        told = copies.withdraw(
            copy, desk, reason=why[copy.subject], decision=state.decided.decision
        )
        if not isinstance(told, Refusal):
            drafts += told
    body = facts.WeedingCarriedOut(len(drafts), paper)
    return (
        *drafts,
        _draft("weeding.carried_out/1", state.subject, desk, body),
    )


def drop(state: WeedingState, desk: Desk, *, reason: str) -> Told:
    """The dossier is given up; nothing leaves by it."""
    if refused := _at(state, desk):
        return refused
    if state.status not in (OPEN, DECIDED):
        return Refusal("weeding.over", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    return (_draft("weeding.dropped/1", state.subject, desk, facts.WeedingDropped(reason)),)


def forget_council(
    state: WeedingState, parts: Sequence[str], *, place: str, on: str, reason: str
) -> Told:
    """The names of the council are to be removed everywhere; the dossier stays.

    parts: commitments of every naming, of one that does not count any more too; place: of it.
    """
    if not parts or state.erased_on is not None:
        return Refusal("weeding.nobody_named", {})
    return (erased_in(state.subject, parts, place=place, on=on, reason=reason),)


def next_due(
    *, last: str | None, founded: str | None, stock: int, numbers: Sequence[LegalNumber]
) -> str | None:
    """The day by which the stock is to be looked through again; None where that is not known.

    last: when copies left by a dossier the last time; founded: when the place began. Where that
    year has no such day (29 February) it is the last one of the month.
    """
    by_code = {one.code: one.value for one in numbers}
    small = by_code.get("weeding_small_stock")
    years = by_code.get("weeding_years_small")
    if small is not None and stock > small:
        years = by_code.get("weeding_years_large")
    since = last or founded
    if years is None or since is None:
        return None
    day = date.fromisoformat(since)
    year = day.year + years
    last_day = monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last_day)).isoformat()


def window_begins(on: str, months: int) -> str:
    """The first day of the window that ends on a day.

    Where the month before has no such day, it begins with the month after it.

    >>> window_begins("2026-03-31", 12), window_begins("2028-02-29", 12)
    ('2025-04-01', '2027-03-01')
    """
    day = date.fromisoformat(on)
    whole = day.year * 12 + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    last = monthrange(year, month)[1]
    before = date(year, month, min(day.day, last))
    return (before + timedelta(days=1)).isoformat()


def _paper_fault(paper: str) -> Refusal | None:
    if len(paper) > LONGEST_PAPER:
        return Refusal("delivery.paper_long", {"most": LONGEST_PAPER})
    return None


def _open(state: WeedingState, desk: Desk) -> Refusal | None:
    if refused := _at(state, desk):
        return refused
    return None if state.status == OPEN else Refusal("weeding.over", {})


def _at(state: WeedingState, desk: Desk) -> Refusal | None:
    if state.begun is None:
        return Refusal("weeding.unknown", {})
    if state.place != desk.place:
        return Refusal("weeding.other_place", {"place": state.place})
    return desk.future()
