"""How units, places, rules and blocks read after all their facts."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.library.copies.policy import rule_subject
from tusach.library.places import facts
from tusach.library.places.story import (
    BlockFolder,
    BlockState,
    PlaceFolder,
    PlaceState,
    RuleFolder,
    RuleState,
    UnitFolder,
    UnitState,
)

THING = named("thing")
FOUNDED = facts.PlaceFounded(
    code="TV-01", name="Thư viện xã", kind="commune_library", unit=named("unit"), owner="UBND xã"
)


def two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def test_a_unit_lives_from_a_day_until_a_day() -> None:
    a, _ = two()
    body = facts.UnitDeclared("01837", "commune", {"vi": "Trường Hà"}, "2025-07-01")
    a.say("unit.declared/1", THING, body, on="2025-07-01")
    assert a.state(THING).declared == body
    a.say("unit.ended/1", THING, facts.UnitEnded("2030-07-01", (named("new"),)), on="2030-07-01")
    assert (a.state(THING).ended_on, a.state(THING).into) == ("2030-07-01", (named("new"),))


def test_a_place_is_what_was_said_of_it_last() -> None:
    a, _ = two()
    founded = a.say("place.founded/1", THING, FOUNDED, on="2026-01-01")
    state = a.state(THING)
    assert (state.code, state.name, state.owner) == ("TV-01", "Thư viện xã", "UBND xã")
    assert (state.founded_on, state.founded_by) == ("2026-01-01", founded.id)
    body = facts.PlaceDescribed(name="Tủ sách", kind="bookcase", contact="206 3850 000")
    a.say("place.described/1", THING, body, on="2026-02-01")
    a.say("place.closed/1", THING, facts.PlaceClosed("2026-12-01"), on="2026-11-30")
    state = a.state(THING)
    assert (state.code, state.name, state.kind) == ("TV-01", "Tủ sách", "bookcase")
    assert (state.contact, state.owner, state.unit) == ("206 3850 000", "", None)
    assert state.closed_on == "2026-12-01"


def test_a_place_founded_twice_keeps_its_first_founding() -> None:
    a, b = two()
    first = a.say("place.founded/1", THING, FOUNDED, on="2026-01-01")
    second = b.say("place.founded/1", THING, facts.PlaceFounded("X", "Y", "z"), on="2026-01-01")
    a.meet(b)
    story = a.story(THING)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("place.founded_twice", (first.id, second.id))
    ]
    assert story.state.code == "TV-01"


def rule(valid_from: str, days: int, until: str | None = None) -> facts.RuleSet:
    return facts.RuleSet("lending", {"loan_days": days}, valid_from, until)


def days_on(state: RuleState, on: str) -> Any:
    version = state.in_force(on)
    return version.rule.values["loan_days"] if version else None


def test_the_rule_in_force_is_the_one_told_last_whose_days_hold() -> None:
    a, _ = two()
    a.say("rule.set/1", THING, rule("2026-01-01", 14), on="2026-01-01")
    a.say("rule.set/1", THING, rule("2026-06-01", 21, "2026-08-31"), on="2026-05-01")
    state = a.state(THING)
    wanted = {"2025-12-31": None, "2026-01-01": 14, "2026-06-01": 21, "2026-08-31": 21}
    assert {on: days_on(state, on) for on in wanted} == wanted
    assert days_on(state, "2026-09-01") == 14
    assert codes(a.story(THING)) == []


def test_two_rules_for_the_same_days_told_apart_are_shown() -> None:
    a, b = two()
    first = a.say("rule.set/1", THING, rule("2026-01-01", 14), on="2026-01-01")
    second = b.say("rule.set/1", THING, rule("2026-06-01", 21), on="2026-01-01")
    a.meet(b)
    story = a.story(THING)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("rule.set_apart", (first.id, second.id))
    ]
    assert days_on(story.state, "2026-06-01") == 21


def test_rules_told_apart_that_agree_or_never_meet_contradict_nobody() -> None:
    for other in (
        rule("2026-01-01", 14),
        rule("2027-01-01", 21),
        rule("2025-01-01", 9, "2025-12-31"),
    ):
        a, b = two()
        a.say("rule.set/1", THING, rule("2026-01-01", 14, "2026-12-31"), on="2026-01-01")
        body = other if other.valid_from != "2026-01-01" else rule("2026-01-01", 14, "2026-12-31")
        b.say("rule.set/1", THING, body, on="2026-01-01")
        a.meet(b)
        assert codes(a.story(THING)) == []


def test_a_block_belongs_to_whom_it_was_granted_first() -> None:
    a, b = two()
    first = a.say("block.granted/1", THING, facts.BlockGranted(1, 7, a.place), on="2026-01-01")
    second = b.say("block.granted/1", THING, facts.BlockGranted(1, 7, b.place), on="2026-01-01")
    a.say("block.granted/1", THING, facts.BlockGranted(1, 7, a.place), on="2026-01-02")
    a.meet(b)
    story = a.story(THING)
    assert story.state.granted.holder == a.place
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("block.granted_twice", (first.id, second.id))
    ]


def test_what_is_no_fact_of_theirs_changes_no_story() -> None:
    """A subject named by a fact of another noun (`also`) is folded by its own facts only."""
    a, _ = two()
    a.say("place.founded/1", THING, FOUNDED, on="2026-01-01")
    (told,) = a.story(THING).tellings
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    telling: Any = None
    for folder, state in (
        (UnitFolder(), UnitState(THING)),
        (PlaceFolder(), PlaceState(THING)),
        (RuleFolder(), RuleState(THING)),
        (BlockFolder(), BlockState(THING)),
    ):
        assert folder.step(state, stranger, telling) is state  # type: ignore[attr-defined]


def test_the_subject_of_a_rule_is_its_place_or_its_kind_of_place() -> None:
    subjects = {
        rule_subject("04", "lending", place=place, place_kind=kind, group=None, material=None)
        for place, kind in ((None, None), ("p", None), (None, "p"), ("p", "k"))
    }
    assert len(subjects) == 3
