"""Two plain forms of every word, so that all spellings of a Vietnamese word meet.

*Folded* is what a hurried reader types: base letters only. *Exact* is canonical Telex: plain
ASCII too, but shape and tone are kept (aw aa ee oo ow uw dd, the tone letter f s r x j moved to
the end, any other mark = q). Composed, decomposed and wrongly ordered marks, old and new tone
placement, and the two styles of i/y therefore give one string, and no search engine needs a
tokenizer of its own. The rules are frozen by ``spec/vectors/folding``; a change of any of them
must raise `FOLDING_VERSION`, which makes every index rebuild itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

FOLDING_VERSION = 1

_CACHED_WORD_LENGTH = 40
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TONE_ORDER = "fsrxj"
_SHAPES = {
    ("a", "\u0306"): "w",
    ("a", "\u0302"): "a",
    ("e", "\u0302"): "e",
    ("o", "\u0302"): "o",
    ("o", "\u031b"): "w",
    ("u", "\u031b"): "w",
}
# Letters that NFD leaves whole: (folded, exact). The eth is what careless fonts put for a d with
# a stroke; the b with a stroke belongs to the languages of the Central Highlands.
_WHOLE = {
    "đ": ("d", "dd"),
    "ð": ("d", "dd"),
    "ɖ": ("d", "dd"),
    "ƀ": ("b", "bz"),
    "ø": ("o", "oz"),
    "ł": ("l", "lz"),
    "ħ": ("h", "hz"),
    "ŧ": ("t", "tz"),
    "ı": ("i", "i"),
    "æ": ("ae", "aez"),
    "œ": ("oe", "oez"),
    "þ": ("th", "thz"),
}
_APOSTROPHES = "'’‘ʼ`"
# Invisible marks that copied text carries inside words; the zero-width space does part words.
_INVISIBLE = dict.fromkeys(
    [0xAD, *range(0x200C, 0x2010), 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_OPEN_Y = frozenset(["hy", "ky", "ly", "my", "ty", "sy", "vy", "thy", "ngy"])
_PLAIN = re.compile(r"[a-z0-9]+\Z")
_RUN = re.compile(r"\S+")


class Token(NamedTuple):
    """One searchable word in both forms."""

    folded: str
    exact: str


def tokens(text: str) -> list[Token]:
    """Words of `text` in order, folded and exact; never raises, whatever the text.

    Han and Nôm text gives one token a character, then one a neighbouring pair.
    """
    found: list[Token] = []
    for word in text.split():
        found.extend(_tokens_of(word))
    return found


def fold(text: str) -> str:
    """Folded words of `text`, joined by one space.

    >>> fold("Hoà Bình, Ðắk Lắk")
    'hoa binh dak lak'
    """
    return " ".join([token[0] for word in text.split() for token in _tokens_of(word)])


def exact(text: str) -> str:
    """Canonical Telex of `text`, joined by one space.

    >>> exact("Hoà Bình, Ðắk Lắk")
    'hoaf binhf ddawks lawks'
    """
    return " ".join([token[1] for word in text.split() for token in _tokens_of(word)])


def both_forms(text: str) -> tuple[str, str]:
    """`fold(text)` and `exact(text)` in one pass, for indexing."""
    found = tokens(text)
    return " ".join([token[0] for token in found]), " ".join([token[1] for token in found])


def token_of_telex(folded: str, telex: str) -> Token:
    """The token of base letters and canonical Telex that are known already, in one i/y style."""
    return _settle(folded, telex)


def spans_of(text: str, words: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Places in `text`, as (start, end), of the words whose folded form is in `words`.

    A page marks these: `text` is what the reader sees, `words` what the search says it met.
    """
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        for start, end in _pieces(run.group()):
            piece = run.group()[start:end]
            if any(token.folded in words for token in _tokens_of(piece)):
                found.append((run.start() + start, run.start() + end))
    return tuple(found)


def _pieces(run: str) -> list[tuple[int, int]]:
    """Split at what can never be inside a word; Han characters stand alone."""
    pieces: list[tuple[int, int]] = []
    start = -1
    for at, character in enumerate(run):
        if _is_han(character):
            if start >= 0:
                pieces.append((start, at))
            pieces.append((at, at + 1))
            start = -1
        elif character.isalnum() or _inside_word(character):
            start = at if start < 0 else start
        elif start >= 0:
            pieces.append((start, at))
            start = -1
    if start >= 0:
        pieces.append((start, len(run)))
    return pieces


def _inside_word(character: str) -> bool:
    return (
        character in _APOSTROPHES
        or ord(character) in _INVISIBLE
        or unicodedata.category(character)[0] == "M"
    )


def _tokens_of(word: str) -> tuple[Token, ...]:
    # Words come back all the time; a word of 10,000 characters must not fill the memory.
    return _cached(word) if len(word) <= _CACHED_WORD_LENGTH else _analyse(word)


@lru_cache(maxsize=16_384)
def _cached(word: str) -> tuple[Token, ...]:
    return _analyse(word)


def _analyse(word: str) -> tuple[Token, ...]:
    low = word.lower()
    if _PLAIN.match(low):
        return (_settle(low, low),)
    text = unicodedata.normalize("NFKC", word).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_INVISIBLE)
    found: list[Token] = []
    letters: list[str] = []
    han: list[str] = []
    for at, character in enumerate(text):
        if _is_han(character):
            _close(letters, found)
            han.append(character)
        elif character in _APOSTROPHES:
            if not (letters and _letter_before(text, at) and text[at + 1 : at + 2].isalpha()):
                _close(letters, found)
                _close_han(han, found)
        elif character.isalnum() or (letters and unicodedata.category(character)[0] == "M"):
            _close_han(han, found)
            letters.append(character)
        elif unicodedata.category(character)[0] != "M":
            _close(letters, found)
            _close_han(han, found)
    _close(letters, found)
    _close_han(han, found)
    return tuple(found)


def _letter_before(text: str, at: int) -> bool:
    before = at - 1
    while before >= 0 and unicodedata.category(text[before])[0] == "M":
        before -= 1
    return before >= 0 and text[before].isalpha()


def _close(letters: list[str], found: list[Token]) -> None:
    """Turn the gathered letters and marks into one token."""
    if not letters:
        return
    folded: list[str] = []
    telex: list[str] = []
    tones: set[str] = set()
    at = 0
    while at < len(letters):
        letter = letters[at]
        end = at + 1
        while end < len(letters) and unicodedata.category(letters[end]) in ("Mn", "Me"):
            end += 1
        plain, full = _WHOLE.get(letter, (letter, letter))
        folded.append(plain)
        telex.append(full + _shape(plain, letters[at + 1 : end], tones))
        at = end
    letters.clear()
    found.append(
        _settle("".join(folded), "".join(telex) + "".join(t for t in _TONE_ORDER if t in tones))
    )


def _shape(letter: str, marks: list[str], tones: set[str]) -> str:
    """Shape keys of one letter; tones are taken out wherever they stand among the marks."""
    keys: set[str] = set()
    for mark in marks:
        tone = _TONES.get(mark)
        if tone:
            tones.add(tone)
        else:
            keys.add(_SHAPES.get((letter, mark), "q"))
    return "".join(sorted(keys))


def _settle(folded: str, telex: str) -> Token:
    """Apply the i/y rule: both styles are in use and mean the same word."""
    if folded in _OPEN_Y:
        return Token(folded[:-1] + "i", telex.replace("y", "i", 1))
    if folded == "qui":
        return Token("quy", telex.replace("i", "y", 1))
    return Token(folded, telex if telex != folded else folded)


def _close_han(han: list[str], found: list[Token]) -> None:
    singles = han
    pairs = [first + second for first, second in zip(han, han[1:], strict=False)]
    found.extend(Token(piece, piece) for piece in (*singles, *pairs))
    han.clear()


def _is_han(character: str) -> bool:
    code = ord(character)
    return code >= 0x3005 and (
        0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFD
        or code in (0x3005, 0x3007)
    )
