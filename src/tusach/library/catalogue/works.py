"""Editions that a reader takes for one book, grouped by a key that is derived and reversible.

The key joins the folded main title, the volume and the last two syllables of the first author.
It decides nothing for ever: a librarian's joining or parting is a fact and outranks it. A title
without an author has no key, since "Lịch sử Đảng bộ" alone is a hundred books; only an equal ISBN
joins those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tusach.ledger.ident import sha256
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.folding import fold

_BRACKETS = re.compile(r"[(\[{<«][^)\]}>»]*[)\]}>»]?")
_TAIL = re.compile(r"\s[-–—/]\s.*|:.*|\s[-–—]{2,}.*", re.DOTALL)
_VOLUME = re.compile(
    r"\b(?:(?:tap|quyen|phan|cuon) (thuong|trung|ha|mot|hai|ba|bon|nam)"
    r"|(?:tap|quyen|phan|cuon|vol|volume|tome|ki|so|t|q|v) (\d{1,4}|[ivx]{1,5}))\b"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}
_IN_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "thuong": 1, "trung": 2, "ha": 3}
_NOISE = re.compile(
    r"\b(?:tai ban(?: (?:lan )?(?:thu )?\w+)?|in lan(?: thu)? \w+|phien ban(?: (?:moi|dac biet))?"
    r"|bia (?:cung|mem)|kho (?:nho|lon)|tang kem .*|co (?:sua chua|bo sung)(?: va bo sung)?"
    r"|sua chua(?: va)? bo sung|tron bo)\b"
)
_NOT_A_WORK = re.compile(r"(?:combo|bo sach|set)\b")


def work_key(title: str, authors: Sequence[str]) -> str:
    """The key that all editions of one work share, or "" when none may be given.

    >>> work_key("Dế Mèn phiêu lưu ký (tái bản 2020)", ["Tô Hoài"])
    'de men phieu luu ki||to hoai'
    """
    author = fold(authors[0].split("(")[0]).split() if authors else []
    whole = fold(title)
    if not author or _NOT_A_WORK.match(whole):
        return ""
    volume = _volume(whole)
    main = fold(_TAIL.sub("", _BRACKETS.sub(" ", title)))
    main = _VOLUME.sub(" ", _NOISE.sub(" ", main)) if volume else _NOISE.sub(" ", main)
    main = " ".join(main.split())
    return f"{main}|{volume}|{' '.join(author[-2:])}" if main else ""


def common_words(said: TitleDescribed) -> tuple[str, ...]:
    """Words that a title shares with others that may be the same, sorted, each once.

    `i:` and an ISBN for each that it has. Without any, `w:` and a digest of work, year and
    publisher, where all are known.
    """
    if said.isbns:
        return tuple(sorted({f"i:{one}" for one in said.isbns}))
    work, made_by = work_key(said.title, said.authors), fold(said.publisher)
    if not (work and said.year and made_by):
        return ()
    return (f"w:{sha256(f'{work}|{said.year}|{made_by}'.encode())[:32]}",)


def volume_of(title: str) -> str:
    """Number of the volume that the title names, in digits, or "" when it names none."""
    return _volume(fold(title))


def _volume(folded: str) -> str:
    # Read before anything is cut: the volume often stands in brackets or after a dash.
    named = [pair[0] or pair[1] for pair in _VOLUME.findall(folded)]
    if not named:
        return ""
    text = named[-1]
    if text.isdigit():
        return text.lstrip("0") or "0"
    if text in _IN_WORDS:
        return str(_IN_WORDS[text])
    values = [_ROMAN[letter] for letter in text]
    following = [*values[1:], 0]
    return str(sum(-v if v < after else v for v, after in zip(values, following, strict=True)))
