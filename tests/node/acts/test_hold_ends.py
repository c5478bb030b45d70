"""What ends a hold or a reservation, on a real node: nobody waits in vain, nothing is kept so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.node.desk.conftest import ADULT, CHILD, HERE, STRANGER, TODAY, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.copies.states import AVAILABLE, LOST, ON_LOAN, RESERVED
from tusach.library.holds.rules import MOST_WISHES, Wishing
from tusach.library.holds.story import ENDED, FILLED, READY, WAITING
from tusach.library.readers import rules as readers
from tusach.node.acts import asking, circulation, erasing, sheets
from tusach.node.acts.asking import Wanting
from tusach.node.acts.circulation import Manner, Told
from tusach.node.acts.duties import failures, perform
from tusach.node.acts.node import At
from tusach.node.acts.sheet_undoing import undo_row
from tusach.node.store.protocol import StoreFault
from tusach.node.store.verify import verify

__all__ = ["library_alone"]

pytestmark = pytest.mark.django_db


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


def ask(library: Library, reader: str, at: At | None = None) -> str:
    wanting = Wanting(title=library.titles[0])
    return told(asking.place_hold(library.node, reader, wanting, at or library.at())).subject


def status(library: Library, hold: str) -> str:
    return str(library.node.store.state(hold, "hold").status(TODAY))


def copy_is(library: Library, nr: int = 0) -> str:
    return str(library.node.store.state(library.copies[nr], "copy").status)


def kept(library: Library, reader: str = ADULT) -> str:
    """The first copy stands on the shelf of holds for a reader; the hold."""
    hold = ask(library, reader)
    told(asking.keep(library.node, hold, library.copies[0], library.at(by=HERE)))
    assert (copy_is(library), status(library, hold)) == (RESERVED, READY)
    return hold


def test_who_is_erased_waits_no_more_and_the_book_is_kept_for_whoever_is_next(
    library: Library,
) -> None:
    hold = kept(library)
    following = ask(library, CHILD)
    done = erasing.erase(library.node, ADULT, library.at(), reason="wish")
    assert not isinstance(done, Refusal)
    assert (status(library, hold), status(library, following)) == (ENDED, READY)
    assert (perform(library.node), failures(library.node.home)) == (0, {})


def test_nothing_is_kept_for_a_reader_who_was_erased(library: Library) -> None:
    for nr in (0, 1):
        library.lend(library.copies[nr], CHILD)
    ask(library, ADULT)
    erasing.erase(library.node, ADULT, library.at(), reason="wish")
    back = told(circulation.take_back(library.node, library.copies[0], library.at()))
    assert (back.next_in_line, copy_is(library)) == (None, AVAILABLE)


def test_a_hold_told_elsewhere_of_somebody_erased_is_passed_over_and_ended_by_a_duty(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = kept(library)
    monkeypatch.setattr(erasing, "end_nobodys", lambda *_: 0)  # as it came later
    erasing.erase(library.node, ADULT, library.at(), reason="wish")
    assert status(library, hold) == READY
    library.lend(library.copies[0], CHILD)
    told(circulation.take_back(library.node, library.copies[0], library.at()))
    assert copy_is(library) == AVAILABLE
    assert perform(library.node) == 1
    assert (status(library, hold), perform(library.node)) == (ENDED, 0)


def test_who_reads_no_more_waits_and_wishes_no_more(library: Library) -> None:
    hold = kept(library)
    asking.wish(library.node, Wishing(wish="", text="sách"), library.at(), reader=ADULT)
    asking.wish(library.node, Wishing(wish="", text="of nobody in particular"), library.at())
    store = library.node.store
    store.act(None, lambda one: readers.end(one.state(ADULT, "reader"), reason="moved", on=TODAY))
    library.lend(library.copies[0], CHILD)  # what was kept for them holds nobody back
    assert perform(library.node) == 2
    assert status(library, hold) == ENDED
    whys = store.query("SELECT ended_why FROM wish ORDER BY ended_why IS NULL")
    assert whys == [("reader_ended",), (None,)]


def test_a_person_with_another_registration_goes_on_waiting(library: Library) -> None:
    store = library.node.store
    drafts = readers.merge(store.state(ADULT, "reader"), STRANGER, on=TODAY)
    assert not isinstance(drafts, Refusal)
    store.tell(None, drafts)
    hold = ask(library, ADULT)
    store.act(None, lambda one: readers.end(one.state(ADULT, "reader"), reason="moved", on=TODAY))
    assert (perform(library.node), status(library, hold)) == (0, WAITING)


def test_taken_away_the_hold_waits_again_and_undoing_brings_both_back(library: Library) -> None:
    node, copy, at = library.node, library.copies[0], library.at(by=HERE)
    hold = kept(library)
    for take in (
        lambda: circulation.withdraw(node, copy, at, reason="worn"),
        lambda: circulation.lose(node, copy, at, reason="missing"),
        lambda: asking.send(node, copy, at, to=library.hut, reason="rotation"),
    ):
        done = told(take())
        assert status(library, hold) == WAITING
        told(circulation.undo(node, done.fact, at))
        assert (copy_is(library), status(library, hold)) == (RESERVED, READY)


def test_lent_by_paper_to_another_the_hold_waits_until_the_row_is_undone(
    library: Library,
) -> None:
    node, hold = library.node, kept(library)
    (sheet,) = sheets.print_sheets(node, "loans", TODAY[:7], library.at(), sheets=1, rows=5)
    row = sheets.loan(node, 1, copy=library.copies[0], reader=CHILD)
    assert not isinstance(sheets.enter(node, sheet, 1, row, on=TODAY, by=HERE), Refusal)
    assert (copy_is(library), status(library, hold)) == (ON_LOAN, WAITING)
    undone = undo_row(node, sheet, 1, library.at(by=HERE))
    assert not isinstance(undone, Refusal), undone
    assert (copy_is(library), status(library, hold)) == (RESERVED, READY)


def test_what_an_earlier_version_or_another_machine_took_unknowing_is_mended_by_a_duty(
    library: Library,
) -> None:
    hold = kept(library)
    state = library.node.store.state(library.copies[0], "copy")
    lost = circulation.rules.lose(state, _here(library), reason="missing")
    assert not isinstance(lost, Refusal)
    library.node.store.tell(None, lost[:1])
    assert (copy_is(library), status(library, hold)) == (LOST, READY)
    assert perform(library.node) == 1
    assert (status(library, hold), perform(library.node)) == (WAITING, 0)


def _here(library: Library) -> circulation.rules.Desk:
    from tusach.node.acts.governing import desk

    return desk(library.node, library.at())


def test_a_kept_copy_is_kept_for_no_second_hold_and_only_for_what_was_asked(
    library: Library,
) -> None:
    node, at = library.node, library.at()
    first = kept(library)
    second = ask(library, CHILD)
    assert refusal(asking.keep(node, second, library.copies[0], at)) == "copy.reserved"
    for keeping in (
        asking.keep(node, second, library.copies[4], at),
        asking.send(node, library.copies[4], at, to=library.hut, reason="x", hold=second),
    ):
        assert refusal(keeping) == "hold.other_title"
    told(asking.end(node, second, at, reason="wish"))
    sent = asking.send(node, library.copies[1], at, to=library.hut, reason="x", hold=second)
    assert refusal(sent) == "hold.over"
    assert (status(library, first), copy_is(library, 1)) == (READY, AVAILABLE)


def test_who_fetches_another_copy_leaves_a_kept_one_that_holds_nobody_back(
    library: Library,
) -> None:
    node, at = library.node, library.at(by=HERE)
    hold = kept(library)
    library.lend(library.copies[1], ADULT)
    assert (status(library, hold), copy_is(library)) == (FILLED, RESERVED)
    following = ask(library, CHILD)
    freed = told(asking.free(node, library.copies[0], at, reason="put_back"))
    assert freed.next_in_line is not None and freed.next_in_line.hold == following
    assert (status(library, following), copy_is(library)) == (READY, RESERVED)
    told(circulation.undo(node, freed.fact, at))
    assert status(library, following) == WAITING
    library.lend(library.copies[0], CHILD)
    assert status(library, following) == FILLED


def test_given_up_at_another_desk_the_copy_still_serves(library: Library) -> None:
    hold = kept(library)
    told(asking.end(library.node, hold, library.at(library.hut), reason="wish"))
    assert copy_is(library) == RESERVED
    library.lend(library.copies[0], CHILD)


def test_giving_up_a_kept_book_is_undone_with_what_it_brought_about(library: Library) -> None:
    node, at = library.node, library.at(by=HERE)
    hold, following = kept(library), ask(library, CHILD)
    ended = told(asking.end(node, hold, at, reason="not_fetched"))
    assert (status(library, hold), status(library, following)) == (ENDED, READY)
    told(circulation.undo(node, ended.fact, at))
    assert (status(library, hold), status(library, following)) == (READY, WAITING)


def test_a_lost_copy_found_and_kept_for_somebody_can_be_lost_again(library: Library) -> None:
    node, copy, at = library.node, library.copies[0], library.at(by=HERE)
    told(asking.place_hold(node, ADULT, Wanting(copy=copy), at))
    told(circulation.lose(node, copy, at, reason="missing"))
    found = told(circulation.take_back(node, copy, at))
    assert copy_is(library) == RESERVED
    told(circulation.undo(node, found.fact, at))
    assert copy_is(library) == LOST


def test_one_copy_is_asked_for_once(library: Library) -> None:
    node, hut = library.node, library.at(library.hut)
    first, second = ask(library, STRANGER, hut), ask(library, CHILD, hut)
    told(asking.assign(node, first, library.copies[0], library.at()))
    told(asking.assign(node, first, library.copies[0], library.at()))
    again = asking.assign(node, second, library.copies[0], library.at())
    assert refusal(again) == "hold.copy_assigned"
    told(asking.end(node, first, hut, reason="wish"))
    told(asking.assign(node, second, library.copies[0], library.at()))


def test_a_title_that_nobody_has_described_is_not_waited_for(library: Library) -> None:
    wanting = Wanting(title="ab" * 16)
    done = asking.place_hold(library.node, ADULT, wanting, library.at())
    assert refusal(done) == "hold.title_unknown"


def test_a_reader_has_so_many_wishes_at_a_time(library: Library) -> None:
    node, at = library.node, library.at()
    for nr in range(MOST_WISHES):
        told(asking.wish(node, Wishing(wish="", text=f"sách {nr}"), at, reader=CHILD))
    more = asking.wish(node, Wishing(wish="", text="sách nữa"), at, reader=CHILD)
    assert refusal(more) == "wish.limit"
    told(asking.wish(node, Wishing(wish="", text="sách nữa"), at, reader=ADULT))
    told(asking.wish(node, Wishing(wish="", text="of nobody"), at))


def test_taken_back_and_lent_on_are_one_act_or_none(library: Library) -> None:
    node, copy, at = library.node, library.copies[0], library.at(by=HERE)
    first = library.lend(copy, CHILD)
    library.lend(library.copies[1], CHILD)
    ask(library, STRANGER)
    before = library.facts()
    manner = Manner(first=True)
    done = circulation.lend(node, copy, ADULT, at, manner=manner)
    assert (refusal(done), library.facts()) == ("copy.wanted", before)
    done = circulation.lend(node, copy, ADULT, at, manner=Manner(first=True, despite=True))
    assert told(done).taken_back
    loans = node.store.state(copy, "copy").loans
    assert [(one.fact == first, one.ended_by is None) for one in loans] == [
        (True, False),
        (False, True),
    ]
    assert copy in library.loans_of(ADULT)
    again = circulation.lend(node, copy, ADULT, at, manner=manner)
    assert refusal(again) == "copy.with_this_reader"
    told(circulation.undo(node, told(done).fact, at))
    assert copy_is(library) == AVAILABLE
    despite = Manner(first=True, despite=True)
    assert not told(circulation.lend(node, copy, CHILD, at, manner=despite)).taken_back


def test_what_cannot_be_ended_at_once_is_left_to_the_duty_and_the_erasure_stands(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hold = kept(library)

    def refuse(*_: object) -> int:
        raise StoreFault("disk.full")

    monkeypatch.setattr(erasing, "end_nobodys", refuse)
    done = erasing.erase(library.node, ADULT, library.at(), reason="wish")
    assert not isinstance(done, Refusal)
    assert "disk.full" in caplog.text
    assert (perform(library.node), status(library, hold)) == (1, ENDED)
