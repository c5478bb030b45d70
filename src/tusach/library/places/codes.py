"""Printed codes: 12 digits that a scanner, a keyboard and a telephone call carry unharmed.

kind (1 digit), block (5), serial (4), check (2, ISO 7064 MOD 97-10). Twelve digits are never an
ISBN (10 or 13) or an EAN-8. Blocks are granted as facts, so two offline nodes never give one
number twice. Source: docs/decisions/0004; spec/wire.md, printed codes.
"""

from __future__ import annotations

import re

COPY, READER, CRATE, HOUSEHOLD, SHEET = 1, 2, 3, 4, 5
BLOCKS, SERIALS = 100_000, 10_000

_DIGITS = re.compile(r"[0-9]{12}\Z")


def printed_code(kind: int, block: int, serial: int) -> str:
    """The 12 digits of a printed code.

    kind 1..9, block 0..99999, serial 0..9999; raises ValueError outside.

    >>> printed_code(1, 23, 45)
    '100023004516'
    """
    if not (1 <= kind <= 9 and 0 <= block < BLOCKS and 0 <= serial < SERIALS):
        raise ValueError("kind, block or serial out of range")
    payload = f"{kind}{block:05d}{serial:04d}"
    return payload + check_digits(payload)


def check_digits(payload: str) -> str:
    """The two check digits of ISO 7064 MOD 97-10 for a text of digits."""
    return f"{98 - int(payload) * 100 % 97:02d}"


def is_printed_code(text: str) -> bool:
    """Whether these are 12 ASCII digits with the right check."""
    return _DIGITS.match(text) is not None and int(text) % 97 == 1


def kind_of(code: str) -> int:
    """The kind digit of a printed code."""
    return int(code[0])


def serial_of(code: str) -> int:
    """The serial of a printed code within its block."""
    return int(code[6:10])
