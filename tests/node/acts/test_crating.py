"""Crates at a real store: one scan receives them, tables follow, what is told is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.node.desk.conftest import ADULT, HERE, THERE, TODAY, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.crates.rules import Receipt
from tusach.library.crates.story import CrateState
from tusach.node.acts import asking, crating
from tusach.node.acts.asking import Wanting
from tusach.node.acts.finding import CrateMeant, meant
from tusach.node.store.retell import retell
from tusach.node.store.store import Done

__all__ = ["library_alone"]
BACK = "2027-02-01"


@pytest.fixture
def library(library_alone: Library) -> Iterator[Library]:
    """Two libraries, one at work with crates."""
    yield library_alone


def facts(wish: Done | Refusal) -> tuple[str, ...]:
    assert not isinstance(wish, Refusal), wish
    return wish.facts


def code(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def made(library: Library, count: int = 1) -> list[str]:
    told = crating.make(library.node, count, library.at(by=HERE), room=60)
    assert not isinstance(told, Refusal), told
    return [crate for crate, _ in told.crates]


def packed(library: Library, *which: int, crate: str = "") -> str:
    crate = crate or made(library)[0]
    for nr in which:
        facts(crating.pack(library.node, crate, library.copies[nr], library.at(by=HERE)))
    return crate


def sent(library: Library, *which: int) -> str:
    crate = packed(library, *which)
    to = library.hut
    facts(crating.send(library.node, crate, library.at(by=HERE), to=to, back_on=BACK))
    return crate


def state(library: Library, crate: str) -> CrateState:
    found: CrateState = library.node.store.state(crate, "crate")
    return found


def row(library: Library, crate: str) -> tuple[object, ...]:
    (found,) = library.node.store.query(
        "SELECT nr, at_place, status, to_place, back_on, inside, missing FROM crate "
        "WHERE tenant = ? AND subject = ?",
        (library.node.tenant, crate),
    )
    return found


def test_crates_are_numbered_on_and_each_has_a_label_that_the_one_field_reads(
    library: Library,
) -> None:
    first = made(library, 2)
    third = made(library)
    assert [row(library, one)[0] for one in (*first, *third)] == [1, 2, 3]
    labels = [state(library, one).made.code for one in (*first, *third)]  # type: ignore[union-attr]
    assert len(set(labels)) == 3
    assert meant(library.node, labels[1]) == CrateMeant(first[1])
    assert code(crating.make(library.node, 49, library.at())) == "crate.none_chosen"
    assert code(crating.make(library.node, 1, library.at(), room=0)) == "crate.room_odd"


def test_one_fact_receives_a_whole_crate_and_the_tables_say_where_its_copies_are(
    library: Library,
) -> None:
    crate = sent(library, 0, 1)
    node = library.node
    assert row(library, crate) == (1, library.main, "on_way", library.hut, BACK, 2, 0)
    before = library.facts()
    facts(crating.receive(node, crate, library.at(library.hut, by=THERE), Receipt()))
    assert library.facts() - before == 1
    assert row(library, crate) == (1, library.hut, "here", None, BACK, 2, 0)
    rows = node.store.query(
        "SELECT holder, status, crate, crate_until FROM copy WHERE subject = ?",
        (library.copies[0],),
    )
    assert rows == [(library.hut, "available", crate, BACK)]
    loads = node.store.query("SELECT copy, at_place FROM crate_load ORDER BY copy")
    assert loads == [(one, library.hut) for one in sorted(library.copies[:2])]
    told = retell(node.store)
    assert told.digest_before == told.digest_after


def test_what_is_short_is_in_question_and_what_is_found_later_is_said_so(
    library: Library,
) -> None:
    crate, hut = sent(library, 0, 1), library.at(library.hut, by=THERE)
    node, gone = library.node, library.copies[1]
    facts(crating.receive(node, crate, hut, Receipt(missing=(gone,))))
    assert row(library, crate)[-2:] == (1, 1)
    assert node.store.query(
        "SELECT status, holder, short_of FROM copy WHERE subject = ?", (gone,)
    ) == [("in_question", library.main, crate)]
    facts(crating.correct(node, crate, hut, Receipt()))
    assert row(library, crate)[-2:] == (2, 0)
    assert node.store.state(gone, "copy").holder == library.hut


def test_a_receipt_is_taken_back_whole_unless_somebody_has_a_book_of_it(library: Library) -> None:
    crate, hut = sent(library, 0, 1), library.at(library.hut, by=THERE)
    node = library.node
    told = facts(crating.receive(node, crate, hut, Receipt()))
    facts(crating.undo(node, told, hut))
    assert state(library, crate).status == "on_way"
    assert node.store.state(library.copies[0], "copy").status == "on_way"
    again = facts(crating.receive(node, crate, hut, Receipt()))
    library.lend(library.copies[0], ADULT)
    assert code(crating.undo(node, again, hut)) == "undo.followed"
    assert code(crating.undo(node, ("0" * 32,), hut)) == "undo.unknown"


def test_what_was_packed_for_a_reader_waits_for_them_on_arrival(library: Library) -> None:
    node, hut = library.node, library.at(library.hut, by=THERE)
    held = asking.place_hold(node, ADULT, Wanting(title=library.titles[0]), hut)
    assert not isinstance(held, Refusal), held
    ((hold,),) = node.store.query("SELECT subject FROM hold WHERE tenant = ?", (node.tenant,))
    crate = packed(library, 1)
    facts(crating.pack(node, crate, library.copies[0], library.at(by=HERE), hold=hold))
    assert node.store.state(hold, "hold").status(TODAY) == "on_way"
    facts(crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on=BACK))
    told = facts(crating.receive(node, crate, hut, Receipt()))
    assert len(told) == 2
    assert node.store.state(hold, "hold").status(TODAY) == "ready"
    assert node.store.state(library.copies[0], "copy").status == "reserved"
    facts(crating.undo(node, told, hut))
    assert node.store.state(hold, "hold").status(TODAY) == "on_way"


def test_what_is_missing_or_given_up_is_kept_for_nobody(library: Library) -> None:
    node, hut = library.node, library.at(library.hut, by=THERE)
    asking.place_hold(node, ADULT, Wanting(title=library.titles[0]), hut)
    ((hold,),) = node.store.query("SELECT subject FROM hold WHERE tenant = ?", (node.tenant,))
    crate = made(library)[0]
    facts(crating.pack(node, crate, library.copies[0], library.at(by=HERE), hold=hold))
    facts(crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on=BACK))
    gone = Receipt(missing=(library.copies[0],))
    assert len(facts(crating.receive(node, crate, hut, gone))) == 1


def test_a_crate_of_which_nothing_is_known_is_received_and_completed_once_its_list_is_here(
    library: Library,
) -> None:
    node = library.node
    crate = made(library)[0]
    facts(crating.receive(node, crate, library.at(library.hut), Receipt()))
    assert crating.complete_receipts(node) == 0
    (unlisted,) = node.store.query("SELECT unlisted FROM crate WHERE subject = ?", (crate,))
    assert unlisted == (1,)


def test_the_months_of_the_programme_bound_a_stay(library: Library) -> None:
    crate = packed(library, 0)
    here = library.at(by=HERE)
    limits = crating.limits_of(library.node, TODAY)
    late = crating.send(library.node, crate, here, to=library.hut, back_on="2029-01-01")
    assert (limits.months is None) != isinstance(late, Refusal)


def test_a_crate_is_emptied_and_retired(library: Library) -> None:
    crate, here = packed(library, 0, 1), library.at(by=HERE)
    assert code(crating.retire(library.node, crate, here, reason="broken")) == "crate.not_empty"
    facts(crating.unpack(library.node, crate, (), here, reason="home"))
    facts(crating.retire(library.node, crate, here, reason="broken"))
    assert state(library, crate).status == "retired"


def test_names_of_who_signed_lie_in_the_vault_and_go_when_asked(library: Library) -> None:
    crate, here = sent(library, 0), library.at(by=HERE)
    node = library.node
    names = crating.facts.SignersPrivate(gave=crating.facts.Signer("Bế Thị Lưu", "thủ thư"))
    body = crating.facts.CrateHandedOver("gave", "key", 1)
    facts(crating.hand_over(node, crate, here, body, private=names))
    (signed,) = state(library, crate).signed
    assert crating.signers_of(node, signed.part) == names
    facts(crating.forget_signers(node, crate, here))
    assert state(library, crate).signed[0].part is None
    assert crating.signers_of(node, signed.part) is None
    for path in node.home.rglob("*"):
        assert not path.is_file() or "Bế Thị Lưu".encode() not in path.read_bytes()


def test_a_crate_at_the_wrong_library_goes_on_or_stays(library: Library) -> None:
    node, hut = library.node, library.at(library.hut, by=THERE)
    crate = sent(library, 0)
    facts(crating.receive(node, crate, library.at(by=HERE), Receipt(anyway=True)))
    assert state(library, crate).astray == library.hut
    facts(crating.forward(node, crate, library.at(by=HERE)))
    assert state(library, crate).under_way.to == library.hut  # type: ignore[union-attr]
    facts(crating.receive(node, crate, hut, Receipt()))
    assert code(crating.stay(node, crate, hut)) == "crate.not_astray"
