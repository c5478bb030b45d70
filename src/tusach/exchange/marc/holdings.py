"""The copies that a record names: 852, 876 with its 852, and Koha's 952.

Numbers are kept as given: leading zeros, letters and spaces inside belong to them. In Vietnamese
practice 852 $j often carries the accession number where $p is missing; both are read.

Sources: MARC 21 Format for Holdings Data, 852 and 876; the items fields of Koha (952).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tusach.exchange.legacy_text.marks import in_order
from tusach.exchange.marc.record import Field, Record


class Holding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One copy as a record names it; every text as given, in NFC, empty where not said.

    number: the accession number, as given. barcode: what is printed on the copy, where the record
    tells it apart. library, room, shelf: from the widest to the narrowest. notes: `copy.withdrawn`,
    `copy.lost`, `copy.damaged`.
    """

    tag: str
    number: str = ""
    barcode: str = ""
    call_number: str = ""
    library: str = ""
    room: str = ""
    shelf: str = ""
    collection: str = ""
    kind: str = ""
    copy: str = ""
    price: str = ""
    acquired: str = ""
    remark: str = ""
    notes: tuple[str, ...] = ()

    @property
    def known_as(self) -> str:
        """The number to look the copy up by: its accession number, else its barcode."""
        return self.number or self.barcode


def holdings(record: Record) -> tuple[Holding, ...]:
    """Every copy the record names, in its order; a number that comes twice is told once.

    A location without any number still is one copy, with an empty number, if nothing else in the
    record names copies.
    """
    found = [
        *(one for field in record.of("952") for one in _koha(field)),
        *_with_items(record),
    ]
    numbered = [one for one in found if one.known_as]
    return tuple({one.known_as: one for one in reversed(numbered)}.values())[::-1] or tuple(found)


def belongs_to(record: Record) -> str:
    """The 001 of the title that a holdings record is about (004); empty for other records."""
    return record.control("004").strip()


def _koha(field: Field) -> Iterator[Holding]:
    notes = {"0": "copy.withdrawn", "1": "copy.lost", "4": "copy.damaged"}
    yield Holding(
        tag="952",
        number=_first(field, "i") or _first(field, "p"),
        barcode=_first(field, "p"),
        call_number=_first(field, "o"),
        library=_first(field, "a"),
        room=_first(field, "b"),
        shelf=_first(field, "c"),
        collection=_first(field, "8"),
        kind=_first(field, "y"),
        copy=_first(field, "t"),
        price=_first(field, "g"),
        acquired=_first(field, "d"),
        remark=_first(field, "z"),
        notes=tuple(note for code, note in notes.items() if _first(field, code) not in ("", "0")),
    )


def _with_items(record: Record) -> Iterator[Holding]:
    """The copies of 852, with the 876 that belong to each: by their link ($8), else the first."""
    places = list(record.of("852"))
    items: dict[int, list[Field]] = {}
    for item in record.of("876"):
        link = _link(item)
        here = [at for at, place in enumerate(places) if link and _link(place) == link]
        items.setdefault(here[0] if here else 0, []).append(item)
    for at, place in enumerate(places or [Field("852", "", ())]):
        own = items.get(at, [])
        for item in own:
            yield msgspec.structs.replace(
                _located(place, _first(item, "a") or _first(item, "p")),
                tag="876",
                barcode=_first(item, "p"),
                copy=_first(item, "t"),
                price=_first(item, "c"),
                acquired=_first(item, "d"),
            )
        if not own and places:
            numbers = _every(place, "p") or _every(place, "j") or ("",)
            for number in numbers:
                yield _located(place, number)


def _located(place: Field, number: str) -> Holding:
    barcodes = _every(place, "p")
    shelved = [_first(place, code) for code in ("k", "h", "i", "m")]
    return Holding(
        tag="852",
        number=number,
        barcode=number if number in barcodes else "",
        call_number=" ".join(filter(None, shelved)),
        library=_first(place, "a"),
        room=_first(place, "b"),
        shelf=_first(place, "c"),
        copy=_first(place, "t"),
        remark=_first(place, "z"),
    )


def _link(field: Field) -> str:
    return _first(field, "8").partition(".")[0]


def _every(field: Field, code: str) -> tuple[str, ...]:
    values = (in_order(value).strip() for here, value in field.subfields if here == code)
    return tuple(value for value in values if value)


def _first(field: Field, code: str) -> str:
    return next(iter(_every(field, code)), "")
