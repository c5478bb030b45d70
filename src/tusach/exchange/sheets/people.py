"""One row of a list → a person who reads; what is not clear is left out and noted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from tusach.exchange.sheets.rows import Row
from tusach.exchange.sheets.values import day_of, year_of
from tusach.library.catalogue.folding import fold

FEMALE, MALE = "female", "male"
_SEXES = MappingProxyType(
    {
        **dict.fromkeys(("nu", "gai", "f", "female", "woman", "girl"), FEMALE),
        **dict.fromkeys(("nam", "trai", "m", "male", "man", "boy"), MALE),
    }
)
LONGEST = 120
"""Letters of a hamlet, a class or a telephone number; the rest is no such thing."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a row names. group: a code, or empty. notes: codes of what was unclear.

    birth_year: None where it is not told or unclear. valid_until: an ISO day, or empty.
    """

    name: str
    birth_year: int | None = None
    sex: str = ""
    group: str = ""
    hamlet: str = ""
    phone: str = ""
    card: str = ""
    valid_until: str = ""
    guardian_name: str = ""
    notes: tuple[str, ...] = ()


def to_person(row: Row, groups: Mapping[str, str]) -> Person:
    """The person of a row; a class stands where no hamlet does, so that a pupil is found by it.

    groups: codes of the programme's groups by what they are called, folded.
    """
    name = " ".join(f"{row.text('family_name')} {row.text('name')}".split())
    year, bad_year = year_of(row.text("birth"))
    sex, bad_sex = _sex(row)
    until, bad_until = day_of(row.text("valid_until"))
    told = row.text("group")
    group = groups.get(fold(told), "")
    bad_group = "group.unclear" if told and not group else ""
    notes = (*row.repaired, bad_year, bad_sex, bad_until, bad_group)
    return Person(
        name=name,
        birth_year=year,
        sex=sex,
        group=group,
        hamlet=(row.text("hamlet") or _class(row))[:LONGEST],
        phone=row.text("phone")[:40],
        card=_card(row.text("card")),
        valid_until="" if bad_until else until,
        guardian_name=row.text("guardian_name"),
        notes=tuple(dict.fromkeys(note for note in notes if note)),
    )


def _sex(row: Row) -> tuple[str, str]:
    told = fold(row.text("sex"))
    if told:
        found = _SEXES.get(told, "")
        return found, "" if found else "sex.unclear"
    # A column of women holds a cross for them; who has none is not said to be anything.
    return (FEMALE if row.text("female") else ""), ""


def _class(row: Row) -> str:
    """A class with the word that its column bears, so that 3A is seen to be one."""
    for name, field, text in row.cells:
        if field == "class":
            word, plain = name.rpartition(" / ")[2].strip(), text.strip()
            return plain if fold(plain).startswith(fold(word)) else f"{word} {plain}"
    return ""


def _card(text: str) -> str:
    """A number as it stands in the ledger: digits without the gaps between them."""
    joined = text.replace(" ", "")
    return joined if joined.isdigit() else text
