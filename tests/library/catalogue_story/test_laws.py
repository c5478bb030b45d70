"""A law as it stands now, when it ends, and which laws a title holds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes, named

from tusach.ledger.draft import Refusal
from tusach.library.catalogue import laws
from tusach.library.catalogue.facts import LawDescribed, TitleDescribed
from tusach.library.catalogue.story import LawFolder, LawState, TitleState

ON, BEGUN, OVER = "2026-03-02", "2020-07-01", "2030-01-01"
NUMBER, NAME = "46/2019/QH14", "Luật Thư viện"
LAW = laws.law_subject(TENANT, NUMBER)
KNOWN, ENDED = LawDescribed(NUMBER, NAME, BEGUN), LawDescribed(NUMBER, NAME, BEGUN, OVER)
TITLE = named("law book")
days = some.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)).map(str)


def describe(teller: Teller, body: LawDescribed) -> tuple[str, ...]:
    """Ids of what was told to describe the law."""
    state = teller.state(LAW) or LawState(LAW)
    told = teller.tell(laws.describe_law(state, body, on=ON, place=None))
    return tuple(one.id for one in told)


def set_laws(teller: Teller, *subjects: str) -> int:
    """How many facts were told to name the laws of the title."""
    wish = laws.set_laws(teller.state(TITLE), subjects, on=ON, place=None)
    return len(teller.tell(wish))


def law_book() -> Teller:
    teller = Teller("A")
    body = TitleDescribed(record="ab" * 32, format="typed", title=NAME)
    teller.say("title.described/1", TITLE, body, on=ON)
    return teller


@given(over=some.one_of(some.none(), days), on=days)
def test_a_law_is_over_from_the_first_day_without_force(over: str | None, on: str) -> None:
    body = LawDescribed(NUMBER, expired_on=over)
    assert LawState(LAW, body).is_expired(on) is (over is not None and over <= on)


def test_a_law_of_which_nothing_is_known_is_not_over() -> None:
    assert not LawState(LAW).is_expired("2099-12-31")


def test_the_last_description_of_a_law_counts() -> None:
    a = Teller("A")
    describe(a, KNOWN)
    (last,) = describe(a, ENDED)
    assert a.state(LAW) == LawState(LAW, ENDED, last)
    assert codes(a.story(LAW)) == []


@pytest.mark.parametrize("body", [KNOWN, LawDescribed(NUMBER)])
def test_what_is_known_of_a_law_is_not_told_again_nor_wiped_by_a_bare_number(
    body: LawDescribed,
) -> None:
    a = Teller("A")
    describe(a, KNOWN)
    assert describe(a, body) == ()
    assert a.state(LAW).described == KNOWN


def test_a_law_known_by_its_number_alone_is_told_once() -> None:
    a = Teller("A")
    assert len(describe(a, LawDescribed(NUMBER))) == 1
    assert describe(a, LawDescribed(NUMBER)) == ()


@pytest.mark.parametrize(("other", "found"), [(ENDED, ["law.described_apart"]), (KNOWN, [])])
def test_two_descriptions_of_a_law_told_apart_are_shown_unless_they_are_one(
    other: LawDescribed, found: list[str]
) -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    describe(a, KNOWN)
    (later,) = describe(b, other)
    a.meet(b)
    assert codes(a.story(LAW)) == found
    assert a.state(LAW) == LawState(LAW, other, later)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (LawDescribed("46/2019/qh14"), "law.number_odd"),
        (LawDescribed(NAME), "law.number_odd"),
        (LawDescribed(NUMBER, "x" * (laws.LONGEST_NAME + 1)), "law.name_too_long"),
        (LawDescribed(NUMBER, NAME, BEGUN, BEGUN), "law.days_reversed"),
        (LawDescribed(NUMBER, NAME, OVER, BEGUN), "law.days_reversed"),
    ],
)
def test_a_law_that_cannot_be_so_is_refused(body: LawDescribed, code: str) -> None:
    wish = laws.describe_law(LawState(LAW), body, on=ON, place=None)
    assert isinstance(wish, Refusal)
    assert wish.code == code


@pytest.mark.parametrize(
    "body",
    [LawDescribed(NUMBER, "x" * laws.LONGEST_NAME), LawDescribed(NUMBER, expired_on=OVER), ENDED],
)
def test_a_law_may_have_a_long_name_and_an_end_without_a_beginning(body: LawDescribed) -> None:
    a = Teller("A")
    describe(a, body)
    assert a.state(LAW).described == body


@given(numbers=some.lists(some.integers(1, 9), max_size=20))
def test_laws_of_a_title_are_a_set_whatever_the_order(numbers: list[int]) -> None:
    a = law_book()
    every = [laws.law_subject(TENANT, f"{number}/2019/QH14") for number in numbers]
    told = set_laws(a, *every)
    assert told == (1 if every else 0)
    assert a.state(TITLE).laws == tuple(sorted(set(every)))
    assert set_laws(a, *reversed(every)) == 0


def test_laws_of_a_title_leave_its_description_and_may_be_taken_off_again() -> None:
    a = law_book()
    before: TitleState = a.state(TITLE)
    set_laws(a, LAW)
    assert a.state(TITLE).laws == (LAW,)
    assert set_laws(a) == 1
    assert a.state(TITLE) == before


def test_a_title_holds_so_many_laws_and_no_more() -> None:
    most = tuple(named(f"law {number}") for number in range(laws.MOST_LAWS))
    state = TitleState(TITLE)
    assert len(Teller("A").tell(laws.set_laws(state, (*most, *most), on=ON, place=None))) == 1
    wish = laws.set_laws(state, (*most, LAW), on=ON, place=None)
    assert wish == Refusal("title.laws_many", {"most": laws.MOST_LAWS})


def test_a_stranger_among_the_facts_of_a_law_changes_nothing() -> None:
    a = Teller("A")
    describe(a, KNOWN)
    (told,) = a.story(LAW).tellings
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    state = LawState(LAW)
    assert LawFolder().step(state, stranger, None) is state  # type: ignore[arg-type]
