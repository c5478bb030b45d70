"""Which writing a record is in, found out or told, and its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.builders import LEADER, book
from tests.exchange.old_writings import SENTENCES, encode, to_marc8

from tusach.exchange.legacy_text.marks import in_order
from tusach.exchange.marc.decoding import Encoding, encoding_told
from tusach.exchange.marc.iso2709 import Sliced
from tusach.exchange.marc.marc8 import from_marc8
from tusach.exchange.marc.reader import MARC21, Read, read, reread
from tusach.exchange.marc.record import Record
from tusach.exchange.marc.view import view
from tusach.exchange.marc.writing import _assembled, to_iso2709


def raw_record(*titles: bytes, flag: str = "a") -> bytes:
    leader = (LEADER[:9] + flag + LEADER[10:]).encode()
    bodies = [b"10\x1fa" + titles[0], *(b" 0\x1fa" + title for title in titles[1:])]
    tags = ("245", *("500" for _ in titles[1:]))
    raw = _assembled(Sliced(leader, tags, tuple(bodies), ()))
    assert isinstance(raw, bytes)
    return raw


def read_one(raw: bytes, encoding: Encoding = "auto") -> Read:
    (item,) = read([raw], encoding=encoding)
    assert isinstance(item, Read)
    return item


def title_of(item: Read) -> str:
    return view(item.record, "", MARC21).title


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "cp1258", "viqr"])
@pytest.mark.parametrize("flag", [" ", "a"])
def test_an_old_writing_is_found_out_and_told(name: str, flag: str) -> None:
    raw = raw_record(*(encode(text, name) for text in SENTENCES), flag=flag)
    item = read_one(raw)
    assert title_of(item) == SENTENCES[0]
    assert item.repaired == (f"text.{name}",)
    assert item.record.encoding == name
    assert to_iso2709(item.raw, item.format) == raw
    assert encoding_told(item.repaired) == name


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_a_writing_that_a_person_named_is_used_even_for_one_word(name: Encoding) -> None:
    raw = raw_record(encode("Việt", name))
    assert title_of(read_one(raw, name)) == "Việt"
    again = reread(raw, MARC21, encoding=encoding_told(read_one(raw, name).repaired))
    assert isinstance(again, Record)
    assert view(again, "", MARC21).title == "Việt"


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
@pytest.mark.parametrize("said", ["auto", None])
def test_text_once_taken_for_latin_and_made_utf_8_is_converted(
    name: Encoding, said: Encoding | None
) -> None:
    twice = encode(SENTENCES[0], name).decode("cp1252").encode()
    assert title_of(read_one(raw_record(twice), said or name)) == SENTENCES[0]


@pytest.mark.parametrize("flag", [" ", "a"])
def test_marc_8_is_read_whatever_the_flag_says(flag: str) -> None:
    raw = raw_record(*(to_marc8(text) for text in SENTENCES), flag=flag)
    item = read_one(raw)
    assert title_of(item) == SENTENCES[0]
    assert item.repaired == (() if flag == " " else ("text.marc8",))
    assert item.record.encoding == "marc-8"
    assert title_of(read_one(raw, "marc-8")) == SENTENCES[0]


def test_utf_8_is_believed_before_the_flag() -> None:
    item = read_one(raw_record(SENTENCES[0].encode(), flag=" "))
    assert title_of(item) == SENTENCES[0]
    assert item.repaired == ()


def test_a_few_bad_bytes_in_utf_8_leave_the_rest_readable() -> None:
    bad = SENTENCES[0].encode().replace("ễ".encode(), b"\xff")
    item = read_one(raw_record(bad, SENTENCES[1].encode()))
    assert title_of(item) == SENTENCES[0].replace("ễ", "\ufffd")
    assert item.repaired == ("text.bytes_replaced",)
    assert title_of(read_one(raw_record(bad), "utf-8")) == SENTENCES[0].replace("ễ", "\ufffd")


def test_one_bad_byte_does_not_make_a_record_marc_8() -> None:
    item = read_one(raw_record(b"Ha \xe1Noi", SENTENCES[1].encode()))
    assert item.repaired == ("text.bytes_replaced",)


def test_fields_of_two_writings_in_one_record_are_both_read() -> None:
    item = read_one(raw_record(SENTENCES[0].encode(), *(encode(one, "tcvn3") for one in SENTENCES)))
    assert item.record.bodies[0].endswith(SENTENCES[0])
    assert item.record.bodies[1].endswith(SENTENCES[0])
    assert item.repaired == ("text.tcvn3", "text.mixed")
    assert encoding_told(item.repaired) == "auto"


def test_bytes_of_no_known_writing_show_as_unreadable_and_are_told() -> None:
    item = read_one(raw_record(b"\xc9\xc9 x \xde\xde\xdf \xfc", flag=" "))
    assert "\ufffd" in title_of(item)
    assert item.repaired == ("text.bytes_replaced",)


def test_a_flagged_marc_8_record_with_a_bad_byte_is_still_marc_8() -> None:
    raw = raw_record(*(to_marc8(text) for text in SENTENCES), b"\xdf", flag=" ")
    item = read_one(raw)
    assert title_of(item) == SENTENCES[0]
    assert item.repaired == ("text.bytes_replaced",)


def test_a_code_without_a_letter_in_a_named_writing_is_told() -> None:
    item = read_one(raw_record(b"a\x81", SENTENCES[1].encode("utf-8")), "vni")
    assert item.repaired == ("text.vni", "text.bytes_replaced")


def test_foreign_letters_in_utf_8_stay_as_they_are() -> None:
    for text in ("Cœur d'été à Noël", "2^10 + 3+o", "漢字 été"):
        assert title_of(read_one(raw_record(text.encode()))) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Vi\xf2\xe3et Nam", "Việt Nam"),
        (b"\xb3\xbd\xbcng", "đương"),
        (b"\x1bb2\x1bs H\x1bp2\x1bsO", "₂ H²O"),
        (b"\x1bga\x1bs", "α"),
        (b"\x1b(N\x4d\x4f\x1b(B ok", "мо ok"),
        (b"\x1b$1\x21\x30\x30\x1b(B.", None),
        (b"\x1b$,1\x21\x30\x30\x1b(B.", None),
        (b"\x1b)!E\xe1a", "à"),
        (b"\x1b)N\xcd", "м"),
        (b"\x1b(!Ea", None),
        (b"\x1b$)1abc", "abc"),
        (b"\x1b$1\x21\x20\x3d", "\u2026"),
        (b"tab\tand\x7f", "tab\tand\x7f"),
    ],
)
def test_marc_8_and_its_switches_are_read(raw: bytes, text: str | None) -> None:
    found, wrong = from_marc8(raw)
    if text is not None:
        assert (in_order(found), wrong) == (text, 0)
    else:
        assert "\x1b" not in found


@pytest.mark.parametrize("raw", [b"a\xe1", b"\xdf", b"\x1b$1!", b"\x1b$1\x21\x21\x21"])
def test_what_marc_8_cannot_mean_is_counted(raw: bytes) -> None:
    assert from_marc8(raw)[1] > 0


@pytest.mark.parametrize("raw", [b"a\x1b", b"a\x1bQ", b"a\x1b(", b"a\x1b$x"])
def test_a_broken_switch_of_marc_8_is_kept_as_text(raw: bytes) -> None:
    assert from_marc8(raw)[0].startswith("a\x1b")


@given(st.binary(max_size=60))
def test_any_bytes_end_as_text_in_marc_8(raw: bytes) -> None:
    text, wrong = from_marc8(raw)
    assert isinstance(text, str)
    assert wrong >= 0


def test_a_record_of_plain_letters_needs_no_decision() -> None:
    record = book(1)
    plain = tuple(body.encode("ascii", "ignore").decode() for body in record.bodies)
    assert Record(LEADER, record.tags, plain).encoding == "utf-8"
