"""Photographs, templates and outlines are copied once, beside the copies, and come back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran
from tests.node.keeping.conftest import key_of, later
from tests.node.store import homes as scene

from tusach.ledger.ident import sha256
from tusach.node.keeping import beside
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import Taken, take_into
from tusach.node.store import photographs
from tusach.node.store.protocol import StoreFault

Copied = Callable[..., Taken]
Run = Callable[..., Ran]
PICTURE = b"\xff\xd8 a photograph that nobody compresses \xff\xd9" * 40


def laid(home: Path, *pictures: bytes) -> dict[str, bytes]:
    """A template, outlines and photographs in a home; each by its path."""
    some = {
        "papers/annual.json": json.dumps({"paper": "annual"}).encode(),
        "outlines.json": b"{}",
        **{f"photographs/{sha256(one)}.jpg": one for one in pictures},
    }
    for name, raw in some.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_bytes(raw)
    return some


def there(home: Path, some: dict[str, bytes]) -> bool:
    return all((home / name).read_bytes() == raw for name, raw in some.items())


def side(stick: Path) -> Path:
    (found,) = stick.glob("tusach-*-files")
    return found


def sealed(stick: Path) -> dict[str, int]:
    """Sealed files with the moment of their writing."""
    return {one.name: one.stat().st_mtime_ns for one in side(stick).iterdir() if not one.suffix}


def hourly(library: Path, stick: Path, hours: int) -> Taken:
    with scene.at_work(library, ms=later(library) + hours * 3_600_000) as node:
        return take_into(library, node.store, stick)


def test_what_lies_beside_the_tables_comes_back_with_the_home(
    library: Path, copied: Copied
) -> None:
    some = laid(library, PICTURE)
    taken = copied()
    shutil.rmtree(library)
    found = restore(Path(taken.path), library)
    assert found.lost == ()
    assert there(library, some)


def test_a_file_is_sealed_once_under_a_name_that_says_nothing(library: Path, stick: Path) -> None:
    laid(library, PICTURE)
    hourly(library, stick, 0)
    first = sealed(stick)
    laid(library, PICTURE, PICTURE + b"another")
    hourly(library, stick, 1)
    assert first.items() <= sealed(stick).items()
    assert len(sealed(stick)) == len(first) + 1
    everything = b"".join(one.read_bytes() for one in side(stick).iterdir())
    names = "".join(one.name for one in side(stick).iterdir())
    assert b"photograph" not in everything
    assert sha256(PICTURE) not in names


def test_what_no_copy_names_any_more_goes(library: Path, stick: Path) -> None:
    laid(library, PICTURE)
    first = hourly(library, stick, 0)
    (library / "photographs" / f"{sha256(PICTURE)}.jpg").unlink()
    hourly(library, stick, 1)
    name = beside.name_of(key_of(library), sha256(PICTURE))
    assert name in sealed(stick), "the first copy names it"
    Path(first.path).unlink()
    hourly(library, stick, 2)
    assert name not in sealed(stick)


def test_without_the_folder_the_rest_comes_back_and_what_is_missing_is_named(
    library: Path, copied: Copied, stick: Path, run: Run
) -> None:
    some = laid(library, PICTURE)
    taken = copied()
    shutil.rmtree(side(stick))
    shutil.rmtree(library)
    done = run(library, "restore", taken.path, "--lang", "en")
    assert done.exit == 0
    assert "3 photographs or templates are named in the backup" in done.out
    assert not any((library / name).exists() for name in some)


def test_a_bent_file_is_missing_and_the_others_come_back(
    library: Path, copied: Copied, stick: Path
) -> None:
    some = laid(library, PICTURE)
    taken = copied()
    bent = side(stick) / beside.name_of(key_of(library), sha256(PICTURE))
    raw = bytearray(bent.read_bytes())
    raw[-5] ^= 1
    bent.write_bytes(raw)
    shutil.rmtree(library)
    found = restore(Path(taken.path), library)
    name = f"photographs/{sha256(PICTURE)}.jpg"
    assert found.lost == (name,)
    assert there(library, {one: x for one, x in some.items() if one != name})


def test_a_photograph_that_was_removed_goes_from_beside_the_copies_as_well(
    library: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(library, PICTURE)
    hourly(library, stick, 0)
    digest = sha256(PICTURE)
    gone = photographs.Told(digest, ("place",), "fact", "seen_asks")
    monkeypatch.setattr(photographs, "told", lambda store: [gone])
    hourly(library, stick, 1)
    assert beside.name_of(key_of(library), digest) not in sealed(stick)


def test_a_copy_does_not_write_outside_the_folders_it_may() -> None:
    for path in ("../x.jpg", "photographs/../../x.jpg", "vault.sqlite", "papers/x/y.json"):
        with pytest.raises(StoreFault):
            beside.listed([(path, "0" * 64, 1)])
