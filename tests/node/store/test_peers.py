"""The notes of what others hold and how they are: kept, forgotten where a byte of them is bent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tusach.ledger.vector import Mark
from tusach.node.store import links, peers
from tusach.node.store.peers import (
    Heard,
    Report,
    heard_from,
    heard_of,
    remember,
    report,
    reports_of,
)

PEER, OTHER = "ab" * 32, "cd" * 32


def heard(number: int, wall_ms: int) -> Heard:
    return Heard((Mark("1a" * 16, number, "cd" * 8),), wall_ms)


def test_the_newest_word_of_a_peer_is_kept(tmp_path: Path) -> None:
    assert heard_of(tmp_path) == {}
    for number, wall_ms in ((1, 10), (3, 30), (2, 20)):
        remember(tmp_path, PEER, heard(number, wall_ms))
    remember(tmp_path, OTHER, heard(1, 1))
    assert heard_of(tmp_path) == {PEER: heard(3, 30), OTHER: heard(1, 1)}
    assert heard_from(tmp_path, "../../etc/passwd") is None


def many(number: int, wall_ms: int, *, streams: int = 800, changed: int = 1) -> Heard:
    """A long vector; of the first streams the number is another."""
    marks = (Mark(f"{nr:032x}", number if nr < changed else 1, "cd" * 8) for nr in range(streams))
    return Heard(tuple(marks), wall_ms)


def sizes(home: Path) -> list[int]:
    return sorted(one.stat().st_size for one in (home / peers.FOLDER / peers.PEERS).iterdir())


def test_of_what_a_peer_holds_only_what_changed_is_written(tmp_path: Path) -> None:
    remember(tmp_path, PEER, many(1, 10))
    (whole,) = sizes(tmp_path)
    base = (tmp_path / peers.FOLDER / peers.PEERS / f"{PEER}.json").read_bytes()
    for number, wall_ms in ((2, 20), (3, 30)):
        remember(tmp_path, PEER, many(number, wall_ms))
        assert heard_from(tmp_path, PEER) == many(number, wall_ms)
        assert sizes(tmp_path)[0] < 400 < sizes(tmp_path)[1] == whole
    remember(tmp_path, PEER, many(3, 40))
    assert heard_of(tmp_path) == {PEER: many(3, 40)}
    remember(tmp_path, PEER, many(2, 35))
    assert heard_from(tmp_path, PEER) == many(3, 40), "an older word changes nothing"
    assert peers.bent(tmp_path) == []
    # Where much has changed, or something is there no more, all of it is written again.
    remember(tmp_path, PEER, many(4, 50, changed=600))
    assert len(sizes(tmp_path)) == 1
    remember(tmp_path, PEER, many(4, 60, changed=600, streams=799))
    assert heard_from(tmp_path, PEER) == many(4, 60, changed=600, streams=799)
    # What went on from another word than the one that lies there says nothing.
    remember(tmp_path, PEER, many(5, 70, streams=799, changed=600 + 1))
    (tmp_path / peers.FOLDER / peers.PEERS / f"{PEER}.json").write_bytes(base)
    assert heard_from(tmp_path, PEER) == many(1, 10)


def test_what_a_peer_does_not_tell_this_time_stays_as_it_told_it(tmp_path: Path) -> None:
    report(tmp_path, PEER, Report(10, "0.1", -3, 500))
    report(tmp_path, PEER, Report(20, "0.2"))
    assert reports_of(tmp_path) == {PEER: Report(20, "0.2", -3, 500)}


@pytest.mark.parametrize("folder", [peers.PEERS, peers.REPORTS])
def test_a_bent_note_is_told_and_forgotten(tmp_path: Path, folder: str) -> None:
    assert peers.bent(tmp_path) == [], "there is none yet"
    remember(tmp_path, PEER, heard(3, 30))
    report(tmp_path, PEER, Report(10, "0.1", -3, 500))
    note = tmp_path / peers.FOLDER / folder / f"{PEER}.json"
    good = note.read_bytes()
    assert peers.bent(tmp_path) == []
    for place in range(len(good)):
        note.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert peers.bent(tmp_path) == [note]
        kept = heard_of(tmp_path) if folder == peers.PEERS else reports_of(tmp_path)
        assert kept == {}


def test_an_address_is_kept_once_with_how_it_went_until_it_is_forgotten(tmp_path: Path) -> None:
    assert links.links_of(tmp_path) == ()
    for address in ("http://one", "http://two", "http://one"):
        links.add(tmp_path, address)
    for now_ms in (5, 9):
        links.failed(tmp_path, "http://one", now_ms=now_ms, fault="sync.no_answer", values={})
    links.failed(tmp_path, "http://three", now_ms=5, fault="sync.no_answer", values={})
    one, two = links.links_of(tmp_path)
    assert (one.failures, one.since_ms, one.tried_ms) == (2, 5, 9)
    assert two == links.Link("http://two")
    assert links.forget(tmp_path, "http://one")
    assert not links.forget(tmp_path, "http://one")
    assert [one.address for one in links.links_of(tmp_path)] == ["http://two"]
    assert links.is_whole(tmp_path)
    (tmp_path / peers.FOLDER / links.FILE).write_bytes(b"{}")
    assert not links.is_whole(tmp_path)
    assert links.links_of(tmp_path) == ()
