"""A story is the same for the same facts, and never refuses one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.histories import FEWER, histories
from tests.ledger.lamp import (
    FOLDERS,
    LAMP,
    LAMP_KINDS,
    OTHER_LAMP,
    REGISTER,
    ROOM,
    Lamp,
    LampFolder,
    Lit,
    Scribe,
    ids,
    lit,
)

from tusach.ledger.folders import Folders
from tusach.ledger.kind import Register
from tusach.ledger.order import Held, Lineage, Span
from tusach.ledger.story import Disagreement, Story, Telling


def fold(*held: Held, **more: Any) -> Story:
    return FOLDERS.fold(LAMP, held, **more)


@FEWER
@given(histories(), st.data())
def test_any_order_and_any_doubles_fold_to_the_same_story(
    told: list[Held], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(told + data.draw(st.lists(st.sampled_from(told)))))
    assert fold(*shuffled) == fold(*told)


@FEWER
@given(histories(), st.data())
def test_every_fact_is_somewhere_in_the_story(told: list[Held], data: st.DataObject) -> None:
    part = data.draw(st.lists(st.sampled_from(told), unique_by=lambda one: one.id))
    story = fold(*part)
    assert sorted(ids(story.held)) == sorted(ids(part))
    counted = {one.id for one in story.tellings} | set(story.void) | {key for key, _ in story.dead}
    for one in part:
        amends = one.fact.kind in ("fact.corrected/1", "fact.voided/1")
        assert one.id in counted or amends or one.fact.kind in story.needs_update
    assert {one.id for one in story.tellings}.isdisjoint(story.void)
    assert {key for key, _ in story.dead}.isdisjoint(story.void)
    assert set(story.missing).isdisjoint(ids(part))


@FEWER
@given(histories(), histories())
def test_a_bad_fact_changes_only_its_own_subject(told: list[Held], other: list[Held]) -> None:
    scribe = Scribe(9)
    bad = scribe.tell("lamp.lit/1", lit(-5), subject=OTHER_LAMP)
    before = fold(*told)
    assert FOLDERS.fold(OTHER_LAMP, [bad]).dead == (
        (bad.id, "lamp.lit/1: ArithmeticError: less than no oil"),
    )
    assert fold(*told) == before


def test_a_lamp_lit_and_put_out_is_told_in_order() -> None:
    scribe = Scribe()
    first = scribe.light(40, place=ROOM, teller="4d" * 16)
    second = scribe.put_out(after=[first])
    story = fold(second, first)
    assert story.state == Lamp(LAMP, None, 40, 1000, (first.id, second.id))
    assert story.noun == "lamp"
    assert story.heads == (second.id,)
    assert (story.missing, story.void, story.dead, story.needs_update) == ((), (), (), ())
    told = story.tellings[0]
    assert told.body == Lit(True, 40)
    assert (told.kind, told.main, told.on) == ("lamp.lit/1", True, "2026-11-23")
    assert (told.place, told.teller) == (ROOM, "4d" * 16)


def test_an_older_kind_is_read_as_the_newest() -> None:
    old = Scribe().tell("lamp.dimmed/1", {"percent": 40})
    story = fold(old)
    assert story.state.per_mille == 400
    assert story.tellings[0].kind == "lamp.dimmed/2"


def test_an_unknown_kind_is_kept_and_named_and_read_after_the_update() -> None:
    scribe = Scribe()
    first = scribe.light()
    second = scribe.put_out(after=[first])
    older = Folders(
        Register(kind for kind in REGISTER.kinds.values() if kind.name != "lamp.put_out/1"),
        [LampFolder()],
    )
    story = older.fold(LAMP, [first, second])
    assert story.needs_update == ("lamp.put_out/1",)
    assert story.held == (first, second)
    assert story.state.burning == first.id
    assert story.heads == (second.id,)
    assert fold(*story.held).state.burning is None


def test_a_subject_of_unknown_kinds_only_has_no_state() -> None:
    one = Scribe().tell("ship.sailed/1", {})
    story = fold(one)
    assert (story.noun, story.state, story.needs_update) == ("", None, ("ship.sailed/1",))


def test_amendments_that_a_register_does_not_know_need_an_update() -> None:
    scribe = Scribe()
    first = scribe.light()
    void = scribe.void(first)
    story = Folders(Register(LAMP_KINDS), [LampFolder()]).fold(LAMP, [first, void])
    assert story.needs_update == ("fact.voided/1",)
    assert story.state.burning == first.id


def test_a_body_of_a_wrong_shape_is_a_dead_letter_and_the_rest_goes_on() -> None:
    scribe = Scribe()
    bad = scribe.tell("lamp.lit/1", {"oil_ml": "much"})
    worse = scribe.tell("lamp.dimmed/1", {"percents": 3}, after=[bad])
    good = scribe.light(7, after=[worse])
    story = fold(bad, worse, good)
    assert [key for key, _ in story.dead] == [bad.id, worse.id]
    assert "lamp.lit/1: ValidationError" in story.dead[0][1]
    assert "lamp.dimmed/1: KeyError" in story.dead[1][1]
    assert story.state.oil_ml == 7


def test_facts_of_another_noun_touch_a_subject_without_naming_it() -> None:
    scribe = Scribe()
    named = scribe.tell("room.named/1", {"name": "kho"}, subject=ROOM, also=(LAMP,), ms=0)
    alone = fold(named)
    assert (alone.noun, alone.state) == ("", None)
    assert [told.main for told in alone.tellings] == [False]
    first = scribe.light(after=[named])
    story = fold(named, first)
    assert story.noun == "lamp"
    assert story.state.seen == (named.id, first.id)
    assert FOLDERS.fold(ROOM, [named]).noun == "room"
    assert FOLDERS.fold(ROOM, [named]).state is None


def test_two_who_did_not_know_each_other_disagree() -> None:
    desk, van = Scribe(1).light(ms=1), Scribe(2).light(ms=2)
    story = fold(desk, van)
    assert story.disagreements == (Disagreement("lamp.lit_twice", (desk.id, van.id)),)
    assert fold(desk, van, desk).disagreements == story.disagreements


def test_who_knew_the_other_does_not_disagree() -> None:
    desk = Scribe(1).light(ms=9)
    assert fold(Scribe(2).light(ms=1, after=[desk]), desk).disagreements == ()


def test_with_a_parent_missing_a_disagreement_is_not_proven() -> None:
    desk, van = Scribe(1), Scribe(2)
    first = desk.light(ms=1)
    between = desk.put_out(ms=2, after=[first])
    second = van.light(ms=3, after=[between])
    assert fold(first, second).disagreements == (
        Disagreement("lamp.lit_twice", (first.id, second.id), proven=False),
    )
    assert fold(first, second).missing == (between.id,)
    assert fold(first, second, between).disagreements == ()


def test_parents_in_another_story_leave_a_disagreement_proven() -> None:
    scribe, other = Scribe(1), Scribe(2).light(ms=2)
    room = scribe.tell("room.named/1", {"name": "kho"}, subject=ROOM)
    first = scribe.light(also=(ROOM,), after=[room], ms=1)
    assert not fold(first, other).disagreements[0].proven
    assert fold(first, other, elsewhere={room.id}).disagreements[0].proven


def test_a_disagreement_is_said_once() -> None:
    one, other = Scribe(1).light(), Scribe(2).light()
    telling = Telling([one, other])
    telling.disagree("lamp.lit_twice", one.id, other.id)
    telling.disagree("lamp.lit_twice", one.id, other.id)
    assert len(telling.disagreements) == 1
    assert isinstance(telling.lineage, Lineage)
    assert telling.lineage is telling.lineage


def test_a_mended_clock_changes_who_was_last() -> None:
    desk, van = Scribe(1), Scribe(2)
    early, late = desk.light(1, ms=100), van.light(2, ms=200)
    assert fold(early, late).state.oil_ml == 2
    assert fold(early, late, corrections={van.stream: [Span(1, 9, -150)]}).state.oil_ml == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_what_was_late_is_folded_where_it_belongs(order: tuple[int, ...]) -> None:
    scribe = Scribe()
    first = scribe.light(1)
    second = scribe.put_out(after=[first])
    third = scribe.light(3, after=[second])
    facts = (first, second, third)
    assert fold(*(facts[place] for place in order)).state.seen == (first.id, second.id, third.id)
