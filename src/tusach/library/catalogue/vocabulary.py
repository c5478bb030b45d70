"""The words of a catalogue: how many titles hold each, and which words lie one slip away.

The syllables of Vietnamese are few, so the whole vocabulary stays in memory and a typing error
is undone by looking up the words that exist, not by an index of trigrams. What it answers
depends only on the titles counted, never on the order in which they came.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_MENDED = 2
_LONGEST_MENDED = 16
_PREFIX_SCAN = 4_000


class Vocabulary:
    """Counts of folded words, the known exact words, and the number of titles."""

    def __init__(
        self,
        folded: Iterable[tuple[str, int]] = (),
        exact: Iterable[tuple[str, int]] = (),
        *,
        titles: int = 0,
    ) -> None:
        self._folded = dict(folded)
        self._exact = dict(exact)
        self._sorted = sorted(self._folded)
        self.titles = titles

    def __len__(self) -> int:
        return len(self._folded)

    def titles_with(self, folded: str) -> int:
        """Number of titles that hold the folded word; 0 when it is unknown."""
        return self._folded.get(folded, 0)

    def knows_exact(self, exact: str) -> bool:
        """True when some title holds the word with just these marks."""
        return exact in self._exact

    def beginning_with(self, prefix: str, *, limit: int) -> tuple[str, ...]:
        """The most frequent words that begin with `prefix` and are longer than it."""
        first = bisect_left(self._sorted, prefix)
        found = []
        for word in self._sorted[first : first + _PREFIX_SCAN]:
            if not word.startswith(prefix):
                break
            if word != prefix:
                found.append(word)
        return self._most_frequent(found, limit)

    def one_slip_from(self, word: str, *, limit: int) -> tuple[str, ...]:
        """The most frequent words made from `word` by one letter more, less, other or swapped.

        ASCII words of 2 to 16 letters; others have no neighbours.
        """
        if not (_SHORTEST_MENDED <= len(word) <= _LONGEST_MENDED and word.isascii()):
            return ()
        if not word.isalpha():
            return ()
        known = self._folded
        halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        made = {left + right[1:] for left, right in halves if right}
        made.update(left + right[1] + right[0] + right[2:] for left, right in halves if right[1:])
        for left, right in halves:
            rest = right[1:]
            for letter in _LETTERS:
                made.add(left + letter + right)
                if right:
                    made.add(left + letter + rest)
        made.discard(word)
        return self._most_frequent([each for each in made if each in known], limit)

    def change(
        self, folded: Iterable[tuple[str, int]], exact: Iterable[tuple[str, int]], *, titles: int
    ) -> None:
        """Add the differences; a word whose count comes to nothing is forgotten."""
        for word, difference in folded:
            before = self._folded.get(word, 0)
            after = before + difference
            if after > 0:
                self._folded[word] = after
                if not before:
                    insort(self._sorted, word)
            elif before:
                del self._folded[word]
                del self._sorted[bisect_left(self._sorted, word)]
        for word, difference in exact:
            after = self._exact.get(word, 0) + difference
            if after > 0:
                self._exact[word] = after
            else:
                self._exact.pop(word, None)
        self.titles += titles

    def _most_frequent(self, words: list[str], limit: int) -> tuple[str, ...]:
        counts = self._folded
        return tuple(sorted(words, key=lambda word: (-counts.get(word, 0), word))[:limit])
