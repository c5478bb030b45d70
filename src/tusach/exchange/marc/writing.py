"""Records out: ISO 2709 and MARCXML, field for field, or a fault that says what cannot be carried.

What came in clean goes out byte for byte. What had to be mended goes out with the same fields in a
structure that other programs can read. Nothing is cut to fit.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

import msgspec

from tusach.exchange.faults import RemoteFault
from tusach.exchange.marc.building import built, typed_again
from tusach.exchange.marc.decoding import Encoding
from tusach.exchange.marc.iso2709 import Sliced, sliced
from tusach.exchange.marc.reader import MARC21, reread
from tusach.exchange.marc.record import BLANK_LEADER, DELIMITER, Record, cut
from tusach.exchange.sheets.rows import row_again, to_title

MARCXML_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
)
MARCXML_TAIL = "</collection>\n"
LONGEST_FIELD = 9_999
LONGEST_WHOLE = 99_999

_STRUCTURE = frozenset(
    ("leader.broken", "leader.length", "leader.base", "directory.offsets", "directory.guessed")
    + ("terminator.missing", "terminator.inside", "terminator.field")
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile("[0-9A-Za-z]{3}")
_LINE_ENDS = {"\r": "&#13;"}


def to_iso2709(raw: bytes, format: str) -> bytes | RemoteFault:
    """The record of a blob as ISO 2709: the same bytes, if they were MARC and whole.

    format: as the description of the title says. Text keeps the writing it came in; what was not
    ISO 2709 becomes UTF-8.
    """
    if format == MARC21:
        cut_up = sliced(raw)
        if isinstance(cut_up, str):
            return RemoteFault("record", cut_up)
        if not _STRUCTURE.intersection(cut_up.repaired):
            return raw
        return _assembled(cut_up)
    record = record_in(raw, format)
    return RemoteFault("record", record) if isinstance(record, str) else encoded(record)


def record_in(raw: bytes, format: str, *, encoding: Encoding = "auto") -> Record | str:
    """The record of a blob of any format, or the reason why there is none.

    A row of a list and a typed title are written as MARC for the first time here.
    """
    try:
        match format:
            case "list":
                return built(to_title(row_again(raw)))
            case "typed":
                return built(typed_again(raw))
    except msgspec.MsgspecError:
        return "record.broken"
    return reread(raw, format, encoding=encoding)


def encoded(record: Record) -> bytes | RemoteFault:
    """`record` as ISO 2709 in UTF-8, its leader saying so."""
    leader = _whole_leader(record.leader)
    bodies = tuple(body.encode("utf-8") for body in record.bodies)
    for tag, body in zip(record.tags, record.bodies, strict=True):
        if "\x1e" in body or "\x1d" in body:
            return RemoteFault(tag, "field.control_character")
    return _assembled(Sliced((leader[:9] + "a" + leader[10:]).encode(), record.tags, bodies, ()))


def to_marcxml(record: Record) -> str | RemoteFault:
    """`record` as one `record` element, to stand between `MARCXML_HEAD` and `MARCXML_TAIL`."""
    leader = _whole_leader(record.leader)
    lines = ["<record>", f"  <leader>{_text(leader[:9] + 'a' + leader[10:])}</leader>"]
    for tag, body in zip(record.tags, record.bodies, strict=True):
        if not _TAG.fullmatch(tag):
            return RemoteFault(tag, "field.tag")
        if _FORBIDDEN.search(body.replace(DELIMITER, "")):
            return RemoteFault(tag, "field.control_character")
        if tag[:2] == "00":
            if DELIMITER in body:
                return RemoteFault(tag, "field.control_character")
            lines.append(f"  <controlfield tag={_value(tag)}>{_text(body)}</controlfield>")
            continue
        field = cut(tag, body)
        if len(field.indicators) != 2:
            return RemoteFault(tag, "field.indicators")
        first, second = map(_value, field.indicators)
        lines.append(f"  <datafield tag={_value(tag)} ind1={first} ind2={second}>")
        lines += [
            f"    <subfield code={_value(code)}>{_text(value)}</subfield>"
            for code, value in field.subfields
        ]
        lines.append("  </datafield>")
    lines.append("</record>\n")
    return "\n".join(lines)


def as_marcxml(raw: bytes, format: str, *, encoding: Encoding = "auto") -> str | RemoteFault:
    """The record of a blob as a `record` element, field for field.

    encoding: what the text was read as when it came in (`decoding.encoding_told`).
    """
    record = record_in(raw, format, encoding=encoding)
    return RemoteFault("record", record) if isinstance(record, str) else to_marcxml(record)


def _assembled(cut_up: Sliced) -> bytes | RemoteFault:
    directory, ended, at = [], [], 0
    for tag, body in zip(cut_up.tags, cut_up.bodies, strict=True):
        size = len(body) + 1
        if not _TAG.fullmatch(tag):
            return RemoteFault(tag, "field.tag")
        if size > LONGEST_FIELD:
            return RemoteFault(tag, "field.too_long", LONGEST_FIELD)
        if at > LONGEST_WHOLE:
            return RemoteFault("record", "record.too_long", LONGEST_WHOLE)
        directory.append(b"%b%04d%05d" % (tag.encode("ascii"), size, at))
        ended.append(body + b"\x1e")
        at += size
    begin = 24 + 12 * len(directory) + 1
    if begin + at + 1 > LONGEST_WHOLE:
        return RemoteFault("record", "record.too_long", LONGEST_WHOLE)
    given = cut_up.leader if len(cut_up.leader) == 24 else BLANK_LEADER.encode()
    leader = b"%05d%b22%05d%b4500" % (begin + at + 1, given[5:10], begin, given[17:20])
    return b"".join((leader, *directory, b"\x1e", *ended, b"\x1d"))


def _whole_leader(leader: str) -> str:
    return leader if len(leader) == 24 and leader.isascii() else BLANK_LEADER


def _text(text: str) -> str:
    return escape(text, _LINE_ENDS)


def _value(text: str) -> str:
    return quoteattr(text, {"\r": "&#13;"})
