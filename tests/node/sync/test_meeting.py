"""Two that have met before say only what came since; whatever they remember wrongly is noticed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.node.store.telling import described, draft, facts, hand_over, named, stocked, tell
from tests.node.sync.province import HUB_KEY, Province, Wire, enrolled
from tests.node.sync.test_exchange import lends, reads, shared, takes_back

from tusach.ledger.kind import HUB
from tusach.library import scopes
from tusach.library.visits.facts import VisitCounted
from tusach.node.store.holdings import ALL, shared_areas
from tusach.node.store.meetings import FILE, Bookmark, Meetings, Met
from tusach.node.store.store import Store
from tusach.node.sync import bundles, messages
from tusach.node.sync.asking import synchronise
from tusach.node.sync.messages import Answer, BadMessage, Hello, News
from tusach.node.sync.serving import greeting
from tusach.node.sync.synced import Synced


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


class Known(Wire):
    """A link to a node that is known again by its name."""

    def __init__(self, store: Store, address: str = "hub") -> None:
        super().__init__(store, address=address)


def sync(one: Store, other: Store, address: str = "hub") -> Synced:
    return synchronise(one, Known(other, address))


def works(store: Store, rounds: int = 1) -> None:
    """Loans and returns of one copy at the store's place."""
    for _ in range(rounds):
        lends(store, "Số đỏ", "Lý Thị Mẩy")
        takes_back(store, "Số đỏ")


def opened(province: Province, name: str) -> Store:
    """A library that has worked and met the hub."""
    one = province.library(name)
    sync(one, province.hub)
    reads(one, "Lý Thị Mẩy")
    works(one)
    sync(one, province.hub)
    return one


def test_two_that_have_met_need_one_question_for_what_is_new_on_both(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one = opened(province, "A")
    works(one, 3)
    tell(province.hub, described("Tắt đèn"))
    found = sync(one, province.hub)
    assert (found.asked, found.sent, found.received, found.waiting) == (1, 6, 1, 0)
    shared(one, province.hub)
    assert {row[1] for row in province.hub.vault.table("reader_name")} == {"Lý Thị Mẩy"}
    again = sync(one, province.hub)
    assert (again.asked, again.sent, again.received, again.waiting) == (1, 0, 0, 0)
    with one.engine.reading() as reading:
        held = {row.stream: row.number for row in reading.streams()}
    assert {mark.stream: mark.number for mark in again.vector} == held


def test_what_is_said_does_not_grow_with_the_number_of_nodes(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one = opened(province, "A")
    told = []
    for many in (0, 24):
        for nr in range(many):
            other = province.library(f"B{nr}")
            tell(other, described(f"Quyển {nr}"))
            hand_over(province.hub, other)
            sync(other, province.hub)
        sync(one, province.hub)
        quiet, busy = Known(province.hub), Known(province.hub)
        synchronise(one, quiet)
        works(one, 5)
        synchronise(one, busy)
        assert (quiet.asked, busy.asked) == (1, 1)
        told.append((quiet.bytes, busy.bytes))
    assert told[1][0] <= told[0][0] + 30
    assert told[1][1] <= told[0][1] + 60


def test_a_week_of_loans_is_short(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one = opened(province, "A")
    works(one, 50)
    link = Known(province.hub)
    found = synchronise(one, link)
    assert (found.sent, found.asked) == (100, 1)
    assert link.bytes < 100 * 30


def test_a_hub_that_was_put_back_is_told_again_what_it_lost(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one = opened(province, "A")
    old = province.store("hub again", HUB, None, HUB_KEY)
    hand_over(province.hub, old)
    works(one, 4)
    sync(one, province.hub)
    works(one, 1)
    found = sync(one, old)
    assert found.waiting == 0 and found.asked > 1
    shared(one, old)
    assert facts(old) == facts(province.hub) + 2


def test_a_home_that_was_put_back_asks_as_if_it_had_met_nobody(province: Province) -> None:
    tell(province.hub, described("Số đỏ"))
    one = province.library("A")
    sync(one, province.hub)
    tell(one, described("Tắt đèn"))
    sync(one, province.hub)
    before = one.meetings
    tell(province.hub, described("Lão Hạc"))
    again = province.store("A", place=one.identity.place)
    again.meetings = before
    hand_over(province.hub, again)
    assert sync(again, province.hub).waiting == 0
    shared(again, province.hub)


def test_another_node_at_the_address_is_met_as_for_the_first_time(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one, other = opened(province, "A"), opened(province, "B")
    sync(one, province.hub)
    works(one)
    found = sync(one, other)
    assert found.peer == other.own_key
    shared(one, other)
    assert sync(one, province.hub).peer == HUB_KEY.public_hex
    shared(one, province.hub)


def test_a_forgotten_fact_between_two_bookmarks_is_found_by_the_state(province: Province) -> None:
    tell(province.hub, described("Số đỏ"))
    one = province.library("A")
    sync(one, province.hub)
    tell(one, described("Tắt đèn"))
    tell(province.hub, described("Lão Hạc"))
    met = one.meetings.at("hub")
    assert met is not None

    def now(store: Store) -> Bookmark:
        with store.engine.reading() as reading:
            row = reading.facts(reading.arrival() - 1, 1)[0]
            return Bookmark(row.arrival, row.id)

    one.meetings.note("hub", Met(met.peer, now(one), now(province.hub)))
    found = sync(one, province.hub)
    assert (found.sent, found.received, found.waiting) == (2, 1, 0)
    shared(one, province.hub)


def test_what_a_machine_holds_of_scopes_it_lost_is_still_handed_over(province: Province) -> None:
    one = province.library("A")
    sync(one, province.hub)
    place, elsewhere = one.identity.place or "", named("place elsewhere")
    body = VisitCounted(n=7, channel="in_person", group="adult")
    scope = scopes.operations(elsewhere)
    tell(one, draft("visit.counted/1", named("visits"), body, scope, place=elsewhere))
    assert scope not in shared_areas(one, HUB_KEY.public_hex) and place
    found = sync(one, province.hub, address="")
    assert (found.sent, found.waiting) == (2, 0)
    found = sync(one, province.hub)
    assert sync(one, province.hub).asked == 1


def test_two_hubs_compare_all_they_hold_at_once(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    opened(province, "A")
    second = province.store("hub two", HUB)
    tell(province.hub, enrolled(second.installation, role=HUB))
    sync(second, province.hub)
    assert shared_areas(second, HUB_KEY.public_hex) == (ALL,)
    assert facts(second) == facts(province.hub)
    assert sync(second, province.hub).asked == 1


class Older(Wire):
    """A node that knows nothing of news."""

    def ask(self, raw: bytes) -> bytes:
        found = messages.heard(raw, me=HUB_KEY.public_hex)
        said: object = None
        if found.what == messages.HELLO:
            said = greeting(self.store, found.sender)
            return messages.said(messages.HELLO, said, HUB_KEY, receiver=found.sender)
        if found.what == messages.MARKS:
            said = Answer(code="sync.newer")
            return messages.said(messages.ANSWER, said, HUB_KEY, receiver=found.sender)
        return super().ask(raw)


class Plain(Known):
    """A node that reads no message in the brief form, and says nothing of it."""

    brief = False

    def ask(self, raw: bytes) -> bytes:
        if raw[:1] == bytes([messages.BRIEF]):
            self.brief = True
            said: object = Answer(code="sync.no_node")
            return messages.said(messages.ANSWER, said, HUB_KEY)
        found = messages.heard(
            super().ask(raw), me=messages.heard(raw, me=HUB_KEY.public_hex).sender
        )
        if found.what != messages.HELLO:
            return super().ask(raw)
        said = msgspec.structs.replace(messages.body_of(found, Hello), brief=False)
        return messages.said(messages.HELLO, said, HUB_KEY, receiver=found.receiver)


def test_two_that_have_met_are_brief(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one = opened(province, "A")
    works(one, 3)
    link = Counted(province.hub, address="hub")
    assert synchronise(one, link).asked == 1
    assert link.forms == [True]
    assert link.size < 1_000
    stranger = Counted(province.hub, address="another way")
    synchronise(one, stranger)
    assert stranger.forms[0] is False and all(stranger.forms[1:])


class Counted(Wire):
    """What is said, and in which form."""

    def __init__(self, store: Store, address: str) -> None:
        super().__init__(store, address=address)
        self.size = 0
        self.forms: list[bool] = []

    def ask(self, raw: bytes) -> bytes:
        found = super().ask(raw)
        self.size += len(raw) + len(found)
        self.forms.append(raw[:1] == bytes([messages.BRIEF]))
        assert self.forms[-1] == (found[:1] == bytes([messages.BRIEF]))
        return found


def test_a_node_whose_program_is_an_older_one_again_is_understood(province: Province) -> None:
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    one = opened(province, "A")
    for _ in range(2):
        works(one)
        link = Plain(province.hub)
        found = synchronise(one, link)
        assert (found.sent, found.waiting) == (2, 0)
    assert not link.brief  # it was remembered
    shared(one, province.hub)


def test_a_node_that_compares_by_vectors_is_understood(province: Province) -> None:
    tell(province.hub, described("Số đỏ"))
    one = province.library("A")
    for title in ("Tắt đèn", "Lão Hạc"):
        tell(one, described(title))
        found = synchronise(one, Older(province.hub, address="hub"))
        assert found.waiting == 0
        shared(one, province.hub)


def test_a_node_that_compares_by_vectors_is_answered_with_one(province: Province) -> None:
    one = province.library("A")
    sync(one, province.hub)
    raw = messages.said(messages.HELLO, greeting(one, HUB_KEY.public_hex), one.installation)
    found = messages.heard(Wire(province.hub).ask(raw), me=one.own_key)
    said = messages.body_of(found, Hello)
    assert said.news is None and said.vector


def test_news_that_stand_on_something_unknown_are_early_and_not_taken(province: Province) -> None:
    one = province.library("A")
    sync(one, province.hub)
    bundle = messages.Bundle(packets=(messages.Packet(b"no packet"),))
    hello = Hello(one.tenant, "library", "1", 0, news=News(bundle=bundle))
    raw = messages.said(messages.HELLO, hello, one.installation, receiver=HUB_KEY.public_hex)
    found = messages.heard(Wire(province.hub).ask(raw), me=one.own_key)
    news = messages.body_of(found, Hello).news
    assert news is not None and news.taken is not None and news.taken.code == "sync.early"


def test_parts_of_another_size_are_no_message(province: Province) -> None:
    one = province.library("A")
    sync(one, province.hub)
    raw = messages.said(
        messages.MARKS,
        messages.Parts({scopes.CONTROL: b"short"}),
        one.installation,
        receiver=HUB_KEY.public_hex,
    )
    found = messages.heard(Wire(province.hub).ask(raw), me=one.own_key)
    assert messages.body_of(found, Answer).code == "sync.no_node"


def test_private_parts_of_news_can_be_read_by_the_receiver_alone(province: Province) -> None:
    one = opened(province, "A")
    reads(one, "Vàng A Sử")
    heard: list[bytes] = []

    class Tapped(Known):
        def ask(self, raw: bytes) -> bytes:
            heard.append(raw)
            return super().ask(raw)

    synchronise(one, Tapped(province.hub))
    said = messages.body_of(messages.heard(heard[0], me=HUB_KEY.public_hex), Hello)
    assert said.news is not None and said.news.bundle.packets[0].private
    assert "Vàng A Sử" in {row[1] for row in province.hub.vault.table("reader_name")}
    with pytest.raises(BadMessage):
        bundles.opened(one, said.news.bundle, one.installation)


def test_meetings_are_kept_and_a_bent_byte_forgets_them(tmp_path: Path) -> None:
    met = Met("a" * 64, Bookmark(3, "b" * 32), Bookmark(5, "c" * 32))
    Meetings(tmp_path).note("http://hub", met)
    assert Meetings(tmp_path).at("http://hub") == met
    raw = bytearray((tmp_path / FILE).read_bytes())
    raw[-5] ^= 1
    (tmp_path / FILE).write_bytes(raw)
    assert Meetings(tmp_path).at("http://hub") is None
    (tmp_path / FILE).unlink()
    assert Meetings(tmp_path).at("http://hub") is None
