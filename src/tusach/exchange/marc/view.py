"""What pages and search need of a record: the body of `title.described/1`.

Text is in NFC with its marks in order; the punctuation that cataloguers put *between* subfields
(ISBD) is taken off, what belongs to a value stays. Nothing is invented: what a record does not say
is empty, and what was mended or doubted is told in `notes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

import msgspec

from tusach.exchange.legacy_text.marks import in_order
from tusach.exchange.marc.languages import bcp47
from tusach.exchange.marc.record import Field, Record, cut
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.isbn import valid_isbn13

_KINDS = {
    "a": "book",
    "t": "book",
    "c": "music",
    "d": "music",
    "e": "map",
    "f": "map",
    "g": "video",
    "i": "audio",
    "j": "audio",
    "k": "picture",
    "m": "computer",
    "o": "kit",
    "p": "mixed",
    "r": "other",
}
_SERIAL_LEVELS = "bis"
_AUDIENCES = {
    "a": "child",
    "b": "child",
    "c": "child",
    "j": "child",
    "d": "young",
    "e": "adult",
    "f": "adult",
    "g": "general",
}
_HAVE_AUDIENCE = frozenset("atcdijmgkor")
_AUTHORS = frozenset(("100", "110", "111", "700", "710", "711"))
_SUBJECTS = frozenset(("600", "610", "611", "630", "648", "650", "651", "653", "655"))
_NAME_PARTS = {"100": "abc", "700": "abc", "110": "abn", "710": "abn", "111": "anc", "711": "anc"}
_USED = frozenset(
    ("020", "041", "082", "092", "245", "250", "260", "264", "300", "440", "490", "520")
)
_YEAR = re.compile(r"(?<![0-9])(?:1[0-9]{3}|20[0-9]{2}|2100)(?![0-9])")
_BETWEEN = " /:;,=+"
_INITIAL = re.compile(r"(?:^|[\s.\-])(?:\w|[A-Z][a-z]|ed|Jr|Sr)\.$")
_ISBN_END = re.compile(r"[(:;].*$", re.DOTALL)
_DEWEY = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")


def view(record: Record, raw_sha256: str, format: str) -> TitleDescribed:
    """The view of `record`, whose raw bytes have the hash `raw_sha256`.

    format: how to read those bytes again. A record without a 245 has an empty title and the note
    `title.missing`.
    """
    seen = _Seen(record)
    title = seen.text("245", "anp")
    isbns, wrong = _isbns(seen)
    notes = list(record.repaired)
    if not title:
        notes.append("title.missing")
    if seen.wrong_isbn:
        notes.append("isbn.wrong")
    described = TitleDescribed(
        record=raw_sha256,
        format=format,
        title=title,
        control=seen.mend(record.control("001")),
        source=seen.mend(record.control("003")),
        subtitle=seen.text("245", "b"),
        responsibility=seen.text("245", "c"),
        edition=seen.text("250", "ab"),
        extent=seen.text("300", "abce"),
        series="; ".join(_series(seen)),
        summary="\n".join(seen.each("520", "ab")),
        publisher=seen.imprint("b"),
        published_at=seen.imprint("a"),
        authors=_authors(seen),
        year=_year(record.control("008"), seen.imprint("c")),
        isbns=isbns,
        isbns_as_given=wrong,
        subjects=_subjects(seen),
        dewey=_dewey(seen),
        languages=_languages(seen, record.control("008")),
        kind=kind_of(record.leader),
        audience=_audience(record.leader, record.control("008")),
        notes=(),
    )
    if seen.reordered:
        notes.append("marks.reordered")
    return _with_notes(described, tuple(dict.fromkeys(notes)))


def identity(described: TitleDescribed) -> tuple[str, str]:
    """Who gave the record and the number it has there: 003 and 001; empty texts where unknown.

    Two descriptions with the same identity describe one title, if the number is not empty.
    """
    return described.source.strip(), described.control.strip()


def kind_of(leader: str) -> str:
    """The kind of material by leader/06 and /07; `other` where they say nothing we know."""
    kind = _KINDS.get(leader[6:7], "other")
    return "serial" if kind == "book" and leader[7:8] in _SERIAL_LEVELS else kind


def role_of(leader: str) -> str:
    """What the record describes: `title`, `holdings`, or `authority`, by leader/06."""
    match leader[6:7]:
        case "u" | "v" | "x" | "y":
            return "holdings"
        case "z" | "q" | "w":
            return "authority"
    return "title"


class _Seen:
    """The fields of one record that the view reads, by tag; remembers what had to be mended."""

    def __init__(self, record: Record) -> None:
        self.reordered = False
        self.wrong_isbn = False
        self.fields: dict[str, list[Field]] = {}
        self.ordered: list[Field] = []
        for tag, body in zip(record.tags, record.bodies, strict=True):
            if tag in _USED:
                self.fields.setdefault(tag, []).append(cut(tag, body))
            elif tag in _AUTHORS or tag in _SUBJECTS:
                self.ordered.append(cut(tag, body))

    def mend(self, text: str) -> str:
        if text.isascii():
            return text
        mended = in_order(text)
        if mended != text and not self.reordered:
            self.reordered = normalize("NFC", text) != mended
        return mended

    def parts(self, field: Field, codes: str) -> Iterator[str]:
        given = field.subfields
        if not given and len(field.indicators) > 2 and "a" in codes:
            # A field without subfields at all: the text after two indicators is its $a.
            given = (("a", field.indicators[2:]),)
        for code, value in given:
            if code and code in codes and value:
                yield value

    def each(self, tag: str, codes: str) -> Iterator[str]:
        for field in self.fields.get(tag, ()):
            text = self.joined(field, codes)
            if text:
                yield text

    def text(self, tag: str, codes: str) -> str:
        return next(self.each(tag, codes), "")

    def joined(self, field: Field, codes: str) -> str:
        return _trimmed(self.mend(" ".join(self.parts(field, codes))))

    def imprint(self, code: str) -> str:
        for tag in ("260", "264"):
            for field in self.fields.get(tag, ()):
                if tag == "264" and field.indicators[1:2] not in ("1", "", " "):
                    continue
                text = self.joined(field, code)
                if text:
                    return _unbracketed(text)
        return ""


def _trimmed(text: str) -> str:
    text = " ".join(text.split())
    while text and text[-1] in _BETWEEN:
        text = text[:-1]
    if text.endswith(".") and not text.endswith("..") and not _INITIAL.search(text):
        return text[:-1].rstrip()
    return text


def _unbracketed(text: str) -> str:
    """Without the square brackets that only say where the cataloguer found it."""
    return text[1:-1].strip() if text[:1] == "[" and text.find("]") == len(text) - 1 else text


def _isbns(seen: _Seen) -> tuple[tuple[str, ...], tuple[str, ...]]:
    right: dict[str, None] = {}
    wrong: dict[str, None] = {}
    for field in seen.fields.get("020", ()):
        for code, value in field.subfields:
            number = _ISBN_END.sub("", value).strip()
            if code not in ("a", "z") or not number:
                continue
            isbn = valid_isbn13(number) if code == "a" else None
            if isbn:
                right[isbn] = None
            else:
                wrong[seen.mend(number)] = None
                seen.wrong_isbn = seen.wrong_isbn or code == "a"
    return tuple(right), tuple(wrong)


def _authors(seen: _Seen) -> tuple[str, ...]:
    names = (
        seen.joined(field, _NAME_PARTS[field.tag])
        for field in seen.ordered
        if field.tag in _AUTHORS
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _subjects(seen: _Seen) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for field in seen.ordered:
        if field.tag not in _SUBJECTS:
            continue
        if field.tag == "653":
            heads = [_trimmed(value) for code, value in field.subfields if code == "a"]
        else:
            head = _trimmed(" ".join(seen.parts(field, "abcdnpt")))
            parts = [value for code, value in field.subfields if code and code in "vxyz"]
            heads = [" -- ".join(filter(None, [head, *map(_trimmed, parts)]))]
        for heading in heads:
            if heading:
                found[seen.mend(heading)] = None
    return tuple(found)


def _series(seen: _Seen) -> Iterator[str]:
    for tag in ("440", "490"):
        yield from seen.each(tag, "anpv")


def _dewey(seen: _Seen) -> str:
    for tag in ("082", "092"):
        for field in seen.fields.get(tag, ()):
            for number in seen.parts(field, "a"):
                found = _DEWEY.match(number.replace("/", "").replace("'", "").strip())
                if found:
                    return found.group()
    return ""


def _languages(seen: _Seen, fixed: str) -> tuple[str, ...]:
    codes: list[str] = []
    for field in seen.fields.get("041", ()):
        for value in seen.parts(field, "ad"):
            plain = value.strip()
            codes += [plain[at : at + 3] for at in range(0, len(plain), 3)]
    found = tuple(dict.fromkeys(filter(None, map(bcp47, codes))))
    if found:
        return found
    alone = bcp47(fixed[35:38])
    return (alone,) if alone else ()


def _year(fixed: str, imprint: str) -> int | None:
    """The year of 008 unless the imprint names others; then the first of those."""
    printed = [int(found) for found in _YEAR.findall(imprint)]
    coded = int(fixed[7:11]) if _YEAR.fullmatch(fixed[7:11]) else None
    if coded is not None and (not printed or coded in printed):
        return coded
    return printed[0] if printed else None


def _audience(leader: str, fixed: str) -> str:
    if leader[6:7] not in _HAVE_AUDIENCE or kind_of(leader) == "serial":
        return ""
    return _AUDIENCES.get(fixed[22:23], "")


def _with_notes(described: TitleDescribed, notes: tuple[str, ...]) -> TitleDescribed:
    return msgspec.structs.replace(described, notes=notes) if notes else described
