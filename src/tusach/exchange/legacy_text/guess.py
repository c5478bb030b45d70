"""Which old Vietnamese writing some bytes are in: an answer with a margin, or none.

Each table reads the bytes; the words that came out with marks are compared with the syllables of
the language. The best table wins only if most of its words are syllables and the next best is far
behind. Otherwise there is no answer, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tusach.exchange.legacy_text.syllables import is_syllable
from tusach.exchange.legacy_text.tables import NAMES, decode

_WORD = re.compile(r"[^\W\d_]+")
_ASCII_MARKS = re.compile(
    rb"[aAeEoO]\^['`?~.]?[a-zA-Z]|[oOuU][+*]['`?~.]?[a-zA-Z]|[aA]\(['`?~.]?[a-z]"
)
ENOUGH_SHARE = 0.75
ENOUGH_MARGIN = 0.2
ENOUGH_WORDS = 2
LONGEST_SAMPLE = 20_000


class Guess(NamedTuple):
    """The writing `name`, the share of marked words that are syllables, and how many there are."""

    name: str
    share: float
    words: int


def likeness(text: str) -> tuple[float, int]:
    """The share of marked words in `text` that are Vietnamese syllables, and their number.

    Text with no marked word gives 0.0 and 0.
    """
    marked = [word for word in _WORD.findall(text) if not word.isascii()]
    if not marked:
        return 0.0, 0
    return sum(map(is_syllable, marked)) / len(marked), len(marked)


def guess(raw: bytes, *, against: Sequence[str] = ()) -> Guess | None:
    """The old writing that `raw` is in, or None when no table is clearly the best.

    against: other readings of the same bytes, which the winner must beat by the same margin.
    """
    sample = raw[:LONGEST_SAMPLE]
    if sample.isascii():
        return _guess_viqr(sample)
    found = sorted(
        (Guess(name, *likeness(decode(sample, name))) for name in NAMES[:-1]),
        key=lambda one: (-one.share, NAMES.index(one.name)),
    )
    best = found[0]
    others = [one.share for one in found[1:]] + [likeness(text)[0] for text in against]
    clear = best.share >= ENOUGH_SHARE and best.share - max(others) >= ENOUGH_MARGIN
    return best if clear and best.words >= ENOUGH_WORDS else None


def mistaken_for_latin(text: str) -> Guess | None:
    """The old writing of a text whose bytes were once taken for Latin-1 (`ViÖt Nam`), or None."""
    raw = latin_bytes(text[:LONGEST_SAMPLE])
    if raw is None or raw.isascii() or likeness(text)[0] >= ENOUGH_SHARE:
        return None
    return guess(raw, against=(text,))


def latin_bytes(text: str) -> bytes | None:
    """The bytes that were once taken for the Latin-1 or Windows letters of `text`, or None."""
    out = bytearray()
    for letter in text:
        if ord(letter) < 256:
            out.append(ord(letter))
            continue
        try:
            out += letter.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(out)


def _guess_viqr(sample: bytes) -> Guess | None:
    if len(_ASCII_MARKS.findall(sample)) < ENOUGH_WORDS:
        return None
    share, words = likeness(decode(sample, "viqr"))
    return Guess("viqr", share, words) if share >= ENOUGH_SHARE and words >= ENOUGH_WORDS else None
