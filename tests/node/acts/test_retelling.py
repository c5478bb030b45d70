"""Retelling a whole home: tables byte for byte, the search file by equal words, answers, scores."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store import homes as scene

from tusach.node.acts import circulation
from tusach.node.acts.node import Node
from tusach.node.acts.verifying import verify_home
from tusach.node.store.retell import retell, tables_digest
from tusach.node.store.search_dump import dump

QUERIES = ("viet nam", "Việt Nam", "so do", "de men", "tat den", "khong co")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    made = tmp_path / "home"
    scene.found(made)
    scene.fill(made)
    return made


def answers(node: Node) -> list[object]:
    """What the search answers, with its scores."""
    return [node.search.search(words, limit=50).hits for words in QUERIES]


def test_a_home_told_anew_is_the_home_that_grew(home: Path) -> None:
    with scene.at_work(home) as node:
        before = tables_digest(node.store), dump(home / "search.sqlite"), answers(node)
        found = retell(node.store)
        node.indexer.rebuild()
        after = tables_digest(node.store), dump(home / "search.sqlite"), answers(node)
    assert found.digest_before == found.digest_after
    assert after == before
    assert any(hits for hits in after[2])
    assert verify_home(home).faults == ()


def test_a_search_file_that_was_lost_is_made_anew_and_equal(home: Path) -> None:
    before = dump(home / "search.sqlite")
    for path in home.glob("search.sqlite*"):
        path.unlink()
    with scene.at_work(home):
        pass
    assert dump(home / "search.sqlite") == before
    assert verify_home(home).faults == ()


def test_a_search_file_that_cannot_be_written_costs_no_act_and_follows_later(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_told: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    with scene.at_work(home) as node:
        with monkeypatch.context() as patch:
            patch.setattr(node.indexer, "_take", full)
            title = scene.describe(node, "Truyện Kiều")
            assert node.store.state(title, "title").described is not None
            assert node.indexer.behind
        assert not node.search.search("truyen kieu").hits
        node.indexer.tick()
        assert [hit.title_id for hit in node.search.search("truyen kieu").hits] == [title]
    assert verify_home(home).faults == ()


def test_acts_that_touch_no_title_do_not_make_the_search_file_look_wrong(home: Path) -> None:
    with scene.at_work(home) as node:
        scene.new_reader(node, "Somebody New")
    assert verify_home(home).faults == ()


def test_a_reader_may_not_take_a_copy_twice_in_one_breath(home: Path) -> None:
    with scene.at_work(home) as node:
        free = node.store.query("SELECT subject FROM copy WHERE status = 'available' LIMIT 1")
        copy, reader = free[0][0], scene.readers_of(node)[-1]
        at = scene.at_desk(node)
        assert isinstance(circulation.lend(node, copy, reader, at), circulation.Told)
        refused = circulation.lend(node, copy, reader, at)
        assert getattr(refused, "code", "") == "copy.with_this_reader"
