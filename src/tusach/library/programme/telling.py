"""May this be told of a baseline or a target? The facts to tell, or a refusal that says why."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.programme import facts
from tusach.library.programme.aims import ROUNDINGS, WAYS, counted_alike
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.periods import period
from tusach.library.programme.story import BaselineState, TargetState
from tusach.library.quality.facts import LONGEST_PAPER, is_paper_number
from tusach.library.shapes import is_code, is_day

Answer = tuple[Draft, ...] | Refusal
MOST_MILESTONES = 10
YEAR_KINDS = ("library_year", "year")
FIRST_YEAR, LAST_YEAR = (2000, 2199)


class At(msgspec.Struct, frozen=True):
    """The business date, and the place where it is told, if anywhere."""

    on: str
    place: str | None


def declare(
    state: BaselineState, body: facts.BaselineDeclared, said: Definition | None, at: At
) -> Answer:
    """A paper says what a period came to; a later word replaces the earlier one.

    said: the definition that the body names, None where there is none of that name.
    """
    reading = said.read_as(body.reading) if said is not None and body.reading else None
    if said is None or reading is None:
        return _unknown(said, body.indicator)
    wrong = _wrong_period(said, reading, body, at) or _wrong_number(reading, body)
    wrong = wrong or wrong_paper(body.paper, body.dated, at)
    if wrong is not None:
        return wrong
    if body.grade not in facts.GRADES:
        return Refusal("baseline.grade_odd", {})
    told = replace(body, reading=counted_alike(said, reading))
    if state.declared is not None and state.declared.told == told:
        return Refusal("baseline.nothing_new", {})
    return (_draft("baseline.declared/1", state.subject, at, told),)


def withdraw_baseline(state: BaselineState, reason: str, at: At) -> Answer:
    """The word that counts is taken back; records count again."""
    if state.declared is None:
        return Refusal("baseline.none", {})
    if reason and not is_code(reason):
        return Refusal("target.reason_odd", {})
    body = facts.BaselineWithdrawn(state.declared.fact, reason)
    return (_draft("baseline.withdrawn/1", state.subject, at, body),)


def set_target(
    state: TargetState, body: facts.TargetSet, said: Definition | None, at: At
) -> Answer:
    """The target is read so from now on; milestones stand by year."""
    if said is None or not body.reading or said.read_as(body.reading) is None:
        return _unknown(said, body.indicator)
    wrong = _wrong_milestones(said, body.milestones) or wrong_paper(body.paper, body.dated, at)
    if wrong is not None:
        return wrong
    if body.rounding not in ROUNDINGS or body.interpolate not in WAYS:
        return Refusal("target.way_odd", {})
    if body.period not in YEAR_KINDS:
        return Refusal("target.year_odd", {})
    told = replace(body, milestones=tuple(sorted(body.milestones, key=lambda one: one.at)))
    if state.now is not None and state.now.told == told:
        return Refusal("target.nothing_new", {})
    return (_draft("target.set/1", state.subject, at, told),)


def withdraw_target(state: TargetState, reason: str, at: At) -> Answer:
    """What the definition says counts again."""
    if state.now is None:
        return Refusal("target.none", {})
    if reason and not is_code(reason):
        return Refusal("target.reason_odd", {})
    body = facts.TargetWithdrawn(state.now.fact, reason)
    return (_draft("target.withdrawn/1", state.subject, at, body),)


def _unknown(said: Definition | None, indicator: str) -> Refusal:
    if said is None:
        return Refusal("target.indicator_unknown", {"id": indicator})
    known = " ".join(one.id for one in said.readings)
    return Refusal("target.reading_unknown", {"known": known})


def _wrong_period(
    said: Definition, reading: Reading, body: facts.BaselineDeclared, at: At
) -> Refusal | None:
    over = period(body.period)
    if over is None:
        return Refusal("report.period_unknown", {"period": body.period})
    if over.kind not in said.periods:
        return Refusal("figure.period_not_asked", {"period": body.period})
    if at.on <= over.last:
        return Refusal("baseline.period_runs", {"last": over.last})
    if ("unit" if body.unit else "province") not in said.levels:
        return Refusal("figure.level_not_asked", {})
    if reading.growth is None:
        return None
    alike = [one for one in said.readings if one.numerator == reading.numerator]
    years = sorted({one.base_year for one in alike if one.base_year is not None})
    if over.year not in years:
        known = " ".join(map(str, years)) or "–"
        return Refusal("baseline.other_year", {"known": known})
    return None


def _wrong_number(reading: Reading, body: facts.BaselineDeclared) -> Refusal | None:
    if reading.growth is not None and body.num < 1:
        return Refusal("baseline.zero", {})
    if reading.denominator is None:
        return None if body.den is None else Refusal("baseline.no_whole", {})
    if body.den is None or body.den < 1:
        return Refusal("baseline.whole_missing", {})
    return None


def wrong_paper(paper: str, dated: str, at: At) -> Refusal | None:
    """What is wrong with the paper that a word stands on."""
    if not is_paper_number(paper):
        return Refusal("target.paper_odd", {"most": LONGEST_PAPER})
    if not is_day(dated):
        return Refusal("date.malformed", {"on": dated})
    if dated > at.on:
        return Refusal("target.paper_later", {"on": at.on})
    return None


def _wrong_milestones(said: Definition, told: tuple[facts.Milestone, ...]) -> Refusal | None:
    if not 1 <= len(told) <= MOST_MILESTONES:
        return Refusal("target.milestones_missing", {"most": MOST_MILESTONES})
    years = Counter(one.at for one in told)
    twice = tuple(sorted(at for at, often in years.items() if often > 1))
    if twice:
        return Refusal("target.milestones_overlap", {"years": twice})
    if any(not FIRST_YEAR <= one.at <= LAST_YEAR for one in told):
        return Refusal("target.milestone_year_odd", {})
    steps = sorted((one.at, one.value) for one in told)
    for (before, less), (year, more) in pairwise(steps):
        if (more < less) if said.direction == "up" else (more > less):
            return Refusal("target.milestones_backward", {"year": year, "before": before})
    is_share = said.unit == "percent" and all(one.growth is None for one in said.readings)
    if is_share and any(one.value > 100 for one in told):
        return Refusal("target.more_than_whole", {})
    return None


def _draft(kind: str, subject: str, at: At, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind, subject=subject, scope=scopes.CONTROL, on=at.on, place=at.place, body=body
    )
