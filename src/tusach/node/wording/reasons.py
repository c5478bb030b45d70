"""Why a piece of a file could not be used, and what was mended in one that could."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

REASONS: dict[str, str] = {
    "file.empty": _("The file is empty. Export it once more from the program it came from."),
    "file.html": _(
        "This is a web page, not a file of records. The download has probably failed: open the "
        "page, log in there if asked, and download the file again."
    ),
    "file.zip": _("This is an archive or a workbook. Unpack it, or bring it in as a list."),
    "file.xls": _(
        "This is a workbook of an old kind (.xls). Open it and save it as .xlsx, then try again."
    ),
    "file.document": _(
        "This is a document for reading. Records or a list are needed: choose the file that the "
        "other program exported."
    ),
    "file.not_a_list": _("This is neither a list nor a workbook. Save the list as .xlsx or .csv."),
    "gzip.damaged": _("The packed file breaks off or is damaged here. Copy or download it again."),
    "gzip.too_much": _(
        "Unpacked, the file becomes far larger than any list of records, so unpacking was stopped "
        "here; what came before has been read. If it is the right file, unpack it on your "
        "computer, look into it, and bring it in unpacked."
    ),
    "sheet.broken": _("The workbook is damaged here. Open it, save it anew, then try again."),
    "sheet.missing": _("There is no sheet of this name in the workbook. Choose another one."),
    "sheet.too_large": _("Unpacked, the workbook is too large. Divide it into several."),
    "record.short": _(
        "Too short for a record: probably a remainder between two records. If a record is missing "
        "in the catalogue, export it once more and bring it in again."
    ),
    "record.empty": _(
        "The record has no fields. Fill it in where it came from, export it once more and bring it "
        "in again."
    ),
    "record.truncated": _(
        "The record breaks off before its end: the file is probably cut off. Copy or download the "
        "file once more, then bring it in again; what is stored already is recognised."
    ),
    "record.too_long": _(
        "The record is longer than a record may be: 4 MB coming in, 99,999 bytes going out as "
        "ISO 2709. Look at it in the program it came from: often several records stand in one. "
        "Divide it or shorten it and export it again; going out, choose MARCXML."
    ),
    "record.broken": _(
        "The record's parts cannot be told apart. Export it once more from the program it came "
        "from, and bring it in again."
    ),
    "leader.broken": _(
        "The record does not begin as a record does, with 24 characters that tell its length and "
        "kind. Export it once more as MARC 21 (ISO 2709) or MARCXML, and bring it in again."
    ),
    "directory.missing": _(
        "The record's list of fields is missing. Export it once more as MARC 21 (ISO 2709) or "
        "MARCXML, and bring it in again."
    ),
    "directory.empty": _(
        "The record's list of fields is empty. Export it once more as MARC 21 (ISO 2709) or "
        "MARCXML, and bring it in again."
    ),
    "directory.mismatch": _(
        "The record's list of fields does not fit its text. Export it once more as MARC 21 "
        "(ISO 2709) or MARCXML, and bring it in again."
    ),
    "record.worse": _(
        "Some letters of this record could not be read, and its title is here already with all of "
        "them; it stays so. Bring in a sound copy of the file."
    ),
    "record.authority": _(
        "This record describes a person or a subject, not a title; it is kept for later. "
        "Nothing needs to be done."
    ),
    "record.holdings_alone": _(
        "This record describes copies of a title that is not here. Bring the title in first, then "
        "try this record again."
    ),
    "xml.broken": _(
        "This part of the XML file is not well formed. Export it once more from the program it "
        "came from, and bring it in again."
    ),
    "xml.unclosed": _(
        "This record is not closed: the XML file is probably cut off. Copy or download the file "
        "once more, then bring it in again."
    ),
    "xml.entities": _(
        "The XML file defines entities of its own, which is refused for safety. Export it as plain "
        "MARCXML, and bring it in again."
    ),
    "xml.no_records": _(
        "There is no MARC record in this XML file. Choose MARCXML when you export it, and bring it "
        "in again."
    ),
    "format.not_marc": _(
        "This did not come in as a MARC record, so there is none to give out. It stays in the "
        "catalogue; nothing needs to be done."
    ),
    "field.tag": _(
        "A field has a tag that is none. Correct it where the record came from, and bring it in "
        "again."
    ),
    "field.too_long": _(
        "A field is longer than 9,999 bytes, too long for ISO 2709. Choose MARCXML for this record."
    ),
    "field.indicators": _(
        "A field has indicators that are none. Correct them where the record came from, and bring "
        "it in again."
    ),
    "field.control_character": _(
        "A field holds a character that may not stand there. Take it out where the record came "
        "from, and bring it in again."
    ),
    "row.broken": _(
        "This row cannot be read. Correct it in the list, then bring the list in again; what is "
        "stored already is recognised."
    ),
    "row.too_many_cells": _(
        "The row has more cells than the header, so none of them can be trusted. Look for one "
        "comma or semicolon too many."
    ),
    "row.header_again": _("The header stands here once more; nothing is lost."),
    "title.missing": _("The row has no title. Fill it in, then bring the list in again."),
    "outlines.too_large": _(
        "The file of shapes is larger than 32 MB. Make it simpler with the program it came from, "
        "then try again."
    ),
    "outlines.broken": _(
        "This is no GeoJSON file of areas. Export the shapes once more, as polygons in GeoJSON."
    ),
    "outlines.off_earth": _(
        "This shape has a corner that is no latitude and longitude. Export the shapes in WGS 84 "
        "(EPSG:4326)."
    ),
    "outlines.no_commune": _(
        "No shape bears the code or the name of a commune of this province. Look at what the "
        "properties of the file are called."
    ),
    "name.missing": _("The row has no name. Fill it in, then bring the list in again."),
    "reader.card_taken": _(
        "The card belongs to somebody else already. Nobody of this row was registered: correct the "
        "number or leave it empty, then bring the list in again."
    ),
    "reader.name_long": _(
        "The name is longer than a name can be. Probably several columns stand in one; look at "
        "the row."
    ),
    "reader.year_odd": _("The year of birth cannot be right. Correct it in the list."),
    "reader.adult_missing": _(
        "A child needs an adult who answers. Fill in a column for the parents, or say on the page "
        "of the columns who answers for all children without one."
    ),
    "file.too_much_rejected": _(
        "So much of this file cannot be used that reading stopped here; the rest was not looked "
        "at. Check that it is the right file. If it is, take out what cannot be used, or divide "
        "it, then bring it in again: what is stored already is recognised."
    ),
    "copy.number_taken": _(
        "One of the accession numbers belongs to another title already. Nothing of this row was "
        "stored: correct the number, then bring the list in again."
    ),
}
"""By code: what `exchange.faults.REASONS` names, and what an import meets in the stock."""

MENDED: dict[str, str] = {
    "leader.length": _("length of the record was wrong"),
    "leader.base": _("beginning of the text was wrong"),
    "leader.broken": _("the record's head was odd"),
    "leader.missing": _("the record's head was missing"),
    "directory.offsets": _("places of the fields were wrong"),
    "directory.guessed": _("fields were told apart by their ends"),
    "field.odd": _("a field was of odd form"),
    "terminator.missing": _("the end of the record was missing"),
    "terminator.inside": _("a field end stood within a field"),
    "terminator.field": _("the end of a field was missing"),
    "text.bytes_replaced": _("some letters could not be read"),
    "text.mixed": _("fields were in different encodings"),
    "text.marc8": _("converted from MARC-8"),
    "marks.reordered": _("marks were put in order"),
    "text.tcvn3": _("converted from TCVN3 (.VnTime fonts)"),
    "text.vni": _("converted from VNI"),
    "text.viscii": _("converted from VISCII"),
    "text.cp1258": _("converted from Windows-1258"),
    "text.viqr": _("converted from VIQR"),
    "isbn.wrong": _("the ISBN has a wrong check digit; kept as given"),
    "title.missing": _("no title"),
    "row.quotes": _("a quotation mark did not close"),
    "cell.formula_unknown": _("a formula had no value"),
    "year.unclear": _("the year is unclear"),
    "language.unclear": _("the language is unclear"),
    "kind.unclear": _("the kind of material is unclear; taken as a book"),
    "date.unclear": _("the date is unclear"),
    "accession.range": _("perhaps a range of numbers; kept as one number"),
    "quantity.differs": _("the quantity differs from the numbers; the numbers hold"),
    "quantity.unclear": _("the quantity is unclear"),
    "copy.withdrawn": _("a copy was withdrawn there"),
    "copy.lost": _("a copy was lost there"),
    "copy.damaged": _("a copy was damaged there"),
    "sex.unclear": _("the sex is unclear; left empty"),
    "group.unclear": _("no such group of readers; chosen by age"),
}
"""By code: what `exchange.faults.MENDED` names, in a few words each."""

UNKNOWN = _("This part could not be used ({code}).")


def say_reason(code: str) -> str:
    """Why a piece was not used, and what to do."""
    template = REASONS.get(code)
    return gettext(UNKNOWN).format(code=code) if template is None else gettext(template)


def say_mended(code: str) -> str:
    """What was mended, in a few words; an unknown code stands for itself."""
    template = MENDED.get(code)
    return code if template is None else gettext(template)
