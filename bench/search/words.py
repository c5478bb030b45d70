"""A synthetic catalogue from one seed: real titles, and many more from real words and patterns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tusach.node.store.search_shapes import Entry

_FOLDER = Path(__file__).parent / "words"


def lines(name: str) -> list[str]:
    """The lines of one word list, without remarks and blank lines."""
    text = (_FOLDER / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def real_books() -> list[tuple[str, str]]:
    """Title and author of the well-known books."""
    return [tuple(line.split("|", 1)) for line in lines("real")]  # type: ignore[misc]


class Press:
    """Prints titles: the same seed prints the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._subjects = lines("subjects")
        self._patterns = lines("patterns")
        self._phrases = [each for line in lines("phrases") for each in line.split("|")]
        sections = iter(lines("others"))
        self._others = {
            head.strip("[]"): next(sections).split("|") for head in sections if head[0] == "["
        }
        self._real = real_books()

    def titles(self, size: int) -> Iterator[Entry]:
        """`size` titles, the real ones scattered among the first two thousand."""
        real = list(enumerate(self._real))
        for number in range(size):
            if real and number % 8 == 3:
                at, (title, author) = real.pop(0)
                yield self._entry(f"real-{at:04d}", title, (author,))
            else:
                yield self._made(f"t{number:07d}")

    def _made(self, title_id: str) -> Entry:
        draw = self._random.random()
        if draw < 0.12:
            words = self._random.sample(self._others["foreign"], self._random.randint(3, 6))
            title, authors = " ".join(words).capitalize(), (self._foreign_name(),)
        elif draw < 0.14:
            title, authors = (
                f"{self._pick(self._lead)} {self._pick(self._real)[0]}",
                (self._name(),),
            )
        elif draw < 0.30:
            title, authors = self._about_someone(), (self._name(),)
        else:
            title, authors = self._filled(self._pick(self._patterns)), (self._name(),)
        if self._random.random() < 0.15:
            authors = (*authors, self._name())
        return self._entry(title_id, title, authors)

    _lead = ["Đọc lại", "Bình giảng", "Truyện tranh", "Thế giới nhân vật trong", "Kịch bản"]

    def _about_someone(self) -> str:
        pair = f"{self._syllable()} {self._syllable()}".title()
        lead = self._pick(["Sự tích", "Truyện", "Làng", "Chuyện kể về", "Người con gái", "Bản"])
        tail = self._pick(["", self._pick(self._phrases), f"ở {self._syllable().title()} Sơn"])
        return f"{lead} {pair} {tail}".strip()

    def _entry(self, title_id: str, title: str, authors: tuple[str, ...]) -> Entry:
        number = f"978{self._random.randrange(10**9):09d}"
        check = -sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(number)) % 10
        return Entry(
            title_id=title_id,
            title=title,
            authors=authors,
            subjects=(self._pick(self._subjects),),
            isbns=(f"{number}{check}",),
            year=self._random.randint(1945, 2025),
            language="vie" if self._random.random() < 0.9 else "eng",
            kind=self._pick(["book", "book", "book", "serial", "map", "sound"]),
            audience=self._pick(["adult", "adult", "child", "student"]),
            dewey=f"{self._random.randrange(1000):03d}",
            popularity=int(self._random.paretovariate(1.2)) - 1,
        )

    def _filled(self, pattern: str) -> str:
        draw, pick = self._random, self._pick
        year = draw.randint(1930, 2010)
        subject, word = pick(self._subjects), pick(self._phrases)
        return pattern.format(
            s=subject, S=subject[0].upper() + subject[1:], s2=pick(self._subjects),
            p=pick(self._others["places"]), a=pick(self._others["adjectives"]),
            g=pick(self._others["groups"]), w=word, W=word[0].upper() + word[1:],
            w2=pick(self._phrases), y=year, y2=year + draw.randint(5, 60),
            n=draw.choice([10, 50, 99, 100, 101, 150, 200, 365]), v=draw.randint(1, 5),
        )  # fmt: skip

    def _name(self) -> str:
        family = self._pick(self._others["families"])
        return (
            f"{family} {self._pick(self._others['middles'])} {self._pick(self._others['givens'])}"
        )

    def _foreign_name(self) -> str:
        parts = [self._pick(self._others["parts"]) for _ in range(5)]
        return f"{(parts[0] + parts[1]).title()} {(parts[2] + parts[3] + parts[4]).title()}"

    def _syllable(self) -> str:
        return str(self._pick(self._others["initials"]) + self._pick(self._others["rimes"]))

    def _pick(self, things):  # type: ignore[no-untyped-def]
        return self._random.choice(things)
