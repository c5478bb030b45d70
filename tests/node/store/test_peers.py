"""The note of what others hold: kept, and forgotten where a byte of it is bent."""

from __future__ import annotations

from pathlib import Path

from tusach.ledger.vector import Mark
from tusach.node.store import peers
from tusach.node.store.peers import Heard, heard_of, remember

PEER = "ab" * 32


def heard(number: int, wall_ms: int) -> Heard:
    return Heard((Mark("1a" * 16, number, "cd" * 8),), wall_ms)


def test_the_newest_word_of_a_peer_is_kept(tmp_path: Path) -> None:
    assert heard_of(tmp_path) == {}
    for number, wall_ms in ((1, 10), (3, 30), (2, 20)):
        remember(tmp_path, PEER, heard(number, wall_ms))
    assert heard_of(tmp_path) == {PEER: heard(3, 30)}


def test_a_bent_note_of_what_others_hold_is_told_and_forgotten(tmp_path: Path) -> None:
    assert peers.is_whole(tmp_path), "there is none yet"
    remember(tmp_path, PEER, heard(3, 30))
    note = tmp_path / peers.FILE
    good = note.read_bytes()
    assert peers.is_whole(tmp_path)
    for place in range(len(good)):
        note.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert not peers.is_whole(tmp_path)
        assert heard_of(tmp_path) == {}
