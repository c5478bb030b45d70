"""Thirty records, every third damaged: what is recovered, and that nothing is lost silently."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.exchange.builders import CUTS, DAMAGES, books, title_of

from tusach.exchange.faults import Reject
from tusach.exchange.marc.reader import Outcome, Read, read
from tusach.exchange.marc.view import view

PADDING = b"\r\n\x00\x1a\x1d"


def _damaged(how: str) -> bytes:
    spoil = {**DAMAGES, **CUTS}[how]
    return b"".join(spoil(raw) if number % 3 == 1 else raw for number, raw in enumerate(books()))


def _titles(items: list[Outcome]) -> set[str]:
    return {view(one.record, "", "marc21").title for one in items if isinstance(one, Read)}


def assert_accounted(data: bytes, items: list[Outcome]) -> None:
    """Every byte is in some item, or is padding between two."""
    at = 0
    for number, item in enumerate(items, 1):
        assert item.position == number
        assert data[at : item.offset].strip(PADDING) == b""
        assert data[item.offset : item.offset + len(item.raw)] == item.raw
        at = item.offset + len(item.raw)
    assert data[at:].strip(PADDING) == b""


@pytest.mark.parametrize("how", DAMAGES)
def test_at_least_28_of_30_titles_survive(how: str) -> None:
    data = _damaged(how)
    items = list(read([data]))
    assert_accounted(data, items)
    right = {title_of(number) for number in range(30)}
    assert len(_titles(items) & right) >= 28
    assert _titles(items) <= right


@pytest.mark.parametrize("how", DAMAGES)
def test_a_mended_record_says_so(how: str) -> None:
    items = list(read([_damaged(how)]))
    said = [one for one in items if isinstance(one, Reject) or one.repaired]
    if how not in ("flagged MARC-8", "newline after the record", "padding after the record"):
        assert len(said) >= 10


@pytest.mark.parametrize("how", CUTS)
def test_a_record_cut_off_is_refused_and_costs_no_other(how: str) -> None:
    data = _damaged(how)
    items = list(read([data]))
    assert_accounted(data, items)
    whole = {title_of(number) for number in range(30) if number % 3 != 1}
    assert _titles(items) == whole
    refused = [one for one in items if isinstance(one, Reject)]
    assert len(refused) == (0 if how == "cut to nothing but its end" else 10)


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_the_size_of_the_chunks_changes_nothing(size: int) -> None:
    data = _damaged("record end is missing")
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    given = [(one.position, one.offset, one.raw) for one in read(chunks)]
    assert given == [(one.position, one.offset, one.raw) for one in read([data])]


def test_a_file_with_every_damage_at_once_is_accounted_for() -> None:
    spoilers = list({**DAMAGES, **CUTS}.values())
    data = b"".join(spoilers[number % len(spoilers)](raw) for number, raw in enumerate(books(60)))
    assert_accounted(data, list(read([data])))


@pytest.mark.parametrize("how", [one for one in DAMAGES if one != "bad bytes in UTF-8"])
def test_real_records_survive_the_same_damages(shared_data: Path, how: str) -> None:
    whole = list(read([(shared_data / "loc_mixed_1000.mrc").read_bytes()]))[:300]
    right = [view(one.record, "", "marc21").title for one in whole if isinstance(one, Read)]
    damaged = b"".join(
        DAMAGES[how](one.raw) if number % 3 == 1 else one.raw for number, one in enumerate(whole)
    )
    items = list(read([damaged]))
    assert_accounted(damaged, items)
    kept = sum((Counter(right) & Counter(_all_titles(items))).values())
    assert kept >= len(right) * 28 // 30


def _all_titles(items: list[Outcome]) -> list[str]:
    return [view(one.record, "", "marc21").title for one in items if isinstance(one, Read)]
