"""Everything on a stick, for a machine that has nothing left."""

from __future__ import annotations

from pathlib import Path

from tests.node.store.telling import described, facts, named, stocked, tell
from tests.node.sync.province import HUB_KEY, Province
from tests.node.sync.test_parcels import homes, province, read, reads, written

from tusach.ledger.kind import HUB
from tusach.node.store.retell import scope_digests
from tusach.node.store.verify import verify
from tusach.node.sync import parcels

__all__ = ["homes", "province"]


def test_a_hub_that_lost_its_disk_is_filled_again_from_a_whole_parcel_of_each_library(
    province: Province, tmp_path: Path, homes: tuple[Path, Path]
) -> None:
    hub, ends = province.hub, {name: province.library(name) for name in ("A", "B")}
    tell(hub, described("Số đỏ"), stocked("Số đỏ"))
    for name, one in ends.items():
        (tmp_path / name).mkdir()
        read(one, tmp_path / name, written(hub, homes[1], named(f"place {name}")))
        reads(one, f"Người đọc {name}")
        read(hub, homes[1], written(one, tmp_path / name, "hub"))
        read(one, tmp_path / name, written(hub, homes[1], named(f"place {name}")))
    before = scope_digests(hub)

    new = province.store("hub", HUB, None, HUB_KEY)
    (tmp_path / "new").mkdir()
    lean = written(ends["A"], tmp_path / "A", "hub")
    assert read(new, tmp_path / "new", lean).stored < facts(ends["A"])
    for name, one in ends.items():
        raw = b"".join(parcels.write(one, tmp_path / name, (hub.own_key,), whole=True))
        assert len(raw) > len(lean)
        found = read(new, tmp_path / "new", raw)
        assert (found.spoiled, found.aside, found.unknown, found.early) == ((), (), 0, 0)
    assert {row[1] for row in new.vault.table("reader_name")} == {"Người đọc A", "Người đọc B"}
    assert scope_digests(new) == before
    assert verify(new).faults == ()
