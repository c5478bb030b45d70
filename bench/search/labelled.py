"""Labelled queries: for each class of typing, what a person would type to find one known title.

A query counts only if at most three different titles hold all its words. A hit is right when it is
the title meant, or has the same folded title.
"""

from __future__ import annotations

import random
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tusach.library.catalogue.folding import fold, tokens
from tusach.node.store.search_shapes import Entry

_KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
_GROUPS = ("oa", "oe", "uy")
_TONES = "\u0300\u0301\u0309\u0303\u0323"


class Labelled(NamedTuple):
    """One query with the title meant."""

    typed: str
    title_id: str
    folded_title: str


class Labeller:
    """Draws queries for the titles of one index."""

    def __init__(self, database: sqlite3.Connection, seed: int) -> None:
        self._db = database
        self._random = random.Random(seed)
        self.classes: dict[str, Callable[[Entry], str | None]] = {
            "exact": self._exact,
            "no marks": self._no_marks,
            "one typo": self._typo,
            "missing space": self._joined,
            "word order": self._shuffled,
            "middle part": self._middle,
            "author+title": self._author,
            "Telex leftover": self._telex,
            "VNI leftover": self._vni,
            "NFD": self._decomposed,
            "wrong mark order": self._wrong_order,
            "prefix": self._prefix,
            "tone place": self._tone_place,
            "i/y": self._i_y,
            "j for i": self._j_i,
            "ISBN": self._isbn,
        }

    def draw(
        self, name: str, wanted: int, real: list[Entry], made: Callable[[], Entry]
    ) -> Iterator[Labelled]:
        """Up to `wanted` queries of the class, half of them for real titles where they allow it."""
        pool = [*real]
        self._random.shuffle(pool)
        seen: set[str] = set()
        tries = 0
        while len(seen) < wanted and tries < wanted * 400:
            tries += 1
            entry = pool.pop() if pool and len(seen) % 2 == 0 else made()
            typed = self.classes[name](entry)
            if typed and typed not in seen:
                seen.add(typed)
                yield Labelled(typed, entry.title_id, fold(entry.title))

    def _head(self, entry: Entry, *, fewest: int = 3) -> list[str] | None:
        """The shortest beginning of the title that says which one is meant."""
        words = entry.title.split()
        for end in range(min(fewest, len(words)), len(words) + 1):
            if self._tells(" ".join(words[:end])):
                return words[:end]
        return None

    def _tells(self, text: str) -> bool:
        words = [token.folded for token in tokens(text)]
        if not words:
            return False
        match = "{tf af sf} : (" + " AND ".join(f'"{word}"' for word in words) + ")"
        rows = self._db.execute(
            "SELECT DISTINCT tf FROM titles WHERE slot IN"
            " (SELECT rowid FROM found WHERE found MATCH ? LIMIT 400) LIMIT 4",
            (match,),
        ).fetchall()
        return 1 <= len(rows) <= 3

    def _exact(self, entry: Entry) -> str | None:
        head = self._head(entry)
        return " ".join(head) if head else None

    def _no_marks(self, entry: Entry) -> str | None:
        text = self._exact(entry)
        return bare(text) if text else None

    def _typo(self, entry: Entry) -> str | None:
        text = self._no_marks(entry)
        if not text:
            return None
        words = text.split()
        long = [at for at, word in enumerate(words) if len(word) >= 3 and word.isalpha()]
        if not long:
            return None
        at = self._random.choice(long)
        words[at] = self._slip(words[at])
        return " ".join(words)

    def _slip(self, word: str) -> str:
        at = self._random.randrange(len(word))
        kind = self._random.choice(["insert", "delete", "replace", "swap"])
        near = self._near(word[at])
        if kind == "insert":
            return word[:at] + near + word[at:]
        if kind == "delete":
            return word[:at] + word[at + 1 :]
        if kind == "replace":
            return word[:at] + near + word[at + 1 :]
        at = min(at, len(word) - 2)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return swapped if swapped != word else word[:at] + near + word[at + 1 :]

    def _near(self, letter: str) -> str:
        if self._random.random() < 0.3:
            return self._random.choice("abcdefghijklmnopqrstuvwxyz")
        for row in _KEYS:
            at = row.find(letter)
            if at >= 0:
                return self._random.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
        return self._random.choice("aeiou")

    def _joined(self, entry: Entry) -> str | None:
        text = self._no_marks(entry)
        words = text.split() if text else []
        if len(words) < 2:
            return None
        at = self._random.randrange(len(words) - 1)
        if not (words[at] + words[at + 1]).isalpha():
            return None
        return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])

    def _shuffled(self, entry: Entry) -> str | None:
        text = self._no_marks(entry)
        words = text.split() if text else []
        if len(words) < 2:
            return None
        other = words[:]
        while other == words and len(set(words)) > 1:
            self._random.shuffle(other)
        return " ".join(other)

    def _middle(self, entry: Entry) -> str | None:
        words = entry.title.split()
        starts = list(range(1, len(words) - 2))
        self._random.shuffle(starts)
        for start in starts:
            for end in range(start + 3, len(words) + 1):
                text = " ".join(words[start:end])
                if self._tells(text):
                    return bare(text) if self._random.random() < 0.5 else text
        return None

    def _author(self, entry: Entry) -> str | None:
        name, words = entry.authors[0].split()[-2:], entry.title.split()
        if len(words) < 2:
            return None
        at = self._random.randrange(len(words) - 1)
        part = words[at : at + 2]
        text = " ".join([*name, *part] if self._random.random() < 0.5 else [*part, *name])
        if not self._tells(text):
            return None
        return bare(text) if self._random.random() < 0.5 else text

    def _telex(self, entry: Entry) -> str | None:
        text = self._exact(entry)
        if not text or not any(token.exact != token.folded for token in tokens(text)):
            return None
        return " ".join(self._keyed(word) for word in text.split())

    def _keyed(self, word: str) -> str:
        typed = "".join(token.exact for token in tokens(word))
        if typed[-1:] in "fsrxj" and len(typed) > 3 and self._random.random() < 0.3:
            # The tone is often typed right after the vowel.
            vowels = [at for at, letter in enumerate(typed[:-1]) if letter in "aeiouyw"]
            if vowels and typed != bare(word):
                return typed[: vowels[-1] + 1] + typed[-1] + typed[vowels[-1] + 1 : -1]
        return typed

    def _vni(self, entry: Entry) -> str | None:
        text = self._exact(entry)
        if not text or not any(token.exact != token.folded for token in tokens(text)):
            return None
        return " ".join(vni(word) for word in text.split())

    def _decomposed(self, entry: Entry) -> str | None:
        text = self._exact(entry)
        return unicodedata.normalize("NFD", text) if text else None

    def _wrong_order(self, entry: Entry) -> str | None:
        text = self._decomposed(entry)
        if not text:
            return None
        out: list[str] = []
        for letter in text:
            if letter in _TONES and out and out[-1] in "\u0302\u0306\u031b":
                out.insert(len(out) - 1, letter)
            else:
                out.append(letter)
        return "".join(out)

    def _prefix(self, entry: Entry) -> str | None:
        text = self._no_marks(entry)
        words = text.split() if text else []
        if not words or len(words[-1]) < 2:
            return None
        return " ".join([*words[:-1], words[-1][: self._random.randrange(1, len(words[-1]))]])

    def _tone_place(self, entry: Entry) -> str | None:
        return self._respelt(entry, move_tone)

    def _i_y(self, entry: Entry) -> str | None:
        return self._respelt(entry, swap_i_y)

    def _respelt(self, entry: Entry, spell: Callable[[str], str]) -> str | None:
        if all(spell(word) == word for word in entry.title.split()):
            return None
        text = self._exact(entry)
        changed = " ".join(map(spell, text.split())) if text else None
        return changed if changed != text else None

    def _j_i(self, entry: Entry) -> str | None:
        text = self._no_marks(entry) if "ja" in bare(entry.title) else None
        return text.replace("ja", "ia") if text and "ja" in text else None

    def _isbn(self, entry: Entry) -> str | None:
        digits = entry.isbns[0]
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:8]}-{digits[8:12]}-{digits[12]}"


def bare(text: str) -> str:
    """As typed without an input method: no marks, no capitals, i and y as they stand."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def vni(word: str) -> str:
    """The keys of VNI, tone last."""
    typed = []
    tone = ""
    for letter in unicodedata.normalize("NFD", word.lower()):
        at = "\u0301\u0300\u0309\u0303\u0323".find(letter)
        if at >= 0:
            tone = str(at + 1)
        else:
            shapes = {"\u0302": "6", "\u031b": "7", "\u0306": "8", "đ": "d9"}
            typed.append(shapes.get(letter, letter))
    return "".join(typed) + tone


def move_tone(word: str) -> str:
    """The other placement of the tone in oa, oe, uy at the end of a word."""
    apart = unicodedata.normalize("NFD", word)
    if len(apart) < 3 or bare(word).startswith("qu"):
        return word
    before, middle, last = apart[-3:]
    placed_last = last in _TONES and before + middle in _GROUPS
    placed_first = middle in _TONES and before + last in _GROUPS
    if not placed_last and not placed_first:
        return word
    return unicodedata.normalize("NFC", apart[:-2] + last + middle)


def swap_i_y(word: str) -> str:
    """The other style of i and y in an open syllable."""
    plain = bare(word)
    if plain in ("hi", "ki", "li", "mi", "ti", "si", "vi"):
        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace("i", "y"))
    if plain in ("hy", "ky", "ly", "my", "ty", "sy", "vy"):
        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace("y", "i"))
    return word
