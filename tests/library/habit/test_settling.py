"""People are settled once a period is over; small groups are not named, nor given away."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.library.telling import TENANT, Teller, codes, named
from tests.spec.habit_cases import SETTLED, SUBJECT, settled

from tusach.ledger.draft import Refusal
from tusach.library.habit import settling
from tusach.library.habit.facts import (
    PeopleSettled,
    ReadersSettled,
    SettledFigure,
    settlement_subject,
)
from tusach.library.habit.settling import groups
from tusach.library.habit.story import SETTLED_TWICE, SettlementState

TODAY, PLACE, LEAST = "2026-03-02", named("place A"), 5
counted = st.dictionaries(
    st.tuples(st.sampled_from(["child", "adult", "old"]), st.sampled_from(["", "f", "m"])),
    st.integers(1, 30),
)


def said(teller: Teller, body: ReadersSettled, on: str = TODAY) -> str:
    told = teller.tell(settling.settle(SettlementState(SUBJECT), body, on=on, place=PLACE))
    return told[0].id


def test_a_period_that_is_not_over_is_not_settled() -> None:
    state = SettlementState(SUBJECT)
    refused = settling.settle(state, SETTLED, on="2026-02-28", place=PLACE)
    assert isinstance(refused, Refusal) and refused.code == "date.future"
    assert not isinstance(settling.settle(state, SETTLED, on="2026-03-01", place=PLACE), Refusal)


def test_a_place_tells_at_a_place_and_a_commune_at_none() -> None:
    whole = PeopleSettled("2026-02", "2026-02-01", "2026-02-28", 40, SETTLED.figures)
    for body, place in ((SETTLED, None), (whole, PLACE)):
        refused = settling.settle(SettlementState(SUBJECT), body, on=TODAY, place=place)
        assert isinstance(refused, Refusal) and refused.code == "settlement.odd"


def test_what_is_told_of_another_place_or_level_than_its_subject_counts_for_nothing() -> None:
    a = Teller("A")
    for level, of in (("province", ""), ("unit", PLACE), ("place", named("place B"))):
        subject = settlement_subject(TENANT, level=level, of=of, period="2026-02")
        a.tell(settling.settle(SettlementState(subject), SETTLED, on=TODAY, place=PLACE))
        assert a.state(subject).settled is None
    whole = PeopleSettled("2026-02", "2026-02-01", "2026-02-28", 40, SETTLED.figures)
    for unit, level in (("", "province"), (named("unit"), "unit")):
        subject = settlement_subject(TENANT, level=level, of=unit, period="2026-02")
        body = msgspec.structs.replace(whole, unit=unit)
        a.tell(settling.settle(SettlementState(subject), body, on=TODAY, place=None))
        assert (a.state(subject).level, a.state(subject).of) == (level, unit)


def test_the_same_is_not_told_twice() -> None:
    a = Teller("A")
    said(a, SETTLED)
    refused = settling.settle(a.state(SUBJECT), SETTLED, on=TODAY, place=PLACE)
    assert isinstance(refused, Refusal) and refused.code == "settlement.nothing_new"


def test_who_knew_of_one_and_counts_anew_replaces_it() -> None:
    a, b = Teller("A"), Teller("B")
    said(a, SETTLED)
    b.meet(a)
    said(b, settled(loans=39))
    assert b.state(SUBJECT).settled.loans == 39
    assert codes(b.story(SUBJECT)) == []


def test_two_told_apart_disagree_and_the_one_that_knew_more_loans_counts_in_any_order() -> None:
    a, b = Teller("A"), Teller("B")
    said(a, SETTLED)
    said(b, settled(loans=44))
    a.meet(b)
    for one in (a, b):
        assert one.state(SUBJECT).settled.loans == 44
        assert codes(one.story(SUBJECT)) == [SETTLED_TWICE]
    said(a, settled(loans=45), "2026-03-09")
    assert codes(a.story(SUBJECT)) == []
    assert a.state(SUBJECT).on == "2026-03-09"


def test_two_that_say_the_same_apart_do_not_disagree() -> None:
    a, b = Teller("A"), Teller("B")
    said(a, SETTLED)
    said(b, SETTLED)
    a.meet(b)
    assert codes(a.story(SUBJECT)) == []
    assert a.state(SUBJECT).settled == SETTLED


def test_a_place_a_commune_and_the_province_are_settled_apart() -> None:
    of = {
        settlement_subject(TENANT, level=level, of=of, period=over)
        for level, of in (("place", PLACE), ("unit", PLACE), ("province", ""))
        for over in ("2026-02", "2026Q1")
    }
    assert len(of) == 6


@given(counted, st.integers(0, 20))
def test_no_group_is_told_that_is_small_or_gives_a_small_one_away(
    found: dict[tuple[str, str], int], others: int
) -> None:
    total = sum(found.values()) + others
    told = groups(found, least=LEAST, total=total)
    assert all(one.people >= LEAST for one in told)
    left = total - sum(one.people for one in told)
    assert not told or left == 0 or left >= LEAST
    assert [(one.age_band, one.sex) for one in told] == sorted(
        (one.age_band, one.sex) for one in told
    )


def test_groups_in_which_somebody_stands_twice_are_not_told() -> None:
    assert groups({("child", ""): 9, ("adult", ""): 9}, least=LEAST, total=17) == ()
    assert len(groups({("child", ""): 9, ("adult", ""): 9}, least=LEAST, total=18)) == 2


def test_figures_stand_in_one_order_whoever_counted_them() -> None:
    habit = SettledFigure("reading_habit", "six_months", "cd" * 32, 1, 9)
    three = SettledFigure("reading_habit", "three_months", "cd" * 32, 4, 9)
    active = SettledFigure("active_borrowers", "borrowed", "ab" * 32, 9)
    assert settling.in_order([three, habit, active]) == (active, habit, three)
    assert settling.in_order([active, three, habit]) == (active, habit, three)
