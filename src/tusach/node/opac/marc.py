"""The record behind a title: every field with its label, and the record to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.exchange.faults import RemoteFault
from tusach.exchange.marc.decoding import encoding_told
from tusach.exchange.marc.reader import reread
from tusach.exchange.marc.record import Field
from tusach.exchange.marc.writing import MARCXML_HEAD, MARCXML_TAIL, as_marcxml, to_iso2709
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.titles import described, has_record, unknown
from tusach.node.opac.unchanged import unchanged
from tusach.node.opac.words import cut
from tusach.node.people.access import public, rule

MOST_FIELDS: Final = 400
LONGEST_VALUE: Final = 4_000

LABELS: Final = {
    "001": _("Number of the record"),
    "003": _("Whose number it is"),
    "005": _("Last changed"),
    "006": _("More about the form"),
    "007": _("Physical form, coded"),
    "008": _("Coded description"),
    "010": _("Number at the Library of Congress"),
    "015": _("Number in a national bibliography"),
    "020": _("ISBN"),
    "022": _("ISSN"),
    "035": _("Number in another system"),
    "040": _("Who catalogued it"),
    "041": _("Languages"),
    "043": _("Area it is about"),
    "044": _("Country of publication"),
    "050": _("Library of Congress class"),
    "080": _("UDC class"),
    "082": _("Dewey class"),
    "084": _("Another class"),
    "100": _("Author"),
    "110": _("Body as author"),
    "111": _("Conference as author"),
    "130": _("Uniform title"),
    "210": _("Short title"),
    "222": _("Key title"),
    "240": _("Uniform title"),
    "245": _("Title"),
    "246": _("Other form of the title"),
    "250": _("Edition"),
    "255": _("Scale of the map"),
    "260": _("Place, publisher, year"),
    "264": _("Place, publisher, year"),
    "300": _("Pages and size"),
    "336": _("Content"),
    "337": _("Medium"),
    "338": _("Carrier"),
    "362": _("Volumes and dates"),
    "440": _("Series"),
    "490": _("Series"),
    "500": _("Note"),
    "502": _("Note on a thesis"),
    "504": _("Note on sources"),
    "505": _("Contents"),
    "520": _("Summary"),
    "521": _("For whom"),
    "546": _("Note on language"),
    "600": _("Subject: person"),
    "610": _("Subject: body"),
    "611": _("Subject: conference"),
    "630": _("Subject: work"),
    "648": _("Subject: time"),
    "650": _("Subject"),
    "651": _("Subject: place"),
    "653": _("Keyword"),
    "655": _("Form or genre"),
    "700": _("Other author"),
    "710": _("Other body"),
    "711": _("Other conference"),
    "730": _("Other uniform title"),
    "740": _("Other title"),
    "773": _("Part of"),
    "776": _("Also exists as"),
    "780": _("Earlier title"),
    "785": _("Later title"),
    "800": _("Series: author"),
    "830": _("Series"),
    "850": _("Who holds it"),
    "852": _("Shelf mark and place"),
    "856": _("Address on the network"),
    "880": _("In the original script"),
}


class Form(msgspec.Struct, frozen=True):
    """A form to take a record away in."""

    kind: str
    suffix: str
    write: Callable[[bytes, TitleDescribed], bytes | RemoteFault]


class FieldShown(msgspec.Struct, frozen=True):
    """A field of the record; parts: subfields as (code, text)."""

    tag: str
    label: str
    indicators: str
    parts: tuple[tuple[str, str], ...]


@rule(public())
@seated()
@unchanged()
def show(request: HttpRequest, seat: Seat, title: str) -> HttpResponse:
    """Show the record, field by field."""
    said = described(seat, title)
    if said is None:
        return unknown(request)
    fields: list[FieldShown] = []
    leader = ""
    raw = _raw(seat, said)
    if raw is not None and has_record(said):
        record = reread(raw, said.format, encoding=encoding_told(said.notes))
        if not isinstance(record, str):
            leader = record.leader
            fields = [_shown(field) for field in record.fields[:MOST_FIELDS]]
    values = {
        "title_id": title,
        "said": said,
        "short": cut(said.title, 120),
        "leader": leader,
        "fields": fields,
        "is_here": raw is not None,
    }
    return render(request, "opac/marc.html", values)


@rule(public())
@seated()
@unchanged()
def as_mrc(request: HttpRequest, seat: Seat, title: str) -> HttpResponse:
    """Hand out the record as ISO 2709, byte for byte as it came where it was whole."""
    return _handed_out(request, seat, title, _MRC)


@rule(public())
@seated()
@unchanged()
def as_xml(request: HttpRequest, seat: Seat, title: str) -> HttpResponse:
    """Hand out the record as MARCXML."""
    return _handed_out(request, seat, title, _XML)


def _write_mrc(raw: bytes, said: TitleDescribed) -> bytes | RemoteFault:
    return to_iso2709(raw, said.format)


def _write_xml(raw: bytes, said: TitleDescribed) -> bytes | RemoteFault:
    found = as_marcxml(raw, said.format, encoding=encoding_told(said.notes))
    if isinstance(found, RemoteFault):
        return found
    return (MARCXML_HEAD + found + MARCXML_TAIL).encode()


_MRC = Form("application/marc", "mrc", _write_mrc)
_XML = Form("application/marcxml+xml", "xml", _write_xml)


def _handed_out(request: HttpRequest, seat: Seat, title: str, form: Form) -> HttpResponse:
    said = described(seat, title)
    raw = _raw(seat, said) if said is not None and has_record(said) else None
    found = form.write(raw, said) if raw is not None and said is not None else None
    if found is None or isinstance(found, RemoteFault):
        return unknown(request) if said is None else _not_to_be_had(request, title)
    name = f"{title[:12]}.{form.suffix}"
    return HttpResponse(
        found,
        content_type=form.kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _not_to_be_had(request: HttpRequest, title: str) -> HttpResponse:
    return render(request, "opac/no_record.html", {"title_id": title}, status=404)


def _raw(seat: Seat, said: TitleDescribed | None) -> bytes | None:
    if said is None:
        return None
    with seat.node.store.engine.reading() as reading:
        found: bytes | None = reading.blob(said.record)
    return found


def _shown(field: Field) -> FieldShown:
    label = LABELS.get(field.tag)
    return FieldShown(
        tag=field.tag,
        label=gettext(label) if label else "",
        indicators=field.indicators.replace(" ", "#"),
        parts=tuple((code, cut(text, LONGEST_VALUE)) for code, text in field.subfields),
    )
