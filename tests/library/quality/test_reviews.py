"""Review between communes: asked for by the province, beside the others, deciding nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.quality.test_assessments import ALL, AT, COMMUNE, ONE, OPENED, SHORT, code
from tests.library.telling import Teller, named

from tusach.library.quality import assessing, reviewing
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.facts import (
    AssessmentInspected,
    AssessmentReviewAssigned,
    AssessmentReviewed,
    Found,
)
from tusach.library.quality.lines import lines, tasks

OTHER, THIRD = named("other unit"), named("third unit")
LESS = Found("copies", met=False, value=1900, why="counted_anew")


def state(teller: Teller) -> AssessmentState:
    found: AssessmentState = teller.state(ONE)
    return found


def submitted() -> Teller:
    a = Teller("A")
    a.tell(assessing.begin(AssessmentState(ONE), OPENED, AT))
    a.tell(assessing.answer(state(a), ALL, COMMUNE, AT))
    a.tell(assessing.submit(state(a), COMMUNE, AT))
    return a


def asked() -> Teller:
    a = submitted()
    a.tell(reviewing.assign(state(a), AssessmentReviewAssigned(OTHER, "2026-12-01"), AT))
    return a


def review(teller: Teller, *found: Found, **more: Any) -> str:
    given = state(teller).given
    told = {
        "reviewer": OTHER,
        "reviewed_on": AT.on,
        "found": found,
        "answered": given.fact if given else "",
    }
    wish = reviewing.review(state(teller), AssessmentReviewed(**(told | more)), COMMUNE, AT)
    if code(wish) == "":
        teller.tell(wish)
    return code(wish)


def test_what_another_commune_found_stands_beside_and_decides_nothing() -> None:
    a = asked()
    before = lines(state(a), COMMUNE, {})
    assert review(a, LESS) == ""
    after = {line.criterion.code: line for line in lines(state(a), COMMUNE, {})}
    assert after["copies"].reviewed == LESS
    assert after["floor"].reviewed is None
    assert [(x.criterion, x.own, x.found, x.met) for x in before] == [
        (x.criterion, x.own, x.found, x.met) for x in lines(state(a), COMMUNE, {})
    ]
    assert tasks(state(a)) == ()
    assert state(a).standing == "submitted"


def test_a_later_review_counts_and_an_inspection_stays_what_it_is() -> None:
    a = asked()
    assert review(a, LESS) == ""
    assert review(a, LESS) == "assessment.nothing_new"
    assert review(a, Found("copies", met=True, value=2100), reviewed_on="2026-11-01") == ""
    assert state(a).reviewed("copies") == (state(a).reviews[-1], LESS)
    given = state(a).given
    assert given is not None
    seen = AssessmentInspected(AT.on, (SHORT,), given.fact)
    a.tell(assessing.inspect(state(a), seen, COMMUNE, AT))
    assert state(a).found("copies") == (AT.on, SHORT)
    assert [task.criterion for task in tasks(state(a))] == ["copies"]


@pytest.mark.parametrize(
    ("found", "more", "refused"),
    [
        ((LESS,), {"reviewer": THIRD}, "assessment.not_asked"),
        ((), {}, "assessment.found_missing"),
        ((LESS,), {"reviewed_on": "2026-11-21"}, "assessment.inspected_later"),
        ((LESS,), {"answered": named("older")}, "assessment.answered_meanwhile"),
        ((Found("copies", met=False, value=1900),), {}, "assessment.why_missing"),
        ((SHORT,), {}, "assessment.criteria_odd"),
        ((Found("poem", met=True),), {}, "assessment.criteria_odd"),
    ],
)
def test_a_review_is_by_whom_was_asked_and_says_why_it_differs(
    found: tuple[Found, ...], more: dict[str, Any], refused: str
) -> None:
    assert review(asked(), *found, **more) == refused


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (AssessmentReviewAssigned(OPENED.unit), "assessment.reviews_itself"),
        (AssessmentReviewAssigned(OTHER, "2026-12-01"), "assessment.nothing_new"),
        (AssessmentReviewAssigned(THIRD, "2026-11-19"), "assessment.review_past"),
        (AssessmentReviewAssigned(THIRD), ""),
        (AssessmentReviewAssigned(OTHER), ""),
    ],
)
def test_the_province_asks_each_commune_once(body: AssessmentReviewAssigned, refused: str) -> None:
    a = asked()
    wish = reviewing.assign(state(a), body, AT)
    assert code(wish) == refused
    if not refused:
        a.tell(wish)
        reviewers = [one for one, _due in state(a).reviewers]
        assert len(set(reviewers)) == len(reviewers)


def test_only_what_was_handed_in_is_reviewed() -> None:
    a = Teller("A")
    body = AssessmentReviewAssigned(OTHER)
    assert code(reviewing.assign(AssessmentState(ONE), body, AT)) == "assessment.unknown"
    a.tell(assessing.begin(AssessmentState(ONE), OPENED, AT))
    assert code(reviewing.assign(state(a), body, AT)) == "assessment.not_submitted"
    unknown = AssessmentReviewed(OTHER, AT.on, (LESS,))
    assert code(reviewing.review(AssessmentState(ONE), unknown, COMMUNE, AT)) == (
        "assessment.unknown"
    )
    assert review(a, LESS) == "assessment.not_asked"
