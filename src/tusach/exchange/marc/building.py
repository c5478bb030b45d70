"""A title that never was a MARC record, written as one: for lists and for titles typed by hand.

The blob of a typed title is its description without the hash and the notes, as canonical JSON.

The view of what is built is the view it was built from, as far as MARC has a place for it. Nothing
is added that the description does not say.
"""

from __future__ import annotations

import hashlib

import msgspec

from tusach.exchange.marc.languages import marc_code
from tusach.exchange.marc.record import Field, Record, record_of
from tusach.ledger.canonical import canonical
from tusach.library.catalogue.facts import TitleDescribed

_TYPES = {
    "book": "am",
    "serial": "as",
    "map": "em",
    "audio": "im",
    "video": "gm",
    "picture": "km",
    "music": "cm",
    "computer": "mm",
    "kit": "om",
    "mixed": "pm",
    "other": "rm",
}
_AUDIENCES = {"child": "j", "young": "d", "adult": "e", "general": "g"}


TYPED = "typed"
_NOT_SAID = {"record": "", "format": TYPED, "notes": ()}


def typed(described: TitleDescribed) -> tuple[TitleDescribed, bytes]:
    """What a person typed as a description that can be told, and the blob its hash names."""
    said = msgspec.structs.replace(described, **_NOT_SAID)
    raw = canonical(msgspec.to_builtins(said))
    return msgspec.structs.replace(said, record=hashlib.sha256(raw).hexdigest()), raw


def typed_again(raw: bytes) -> TitleDescribed:
    """The description in the blob of a typed title, its hash left out.

    Raises msgspec.DecodeError for other bytes.
    """
    return msgspec.json.decode(raw, type=TitleDescribed)


def built(described: TitleDescribed) -> Record:
    """A record that says what `described` says; leader/18 is blank: no cataloguing rules followed.

    Isbns without a right check digit stand in 020 $z. Languages that MARC has no code for stand in
    041 with their ISO 639-3 code, and 008 then says `und`.
    """
    type_ = _TYPES.get(described.kind, "rm")
    fields = (
        *_control("001", described.control),
        *_control("003", described.source),
        Field("008", "", (("", _fixed(described)),)),
        *(Field("020", "  ", (("a", isbn),)) for isbn in described.isbns),
        *(Field("020", "  ", (("z", text),)) for text in described.isbns_as_given),
        *_languages(described.languages),
        *_single("082", "04", "a", described.dewey),
        *(Field("100", "1 ", (("a", name),)) for name in described.authors[:1]),
        Field("245", "10" if described.authors else "00", _title(described)),
        *_single("250", "  ", "a", described.edition),
        *_imprint(described),
        *_single("300", "  ", "a", described.extent),
        *_single("490", "0 ", "a", described.series),
        *_single("520", "  ", "a", described.summary),
        *(Field("650", " 4", (("a", subject),)) for subject in described.subjects),
        *(Field("700", "1 ", (("a", name),)) for name in described.authors[1:]),
    )
    return record_of(f"00000n{type_} a2200000   4500", fields)


def _control(tag: str, value: str) -> tuple[Field, ...]:
    return (Field(tag, "", (("", value),)),) if value else ()


def _single(tag: str, indicators: str, code: str, text: str) -> tuple[Field, ...]:
    return (Field(tag, indicators, ((code, text),)),) if text else ()


def _title(described: TitleDescribed) -> tuple[tuple[str, str], ...]:
    parts = (("a", described.title), ("b", described.subtitle), ("c", described.responsibility))
    return tuple((code, text) for code, text in parts if text)


def _imprint(described: TitleDescribed) -> tuple[Field, ...]:
    year = "" if described.year is None else str(described.year)
    parts = (("a", described.published_at), ("b", described.publisher), ("c", year))
    said = tuple((code, text) for code, text in parts if text)
    return (Field("260", "  ", said),) if said else ()


def _languages(languages: tuple[str, ...]) -> tuple[Field, ...]:
    known = tuple(("a", marc_code(tag)) for tag in languages if marc_code(tag))
    others = tuple(("a", tag) for tag in languages if not marc_code(tag))
    return (
        *((Field("041", "0 ", known),) if known else ()),
        *((Field("041", "07", (*others, ("2", "iso639-3"))),) if others else ()),
    )


def _fixed(described: TitleDescribed) -> str:
    """008: the year, the audience and the language; a fill character where nothing is said."""
    year = "||||" if described.year is None else f"{described.year:04}"
    dated = "|" if described.year is None else "s"
    audience = _AUDIENCES.get(described.audience, "|")
    language = (marc_code(described.languages[0]) if described.languages else "") or "und"
    return f"||||||{dated}{year}|||||||||||{audience}".ljust(35, "|") + f"{language}||"
