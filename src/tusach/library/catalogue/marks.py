"""The call number of a title: its class, then a mark by which books of one class stand in order.

How the mark is made is data of the profile. Source: profiles/*/shelving.json; docs/decisions/0035.
"""

from __future__ import annotations

import re
import unicodedata

from tusach.library.catalogue.folding import fold
from tusach.library.profile.shelving import MarkScheme

TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\W\d_]+")
_PERSONS = re.compile(r"[^;(,]*")


def call_number(scheme: MarkScheme, *, dewey: str, author: str, title: str) -> str:
    """Class and mark with a blank between them; the mark alone where no class is known.

    author: as the record has it, empty where there is none; then the title is marked.
    """
    return " ".join(part for part in (dewey, mark(scheme, author=author, title=title)) if part)


def mark(scheme: MarkScheme, *, author: str, title: str) -> str:
    """The author's mark, or that of the title; empty where neither has a letter.

    >>> mark(MarkScheme(kind="letters"), author="Nguyễn Huy Tưởng", title="Lá cờ")
    'NGU'
    >>> mark(MarkScheme(kind="letters"), author="", title="Đất rừng phương Nam")
    'DAT'
    """
    person = _PERSONS.match(author)
    names = _WORD.findall(_composed(person.group() if person else ""))
    titles = _WORD.findall(_composed(title))
    if names:
        return _of(scheme, names[0 if scheme.word == "first" else -1])
    if not titles:
        return ""
    more = titles[1][0].upper() if scheme.title_letter and len(titles) > 1 else ""
    return _of(scheme, titles[0]) + more


def _of(scheme: MarkScheme, word: str) -> str:
    if scheme.kind == "rhymes":
        plain = toneless(word)
        onset = next((one for one in scheme.onsets if plain.startswith(one)), "")
        rhyme = plain.removeprefix(onset)
        number = next((one.number for one in scheme.rhymes if one.rhyme == rhyme), None)
        if number is not None:
            return f"{onset or rhyme[:1]}".upper() + str(number)
    return fold(word).replace(" ", "")[: scheme.letters].upper()


def toneless(word: str) -> str:
    """A word in lower case without its tone; the letters stay what they are.

    >>> toneless("Nguyễn"), toneless("ĐẬU")
    ('nguyên', 'đâu')
    """
    parts = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in TONES))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
