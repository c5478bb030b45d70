"""The report of a term: years before, each as it was reported; proposals in numbers and codes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.reports.test_reports import ANNA, BINH, CHI, ON, at, code
from tests.library.telling import TENANT, Teller, named
from tests.spec.report_cases import MODEL, PEOPLE, frozen

from tusach.ledger.draft import Refusal
from tusach.library.programme.periods import period
from tusach.library.reports import facts, rules
from tusach.library.reports.rules import SAME_HAND
from tusach.library.reports.story import ReportState
from tusach.library.reports.term import is_of_a_term, years_before

TERM = facts.report_subject(TENANT, "term", "", "L2027")
BODY = frozen(kind="term", period="L2027")
YEARS = (facts.TermYear("L2026", (MODEL,), frozen=named("report of 2026")),)
WISHES = (facts.Proposal("model", wanted=70, means=("more_books",)), facts.Proposal("visits", 9))
LATER = "2027-12-05"


def report(teller: Teller) -> ReportState:
    found: ReportState | None = teller.state(TERM)
    return found or ReportState(TERM)


def begun(name: str = "A", **more: Any) -> Teller:
    a = Teller(name, **more)
    a.tell(rules.freeze(report(a), BODY, at(on=LATER), years=YEARS))
    return a


def proposed(teller: Teller, *wishes: facts.Proposal) -> str:
    wish = rules.propose(report(teller), wishes or WISHES, at(on=LATER))
    if isinstance(wish, Refusal):
        return wish.code
    teller.tell(wish)
    return ""


def test_a_report_of_the_term_keeps_the_years_before_it() -> None:
    assert report(begun()).years == YEARS
    alone = Teller("A")
    alone.tell(rules.freeze(report(alone), BODY, at(on=LATER)))
    assert report(alone).years == ()


@pytest.mark.parametrize("name", ["2027", "2027Q4", "L2025", "2027-03"])
def test_a_report_of_the_term_stands_at_the_end_of_a_library_year_of_the_plan(name: str) -> None:
    asked = rules.freeze(ReportState(TERM), frozen(kind="term", period=name), at(on=LATER))
    assert code(asked) == "report.term_period"
    assert not is_of_a_term("poem")


def test_years_before_are_those_of_the_same_term() -> None:
    def before(name: str) -> list[str]:
        over = period(name)
        assert over is not None
        return [one.name for one in years_before(over)]

    assert before("L2026") == []
    assert before("L2030") == ["L2026", "L2027", "L2028", "L2029"]
    assert before("L2031") == []


def test_the_years_go_with_their_freezing_and_not_with_another_one() -> None:
    a, b = begun(), begun("B", now_ms=1_900_000_000_000)
    for teller, other in ((a, b), (b, a)):
        teller.meet(other)
    assert report(a) == report(b)
    assert report(a).years == YEARS
    c = Teller("C", now_ms=2_000_000_000_000)
    c.tell(rules.freeze(ReportState(TERM), BODY, at(on=LATER)))
    c.meet(a)
    assert report(c).years == ()


def test_frozen_anew_it_keeps_its_own_years_and_no_proposals() -> None:
    a = begun()
    assert proposed(a) == ""
    a.tell(rules.send_back(report(a), "text_wrong", at(on=LATER)))
    a.tell(rules.freeze(report(a), BODY, at(on=LATER)))
    assert (report(a).years, report(a).proposals) == ((), ())


def test_proposals_are_whole_and_the_later_ones_count() -> None:
    a = begun()
    assert proposed(a) == ""
    assert report(a).proposals == WISHES
    assert proposed(a) == "report.nothing_different"
    assert proposed(a, WISHES[0]) == ""
    assert report(a).proposals == WISHES[:1]


@pytest.mark.parametrize(
    "wishes",
    [
        (facts.Proposal("poem", 3),),
        (facts.Proposal("model"),),
        (facts.Proposal("model", means=("gold",)),),
        (facts.Proposal("model", 1), facts.Proposal("model", 2)),
        (facts.Proposal("model", rules.MOST_WANTED + 1),),
    ],
)
def test_a_proposal_is_about_a_figure_of_the_report_and_says_something(
    wishes: tuple[facts.Proposal, ...],
) -> None:
    assert proposed(begun(), *wishes) == "report.proposal_odd"
    assert code(rules.propose(report(begun()), (), at(on=LATER))) == "report.proposal_odd"


def test_proposals_end_where_somebody_checked_and_belong_to_a_term_alone() -> None:
    a = begun()
    for step, by in ((facts.PREPARED, ANNA), (facts.CHECKED, BINH)):
        assert (proposed(a, WISHES[step == facts.PREPARED])) == ""
        a.tell(rules.sign(report(a), step, at(by, on=LATER), same_hand=SAME_HAND))
    assert proposed(a) == "report.step_not_due"
    year = Teller("A")
    year.tell(rules.freeze(ReportState(TERM), frozen(), at(on=ON)))
    assert proposed(year) == "report.no_term"
    assert code(rules.propose(ReportState(TERM), WISHES, at())) == "report.no_term"


def test_an_issued_report_of_the_term_stays_as_it_was_issued() -> None:
    a = begun()
    b = Teller("B", now_ms=1_900_000_000_000)
    b.meet(a)
    for step, by in zip(facts.STEPS, (ANNA, BINH, CHI), strict=True):
        a.tell(rules.sign(report(a), step, at(by, on=LATER), same_hand=SAME_HAND))
    a.tell(rules.issue(report(a), facts.ReportIssued("", 12, LATER), at(on=LATER)))
    assert proposed(b) == ""
    other = facts.ReportYearsKept((facts.TermYear("L2026", (PEOPLE,)),))
    b.say("report.years_kept/1", TERM, other, on=LATER)
    a.meet(b)
    assert (report(a).years, report(a).proposals) == (YEARS, ())
