"""Out and in again: nothing of a record changes, and what cannot be carried is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.builders import DAMAGES, book, control, field, iso
from tests.exchange.test_marc_damage import assert_accounted

from tusach.exchange.faults import Reject, RemoteFault
from tusach.exchange.marc.marcxml import parsed_xml
from tusach.exchange.marc.reader import MARC21, MARCXML, Read, read, reread
from tusach.exchange.marc.record import Field, Record, body_of, cut, record_of
from tusach.exchange.marc.writing import (
    MARCXML_HEAD,
    MARCXML_TAIL,
    as_marcxml,
    encoded,
    to_iso2709,
    to_marcxml,
)

_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x1d\x1e\x1f"), max_size=40
)
_XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])),
    ),
    max_size=40,
)
_CODE = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789")
_INDICATORS = st.text(" 0123456789", min_size=2, max_size=2)


def _fields(text: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Field, ...]]:
    controls = st.builds(
        lambda tag, value: control(tag, value), st.sampled_from(["001", "003", "008"]), text
    )
    data = st.builds(
        lambda number, indicators, parts: Field(f"{number:03}", indicators, tuple(parts)),
        st.integers(10, 999),
        _INDICATORS,
        st.lists(st.tuples(_CODE, text), min_size=1, max_size=5),
    )
    return st.lists(controls | data, min_size=1, max_size=12).map(tuple)


@given(_fields(_TEXT))
def test_any_record_comes_back_from_iso_2709_as_it_was(fields: tuple[Field, ...]) -> None:
    raw = iso(record_of("00000nam a2200000 a 4500", fields))
    back = reread(raw, MARC21, encoding="utf-8")
    assert isinstance(back, Record)
    assert back.fields == fields
    assert encoded(back) == raw


@given(_fields(_XML_TEXT))
def test_any_record_comes_back_from_marcxml_as_it_was(fields: tuple[Field, ...]) -> None:
    record = record_of("00000nam a2200000 a 4500", fields)
    text = to_marcxml(record)
    assert isinstance(text, str)
    items = list(read([(MARCXML_HEAD + text + MARCXML_TAIL).encode()]))
    (item,) = items
    assert isinstance(item, Read)
    if item.record.encoding == "utf-8":
        assert item.record.fields == fields
    moved = to_iso2709(item.raw, MARCXML)
    assert isinstance(moved, bytes)
    back = reread(moved, MARC21)
    assert isinstance(back, Record)
    assert back.same_fields(item.record)


@given(st.binary(max_size=400))
def test_random_bytes_never_crash_and_are_accounted_for(data: bytes) -> None:
    # The first letter keeps the file from being taken for an archive, a page or a document.
    assert_accounted(b"a" + data, _items(b"a" + data))


def _items(data: bytes) -> list[Read | Reject]:
    return list(read([data]))


@given(
    st.lists(st.sampled_from(range(20)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=8),
)
def test_bent_records_never_crash_and_are_accounted_for(
    numbers: list[int], bent: list[tuple[int, int]]
) -> None:
    data = bytearray(b"".join(iso(book(number)) for number in numbers))
    for at, byte in bent:
        data[at % len(data)] = byte
    if bytes(data[:1]) not in (b"<", b"\x1f", b"P", b"%"):
        items = _items(bytes(data))
        assert_accounted(bytes(data), items)
        for item in items:
            if isinstance(item, Read):
                to_marcxml(item.record)
                to_iso2709(item.raw, item.format)


@given(st.binary(max_size=300))
def test_random_bytes_between_the_tags_of_marcxml_never_crash(data: bytes) -> None:
    items = _items(b"<collection><record>" + data + b"</record></collection>")
    assert len(items) >= 1


@given(_TEXT)
def test_a_body_is_cut_and_joined_without_loss(text: str) -> None:
    for tag in ("001", "245"):
        body = text.replace("x", "\x1f")
        assert body_of(cut(tag, body)) == body


@pytest.mark.parametrize("how", DAMAGES)
def test_a_mended_record_goes_out_with_its_fields_in_a_clean_structure(how: str) -> None:
    for item in read([DAMAGES[how](iso(book(5))) + iso(book(6))]):
        if isinstance(item, Reject):
            continue
        out = to_iso2709(item.raw, item.format)
        if isinstance(out, RemoteFault):
            continue
        (back,) = read([out])
        assert isinstance(back, Read)
        assert back.record.same_fields(item.record)
        assert not {"leader.length", "leader.base", "terminator.missing"} & set(back.repaired)


def test_a_clean_record_goes_out_byte_for_byte_whatever_its_writing() -> None:
    for raw in (iso(book(1)), iso(book(1)).replace("Văn học".encode(), b"V\xa8n h\xe4c   ")):
        assert to_iso2709(raw, MARC21) == raw


def test_marcxml_to_iso_2709_and_back_keeps_every_field() -> None:
    text = to_marcxml(book(7))
    assert isinstance(text, str)
    raw = to_iso2709(text.encode(), MARCXML)
    assert isinstance(raw, bytes)
    again = as_marcxml(raw, MARC21)
    assert isinstance(again, str)
    back = parsed_xml(again.encode())
    assert isinstance(back, Record)
    assert back.same_fields(book(7))


def test_signs_of_xml_in_a_value_are_escaped() -> None:
    odd = field("500", "  ", 'a<b> & "c" \' ]]> \r\n\t\u00a0x')
    text = to_marcxml(book(1, odd))
    assert isinstance(text, str)
    back = parsed_xml(text.encode())
    assert isinstance(back, Record)
    assert back.fields[-1] == odd


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (field("520", "  ", "a" + "x" * 9_996), RemoteFault("520", "field.too_long", 9_999)),
        (field("52", "  ", "ax"), RemoteFault("52", "field.tag")),
        (field("520", "  ", "ax\x1ey"), RemoteFault("520", "field.control_character")),
    ],
)
def test_a_field_that_iso_2709_cannot_carry_is_a_fault(more: Field, fault: RemoteFault) -> None:
    assert encoded(book(1, more)) == fault


def test_a_field_of_the_greatest_length_is_carried() -> None:
    assert isinstance(encoded(book(1, field("520", "  ", "a" + "x" * 9_994))), bytes)


@pytest.mark.parametrize("count", [12, 14])
def test_a_record_longer_than_99999_bytes_is_a_fault_and_is_not_cut(count: int) -> None:
    more = [field("520", "  ", "a" + "x" * 9_000) for _ in range(count)]
    fault = RemoteFault("record", "record.too_long", 99_999)
    assert encoded(book(1, *more)) == fault
    text = to_marcxml(book(1, *more))
    assert isinstance(text, str)
    assert to_iso2709(text.encode(), MARCXML) == fault


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (field("5 0", "  ", "ax"), RemoteFault("5 0", "field.tag")),
        (field("520", "  ", "a\x1bx"), RemoteFault("520", "field.control_character")),
        (control("009", "a\x1fb"), RemoteFault("009", "field.control_character")),
        (Field("520", "text without subfields", ()), RemoteFault("520", "field.indicators")),
    ],
)
def test_a_field_that_marcxml_cannot_carry_is_a_fault(more: Field, fault: RemoteFault) -> None:
    assert to_marcxml(book(1, more)) == fault


def test_what_is_no_marc_is_a_fault_on_the_way_out() -> None:
    assert to_iso2709(b"[]", "list") == RemoteFault("record", "record.broken")
    assert to_iso2709(b"rubbish", "typed") == RemoteFault("record", "record.broken")
    assert to_iso2709(b"{}", "dublin core") == RemoteFault("record", "format.not_marc")
    assert to_iso2709(b"rubbish", MARC21) == RemoteFault("record", "record.short")
    assert as_marcxml(b"{}", "typed") == RemoteFault("record", "record.broken")


@pytest.mark.parametrize("name", ["loc_vietnamese_61.mrc", "loc_mixed_1000.mrc"])
def test_real_records_go_out_byte_for_byte_and_through_marcxml(
    shared_data: Path, name: str
) -> None:
    data = (shared_data / name).read_bytes()
    items = [one for one in read([data]) if isinstance(one, Read)]
    out = [to_iso2709(one.raw, one.format) for one in items]
    assert b"".join(one for one in out if isinstance(one, bytes)) == data
    texts = [to_marcxml(one.record) for one in items]
    whole = MARCXML_HEAD + "".join(text for text in texts if isinstance(text, str)) + MARCXML_TAIL
    back = list(read([whole.encode()]))
    assert len(back) == len(items)
    for before, after in zip(items, back, strict=True):
        assert isinstance(after, Read)
        assert after.record.same_fields(before.record)
        moved = to_iso2709(after.raw, MARCXML)
        assert isinstance(moved, bytes)
        assert moved[24:] == before.raw[24:]
