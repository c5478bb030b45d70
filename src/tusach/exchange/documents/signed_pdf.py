"""A PDF as a signing tool gives it back: the bytes that it was given, and what was added behind.

A signature is added as an incremental update (ISO 32000-2, 7.5.6 and 12.8; ETSI EN 319 142-1): what
was there before stays byte for byte. So it shows whether a file begins with a paper that is known.
Whether a signature is valid, and whose it is, is not looked at here: the agency's tool says that.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import msgspec

MOST_ENDS = 64
"""Revisions of one file that are looked at."""
TAIL = 1_024
"""The mark of the end stands within so many last bytes (ISO 32000-2, annex H)."""
HEAD, END = b"%PDF-", b"%%EOF"
_RANGE = re.compile(rb"/ByteRange\s{0,20}\[\s{0,20}(\d{1,10})" + rb"\s{1,20}(\d{1,10})" * 3)
_EMPTY = frozenset(b"<>0 \r\n\t")


class NotSigned(Exception):  # noqa: N818 - said as people say it
    """A file that is none that a signing tool gives back. code: no_pdf, torn, locked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SignedPdf(msgspec.Struct, frozen=True):
    """signatures: that are in it, of whatever worth. revisions: how often it was added to.

    is_whole: the last signature speaks of the file to its end.
    """

    signatures: int
    revisions: int
    is_whole: bool


def looked_at(raw: bytes) -> SignedPdf:
    """What is in a file. Raises NotSigned where it is no PDF, not whole, or asks for a password."""
    if not raw.startswith(HEAD):
        raise NotSigned("no_pdf")
    if END not in raw[-TAIL:]:
        raise NotSigned("torn")
    if re.search(rb"/Encrypt\s{0,20}\d", raw) is not None:
        raise NotSigned("locked")
    ends = [
        last
        for first, below, above, more in _ranges(raw)
        if (last := _end_of(raw, (first, below, above, more)))
    ]
    after = raw[max(ends) :].strip() if ends else b""
    return SignedPdf(len(ends), raw.count(END), bool(ends) and not after)


def _ranges(raw: bytes) -> Iterator[tuple[int, int, int, int]]:
    for nr, found in enumerate(_RANGE.finditer(raw)):
        if nr >= MOST_ENDS:
            return
        first, below, above, more = (int(one) for one in found.groups())
        yield first, below, above, more


def _end_of(raw: bytes, told: tuple[int, int, int, int]) -> int:
    """Up to where a signature speaks; 0 where its ranges are odd, or its room is still empty."""
    first, below, above, more = told
    room = raw[below:above]
    if first or not 0 < below < above or above + more > len(raw):
        return 0
    return above + more if room[:1] == b"<" and set(room) - _EMPTY else 0


def beginnings(raw: bytes) -> Iterator[str]:
    """SHA-256 of every beginning of the file that is a file itself, the shortest first.

    Writers end a file with or without a line's end behind its mark; each is tried.
    """
    at, whole = 0, hashlib.sha256()
    for _nr in range(MOST_ENDS):
        found = raw.find(END, at)
        if found < 0:
            return
        whole.update(raw[at : found + len(END)])
        at = found + len(END)
        for line_end in (b"", b"\n", b"\r", b"\r\n"):
            if raw.startswith(line_end, at):
                ended = whole.copy()
                ended.update(line_end)
                yield ended.hexdigest()
