"""The explanation says what the act says, whoever asks; whose rule holds; where a vehicle stops."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.node.desk.conftest import ADULT, CHILD, STRANGER, TODAY, WIDE, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.copies.dates import day_plus
from tusach.library.copies.policy import GOVERNING, LENDING
from tusach.library.places.facts import PlaceClosed, RuleSet
from tusach.node.acts import borrowing, care, circulation, placing
from tusach.node.acts.circulation import Manner, Told
from tusach.node.acts.explaining import Wondered, explain, try_out
from tusach.node.acts.governing import late, stop_of
from tusach.node.acts.node import Node
from tusach.node.store.retell import retell

library = library_alone
pytestmark = pytest.mark.django_db


def told(done: object) -> Told:
    assert isinstance(done, Told), done
    return done


def set_rule(library: Library, what: str = LENDING, **told: object) -> None:
    values = {name: one for name, one in told.items() if name not in ("place", "material")}
    where = {name: one for name, one in told.items() if name in ("place", "material")}
    body = RuleSet(what, values, TODAY, **where)  # type: ignore[arg-type]
    done = placing.set_rule(library.node, body, library.at(by=WIDE))
    assert not isinstance(done, Refusal), done


def some_rule(chance: random.Random) -> dict[str, object]:
    return {
        "loan_days": chance.choice([0, 7, 14, 30]),
        "limit": chance.choice([None, 0, 1, 2]),
        "renewals": chance.choice([0, 1, 3]),
        "renew_overdue": chance.random() < 0.5,
        "hard_due_on": chance.choice([None, None, TODAY, "2026-12-05", "2027-03-01"]),
        "until_next_visit": chance.random() < 0.4,
        "visit_least_days": chance.choice([0, 10]),
        "age_from": chance.choice([None, 12]),
        "age_until": chance.choice([None, 30]),
        "inside_only": chance.random() < 0.2,
        "inside_limit": chance.choice([None, 1]),
        "renew_not_before_days": chance.choice([None, 0, 5]),
        "grace_days": chance.choice([0, 3]),
        "not_after_card_ends": chance.random() < 0.7,
    }


def step(library: Library, chance: random.Random) -> None:
    """Something happens to a copy, or the rule reads otherwise."""
    node, at = library.node, library.at(on=day_plus(TODAY, -chance.choice([0, 0, 30])))
    copy, today = chance.choice(library.copies), library.at()
    deeds: list[Callable[[], object]] = [
        lambda: circulation.take_back(node, copy, today),
        lambda: circulation.lend(node, copy, chance.choice([ADULT, CHILD, STRANGER]), at),
        lambda: circulation.lose(node, copy, today, reason="reader"),
        lambda: care.withhold(node, copy, today, reason="repair"),
        lambda: care.release(node, copy, today, outcome="as_was"),
        lambda: set_rule(library, **some_rule(chance)),
        lambda: set_rule(library, GOVERNING, by=chance.choice(["desk", "holder", "owner"])),
        lambda: placing.date_visits(
            node, library.main, [day_plus(TODAY, chance.randrange(1, 40))], library.at(by=WIDE)
        ),
    ]
    chance.choice(deeds)()


@pytest.mark.parametrize("seed", range(6))
def test_the_first_no_of_an_explanation_is_the_refusal_of_the_act(
    library: Library, seed: int
) -> None:
    chance, node = random.Random(seed), library.node
    compared = 0
    for _ in range(40):
        step(library, chance)
        copy = chance.choice(library.copies)
        reader = chance.choice([ADULT, CHILD, STRANGER])
        at = library.at(chance.choice([library.main, library.hut]))
        inside = chance.random() < 0.3
        before = library.facts()
        found = explain(node, copy, reader, at, inside=inside)
        assert library.facts() == before
        if found.loan is not None:
            done = circulation.renew(node, copy, at)
        else:
            done = circulation.lend(node, copy, reader, at, manner=Manner(inside=inside))
        if isinstance(done, Refusal):
            assert found.refusal == done
        else:
            assert found.refusal is None
            assert found.due is not None and done.due_on == found.due.on
            loan = node.store.state(copy, "copy").open_loan
            assert loan.governed_by == found.case.place
            compared += 1
        node_policy = node.lending(
            found.case.place, group=found.case.group, material=found.case.material, on=TODAY
        )
        assert node_policy == found.policy
    assert compared


def test_a_loan_that_was_made_is_explained_with_its_rule_and_the_days_skipped(
    library: Library,
) -> None:
    node, copy = library.node, library.copies[0]
    plain = told(circulation.lend(node, copy, ADULT, library.at()))
    assert plain.due_on is not None
    told(circulation.undo(node, plain.fact, library.at()))
    closed = [plain.due_on]
    placing.set_closed_days(
        node, library.main, closed, library.at(by=WIDE), closed=True, reason="flood"
    )
    later = told(circulation.lend(node, copy, ADULT, library.at()))
    found = explain(node, copy, ADULT, library.at())
    assert found.loan is not None and found.made is not None
    assert found.made.on == later.due_on != plain.due_on
    assert (plain.due_on, "closed") in [(one.day, one.why) for one in found.made.skipped]
    assert found.made_by is not None and found.made_by.fact == found.loan.rule


def test_a_case_that_is_made_up_gets_the_answer_of_the_rules(library: Library) -> None:
    set_rule(library, place=library.hut, loan_days=5, limit=2, age_from=12)
    at = library.at(library.hut)
    fine = try_out(library.node, Wondered(group="grown", material="book"), at)
    assert fine.refusal is None and fine.due is not None
    for case, code in (
        (Wondered(group="grown", material="book", age=11), "reader.too_young"),
        (Wondered(group="grown", material="book", copies=2), "reader.limit"),
        (Wondered(group="grown", material="book", age=12, copies=1), ""),
        (Wondered(group="grown", material="atlas"), "copy.not_for_loan"),
        (Wondered(group="grown", material="atlas", inside=True), ""),
    ):
        found = try_out(library.node, case, at).refusal
        assert (found.code if found else "") == code


# ---- material that stays ----


def test_only_a_rule_that_names_reference_lends_it_out(library: Library) -> None:
    node, atlas = library.node, library.copies[4]
    set_rule(library, place=library.main, loan_days=9)
    refused = circulation.lend(node, atlas, ADULT, library.at())
    assert isinstance(refused, Refusal) and refused.code == "copy.not_for_loan"
    here = told(circulation.lend(node, atlas, ADULT, library.at(), manner=Manner(inside=True)))
    assert (here.due_on, here.due_by) == (TODAY, "inside")
    told(circulation.take_back(node, atlas, library.at()))
    set_rule(library, place=library.main, material="atlas", loan_days=2)
    assert told(circulation.lend(node, atlas, ADULT, library.at())).due_on > TODAY  # type: ignore[operator]


# ---- whose rule holds ----


def test_the_rule_of_desk_holder_or_owner_holds_and_the_loan_keeps_which(library: Library) -> None:
    node, copy = library.node, library.copies[0]
    set_rule(library, place=library.main, loan_days=20, renewals=2)
    set_rule(library, place=library.hut, loan_days=3, renewals=2)
    there = library.at(library.hut)
    assert node.governing(library.hut, on=TODAY) == "owner"  # as the programme says
    governed = {"owner": library.main, "holder": library.main, "desk": library.hut}
    for word, place in governed.items():
        set_rule(library, GOVERNING, by=word)
        fact = told(circulation.lend(node, copy, ADULT, there)).fact
        loan = node.store.state(copy, "copy").open_loan
        assert loan.governed_by == place
        told(circulation.undo(node, fact, there))
    set_rule(library, GOVERNING, by="owner")
    told(circulation.lend(node, copy, ADULT, there))
    set_rule(library, GOVERNING, by="desk")
    renewed = explain(node, copy, ADULT, there)
    assert renewed.case.place == library.main


def test_a_place_that_is_no_more_governs_nothing(library: Library) -> None:
    node, copy = library.node, library.copies[0]
    told(circulation.lend(node, copy, ADULT, library.at(library.hut)))
    told(circulation.take_back(node, copy, library.at(library.hut)))
    closing = placing.close_place(node, library.main, PlaceClosed(TODAY), library.at(by=WIDE))
    assert not isinstance(closing, Refusal)
    told(circulation.lend(node, copy, ADULT, library.at(library.hut)))
    assert node.store.state(copy, "copy").open_loan.governed_by == library.hut


# ---- vehicles ----


@pytest.fixture
def vehicle(library: Library) -> str:
    """The main library as a vehicle that visits the hut."""
    node = library.node
    kinds = tuple(
        replace(one, moves=one.code == "main_library") for one in node.profile.places.kinds
    )
    node.profile = replace(node.profile, places=replace(node.profile.places, kinds=kinds))
    return library.main


def date_visits(library: Library, *days: str, vehicle: str | None, off: bool = False) -> None:
    done = placing.date_visits(
        library.node,
        library.hut,
        days,
        library.at(library.hut, by=WIDE),
        vehicle=vehicle,
        called_off=off,
    )
    assert not isinstance(done, Refusal), done


def test_what_a_vehicle_lends_is_due_when_it_comes_to_that_stop_again(
    library: Library, vehicle: str
) -> None:
    node = library.node
    set_rule(library, place=vehicle, loan_days=30, until_next_visit=True)
    date_visits(library, TODAY, "2026-12-05", "2026-12-19", vehicle=vehicle)
    lent = told(circulation.lend(node, library.copies[0], ADULT, library.at()))
    assert (lent.due_on, lent.due_by) == ("2026-12-05", "visit")
    visit = node.place(library.hut).visits[0].fact
    ((raw,),) = node.store.query(
        "SELECT count(*) FROM loan WHERE fact = ? AND due_by = 'visit'", (lent.fact,)
    )
    assert raw == 1
    found = explain(node, library.copies[0], ADULT, library.at())
    assert found.made is not None and visit in found.made.grounds
    date_visits(library, "2026-12-05", vehicle=vehicle, off=True)
    second = told(circulation.lend(node, library.copies[1], ADULT, library.at()))
    assert second.due_on == "2026-12-19"
    kept = node.store.state(library.copies[0], "copy").open_loan
    assert kept.due_on == "2026-12-05"  # made before, it keeps its day


def test_without_a_dated_visit_the_days_of_the_rule_count(library: Library, vehicle: str) -> None:
    set_rule(library, place=vehicle, loan_days=30, until_next_visit=True)
    lent = told(circulation.lend(library.node, library.copies[0], ADULT, library.at()))
    assert lent.due_by == "" and lent.due_on is not None
    assert lent.due_on >= day_plus(TODAY, 30)


def test_where_a_vehicle_stops(library: Library, vehicle: str) -> None:
    node = library.node
    assert stop_of(node, library.hut, on=TODAY, home=None) == library.hut
    assert stop_of(node, vehicle, on=TODAY, home=library.hut) is None
    date_visits(library, "2026-12-05", vehicle=vehicle)
    assert stop_of(node, vehicle, on=TODAY, home=library.hut) == library.hut
    assert stop_of(node, vehicle, on=TODAY, home=vehicle) is None
    assert stop_of(node, vehicle, on="2026-12-05", home=vehicle) == library.hut
    date_visits(library, "2026-12-05", vehicle=vehicle, off=True)
    assert stop_of(node, vehicle, on="2026-12-05", home=library.hut) is None


def test_visits_are_told_anew_from_the_ledger(library: Library, vehicle: str) -> None:
    date_visits(library, "2026-12-05", "2026-12-19", vehicle=vehicle)
    date_visits(library, "2026-12-05", vehicle=vehicle, off=True)
    asked = "SELECT * FROM place_visit ORDER BY day"
    before = library.node.store.query(asked)
    assert len(before) == 2
    retell(library.node.store)
    assert library.node.store.query(asked) == before


# ---- late ----


LONG_AGO = "2026-10-01"


def overdue(node: Node) -> int:
    past = late(node, TODAY)
    sql = f"SELECT count(*) FROM copy WHERE loan IS NOT NULL AND {past.clause}"  # noqa: S608
    return int(node.store.query(sql, past.values)[0][0])


def test_days_of_grace_are_those_of_the_rule_that_the_loan_was_made_by(library: Library) -> None:
    node = library.node
    body = RuleSet(LENDING, {"loan_days": 50, "grace_days": 10}, LONG_AGO, place=library.main)
    placing.set_rule(node, body, library.at(by=WIDE))
    library.lend(library.copies[0], ADULT, LONG_AGO)
    due = node.store.state(library.copies[0], "copy").open_loan.due_on
    assert due < TODAY <= day_plus(due, 10)
    assert overdue(node) == 0
    set_rule(library, place=library.main, loan_days=50)
    assert overdue(node) == 0  # another rule today changes nothing
    assert borrowing.borrower_of(node, node.store, ADULT, library.at()).overdue == 0
    library.lend(library.copies[1], CHILD, "2026-10-01")
    assert overdue(node) == 0


def test_a_late_return_stops_borrowing_where_the_rule_says_so_and_undo_lifts_it(
    library: Library,
) -> None:
    node, copy = library.node, library.copies[0]
    values: dict[str, int | bool | str | None] = {
        "loan_days": 10,
        "suspend_per_day": 1,
        "suspend_most": 5,
    }
    body = RuleSet(LENDING, values, LONG_AGO, place=library.main)
    assert not isinstance(placing.set_rule(node, body, library.at(by=WIDE)), Refusal)
    library.lend(copy, ADULT, LONG_AGO)
    back = told(circulation.take_back(node, copy, library.at()))
    assert back.suspended_until == day_plus(TODAY, 5)
    (block,) = node.store.state(ADULT, "reader").blocks
    assert (block.reason, block.until) == ("returned_late", "2026-11-28")
    refused = circulation.lend(node, copy, ADULT, library.at())
    assert isinstance(refused, Refusal) and refused.code == "reader.blocked"
    told(circulation.undo(node, back.fact, library.at()))
    assert node.store.state(ADULT, "reader").blocks == ()
    assert library.loans_of(ADULT) == [copy]


def test_another_place_takes_a_late_copy_back_without_stopping_anybody(library: Library) -> None:
    values: dict[str, int | bool | str | None] = {"suspend_per_day": 1, "suspend_most": 5}
    body = RuleSet(LENDING, values, LONG_AGO, place=library.main)
    placing.set_rule(library.node, body, library.at(by=WIDE))
    library.lend(library.copies[0], ADULT, LONG_AGO)
    told(circulation.take_back(library.node, library.copies[0], library.at(library.hut)))
    assert library.node.store.state(ADULT, "reader").blocks == ()


def test_fine_free_and_without_suspension_is_the_plain_case(library: Library) -> None:
    library.lend(library.copies[0], ADULT, LONG_AGO)
    back = told(circulation.take_back(library.node, library.copies[0], library.at()))
    assert back.suspended_until is None
    assert library.node.store.state(ADULT, "reader").blocks == ()
