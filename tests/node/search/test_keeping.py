"""Adding, replacing, removing and rebuilding: any way gives the same index."""

import random
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.node.search.conftest import BOOKS

from tusach.node.store import search_tables
from tusach.node.store.search import SearchIndex, discard
from tusach.node.store.search_shapes import Entry, SearchDamaged, Shelf

QUERIES = (
    "lich su",
    "duong",
    "đường",
    "de men",
    "chemstry",
    "ha n",
    "nguoi",
    "a",
    "su luoc kim",
    "",
)


def answers(index: SearchIndex) -> list[object]:
    return [index.search(each)._replace(microseconds=0) for each in QUERIES] + [
        index.suggest("lich s"), index.facets("su"), index.count,
    ]  # fmt: skip


def content(path: Path) -> dict[str, object]:
    """Everything that decides an answer, down to the places of the words."""
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, found, instance)")
    held = {
        table: database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in ("titles", "fields", "shelves", "isbns", "words", "exact_words")
    }
    held["places"] = sorted(database.execute("SELECT term, doc, col, offset FROM temp.places"))
    held["titles counted"] = database.execute(
        "SELECT value FROM state WHERE name = 'titles'"
    ).fetchone()
    database.close()
    return held


@pytest.fixture
def crowded(monkeypatch):
    """Let nearly every title wish the slot of another."""
    monkeypatch.setattr(
        search_tables,
        "wished_slot",
        lambda title_id, *, length, popularity: 10 + sum(title_id.encode()) % 5 + popularity % 3,
    )


def test_a_rebuilt_index_equals_one_that_grew(index, path, tmp_path):
    index.remove(["chem"])
    index.index([BOOKS[0]._replace(popularity=40), Entry("new", "Lịch sử mới")])
    index.set_shelves("pho", [Shelf("pho", "a", 2, 1)])
    kept = [each for each in BOOKS[1:] if each.title_id != "chem"]
    kept += [BOOKS[0]._replace(popularity=40), Entry("new", "Lịch sử mới")]
    other = SearchIndex(tmp_path / "other.sqlite")
    other.rebuild(reversed(kept), shelves=[("pho", (Shelf("pho", "a", 2, 1),))], mark=7)
    assert answers(other) == answers(index)
    assert other.mark == 7
    other.close()
    assert content(tmp_path / "other.sqlite") == content(path)


def test_rebuilding_in_place_changes_no_answer(index, path):
    before = answers(index)
    index.rebuild(BOOKS)
    assert answers(index) == before
    reopened = SearchIndex(path, readonly=True)
    assert answers(reopened) == before
    reopened.close()


titles = st.sampled_from(["Lịch sử", "Đường về", "Dế Mèn", "Lịch sử Việt Nam", "Chemistry"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 11), titles, st.integers(0, 9)),
        st.tuples(st.just("remove"), st.integers(0, 11)),
        st.tuples(st.just("shelf"), st.integers(0, 11), st.integers(0, 2)),
    ),
    max_size=30,
)


def tell(index: SearchIndex, step: tuple) -> None:
    title_id = f"t{step[1]}"
    if step[0] == "put":
        index.index([Entry(title_id, step[2], isbns=("0306406152",), popularity=step[3])])
    elif step[0] == "remove":
        index.remove([title_id])
    else:
        index.set_shelves(title_id, [Shelf(title_id, "a", 1, step[2])])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=steps, order=st.randoms(use_true_random=False), batched=st.booleans())
def test_any_history_ends_like_its_last_words_alone(
    crowded, tmp_path_factory, told, order, batched
):
    folder = tmp_path_factory.mktemp("history")
    grown = SearchIndex(folder / "grown.sqlite")
    if batched:
        with grown.batch():
            for step in told:
                tell(grown, step)
    else:
        for step in told:
            tell(grown, step)
    last = {("shelf" if step[0] == "shelf" else "title", step[1]): step for step in told}
    steps_left = [step for step in last.values() if step[0] != "remove"]
    order.shuffle(steps_left)
    direct = SearchIndex(folder / "direct.sqlite")
    for step in steps_left:
        tell(direct, step)
    assert answers(direct) == answers(grown)
    direct.close()
    grown.close()
    assert content(folder / "direct.sqlite") == content(folder / "grown.sqlite")


def test_crowded_slots_follow_the_one_rule_in_any_order(crowded, tmp_path):
    entries = [Entry(f"t{at}", f"Sách số {at}", popularity=at % 4) for at in range(60)]
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(entries)
        path = tmp_path / f"{seed}.sqlite"
        index = SearchIndex(path)
        for start in range(0, 60, 7):
            index.index(entries[start : start + 7])
        index.close()
        found.append(content(path))
    assert found[0] == found[1] == found[2]


def test_titles_that_were_pushed_on_go_back_when_room_is_made(monkeypatch, path):
    monkeypatch.setattr(search_tables, "wished_slot", lambda title_id, **_: 10)
    index = SearchIndex(path)

    def slots() -> list[str]:
        return [row[1] for row in content(path)["titles"]]

    for title_id in "bcad":
        index.index([Entry(title_id, f"Sách {title_id}")])
    assert slots() == ["a", "b", "c", "d"]
    index.remove(["a"])
    assert slots() == ["b", "c", "d"]
    with index.batch():
        index.remove(["c"])
        index.index([Entry("a", "Sách a")])
    assert slots() == ["a", "b", "d"]
    assert [row[0] for row in content(path)["titles"]] == [10, 11, 12]
    assert [hit.title_id for hit in index.search("sach").hits] == ["a", "b", "d"]
    index.verify()
    index.close()


def test_removing_every_title_leaves_nothing(index, path):
    index.remove([each.title_id for each in BOOKS])
    assert index.count == 0
    assert index.search("lich su").total == index.search("").total == 0
    index.close()
    held = content(path)
    assert not any(held[name] for name in ("titles", "fields", "isbns", "words", "exact_words"))
    assert held["places"] == []


def test_a_title_described_again_is_found_by_its_new_words_only(index):
    index.index([BOOKS[5]._replace(title="Thăng Long băm sáu phố phường", isbns=("0306406152",))])
    assert index.search("ha noi").total == 0
    assert index.search("thang long").hits[0].title_id == "pho"
    assert index.search("0306406152").total == 2
    assert index.count == 10


def test_a_failed_batch_changes_nothing(index, path):
    before = answers(index)

    def broken():
        yield Entry("half", "Nửa chừng")
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        index.index(broken())
    assert answers(index) == before
    index.index([Entry("whole", "Trọn vẹn")])
    assert index.search("tron ven").total == 1
    assert index.search("nua chung").total == 0


def test_the_mark_is_kept_together_with_its_titles(index, path):
    with index.batch():
        index.index([Entry("new", "Sách mới")])
        index.mark = 42
    with pytest.raises(RuntimeError), index.batch():
        index.index([Entry("newer", "Sách mới hơn")])
        index.mark = 43
        raise RuntimeError("no power")
    assert index.mark == 42
    index.close()
    again = SearchIndex(path)
    assert (again.mark, again.count) == (42, 11)
    again.close()


def test_another_process_reads_and_sees_what_is_added(index, path):
    reader = SearchIndex(path, readonly=True)
    assert reader.search("trang non").total == 0
    index.index([Entry("new", "Trăng non")])
    assert reader.search("trăng nn").hits[0].title_id == "new"
    with pytest.raises(sqlite3.ProgrammingError):
        reader.remove(["new"])
    reader.close()


def test_many_threads_read_while_one_writes(index):
    failed: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                for typed in QUERIES:
                    index.search(typed, with_facets=True)
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for at in range(60):
        index.index([Entry(f"n{at % 9}", f"Lịch sử số {at}", popularity=at)])
        index.remove([f"n{(at + 4) % 9}"])
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []


# -- damage --------------------------------------------------------------------------------------


def test_a_missing_file_is_made_for_a_writer_and_refused_to_a_reader(path):
    with pytest.raises(SearchDamaged):
        SearchIndex(path, readonly=True)
    SearchIndex(path).close()
    reader = SearchIndex(path, readonly=True)
    assert reader.search("a").total == 0
    reader.close()


@pytest.mark.parametrize("harm", ["text", "cut", "foreign", "version", "table"])
def test_a_damaged_file_is_refused_and_can_be_made_anew(path, harm):
    SearchIndex(path).close()
    whole = path.read_bytes()
    if harm == "text":
        path.write_bytes(b"this is not a database" * 400)
    elif harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        database = sqlite3.connect(path)
        database.execute(
            {
                "foreign": "PRAGMA application_id = 1",
                "version": "PRAGMA user_version = 1",
                "table": "DROP TABLE state",
            }[harm]
        )
        database.commit()
        database.close()
    with pytest.raises(SearchDamaged, match="search.sqlite"):
        index = SearchIndex(path)
        index.index(BOOKS)
        index.search("lich su")
    discard(path)
    index = SearchIndex(path)
    index.rebuild(BOOKS)
    assert index.search("ha noi").hits[0].title_id == "pho"
    index.close()


def test_a_bent_byte_is_reported_or_touches_nothing_that_is_read(index, path):
    index.set_shelves("pho", [Shelf("pho", "a", 2, 1)])
    index.search("xqzv", asked_on=date(2026, 3, 3))
    index.settle()
    index.verify()
    before = answers(index)
    index.close()
    whole = path.read_bytes()
    draw = random.Random(11)
    reported = 0
    said: set[str] = set()
    for _ in range(200):
        at = draw.randrange(len(whole))
        bent = bytearray(whole)
        bent[at] ^= 1 << draw.randrange(8)
        path.write_bytes(bent)
        try:
            opened = SearchIndex(path)
        except SearchDamaged:
            reported += 1
            continue
        try:
            opened.verify()
            assert answers(opened) == before, at
        except SearchDamaged as fault:
            reported += 1
            said.add(str(fault))
        finally:
            opened.close()
    assert 0 < reported < 200
    assert any("bent" in fault for fault in said), said


def harmed(path: Path, change: str) -> str:
    """What `verify` says after one change behind the back of the index."""
    database = sqlite3.connect(path)
    database.execute(change)
    database.commit()
    database.close()
    index = SearchIndex(path)
    try:
        with pytest.raises(SearchDamaged) as fault:
            index.verify()
    finally:
        index.close()
    return str(fault.value)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE titles SET tf = replace(tf, 'men', 'man') WHERE title_id = 'de-men'",
        "UPDATE titles SET popularity = 10 WHERE title_id = 'su-luoc'",
        "UPDATE titles SET sort_key = 'A' WHERE title_id = 'pho'",
        "UPDATE fields SET year = 1942 WHERE year = 1941",
        "UPDATE fields SET available = 5 WHERE year = 1941",
        "UPDATE shelves SET copies = 9",
        "UPDATE shelves SET title_id = 'no-title'",
        "UPDATE isbns SET isbn = '9780306406158'",
        "INSERT INTO isbns VALUES ('1', 'no-title')",
        "UPDATE words SET titles = titles + 1 WHERE word = 'men'",
        "UPDATE exact_words SET word = 'menx' WHERE word = 'menf'",
        "UPDATE state SET value = 9 WHERE name = 'mark'",
        "UPDATE state SET value = 9 WHERE name = 'titles'",
        "INSERT INTO found (rowid, tf) VALUES (77, 'ghost')",
        "UPDATE zero_hits SET times = 9",
    ],
)
def test_verify_reports_each_kind_of_silent_change(index, path, change):
    index.set_shelves("pho", [Shelf("pho", "a", 2, 1)])
    index.search("xqzv", asked_on=date(2026, 3, 3))
    index.close()
    assert "search.sqlite" in harmed(path, change)
