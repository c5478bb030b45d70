"""Two nodes come to hold the same, whatever went wrong between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store.telling import (
    TENANT,
    described,
    draft,
    facts,
    named,
    stocked,
    tell,
)
from tests.node.sync.province import HUB_KEY, Province, Wire, enrolled, key

from tusach.ledger.kind import HUB
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, CopyReturned, LentPrivate
from tusach.library.nodes.facts import NodeRevoked, node_subject
from tusach.library.readers import facts as readers
from tusach.node.store.keys import VOUCH, Installation
from tusach.node.store.retell import retell, scope_digests
from tusach.node.store.store import Store
from tusach.node.store.verify import verify
from tusach.node.sync import messages
from tusach.node.sync.asking import synchronise
from tusach.node.sync.messages import BadMessage, Hello
from tusach.node.sync.serving import answer
from tusach.node.sync.synced import Synced


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def sync(one: Store, other: Store) -> Synced:
    return synchronise(one, Wire(other))


def reads(store: Store, name: str) -> None:
    """A reader of the store's own place."""
    place = store.identity.place or ""
    who = named(f"reader {name}")
    body = readers.ReaderRegistered("adult", "2027-12-31")
    private = readers.ReaderPrivate(name=name)
    tell(
        store,
        draft("reader.registered/1", who, body, scopes.people(place), private=private, place=place),
    )  # noqa: E501


def lends(store: Store, title: str, reader: str) -> str:
    """A loan at the store's own place; the fact's id."""
    place = store.identity.place or ""
    body = CopyLent(due_on="2026-03-16", rule=None, governed_by=place)
    own = LentPrivate(named(f"reader {reader}"))
    wish = draft(
        "copy.lent/2",
        named(f"copy {title} 1"),
        body,
        scopes.circulation(place),
        private=own,
        place=place,
    )  # noqa: E501
    return tell(store, wish).facts[0]


def takes_back(store: Store, title: str) -> None:
    place = store.identity.place or ""
    loan = store.state(named(f"copy {title} 1"), "copy").open_loan
    body = CopyReturned(loan.fact if loan else None)
    tell(
        store,
        draft(
            "copy.returned/2",
            named(f"copy {title} 1"),
            body,
            scopes.circulation(place),
            place=place,
        ),
    )  # noqa: E501


def shared(one: Store, other: Store) -> None:
    """Every scope that both hold has the same facts on both."""
    mine, theirs = scope_digests(one), scope_digests(other)
    common = mine.keys() & theirs.keys()
    assert {scope: mine[scope] for scope in common} == {scope: theirs[scope] for scope in common}
    assert {scopes.CONTROL, scopes.CATALOGUE} <= common


def test_an_empty_library_is_brought_what_it_may_hold_and_nothing_else(province: Province) -> None:
    one, other = province.library("A"), province.library("B")
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    sync(one, province.hub)
    reads(one, "Lý Thị Mẩy")
    lends(one, "Số đỏ", "Lý Thị Mẩy")
    found = sync(one, province.hub)
    assert (found.waiting, found.aside) == (0, ())
    sync(other, province.hub)
    held = set(scope_digests(other))
    assert held == {scopes.CONTROL, scopes.CATALOGUE}
    assert other.vault.table("reader_name") == []
    names = {row[1] for row in province.hub.vault.table("reader_name")}
    assert names == {"Lý Thị Mẩy"}
    shared(one, province.hub)
    for store in (one, other, province.hub):
        assert verify(store).faults == ()
        assert retell(store).digest_after == retell(store).digest_before


def test_a_second_exchange_sends_nothing(province: Province) -> None:
    one = province.library("A")
    tell(province.hub, described("Số đỏ"))
    sync(one, province.hub)
    tell(one, described("Tắt đèn"))
    sync(one, province.hub)
    again = sync(one, province.hub)
    assert (again.sent, again.received, again.waiting) == (0, 0, 0)


@pytest.mark.parametrize("cut", range(1, 9))
def test_an_exchange_that_is_cut_goes_on_where_it_was(province: Province, cut: int) -> None:
    one = province.library("A")
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    tell(one, described("Tắt đèn"), stocked("Tắt đèn"))
    with pytest.raises(BadMessage) as cut_off:
        while True:
            synchronise(one, Wire(province.hub, cut_after=cut))
            tell(one, described(f"Quyển {facts(one)}"))
            cut -= 1
    assert cut_off.value.code == "sync.no_answer"
    assert sync(one, province.hub).waiting == 0
    shared(one, province.hub)


def test_one_copy_lent_on_both_sides_of_a_cut_is_a_disagreement_on_all(province: Province) -> None:
    one, other = province.library("A"), province.library("B")
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    for store, name in ((one, "Lý Thị Mẩy"), (other, "Vàng A Sử")):
        sync(store, province.hub)
        reads(store, name)
        lends(store, "Số đỏ", name)
    sync(one, province.hub)
    sync(other, province.hub)
    story = province.hub.story(named("copy Số đỏ 1"))
    assert [one.code for one in story.disagreements] == ["copy.lent_twice"]
    assert len(story.state.open_loans) == 2


def test_the_restore_that_loses_records_elsewhere_loses_none_here(province: Province) -> None:
    """Morango 0.8.2, measured: of 35 records 20 stay apart for ever, without a word."""
    old = province.library("A")
    place = old.identity.place
    sync(old, province.hub)
    tell(old, *(described(f"Trước {nr}") for nr in range(5)))
    sync(old, province.hub)
    copied = province.store("A", place=place)
    sync_copy(old, copied)
    tell(old, *(described(f"Sau khi chép {nr}") for nr in range(10)))
    sync(old, province.hub)
    # The copy is put back, with its old key, and nothing tells it so.
    fresh = Installation(
        b"f" * 32,
        old.own_key,
        old.installation.sign(VOUCH + Installation(b"f" * 32).public_key).hex(),
    )  # noqa: E501
    copied.renew = lambda: fresh
    tell(copied, *(described(f"Sau khi trả lại {nr}") for nr in range(10)))
    found = sync(copied, province.hub)
    assert found.waiting == 0
    assert copied.own_key == fresh.public_hex, "it goes on under a new key"
    tell(copied, *(described(f"Về sau {nr}") for nr in range(10)))
    sync(copied, province.hub)
    titles = ("Trước 0", "Sau khi chép 9", "Sau khi trả lại 9", "Về sau 9")
    for store in (copied, province.hub):
        assert all(store.state(named(f"title {one}"), "title").described for one in titles)
        assert verify(store).faults == ()
    shared(copied, province.hub)
    with province.hub.engine.reading() as reading:
        assert any(row.branch_of for row in reading.streams()), "both branches are there"


def sync_copy(giver: Store, taker: Store) -> None:
    """The taker is a copy of the giver's disk: the same facts under the same key."""
    from tests.node.store.telling import hand_over

    hand_over(giver, taker)
    taker.forget()


def test_facts_reach_a_place_over_another_library_as_well(province: Province) -> None:
    one, other = province.library("A"), province.library("B")
    sync(one, province.hub)
    sync(other, province.hub)
    tell(one, described("Đi đường vòng"))
    sync(one, other)
    sync(other, province.hub)
    assert province.hub.state(named("title Đi đường vòng"), "title").described is not None


def test_whom_the_province_does_not_know_gets_nothing_and_is_told_what_to_do(
    province: Province,
) -> None:
    stranger = province.store("stranger", place=named("place X"))
    with pytest.raises(BadMessage) as refused:
        sync(stranger, province.hub)
    assert refused.value.code == "node.unknown"
    tell(province.hub, enrolled(stranger.installation, places=(named("place X"),)))
    sync(stranger, province.hub)


def test_a_revoked_installation_gets_nothing_more(province: Province) -> None:
    one = province.library("A")
    sync(one, province.hub)
    body = NodeRevoked("stolen", ())
    subject = node_subject(TENANT, one.own_key)
    with province.hub.batch() as transaction:
        wish = draft("node.revoked/1", subject, body, scopes.CONTROL, place=None)
        transaction.tell([wish], None)
    with pytest.raises(BadMessage) as refused:
        sync(one, province.hub)
    assert refused.value.code == "node.revoked"


def test_a_hub_that_a_library_does_not_know_is_not_believed(province: Province) -> None:
    one = province.library("A")
    impostor = province.store("impostor", HUB, None)
    tell(impostor, enrolled(one.installation), enrolled(impostor.installation, role=HUB))
    with pytest.raises(BadMessage) as refused:
        sync(one, impostor)
    assert refused.value.code in ("sync.stranger", "node.unknown")
    assert facts(one) == 0


class Odd:
    """Something else answers: a captive portal, a broken proxy, nobody."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def ask(self, raw: bytes) -> bytes:
        return self.raw


@pytest.mark.parametrize(
    "raw", [b"", b"<!doctype html><p>Wi-Fi", b"\x00" * 500, bytes(range(256)), b"\x95\xa1a"]
)
def test_what_is_no_node_is_said_to_be_none(province: Province, raw: bytes) -> None:
    one = province.library("A")
    tell(one, described("Số đỏ"))
    before = facts(one)
    with pytest.raises(BadMessage) as refused:
        synchronise(one, Odd(raw))
    assert refused.value.code == "sync.no_node"
    assert facts(one) == before


@pytest.mark.parametrize("brief", [False, True])
def test_a_bent_message_is_not_believed(province: Province, brief: bool) -> None:
    one = province.library("A")
    hello = Hello(TENANT, "library", "1", 0)
    raw = messages.said(messages.HELLO, hello, one.installation, brief=brief)
    messages.heard(raw, me=HUB_KEY.public_hex)
    for place in range(0, len(raw), 7):
        bent = bytearray(raw)
        bent[place] ^= 1
        with pytest.raises(BadMessage):
            messages.heard(bytes(bent), me=HUB_KEY.public_hex)
    for end in range(0, len(raw), 7):
        with pytest.raises(BadMessage):
            messages.heard(raw[:end], me=HUB_KEY.public_hex)


@pytest.mark.parametrize("brief", [False, True])
def test_a_message_for_another_node_is_not_answered(province: Province, brief: bool) -> None:
    one = province.library("A")
    raw = messages.said(
        messages.HELLO,
        Hello(TENANT, "library", "1", 0),
        one.installation,
        receiver=key("x").public_hex,
        brief=brief,
    )
    with pytest.raises(BadMessage) as refused:
        messages.heard(raw, me=HUB_KEY.public_hex)
    assert refused.value.code == "sync.for_another"


def test_only_a_greeting_is_answered_to_whoever_asks(province: Province) -> None:
    one = province.library("A")
    for what, body in (
        (messages.WANT, messages.Want(())),
        (messages.GIVE, messages.Bundle()),
    ):
        raw = messages.said(what, body, one.installation)
        said = messages.heard(answer(province.hub, raw), me=one.own_key)
        assert messages.body_of(said, messages.Answer).code == "sync.for_another"


@pytest.mark.parametrize("brief", [False, True])
def test_a_stranger_cannot_make_a_node_unpack_more_than_a_greeting(
    province: Province, brief: bool
) -> None:
    stranger = key("stranger")
    large = Hello("0" * 2 * messages.OF_STRANGERS, "library", "1", 0)
    raw = messages.said(messages.HELLO, large, stranger, receiver=HUB_KEY.public_hex, brief=brief)
    assert len(raw) < 10_000
    said = messages.heard(answer(province.hub, raw), me=stranger.public_hex)
    assert messages.body_of(said, messages.Answer).code == "sync.too_large"


def test_private_parts_travel_sealed_to_the_receiver(province: Province) -> None:
    one = province.library("A")
    sync(one, province.hub)
    reads(one, "Lý Thị Mẩy")

    heard: list[messages.Envelope] = []

    class Tapped(Wire):
        def ask(self, raw: bytes) -> bytes:
            heard.append(messages.heard(raw, me=HUB_KEY.public_hex))
            return super().ask(raw)

    synchronise(one, Tapped(province.hub))
    assert "Lý Thị Mẩy" in {row[1] for row in province.hub.vault.table("reader_name")}
    (found,) = (one for one in heard if one.what == messages.GIVE)
    said = messages.body_of(found, messages.Bundle)
    assert said.sealed and all(one.parts == () for one in said.parcels)
    with pytest.raises(BadMessage):
        messages.opened(said, key("a thief"))
