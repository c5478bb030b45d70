"""What is said of a piece of foreign input that cannot be used: where it is and why."""

from __future__ import annotations

import msgspec

REASONS = (
    *("file.empty", "file.html", "file.zip", "file.xls", "file.document", "file.not_a_list"),
    *("gzip.damaged", "gzip.too_much", "sheet.broken", "sheet.missing", "sheet.too_large"),
    *("record.short", "record.empty", "record.truncated", "record.too_long", "record.broken"),
    *("leader.broken", "directory.missing", "directory.empty", "directory.mismatch"),
    *("xml.broken", "xml.unclosed", "xml.entities", "xml.no_records", "format.not_marc"),
    *("field.tag", "field.too_long", "field.indicators", "field.control_character"),
    *("row.broken", "row.too_many_cells", "row.header_again", "title.missing"),
    *("outlines.too_large", "outlines.broken", "outlines.off_earth", "outlines.no_commune"),
    "name.missing",
)
"""Every reason why a piece is refused, coming in or going out."""

MENDED = (
    *("leader.length", "leader.base", "leader.broken", "leader.missing"),
    *("directory.offsets", "directory.guessed", "field.odd"),
    *("terminator.missing", "terminator.inside", "terminator.field"),
    *("text.bytes_replaced", "text.mixed", "text.marc8", "marks.reordered"),
    *("text.tcvn3", "text.vni", "text.viscii", "text.cp1258", "text.viqr"),
    *("isbn.wrong", "title.missing", "row.quotes", "cell.formula_unknown"),
    *("year.unclear", "language.unclear", "kind.unclear", "date.unclear"),
    *("accession.range", "quantity.differs", "quantity.unclear"),
    *("copy.withdrawn", "copy.lost", "copy.damaged"),
    *("sex.unclear", "group.unclear"),
)
"""Every code of what was mended, doubted or said of a copy in something that was read."""


class RemoteFault(msgspec.Struct, frozen=True):
    """A piece that came from outside and cannot be used or carried: its place and its reason.

    place: where, as a person would look for it (a tag, a row, a position). reason: a code worded
    in the locale. limit: the number that was passed, when the reason is a size.
    """

    place: str
    reason: str
    limit: int = 0


class Reject(msgspec.Struct, frozen=True):
    """A piece of a file that gave no record: kept whole, with its place and its reason.

    position: 1 for the first piece of the file. offset: bytes before it in the file (after
    unpacking; for a list, the number of its row). reason: a code worded in the locale. raw: its
    bytes.
    """

    position: int
    offset: int
    reason: str
    raw: bytes
