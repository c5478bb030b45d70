"""Settling: what is proposed, what one tap tells, that it is told once and can be taken back."""

from __future__ import annotations

from collections.abc import Callable

from tests.node.worklist.conftest import ADULT, HERE, STRANGER, THERE, TODAY, WIDE, Library

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import stream_id
from tusach.library.copies.facts import CopyReturned
from tusach.library.readers.rules import NewReader
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import cases, circulation, persons, registering, settling
from tusach.node.acts.cases import Case
from tusach.node.acts.finding import reader_of_card
from tusach.node.acts.node import At
from tusach.node.demo.quarrels import Vehicle


def only(library: Library) -> Case:
    (found,) = cases.cases(library.node)
    return found


def settled(library: Library, option: str, by: str = WIDE) -> tuple[str, ...]:
    done = settling.choose(library.node, only(library).id, option, library.at(by=by))
    assert not isinstance(done, Refusal), done
    return done.facts


def test_a_copy_lent_twice_is_proposed_to_stay_with_the_loan_told_first(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    copy = lent_twice()
    case = only(library)
    assert (case.code, case.kind) == ("copy.lent_twice", "loans")
    assert set(case.desks) == {library.main, library.hut}
    first = case.options[0]
    assert (first.code, first.why) == ("void", "told_first")
    settled(library, first.key)
    assert cases.cases(library.node) == ()
    state = library.node.store.state(copy, "copy")
    assert [loan.contested for loan in state.open_loans] == [False]
    assert state.open_loan.fact == first.because


def test_a_second_tap_is_refused_and_tells_nothing(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    case = only(library)
    settled(library, case.options[0].key)
    before = library.facts()
    again = settling.choose(library.node, case.id, case.options[0].key, library.at(by=WIDE))
    assert again == Refusal("settle.done_already")
    assert library.facts() == before


def test_a_settlement_is_taken_back_whole(library: Library, lent_twice: Callable[[], str]) -> None:
    copy = lent_twice()
    case = only(library)
    facts = settled(library, "here")
    assert len(facts) == 2
    assert library.node.store.state(copy, "copy").open_loans == ()
    assert cases.cases(library.node) == ()
    done = settling.undo(library.node, facts, library.at(by=WIDE))
    assert not isinstance(done, Refusal), done
    assert only(library).id == case.id
    again = settling.undo(library.node, facts, library.at(by=WIDE))
    assert again == Refusal("undo.done_already")


def test_undo_is_for_ten_minutes_and_for_whoever_chose(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    facts = settled(library, "here")
    other = settling.undo(library.node, facts, library.at(by=HERE))
    assert other == Refusal("undo.other_teller")
    library.clock.minutes_pass(11)
    late = settling.undo(library.node, facts, library.at(by=WIDE))
    assert late == Refusal("undo.too_late", {"minutes": 10})


def test_what_followed_a_settlement_keeps_it(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    copy = lent_twice()
    facts = settled(library, "here")
    library.lend(copy, ADULT)
    assert settling.undo(library.node, facts, library.at(by=WIDE)) == Refusal("undo.followed")


def test_each_desk_amends_its_own_loan_only(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    case = only(library)
    here, there = (
        {one.key for one in settling.open_options(library.node, case, At(place, TODAY, by))}
        for place, by in ((library.main, HERE), (library.hut, THERE))
    )
    own, other = case.facts
    assert f"void-{own}" in here and f"void-{other}" not in here
    assert f"void-{other}" in there and f"void-{own}" not in there
    assert "here" in here & there
    refused = settling.choose(library.node, case.id, f"void-{other}", library.at(by=HERE))
    assert refused == Refusal("settle.not_yours")


def test_an_option_that_is_not_offered_is_refused(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    refused = settling.choose(library.node, only(library).id, "burn", library.at(by=WIDE))
    assert refused == Refusal("settle.option_unknown")


def count_twice(library: Library, vehicle: Vehicle, *, sheet: str = "", n: int = 7) -> None:
    for there, number in ((False, 7), (True, n)):
        body = VisitCounted("on_site", number, sheet=sheet)
        found = visits.count(
            body, tenant=library.node.tenant, place=library.main, on=TODAY, today=TODAY
        )
        assert not isinstance(found, Refusal)
        if there:
            vehicle.tell(found)
        else:
            library.node.store.tell(HERE, found)
    vehicle.hand_over()


def total(library: Library) -> int:
    subject = visits.visits_subject(library.node.tenant, library.main, TODAY)
    return int(library.node.store.state(subject, "visits").total)


def test_the_same_count_from_two_machines_is_asked_about_and_taken_out(
    library: Library, vehicle: Vehicle
) -> None:
    count_twice(library, vehicle)
    case = only(library)
    assert (case.code, case.kind, total(library)) == ("visit.counted_apart", "counts", 14)
    assert case.options[0].why == "same_number"
    settled(library, case.options[0].key)
    assert (total(library), cases.cases(library.node)) == (7, ())


def test_two_countings_of_different_people_stay_when_somebody_says_so(
    library: Library, vehicle: Vehicle
) -> None:
    count_twice(library, vehicle, n=4)
    first = only(library).options[0]
    assert (first.code, first.why) == ("agree", "other_number")
    settled(library, first.key)
    assert (total(library), cases.cases(library.node)) == (11, ())


def test_a_sheet_number_used_twice_by_mistake_counts_as_another_sheet(
    library: Library, vehicle: Vehicle
) -> None:
    count_twice(library, vehicle, sheet="12")
    case = only(library)
    assert (case.code, total(library)) == ("visit.sheet_twice", 7)
    settled(library, case.options[1].key)
    assert (total(library), cases.cases(library.node)) == (14, ())


def register_again(library: Library, **changes: object) -> str:
    told = {"name": "Nông Thị Hoa", "group": "grown", "birth_year": 1985, **changes}
    new = NewReader(subject="", **told)  # type: ignore[arg-type]
    done = registering.register_readers(library.node, (new,), library.at())
    assert not isinstance(done, Refusal), done
    return done.readers[0]


def test_a_reader_registered_twice_is_joined_and_has_all_loans(library: Library) -> None:
    twin = register_again(library)
    library.lend(library.copies[0], ADULT)
    library.lend(library.copies[1], twin)
    case = only(library)
    assert (case.code, case.why, case.subject, case.others) == (
        "reader.registered_twice",
        "same_name",
        ADULT,
        (twin,),
    )
    settled(library, "merge")
    assert cases.cases(library.node) == ()
    both = sorted(library.copies[:2])
    assert library.loans_of(ADULT) == library.loans_of(twin) == both
    assert persons.main_of(library.node, (ADULT, twin)) == ADULT


def test_joined_readers_are_parted_again_and_never_proposed_anew(library: Library) -> None:
    twin = register_again(library)
    library.lend(library.copies[1], twin)
    settled(library, "merge")
    (case,) = cases.joined_cases(library.node)
    done = settling.choose(library.node, case.id, case.options[0].key, library.at(by=HERE))
    assert not isinstance(done, Refusal), done
    assert cases.joined_cases(library.node) == cases.cases(library.node) == ()
    assert library.loans_of(ADULT) == []
    again = settling.choose(library.node, case.id, case.options[0].key, library.at(by=HERE))
    assert again == Refusal("settle.done_already")


def test_two_persons_of_one_name_are_not_proposed_again_until_that_is_taken_back(
    library: Library,
) -> None:
    register_again(library)
    case = only(library)
    facts = settled(library, "parted", by=HERE)
    assert cases.cases(library.node) == cases.joined_cases(library.node) == ()
    done = settling.undo(library.node, facts, library.at(by=HERE))
    assert not isinstance(done, Refusal), done
    assert only(library).id == case.id


def test_a_card_that_two_registrations_bear_opens_the_one_that_is_kept(library: Library) -> None:
    number = "TV-0815"
    keep = register_again(library, name="Lý A Páo", birth_year=None, card=number)
    store = library.node.store
    state = store.state(STRANGER, "reader")
    from tusach.library.readers import rules

    drafts = rules.issue_card(state, number, on=TODAY)
    assert not isinstance(drafts, Refusal)
    store.tell(None, drafts)
    assert reader_of_card(library.node, number) is None
    assert only(library).why == "same_card"
    settled(library, "merge")
    kept = only_joined(library).subject
    assert reader_of_card(library.node, number) == kept
    assert kept in (keep, STRANGER)


def only_joined(library: Library) -> Case:
    (found,) = cases.joined_cases(library.node)
    return found


def returned_unknown(library: Library, days_ago: str) -> str:
    copy = library.copies[2]
    draft = Draft(
        kind="copy.returned/2",
        subject=copy,
        scope=f"circulation:{library.hut}",
        on=days_ago,
        place=library.hut,
        body=CopyReturned(None),
    )
    library.node.store.tell(None, (draft,))
    return copy


def test_a_return_without_a_loan_is_asked_about_after_ninety_days(library: Library) -> None:
    returned_unknown(library, "2026-09-01")
    assert cases.cases(library.node) == ()
    returned_unknown(library, "2026-08-01")
    case = only(library)
    assert (case.code, case.desks) == ("copy.returned_unmatched", (library.hut,))
    settled(library, case.options[0].key)
    assert cases.cases(library.node) == ()


def test_a_clock_a_year_ahead_is_proposed_to_be_set_right(
    library: Library, vehicle: Vehicle
) -> None:
    clock = vehicle.store.clock
    clock._ms += 366 * 24 * 3_600_000  # type: ignore[attr-defined]
    count_twice(library, vehicle, n=3)
    found = {one.code: one for one in cases.cases(library.node)}
    case = found["clock.off"]
    assert case.at_hub and case.subject == stream_id(
        vehicle.store.installation.public_key,
        library.node.tenant,
        f"operations:{library.main}",
    )
    done = settling.choose(library.node, case.id, "clock", library.at(by=HERE))
    assert done == Refusal("settle.not_yours")
    done = settling.choose(library.node, case.id, "clock", library.at(by=WIDE))
    assert not isinstance(done, Refusal), done
    assert "clock.off" not in {one.code for one in cases.cases(library.node)}


def test_each_grant_of_a_block_may_be_the_one_that_holds(
    library: Library, vehicle: Vehicle
) -> None:
    from tusach.node.acts import numbers

    draft = numbers.grant(library.node.tenant, 1, 4711, At(library.main, TODAY))
    library.node.store.tell(None, (draft,))
    vehicle.tell([numbers.grant(library.node.tenant, 1, 4711, At(library.hut, TODAY))])
    vehicle.hand_over()
    case = only(library)
    assert case.at_hub
    settled(library, case.options[1].key)
    assert cases.cases(library.node) == ()
    state = library.node.store.state(case.subject, "block")
    kept = state.granted.holder
    other = library.main if kept == library.hut else library.hut
    rows = library.node.store.query(
        "SELECT block FROM block WHERE digit = 1 AND holder = ? AND block <> 4711", (other,)
    )
    assert len(rows) >= 2  # its first one, and the one it got instead


def test_circulation_knows_nothing_of_what_was_settled(
    library: Library, lent_twice: Callable[[], str]
) -> None:
    copy = lent_twice()
    settled(library, only(library).options[0].key)
    told = circulation.take_back(library.node, copy, library.at())
    assert not isinstance(told, Refusal)
    assert cases.cases(library.node) == ()
