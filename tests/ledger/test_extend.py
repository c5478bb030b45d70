"""A story extended by facts is the story folded from all of them (I5)."""

from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.histories import FEWER, histories
from tests.ledger.lamp import FOLDERS, LAMP, REGISTER, ROOM, LampFolder, Scribe, lit

from tusach.ledger.order import Held
from tusach.ledger.story import Folders, Story, Telling, Told


class Counting(Folders):
    """Folders that count how often they folded everything."""

    folds = 0

    def fold(self, subject: str, held: Iterable[Held], *more: Any, **named: Any) -> Story:
        self.folds += 1
        return super().fold(subject, held, *more, **named)


def counting() -> Counting:
    return Counting(REGISTER, [LampFolder()])


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


def test_what_does_not_follow_is_folded_again() -> None:
    desk, van = Scribe(1), Scribe(2)
    first, apart = desk.light(ms=5), van.light(ms=3)
    for new in ([apart], [desk.void(first)], [desk.put_out(after=[first]), van.put_out(ms=4)]):
        folders = counting()
        story = folders.fold(LAMP, [first])
        assert folders.extend(story, new) == folders.fold(LAMP, [first, *new])
        assert folders.folds == 3


def test_what_is_newer_than_all_is_not_folded_from_the_beginning_by_whomever_it_is_told() -> None:
    desk, van = Scribe(1), Scribe(2)
    first, apart = desk.light(ms=5), van.light(ms=9)
    for new in ([apart], [desk.put_out(after=[first], ms=20), van.put_out(ms=20)]):
        folders = counting()
        extended = folders.extend(folders.fold(LAMP, [first]), new)
        assert folders.folds == 1
        assert extended == folders.fold(LAMP, [first, *new])


def test_what_is_newer_by_its_clock_but_known_by_what_is_held_is_folded_again() -> None:
    desk, van = Scribe(1), Scribe(2)
    awaited = van.light(ms=9)
    first = desk.put_out(after=[awaited], ms=5)
    folders = counting()
    extended = folders.extend(folders.fold(LAMP, [first]), [awaited])
    assert folders.folds == 2
    assert extended == folders.fold(LAMP, [first, awaited])
    assert extended.state.seen == (awaited.id, first.id)


def test_a_story_that_was_amended_goes_on() -> None:
    scribe = Scribe()
    first, second = scribe.light(), scribe.light(4)
    void = scribe.void(first)
    slip = scribe.correct(second, lit(5), after=[void])
    later = scribe.light(3, after=[slip])
    folders = counting()
    story = folders.extend(folders.fold(LAMP, [first, second, void, slip]), [later])
    assert folders.folds == 1
    assert (story.void, story.corrected) == ((first.id,), ((second.id, slip.id),))
    assert story == folders.fold(LAMP, [first, second, void, slip, later])


def test_what_was_called_right_as_it_is_is_folded_again() -> None:
    desk, van = Scribe(1), Scribe(2)
    first, apart = desk.light(ms=1), van.light(ms=2)
    right = desk.correct(apart, lit(100), "supervisor", after=[first, apart], reason="agreed")
    later = desk.light(3, after=[right])
    folders = counting()
    story = folders.extend(folders.fold(LAMP, [first, apart, right]), [later])
    assert folders.folds == 2
    assert story.disagreements == ()
    assert story == folders.fold(LAMP, [first, apart, right, later])


class Counted(LampFolder):
    """A folder that says at the end what all tellings show."""

    def look_back(self, tellings: Sequence[Told], telling: Telling) -> None:
        if len({one.held.fact.stream for one in tellings}) > 1:
            telling.disagree("lamp.two_tellers", tellings[0].id, tellings[1].id)


def test_what_is_said_at_the_end_stands_at_the_end() -> None:
    desk, van, boat = Scribe(1), Scribe(2), Scribe(3)
    first, apart, third = desk.put_out(ms=1), van.light(ms=2), boat.light(ms=3)
    folders = Folders(REGISTER, [Counted()])
    story = folders.extend(folders.fold(LAMP, [first, apart]), [third])
    assert story == folders.fold(LAMP, [first, apart, third])
    assert [one.code for one in story.disagreements] == ["lamp.lit_twice", "lamp.two_tellers"]


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
