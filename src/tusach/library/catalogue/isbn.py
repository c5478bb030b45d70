"""Book numbers: one spelling for equal ISBNs, and nothing made right that is wrong.

A number whose check digit fails is never mended and never thrown away: the caller keeps the raw
text as given and flags it (ISBN Users' Manual, 7th edition, §5 and appendix 1).
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = "\\-‐‑‒–—−"
_SEPARATORS = re.compile(f"[\\s{_DASHES}]+")
_LEADING = re.compile(r"^(?:URN:)?(?:ISBN)?(?:[-‐ ]?1[03](?=[:\s]))?[:\s]*", re.IGNORECASE)
_SHAPED = re.compile(rf"(?<![0-9A-Za-z])[0-9](?:[\s{_DASHES}]?[0-9]){{8,11}}[\s{_DASHES}]?[0-9Xx]")


def valid_isbn13(text: str) -> str | None:
    """The 13 digits of the ISBN that `text` begins with, or None when it holds no right one.

    Hyphens, spaces, a leading "ISBN" and a trailing remark in brackets are ignored; ISBN-10 is
    turned into ISBN-13. A wrong check digit gives None.

    >>> valid_isbn13("0-306-40615-2 (paperback)")
    '9780306406157'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _LEADING.sub("", plain.split("(")[0]).strip(" .,;:")
    digits = _SEPARATORS.sub("", plain).upper()
    if not digits.isascii():
        return None
    if len(digits) == 13 and digits.isdigit() and digits[:3] in ("978", "979"):
        return digits if _check_13(digits[:12]) == digits[12] else None
    if len(digits) == 10 and digits[:9].isdigit() and _check_10(digits[:9]) == digits[9]:
        return "978" + digits[:9] + _check_13("978" + digits[:9])
    return None


def isbns_in(text: str) -> tuple[str, ...]:
    """Every right ISBN written anywhere in `text`, as 13 digits, in order, each once."""
    plain = unicodedata.normalize("NFKC", text[:2_000])
    found = (valid_isbn13(shaped.group()) for shaped in _SHAPED.finditer(plain))
    return tuple(dict.fromkeys(isbn for isbn in found if isbn))


def _check_13(digits: str) -> str:
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return str(-total % 10)


def _check_10(digits: str) -> str:
    rest = -sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)
