"""A copy between its loans: damaged, away, kept for somebody, told from paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.library.copies.scene import COPY as SUBJECT
from tests.library.copies.scene import (
    POLICY,
    TITLE,
    at_desk,
    copy,
    desk,
    desks,
    lend,
    stocked,
    take_back,
)
from tests.library.telling import Teller, codes, named

from tusach.ledger.draft import Refusal
from tusach.library import scopes
from tusach.library.copies import caring, rules
from tusach.library.copies.states import (
    AVAILABLE,
    LOST,
    ON_LOAN,
    ON_WAY,
    RESERVED,
    UNREGISTERED,
    WITHHELD,
    CopyState,
)
from tusach.library.holds.facts import HoldPlaced

ON, LATER = "2026-03-02", "2026-03-09"
HOLD = named("hold")


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    stocked(teller)
    return teller


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def test_a_copy_in_repair_is_not_lent_until_it_is_released_and_its_damage_is_mended(
    a: Teller,
) -> None:
    a.tell(caring.damage(copy(a), desk(a, ON), how="torn"))
    assert (copy(a).status, len(copy(a).damages)) == (AVAILABLE, 1)
    a.tell(caring.withhold(copy(a), desk(a, ON), reason="repair"))
    assert copy(a).status == WITHHELD
    assert refusal(rules.lend(copy(a), at_desk(), desk(a, ON), POLICY)) == "copy.withheld"
    assert refusal(caring.withhold(copy(a), desk(a, ON), reason="repair")) == "copy.withheld"
    a.tell(caring.release(copy(a), desk(a, LATER), outcome="repaired"))
    assert (copy(a).status, copy(a).damages) == (AVAILABLE, ())
    assert refusal(caring.release(copy(a), desk(a, LATER), outcome="as_was")) == "copy.not_withheld"


def test_a_release_without_repair_leaves_the_damage(a: Teller) -> None:
    a.tell(caring.damage(copy(a), desk(a, ON), how="torn"))
    a.tell(caring.withhold(copy(a), desk(a, ON), reason="repair"))
    a.tell(caring.release(copy(a), desk(a, ON), outcome="as_was"))
    assert (copy(a).status, [one.word for one in copy(a).damages]) == (AVAILABLE, ["torn"])


def test_a_copy_on_its_way_stays_in_the_senders_custody_until_it_is_seen(a: Teller) -> None:
    b = Teller("B")
    a.meet(b)
    a.tell(caring.send(copy(a), desk(a, ON), to=b.place, reason="rotation"))
    assert (copy(a).status, copy(a).custody.of) == (ON_WAY, a.place)
    assert refusal(caring.send(copy(a), desk(a, ON), to=b.place, reason="manual")) == "copy.on_way"
    assert refusal(caring.send(copy(a), desk(a, ON), to=a.place, reason="manual")) == (
        "copy.sent_here"
    )
    a.meet(b)
    b.tell(caring.arrive(copy(b), desk(b, LATER)))
    assert (copy(b).status, copy(b).custody.of) == (AVAILABLE, b.place)
    assert refusal(caring.arrive(copy(b), desk(b, LATER))) == "copy.not_on_way"


def test_taking_back_where_it_was_sent_to_ends_the_way_too(a: Teller) -> None:
    b = Teller("B")
    a.tell(caring.send(copy(a), desk(a, ON), to=b.place, reason="rotation"))
    a.meet(b)
    take_back(b, LATER)
    assert (copy(b).status, copy(b).holder) == (AVAILABLE, b.place)


def test_what_is_kept_for_one_reader_is_lent_to_nobody_else(a: Teller) -> None:
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    assert copy(a).status == RESERVED
    assert refusal(rules.lend(copy(a), at_desk(), desk(a, ON), POLICY)) == "copy.reserved"
    asking = replace(at_desk(), holds=frozenset({HOLD}))
    (told,) = a.tell(rules.lend(copy(a), asking, desk(a, ON), POLICY))
    assert told.fact.also == (HOLD,)
    assert (copy(a).status, copy(a).reserved) == (ON_LOAN, None)


def test_a_lending_fulfils_the_hold_that_is_named_though_nothing_was_kept(a: Teller) -> None:
    asking = replace(at_desk(), holds=frozenset({HOLD}))
    (told,) = a.tell(rules.lend(copy(a), asking, desk(a, ON), POLICY, hold=HOLD))
    assert told.fact.also == (HOLD,)


def test_a_stocktaking_at_its_place_leaves_a_kept_copy_kept_and_another_place_does_not(
    a: Teller,
) -> None:
    b = Teller("B")
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    a.tell(rules.see(copy(a), desk(a, ON), by="count", count=named("stocktaking")))
    assert (copy(a).status, copy(a).counted_in) == (RESERVED, named("stocktaking"))
    a.meet(b)
    b.tell(rules.see(copy(b), desk(b, ON), by="found"))
    assert copy(b).status == AVAILABLE


def test_freeing_what_is_kept_for_nobody_is_refused(a: Teller) -> None:
    assert refusal(caring.free(copy(a), desk(a, ON), reason="not_fetched")) == "copy.not_reserved"


@pytest.mark.parametrize(("same_place", "keeps"), [(True, HOLD), (False, named("other"))])
def test_of_two_machines_of_one_place_the_first_keeps_it_else_where_it_was_seen_last(
    same_place: bool, keeps: str
) -> None:
    a, b = desks()
    if same_place:
        b.place = a.place
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    b.tell(caring.reserve(copy(b), desk(b, ON), hold=named("other"), until=LATER))
    a.meet(b)
    kept = copy(a).reserved
    assert kept is not None and kept.of == keeps
    assert codes(a.story(SUBJECT)) == ["copy.reserved_twice"]


def test_whoever_knew_of_the_first_may_keep_it_for_another(a: Teller) -> None:
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=named("other"), until=LATER))
    kept = copy(a).reserved
    assert kept is not None and kept.of == named("other")
    assert codes(a.story(SUBJECT)) == []


def test_a_lost_copy_is_settled_once_and_its_loan_ends_with_that(a: Teller) -> None:
    loan = lend(a, ON).id
    a.tell(rules.lose(copy(a), desk(a, LATER), reason="reader"))
    a.tell(caring.compensate(copy(a), desk(a, LATER), loan=loan, how="money", amount=90_000))
    assert (copy(a).status, copy(a).open_loan) == (LOST, None)
    again = caring.compensate(copy(a), desk(a, LATER), loan=loan, how="money")
    assert refusal(again) == "loan.settled_already"


def test_a_damage_on_a_loan_is_settled_and_one_on_no_loan_is_nobodys(a: Teller) -> None:
    loan = lend(a, ON).id
    take_back(a, LATER)
    nothing = caring.compensate(copy(a), desk(a, LATER), loan=loan, how="mended")
    assert refusal(nothing) == "loan.nothing_to_settle"
    a.tell(caring.damage(copy(a), desk(a, LATER), how="wet", loan=loan))
    a.tell(caring.compensate(copy(a), desk(a, LATER), loan=loan, how="mended"))
    assert copy(a).loans[0].settled_by is not None
    unknown = caring.compensate(copy(a), desk(a, LATER), loan=named("none"), how="mended")
    assert refusal(unknown) == "loan.none"
    assert refusal(caring.damage(copy(a), desk(a, ON), how="wet", loan=named("none"))) == (
        "loan.none"
    )


def test_a_claim_lasts_as_long_as_its_loan_and_is_made_once(a: Teller) -> None:
    assert refusal(caring.claim(copy(a), desk(a, ON))) == "loan.none"
    lend(a, ON)
    assert copy(a).claim is None
    a.tell(caring.claim(copy(a), desk(a, LATER)))
    assert copy(a).claim is not None
    assert refusal(caring.claim(copy(a), desk(a, LATER))) == "copy.claimed_already"
    take_back(a, LATER)
    assert copy(a).claim is None


def test_a_row_of_a_sheet_counts_once_whoever_types_it() -> None:
    a, b = desks()
    for one in (a, b):
        wish = rules.lend(copy(one), at_desk(), desk(one, ON), POLICY, paper="4/1")
        one.tell(wish)
        one.tell(rules.take_back(copy(one), desk(one, LATER), paper="4/1"))
        one.tell(caring.use(copy(one), desk(one, LATER), times=3, paper="5/1"))
    a.meet(b)
    assert (len(copy(a).loans), copy(a).uses, codes(a.story(SUBJECT))) == (1, 3, [])


def test_a_row_that_reads_otherwise_the_second_time_is_shown() -> None:
    a, b = desks()
    for one, on in ((a, ON), (b, "2026-03-03")):
        one.tell(rules.lend(copy(one), at_desk(), desk(one, on), POLICY, paper="4/1"))
    a.meet(b)
    assert len(copy(a).loans) == 1
    assert codes(a.story(SUBJECT)) == ["copy.paper_twice"]


@pytest.mark.parametrize("times", [0, 101])
def test_use_is_counted_in_sober_numbers(a: Teller, times: int) -> None:
    assert refusal(caring.use(copy(a), desk(a, ON), times=times)) == "copy.uses_odd"


def test_nothing_is_done_in_the_house_with_a_copy_that_is_not_there(a: Teller) -> None:
    lend(a, ON)
    for wish in (
        caring.withhold(copy(a), desk(a, ON), reason="repair"),
        caring.send(copy(a), desk(a, ON), to=named("place B"), reason="manual"),
        caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER),
        caring.use(copy(a), desk(a, ON)),
    ):
        assert refusal(wish) == "copy.on_loan"
    a.tell(rules.lose(copy(a), desk(a, ON), reason="reader"))
    take_back(a, ON)
    a.tell(rules.lose(copy(a), desk(a, ON), reason="missing"))
    assert refusal(caring.withhold(copy(a), desk(a, ON), reason="repair")) == "copy.lost"


def test_odd_wishes_are_refused_with_a_way_on(a: Teller) -> None:
    nothing = CopyState(SUBJECT)
    assert nothing.status == UNREGISTERED
    assert refusal(caring.use(nothing, desk(a, ON))) == "copy.unregistered"
    assert refusal(caring.damage(nothing, desk(a, ON), how="torn")) == "copy.unregistered"
    assert refusal(caring.damage(copy(a), desk(a, ON), how="by Ms X")) == "reason.missing"
    assert refusal(caring.withhold(copy(a), desk(a, ON), reason="")) == "reason.missing"
    past = caring.withhold(copy(a), desk(a, LATER), reason="display", until=ON)
    assert refusal(past) == "copy.until_past"
    assert refusal(caring.free(copy(a), desk(a, ON), reason="x")) == "copy.not_reserved"
    assert refusal(caring.claim(copy(a), desk(a, "2027-03-02"))) == "loan.none"
    assert refusal(caring.use(copy(a), desk(a, "2027-03-02"))) == "date.future"
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    again = caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER)
    assert refusal(again) == "copy.reserved_already"
    assert refusal(caring.free(copy(a), desk(a, ON), reason="Ms X")) == "reason.missing"
    a.tell(caring.free(copy(a), desk(a, ON), reason="not_fetched"))
    a.tell(caring.withhold(copy(a), desk(a, ON), reason="repair"))
    kept = caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER)
    assert refusal(kept) == "copy.withheld"


@pytest.mark.parametrize("what", ["withhold", "send", "reserve"])
def test_what_a_desk_says_of_an_older_day_than_it_was_seen_elsewhere_changes_nothing(
    what: str,
) -> None:
    a, b = desks()
    b.tell(rules.see(copy(b), desk(b, LATER), by="found"))
    a.now_ms += 600_000  # told after it, and not knowing of it
    here = desk(a, ON)
    if what == "withhold":
        a.tell(caring.withhold(copy(a), here, reason="repair"))
    elif what == "send":
        a.tell(caring.send(copy(a), here, to=named("place C"), reason="manual"))
    else:
        a.tell(caring.reserve(copy(a), here, hold=HOLD, until=LATER))
    a.meet(b)
    assert (copy(a).status, copy(a).holder) == (AVAILABLE, b.place)


def test_freed_for_a_hold_that_has_it_no_more_it_stays_with_the_other(a: Teller) -> None:
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    freed = caring.free(copy(a), desk(a, ON), reason="not_fetched")
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=named("other"), until=LATER))
    a.tell(freed)
    kept = copy(a).reserved
    assert kept is not None and kept.of == named("other")


def test_only_the_loan_that_is_named_is_settled(a: Teller) -> None:
    first = lend(a, ON).id
    take_back(a, ON)
    a.tell(caring.damage(copy(a), desk(a, ON), how="torn", loan=first))
    lend(a, LATER)
    a.tell(caring.compensate(copy(a), desk(a, LATER), loan=first, how="mended"))
    assert [one.settled_by is not None for one in copy(a).loans] == [True, False]
    odd = caring.compensate(copy(a), desk(a, LATER), loan=first, how="by Ms X")
    assert refusal(odd) == "reason.missing"


def test_kept_with_its_return_it_waits_for_who_is_next(a: Teller) -> None:
    lend(a, ON)
    back = rules.take_back(copy(a), desk(a, LATER))
    assert not isinstance(back, Refusal)
    kept = caring.reserved_on_return(SUBJECT, desk(a, LATER), hold=HOLD, until="2026-03-16")
    a.tell((*back, kept))
    assert copy(a).status == RESERVED


def test_a_protected_copy_stays_so_on_every_node_until_that_is_taken_back(a: Teller) -> None:
    b = Teller("B")
    wish = caring.protect(copy(a), desk(a, ON), reason="local_history")
    assert not isinstance(wish, Refusal)
    assert [one.scope for one in wish] == [scopes.CATALOGUE]
    a.tell(wish)
    a.meet(b)
    kept = copy(b).protected
    assert kept is not None
    assert (kept.word, copy(b).status) == ("local_history", AVAILABLE)
    again = caring.protect(copy(b), desk(b, LATER), reason="rare")
    assert again == Refusal("copy.protected_already", {"reason": "local_history"})
    b.tell(caring.unprotect(copy(b), desk(b, LATER), reason="decision"))
    a.meet(b)
    assert copy(a).protected is None
    twice = caring.unprotect(copy(a), desk(a, LATER), reason="decision")
    assert refusal(twice) == "copy.not_protected"


@pytest.mark.parametrize("act", [caring.protect, caring.unprotect])
def test_weeding_is_forbidden_or_allowed_of_stock_alone_with_a_reason_and_not_tomorrow(
    a: Teller, act: Callable[..., caring.Told]
) -> None:
    assert refusal(act(copy(a), desk(a, ON), reason="Ms X gave it")) == "reason.missing"
    assert refusal(act(copy(a), desk(a, "2027-03-02"), reason="rare")) == "date.future"
    nothing = CopyState(SUBJECT)
    assert refusal(act(nothing, desk(a, ON), reason="rare")) == "copy.unregistered"
    a.tell(rules.withdraw(copy(a), desk(a, ON), reason="worn"))
    assert refusal(act(copy(a), desk(a, ON), reason="rare")) == "copy.withdrawn"


def asked(teller: Teller) -> str:
    """A hold for the title, told at the teller's place."""
    hold = named("hold")
    body = HoldPlaced(pickup=teller.place, title=TITLE, group="adult")
    teller.say("hold.placed/1", hold, body, on="2026-03-01")
    return hold


@pytest.mark.parametrize("leaves", ["sent", "lost", "withheld", "withdrawn"])
def test_whoever_a_copy_was_kept_for_waits_again_when_it_leaves_that_shelf(leaves: str) -> None:
    teller = Teller("A")
    stocked(teller)
    here, hold = desk(teller, "2026-03-02"), asked(teller)
    teller.tell(caring.reserve(copy(teller), here, hold=hold, until="2026-03-09"))
    told = {
        "sent": lambda: caring.send(copy(teller), here, to=named("place B"), reason="manual"),
        "lost": lambda: rules.lose(copy(teller), here, reason="missing"),
        "withheld": lambda: caring.withhold(copy(teller), here, reason="repair"),
        "withdrawn": lambda: rules.withdraw(copy(teller), here, reason="worn"),
    }[leaves]()
    assert not isinstance(told, Refusal)
    assert [one.kind for one in told] == ["copy.freed/1", f"copy.{leaves}/1"]
    assert told[0].also == (hold,)
    teller.tell(told)
    assert copy(teller).reserved is None
    assert teller.state(hold).ready is None


def test_a_copy_sent_for_the_hold_that_it_was_kept_for_takes_it_along() -> None:
    teller = Teller("A")
    stocked(teller)
    here, hold = desk(teller, "2026-03-02"), asked(teller)
    teller.tell(caring.reserve(copy(teller), here, hold=hold, until="2026-03-09"))
    sent = caring.send(copy(teller), here, to=named("place B"), reason="asked_for", hold=hold)
    assert not isinstance(sent, Refusal)
    assert [one.kind for one in sent] == ["copy.sent/1"]
    teller.tell(sent)
    assert teller.state(hold).on_way.of == copy(teller).subject
