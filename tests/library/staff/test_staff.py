"""Who works where in which role, and that no name stands in the open."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.telling import Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.readers.facts import PersonErased
from tusach.library.staff import facts, rules
from tusach.library.staff.story import StaffFolder, StaffState

STAFF, PLACE, OTHER = named("staff"), named("place A"), named("place B")
ON = "2026-03-02"


def appointed(**changes: Any) -> Teller:
    teller = Teller("A")
    wish = {"name": " Hoàng  Thị Mai ", "role": "librarian", "place": PLACE, "on": ON, **changes}
    teller.tell(rules.appoint(STAFF, **wish))
    return teller


def state_of(teller: Teller) -> StaffState:
    state: StaffState = teller.state(STAFF)
    return state


def test_a_librarian_has_the_role_at_the_own_place_from_the_first_to_the_last_day() -> None:
    state = state_of(appointed(valid_until="2026-06-30"))
    assert state.roles("2026-03-01", PLACE) == frozenset()
    assert state.roles(ON, PLACE) == {"librarian"}
    assert state.roles("2026-06-30", PLACE) == {"librarian"}
    assert state.roles("2026-07-01", PLACE) == frozenset()
    assert state.roles(ON, OTHER) == frozenset()
    assert state.roles(ON, None) == {"librarian"}


@pytest.mark.parametrize("role", ["provincial", "administrator"])
def test_a_wide_role_reaches_every_place(role: str) -> None:
    assert state_of(appointed(role=role)).roles(ON, OTHER) == {role}


def test_the_name_is_a_private_part_and_the_post_is_not() -> None:
    teller = appointed()
    told = [bytes(one.fact.body).decode() for one in teller.held(STAFF)]
    assert not any("Mai" in body for body in told)
    state = state_of(teller)
    assert teller.vault[state.named or ""].raw.decode() == '{"name":"Hoàng Thị Mai"}'
    assert state.parts == (state.named,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": "reader"}, "staff.role_unknown"),
        ({"name": " "}, "staff.name_missing"),
        ({"valid_until": "2026-03-01"}, "staff.dates_reversed"),
        ({"valid_until": ON}, None),
    ],
)
def test_who_may_be_appointed(changes: dict[str, Any], code: str | None) -> None:
    wish = {"name": "Mai", "role": "librarian", "place": PLACE, "on": ON, **changes}
    found = rules.appoint(STAFF, **wish)
    assert (found.code if isinstance(found, Refusal) else None) == code


def test_an_ended_post_is_held_through_its_last_day_and_others_stay() -> None:
    teller = appointed()
    teller.tell(rules.appoint(STAFF, name="Mai", role="librarian", place=OTHER, on=ON))
    teller.tell(rules.end(STAFF, role="librarian", place=PLACE, on="2026-05-31", reason="moved"))
    state = state_of(teller)
    assert state.roles("2026-05-31", PLACE) == {"librarian"}
    assert state.roles("2026-06-01", PLACE) == frozenset()
    assert state.roles("2026-06-01", OTHER) == {"librarian"}
    teller.tell(rules.appoint(STAFF, name="Mai", role="librarian", place=PLACE, on="2026-09-01"))
    assert state_of(teller).roles("2026-09-01", PLACE) == {"librarian"}


def test_an_end_after_the_end_does_not_lengthen_a_post() -> None:
    teller = appointed(valid_until="2026-04-30")
    teller.tell(rules.end(STAFF, role="librarian", place=PLACE, on="2026-05-31"))
    assert state_of(teller).roles("2026-05-01", PLACE) == frozenset()


def test_an_erased_name_stays_erased_and_the_post_is_still_told() -> None:
    teller = appointed()
    committed = state_of(teller).named or ""
    teller.say("person.erased/1", STAFF, PersonErased((committed,), "wish"), on="2026-04-01")
    private = facts.StaffNamedPrivate("Mai")
    teller.say("staff.named/1", STAFF, facts.StaffNamed(), on="2026-04-02", private=private)
    teller.say("staff.named/1", STAFF, facts.StaffNamed(), on="2026-04-02")
    state = state_of(teller)
    assert (state.named, state.erased_on, len(state.parts)) == (None, "2026-04-01", 2)
    assert state.roles("2026-04-02", PLACE) == {"librarian"}


def test_a_stranger_among_the_facts_changes_nothing() -> None:
    told = appointed().story(STAFF).tellings[0]
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    state = StaffState(STAFF)
    assert StaffFolder().step(state, stranger, None) is state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        (None, "staff.inspection_endless"),
        ("2027-12-31", "staff.inspection_long"),
        ("2026-12-31", ""),
    ],
)
def test_somebody_inspects_until_a_day_that_is_near(until: str | None, refused: str) -> None:
    found = rules.appoint(
        "5" * 32,
        name="Ema",
        role=facts.INSPECTOR,
        place="6" * 32,
        on="2026-11-23",
        valid_until=until,
    )
    assert (found.code if isinstance(found, Refusal) else "") == refused


def test_an_inspector_stands_below_a_librarian() -> None:
    assert rules.above(frozenset({"librarian"}), facts.INSPECTOR) is None
    refused = rules.above(frozenset({facts.INSPECTOR}), "librarian")
    assert refused is not None
