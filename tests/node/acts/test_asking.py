"""Asked for, kept on return, fetched or not, undone, wished for, erased: on a real node."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.node.desk.conftest import ADULT, CHILD, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.copies.states import AVAILABLE, ON_LOAN, ON_WAY, RESERVED, WITHHELD
from tusach.library.holds.facts import WishAnswered
from tusach.library.holds.rules import Wishing
from tusach.library.holds.story import ENDED, FILLED, READY, WAITING
from tusach.node.acts import asking, care, circulation, erasing, purging
from tusach.node.acts.asking import Wanting
from tusach.node.acts.circulation import Told
from tusach.node.store.retell import retell
from tusach.node.store.verify import verify

__all__ = ["library_alone"]

pytestmark = pytest.mark.django_db
TODAY = "2026-11-23"


@pytest.fixture
def library(library_alone: Library) -> Iterator[Library]:
    yield library_alone
    faults = verify(library_alone.node.store).faults  # its titles have no records
    assert [one for one in faults if one.code != "verify.blob_missing"] == []


def told(done: Told | Refusal) -> Told:
    assert not isinstance(done, Refusal), done
    return done


def refusal(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def ask(library: Library, reader: str, title: int = 0) -> str:
    """A hold on a title; its id."""
    wanting = Wanting(title=library.titles[title])
    return told(asking.place_hold(library.node, reader, wanting, library.at())).subject


def status(library: Library, hold: str, on: str = TODAY) -> str:
    return str(library.node.store.state(hold, "hold").status(on))


def copy_is(library: Library, copy: int) -> str:
    return str(library.node.store.state(library.copies[copy], "copy").status)


def back(library: Library, copy: int) -> Told:
    return told(circulation.take_back(library.node, library.copies[copy], library.at()))


def test_what_comes_back_is_kept_for_whoever_asked_and_lent_to_nobody_else(
    library: Library,
) -> None:
    library.lend(library.copies[0], ADULT)
    hold = ask(library, CHILD)
    came = back(library, 0)
    assert came.next_in_line is not None and came.next_in_line.hold == hold
    assert (copy_is(library, 0), status(library, hold)) == (RESERVED, READY)
    other = circulation.lend(library.node, library.copies[0], ADULT, library.at())
    assert refusal(other) == "copy.reserved"
    library.lend(library.copies[0], CHILD)
    assert (copy_is(library, 0), status(library, hold)) == (ON_LOAN, FILLED)


def test_undoing_the_return_undoes_that_it_was_kept(library: Library) -> None:
    library.lend(library.copies[0], ADULT)
    hold = ask(library, CHILD)
    came = back(library, 0)
    told(circulation.undo(library.node, came.fact, library.at()))
    assert (copy_is(library, 0), status(library, hold)) == (ON_LOAN, WAITING)
    assert library.loans_of(ADULT) == [library.copies[0]]


def test_undoing_the_loan_brings_the_hold_back(library: Library) -> None:
    library.lend(library.copies[0], ADULT)
    hold = ask(library, CHILD)
    back(library, 0)
    fact = library.lend(library.copies[0], CHILD)
    told(circulation.undo(library.node, fact, library.at()))
    assert (copy_is(library, 0), status(library, hold)) == (RESERVED, READY)


def test_who_takes_it_from_the_shelf_has_what_was_asked_for(library: Library) -> None:
    hold = ask(library, CHILD)
    library.lend(library.copies[0], CHILD)
    assert status(library, hold) == FILLED


def test_the_last_free_copy_is_not_lent_past_who_waits_but_by_a_clear_word(
    library: Library,
) -> None:
    ask(library, CHILD)
    node, at = library.node, library.at()
    library.lend(library.copies[0], ADULT)  # another copy of the title stands here
    told(circulation.take_back(node, library.copies[0], at))
    told(asking.free(node, library.copies[0], at, reason="mistake"))
    told(care.withhold(node, library.copies[1], at, reason="repair"))
    assert refusal(circulation.lend(node, library.copies[0], ADULT, at)) == "copy.wanted"
    told(
        circulation.lend(
            node, library.copies[0], ADULT, at, manner=circulation.Manner(despite=True)
        )
    )


def test_a_loan_is_not_renewed_while_somebody_waits_and_no_other_copy_is_free(
    library: Library,
) -> None:
    library.lend(library.copies[0], ADULT, on="2026-11-10")
    told(care.withhold(library.node, library.copies[1], library.at(), reason="repair"))
    hold = ask(library, CHILD)
    renewed = circulation.renew(library.node, library.copies[0], library.at())
    assert refusal(renewed) == "loan.wanted"
    told(asking.end(library.node, hold, library.at(), reason="wish"))
    told(circulation.renew(library.node, library.copies[0], library.at()))


def test_not_fetched_in_time_it_is_kept_for_the_next(library: Library) -> None:
    library.lend(library.copies[0], ADULT)
    first = ask(library, CHILD)
    back(library, 0)
    library.lend(library.copies[1], ADULT)
    second = ask(library, ADULT, title=1)
    assert status(library, second) == WAITING
    told(asking.end(library.node, first, library.at(), reason="not_fetched"))
    assert (status(library, first), copy_is(library, 0)) == (ENDED, AVAILABLE)
    third = ask(library, CHILD)
    told(asking.keep(library.node, third, library.copies[0], library.at()))
    fourth = ask(library, CHILD, title=1)
    assert (status(library, third), status(library, fourth)) == (READY, WAITING)


def test_a_reader_asks_once_for_what_they_do_not_have(library: Library) -> None:
    node, at = library.node, library.at()
    ask(library, CHILD)
    again = asking.place_hold(node, CHILD, Wanting(title=library.titles[0]), at)
    assert refusal(again) == "hold.placed_already"
    one = asking.place_hold(node, CHILD, Wanting(copy=library.copies[1]), at)
    assert told(one).fact
    library.lend(library.copies[2], CHILD)
    has = asking.place_hold(node, CHILD, Wanting(title=library.titles[1]), at)
    assert refusal(has) == "hold.has_it"


def test_put_off_it_is_passed_over_and_resumed_it_is_not(library: Library) -> None:
    library.lend(library.copies[0], ADULT)
    hold = ask(library, CHILD)
    told(asking.suspend(library.node, hold, library.at(), until=None))
    assert back(library, 0).next_in_line is None
    told(asking.resume(library.node, hold, library.at()))
    library.lend(library.copies[1], ADULT)
    assert back(library, 1).next_in_line is not None


def test_sent_to_another_place_for_a_hold_there(library: Library) -> None:
    node = library.node
    wanting = Wanting(title=library.titles[0], pickup=library.hut)
    hold = told(asking.place_hold(node, CHILD, wanting, library.at())).subject
    library.lend(library.copies[0], ADULT)
    came = back(library, 0)
    assert came.next_in_line is not None and came.next_in_line.pickup == library.hut
    assert copy_is(library, 0) == AVAILABLE
    at = library.at()
    told(asking.send(node, library.copies[0], at, to=library.hut, reason="asked_for", hold=hold))
    assert copy_is(library, 0) == ON_WAY
    told(care.arrive(node, library.copies[0], library.at(library.hut)))
    told(asking.keep(node, hold, library.copies[0], library.at(library.hut)))
    assert status(library, hold) == READY


def test_a_damaged_copy_serves_again_once_it_is_repaired(library: Library) -> None:
    node, at = library.node, library.at()
    told(care.damage(node, library.copies[0], at, how="torn", withhold="repair"))
    assert copy_is(library, 0) == WITHHELD
    told(care.release(node, library.copies[0], at, outcome="repaired"))
    told(care.use(node, library.copies[0], at, times=2))
    row = node.store.query(
        "SELECT status, damages, uses FROM copy WHERE subject = ?", (library.copies[0],)
    )
    assert row == [("available", "", 2)]


def test_a_claim_stops_reminders_and_a_settled_loss_frees_the_reader(library: Library) -> None:
    node = library.node
    loan = library.lend(library.copies[0], ADULT, on="2026-10-01")
    told(care.claim(node, library.copies[0], library.at()))
    told(circulation.lose(node, library.copies[0], library.at(), reason="reader"))
    assert library.loans_of(ADULT) == [library.copies[0]]
    settled = care.compensate(
        node, library.copies[0], library.at(), loan=loan, how="money", amount=90_000
    )
    told(settled)
    assert library.loans_of(ADULT) == []


def test_a_wish_is_answered_and_its_words_are_only_in_the_vault(library: Library) -> None:
    node, at = library.node, library.at()
    wishing = Wishing(wish="", text="truyện Trạng Quỳnh")
    wish = told(asking.wish(node, wishing, at, reader=CHILD)).subject
    rows = node.store.vault.query("SELECT reader, wish FROM asked_by WHERE asked = ?", (wish,))
    assert rows == [(CHILD, "truyện Trạng Quỳnh")]
    told(asking.answer_wish(node, wish, WishAnswered("bought"), at))
    told(asking.end_wish(node, wish, at, reason="fulfilled"))
    assert node.store.query("SELECT answer, ended_why FROM wish") == [("bought", "fulfilled")]
    with node.store.engine.reading() as reading:
        assert all("Trạng" not in bytes(row.raw).decode() for row in reading.facts(0, 10_000))


def test_who_is_erased_asked_for_nothing(library: Library) -> None:
    node, at = library.node, library.at()
    hold = ask(library, CHILD)
    told(asking.wish(node, Wishing(wish="", text="sách tranh"), at, reader=CHILD))
    done = erasing.erase(node, CHILD, at, reason="wish")
    assert not isinstance(done, Refusal)
    assert node.store.vault.query("SELECT * FROM asked_by") == []
    assert node.store.state(hold, "hold").ended.word == "reader_ended"
    assert node.store.query("SELECT ended_why FROM wish") == [("reader_ended",)]


def test_what_somebody_had_asked_for_goes_some_time_after_it_is_over(library: Library) -> None:
    hold = ask(library, CHILD)
    told(asking.end(library.node, hold, library.at(), reason="wish"))
    purging.purge(library.node)
    assert len(library.node.store.vault.query("SELECT * FROM asked_by")) == 1
    library.clock.minutes_pass(400 * 24 * 60)
    purging.purge(library.node)
    assert library.node.store.vault.query("SELECT * FROM asked_by") == []


def test_the_tables_are_told_anew_as_they_were(library: Library) -> None:
    library.lend(library.copies[0], ADULT)
    ask(library, CHILD)
    back(library, 0)
    asking.wish(library.node, Wishing(wish="", text="x"), library.at())
    done = retell(library.node.store)
    assert done.digest_before == done.digest_after


def test_only_a_hub_asks_another_library_to_send_and_only_a_free_copy(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, at = library.node, library.at()
    wanting = Wanting(title=library.titles[0], pickup=library.hut)
    hold = told(asking.place_hold(node, CHILD, wanting, at)).subject
    with monkeypatch.context() as patch:
        patch.setattr(asking, "HUB", "another role")
        assert refusal(asking.assign(node, hold, library.copies[0], at)) == "hold.not_a_hub"
    library.lend(library.copies[0], ADULT)
    assert refusal(asking.assign(node, hold, library.copies[0], at)) == "hold.no_copy_there"
    told(asking.assign(node, hold, library.copies[1], at))
    row = node.store.query("SELECT assigned, copy FROM hold WHERE subject = ?", (hold,))
    assert row == [(library.copies[1], None)]
    told(asking.end(node, hold, at, reason="wish"))
    assert refusal(asking.assign(node, hold, library.copies[1], at)) == "hold.over"
