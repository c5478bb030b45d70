"""Doubts that were answered and spot checks: rules, and stories in whatever order they come."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.order import Held
from tusach.library.doubts import drawing, facts, rules
from tusach.library.doubts.story import DoubtState, SpotcheckState
from tusach.library.register import FOLDERS

HERE, MONTH, ON = named("place A"), "2026-09", "2026-10-05"
DOUBT = facts.doubt_subject(TENANT, HERE, MONTH)
CHECK = facts.spotcheck_subject(TENANT, place=HERE, month=MONTH, of=facts.LOANS)
IDS = [named(f"loan {nr}") for nr in range(40)]
WHO = named("staff A")
AT = rules.At(ON, HERE, WHO)
CLASS = facts.DoubtAnswered(MONTH, facts.EXPLAINED, 40, ("even",), event="class_visit")


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def asked(**more: Any) -> rules.Drawing:
    said = {"month": MONTH, "of": facts.LOANS, "source": "lottery_north"}
    said |= {"public_on": "2026-10-04", "public": "82941"}
    return rules.Drawing(**{**said, **more})


def drawn(teller: Teller, **more: Any) -> Held:
    return teller.tell(rules.draw(check(teller), asked(**more), AT, ids=IDS))[0]


def check(teller: Teller) -> SpotcheckState:
    found: SpotcheckState = teller.state(CHECK) or SpotcheckState(CHECK)
    return found


def ids_of(teller: Teller) -> tuple[str, ...]:
    state = check(teller).drawn
    assert state is not None
    return state.told.drawn


@pytest.mark.parametrize(
    ("body", "at", "refused"),
    [
        (CLASS, AT, ""),
        (CLASS, rules.At(ON, HERE, None), "doubt.nobody_looked"),
        (facts.DoubtAnswered(MONTH, facts.CONFIRMED, 40), AT, "doubt.nothing_chosen"),
        (facts.DoubtAnswered(MONTH, facts.CONFIRMED, 40, ("night",)), AT, "doubt.answered_already"),
        (
            facts.DoubtAnswered(MONTH, facts.CONFIRMED, 40, facts=(IDS[3],)),
            AT,
            "doubt.answered_already",
        ),
        (facts.DoubtAnswered(MONTH, facts.EXPLAINED, 40, ("even",)), AT, "doubt.event_missing"),
        (facts.DoubtAnswered(MONTH, "forgiven", 40, ("even",)), AT, "doubt.event_missing"),
        (
            facts.DoubtAnswered(MONTH, facts.CONFIRMED, 40, ("even",), event="market"),
            AT,
            "doubt.event_missing",
        ),
        (facts.DoubtAnswered(MONTH, facts.CORRECTED, 40, facts=(IDS[1],)), AT, ""),
    ],
)
def test_a_doubt_is_answered_by_somebody_for_reasons_that_stand(
    body: facts.DoubtAnswered, at: rules.At, refused: str
) -> None:
    wish = rules.answer(
        DoubtState(DOUBT), body, at, reasons=["even", "round"], contradictions=[IDS[1]]
    )
    assert code(wish) == refused


def test_an_answer_holds_until_many_more_records_come() -> None:
    a = Teller("A")
    a.say("doubt.answered/1", DOUBT, CLASS, on=ON)
    a.say(
        "doubt.answered/1",
        DOUBT,
        facts.DoubtAnswered(MONTH, "confirmed", 9, facts=(IDS[0],)),
        on=ON,
    )
    state = a.state(DOUBT)
    assert (state.place, state.seen) == (a.place, {IDS[0]})
    assert state.settled(44) == {"even"}
    assert state.settled(45) == frozenset()


def test_a_spot_check_is_drawn_once_and_anybody_draws_the_same() -> None:
    a = Teller("A")
    assert (check(a).standing, check(a).estimate, check(a).at_worst) == ("", None, None)
    assert not rules.is_drawn_right(check(a))
    drawn(a, n=10)
    seeded = rules.seed_of(check(a))
    assert ids_of(a) == drawing.draw(IDS, seeded, 10)
    assert rules.is_drawn_right(check(a))
    assert (check(a).standing, check(a).estimate) == ("drawn", None)
    assert code(rules.draw(check(a), asked(), AT, ids=IDS)) == "spotcheck.drawn_already"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"public_on": "2026-10-05"}, ""),
        ({"public_on": "2026-10-06"}, "spotcheck.public_old"),
        ({"public_on": "2026-10-01"}, "spotcheck.public_old"),
        ({"public_on": "2026-09-30"}, "spotcheck.month_not_over"),
        ({"month": "2026-10"}, "spotcheck.month_not_over"),
        ({"public": "Nông Thị Hoa"}, "spotcheck.public_odd"),
        ({"n": 0}, "spotcheck.number_odd"),
        ({"n": 201}, "spotcheck.number_odd"),
    ],
)
def test_a_drawing_needs_a_month_that_is_over_and_a_fresh_public_value(
    more: dict[str, Any], refused: str
) -> None:
    assert code(rules.draw(SpotcheckState(CHECK), asked(**more), AT, ids=IDS)) == refused


def test_of_nothing_nothing_is_drawn_and_of_little_everything() -> None:
    none = rules.draw(SpotcheckState(CHECK), asked(), AT, ids=())
    assert code(none) == "spotcheck.nothing_to_draw"
    a = Teller("A")
    a.tell(rules.draw(check(a), asked(), AT, ids=IDS[:3]))
    assert sorted(ids_of(a)) == sorted(IDS[:3])


def test_what_was_found_is_said_whole_and_gives_an_interval() -> None:
    a = Teller("A")
    of = drawn(a, n=10).id
    some = ids_of(a)
    first = facts.SpotcheckAnswered(of, confirmed=some[:4])
    a.tell(rules.found(check(a), first, AT, tellers=[named("staff B")]))
    assert (check(a).standing, check(a).at_worst) == ("begun", None)
    assert code(rules.found(check(a), first, AT, tellers=[])) == "spotcheck.nothing_new"
    last = facts.SpotcheckAnswered(of, some[:6], some[6:8], some[8:])
    a.tell(rules.found(check(a), last, AT, tellers=[]))
    assert check(a).standing == "answered"
    assert check(a).estimate == drawing.not_borne_out(2, 8, 40)
    assert check(a).at_worst == drawing.not_borne_out(4, 10, 40)
    a.tell(rules.found(check(a), facts.SpotcheckAnswered(of, unreached=some), AT, tellers=[]))
    assert check(a).estimate is None
    assert check(a).at_worst == drawing.not_borne_out(10, 10, 40)


def test_findings_are_refused_for_another_drawing_or_by_whoever_told_the_records() -> None:
    a = Teller("A")
    body = facts.SpotcheckAnswered(IDS[0], IDS[:1])
    assert code(rules.found(check(a), body, AT, tellers=[])) == "spotcheck.unknown"
    of = drawn(a, n=4).id
    some = ids_of(a)
    other = next(one for one in IDS if one not in some)
    for said, tellers, by, refused in (
        (body, [], WHO, "spotcheck.drawn_anew"),
        (facts.SpotcheckAnswered(of, some), [WHO], WHO, "spotcheck.own_records"),
        (facts.SpotcheckAnswered(of, some), [], None, "spotcheck.own_records"),
        (facts.SpotcheckAnswered(of, (other,)), [], WHO, "spotcheck.drawn_anew"),
        (facts.SpotcheckAnswered(of, some, some), [], WHO, "spotcheck.drawn_anew"),
        (facts.SpotcheckAnswered(of), [], WHO, "spotcheck.nothing_found"),
        (facts.SpotcheckAnswered(of, some), [], WHO, ""),
    ):
        at = rules.At(ON, HERE, by)
        assert code(rules.found(check(a), said, at, tellers=tellers)) == refused


def test_two_drawings_apart_the_first_counts_and_findings_of_the_other_are_shown() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    first = drawn(a, n=5)
    b.tell(rules.draw(check(b), asked(public="11111"), rules.At(ON, HERE, WHO), ids=IDS))
    second = b.held(CHECK)[0].id
    b.say("spotcheck.answered/1", CHECK, facts.SpotcheckAnswered(second, ids_of(b)[:2]), on=ON)
    a.meet(b)
    state = check(a)
    assert state.drawn is not None
    assert (state.drawn.fact, state.found) == (first.id, None)
    assert codes(a.story(CHECK)) == ["spotcheck.drawn_apart", "spotcheck.other_drawing"]
    alone = Teller("C")
    alone.say("spotcheck.answered/1", CHECK, facts.SpotcheckAnswered(second), on=ON)
    assert codes(alone.story(CHECK)) == ["spotcheck.other_drawing"]


def _facts() -> list[Held]:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    of = drawn(a, n=5).id
    b.meet(a)
    some = ids_of(a)
    for teller, said in ((a, some[:2]), (b, some[2:])):
        teller.say("spotcheck.answered/1", CHECK, facts.SpotcheckAnswered(of, said), on=ON)
    drawn_again = asked(public="77777")
    b.say(
        "spotcheck.drawn/1",
        CHECK,
        rules.draw(SpotcheckState(CHECK), drawn_again, AT, ids=IDS)[0].body,  # type: ignore[index]
        on=ON,
    )
    a.meet(b)
    a.say("spotcheck.answered/1", CHECK, facts.SpotcheckAnswered(of, some), on=ON)
    return a.held(CHECK)


FACTS = _facts()


@given(st.permutations(FACTS), st.integers(0, len(FACTS)))
def test_it_is_the_same_in_whatever_order_twice_and_in_halves_it_arrives(
    arrived: list[Held], cut: int
) -> None:
    told = {one.id: one for one in itertools.chain(arrived[:cut], arrived, arrived[cut:])}
    story = FOLDERS.fold(CHECK, list(told.values()))
    whole = FOLDERS.fold(CHECK, FACTS)
    assert story.state == whole.state
    assert codes(story) == codes(whole)
    assert "spotcheck.answered_apart" in codes(whole)
    assert story.dead == ()
