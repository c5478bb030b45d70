"""Why a piece of a file was rejected, and what was mended in a record, in words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

PIECES = {
    "file.empty": _("The file is empty. Choose another file."),
    "file.html": _("This is a web page, not a list of records. Download the file again."),
    "file.zip": _("This is a ZIP archive or a workbook. Unpack it, or import it as a list."),
    "file.xls": _("This is an old Excel file. Save it as XLSX or CSV, then try again."),
    "file.document": _("This is a document, not a list. Save the table as XLSX or CSV."),
    "file.not_a_list": _("This file holds no rows of text. Choose an XLSX or CSV file."),
    "gzip.damaged": _(
        "The compressed file is damaged; what came before the damage was read. Get the file again."
    ),
    "sheet.broken": _(
        "The workbook is damaged from here on. Open it in a spreadsheet, save it, and import again."
    ),
    "sheet.missing": _("The workbook has no sheet of this name. Choose another sheet."),
    "sheet.too_large": _("The workbook is too large. Split it into smaller files."),
    "record.short": _("Too short to be a record."),
    "record.empty": _("The record has no fields."),
    "record.truncated": _(
        "The record was cut off: fields are missing. Get it again from its source."
    ),
    "record.too_long": _("The record is longer than a record may be."),
    "record.broken": _("The record cannot be read again."),
    "leader.broken": _("The leader of the record is damaged."),
    "leader.length": _("The length in the leader was wrong; it was not needed."),
    "leader.base": _("The base address in the leader was wrong; it was not needed."),
    "leader.missing": _("The record had no leader."),
    "directory.missing": _("The record has no directory."),
    "directory.empty": _("The directory is empty, and the fields could not be recognised."),
    "directory.mismatch": _("The directory does not fit the fields."),
    "directory.offsets": _("The directory was wrong; fields were taken in their order."),
    "directory.guessed": _("The directory was empty; tags were guessed. Please check this record."),
    "field.odd": _("A field or subfield has an unusual tag or code."),
    "field.tag": _("This tag cannot be written as MARC."),
    "field.too_long": _(
        "The field is longer than %(limit)d bytes and cannot be written as ISO 2709. Export "
        "as MARCXML."
    ),
    "field.indicators": _("The field has no proper indicators and cannot be written as MARCXML."),
    "field.control_character": _(
        "The field holds a control character that this format cannot carry."
    ),
    "terminator.missing": _("The end of the record was missing; it was found."),
    "terminator.inside": _("A field held an end mark inside; it was kept."),
    "terminator.field": _("The end of a field was missing; it was found."),
    "text.bytes_replaced": _("Some bytes could not be read as text and show as �."),
    "text.mixed": _("The text was in more than one encoding."),
    "text.marc8": _("The text was MARC-8 although the record said UTF-8."),
    "text.tcvn3 / text.vni / text.viscii / text.cp1258 / text.viqr": _(
        "Converted from TCVN3 / VNI / VISCII / Windows-1258 / VIQR."
    ),
    "marks.reordered": _("Tone marks stood in the wrong order; they were put right."),
    "isbn.wrong": _("An ISBN has a wrong check digit; it was kept as given."),
    "title.missing": _("There is no title."),
    "xml.broken": _("This XML record is not well formed."),
    "xml.unclosed": _("Fields stand outside of any record: a start or end tag is missing."),
    "xml.entities": _("The file defines entities, which are never followed."),
    "xml.no_records": _("This XML file holds no MARC record."),
    "format.not_marc": _("This was not a MARC record."),
    "row.broken": _("The row cannot be read."),
    "row.too_many_cells": _("The row has more cells than the header: one separator too many."),
    "row.header_again": _("The header stands here once more."),
    "row.quotes": _("A quotation mark was never closed; the row was read as it stands."),
    "cell.formula_unknown": _(
        "A formula has no value in the file. Open it in a spreadsheet and save it."
    ),
    "year.unclear": _("The year is not clear."),
    "language.unclear": _("The language is not known."),
    "kind.unclear": _("The kind of material is not known; taken as a book."),
    "date.unclear": _("The date is not clear; kept as given."),
    "accession.range": _("The range of numbers is not clear; kept as one number."),
    "quantity.differs": _("The quantity differs from the numbers given; the numbers hold."),
    "quantity.unclear": _("The quantity is not clear."),
    "copy.withdrawn / copy.lost / copy.damaged": _("Withdrawn / lost / damaged, says the record."),
    "record.authority": _(
        "This record describes a person or subject, not a title; it is kept for later."
    ),
    "record.holdings_alone": _(
        "This record describes copies of a title that is not here. Import the title first."
    ),
}


def say_piece(code: str) -> str:
    """The reason in the current language; an unknown code stands for itself."""
    words = PIECES.get(code)
    return gettext(words) if words else code
