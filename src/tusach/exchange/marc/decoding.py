"""From the bytes of one record to its text, whatever its leader claims.

In this order: strict UTF-8, whatever leader/09 says; UTF-8 with a few bad bytes; old Vietnamese
writings, where they are clearly better than all else; MARC-8 where it fits; else each unreadable
byte becomes U+FFFD. What was done is told in codes, and nothing of it touches the raw record.

============================  ================================================================
code                          what was done
============================  ================================================================
``text.bytes_replaced``       some bytes have no meaning and show as U+FFFD
``text.marc8``                read as MARC-8 although the leader says UTF-8
``text.mixed``                some fields were UTF-8, others were not
``text.tcvn3`` `` .vni`` …    read as that old Vietnamese writing
============================  ================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from tusach.exchange.legacy_text import guess as old
from tusach.exchange.legacy_text.tables import decode
from tusach.exchange.marc.marc8 import from_marc8

Encoding = Literal["auto", "utf-8", "marc-8", "tcvn3", "vni", "viscii", "cp1258", "viqr"]
ENCODINGS: tuple[Encoding, ...] = (
    *("auto", "utf-8", "marc-8"),
    *("tcvn3", "vni", "viscii", "cp1258", "viqr"),
)

BYTES_REPLACED = "text.bytes_replaced"
Bodies = tuple[str, ...]

_LATIN = re.compile("[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u20ac\u2122]")
_REPLACED = "\ufffd"


def decoded(
    bodies: Sequence[bytes], *, encoding: Encoding, flagged_marc8: bool
) -> tuple[Bodies, str, tuple[str, ...]]:
    """The bodies as text, the name of the writing they were in, and what was done, in codes.

    encoding: what a person said of the file; `auto` leaves it to the rules above.
    """
    if encoding == "auto":
        return _by_rule(bodies, flagged_marc8=flagged_marc8)
    if encoding == "utf-8":
        return _utf8(bodies)
    if encoding == "marc-8":
        return _marc8(bodies, ())
    return _old(bodies, encoding)


def encoding_told(notes: Sequence[str]) -> Encoding:
    """What to say when reading a blob again, so that it gives the text it gave when it came in.

    notes: those of the description that holds its hash.
    """
    if "text.mixed" in notes:
        return "auto"
    return next((name for name in ENCODINGS if f"text.{name}" in notes), "auto")


def settled(texts: Bodies) -> tuple[Bodies, str, tuple[str, ...]]:
    """The same for text that is UTF-8 already, but may hold an old writing within it.

    TCVN3 and VNI that were once taken for Latin-1 (`ViÖt Nam`) and VIQR (`Vie^.t Nam`) are such.
    """
    whole = " ".join(texts)
    if whole.isascii():
        if "^" not in whole and "+" not in whole:
            return texts, "utf-8", ()
        found = old.guess(whole.encode("ascii"))
    elif _LATIN.search(whole):
        found = old.mistaken_for_latin(whole.replace("\x1f", " "))
    else:
        found = None
    if found is None:
        return texts, "utf-8", ()
    return tuple(_again(text, found.name) for text in texts), found.name, (f"text.{found.name}",)


def _by_rule(
    bodies: Sequence[bytes], *, flagged_marc8: bool
) -> tuple[Bodies, str, tuple[str, ...]]:
    texts = [_strict(body) for body in bodies]
    doubtful = [body for body, text in zip(bodies, texts, strict=True) if text is None]
    if not doubtful:
        return settled(tuple(text for text in texts if text is not None))
    if _mostly_utf8(doubtful):
        return _utf8(bodies)
    mixed = any(text is not None and not text.isascii() for text in texts)
    others, name, codes = _not_utf8(doubtful, flagged_marc8=flagged_marc8, mixed=mixed)
    read = iter(others)
    if mixed and name != "utf-8":
        codes = (*codes, "text.mixed")
    return tuple(next(read) if text is None else text for text in texts), name, codes


def _not_utf8(
    bodies: Sequence[bytes], *, flagged_marc8: bool, mixed: bool
) -> tuple[Bodies, str, tuple[str, ...]]:
    marc8 = [_subfields(body, from_marc8) for body in bodies]
    sample = b" ".join(bodies).replace(b"\x1f", b" ")
    found = old.guess(sample, against=(" ".join(text for text, _ in marc8),))
    if found is not None:
        return _old(bodies, found.name)
    wrong = sum(count for _, count in marc8)
    high = sum(byte >= 0x80 for byte in sample)
    fits = wrong * 10 <= high if flagged_marc8 else wrong == 0 and not mixed
    if fits:
        told = () if flagged_marc8 else ("text.marc8",)
        return _marc8(bodies, told)
    return _utf8(bodies)


def _strict(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _mostly_utf8(bodies: Sequence[bytes]) -> bool:
    """Whether it was UTF-8 once: other writings hardly ever spell letters of several bytes."""
    text = b" ".join(bodies).decode("utf-8", "replace")
    bad = text.count(_REPLACED)
    return sum(letter > "\x7f" for letter in text) - bad >= bad


def _utf8(bodies: Sequence[bytes]) -> tuple[Bodies, str, tuple[str, ...]]:
    texts = tuple(body.decode("utf-8", "replace") for body in bodies)
    bad = any(_REPLACED in text for text in texts)
    return texts, "utf-8", (BYTES_REPLACED,) if bad else ()


def _marc8(bodies: Sequence[bytes], told: tuple[str, ...]) -> tuple[Bodies, str, tuple[str, ...]]:
    read = [_subfields(body, from_marc8) for body in bodies]
    bad = (BYTES_REPLACED,) if any(wrong for _, wrong in read) else ()
    return tuple(text for text, _ in read), "marc-8", told + bad


def _old(bodies: Sequence[bytes], name: str) -> tuple[Bodies, str, tuple[str, ...]]:
    def read(piece: bytes) -> tuple[str, int]:
        text = decode(piece, name)
        return text, text.count(_REPLACED)

    done = [_subfields(_as_given(body), read) for body in bodies]
    bad = (BYTES_REPLACED,) if any(wrong for _, wrong in done) else ()
    return tuple(text for text, _ in done), name, (f"text.{name}", *bad)


def _as_given(body: bytes) -> bytes:
    """The bytes before some program took them for Latin-1 and made UTF-8 of them, if one did.

    None of the old writings spells anything that is UTF-8 by chance.
    """
    text = _strict(body)
    if text is None or text.isascii():
        return body
    return old.latin_bytes(text) or body


def _subfields(body: bytes, read: Callable[[bytes], tuple[str, int]]) -> tuple[str, int]:
    """Read each subfield apart, its code untouched: a code is ASCII in every writing."""
    texts, wrong = [], 0
    for at, piece in enumerate(body.split(b"\x1f")):
        code = piece[:1] if at and piece[:1].isascii() else b""
        text, bad = read(piece[len(code) :])
        texts.append(code.decode("ascii") + text)
        wrong += bad
    return "\x1f".join(texts), wrong


def _again(text: str, name: str) -> str:
    raw = old.latin_bytes(text)
    return text if raw is None else _subfields(raw, lambda piece: (decode(piece, name), 0))[0]
