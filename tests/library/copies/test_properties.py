"""Whatever several desks say of one copy, in whatever order it arrives, it is one state."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some
from tests.library.copies.scene import COPY, OTHER, POLICY, READER, at_desk, copy, desk, stocked
from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.order import Held
from tusach.ledger.story import Story
from tusach.library.copies import caring, facts, rules
from tusach.library.copies.contests import LENT_TWICE, PERHAPS_TWICE
from tusach.library.copies.states import CopyState
from tusach.library.register import FOLDERS

ACTS = ("lend", "lend other", "take back", "renew", "lose", "see", "withdraw", "end elsewhere")
CARE = ("claim", "damage", "withhold", "release", "send", "use", "reserve", "free", "compensate")
PAPER = "400010000012/7"
HOLDS = {"A": "h" * 32, "B": "i" * 32, "C": "h" * 32}
DESKS = 3
HOURS_MS = 3_600_000

steps = some.lists(
    some.tuples(
        some.integers(0, DESKS - 1),
        some.sampled_from((*ACTS[:3], *ACTS, *CARE, "paper lend", "paper back", "meet", "meet")),
        some.integers(0, 3),  # days that pass
        some.integers(0, 8),  # days back, where it is typed from paper
        some.integers(-900, 900),  # hours by which this desk's clock jumps
    ),
    max_size=14,
)
worlds = some.tuples(some.integers(1, DESKS), steps)


def wish_of(teller: Teller, act: str, on: str) -> tuple[Draft, ...] | Refusal:
    """What this desk would tell, asking the rules with what it knows."""
    state, at = copy(teller), desk(teller, on)
    match act:
        case "lend":
            return rules.lend(state, at_desk(READER), at, POLICY)
        case "lend other":
            return rules.lend(state, at_desk(OTHER), at, POLICY)
        case "take back":
            return rules.take_back(state, at)
        case "renew":
            return rules.renew(state, at_desk(), at, POLICY)
        case "lose":
            return rules.lose(state, at, reason="missing")
        case "see":
            return rules.see(state, at, by="count")
        case "withdraw":
            return rules.withdraw(state, at, reason="worn")
        case "paper lend":
            return rules.lend(state, at_desk(READER), at, POLICY, paper=PAPER)
        case "paper back":
            return rules.take_back(state, at, paper=PAPER)
        case _:
            return care_of(teller, act, on)


def care_of(teller: Teller, act: str, on: str) -> tuple[Draft, ...] | Refusal:
    """What this desk would tell between loans."""
    state, at = copy(teller), desk(teller, on)
    loan = state.loans[-1].fact if state.loans else None
    match act:
        case "claim":
            return caring.claim(state, at)
        case "damage":
            return caring.damage(state, at, how="torn", loan=loan)
        case "withhold":
            return caring.withhold(state, at, reason="repair")
        case "release":
            return caring.release(state, at, outcome="repaired")
        case "send":
            return caring.send(state, at, to=named("place B"), reason="rotation")
        case "use":
            return caring.use(state, at)
        case "reserve":
            return caring.reserve(state, at, hold=HOLDS[teller.name], until=on)
        case "free":
            return caring.free(state, at, reason="not_fetched")
        case _:
            return caring.compensate(state, at, loan=loan or "", how="money")


def played(count: int, moves: list[tuple[int, str, int, int, int]]) -> list[Teller]:
    """The desks after all their moves; what a rule refuses is not told."""
    desks = [Teller(name, now_ms=BEGAN_MS + at * 60_000) for at, name in enumerate("ABC"[:count])]
    stocked(*desks)
    today = date(2026, 3, 1)
    for who, act, days, back, hours in moves:
        teller, other = desks[who % count], desks[(who + 1) % count]
        today += timedelta(days=days)
        teller.now_ms = max(0, teller.now_ms + hours * HOURS_MS)
        on = (today - timedelta(days=back)).isoformat()
        if act == "meet":
            teller.meet(other)
        elif act == "end elsewhere":
            loan = copy(teller).open_loan
            if loan is not None and on >= loan.lent_on:
                body = facts.LoanEndedElsewhere(loan=loan.fact, ended_on=on, at=other.place)
                teller.say("loan.ended_elsewhere/1", COPY, body, on=on)
        else:
            wish = wish_of(teller, act, on)
            if not isinstance(wish, Refusal):
                teller.tell(wish)
    return desks


def everything(desks: list[Teller]) -> list[Held]:
    return list({one.id: one for teller in desks for one in teller.held(COPY)}.values())


def told_as(story: Story, body: type) -> list[str]:
    """Tellings of this body; a row of a paper sheet once, as it was told first."""
    found: dict[str, str] = {}
    for one in story.tellings:
        if isinstance(one.body, body):
            found.setdefault(getattr(one.body, "paper", "") or one.id, one.id)
    return list(found.values())


@given(worlds, some.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_one_state(
    world: tuple[int, list[tuple[int, str, int, int, int]]], chance: random.Random
) -> None:
    held = everything(played(*world))
    whole = FOLDERS.fold(COPY, held)
    assert whole.dead == ()
    for _ in range(3):
        chance.shuffle(held)
        assert FOLDERS.fold(COPY, [*held, *held[: len(held) // 2]]) == whole


@given(worlds, some.integers(0, 30))
def test_in_two_halves_or_one_by_one_is_the_same_as_all_at_once(
    world: tuple[int, list[tuple[int, str, int, int, int]]], cut: int
) -> None:
    held = everything(played(*world))
    whole = FOLDERS.fold(COPY, held)
    halves = FOLDERS.extend(FOLDERS.fold(COPY, held[:cut]), held[cut:])
    assert halves == whole
    grown = FOLDERS.fold(COPY, held[:1])
    for one in held[1:]:
        grown = FOLDERS.extend(grown, [one])
    assert grown == whole


@given(worlds)
def test_a_copy_is_in_exactly_one_custody_and_no_loan_is_lost(
    world: tuple[int, list[tuple[int, str, int, int, int]]],
) -> None:
    for held in (everything(played(*world)), *(one.held(COPY) for one in played(*world))):
        story = FOLDERS.fold(COPY, held)
        state: CopyState = story.state
        open_loans = state.open_loans
        assert state.standing == len(open_loans)
        assert not (state.holder is not None and open_loans)
        assert [loan.fact for loan in state.loans] == told_as(story, facts.CopyLent)
        holding = state.open_loan
        assert (holding is None) == (not open_loans)
        if state.custody.word == "reader":
            assert holding is not None
            assert state.custody.of == holding.fact
        if state.custody.word == "place":
            assert state.custody.of == state.holder is not None
        assert state.custody.word != "unknown"


@given(worlds)
def test_every_end_is_told_by_a_fact_and_on_no_day_before_the_loan(
    world: tuple[int, list[tuple[int, str, int, int, int]]],
) -> None:
    story = FOLDERS.fold(COPY, everything(played(*world)))
    told = {one.id: one for one in story.tellings}
    for loan in story.state.loans:
        assert (loan.ended_by is None) == (loan.ended_on is None)
        if loan.ended_by is not None:
            assert loan.ended_by in told
            assert loan.lent_on <= loan.ended_on


@given(worlds)
def test_every_return_ends_a_loan_or_is_on_the_list_or_came_second(
    world: tuple[int, list[tuple[int, str, int, int, int]]],
) -> None:
    story = FOLDERS.fold(COPY, everything(played(*world)))
    loans = {loan.fact: loan for loan in story.state.loans}
    ends = {loan.ended_by for loan in story.state.loans}
    waiting = {one.fact for one in (*story.state.unmatched, *story.state.early)}
    counting = told_as(story, facts.CopyReturned)  # a row of a sheet once
    for told in story.tellings:
        if told.id in counting:
            named = loans.get(told.body.loan or "")
            second = named is not None and named.ended_by not in (None, told.id)
            assert told.id in ends or told.id in waiting or second


@given(worlds)
def test_two_open_loans_are_contested_listed_and_never_overdue(
    world: tuple[int, list[tuple[int, str, int, int, int]]],
) -> None:
    story = FOLDERS.fold(COPY, everything(played(*world)))
    open_loans = story.state.open_loans
    listed = {
        fact
        for one in story.disagreements
        if one.code in (LENT_TWICE, PERHAPS_TWICE)
        for fact in one.facts
    }
    for loan in open_loans:
        assert loan.contested or len(open_loans) == 1
        assert not loan.contested or loan.fact in listed
        assert not (loan.contested and rules.is_overdue(loan, "2099-01-01"))


@given(steps)
def test_a_desk_that_only_uses_the_rules_contradicts_nobody(
    moves: list[tuple[int, str, int, int, int]],
) -> None:
    alone = [(0, act, days, back, 0) for _, act, days, back, _ in moves if act in ACTS[:7]]
    (only,) = played(1, alone)
    story = only.story(COPY)
    assert codes(story) == []
    assert story.state.unmatched == ()
    assert story.state.early == ()
    assert not any(loan.contested or loan.implied for loan in story.state.loans)


@given(steps)
def test_desks_that_always_tell_each_other_at_once_contradict_nobody(
    moves: list[tuple[int, str, int, int, int]],
) -> None:
    told: list[tuple[int, str, int, int, int]] = []
    for who, act, days, _, hours in moves:
        if act in ACTS[:7]:
            told += [(who, act, days, 0, hours), (0, "meet", 0, 0, 0), (1, "meet", 0, 0, 0)]
            told += [(2, "meet", 0, 0, 0), (0, "meet", 0, 0, 0)]
    story = FOLDERS.fold(COPY, everything(played(3, told)))
    assert codes(story) == []
    assert not any(loan.contested or loan.implied for loan in story.state.loans)
