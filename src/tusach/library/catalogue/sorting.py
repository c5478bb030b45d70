"""Order of lists: the letters of the Vietnamese alphabet, then the tones.

Searching ignores marks; a printed list must not: a, ă, â … d, đ, e, ê … are letters of their own,
and the tone decides only between entries whose letters are equal. Two orders of tones are in use
(one manual: none, huyền, sắc, hỏi, ngã, nặng; the locale data: none, huyền, hỏi, ngã, sắc, nặng),
so the caller tells which one holds.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

TONES_OF_MANUALS: Final = "fsrxj"
TONES_OF_CLDR: Final = "frxsj"

_ALPHABET = "a aw aa b c d dd e ee f g h i j k l m n o oo ow p q r s t u uw v w x y z"
_PLACES = {letter: chr(0x41 + at) for at, letter in enumerate(_ALPHABET.split())}
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0306": "w", "\u031b": "w", "\u0302": ""}
_WHOLE = {"đ": "dd", "ð": "dd", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ƀ": "b"}
_LONGEST_KEY = 200


def sort_key(text: str, *, tones: str = TONES_OF_MANUALS) -> str:
    """A string that sorts by code point as `text` stands in a Vietnamese list.

    Numbers sort by value, punctuation and capitals do not count.  tones: the five tone letters of
    Telex in the wanted order; a syllable without a tone comes first.
    """
    words = [each for word in text[:_LONGEST_KEY].split() for each in _words(word, tones)]
    return " ".join([letters for letters, _ in words]) + "\t" + "".join([tone for _, tone in words])


@lru_cache(maxsize=8_192)
def _words(word: str, tones: str) -> tuple[tuple[str, str], ...]:
    """Letters by their place in the alphabet, and the place of the tone, of each word in `word`."""
    found: list[tuple[str, str]] = []
    letters: list[str] = []
    tone, digits = "0", ""
    plain = unicodedata.normalize("NFKC", word).casefold()
    for character in unicodedata.normalize("NFD", plain) + " ":
        if character.isdigit():
            digits += character
            continue
        if digits:
            letters.append(_number(digits))
            digits = ""
        if character in _TONES:
            tone = str(1 + tones.index(_TONES[character]))
        elif character in _SHAPES:
            letters[-1:] = [_shaped("".join(letters[-1:]), character)]
        elif character.isalnum():
            letters.extend(_PLACES.get(each, each) for each in _parts(character))
        elif unicodedata.category(character)[0] != "M" and letters:
            found.append(("".join(letters), tone))
            letters, tone = [], "0"
    return tuple(found)


def _parts(character: str) -> tuple[str, ...]:
    whole = _WHOLE.get(character)
    if whole is None:
        return (character,)
    return (whole,) if whole in _PLACES else tuple(whole)


def _shaped(place: str, mark: str) -> str:
    for letter, at in _PLACES.items():
        if at == place and len(letter) == 1:
            shaped = letter + (_SHAPES[mark] or letter)
            return _PLACES.get(shaped, place)
    return place


def _number(digits: str) -> str:
    value = digits.lstrip("0") or "0"
    # The length goes first, so that 2 stands before 10.
    return f"{len(value):02d}{value}"
