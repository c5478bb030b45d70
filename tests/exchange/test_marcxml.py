"""MARCXML: exact slices, one broken record costs one record, and no entity is ever followed."""

from __future__ import annotations

import pytest
from tests.exchange.builders import book, title_of

from tusach.exchange.faults import Reject
from tusach.exchange.marc.reader import MARCXML, Outcome, Read, read, reread
from tusach.exchange.marc.record import BLANK_LEADER, Record
from tusach.exchange.marc.view import view
from tusach.exchange.marc.writing import MARCXML_HEAD, MARCXML_TAIL, to_marcxml


def element(number: int) -> str:
    text = to_marcxml(book(number))
    assert isinstance(text, str)
    return text


def told(items: list[Outcome]) -> list[str]:
    return [
        one.reason if isinstance(one, Reject) else view(one.record, "", one.format).title
        for one in items
    ]


def whole(*elements: str) -> bytes:
    return (MARCXML_HEAD + "".join(elements) + MARCXML_TAIL).encode()


@pytest.mark.parametrize("size", [1, 50, 100_000])
def test_each_record_is_a_slice_of_the_file_that_reads_alone(size: int) -> None:
    data = whole(*map(element, range(5)))
    items = list(read([data[at : at + size] for at in range(0, len(data), size)]))
    assert told(items) == [title_of(number) for number in range(5)]
    for number, item in enumerate(items):
        assert item.raw == element(number).rstrip("\n").encode()
        assert data[item.offset : item.offset + len(item.raw)] == item.raw
        assert isinstance(item, Read)
        assert item.repaired == ()
        again = reread(item.raw, MARCXML)
        assert isinstance(again, Record)
        assert again.same_fields(book(number))


def test_a_prefix_bound_outside_the_record_is_understood() -> None:
    text = (
        element(1)
        .replace("</", "</marc:")
        .replace("<", "<marc:")
        .replace("<marc:/marc:", "</marc:")
    )
    head = '<marc:collection xmlns:marc="http://www.loc.gov/MARC21/slim">'
    (item,) = read([(head + text + "</marc:collection>").encode()])
    assert isinstance(item, Read)
    assert item.record.same_fields(book(1))


def test_a_record_alone_without_a_prolog_is_a_file() -> None:
    assert told(list(read([element(2).encode()]))) == [title_of(2)]


@pytest.mark.parametrize("name", ["utf-16", "iso-8859-1", "windows-1258"])
def test_a_file_in_another_writing_is_read_by_what_its_prolog_says(name: str) -> None:
    title = "Cà phê" if name != "utf-16" else title_of(0)
    text = f'<?xml version="1.0" encoding="{name}"?><collection>{element(0)}</collection>'
    text = text.replace(title_of(0), title).replace("Ất", "At").replace("Nguyễn", "Nguyen")
    text = text.replace("Văn học", "Van hoc").replace("Hà Nội", "Ha Noi").replace("Văn", "Van")
    text = text.replace("Lịch sử", "Lich su").replace("Việt", "Viet").replace("Sách đọc thêm", "S")
    text = text.replace("Lich su Viet Nam từ nguồn gốc đến thế kỷ XX", title)
    (item,) = read([text.encode(name, "ignore") if name != "utf-16" else text.encode("utf-16")])
    assert isinstance(item, Read)
    if name == "iso-8859-1":
        assert view(item.record, "", MARCXML).title.startswith("Cà phê")
    item.raw.decode("utf-8")


def test_an_unknown_writing_and_a_false_utf_16_are_taken_for_utf_8() -> None:
    packings = ("zlib", "rot13", "base64", "idna", "punycode", "undefined", "unicode_escape")
    for name in ("x-no-such", "utf-16", "utf-7", *packings):
        text = f"<?xml version='1.0' encoding='{name}'?><collection>{element(0)}</collection>"
        assert told(list(read([text.encode()]))) == [title_of(0)]


def test_a_broken_record_costs_one_record() -> None:
    broken = element(1).replace("</datafield>", "</datafeld>", 1)
    items = list(read([whole(element(0), broken, element(2))]))
    assert told(items) == [title_of(0), "xml.broken", title_of(2)]
    assert items[1].raw == broken.rstrip("\n").encode()
    assert [one.position for one in items] == [1, 2, 3]


def test_a_record_that_lost_its_end_is_told_apart_from_the_next() -> None:
    lost = element(1).replace("</record>", "")
    assert told(list(read([whole(element(0), lost, element(2))]))) == [
        title_of(0),
        "xml.unclosed",
        title_of(2),
    ]


def test_a_file_cut_off_in_a_record_rejects_its_rest() -> None:
    data = whole(element(0), element(1))
    items = list(read([data[: len(data) - 300]]))
    assert told(items)[0] == title_of(0)
    assert isinstance(items[1], Reject)


def test_fields_outside_of_any_record_are_rejected_and_not_skipped() -> None:
    lost = element(1).replace("<record>", "<recor>")
    assert told(list(read([whole(element(0)) + lost.encode()])))[1:] == ["xml.unclosed"]


def test_the_records_of_an_oai_answer_are_found_within_its_own() -> None:
    text = f"<OAI-PMH><record><header/><metadata>{element(3)}</metadata></record></OAI-PMH>"
    assert told(list(read([text.encode()]))) == [title_of(3)]


@pytest.mark.parametrize("inside", [True, False])
def test_entities_are_never_defined_or_followed(inside: bool) -> None:
    dtd = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    text = element(0).replace(title_of(0), "&a;&b;")
    data = (
        f"<x>{text}</x>".replace("<record>", "<record>" + dtd) if inside else f"{dtd}<x>{text}</x>"
    )
    assert set(told(list(read([data.encode()])))) <= {"xml.entities", "xml.broken"}


def test_xml_without_records_is_one_reject() -> None:
    items = list(read([b"<feed><entry/></feed>"]))
    assert told(items) == ["xml.no_records"]
    assert items[0].raw == b"<feed><entry/></feed>"


def test_a_record_without_fields_or_with_odd_ones_says_so() -> None:
    assert told(list(read([b"<x><record></record></x>"]))) == ["record.empty"]
    odd = '<record><datafield tag="24"><subfield code="ab">T</subfield></datafield></record>'
    (item,) = read([odd.encode()])
    assert isinstance(item, Read)
    assert item.repaired == ("leader.missing", "field.odd")
    assert item.record.leader == BLANK_LEADER


def test_a_record_too_long_for_any_reading_is_a_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tusach.exchange.marc.marcxml.LONGEST_RECORD", 500)
    monkeypatch.setattr("tusach.exchange.marc.marcxml.LONGEST_PIECE", 5_000)
    assert told(list(read([whole(element(0))]))) == ["record.too_long"]
    items = list(read([b"<x>" + b"<datafield >" * 2_000]))
    assert {one.reason for one in items if isinstance(one, Reject)} == {"xml.unclosed"}
    assert sum(len(one.raw) for one in items) == 24_003
