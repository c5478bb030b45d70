"""Who may be registered, described, blocked, merged, erased: each refusal beside its success."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.telling import Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.places.codes import printed_code
from tusach.library.readers import facts, rules
from tusach.library.readers.rules import NewReader, RegisterPolicy
from tusach.library.readers.story import ReaderState

CARD = printed_code(2, 1, 1)
PLACE, READER = named("place A"), named("reader")
POLICY = RegisterPolicy(valid_until="2027-03-01")
NEW = NewReader(subject=READER, name=" Nông  Thị Hoa ", group="adult", card=CARD)
ON = "2026-03-02"

Wish = tuple[Draft, ...] | Refusal


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    teller.tell(rules.register(NEW, place=PLACE, on=ON, policy=POLICY))
    return teller


def code_of(wish: Wish) -> str | None:
    return wish.code if isinstance(wish, Refusal) else None


def state_of(teller: Teller) -> ReaderState:
    state: ReaderState = teller.state(READER)
    return state


NOBODY = ReaderState(READER)


def test_a_registered_reader_is_known_and_nothing_in_the_open_names_them(a: Teller) -> None:
    state = state_of(a)
    assert (state.place, state.registered_on, state.group) == (PLACE, ON, "adult")
    assert state.valid_until == "2027-03-01"
    assert state.card is not None
    for one in a.held(READER):
        assert "Hoa" not in str(bytes(one.fact.body), "utf-8")
        assert CARD not in str(bytes(one.fact.body), "utf-8")
    told = [part.raw.decode() for part in a.vault.values()]
    assert told == ['{"name":"Nông Thị Hoa"}', f'{{"number":"{CARD}"}}']
    assert state.parts == tuple(a.vault)


def test_a_card_of_an_older_system_is_kept_as_given() -> None:
    wish = rules.register(replace(NEW, card=" B-17 "), place=PLACE, on=ON, policy=POLICY)
    assert isinstance(wish, tuple)
    assert (wish[1].body.own, wish[1].private.number) == (False, "B-17")


def test_nobody_needs_a_card_to_be_registered() -> None:
    wish = rules.register(replace(NEW, card=""), place=PLACE, on=ON, policy=POLICY)
    assert isinstance(wish, tuple)
    assert len(wish) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"name": "  "}, "reader.name_missing"),
        ({"name": "x" * 201}, "reader.name_too_long"),
        ({"name": "x" * 200}, None),
        ({"name": "O'Brien <script>alert(1)</script> 😀 مكتبة"}, None),
        ({"birth_year": 1905}, "reader.birth_year_odd"),
        ({"birth_year": 1906}, None),
        ({"birth_year": 2027}, "reader.birth_year_odd"),
        ({"birth_year": 2011}, "reader.guardian_missing"),
        ({"birth_year": 2010}, None),
        ({"birth_year": 2011, "guardian": named("mother")}, None),
        ({"birth_year": 2011, "guardian_name": "Nông Văn Páo"}, None),
        ({"birth_year": 2011, "guardian_name": " "}, "reader.guardian_missing"),
    ],
)
def test_who_may_be_registered_and_described(changes: dict[str, Any], code: str | None) -> None:
    new = replace(NEW, **changes)
    state = replace(NOBODY, place=PLACE, registered_on=ON)
    assert code_of(rules.register(new, place=PLACE, on=ON, policy=POLICY)) == code
    assert code_of(rules.describe(state, new, on=ON, policy=POLICY)) == code


def test_a_family_is_registered_whole_or_not_at_all() -> None:
    child = NewReader(subject=named("child"), name="Páo", group="child", birth_year=2020)
    family = [NEW, replace(child, guardian=READER, household=named("house"))]
    wish = rules.register_family(family, place=PLACE, on=ON, policy=POLICY)
    assert isinstance(wish, tuple)
    assert [one.kind for one in wish] == [
        "reader.registered/1",
        "reader.card_issued/1",
        "reader.registered/1",
    ]
    wish = rules.register_family([NEW, child], place=PLACE, on=ON, policy=POLICY)
    assert wish == Refusal("reader.guardian_missing", {"below": 16, "line": 2})


def test_describing_keeps_the_card_and_its_last_day(a: Teller) -> None:
    new = replace(
        NEW, name="Nông Thị Hoa", group="teacher", phone=" 0912 ", languages=("tyz", "vi")
    )
    a.tell(rules.describe(state_of(a), new, on=ON, policy=POLICY))
    state = state_of(a)
    assert (state.group, state.valid_until) == ("teacher", "2027-03-01")
    assert state.card is not None
    assert '"phone":"0912"' in a.vault[state.private or ""].raw.decode()


def test_a_new_card_ends_every_earlier_one(a: Teller) -> None:
    first = state_of(a).card
    a.tell(rules.issue_card(state_of(a), f" {printed_code(2, 1, 2)} ", on=ON))
    state = state_of(a)
    assert state.card is not None
    assert state.card != first
    assert [card.ended_by is None for card in state.cards] == [False, True]
    a.tell(rules.issue_card(state, "B-18", on=ON, ended_reason="worn"))
    assert [card.ended_by is None for card in state_of(a).cards] == [False, False, True]


def test_a_registration_is_renewed_only_to_a_later_day(a: Teller) -> None:
    again = rules.renew(state_of(a), valid_until="2027-03-01", on=ON)
    assert again == Refusal("reader.renewal_not_later", {"until": "2027-03-01"})
    a.tell(rules.renew(state_of(a), valid_until="2028-03-01", on=ON))
    assert state_of(a).valid_until == "2028-03-01"


@pytest.mark.parametrize(
    ("acts", "reason", "until", "code"),
    [
        (("lend", "hold"), "overdue_many", None, None),
        (("lend",), "barred", ON, None),
        (("lend",), "barred", "2026-03-01", "block.until_past"),
        ((), "barred", None, "block.acts_missing"),
        (("take_back",), "barred", None, "block.acts_missing"),
        (("lend",), "owes Mrs X a book", None, "reason.missing"),
    ],
)
def test_a_block_names_the_acts_it_stops_and_never_taking_back(
    a: Teller, acts: tuple[str, ...], reason: str, until: str | None, code: str | None
) -> None:
    wish = rules.block(state_of(a), acts=acts, reason=reason, on=ON, until=until)
    assert code_of(wish) == code


def test_a_block_stops_until_its_last_day_or_until_it_is_lifted(a: Teller) -> None:
    a.tell(rules.block(state_of(a), acts=("lend",), reason="barred", on=ON, until="2026-04-01"))
    a.tell(rules.block(state_of(a), acts=("hold",), reason="barred", on=ON, until=None))
    first, second = state_of(a).blocks
    assert state_of(a).stopped("lend", "2026-04-01") == first
    assert state_of(a).stopped("lend", "2026-04-02") is None
    assert state_of(a).stopped("hold", "2036-04-02") == second
    assert state_of(a).stopped("renew", ON) is None
    a.tell(rules.unblock(state_of(a), second.fact, on=ON))
    assert state_of(a).stopped("hold", ON) is None
    assert code_of(rules.unblock(state_of(a), second.fact, on=ON)) == "block.unknown"
    assert code_of(rules.unblock(NOBODY, second.fact, on=ON)) == "block.unknown"


def test_two_registrations_become_one_person_and_two_again(a: Teller) -> None:
    other = named("other registration")
    (merged,) = a.tell(rules.merge(state_of(a), other, on=ON))
    assert other not in str(bytes(merged.fact.body), "utf-8")
    state = state_of(a)
    assert state.merges == ((merged.id, merged.fact.commitment),)
    a.tell(rules.split(state, merged.id, on=ON))
    assert state_of(a).merges == ()
    assert code_of(rules.split(state_of(a), merged.id, on=ON)) == "reader.not_merged"
    assert code_of(rules.split(NOBODY, merged.id, on=ON)) == "reader.not_merged"
    assert code_of(rules.merge(state, READER, on=ON)) == "reader.merged_with_itself"


def test_who_leaves_may_come_again(a: Teller) -> None:
    assert code_of(rules.end(state_of(a), reason="moved to Mrs X", on=ON)) == "reason.missing"
    a.tell(rules.end(state_of(a), reason="moved", on="2026-05-01"))
    assert state_of(a).ended_on == "2026-05-01"
    assert code_of(rules.end(state_of(a), reason="moved", on=ON)) == "reader.unknown"
    policy = RegisterPolicy(valid_until="2026-12-31")
    a.tell(rules.register(NEW, place=PLACE, on="2026-06-01", policy=policy))
    state = state_of(a)
    assert (state.ended_on, state.registered_on, state.valid_until) == (None, ON, "2027-03-01")


@pytest.mark.parametrize("is_erased", [False, True])
def test_an_unknown_or_erased_reader_is_refused_by_every_rule(a: Teller, is_erased: bool) -> None:
    who = replace(state_of(a), erased_on=ON) if is_erased else NOBODY
    wishes: list[Wish] = [
        rules.describe(who, NEW, on=ON, policy=POLICY),
        rules.issue_card(who, CARD, on=ON),
        rules.renew(who, valid_until="2030-01-01", on=ON),
        rules.block(who, acts=("lend",), reason="barred", on=ON, until=None),
        rules.merge(who, named("x"), on=ON),
        rules.end(who, reason="moved", on=ON),
        rules.erase((who,), open_loans=0, reason="wish", on=ON),
        rules.erase((), open_loans=0, reason="wish", on=ON),
    ]
    assert {code_of(wish) for wish in wishes} == {"reader.unknown"}


def test_a_card_needs_a_number_and_a_reason(a: Teller) -> None:
    assert code_of(rules.issue_card(state_of(a), " ", on=ON)) == "card.number_missing"
    wish = rules.issue_card(state_of(a), CARD, on=ON, ended_reason="Mrs X found it")
    assert code_of(wish) == "reason.missing"


def test_a_person_is_erased_with_all_their_registrations_once_nothing_is_on_loan(a: Teller) -> None:
    second = replace(NEW, subject=named("second"), card="")
    a.tell(rules.register(second, place=PLACE, on=ON, policy=POLICY))
    states = (state_of(a), a.state(second.subject))
    wish = rules.erase(states, open_loans=1, reason="wish", on=ON)
    assert wish == Refusal("reader.has_copies", {"open": 1})
    assert code_of(rules.erase(states, open_loans=0, reason="a wish", on=ON)) == "reason.missing"
    told = a.tell(rules.erase(states, open_loans=0, reason="wish", on=ON))
    assert [one.fact.subject for one in told] == [READER, second.subject]
    assert state_of(a).erased_on == ON
    assert code_of(rules.erase((state_of(a),), open_loans=0, reason="wish", on=ON)) == (
        "reader.unknown"
    )
    assert isinstance(facts.PersonErased(states[0].parts, "wish"), facts.PersonErased)
