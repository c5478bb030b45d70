"""Older codes with letters, given back the keys that an input method made into something else.

Our own codes are digits only. A library that comes with numbers like `DD.0123` has scanners that
strike letters, and Telex or VNI rewrites those. What was struck is often one of a few texts; the
caller takes one only where exactly one of them is the number of something.
"""

from __future__ import annotations

import unicodedata
from itertools import product

_TONES = {"\u0300": "f2", "\u0301": "s1", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}
_SHAPES = {"\u0306": "w8", "\u0302": "6", "\u031b": "w7"}
_BARRED = ("\u0111", "\u0110")
LONGEST, MOST = 40, 64


def as_struck(text: str) -> tuple[str, ...]:
    """The texts whose keys Telex or VNI may have made into `text`; none where it has no mark.

    >>> as_struck("Đ.0123")
    ('DD.0123', 'D9.0123')
    """
    plain = unicodedata.normalize("NFC", text)
    if len(plain) > LONGEST or not any(map(is_rewritten, plain)):
        return ()
    found: list[str] = []
    for telex in (True, False):
        for one in _spelled(plain, telex=telex):
            if one not in found:
                found.append(one)
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def is_rewritten(letter: str) -> bool:
    """Whether an input method makes this letter; no key does."""
    apart = unicodedata.normalize("NFD", letter.lower())
    marks = set(apart[1:])
    return apart in _BARRED or (
        apart[:1] in {*"aeiouy"} and marks != set() and marks <= {*_TONES, *_SHAPES}
    )


def _spelled(text: str, *, telex: bool) -> list[str]:
    """Every spelling by the keys of one method: a tone is struck anywhere after its vowel."""
    at = next((nr for nr, letter in enumerate(text) if is_rewritten(letter)), None)
    if at is None:
        return [text]
    keys, tone = _keys(text[at], telex=telex)
    ends = _with_tone(tone, _spelled(text[at + 1 :], telex=telex))
    return [text[:at] + one + end for one, end in product(keys, ends)][:MOST]


def _keys(letter: str, *, telex: bool) -> tuple[list[str], str]:
    """The keys of a letter without its tone, and the key of the tone, in the case of the letter."""
    upper = letter != letter.lower()
    if letter in _BARRED:
        return [_cased("dd" if telex else "d9", upper=upper)], ""
    apart = unicodedata.normalize("NFD", letter.lower())
    vowel, marks = apart[0], apart[1:]
    shape = next((one for one in marks if one in _SHAPES), "")
    tone = next((_TONES[one][0 if telex else 1] for one in marks if one in _TONES), "")
    key = ""
    if shape:
        key = (_SHAPES[shape][0] if shape != "\u0302" else vowel) if telex else _SHAPES[shape][-1]
    spelled = [vowel + key]
    if telex and vowel == "u" and shape == "\u031b":
        spelled.append("w")
    return [_cased(one, upper=upper) for one in spelled], _cased(tone, upper=upper)


def _cased(keys: str, *, upper: bool) -> str:
    return keys.upper() if upper else keys


def _with_tone(tone: str, tails: list[str]) -> list[str]:
    if not tone:
        return tails
    found = []
    for tail in tails:
        run = next((nr for nr, one in enumerate(tail) if not one.isalpha()), len(tail))
        found += [tail[:at] + tone + tail[at:] for at in range(run + 1)]
    return found
