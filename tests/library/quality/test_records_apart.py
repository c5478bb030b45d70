"""What two people told of one thing, not knowing of each other, is shown; the later counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.library.agreements.facts import AgreementSigned
from tusach.library.digital.facts import OnlineUseCounted, use_subject
from tusach.library.gatherings.facts import (
    GatheringCancelled,
    GatheringHeld,
    GatheringPlanned,
)
from tusach.library.quality.facts import ModelRecognised, model_subject
from tusach.library.quality.first_set import CRITERIA, LEAST_COPIES, SCARCE, SET
from tusach.library.workers.facts import CourseOffered, WorkerEngaged, WorkerLeft, WorkerTrained
from tusach.library.workers.story import WorkerFolder, WorkerState

ON, PLACE, UNIT = "2026-03-02", named("place"), named("unit")
THING, COURSE = named("thing"), named("course")
USE = use_subject(TENANT, PLACE, "page", "2026-02")

CASES: list[tuple[str, str, str, Callable[[int], Any]]] = [
    (
        "agreement.signed_apart",
        "agreement.signed/1",
        THING,
        lambda nr: AgreementSigned(f"{nr}/TT", (PLACE, UNIT), ("law",), ON),
    ),
    (
        "use.counted_apart",
        "use.counted/1",
        USE,
        lambda nr: OnlineUseCounted(PLACE, "page", "2026-02", nr, "log"),
    ),
    (
        "gathering.held_apart",
        "gathering.held/1",
        THING,
        lambda nr: GatheringHeld(PLACE, "club", "X", ON, heads=(("child", nr),)),
    ),
    (
        "model.recognised_apart",
        "model.recognised/1",
        model_subject(TENANT, UNIT),
        lambda nr: ModelRecognised(UNIT, (PLACE,), "7/QĐ", f"2026-03-0{nr}"),
    ),
    (
        "worker.trained_apart",
        "worker.trained/1",
        THING,
        lambda nr: WorkerTrained(COURSE, ON, passed=nr == 1),
    ),
    (
        "course.offered_apart",
        "course.offered/1",
        COURSE,
        lambda nr: CourseOffered({"vi": f"Lớp {nr}"}, ("law",), ON, ON),
    ),
]


def two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def codes(teller: Teller, subject: str) -> list[str]:
    return [one.code for one in teller.story(subject).disagreements]


@pytest.mark.parametrize(("code", "kind", "subject", "body"), CASES, ids=[one[0] for one in CASES])
def test_two_words_told_apart_are_shown_and_equal_ones_are_not(
    code: str, kind: str, subject: str, body: Callable[[int], Any]
) -> None:
    for second, shown in ((2, [code]), (1, [])):
        a, b = two()
        a.say(kind, subject, body(1), on=ON)
        b.say(kind, subject, body(second), on=ON)
        a.meet(b)
        assert codes(a, subject) == codes(b, subject) == shown
    a, b = two()
    a.say(kind, subject, body(1), on=ON)
    b.meet(a)
    b.say(kind, subject, body(2), on=ON)
    assert codes(b, subject) == []


def test_an_event_that_was_held_was_not_called_off_by_who_did_not_know() -> None:
    a, b = two()
    planned = GatheringPlanned(PLACE, "club", "X", ON)
    for one in (a, b):
        one.say("gathering.planned/1", THING, planned, on=ON)
    a.say("gathering.held/1", THING, GatheringHeld(PLACE, "club", "X", ON), on=ON)
    b.say("gathering.cancelled/1", THING, GatheringCancelled("weather"), on=ON)
    a.meet(b)
    assert codes(a, THING) == ["gathering.cancelled_though_held"]
    assert a.state(THING).cancelled is None


def test_leaving_before_beginning_changes_nothing_and_a_stranger_neither() -> None:
    a, b = two()
    a.say("worker.engaged/1", THING, WorkerEngaged(PLACE, "volunteer", ON), on=ON)
    a.say("worker.left/1", THING, WorkerLeft(PLACE, "2026-01-01"), on=ON)
    assert a.state(THING).works[0].valid_until is None
    assert WorkerState(THING).place is None
    assert a.state(THING).place == PLACE
    b.meet(a)
    (told, *_others) = a.story(THING).tellings
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    state = a.state(THING)
    assert WorkerFolder().step(state, stranger, None) is state  # type: ignore[arg-type]


def test_the_first_set_of_criteria_says_on_what_each_stands() -> None:
    assert SET.endswith("@1")
    assert LEAST_COPIES == 300
    assert len({one.code for one in CRITERIA}) == len(CRITERIA) == 4
    assert all(one.legal and one.action for one in CRITERIA)
    assert len(set(SCARCE)) == 2
