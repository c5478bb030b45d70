"""A parcel of a machine that nobody knows waits, and is read once that machine was let in."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from tests.node.store.telling import (
    PLACE,
    described,
    erased,
    facts,
    lent,
    named,
    registered,
    stocked,
    tell,
)
from tests.node.sync.province import HUB_KEY, Province, enrolled

from tusach.ledger import parcel, parcel_reading
from tusach.ledger.packing import unpack
from tusach.node.store.keys import Ed25519
from tusach.node.store.store import Store
from tusach.node.sync import held_parcels, parcels
from tusach.node.sync.boxes import Boxes
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.parcel_files import opened
from tusach.node.sync.references import known_here


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The hub's."""
    found = tmp_path / "hub home"
    found.mkdir()
    return found


def brings(store: Store, tmp_path: Path) -> io.BytesIO:
    home = tmp_path / store.own_key[:8]
    return io.BytesIO(b"".join(parcels.write(store, home, (HUB_KEY.public_hex,))))


def stranger(province: Province, name: str) -> Store:
    found = province.store(name, place=named(f"place {name}"))
    tell(found, described(f"Sách của {name}"))
    return found


def test_it_is_kept_named_and_read_by_itself_after_the_certificate(
    province: Province, home: Path, tmp_path: Path
) -> None:
    hub = province.hub
    one, other = stranger(province, "X"), province.library("Y")
    before = facts(hub)
    for _twice in range(2):
        done = parcels.read(hub, home, brings(one, tmp_path))
        assert (done.stored, done.kept) == (0, True)
    assert facts(hub) == before
    assert {waits.sender for waits in held_parcels.held(hub, home)} == {one.own_key}
    tell(hub, enrolled(one.installation, places=(one.identity.place or "",)))
    tell(other, described("Quyển khác"))
    done = parcels.read(hub, home, brings(other, tmp_path))
    assert done.later > 0 and not done.kept
    assert hub.state(named("title Sách của X"), "title").described is not None
    assert held_parcels.held(hub, home) == []


def test_what_waits_is_bounded_and_nothing_is_thrown_away_for_one_more(
    province: Province, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = province.hub
    first = brings(stranger(province, "X"), tmp_path)
    monkeypatch.setattr(held_parcels, "MOST", 1)
    assert parcels.read(hub, home, first).kept
    with pytest.raises(BadMessage, match=r"parcel\.no_room") as refused:
        parcels.read(hub, home, brings(stranger(province, "Z"), tmp_path))
    (kept,) = held_parcels.held(hub, home)
    assert refused.value.values["said"] == kept.path.name
    monkeypatch.setattr(held_parcels, "MOST", 200)
    monkeypatch.setattr(held_parcels, "MOST_BYTES", kept.size)
    with pytest.raises(BadMessage, match=r"parcel\.no_room"):
        parcels.read(hub, home, brings(stranger(province, "Z"), tmp_path))


def test_a_file_that_was_bent_while_it_waited_is_named_as_nobody_s_and_can_be_removed(
    province: Province, home: Path, tmp_path: Path
) -> None:
    hub = province.hub
    assert parcels.read(hub, home, brings(stranger(province, "X"), tmp_path)).kept
    (kept,) = held_parcels.held(hub, home)
    kept.path.write_bytes(b"no parcel")
    (bent,) = held_parcels.held(hub, home)
    assert (bent.sender, bent.print) == ("", "")
    assert parcels.read_again(hub, home) == 0
    assert not held_parcels.drop(home, "../elsewhere.parcel")
    assert held_parcels.drop(home, bent.path.name)
    assert held_parcels.held(hub, home) == []


# ---- who was erased ----


class Erased(msgspec.Struct):
    """What a remover is handed of a node."""

    store: Store
    home: Path


def with_reader(province: Province, name: str) -> Store:
    """A machine that nobody knows, with a reader who borrowed, and another one."""
    found = stranger(province, name)
    tell(found, *registered("Lò Thị Mỷ", "THE-1"), *registered("Giàng A Páo"))
    tell(found, stocked(f"Sách của {name}"), stocked(f"Sách của {name}", 2))
    tell(found, lent(f"Sách của {name}", "Lò Thị Mỷ"), lent(f"Sách của {name}", "Giàng A Páo", 2))
    return found


def erase_at(hub: Store, by: Store) -> None:
    """The hub is told the erasure before it has heard of the person."""
    tell(hub, erased(by, "Lò Thị Mỷ"))


def private_parts(store: Store, path: Path) -> list[bytes]:
    """All private parts that this machine can read in a parcel."""
    found: list[bytes] = []
    with path.open("rb") as file:
        one = opened(store, file)
        for frame in parcel_reading.frames(one, Ed25519()):
            assert isinstance(frame, parcel_reading.Frame)
            if frame.kind == parcel.FACTS:
                packed = parcel_reading.packet_of(frame, one, Boxes(store.installation.seed))
                with store.engine.reading() as reading:
                    found += [part.raw for part in unpack(packed, known_here(reading)).parts]
    return found


def is_in(store: Store, path: Path) -> bool:
    """Whether the person stands anywhere in a parcel, by name, card or loan."""
    parts = b"".join(private_parts(store, path))
    wanted = ("Lò Thị Mỷ", "THE-1", named("reader Lò Thị Mỷ"))
    return any(one.encode() in parts for one in wanted)


@pytest.mark.parametrize("when", ["before", "after"])
def test_nobody_who_was_erased_is_in_a_parcel_that_waits_whichever_came_first(
    province: Province, home: Path, tmp_path: Path, when: str
) -> None:
    hub, one = province.hub, with_reader(province, "X")
    if when == "before":
        erase_at(hub, one)
    brought = brings(one, tmp_path)
    assert parcels.read(hub, home, brought).kept
    if when == "after":
        (kept,) = held_parcels.held(hub, home)
        assert is_in(hub, kept.path), "this test would not see her"
        erase_at(hub, one)
        assert held_parcels.forget_erased(Erased(hub, home), "")  # type: ignore[arg-type]
    (kept,) = held_parcels.held(hub, home)
    assert kept.sender == one.own_key
    assert not is_in(hub, kept.path)
    assert "Giàng A Páo".encode() in b"".join(private_parts(hub, kept.path))
    parcels.read(hub, home, brought)
    assert len(held_parcels.held(hub, home)) == 1, "the same one is kept once"
    tell(hub, enrolled(one.installation, places=(PLACE,)))
    assert parcels.read_again(hub, home) > 0
    assert held_parcels.held(hub, home) == []
    assert one.engine.arrival_now() <= hub.engine.arrival_now(), "all its facts are here"
    assert hub.vault.query("SELECT name FROM reader_name") == [("Giàng A Páo",)]


def test_a_parcel_that_holds_nobody_who_was_erased_is_left_as_it_came(
    province: Province, home: Path, tmp_path: Path
) -> None:
    hub, one = province.hub, stranger(province, "X")
    assert parcels.read(hub, home, brings(one, tmp_path)).kept
    (kept,) = held_parcels.held(hub, home)
    raw = kept.path.read_bytes()
    erase_at(hub, with_reader(province, "Y"))
    assert held_parcels.forget_erased(Erased(hub, home), "")  # type: ignore[arg-type]
    assert kept.path.read_bytes() == raw


def test_what_nobody_here_can_open_any_more_does_not_outlast_an_erasure(
    province: Province, home: Path, tmp_path: Path
) -> None:
    hub = province.hub
    assert parcels.read(hub, home, brings(with_reader(province, "X"), tmp_path)).kept
    (kept,) = held_parcels.held(hub, home)
    kept.path.write_bytes(b"no parcel")
    assert held_parcels.forget_erased(Erased(hub, home), "")  # type: ignore[arg-type]
    assert held_parcels.held(hub, home) == []
