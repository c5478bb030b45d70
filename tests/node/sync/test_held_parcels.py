"""A parcel of a machine that nobody knows waits, and is read once that machine was let in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.node.store.telling import described, facts, named, tell
from tests.node.sync.province import HUB_KEY, Province, enrolled

from tusach.node.store.store import Store
from tusach.node.sync import held_parcels, parcels
from tusach.node.sync.messages import BadMessage


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


def test_a_file_that_was_bent_while_it_waited_is_left_alone(
    province: Province, home: Path, tmp_path: Path
) -> None:
    hub = province.hub
    assert parcels.read(hub, home, brings(stranger(province, "X"), tmp_path)).kept
    (kept,) = held_parcels.held(hub, home)
    kept.path.write_bytes(b"no parcel")
    assert held_parcels.held(hub, home) == []
    assert parcels.read_again(hub, home) == 0
