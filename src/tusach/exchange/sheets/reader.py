"""The one door for a library's own list: look at it, let a person map it, read it row by row.

Always: filled rows under the header = `Row` + `Reject`. Empty rows are padding.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tusach.exchange.faults import Reject, RemoteFault
from tusach.exchange.sheets.cells import Line, Source
from tusach.exchange.sheets.columns import MISSING, NEEDED, TITLES
from tusach.exchange.sheets.delimited import opened_text
from tusach.exchange.sheets.layout import LOOKED_AT, Layout, guessed
from tusach.exchange.sheets.rows import Row
from tusach.ledger.canonical import canonical

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
SHOWN = 20


class Preview(msgspec.Struct, frozen=True):
    """What a person is shown before a list is read.

    layout: as guessed. lines: the first rows under the header. sheets: names in a workbook.
    encoding: the writing found.
    """

    layout: Layout
    lines: tuple[Line, ...]
    sheets: tuple[str, ...]
    encoding: str


def look(
    raw: bytes,
    *,
    encoding: str = "auto",
    delimiter: str = "",
    sheet: str = "",
    about: str = TITLES,
) -> Preview | RemoteFault:
    """The header of a list, what its columns may mean, and its first rows.

    raw: the whole file. encoding, delimiter, sheet: what a person said, else found out. about:
    titles or readers.
    """
    said = Layout(header=(), fields=(), encoding=encoding, delimiter=delimiter, sheet=sheet)
    source = _opened(raw, said)
    if isinstance(source, RemoteFault):
        return source
    first: list[Line] = []
    for line in source.lines():
        if not line.empty:
            first.append(line)
        if len(first) >= LOOKED_AT + SHOWN:
            break
    if not first or first[0].fault:
        return RemoteFault("file", first[0].fault if first else "file.empty")
    layout = msgspec.structs.replace(
        guessed([(line.number, line.cells) for line in first], about),
        encoding=encoding,
        delimiter=source.delimiter,
        sheet=sheet,
    )
    shown = tuple(line for line in first if line.number >= layout.first_row)[:SHOWN]
    return Preview(layout, shown, source.sheets, source.encoding)


def rows(raw: bytes, layout: Layout) -> Iterator[Row | Reject]:
    """Every filled row under the header of `layout`, read or rejected, in the order of the file.

    A file that cannot be read at all gives one reject with its bytes.
    """
    source = _opened(raw, layout)
    if isinstance(source, RemoteFault):
        yield Reject(1, 0, source.reason, raw)
        return
    position = 0
    for line in source.lines():
        if line.empty or line.number < layout.first_row:
            continue
        position += 1
        yield _read(line, layout, position)


def _read(line: Line, layout: Layout, position: int) -> Row | Reject:
    cells = tuple(
        (name, field, text)
        for name, field, text in zip(layout.header, layout.fields, line.cells, strict=False)
        if text.strip()
    )
    row = Row(position, line.number, cells, line.notes)
    reason = line.fault
    if not reason and any(cell.strip() for cell in line.cells[len(layout.header) :]):
        # One delimiter too many shifts every cell after it: no cell of the row can be trusted.
        reason = "row.too_many_cells"
    elif not reason and line.cells[: len(layout.header)] == layout.header:
        reason = "row.header_again"
    elif not reason and not row.text(NEEDED[layout.about]):
        reason = MISSING[layout.about]
    if not reason:
        return row
    kept = line.raw or canonical({"cells": list(line.cells)})
    return Reject(position, line.number, reason, kept)


def _opened(raw: bytes, layout: Layout) -> Source | RemoteFault:
    if raw.startswith(_ZIP):
        # Only here: what reads workbooks takes longer to load than most commands take to run.
        from tusach.exchange.sheets.workbook import opened_workbook

        return opened_workbook(raw, encoding=layout.encoding, sheet=layout.sheet)
    if raw.startswith(_OLE):
        return RemoteFault("file", "file.xls")
    if raw.startswith(_PDF):
        return RemoteFault("file", "file.document")
    start = raw[:512].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return RemoteFault("file", "file.html")
    return opened_text(raw, encoding=layout.encoding, delimiter=layout.delimiter)


def plain_rows(raw: bytes, *, encoding: str = "auto") -> Iterator[Line] | RemoteFault:
    """Every filled row of a list as text, without asking what its columns mean."""
    source = _opened(raw, Layout(header=(), fields=(), encoding=encoding))
    if isinstance(source, RemoteFault):
        return source
    return (line for line in source.lines() if not line.empty)
