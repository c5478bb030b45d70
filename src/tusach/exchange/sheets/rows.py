"""One row of a list → a title and its copies.

A row has two blobs. `raw` is the whole row; `title_raw` is the part that describes the title, so
that five rows for five copies of one book describe it once. Both are canonical JSON and can be
read again by themselves.
"""

from __future__ import annotations

import hashlib

import msgspec

from tusach.exchange.marc.holdings import Holding
from tusach.exchange.sheets.columns import TITLE_FIELDS
from tusach.exchange.sheets.values import (
    accessions_of,
    day_of,
    dewey_of,
    isbns_of,
    kind_of,
    languages_of,
    names_of,
    year_of,
)
from tusach.ledger.canonical import canonical
from tusach.library.catalogue.facts import TitleDescribed

LIST = "list"
MOST_COPIES = 200


class Row(msgspec.Struct, frozen=True):
    """One row of a list that was read.

    position: 1 for the first row under the header. number: its row in the file, as a spreadsheet
    counts. cells: name of the column, field it means (or nothing) and text, for every filled cell.
    repaired: codes of what had to be mended.
    """

    position: int
    number: int
    cells: tuple[tuple[str, str, str], ...]
    repaired: tuple[str, ...] = ()

    def text(self, field: str) -> str:
        """The text of the first cell that means `field`, or nothing."""
        return next((text.strip() for _, meant, text in self.cells if meant == field), "")

    def texts(self, field: str) -> tuple[str, ...]:
        """The text of every cell that means `field`."""
        return tuple(text.strip() for _, meant, text in self.cells if meant == field)

    @property
    def raw(self) -> bytes:
        """The whole row as canonical JSON."""
        return _json(self.cells)

    @property
    def title_raw(self) -> bytes:
        """The part of the row that describes the title, as canonical JSON: the title's blob."""
        return _json(tuple(cell for cell in self.cells if cell[1] in TITLE_FIELDS))


def row_again(raw: bytes) -> Row:
    """The row in a blob that `Row.raw` or `Row.title_raw` made.

    Raises msgspec.DecodeError for other bytes.
    """
    kept = msgspec.json.decode(raw, type=dict[str, list[tuple[str, str, str]]])
    return Row(position=1, number=1, cells=tuple(kept.get("cells", [])))


def to_title(row: Row) -> TitleDescribed:
    """The description of the row's title; what is not clear stays as given and is noted."""
    year, bad_year = year_of(row.text("year"))
    languages, bad_language = languages_of(row.text("language"))
    kind, bad_kind = kind_of(row.text("kind"))
    isbns, wrong = isbns_of(row.text("isbn"))
    notes = [*row.repaired, bad_year, bad_language, bad_kind, "isbn.wrong" if wrong else ""]
    subjects = [name for text in row.texts("subjects") for name in names_of(text)]
    return TitleDescribed(
        record=hashlib.sha256(row.title_raw).hexdigest(),
        format=LIST,
        title=_title(row),
        subtitle=row.text("subtitle"),
        responsibility=row.text("responsibility"),
        edition=row.text("edition"),
        extent=row.text("extent"),
        series=row.text("series"),
        summary=row.text("summary"),
        publisher=row.text("publisher"),
        published_at=row.text("published_at"),
        authors=names_of(row.text("author")),
        year=year,
        isbns=isbns,
        isbns_as_given=wrong,
        subjects=tuple(dict.fromkeys(subjects)),
        dewey=dewey_of(row.text("dewey")),
        languages=languages,
        kind=kind,
        notes=tuple(dict.fromkeys(note for note in notes if note)),
    )


def to_holdings(row: Row) -> tuple[Holding, ...]:
    """The copies the row names: one for each accession number, else as many as its quantity.

    A row with neither is one copy without a number. A quantity that differs from the numbers is
    told by `quantity.differs`; the numbers hold.
    """
    numbers, bad_range = accessions_of(row.text("accession"), row.text("quantity"))
    barcodes = accessions_of(row.text("barcode"), "")[0]
    if not numbers:
        numbers = barcodes
    acquired, bad_day = day_of(row.text("registered_on"))
    quantity, bad_quantity = _quantity(row.text("quantity"), len(numbers))
    notes = tuple(note for note in (bad_range, bad_day, bad_quantity) if note)
    paired = len(barcodes) == len(numbers)
    return tuple(
        Holding(
            tag=LIST,
            number=numbers[at] if numbers else "",
            barcode=barcodes[at] if paired and numbers else "",
            call_number=row.text("call_number"),
            library=row.text("library"),
            room=row.text("room"),
            kind=row.text("kind"),
            price=row.text("price"),
            acquired=acquired,
            remark="; ".join(row.texts("note")),
            notes=notes,
        )
        for at in range(quantity)
    )


def _quantity(text: str, numbers: int) -> tuple[int, str]:
    given = int(text) if text.isdecimal() and len(text) < 7 else None
    if text and given is None:
        return numbers or 1, "quantity.unclear"
    if numbers:
        return numbers, "quantity.differs" if given not in (None, numbers) else ""
    if given is not None and given > MOST_COPIES:
        return 1, "quantity.unclear"
    return (1 if given is None else given), ""


def _title(row: Row) -> str:
    title, volume = row.text("title"), row.text("volume")
    if not volume:
        return title
    return f"{title}. {volume if not volume.isdecimal() else 'T. ' + volume}"


def _json(cells: tuple[tuple[str, str, str], ...]) -> bytes:
    return canonical({"cells": [list(cell) for cell in cells]})
