"""A story extended by facts is the story folded from all of them (I5)."""

from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.histories import FEWER, histories
from tests.ledger.lamp import FOLDERS, LAMP, REGISTER, ROOM, Lamp, LampFolder, Scribe, lit

from tusach.ledger.folders import Folders
from tusach.ledger.order import Held, Span
from tusach.ledger.story import Story, Telling, Told


class Counting(Folders):
    """Folders that count how often they folded everything."""

    folds = 0

    def fold(self, subject: str, held: Iterable[Held], *more: Any, **named: Any) -> Story:
        self.folds += 1
        return super().fold(subject, held, *more, **named)


def counting() -> Counting:
    return Counting(REGISTER, [LampFolder()])


class Marking(Counting):
    """Folders whose stories are long after a few facts."""

    mark_every = 2


class Steps(LampFolder):
    """Counts the facts that are folded."""

    taken = 0

    def step(self, state: Lamp, told: Told, telling: Telling) -> Lamp:
        self.taken += 1
        return super().step(state, told, telling)


@FEWER
@given(histories(), st.data())
def test_facts_in_any_batches_give_the_story_of_all(told: list[Held], data: st.DataObject) -> None:
    story = FOLDERS.fold(LAMP, [])
    left = data.draw(st.permutations(told))
    while left:
        count = data.draw(st.integers(1, len(left)))
        story = FOLDERS.extend(story, left[:count])
        left = left[count:]
    assert story == FOLDERS.fold(LAMP, told)


@FEWER
@given(histories(amendments=False), st.data())
def test_a_tail_in_the_order_of_telling_gives_the_story_of_all(
    told: list[Held], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(told)))
    start = FOLDERS.fold(LAMP, told[:cut])
    assert FOLDERS.extend(start, told[cut:]) == FOLDERS.fold(LAMP, told)


@FEWER
@given(histories(most=16), st.data())
def test_facts_in_any_batches_give_the_story_of_all_with_its_marks(
    told: list[Held], data: st.DataObject
) -> None:
    folders = Marking(REGISTER, [LampFolder()])
    story = folders.fold(LAMP, [])
    left = data.draw(st.permutations(told))
    while left:
        count = data.draw(st.integers(1, len(left)))
        story = folders.extend(story, left[:count])
        left = left[count:]
    assert story == folders.fold(LAMP, told)


def long_story(scribe: Scribe, count: int) -> list[Held]:
    told: list[Held] = []
    for nr in range(count):
        told.append(scribe.light(nr, ms=100 * nr, after=told[-1:]))
    return told


def test_a_late_fact_goes_on_from_the_last_mark_before_it() -> None:
    folder = Steps()
    folders = Marking(REGISTER, [folder])
    told = long_story(Scribe(1), 40)
    story = folders.fold(LAMP, told)
    assert [one.place for one in story.marks] == list(range(2, 40, 2))
    late = Scribe(2).put_out(ms=3_050)
    before = folder.taken
    extended = folders.extend(story, [late])
    assert folders.folds == 1
    assert folder.taken - before == 41 - 30
    assert extended == folders.fold(LAMP, [*told, late])
    assert extended.held[31] == late
    assert set(extended.heads) == {told[-1].id, late.id}


def test_a_late_fact_before_every_mark_is_folded_with_all() -> None:
    folders = Marking(REGISTER, [LampFolder()])
    told = long_story(Scribe(1), 9)
    late = Scribe(2).put_out(ms=50)
    story = folders.extend(folders.fold(LAMP, told), [late])
    assert folders.folds == 2
    assert story == folders.fold(LAMP, [late, *told])


def test_a_fact_that_others_named_is_folded_with_all() -> None:
    folders, van = Marking(REGISTER, [LampFolder()]), Scribe(2)
    missed = van.light(ms=500)
    desk = Scribe(1)
    told = long_story(desk, 8)
    told.append(desk.put_out(ms=900, after=[told[-1], missed]))
    story = folders.fold(LAMP, told)
    assert story.marks and story.missing == (missed.id,)
    assert folders.extend(story, [missed]) == folders.fold(LAMP, [*told, missed])


def test_an_amended_story_has_no_marks() -> None:
    folders, scribe = Marking(REGISTER, [LampFolder()]), Scribe(1)
    told = long_story(scribe, 8)
    void = scribe.void(told[3], ms=5_000, after=told[-1:])
    assert folders.extend(folders.fold(LAMP, told), [void]) == folders.fold(LAMP, [*told, void])
    assert folders.fold(LAMP, [*told, void]).marks == ()


def test_facts_that_follow_are_not_folded_from_the_beginning() -> None:
    folders, scribe = counting(), Scribe()
    first = scribe.light(ms=50)
    story = folders.fold(LAMP, [first])
    second = scribe.put_out(after=[first], ms=1)
    third = scribe.light(5, after=[second], ms=0)
    unknown = scribe.tell("lamp.repainted/1", {}, after=[third])
    bad = scribe.tell("lamp.lit/1", lit(-1), after=[unknown])
    extended = folders.extend(story, [bad, first, third, second, unknown])
    assert folders.folds == 1
    assert extended == folders.fold(LAMP, [first, second, third, unknown, bad])
    assert extended.needs_update == ("lamp.repainted/1",)
    assert [key for key, _ in extended.dead] == [bad.id]


def test_nothing_new_gives_the_same_story() -> None:
    folders = counting()
    first = Scribe().light()
    story = folders.fold(LAMP, [first])
    assert folders.extend(story, [first]) is story
    assert folders.folds == 1


def test_what_does_not_stand_last_is_folded_again() -> None:
    desk, van = Scribe(1), Scribe(2)
    first, apart = desk.light(ms=5), van.light(ms=3)
    for new in ([apart], [desk.void(first)], [desk.put_out(after=[first]), van.put_out(ms=2)]):
        folders = counting()
        story = folders.fold(LAMP, [first])
        assert folders.extend(story, new) == folders.fold(LAMP, [first, *new])
        assert folders.folds == 3


def test_what_is_newest_is_one_step_though_its_teller_did_not_know_the_others() -> None:
    desk, van = Scribe(1), Scribe(2)
    first, apart, later = desk.light(ms=5), van.light(ms=9), van.put_out(ms=20)
    folders = counting()
    story = folders.fold(LAMP, [first])
    assert story.newest_ms == 5
    extended = folders.extend(story, [later, apart])
    assert folders.folds == 1
    assert extended.newest_ms == 20
    assert extended.heads == tuple(sorted(one.id for one in (first, apart, later)))
    assert extended == folders.fold(LAMP, [first, later, apart])


def test_of_two_told_in_one_moment_tick_and_id_say_which_is_newest() -> None:
    desk, van = Scribe(1), Scribe(2)
    one, other = sorted((desk.light(ms=5), van.light(ms=5)), key=lambda held: held.id)
    for first, second, folds in ((one, other, 1), (other, one, 2)):
        folders = counting()
        extended = folders.extend(folders.fold(LAMP, [first]), [second])
        assert folders.folds == folds
        assert extended.held == (one, other)


def test_the_newest_of_all_whom_an_old_one_named_is_folded_with_all() -> None:
    desk, van = Scribe(1), Scribe(2)
    ahead = van.light(ms=900)
    told = [desk.light(ms=1), desk.put_out(ms=2, after=[ahead])]
    folders = counting()
    story = folders.fold(LAMP, told)
    assert folders.extend(story, [ahead]) == folders.fold(LAMP, [*told, ahead])
    assert folders.folds == 3


def test_a_clock_that_was_corrected_says_what_is_newest() -> None:
    desk, van = Scribe(1), Scribe(2)
    ahead, later = desk.light(ms=5_000), van.put_out(ms=300)
    mended = {ahead.fact.stream: (Span(2, 2, -4_900),)}
    folders = counting()
    story = folders.fold(LAMP, [ahead], mended)
    assert story.newest_ms == 100
    assert folders.extend(story, [later], mended).held == (ahead, later)
    assert folders.folds == 1


def test_a_story_that_was_amended_goes_on_by_steps() -> None:
    scribe = Scribe()
    first = scribe.light(ms=1)
    void = scribe.void(first, ms=2)
    later = scribe.light(3, ms=3, after=[void])
    folders = counting()
    story = folders.extend(folders.fold(LAMP, [first, void]), [later])
    assert folders.folds == 1
    assert story == folders.fold(LAMP, [first, void, later])
    assert story.void == (first.id,)


class Remembering(LampFolder):
    """Says of a lamp that was lit twice that it was, at the end."""

    def look_back(self, tellings: Sequence[Told], telling: Telling) -> None:
        lit_again = [one.id for one in tellings if one.kind == "lamp.lit/1"][1:]
        for one in lit_again:
            telling.disagree("lamp.again", one)


def test_a_story_in_which_looking_back_has_contradicted_is_folded_again() -> None:
    scribe = Scribe()
    told = long_story(scribe, 3)
    folders = Counting(REGISTER, [Remembering()])
    story = folders.fold(LAMP, told[:1])
    story = folders.extend(story, told[1:2])
    assert folders.folds == 1
    assert len(story.disagreements) == 1
    assert folders.extend(story, told[2:]) == folders.fold(LAMP, told)
    assert folders.folds == 3


def test_a_story_without_a_noun_is_folded_again_when_it_gets_one() -> None:
    scribe = Scribe()
    named = scribe.tell("room.named/1", {"name": "kho"}, subject=ROOM, also=(LAMP,))
    first = scribe.light(after=[named])
    folders = counting()
    story = folders.extend(folders.fold(LAMP, [named]), [first])
    assert story == folders.fold(LAMP, [named, first])
    assert story.state.seen == (named.id, first.id)


def test_what_is_missing_stays_missing_and_what_is_held_is_not() -> None:
    folders, desk, van = counting(), Scribe(1), Scribe(2)
    away = van.light()
    first = desk.light(after=[away])
    second = desk.put_out(after=[first])
    third = desk.light(after=[first, second, "e" * 32])
    story = folders.extend(folders.fold(LAMP, [first, second]), [third])
    assert folders.folds == 1
    assert set(story.missing) == {away.id, "e" * 32}
    assert story == folders.fold(LAMP, [first, second, third])
    assert folders.extend(story, [away]) == folders.fold(LAMP, [first, second, third, away])
