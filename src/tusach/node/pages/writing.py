"""How days, numbers and codes are written for people."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.translation import gettext

from tusach.ledger.fact import is_day
from tusach.node.wording.terms import TERMS
from tusach.node.wording.values import code_groups as code_groups
from tusach.node.wording.values import number as number
from tusach.node.wording.values import say_day

FIRST_YEAR, LAST_YEAR = "1900", "2199"
SHORT_YEAR = 2


def day(text: Any) -> str:
    """A day as the language of the page writes it; anything else as it is."""
    if isinstance(text, str) and is_day(text):
        return say_day(text)
    return "" if text is None else str(text)


def slashes(on: str) -> str:
    """A day as a person types it, in every language.

    >>> slashes("2026-11-23")
    '23/11/2026'
    """
    return f"{on[8:]}/{on[5:7]}/{on[:4]}" if is_day(on) else ""


def term(code: str) -> str:
    """The word for a code that the core itself knows."""
    return gettext(TERMS[code]) if code in TERMS else code


def day_from(text: str) -> str | None:
    """The day that a person has written: dd/mm/yyyy, d/m/yy or as a date field sends it.

    Two digits are a year of this century. A year that nobody can mean is no day.

    >>> day_from("1/2/2026"), day_from("2026-02-01"), day_from("31/2/2026")
    ('2026-02-01', '2026-02-01', None)
    >>> day_from("1/1/27"), day_from("1/1/0027"), day_from("31/12/9999")
    ('2027-01-01', None, None)
    """
    plain = text.strip()
    if is_day(plain):
        return plain if FIRST_YEAR <= plain[:4] <= LAST_YEAR else None
    parts = plain.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year = f"20{parts[2]}" if len(parts[2]) == SHORT_YEAR else parts[2]
    made = f"{year}-{parts[1]:0>2}-{parts[0]:0>2}"
    return made if is_day(made) and FIRST_YEAR <= year <= LAST_YEAR else None


def plain_text(text: str) -> str:
    """What a person typed: composed (NFC), one space between words, no control characters.

    Marks that turn the direction of writing around go too: they would turn the page's own words.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace()
        or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        or letter in _JOINERS
    )
    return " ".join(kept.split())


_JOINERS = "\u200c\u200d"
"""Between letters of some scripts and in emoji; they turn nothing around."""
