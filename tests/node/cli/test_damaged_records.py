"""A damaged record never takes the place of a better description; what is mended is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange.builders import DAMAGES, book, books, iso, title_of
from tests.node.cli.conftest import Ran

Run = Callable[..., Ran]
NUMBER = 1
RIGHT = title_of(NUMBER)


@pytest.fixture
def bring(run: Run, library: Path, tmp_path: Path) -> Callable[[bytes], Ran]:
    """A function that brings bytes in and finds every record accounted for."""

    def bringing(raw: bytes, *words: str) -> Ran:
        file = tmp_path / "records.mrc"
        file.write_bytes(raw)
        ran = run(library, "import-marc", str(file), "--json", "--lang", "en", *words)
        told = ran.told
        assert told["read"] == told["stored"] + told["present"] + len(told["rejected"])
        return ran

    return bringing


def counts(ran: Ran) -> tuple[int, int, int]:
    return ran.told["stored"], ran.told["present"], len(ran.told["rejected"])


def spoilt(raw: bytes) -> bytes:
    """The same record; letters of its title have become bytes without a meaning."""
    return raw.replace("Truyện".encode(), b"Truy\xff\xff\xffn")


def test_a_record_that_lost_letters_does_not_replace_the_title_that_is_here(
    run: Run, library: Path, bring: Callable[..., Ran]
) -> None:
    good = iso(book(NUMBER))
    assert counts(bring(good)) == (1, 0, 0)
    worse = bring(spoilt(good))
    assert worse.exit == 1
    assert counts(worse) == (0, 0, 1)
    assert worse.told["rejected"][0]["reason"] == "record.worse"
    assert worse.told["letters_lost"] == 1
    assert "Bring in a sound copy" in worse.err
    assert "some letters could not be read" in worse.err
    assert run(library, "search", RIGHT, "--json").told["hits"][0]["title"] == RIGHT
    assert counts(bring(good)) == (0, 1, 0)


def test_a_damaged_record_of_a_new_title_is_stored_until_a_sound_one_comes(
    run: Run, library: Path, bring: Callable[..., Ran]
) -> None:
    good = iso(book(NUMBER))
    assert counts(bring(spoilt(good))) == (1, 0, 0)
    assert counts(bring(good)) == (1, 0, 0)
    assert run(library, "search", RIGHT, "--json").told["hits"][0]["title"] == RIGHT
    assert counts(bring(spoilt(good))) == (0, 0, 1)


def test_bytes_that_were_described_over_come_back_when_they_are_brought_in_again(
    run: Run, library: Path, bring: Callable[..., Ran]
) -> None:
    good = iso(book(NUMBER))
    other = good.replace("Truyện".encode(), "Truyen".ljust(8).encode())
    for raw in (good, other, good):
        assert counts(bring(raw)) == (1, 0, 0)
    assert run(library, "search", RIGHT, "--json").told["hits"][0]["title"] == RIGHT
    assert counts(bring(good)) == (0, 1, 0)


def test_two_records_of_one_title_in_a_file_are_not_told_anew_each_time(
    run: Run, library: Path, bring: Callable[..., Ran]
) -> None:
    good, beside = iso(book(NUMBER)), iso(book(NUMBER + 1))
    older = good.replace("Truyện".encode(), "Truyen".ljust(8).encode())
    file = older + beside + good
    assert counts(bring(file)) == (3, 0, 0)
    before = run(library, "digest", "--json").told
    for _ in range(2):
        assert counts(bring(file)) == (0, 3, 0)
    assert run(library, "digest", "--json").told == before
    assert run(library, "search", RIGHT, "--json").told["hits"][0]["title"] == RIGHT
    assert counts(bring(older)) == (1, 0, 0), "alone it brings back what was described over"
    assert counts(bring(file)) == (1, 2, 0), "and the file its own last word"


@pytest.mark.parametrize("what", ["length is wrong", "length is no number"])
def test_a_record_whose_only_fault_is_its_length_is_already_there(
    bring: Callable[..., Ran], what: str
) -> None:
    good = books(NUMBER + 1)[NUMBER]
    bring(good)
    again = bring(DAMAGES[what](good))
    assert counts(again) == (0, 1, 0)
    assert "1 record was mended while it was read." in again.err


def test_the_real_records_brought_in_twice_leave_the_same_titles(
    run: Run, library: Path, shared_data: Path
) -> None:
    words = ("import-marc", str(shared_data / "loc_vietnamese_61.mrc"), "--json")
    first, again = run(library, *words), run(library, *words)
    assert first.told["stored"] == again.told["present"] > 0
    assert again.told["stored"] == 0
