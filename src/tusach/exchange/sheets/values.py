"""What a person wrote in a cell → a value; or the text as given, with a code that says why.

Nothing is repaired by guessing: a date that cannot be, a year out of range or a number with a
wrong check digit stays as it was written.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType

from tusach.exchange.marc.languages import known_code
from tusach.library.catalogue.folding import fold
from tusach.library.catalogue.isbn import valid_isbn13

_YEAR = re.compile(r"(?<![0-9])(?:1[0-9]{3}|20[0-9]{2}|2100)(?![0-9])")
_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4})\s*")
_YEAR_FIRST = re.compile(r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]*)?\s*")
_DEWEY = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
_SEVERAL = re.compile(r"[;\n]")
_RANGE = re.compile(r"(.*?)([0-9]{1,9})\s*(?:-|–|—|->|→)\s*(.*?)([0-9]{1,9})")
MOST_IN_A_RANGE = 500
LONGEST_RANGE = 80

_LANGUAGES = MappingProxyType(
    {
        "viet": "vi",
        "viet nam": "vi",
        "vietnamese": "vi",
        "anh": "en",
        "english": "en",
        "phap": "fr",
        "french": "fr",
        "nga": "ru",
        "russian": "ru",
        "trung": "zh",
        "trung quoc": "zh",
        "hoa": "zh",
        "chinese": "zh",
        "nhat": "ja",
        "japanese": "ja",
        "han quoc": "ko",
        "korean": "ko",
        "duc": "de",
        "german": "de",
        "lao": "lo",
        "khmer": "km",
        "khome": "km",
        "tay": "tyz",
        "nung": "nut",
        "mong": "hmn",
        "hmong": "hmn",
        "h mong": "hmn",
        "dao": "ium",
    }
)
_SHORT = frozenset(_LANGUAGES.values()) | {"es", "it", "pt", "km", "th"}
_KINDS = MappingProxyType(
    {
        "sach": "book",
        "book": "book",
        "sach in": "book",
        "giao trinh": "book",
        "truyen": "book",
        "bao": "serial",
        "tap chi": "serial",
        "bao tap chi": "serial",
        "an pham dinh ky": "serial",
        "serial": "serial",
        "journal": "serial",
        "magazine": "serial",
        "newspaper": "serial",
        "ban do": "map",
        "map": "map",
        "dia cd": "audio",
        "cd": "audio",
        "bang": "audio",
        "bang cassette": "audio",
        "sach noi": "audio",
        "audio": "audio",
        "audiobook": "audio",
        "dvd": "video",
        "vcd": "video",
        "dia dvd": "video",
        "phim": "video",
        "video": "video",
        "tranh": "picture",
        "anh": "picture",
        "tranh anh": "picture",
        "picture": "picture",
        "ban nhac": "music",
        "music": "music",
        "cd rom": "computer",
        "phan mem": "computer",
        "computer": "computer",
        "bo": "kit",
        "kit": "kit",
        "hon hop": "mixed",
        "mixed": "mixed",
        "khac": "other",
        "other": "other",
    }
)


def year_of(text: str) -> tuple[int | None, str]:
    """The first year that `text` names, and `year.unclear` if it names none though it is there."""
    found = _YEAR.search(text)
    if found:
        return int(found.group()), ""
    return None, "year.unclear" if text.strip() else ""


def day_of(text: str) -> tuple[str, str]:
    """The day as `YYYY-MM-DD`, the day of the month first as is the custom; else as given.

    >>> day_of("5/9/2020"), day_of("31/2/2020"), day_of("1/2/98")
    (('2020-09-05', ''), ('31/2/2020', 'date.unclear'), ('1/2/98', 'date.unclear'))
    """
    given = text.strip()
    first, last = _DAY_FIRST.fullmatch(given), _YEAR_FIRST.fullmatch(given)
    parts = last.groups() if last else first.groups()[::-1] if first else ()
    if not parts:
        return given, "date.unclear" if given else ""
    try:
        year, month, day = map(int, parts)
        return date(year, month, day).isoformat(), ""
    except ValueError:
        return given, "date.unclear"


def isbns_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The right ISBNs in a cell as 13 digits, and what is none as given."""
    right: dict[str, None] = {}
    wrong: dict[str, None] = {}
    for part in re.split(r"\s*[;,\n]\s*", text.strip()):
        isbn = valid_isbn13(part) if part else None
        if isbn:
            right[isbn] = None
        elif part:
            wrong[part] = None
    return tuple(right), tuple(wrong)


def languages_of(text: str) -> tuple[tuple[str, ...], str]:
    """The languages a cell names, as BCP 47, and `language.unclear` if some is not known."""
    found: dict[str, None] = {}
    unclear = ""
    for part in re.split(r"\s*(?:[;,/+&\n]|\s-\s)\s*", text):
        folded = fold(part).removeprefix("tieng ").removesuffix(" ngu")
        if not folded:
            continue
        known = _LANGUAGES.get(folded) or (folded if folded in _SHORT else known_code(folded))
        if known:
            found[known] = None
        else:
            unclear = "language.unclear"
    return tuple(found), unclear


def kind_of(text: str) -> tuple[str, str]:
    """The kind of material a cell names, `book` where it is empty; `kind.unclear` if not known."""
    folded = fold(text)
    if not folded:
        return "book", ""
    kind = _KINDS.get(folded)
    return (kind, "") if kind else ("book", "kind.unclear")


def dewey_of(text: str) -> str:
    """The Dewey number that a cell begins with, or nothing."""
    found = _DEWEY.match(text.strip().replace(",", "."))
    return found.group() if found else ""


def names_of(text: str) -> tuple[str, ...]:
    """The names in a cell: apart at semicolons and lines, at commas only between whole names.

    >>> names_of("To Hoai, Nguyen Du"), names_of("Nguyen, Du")
    (('To Hoai', 'Nguyen Du'), ('Nguyen, Du',))
    """
    parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    if len(parts) == 1:
        whole = [part.strip() for part in parts[0].split(",") if part.strip()]
        if all(len(part.split()) > 1 for part in whole):
            parts = whole
    return tuple(dict.fromkeys(parts))


def accessions_of(text: str, quantity: str) -> tuple[tuple[str, ...], str]:
    """The accession numbers a cell gives, as written; a range is told out number by number.

    A range counts only if both ends are alike (`TK.0123-TK.0127`, `0123-0127`) and it agrees with
    the quantity, where one is given; otherwise it stays one number as given, with
    `accession.range`.
    """
    numbers: list[str] = []
    note = ""
    wanted = int(quantity) if quantity.strip().isdecimal() else 0
    for part in map(str.strip, re.split(r"[;,\n]", text)):
        ends = _RANGE.fullmatch(part) if len(part) <= LONGEST_RANGE else None
        if ends is None:
            numbers += [part] if part else []
            continue
        told = _told_out(ends)
        # Without a quantity, 12-13 may be number and year; 0012-0013 is a range.
        agrees = len(told) == wanted if wanted else len(ends[2]) > 2
        if told and agrees:
            numbers += told
        else:
            numbers.append(part)
            note = "accession.range" if told else note
    return tuple(dict.fromkeys(numbers)), note


def _told_out(ends: re.Match[str]) -> list[str]:
    before, first, again, last = (part.strip() for part in ends.groups())
    count = int(last) - int(first) + 1
    alike = again in ("", before) and len(first) == len(last)
    if not alike or not 1 < count <= MOST_IN_A_RANGE:
        return []
    return [f"{before}{number:0{len(first)}}" for number in range(int(first), int(last) + 1)]
