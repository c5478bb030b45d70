"""A report after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.reports import facts

FROZEN_APART = "report.frozen_apart"
OTHER_MEANT = "report.other_meant"
ISSUED_APART = "report.issued_apart"


class Frozen(msgspec.Struct, frozen=True):
    """A freezing: its fact, its day, who told it, what it holds."""

    fact: str
    on: str
    by: str | None
    told: facts.ReportFrozen


class Step(msgspec.Struct, frozen=True):
    """A step that somebody stood for."""

    fact: str
    step: str
    by: str | None
    on: str


class Issue(msgspec.Struct, frozen=True):
    """The report, or a letter about it, with its number and day."""

    fact: str
    told: facts.ReportIssued


class Correction(msgspec.Struct, frozen=True):
    """A letter that says what is different."""

    fact: str
    on: str
    told: facts.ReportCorrected


class ReportState(msgspec.Struct, frozen=True):
    """frozen: the one that counts. returned: why it went back, empty = it did not.

    steps: of that freezing. issued: once, whatever is told later. years, proposals: of a report
    of the term, by that freezing.
    """

    subject: str
    frozen: Frozen | None = None
    steps: tuple[Step, ...] = ()
    returned: str = ""
    issued: Issue | None = None
    corrections: tuple[Correction, ...] = ()
    years: tuple[facts.TermYear, ...] = ()
    proposals: tuple[facts.Proposal, ...] = ()

    @property
    def standing(self) -> str:
        """The last step done, or sent_back, issued, corrected; empty before any."""
        if self.frozen is None:
            return ""
        if self.issued is not None:
            return "corrected" if self.corrections else "issued"
        if self.returned:
            return "sent_back"
        return self.steps[-1].step if self.steps else "frozen"

    @property
    def next_step(self) -> str:
        """The step that is due; empty where none is."""
        if self.frozen is None or self.returned or self.issued is not None:
            return ""
        done = {one.step for one in self.steps}
        return next((one for one in facts.STEPS if one not in done), "")

    @property
    def values(self) -> tuple[facts.ReportValue, ...]:
        """The values as they were said last: frozen, or as the latest letter corrects them."""
        found = {one.indicator: one for one in (self.frozen.told.values if self.frozen else ())}
        for letter in self.corrections:
            found |= {one.indicator: one for one in letter.told.values}
        return tuple(found.values())


class ReportFolder:
    """Folds `report.*`."""

    noun = "report"

    def start(self, subject: str) -> ReportState:
        """A report of which nothing is known."""
        return ReportState(subject)

    def step(self, state: ReportState, told: Told, telling: Telling) -> ReportState:
        """The report after one more fact; what speaks of another freezing is shown, not counted."""
        body: Any = told.body
        if isinstance(body, facts.ReportFrozen):
            return _frozen(state, told, telling)
        if isinstance(body, facts.ReportYearsKept):
            return _with_years(state, told, telling)
        if state.frozen is None or body.frozen != state.frozen.fact:
            others = (state.frozen.fact,) if state.frozen else ()
            telling.disagree(OTHER_MEANT, *others, told.id)
            return state
        match body:
            case facts.ReportSigned():
                if any(one.step == body.step for one in state.steps):
                    return state
                done = Step(told.id, body.step, told.teller, told.on)
                return replace(state, steps=(*state.steps, done))
            case facts.ReportProposed():
                return state if state.issued else replace(state, proposals=body.proposals)
            case facts.ReportReturned():
                return state if state.issued else replace(state, returned=body.reason)
            case facts.ReportIssued():
                first = state.issued
                if first is None:
                    return replace(state, issued=Issue(told.id, body), returned="")
                if first.told != body:
                    telling.disagree(ISSUED_APART, first.fact, told.id)
                return state
            case _:
                assert isinstance(body, facts.ReportCorrected)  # no other kind is folded here
                letter = Correction(told.id, told.on, body)
                return replace(state, corrections=(*state.corrections, letter))


def _frozen(state: ReportState, told: Told, telling: Telling) -> ReportState:
    """An issued report stays as it was issued; else the later freezing counts, without steps."""
    before = state.frozen
    if before is not None and not telling.lineage.knew(told.id, before.fact):
        telling.disagree(FROZEN_APART, before.fact, told.id)
    if state.issued is not None:
        return state
    return ReportState(state.subject, Frozen(told.id, told.on, told.teller, told.body))


def _with_years(state: ReportState, told: Told, telling: Telling) -> ReportState:
    """The years belong to the freezing before them; of another one they count no more."""
    body: Any = told.body
    at = state.frozen
    if at is None or state.issued is not None or not telling.lineage.knew(told.id, at.fact):
        return state
    return replace(state, years=body.years)


FOLDERS = (ReportFolder(),)
