"""MARC-8, the writing of MARC before Unicode: marks stand before their letter, sets are switched.

The tables of characters are pymarc's; the reading is ours, because what cannot be read must be
counted here and not printed or left out.

Source: MARC 21 Specifications, character sets and encoding options, part 2.
"""

from __future__ import annotations

from typing import Final

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_ESCAPE: Final = 0x1B
_BASIC, _EXTENDED, _EAST_ASIAN = 0x42, 0x45, 0x31
_FIRST, _SECOND = b"(,", b")-"
_SHORT_FORMS = {0x67, 0x62, 0x70}
_UNREADABLE = "\ufffd"


def from_marc8(raw: bytes) -> tuple[str, int]:
    """The text of `raw`, marks after their letters, and how many bytes or marks had no meaning.

    A byte without meaning becomes U+FFFD; marks left without a letter are kept at the end.
    `raw` is one subfield or control field: the sets start anew with each.

    >>> from_marc8(bytes.fromhex("566965f274"))[0] == "Vie" + chr(0x323) + "t"
    False
    >>> from_marc8(bytes.fromhex("5669f2e36574")) == ("Vie" + chr(0x323) + chr(0x302) + "t", 0)
    True
    """
    if raw.isascii() and _ESCAPE not in raw:
        return raw.decode("ascii"), 0
    return _Reading(raw).whole()


class _Reading:
    """One pass over the bytes of a subfield; `whole` is its only door."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0
        self.low = _BASIC
        self.high = _EXTENDED
        self.out: list[str] = []
        self.marks: list[str] = []
        self.wrong = 0

    def whole(self) -> tuple[str, int]:
        while self.at < len(self.raw):
            byte = self.raw[self.at]
            if byte == _ESCAPE and self._switch():
                continue
            if byte <= 0x20 or byte == 0x7F:
                self.at += 1
                self._put(chr(byte), marks=False)
            else:
                self._letter(byte)
        self.wrong += len(self.marks)
        return "".join(self.out + self.marks), self.wrong

    def _switch(self) -> bool:
        """Follow an escape sequence; False when the bytes are not one."""
        rest = self.raw[self.at + 1 : self.at + 4]
        if not rest:
            return False
        if rest[0] in _SHORT_FORMS:
            self.low, self.at = rest[0], self.at + 2
            return True
        if rest[:1] == b"s":
            self.low, self.at = _BASIC, self.at + 2
            return True
        wide = rest[:1] == b"$"
        lead = rest[1:2] if wide and rest[1:2] in (b",", b")", b"-") else rest[:1]
        final = rest[(2 if wide and lead != b"$" else 1) :][:1].replace(b"!", b"")
        step = 2 + (1 if wide and lead != b"$" else 0) + 1
        if rest[1:3] == b"!E":
            final, step = b"E", 4
        if lead not in (b"(", b",", b")", b"-", b"$") or not final or final[0] not in CODESETS:
            return False
        if lead in (b")", b"-"):
            self.high = final[0]
        else:
            self.low = final[0]
        self.at += step
        return True

    def _letter(self, byte: int) -> None:
        charset = self.high if byte >= 0x80 else self.low
        if charset == _EAST_ASIAN:
            triple = bytes(part & 0x7F for part in self.raw[self.at : self.at + 3])
            self.at += 3
            code = int.from_bytes(triple, "big")
            found = CODESETS[_EAST_ASIAN].get(code)
            if found is None and code in ODD_MAP:
                found = (ODD_MAP[code], 0)
        else:
            self.at += 1
            table = CODESETS[charset]
            found = table.get(byte) or table.get(byte ^ 0x80)
        if found is None:
            self.wrong += 1
            self._put(_UNREADABLE, marks=True)
        elif found[1]:
            self.marks.append(chr(found[0]))
        else:
            self._put(chr(found[0]), marks=True)

    def _put(self, letter: str, *, marks: bool) -> None:
        self.out.append(letter)
        if marks and self.marks:
            self.out.extend(self.marks)
            self.marks.clear()
