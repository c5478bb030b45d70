"""Photographs of what was looked at: of a criterion, answered for, removed for good."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.quality.test_assessments import (
    ALL,
    AT,
    COMMUNE,
    ONE,
    SHORT,
    answered,
    asked,
    code,
    opened,
)
from tests.library.quality.test_assessments import state as folded

from tusach.library.quality import assessing, photographs, reviewing
from tusach.library.quality import facts as quality
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.lines import lines
from tusach.library.trips.evidence import LARGEST_BYTES

PICTURE = quality.AssessmentPhotographed(
    hash="07" * 32,
    bytes=150_000,
    media="jpeg",
    width=1280,
    height=960,
    children="none",
    taken_on=AT.on,
    criterion="copies",
)
GONE = quality.AssessmentPhotographRemoved(PICTURE.hash, "mistake")


def state(*bodies: Any) -> AssessmentState:
    """An assessment of which these were told, in this order."""
    a = opened()
    for body in bodies:
        name = "photographed" if isinstance(body, quality.AssessmentPhotographed) else None
        a.say(f"assessment.{name or 'photograph_removed'}/1", ONE, body, on=AT.on)
    return folded(a)


def test_a_photograph_shows_a_criterion_or_the_place_as_a_whole() -> None:
    for criterion in ("copies", ""):
        body = replace(PICTURE, criterion=criterion)
        wish = photographs.photograph(state(), body, COMMUNE, AT)
        assert not code(wish)
    kept = state(PICTURE, replace(PICTURE, hash="08" * 32, criterion=""))
    assert [one.told.hash for one in kept.pictures_of("copies")] == [PICTURE.hash]
    assert {one.criterion.code: one.pictures for one in lines(kept, COMMUNE, {})}["copies"] == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"criterion": "colour"}, "assessment.criteria_odd"),
        ({"taken_on": "2026-11-21"}, "photograph.taken_later"),
        ({"children": "some"}, "photograph.children"),
        ({"media": "gif"}, "photograph.no_picture"),
        ({"bytes": 0}, "photograph.large"),
        ({"bytes": LARGEST_BYTES + 1}, "photograph.large"),
    ],
)
def test_what_may_not_be_kept_is_refused(more: dict[str, Any], said: str) -> None:
    assert code(photographs.photograph(state(), replace(PICTURE, **more), COMMUNE, AT)) == said


def test_nothing_is_photographed_of_an_assessment_that_nobody_opened() -> None:
    nobody = AssessmentState(ONE)
    assert code(photographs.photograph(nobody, PICTURE, COMMUNE, AT)) == "assessment.unknown"


def test_the_same_picture_once_and_not_more_than_a_few() -> None:
    assert code(photographs.photograph(state(PICTURE), PICTURE, COMMUNE, AT)) == "photograph.known"
    many = [replace(PICTURE, hash=f"{nr:02x}" * 32) for nr in range(photographs.MOST_PICTURES)]
    more = replace(PICTURE, hash="fe" * 32)
    assert code(photographs.photograph(state(*many), more, COMMUNE, AT)) == "photograph.many"
    fewer = state(*many, quality.AssessmentPhotographRemoved("03" * 32, "mistake"))
    assert not code(photographs.photograph(fewer, more, COMMUNE, AT))


def test_told_twice_by_two_who_had_not_heard_of_each_other_it_is_one_picture() -> None:
    assert len(state(PICTURE, PICTURE).pictures) == 1


def test_what_is_removed_stays_so_in_whatever_order_it_is_heard() -> None:
    other = replace(PICTURE, hash="08" * 32)
    for told in permutations((PICTURE, GONE, other)):
        found = state(*told)
        assert [one.told.hash for one in found.kept] == [other.hash]
        assert code(photographs.photograph(found, PICTURE, COMMUNE, AT)) == "photograph.removed"


def test_removing_names_a_picture_that_is_there_and_a_reason() -> None:
    def removed(one: AssessmentState, reason: str) -> str:
        return code(photographs.remove_photograph(one, AT, digest=PICTURE.hash, reason=reason))

    assert removed(state(), "mistake") == "photograph.unknown"
    assert removed(state(PICTURE), "") == "reason.missing"
    assert removed(state(PICTURE), "mistake") == ""


def test_a_difference_may_stand_on_a_photograph_of_that_criterion() -> None:
    def inspected(*pictures: Any) -> Any:
        a = opened()
        answered(a, *ALL)
        for body in pictures:
            a.say("assessment.photographed/1", ONE, body, on=AT.on)
        one = folded(a)
        found = (replace(SHORT, why=assessing.PHOTOGRAPHED),)
        given = one.given.fact if one.given else ""
        body = quality.AssessmentInspected(AT.on, found, given)
        return assessing.inspect(one, body, COMMUNE, AT)

    for none in ((), (replace(PICTURE, criterion="floor"),)):
        wish = inspected(*none)
        assert code(wish) == "assessment.photograph_missing"
        assert asked(wish) == ("copies",)
    assert code(inspected(PICTURE)) == ""


def test_a_reviewer_who_says_so_needs_the_photograph_as_well() -> None:
    a = opened()
    answered(a, *ALL)
    one = folded(a)
    given = one.given.fact if one.given else ""
    one = replace(one, submitted=given, reviewers=(("other", None),))
    found = (replace(SHORT, why=assessing.PHOTOGRAPHED, due_on=None),)
    body = quality.AssessmentReviewed("other", AT.on, found, given)
    assert code(reviewing.review(one, body, COMMUNE, AT)) == "assessment.photograph_missing"
