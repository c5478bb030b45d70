"""May this be told of a report? The facts to tell, or a refusal that says what to do."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import is_hash
from tusach.library import scopes
from tusach.library.programme.periods import period
from tusach.library.reports import facts
from tusach.library.reports.story import ReportState
from tusach.library.reports.term import FIRST_TERM, is_of_a_term
from tusach.library.shapes import is_code

Answer = tuple[Draft, ...] | Refusal

SAME_HAND = frozenset({(facts.CHECKED, facts.SIGNED)})
"""Pairs of steps that one person may stand for. Provisional: no text says who may do both.

Who checks and signs may be the same; nobody checks or signs what they prepared themselves.
"""
LONGEST_MARK = 20
MEANS = (
    *("more_books", "more_vehicles", "more_training", "more_agreements", "more_funds"),
    *("better_rooms", "better_network", "other"),
)
"""What a proposal for the next term may say that it takes."""
MOST_WANTED = 100_000_000
RETURNED_FOR = ("figures_wrong", "places_silent", "text_wrong", "other")


class At(msgspec.Struct, frozen=True):
    """on: the business date. place: where it is told, if anywhere. by: None = the node itself."""

    on: str
    place: str | None
    by: str | None


def freeze(
    report: ReportState,
    body: facts.ReportFrozen,
    at: At,
    *,
    years: tuple[facts.TermYear, ...] = (),
) -> Answer:
    """The values of the period are kept; once, unless the report was returned.

    years: those before, of a report of the term; it stands at the end of a library year.
    """
    over = period(body.period)
    if over is None or body.kind not in facts.REPORT_KINDS:
        return Refusal("report.period_unknown", {"period": body.period})
    if body.kind == facts.TERM and not is_of_a_term(body.period):
        return Refusal("report.term_period", {"first": FIRST_TERM})
    if at.on < over.first:
        return Refusal("report.period_ahead", {"first": over.first})
    if all(one.num is None for one in body.values):
        return Refusal("report.nothing_in_it", {})
    if report.frozen is not None and report.standing != "sent_back":
        return Refusal(
            "report.exists",
            {"period": body.period, "on": report.frozen.on, "report": report.subject},
        )
    told = (_draft("report.frozen/1", report, at, body=body),)
    if not years:
        return told
    return (*told, _draft("report.years_kept/1", report, at, body=facts.ReportYearsKept(years)))


def propose(report: ReportState, proposals: tuple[facts.Proposal, ...], at: At) -> Answer:
    """What is proposed for the next term, whole, before anybody checks the report."""
    if report.frozen is None or report.frozen.told.kind != facts.TERM:
        return Refusal("report.no_term", {})
    if report.next_step not in (facts.PREPARED, facts.CHECKED):
        return Refusal("report.step_not_due", {"due": report.next_step or report.standing})
    known = {one.indicator for one in report.frozen.told.values}
    named = [one.indicator for one in proposals]
    odd = any(set(one.means) - set(MEANS) or not (one.wanted or one.means) for one in proposals)
    if not proposals or odd or len(set(named)) != len(named) or not set(named) <= known:
        return Refusal("report.proposal_odd", {})
    if any((one.wanted or 0) > MOST_WANTED for one in proposals):
        return Refusal("report.proposal_odd", {})
    if proposals == report.proposals:
        return Refusal("report.nothing_different", {})
    body = facts.ReportProposed(report.frozen.fact, proposals)
    return (_draft("report.proposed/1", report, at, body=body),)


def sign(
    report: ReportState,
    step: str,
    at: At,
    *,
    same_hand: frozenset[tuple[str, str]],
    least_heard: int = 0,
) -> Answer:
    """The step that is due is done, by a person who may stand for it beside the earlier ones.

    least_heard: of a hundred places that were to be heard so many were, or it is not signed.
    """
    if report.frozen is None:
        return Refusal("report.unknown", {})
    if not report.next_step or step != report.next_step:
        return Refusal("report.step_not_due", {"due": report.next_step or report.standing})
    if at.by is None:
        return Refusal("report.nobody_signs", {})
    for one in report.steps:
        if one.by == at.by and (one.step, step) not in same_hand:
            return Refusal("report.same_person", {"step": one.step})
    said = report.frozen.told
    if step == facts.SIGNED and said.heard * 100 < least_heard * said.due:
        told = {"heard": said.heard, "due": said.due, "least": least_heard}
        return Refusal("report.few_heard", told)
    body = facts.ReportSigned(report.frozen.fact, step)
    return (_draft("report.signed/1", report, at, body=body),)


def send_back(report: ReportState, reason: str, at: At) -> Answer:
    """It goes back to whoever prepares it, as long as it is not issued."""
    if report.frozen is None:
        return Refusal("report.unknown", {})
    if report.issued is not None:
        return Refusal("report.issued_already", {"on": report.issued.told.dated})
    if report.returned:
        return Refusal("report.returned_already", {})
    if not is_code(reason):
        return Refusal("report.reason_odd", {})
    body = facts.ReportReturned(report.frozen.fact, reason)
    return (_draft("report.returned/1", report, at, body=body),)


def issue(report: ReportState, body: facts.ReportIssued, at: At) -> Answer:
    """Signed, it has its number and its day."""
    if report.frozen is None:
        return Refusal("report.unknown", {})
    if report.issued is not None:
        return Refusal("report.issued_already", {"on": report.issued.told.dated})
    if report.standing != facts.SIGNED:
        return Refusal("report.step_not_due", {"due": report.next_step or report.standing})
    wrong = _wrong_number(body.number, body.mark, body.dated, on=at.on, least=report.frozen.on)
    if wrong is not None:
        return wrong
    if body.file and not is_hash(body.file):
        return Refusal("report.file_odd", {})
    told = msgspec.structs.replace(body, frozen=report.frozen.fact)
    return (_draft("report.issued/1", report, at, body=told),)


def correct(report: ReportState, body: facts.ReportCorrected, at: At) -> Answer:
    """A letter says which values are different from those that were said last."""
    if report.frozen is None or report.issued is None:
        return Refusal("report.not_issued", {})
    said = set(report.values)
    changed = tuple(one for one in body.values if one not in said)
    if not changed:
        return Refusal("report.nothing_different", {})
    least = report.issued.told.dated
    wrong = _wrong_number(body.number, body.mark, body.dated, on=at.on, least=least)
    if wrong is not None:
        return wrong
    told = msgspec.structs.replace(body, frozen=report.frozen.fact, values=changed)
    return (_draft("report.corrected/1", report, at, body=told),)


def _wrong_number(number: int, mark: str, dated: str, *, on: str, least: str) -> Refusal | None:
    if number < 1 or len(mark) > LONGEST_MARK or any(x.isspace() or x == "/" for x in mark):
        return Refusal("report.number_odd", {"most": LONGEST_MARK})
    if not least <= dated <= on:
        return Refusal("report.day_odd", {"first": least, "last": on})
    return None


def _draft(kind: str, report: ReportState, at: At, *, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind, subject=report.subject, scope=scopes.CONTROL, on=at.on, place=at.place, body=body
    )
