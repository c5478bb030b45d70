"""Facts on a stick: whatever is whole is taken, whoever carried it, and nothing else is touched."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.store.telling import BEGAN_MS, described, draft, facts, named, stocked, tell
from tests.node.store.telling import parcels as all_of
from tests.node.sync.province import Province, founded, key

from tusach.ledger.packet import Stretch
from tusach.ledger.packing import Packed, pack
from tusach.ledger.parcel import BadParcel
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, LentPrivate
from tusach.library.readers import facts as readers
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.offering import vector_for
from tusach.node.store.peers import heard_of
from tusach.node.store.receive import receive_all
from tusach.node.store.retell import scope_digests, tables_digest
from tusach.node.store.store import Store
from tusach.node.store.verify import verify
from tusach.node.sync import packets, parcels, references
from tusach.node.sync.messages import BadMessage


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path / "stores")


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    yield tmp_path / "here", tmp_path / "there"


def reads(store: Store, name: str) -> None:
    place = store.identity.place or ""
    body = readers.ReaderRegistered("adult", "2027-12-31")
    wish = draft(
        "reader.registered/1",
        named(f"reader {name}"),
        body,
        scopes.people(place),
        private=readers.ReaderPrivate(name=name),
        place=place,
    )
    tell(store, wish)


def written(giver: Store, home: Path, whom: str) -> bytes:
    return b"".join(parcels.write(giver, home, parcels.recipients_of(giver, whom)))


def read(taker: Store, home: Path, raw: bytes) -> parcels.Read:
    return parcels.read(taker, home, io.BytesIO(raw))


def test_an_empty_library_lives_on_sticks_alone(
    province: Province, homes: tuple[Path, Path]
) -> None:
    hub, one = province.hub, province.library("A")
    tell(hub, described("Số đỏ"), stocked("Số đỏ"))
    found = read(one, homes[0], written(hub, homes[1], named("place A")))
    assert (found.spoiled, found.aside, found.unknown) == ((), (), 0)
    assert found.stored == facts(one)
    reads(one, "Lý Thị Mẩy")
    tell(one, described("Tắt đèn"))
    back = read(hub, homes[1], written(one, homes[0], "hub"))
    assert (back.spoiled, back.aside, back.unknown) == ((), (), 0)
    assert {row[1] for row in hub.vault.table("reader_name")} == {"Lý Thị Mẩy"}
    assert scope_digests(one) == {
        scope: digest for scope, digest in scope_digests(hub).items() if scope in scope_digests(one)
    }
    assert verify(one).faults == verify(hub).faults == ()


def test_receipts_ride_along_so_that_the_next_parcel_holds_only_what_is_new(
    province: Province, homes: tuple[Path, Path]
) -> None:
    hub, one = province.hub, province.library("A")
    tell(hub, *(described(f"Quyển {nr}") for nr in range(40)))
    first = written(hub, homes[1], named("place A"))
    read(one, homes[0], first)
    read(hub, homes[1], written(one, homes[0], "hub"))
    assert set(heard_of(homes[1])) == {one.own_key}
    tell(hub, described("Mới"))
    second = written(hub, homes[1], named("place A"))
    found = read(one, homes[0], second)
    assert (found.stored, found.present) == (1, 0)
    assert len(second) < len(first) / 2


def test_reading_a_parcel_twice_changes_nothing(
    province: Province, homes: tuple[Path, Path]
) -> None:
    one = province.library("A")
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    raw = written(province.hub, homes[1], named("place A"))
    read(one, homes[0], raw)
    held = tables_digest(one)
    again = read(one, homes[0], raw)
    assert again.stored == 0
    assert tables_digest(one) == held


def test_a_torn_stick_yields_every_whole_frame_and_says_what_is_missing(
    province: Province, homes: tuple[Path, Path]
) -> None:
    one = province.library("A")
    tell(province.hub, described("Số đỏ"), stocked("Số đỏ"))
    raw = written(province.hub, homes[1], named("place A"))
    stored = 0
    for end in range(0, len(raw), 211):
        try:
            found = read(one, homes[0], raw[:end])
        except BadParcel as fault:
            assert fault.code in ("parcel.torn", "parcel.magic")
            continue
        assert found.spoiled == ("parcel.torn",)
        assert found.aside == ()
        stored += found.stored
    assert stored
    whole = read(one, homes[0], raw)
    assert whole.spoiled == ()
    assert verify(one).faults == ()


def test_a_bent_byte_spoils_its_frame_and_no_more(
    province: Province, homes: tuple[Path, Path]
) -> None:
    hub = province.hub
    tell(hub, described("Số đỏ"), stocked("Số đỏ"))
    first = province.library("A")
    raw = written(hub, homes[1], named("place A"))
    for place in range(0, len(raw), 197):
        bent = bytearray(raw)
        bent[place] ^= 0x10
        before = facts(first)
        try:
            found = read(first, homes[0], bytes(bent))
        except BadParcel as fault:
            assert fault.code.startswith("parcel.")
            assert facts(first) == before
            continue
        assert found.spoiled
    read(first, homes[0], raw)
    assert verify(first).faults == ()


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 a zip", b"<!doctype html>", bytes(4000)])
def test_what_is_no_parcel_is_said_to_be_none(
    province: Province, homes: tuple[Path, Path], raw: bytes
) -> None:
    one = province.library("A")
    with pytest.raises(BadParcel) as refused:
        read(one, homes[0], raw)
    assert refused.value.code in ("parcel.magic", "parcel.torn")
    assert facts(one) == 0


def test_a_parcel_for_somebody_else_is_not_taken(
    province: Province, homes: tuple[Path, Path]
) -> None:
    one, other = province.library("A"), province.library("B")
    raw = written(province.hub, homes[1], named("place A"))
    with pytest.raises(BadParcel) as refused:
        read(other, homes[0], raw)
    assert refused.value.code == "parcel.recipient"
    assert facts(other) == 0
    assert read(one, homes[0], raw).stored


def test_a_library_on_its_own_and_a_place_without_a_machine_are_told_what_to_do(
    province: Province,
) -> None:
    tell(province.hub, founded("C"))
    with pytest.raises(BadMessage) as refused:
        parcels.recipients_of(province.hub, named("place C"))
    assert refused.value.code == "parcel.nobody"
    assert parcels.recipients_of(province.library("A"), "hub") == (key("hub").public_hex,)


def test_a_file_that_cannot_be_written_to_its_end_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "parcel"
    path.write_bytes(b"the old one")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        write_pieces(path, pieces())
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def lends(store: Store, title: str, reader: str) -> str:
    """A copy goes to a reader; the id of the loan."""
    place = store.identity.place or ""
    body = CopyLent("2026-03-16", None, place)
    private = LentPrivate(named(f"reader {reader}"))
    scope = scopes.circulation(place)
    wish = draft("copy.lent/2", named(f"copy {title} 1"), body, scope, private=private, place=place)
    return tell(store, wish).facts[0]


def exchanged(hub: Store, one: Store, homes: tuple[Path, Path]) -> None:
    """Both hold what the other has, and each knows so by receipt."""
    there, here = homes[1], homes[0]
    for _ in range(2):
        read(one, here, written(hub, there, named("place A")))
        read(hub, there, written(one, here, "hub"))


def a_copy_of(province: Province, store: Store, name: str) -> Store:
    """A store that holds what this one has sealed, under its key: an older copy, put back later."""
    twin = province.store(name, place=store.identity.place, own=store.installation)
    receive_all(twin, all_of(store), source="copy")
    twin.installation = store.installation
    return twin


def test_what_was_acknowledged_is_referred_to_and_not_written_again(
    province: Province, homes: tuple[Path, Path]
) -> None:
    hub, one = province.hub, province.library("A")
    for nr in range(30):
        tell(hub, described(f"Quyển {nr}"), stocked(f"Quyển {nr}"))
    reads(one, "Mẩy")
    exchanged(hub, one, homes)
    for nr in range(30):
        lends(one, f"Quyển {nr}", "Mẩy")
    lean = written(one, homes[0], "hub")
    shutil.rmtree(homes[0] / "network")
    whole = written(one, homes[0], "hub")
    assert len(whole) > len(lean) + 30 * 16
    found = read(hub, homes[1], lean)
    assert (found.spoiled, found.aside, found.early) == ((), (), 0)
    assert found.stored == 31
    again = read(hub, homes[1], whole)
    assert (again.spoiled, again.stored) == ((), 0)
    assert verify(hub).faults == ()


def test_who_was_put_back_since_takes_nothing_wrong_and_is_sent_it_again(
    province: Province, homes: tuple[Path, Path]
) -> None:
    hub, one = province.hub, province.library("A")
    tell(hub, described("Số đỏ"), stocked("Số đỏ"))
    exchanged(hub, one, homes)
    older = a_copy_of(province, hub, "hub put back")
    before = facts(older)
    tell(hub, described("Tắt đèn"), stocked("Tắt đèn"))
    reads(one, "Mẩy")
    exchanged(hub, one, homes)
    lends(one, "Tắt đèn", "Mẩy")
    lends(one, "Số đỏ", "Mẩy")
    lean = written(one, homes[0], "hub")
    # The hub is put back: it holds neither that title's copy nor the reader any more.
    found = read(older, homes[1], lean)
    assert found.spoiled == found.aside == ()
    assert found.early >= 2
    assert found.stored == 0
    assert facts(older) == before
    assert verify(older).faults == ()
    # Its next word makes the library send without these references, and then all is there.
    read(one, homes[0], written(older, homes[1], named("place A")))
    found = read(older, homes[1], written(one, homes[0], "hub"))
    assert (found.spoiled, found.aside, found.early) == ((), (), 0)
    assert found.stored
    held = scope_digests(older)
    own = {f"{family}:{one.identity.place}" for family in ("people", "circulation")}
    assert own <= held.keys()
    assert {scope: held[scope] for scope in own} == {
        scope: digest for scope, digest in scope_digests(one).items() if scope in own
    }
    assert verify(older).faults == verify(one).faults == ()


def test_a_packet_that_refers_to_what_nobody_acknowledged_is_spoiled(
    province: Province, homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, one = province.hub, province.library("A")
    tell(hub, described("Số đỏ"), stocked("Số đỏ"))
    exchanged(hub, one, homes)
    tell(hub, described("Tắt đèn"), stocked("Tắt đèn"))
    with hub.engine.reading() as reading:
        everything = {row.stream: row.number for row in reading.streams()}
    monkeypatch.setattr(references, "shared", lambda *_: everything)
    tell(hub, stocked("Tắt đèn", 2))
    found = read(one, homes[0], written(hub, homes[1], named("place A")))
    assert (found.spoiled, found.stored, found.early) == (("packet.reference",), 0, 0)
    monkeypatch.undo()
    assert read(one, homes[0], written(hub, homes[1], named("place A"))).stored == 3
    assert verify(one).faults == ()


def test_a_stream_that_forked_is_never_referred_to(province: Province) -> None:
    hub = province.hub
    tell(hub, described("Số đỏ"))
    twin = a_copy_of(province, hub, "twin")
    hub.seal()
    with hub.engine.reading() as reading:
        before = references.shared(reading, vector_for(hub, reading, hub.own_key))
        assert before == {row.stream: row.number for row in reading.streams()}
    tell(hub, described("Tắt đèn"))
    tell(twin, described("Chí Phèo"))
    receive_all(hub, all_of(twin), source="twin")
    with hub.engine.reading() as reading:
        forked = {row.branch_of for row in reading.streams() if row.branch_of}
        marks = vector_for(hub, reading, hub.own_key)
        assert forked
        assert not forked & references.shared(reading, marks).keys()


def test_the_word_of_a_clock_that_ran_ahead_gives_way_to_a_later_one(
    province: Province, homes: tuple[Path, Path]
) -> None:
    hub, one = province.hub, province.library("A")
    tell(hub, described("Số đỏ"))
    exchanged(hub, one, homes)
    one.clock_offset_ms += 70 * 365 * 86_400_000
    read(hub, homes[1], written(one, homes[0], "hub"))
    ahead = heard_of(homes[1])[one.own_key]
    assert ahead.wall_ms < BEGAN_MS + 86_400_000
    one.clock_offset_ms = hub.clock_offset_ms = 60_000
    tell(hub, described("Tắt đèn"))
    read(one, homes[0], written(hub, homes[1], named("place A")))
    read(hub, homes[1], written(one, homes[0], "hub"))
    assert heard_of(homes[1])[one.own_key].vector != ahead.vector


def test_seeds_travel_closed_and_who_receives_them_keeps_salts_alone(
    province: Province, homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, one = province.hub, province.library("A")
    exchanged(hub, one, homes)
    for nr in range(packets.LEAST_SALTS):
        reads(one, f"Reader {nr}")
    packed = []

    def packing(stretches: list[Stretch], **more: object) -> Packed:
        packed.append(more)
        return pack(stretches, **more)

    monkeypatch.setattr(packets, "pack", packing)
    raw = written(one, homes[0], "hub")
    (seed,) = packed[-1]["seeds"]
    assert seed.seed not in raw
    read(hub, homes[1], raw)
    assert {part.salt for part in hub.vault.parts()} == {part.salt for part in one.vault.parts()}
    assert hub.vault.query("SELECT 1 FROM seed") == []
    assert not any(seed.seed in path.read_bytes() for path in hub.vault.path.parent.iterdir())


def test_one_packet_takes_several_streams_those_first_to_which_others_refer(
    province: Province, homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = province.library("A")
    read(one, homes[0], written(province.hub, homes[1], named("place A")))
    reads(one, "Mẩy")
    tell(one, described("Số đỏ"), stocked("Số đỏ"))
    lends(one, "Số đỏ", "Mẩy")
    packed = []

    def packing(stretches: list[Stretch], **more: object) -> Packed:
        packed.append([one.stream for one in stretches])
        return pack(stretches, **more)

    monkeypatch.setattr(packets, "pack", packing)
    raw = written(one, homes[0], "hub")
    with one.engine.reading() as reading:
        scope_of = {row.stream: row.scope.partition(":")[0] for row in reading.streams()}
    (streams,) = packed
    found = [scope_of[stream] for stream in streams]
    assert list(dict.fromkeys(found)) == ["catalogue", "people", "circulation"]
    monkeypatch.setattr(packets, "PIECE", 2)
    packed.clear()
    small = written(one, homes[0], "hub")
    assert len(packed) > 2
    assert read(province.hub, homes[1], small).stored == 7
    assert read(province.hub, homes[1], raw).stored == 0
    assert verify(province.hub).faults == ()
