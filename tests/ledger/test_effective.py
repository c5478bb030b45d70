"""Corrections and voidings: what counts, and with which body."""

import msgspec
import pytest
from hypothesis import given
from tests.ledger.histories import FEWER, histories
from tests.ledger.lamp import FOLDERS, LAMP, Scribe, lit

from tusach.ledger.mechanism import FactVoided
from tusach.ledger.order import Held
from tusach.ledger.story import Disagreement, Story


def fold(*held: Held) -> Story:
    return FOLDERS.fold(LAMP, held)


def target_of(one: Held) -> str:
    return str(msgspec.json.decode(one.fact.body)["target"])


@FEWER
@given(histories(most=14, least=4))
def test_a_fact_is_void_while_a_voiding_of_it_counts(told: list[Held]) -> None:
    voidings = [one for one in told if one.fact.kind == "fact.voided/1"]

    def is_void(fact: str) -> bool:
        return any(target_of(one) == fact and not is_void(one.id) for one in voidings)

    assert set(fold(*told).void) == {one.id for one in told if is_void(one.id)}


@FEWER
@given(histories(most=14, least=4))
def test_no_void_or_unheard_correction_ever_counts(told: list[Held]) -> None:
    story = fold(*told)
    kinds = {one.id: one.fact.kind for one in told}
    for target, correction in story.corrected:
        assert kinds[correction] == "fact.corrected/1"
        assert correction not in story.void
        assert target not in story.void
    assert len(dict(story.corrected)) == len(story.corrected)


def test_a_voided_fact_does_not_count_but_is_kept() -> None:
    scribe = Scribe()
    first = scribe.light()
    void = scribe.void(first)
    story = fold(first, void)
    assert story.state.burning is None
    assert story.void == (first.id,)
    assert story.tellings == ()
    assert story.held == (first, void)
    assert story.noun == "lamp"


def test_voiding_a_voiding_restores_and_voiding_that_voids_again() -> None:
    scribe = Scribe()
    first = scribe.light()
    one = scribe.void(first)
    two = scribe.void(one)
    three = scribe.void(two)
    assert fold(first, one, two).state.burning == first.id
    assert fold(first, one, two).void == (one.id,)
    assert fold(first, one, two, three).void == (first.id, two.id)


def test_a_void_held_twice_over_needs_both_voidings_void() -> None:
    first = Scribe(0).light()
    one, other = Scribe(1), Scribe(2)
    left, right = one.void(first), other.void(first)
    undone = one.void(left)
    assert fold(first, left, right, undone).void == (first.id, left.id)
    restored = fold(first, left, right, undone, other.void(right))
    assert set(restored.void) == {left.id, right.id}


def test_a_long_chain_of_undoing_needs_no_stack_whatever_the_clocks_say() -> None:
    scribe = Scribe()
    facts = [scribe.light(ms=5000)]
    for place in range(3000):
        facts.append(scribe.void(facts[-1], ms=4000 - place, after=[]))
    assert len(fold(*facts).void) == 1500


def test_a_correction_is_read_in_the_kind_of_its_target() -> None:
    scribe = Scribe()
    first = scribe.light(10)
    old = scribe.tell("lamp.dimmed/1", {"percent": 10}, after=[first])
    mended = scribe.correct(first, lit(20), after=[old])
    finer = scribe.correct(old, {"percent": 20}, after=[mended])
    story = fold(first, old, mended, finer)
    assert (story.state.oil_ml, story.state.per_mille) == (20, 200)
    assert story.corrected == ((first.id, mended.id), (old.id, finer.id))
    assert story.disagreements == ()
    assert [told.id for told in story.tellings] == [first.id, old.id]


def test_a_correction_that_knew_the_other_replaces_it_without_a_disagreement() -> None:
    scribe, van = Scribe(), Scribe(2)
    first = scribe.light(1)
    second = scribe.correct(first, lit(2), ms=90)
    third = van.correct(first, lit(3), after=[second], ms=1)
    story = fold(first, second, third)
    assert story.state.oil_ml == 3
    assert story.corrected == ((first.id, third.id),)
    assert story.disagreements == ()


def test_two_corrections_that_did_not_know_each_other_disagree() -> None:
    first = Scribe(0).light(1)
    one = Scribe(1).correct(first, lit(2), ms=7000)
    other = Scribe(2).correct(first, lit(3), ms=6000)
    story = fold(first, one, other)
    winner = max(one, other, key=lambda held: held.id)  # no clock has a say
    assert story.corrected == ((first.id, winner.id),)
    rivals = tuple(sorted([one.id, other.id]))
    assert story.disagreements == (Disagreement("fact.corrected_twice", (first.id, *rivals)),)


def test_two_corrections_that_say_the_same_do_not_disagree() -> None:
    first = Scribe(0).light(1)
    story = fold(first, Scribe(1).correct(first, lit(2)), Scribe(2).correct(first, lit(2)))
    assert story.state.oil_ml == 2
    assert story.disagreements == ()


def test_a_supervisor_comes_before_tellers_even_later_ones() -> None:
    desk, chief = Scribe(1), Scribe(2)
    first = desk.light(1)
    word = chief.correct(first, lit(2), standing="supervisor")
    again = desk.correct(first, lit(3), after=[word])
    story = fold(first, word, again)
    assert story.state.oil_ml == 2
    assert story.disagreements == (
        Disagreement("fact.corrected_twice", (first.id, *sorted([word.id, again.id]))),
    )
    settled = chief.correct(first, lit(3), after=[again], standing="supervisor")
    assert fold(first, word, again, settled).disagreements == ()


def test_a_void_correction_gives_way_to_the_one_before() -> None:
    scribe = Scribe()
    first = scribe.light(1)
    second = scribe.correct(first, lit(2))
    third = scribe.correct(first, lit(3), after=[second])
    undo = scribe.void(third)
    assert fold(first, second, third, undo).state.oil_ml == 2
    assert fold(first, second, third, undo).void == (third.id,)
    assert fold(first, second, scribe.void(second)).state.oil_ml == 1


def test_a_correction_can_itself_be_corrected() -> None:
    scribe = Scribe()
    first = scribe.light(1)
    wrong = scribe.correct(first, lit(2))
    body = msgspec.json.decode(wrong.fact.body)
    right = scribe.correct(wrong, body | {"replacement": lit(3)})
    righter = scribe.correct(
        right, msgspec.json.decode(right.fact.body) | {"replacement": body | {"reason": "?"}}
    )
    story = fold(first, wrong, right)
    assert story.state.oil_ml == 3
    assert story.corrected == ((first.id, wrong.id), (wrong.id, right.id))
    assert fold(first, wrong, right, righter).state.oil_ml == 2
    assert fold(first, wrong, right, scribe.void(right)).state.oil_ml == 2


def test_the_reason_of_a_voiding_can_be_corrected() -> None:
    scribe = Scribe()
    first = scribe.light(1)
    void = scribe.void(first)
    better = scribe.correct(void, {"target": first.id, "reason": "mis-scan", "standing": "teller"})
    story = fold(first, void, better)
    assert story.void == (first.id,)
    assert story.corrected == ((void.id, better.id),)
    assert story.dead == ()


@pytest.mark.parametrize("change", [{"target": "0" * 32}, {"standing": "supervisor"}])
def test_an_amendment_keeps_its_target_and_its_standing(change: dict[str, str]) -> None:
    scribe = Scribe()
    first = scribe.light(1)
    wrong = scribe.correct(first, lit(2))
    sly = scribe.correct(wrong, msgspec.json.decode(wrong.fact.body) | change)
    story = fold(first, wrong, sly)
    assert story.state.oil_ml == 2
    assert story.dead == ((sly.id, "an amendment keeps its target and its standing"),)


def test_a_correction_that_cannot_be_read_is_a_dead_letter() -> None:
    scribe = Scribe()
    first = scribe.light(1)
    bad = scribe.correct(first, {"oil": 1})
    worse = scribe.correct(bad, {"target": first.id})
    story = fold(first, bad, worse)
    assert story.state.oil_ml == 1
    assert [key for key, _ in story.dead] == [bad.id, worse.id]
    assert story.corrected == ()
    assert fold(first, bad, scribe.void(bad)).dead == ()


def test_an_amendment_of_a_wrong_shape_is_a_dead_letter() -> None:
    scribe = Scribe()
    first = scribe.light(1)
    bad = scribe.tell("fact.voided/1", {"target": first.id}, after=[first])
    story = fold(first, bad)
    assert [key for key, _ in story.dead] == [bad.id]
    assert story.state.burning == first.id
    assert fold(first, bad, scribe.void(bad)).dead == ()


def test_a_correction_brings_a_dead_letter_back_to_life() -> None:
    scribe = Scribe()
    bad = scribe.tell("lamp.lit/1", {"oil_ml": "much"})
    assert fold(bad).dead
    story = fold(bad, scribe.correct(bad, lit(4)))
    assert story.dead == ()
    assert story.state.oil_ml == 4


def test_a_voided_unknown_kind_needs_no_update() -> None:
    scribe = Scribe()
    new = scribe.tell("lamp.repainted/1", {})
    assert fold(new, scribe.correct(new, {"a": 1})).needs_update == ("lamp.repainted/1",)
    assert fold(new, scribe.void(new)).needs_update == ()


def test_an_amendment_waits_for_its_target() -> None:
    scribe = Scribe()
    first = scribe.light(1)
    second = scribe.put_out(after=[first])
    void = scribe.void(second)
    assert fold(first, void).void == ()
    assert fold(first, void, second).void == (second.id,)


def test_a_voiding_says_whose_word_it_is() -> None:
    scribe = Scribe()
    void = scribe.void(scribe.light(1), "supervisor")
    assert msgspec.json.decode(void.fact.body, type=FactVoided).standing == "supervisor"
