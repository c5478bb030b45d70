"""What a person typed, understood: words, book numbers, abbreviations, forgotten input methods.

Reading a query never loses what was typed: an expansion stands beside the literal word, and a
word is only taken as Telex or VNI when the catalogue knows the result (rule 4 of the folding
page). Marks in a query rank, they never filter.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tusach.library.catalogue.folding import Token, tokens
from tusach.library.catalogue.isbn import isbns_in
from tusach.library.catalogue.keystrokes import read_telex, read_vni
from tusach.library.catalogue.vocabulary import Vocabulary

MOST_TERMS = 16
_READ_CHARACTERS = 600
_RARE = 3
_SHORTEST_PARTED = 4
_SUSPECT = re.compile(r"[fjwzsrx]|aa|ee|oo|dd|[a-z].*[a-z]{2}.*d\Z|(?:a.*a|e.*e|o.*o)")
_LONGEST_KEYS = 24
"""No syllable needs more keys, nor do several typed without a blank that one would still read."""
_VNI = re.compile(r"[a-z]+[1-9]")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{3,39}\Z")
_GLIDE = re.compile(r"(?<=[bcdghklmnpqrstvx])[ij](?=[aeou])")

# Canonical Telex, so that a mark-less file can hold them. Folded forms are made from these.
EXPANSIONS: dict[str, tuple[str, ...]] = {
    "tp": ("thanhf phoos",),
    "nxb": ("nhaf xuaats banr",),
    "hcm": ("hoof chis minh",),
    "tphcm": ("thanhf phoos hoof chis minh",),
    "tw": ("trung uwowng",),
    "ubnd": ("uyr ban nhaan daan",),
    "thcs": ("trung hocj cow sowr",),
    "thpt": ("trung hocj phoor thoong",),
    "csdl": ("cow sowr duwx lieeuj",),
    "hn": ("haf nooij",),
    "vn": ("vieetj nam",),
    "cntt": ("coong ngheej thoong tin",),
    "ktxh": ("kinh tees xax hooij",),
    "xhcn": ("xax hooij chur nghiax",),
}


class Term(NamedTuple):
    """One word of a query.

    phrases: expansions, each a tuple of folded words.  twins: single words that count as the same
    (j for i in place names, i for y in words of two letters, the literal of a repaired word).
    """

    folded: str
    exact: str
    titles: int
    phrases: tuple[tuple[str, ...], ...] = ()
    twins: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        """True when the reader gave marks, so that they may rank."""
        return self.folded != self.exact


class Query(NamedTuple):
    """A query as understood.  repaired: some word was read as Telex or VNI."""

    terms: tuple[Term, ...]
    isbns: tuple[str, ...] = ()
    code: str = ""
    repaired: bool = False

    @property
    def folded(self) -> str:
        """The words as searched, joined by one space."""
        return " ".join(term.folded for term in self.terms)


def parse(text: str, vocabulary: Vocabulary) -> Query:
    """`text` as at most sixteen terms; never raises, whatever the text."""
    head = text[:_READ_CHARACTERS]
    terms: list[Term] = []
    repaired = False
    for typed in _without_single_han(tokens(head))[:MOST_TERMS]:
        token, mended = _repair(typed, vocabulary)
        repaired = repaired or mended
        terms.append(_term(token, typed, vocabulary))
    stripped = head.strip()
    return Query(
        terms=tuple(terms),
        isbns=isbns_in(head),
        code=stripped if _CODE.match(stripped) else "",
        repaired=repaired,
    )


def _without_single_han(found: list[Token]) -> list[Token]:
    """Drop Han characters that a pair covers: pairs alone can be matched as a phrase."""
    paired = {
        letter for token in found if len(token.folded) == 2 for letter in token.folded
        if ord(letter) >= 0x3005
    }  # fmt: skip
    return [token for token in found if token.folded not in paired]


def _repair(token: Token, vocabulary: Vocabulary) -> tuple[Token, bool]:
    word = token.folded
    known = vocabulary.titles_with(word)
    if token.exact != word or known >= _RARE:
        return token, False
    read = None
    if _VNI.match(word):
        read = read_vni(word)
    elif len(word) <= _LONGEST_KEYS and _SUSPECT.search(word):
        read = read_telex(word)
    # `las` is a Mông word and the keys of another: a known literal explains a known exact form.
    if read and vocabulary.knows_exact(read.exact) and not (read.exact == word and known):
        return read, True
    return token, False


def _term(token: Token, typed: Token, vocabulary: Vocabulary) -> Term:
    word = token.folded
    twins = {typed.folded} | _twins(word)
    twins.discard(word)
    known = vocabulary.titles_with(word)
    phrases = _PHRASES.get(word, ())
    if not known and not phrases:
        phrases = _parted(word, vocabulary)
    return Term(
        folded=word,
        exact=token.exact,
        titles=known,
        phrases=phrases,
        twins=tuple(sorted(twin for twin in twins if vocabulary.titles_with(twin))),
    )


def _twins(word: str) -> set[str]:
    found = set()
    if len(word) == 2 and word[1] in "iy":
        found.add(word[0] + ("y" if word[1] == "i" else "i"))
    for glide in _GLIDE.finditer(word):
        at = glide.start()
        found.add(word[:at] + ("j" if word[at] == "i" else "i") + word[at + 1 :])
    return found


def _parted(word: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], ...]:
    """An unknown word as two known ones: the space is the key that is missed most."""
    if len(word) < _SHORTEST_PARTED or not word.isascii() or not word.isalpha():
        return ()
    halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    rarest = [
        (min(vocabulary.titles_with(left), vocabulary.titles_with(right)), (left, right))
        for left, right in halves
    ]
    return tuple(pair for titles, pair in sorted(rarest, reverse=True)[:2] if titles)


def _plain(telex: str) -> str:
    """Folded form of one word of the expansion table."""
    word = telex[:-1] if telex[-1] in "fsrxj" else telex
    for shaped, plain in (("aw", "a"), ("aa", "a"), ("ee", "e"), ("oo", "o")):
        word = word.replace(shaped, plain)
    word = word.replace("ow", "o").replace("uw", "u").replace("dd", "d")
    return tokens(word)[0].folded


_PHRASES: dict[str, tuple[tuple[str, ...], ...]] = {
    short: tuple(tuple(_plain(word) for word in long.split()) for long in longs)
    for short, longs in EXPANSIONS.items()
}
