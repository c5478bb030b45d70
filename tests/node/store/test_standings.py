"""Who may tell what: certificates decide when facts are folded, everywhere alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.store.telling import TENANT, described, draft, founded, named, tell
from tests.node.sync.province import HUB_KEY, Province, enrolled

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import HUB
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, LentPrivate
from tusach.library.nodes.facts import LastGood, NodeRevoked, node_subject
from tusach.library.places.facts import PlaceDescribed, PlaceFounded
from tusach.library.staff.facts import StaffAppointed
from tusach.node.store.keys import VOUCH, Installation
from tusach.node.store.offering import paths, trunk_first, with_parts
from tusach.node.store.receive import Received, receive_all
from tusach.node.store.retell import retell, tables_digest
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

COMMUNE, OTHER = named("commune"), named("other commune")


@pytest.fixture
def network(tmp_path: Path) -> Callable[..., Store]:
    """Stores of one province, by name and role."""
    province = Province(tmp_path)

    def make(
        name: str,
        role: str = "library",
        place: str | None = COMMUNE,
        own: Installation | None = None,
    ) -> Store:
        return province.store(name, role, place, own)

    return make


def let_in(store: Store) -> Draft:
    """The certificate of a library of the commune."""
    return enrolled(store.installation, places=(COMMUNE,))


def hand(giver: Store, taker: Store) -> list[Received]:
    giver.seal()
    with giver.engine.reading() as reading:
        rows = sorted(reading.streams(), key=lambda row: (row.scope != "control", trunk_first(row)))
        parcels = [with_parts(giver, reading, one) for row in rows for one in paths(reading, row)]
    return receive_all(taker, parcels, source="test")


def name_of(store: Store, place: str) -> str:
    return str(store.state(place, "place").name)


def commune(name: str = "Tủ sách Cô Ba", place: str = COMMUNE) -> Draft:
    body = PlaceFounded(code="CB", name=name, kind="commune", unit=None)
    return draft("place.founded/1", place, body, scopes.CONTROL, place=place)


def renamed(name: str, place: str = COMMUNE) -> Draft:
    body = PlaceDescribed(name=name, kind="commune")
    return draft("place.described/1", place, body, scopes.CONTROL, place=place)


def test_an_installation_nobody_knows_is_not_taken_and_is_taken_once_it_is_enrolled(
    network: Callable[..., Store],
) -> None:
    hub, library = network("hub", HUB, None, HUB_KEY), network("library")
    tell(hub, founded(), commune())
    tell(library, renamed("Nhà văn hoá Cô Ba"))
    assert all(one.unknown and not one.stored for one in hand(library, hub))
    assert name_of(hub, COMMUNE) == "Tủ sách Cô Ba"
    tell(hub, let_in(library))
    assert all(one.stored for one in hand(library, hub))
    assert name_of(hub, COMMUNE) == "Nhà văn hoá Cô Ba"
    hand(hub, library)
    assert tables_digest(hub) == tables_digest(library)


def test_what_a_library_may_not_say_of_others_is_kept_and_passed_on_and_does_not_count(
    network: Callable[..., Store],
) -> None:
    hub, library = network("hub", HUB, None, HUB_KEY), network("library")
    tell(
        hub,
        founded(),
        commune(),
        commune("Xã bên", OTHER),
        let_in(library),
    )
    hand(hub, library)
    person = named("staff self-made")
    wide = StaffAppointed("administrator", COMMUNE, "2026-01-01")
    for wish in (
        renamed("Không phải của tôi", OTHER),
        draft("staff.appointed/1", person, wide, scopes.CONTROL, place=COMMUNE),
    ):
        refused = library.tell(None, [wish])
        assert isinstance(refused, Refusal)
        assert refused.code == "act.not_allowed"
        with library.batch() as transaction:  # as software of another make might
            transaction.tell([wish], None)
    tell(library, renamed("Của tôi"))
    hand(library, hub)
    for store in (hub, library):
        assert name_of(store, OTHER) == "Xã bên"
        assert name_of(store, COMMUNE) == "Của tôi"
        assert store.state(person, "staff").posts == ()
        assert retell(store).digest_after == tables_digest(store)
        assert verify(store).faults == ()
    third = network("third", place=OTHER)
    hand(hub, third)
    assert tables_digest(third) == tables_digest(hub)


def test_a_revocation_takes_out_what_came_after_the_last_good_fact_and_no_more(
    network: Callable[..., Store],
) -> None:
    hub, library = network("hub", HUB, None, HUB_KEY), network("library")
    tell(hub, founded(), commune(), let_in(library))
    hand(hub, library)
    tell(library, renamed("Tốt"), described("Sách có thật"))
    hand(library, hub)
    with hub.engine.reading() as reading:
        good = tuple(
            LastGood(row.stream, row.number, row.hash)
            for row in reading.streams()
            if row.installation == library.own_key
        )
    tell(library, renamed("Kẻ trộm viết"), described("Sách giả"))
    late = network("late", place=OTHER)
    hand(hub, late)
    hand(library, late)
    assert name_of(late, COMMUNE) == "Kẻ trộm viết"
    subject = node_subject(TENANT, library.own_key)
    body = NodeRevoked("stolen", good)
    # Told by the hub's people; here past the roles, as the fact would arrive.
    with hub.batch() as transaction:
        transaction.tell([draft("node.revoked/1", subject, body, scopes.CONTROL, place=None)], None)
    hand(library, hub)
    hand(hub, late)
    for store in (hub, late):
        assert name_of(store, COMMUNE) == "Tốt"
        assert store.state(named("title Sách có thật"), "title").described is not None
        assert store.state(named("title Sách giả"), "title").described is None
    assert tables_digest(hub) == tables_digest(late)


def test_a_successor_that_is_vouched_for_is_known_by_it_and_one_that_is_not_waits(
    network: Callable[..., Store],
) -> None:
    hub, library = network("hub", HUB, None, HUB_KEY), network("library")
    tell(hub, founded(), commune(), let_in(library))
    old = library.installation
    seed = b"n" * 32
    fresh = Installation(seed)
    vouch = old.sign(VOUCH + fresh.public_key).hex()
    vouched = network("new", own=Installation(seed, old.public_hex, vouch))
    tell(vouched, renamed("Máy mới"))
    assert all(one.stored for one in hand(vouched, hub))
    assert name_of(hub, COMMUNE) == "Máy mới"
    stranger = network("lost key", own=Installation(b"s" * 32, old.public_hex, None))
    tell(stranger, renamed("Máy lạ"))
    assert all(one.unknown for one in hand(stranger, hub))
    assert name_of(stranger, COMMUNE) == "Máy lạ", "a restored node goes on working by itself"
    tell(hub, let_in(stranger))
    assert all(one.stored for one in hand(stranger, hub))


def test_the_root_is_what_a_library_believes_and_a_hub_of_its_own_making_is_not(
    network: Callable[..., Store],
) -> None:
    library = network("library")
    impostor = network("impostor", HUB, None)
    tell(impostor, founded(), commune("Giả"), enrolled(impostor.installation, role=HUB))
    assert all(one.unknown for one in hand(impostor, library))
    assert library.engine.arrival() == 0


def test_a_reader_whose_loan_is_barred_is_named_no_more_and_the_check_finds_nothing(
    network: Callable[..., Store],
) -> None:
    hub, library = network("hub", HUB, None, HUB_KEY), network("library")
    tell(
        hub,
        founded(),
        commune(),
        let_in(library),
        described("Số đỏ"),
    )
    hand(hub, library)
    person, copy = named("reader Mẩy"), named("copy Số đỏ 1")
    body = CopyLent(due_on="2026-03-16", rule=None, governed_by=COMMUNE)
    scope = scopes.circulation(COMMUNE)
    own = LentPrivate(person)
    tell(library, draft("copy.lent/2", copy, body, scope, private=own, place=COMMUNE))
    hand(library, hub)
    assert [row[1] for row in hub.vault.table("loan_reader")] == [person]
    subject = node_subject(TENANT, library.own_key)
    with hub.batch() as transaction:
        wish = draft(
            "node.revoked/1", subject, NodeRevoked("stolen", ()), scopes.CONTROL, place=None
        )
        transaction.tell([wish], None)
    assert hub.vault.table("loan_reader") == []
    assert hub.state(copy, "copy").open_loans == ()
    assert verify(hub).faults == ()
    assert retell(hub).digest_after == tables_digest(hub)


def test_another_process_of_a_hub_hears_whom_the_first_has_let_in(
    network: Callable[..., Store],
) -> None:
    first, second = network("hub", HUB, None, HUB_KEY), network("hub", HUB, None, HUB_KEY)
    engine = first.engine
    engine.single_writer = False
    second.engine = engine
    library = network("library")
    tell(first, founded(), commune(), let_in(library))
    tell(library, renamed("Của tôi"))
    assert second.state(COMMUNE, "place").name == "Tủ sách Cô Ba"
    assert all(one.stored for one in hand(library, second))
    assert name_of(first, COMMUNE) == name_of(second, COMMUNE) == "Của tôi"
