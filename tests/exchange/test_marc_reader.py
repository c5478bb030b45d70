"""What a file may turn out to be, and that each of its pieces is accounted for."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from unicodedata import is_normalized

import pytest
from tests.exchange.builders import book, books, iso, title_of
from tests.exchange.test_marc_damage import assert_accounted

from tusach.exchange.faults import Reject
from tusach.exchange.marc.reader import Outcome, Read, read, reread
from tusach.exchange.marc.shapes import guessed_tags
from tusach.exchange.marc.stream import WINDOW, Unpacked
from tusach.exchange.marc.view import view


def reasons(items: list[Outcome]) -> list[str]:
    return [one.reason for one in items if isinstance(one, Reject)]


def records(items: list[Outcome]) -> list[Read]:
    return [one for one in items if isinstance(one, Read)]


def test_a_clean_file_is_read_without_any_repair() -> None:
    raws = books()
    items = list(read([b"".join(raws)]))
    assert [one.raw for one in items] == raws
    assert all(isinstance(one, Read) and one.repaired == () for one in items)


def test_a_gzip_file_is_read_like_its_content() -> None:
    data = b"".join(books())
    packed = gzip.compress(data, mtime=0)
    chunks = [packed[at : at + 100] for at in range(0, len(packed), 100)]
    assert [(one.offset, one.raw) for one in read(chunks)] == [
        (one.offset, one.raw) for one in read([data])
    ]


def test_two_gzip_members_and_padding_are_one_file() -> None:
    one, two = books(2)
    packed = gzip.compress(one, mtime=0) + gzip.compress(two, mtime=0) + b"\x00" * 512
    for size in (1, 13, 10_000):
        chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
        assert [item.raw for item in read(chunks)] == [one, two]


@pytest.mark.parametrize("kept", [20, 200, 1_000])
def test_a_truncated_gzip_keeps_what_was_read_and_says_that_it_broke(kept: int) -> None:
    data = b"".join(books(300))
    items = list(read([gzip.compress(data, mtime=0)[:kept]]))
    assert reasons(items) == ["gzip.damaged"]
    assert data.startswith(b"".join(one.raw for one in items))
    assert isinstance(items[-1], Reject)
    assert [one.position for one in items] == list(range(1, len(items) + 1))


def test_a_gzip_with_a_bent_byte_keeps_what_came_before_it() -> None:
    packed = bytearray(gzip.compress(b"".join(books(300)), mtime=0))
    packed[-6] ^= 0xFF
    items = list(read([bytes(packed)]))
    assert reasons(items) == ["gzip.damaged"]
    assert len(records(items)) == 300


def test_rubbish_after_a_gzip_member_is_told() -> None:
    items = list(read([gzip.compress(books(1)[0], mtime=0) + b"rubbish"]))
    assert len(records(items)) == 1
    assert reasons(items) == ["gzip.damaged"]


def test_a_gzip_that_holds_nothing_readable_is_one_reject() -> None:
    assert reasons(list(read([b"\x1f\x8b\x08rubbish"]))) == ["gzip.damaged"]


def test_an_html_page_named_mrc_is_one_reject_with_all_its_bytes() -> None:
    page = b"<!DOCTYPE html>\n<html><body>404 \x1d\x1e not found</body></html>" * 3
    items = list(read([page]))
    assert reasons(items) == ["file.html"]
    assert items[0].raw == page
    assert reasons(list(read([b"<?xml version='1.0'?><html></html>"]))) == ["file.html"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file.empty"),
        (b"\r\n\x00\x1a", "file.empty"),
        (b"PK\x03\x04rest of a workbook", "file.zip"),
        (b"%PDF-1.4 rest of a document", "file.document"),
        (b"\xd0\xcf\x11\xe0rest of a document", "file.document"),
        (b"just a line of text", "record.short"),
        (b"just a longer line of text without any end", "directory.missing"),
    ],
)
def test_a_file_that_is_no_marc_is_one_reject_with_its_reason(data: bytes, reason: str) -> None:
    items = list(read([data]))
    assert reasons(items) == [reason]
    assert items[0].raw == data


def test_a_byte_order_mark_before_the_first_record_is_skipped() -> None:
    raws = books(3)
    items = list(read([b"\xef\xbb\xbf" + b"".join(raws)]))
    assert [one.raw for one in items] == raws
    assert [one.offset for one in items][0] == 3


def _long(size: int) -> Iterator[bytes]:
    yield iso(book(1))
    yield b"00024nam a2200000 a 4500245"
    for _ in range(size // 100_000):
        yield b"x" * 100_000
    yield b"\x1d" + iso(book(2))


@pytest.mark.usefixtures("untraced")
def test_a_record_of_60_mb_is_a_reject_and_its_bytes_are_held_once() -> None:
    tracemalloc.start()
    try:
        items = [
            (type(one), len(one.raw), getattr(one, "reason", "")) for one in read(_long(60_000_000))
        ]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [kind for kind, _, _ in items] == [Read, Reject, Read]
    assert items[1][1:] == (60_000_028, "record.too_long")
    assert peak < 100_000_000


def test_a_stream_without_an_end_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tusach.exchange.marc.stream.LONGEST_PIECE", 1_000_000)
    monkeypatch.setattr("tusach.exchange.marc.iso2709.LONGEST_RECORD", 500_000)
    data = b"y" * 3_400_000
    items = list(read([data]))
    assert_accounted(data, items)
    assert [len(one.raw) for one in items] == [1_000_000, 1_000_000, 1_000_000, 400_000]


def test_two_records_that_lost_the_end_between_them_are_two_records() -> None:
    one, two = books(2)
    items = list(read([one[:-1] + two]))
    assert [item.raw for item in items] == [one[:-1], two]
    assert [view(item.record, "", "marc21").title for item in records(items)] == [
        title_of(0),
        title_of(1),
    ]


def test_fields_in_another_order_than_the_directory_are_found_by_their_offsets() -> None:
    raw = iso(book(3))
    end = raw.index(b"\x1e")
    entries = [raw[at : at + 12] for at in range(24, end, 12)]
    turned = raw[:24] + b"".join(reversed(entries)) + raw[end:]
    (item,) = read([turned])
    assert isinstance(item, Read)
    assert item.repaired == ()
    assert item.record.tags == tuple(reversed(book(3).tags))
    assert item.record.bodies == tuple(reversed(book(3).bodies))


def test_a_field_end_inside_a_field_stays_where_the_directory_says() -> None:
    record = book(3)
    raw = iso(record).replace("Ất.".encode(), b"\x1e\x1e\x1et.")
    (item,) = read([raw])
    assert isinstance(item, Read)
    assert item.repaired == ("terminator.inside",)
    assert len(item.record.tags) == len(record.tags)


def test_more_slices_than_tags_is_refused() -> None:
    raw = iso(book(3)).replace(b"c2001.\x1e", b"c2001.\x1eextra field\x1e")
    assert reasons(list(read([raw]))) == ["directory.mismatch"]


def test_a_directory_without_a_single_entry_that_can_be_found_is_refused() -> None:
    raw = b"00031nam a22      " + b"\x1edata of a field\x1e\x1d"
    assert reasons(list(read([raw]))) == ["leader.broken"]


def test_an_empty_directory_without_any_telling_field_is_refused() -> None:
    raw = b"00031nam a2200000 a 4500\x1esome\x1efields\x1e\x1d"
    assert reasons(list(read([raw]))) == ["directory.empty"]


def test_a_blob_is_read_again_by_its_format() -> None:
    raw = iso(book(4))
    record = reread(raw, "marc21")
    assert not isinstance(record, str)
    assert record.same_fields(book(4))
    assert reread(b"{}", "list") == "format.not_marc"
    assert reread(b"rubbish", "marc21") == "record.short"


@pytest.mark.parametrize("name", ["loc_vietnamese_61.mrc", "loc_mixed_1000.mrc"])
def test_real_records_are_all_read_and_their_titles_are_in_nfc(
    shared_data: Path, name: str
) -> None:
    data = (shared_data / name).read_bytes()
    items = list(read([data]))
    assert len(items) == int(name.removesuffix(".mrc").rpartition("_")[2])
    assert reasons(items) == []
    assert b"".join(one.raw for one in items) == data
    for item in records(items):
        title = view(item.record, "", item.format).title
        assert title
        assert is_normalized("NFC", title)
        if "vietnamese" not in name:
            continue
        assert not any("\u0300" <= letter <= "\u036f" for letter in title)


def test_offsets_that_leave_a_gap_are_not_trusted() -> None:
    raw = iso(book(3))
    end = raw.index(b"\x1e")
    # The second entry points at the first field too, so the first slices overlap.
    bent = raw[:36] + raw[36:39] + raw[27:36] + raw[48:]
    (item,) = read([bent])
    assert end > 48
    assert isinstance(item, Read)
    assert item.repaired == ("directory.offsets",)
    assert item.record.same_fields(book(3))


def test_a_lost_field_end_under_offsets_that_do_not_follow_is_refused() -> None:
    raw = iso(book(3)).replace(b"c2001.\x1e", b"c2001. ")
    bent = raw[:43] + b"00001" + raw[48:]
    assert reasons(list(read([bent]))) == ["directory.mismatch"]


def test_numbers_and_names_of_an_empty_directory_are_guessed_by_their_shape() -> None:
    raw = iso(book(3))
    (item,) = read([raw[:24] + raw[raw.index(b"\x1e") :]])
    assert isinstance(item, Read)
    tags = list(zip(item.record.tags, book(3).tags, strict=True))
    assert {guessed for guessed, real in tags if guessed != real} == {"ZZZ"}
    assert {guessed for guessed, _ in tags} >= {"001", "003", "008", "082", "100", "245", "260"}


@pytest.mark.parametrize(
    ("bodies", "title"),
    [
        ((b"10\x1faTruyen Kieu", b"  \x1faHa Noi :\x1fbVan hoc,\x1fc2001."), 0),
        ((b"  \x1faHa Noi :\x1fbVan hoc,\x1fc2001.",), -1),
        ((b"only a number", b"XX"), -1),
    ],
)
def test_the_title_of_an_empty_directory_stands_before_the_publisher(
    bodies: tuple[bytes, ...], title: int
) -> None:
    tags = guessed_tags(bodies)
    assert ("245" in tags) == (title >= 0)
    if title >= 0:
        assert tags[title] == "245"


@pytest.mark.parametrize("size", [WINDOW - 300, WINDOW, WINDOW + 1, WINDOW + 300, 3 * WINDOW])
def test_what_an_archive_still_holds_at_its_end_is_given(size: int) -> None:
    data = b"a" * size
    for chunk in (1, 1 << 20):
        packed = gzip.compress(data, mtime=0)
        unpacked = Unpacked(packed[at : at + chunk] for at in range(0, len(packed), chunk))
        assert b"".join(unpacked) == data
        assert unpacked.damage == ""


@pytest.mark.parametrize("size", [WINDOW, WINDOW + 1, WINDOW + 100, WINDOW + 257])
def test_an_archive_cut_in_its_last_bytes_gives_all_it_held(size: int) -> None:
    packed = gzip.compress(b"a" * size, mtime=0)
    for cut in range(1, 24):
        unpacked = Unpacked([packed[:-cut]])
        given = b"".join(unpacked)
        assert given == b"a" * len(given)
        assert len(given) == size or cut > 8
        assert unpacked.damage == "gzip.damaged"


def test_what_only_begins_like_markup_is_read_as_marc() -> None:
    items = list(read([b"<<junk>>" + books(1)[0]]))
    assert [type(one) for one in items] == [Reject, Read]


@pytest.mark.parametrize(("limit", "value"), [("MOST_UNPACKED", 3 << 20), ("NOT_JUDGED", 3 << 20)])
def test_a_gzip_that_unpacks_to_far_too_much_is_stopped_and_says_where(
    limit: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"tusach.exchange.marc.stream.{limit}", value)
    good = b"".join(books(20))
    packed = gzip.compress(good + b"x" * (20 << 20), mtime=0)
    items = list(read([packed]))
    assert len(records(items)) == 20
    assert reasons(items) == ["gzip.too_much"]
    assert (items[-1].position, items[-1].offset) == (21, len(good))
    assert len(items[-1].raw) <= 2 * value


def test_records_that_pack_well_are_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tusach.exchange.marc.stream.NOT_JUDGED", 1_000)
    packed = gzip.compress(b"".join(books(3_000)), mtime=0)
    assert len(records(list(read([packed])))) == 3_000
