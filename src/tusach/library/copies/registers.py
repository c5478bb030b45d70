"""The general register: what came in, what left, what stands there, by kind, class and language.

Nothing is stored for it: each line is summed from registrations and withdrawals, so what stood
there before, with what came in and without what left, is what stands there after, whatever the
breakdown. Which columns the ministry's form has was not read; these are the customary ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

Counts = tuple[tuple[str, int], ...]
"""How many by code, sorted by code; none of them 0."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """Copies of one line that are alike. day: of the register.

    by: what makes a line of its day: the source and the delivery of what came in, the number of the
    paper of what left. why: reason of leaving, empty for what came in. dewey: the first digit of
    the class, empty where there is none. language: the first one, empty where unknown. amount: of
    those that have a price, in the smallest unit; unpriced: how many have none.
    """

    day: str
    by: tuple[str, str] = ("", "")
    why: str = ""
    material: str = ""
    dewey: str = ""
    language: str = ""
    copies: int
    amount: int = 0
    unpriced: int = 0


class Sums(msgspec.Struct, frozen=True):
    """How many copies, worth how much, and of what."""

    copies: int = 0
    amount: int = 0
    unpriced: int = 0
    materials: Counts = ()
    classes: Counts = ()
    languages: Counts = ()
    reasons: Counts = ()


class Line(msgspec.Struct, frozen=True):
    """One line of the register. number: within its calendar year, from 1."""

    number: int
    day: str
    by: tuple[str, str]
    sums: Sums

    @property
    def code(self) -> str:
        """How other registers name the line.

        >>> Line(3, "2026-05-04", ("bought", ""), Sums()).code
        '3/2026'
        """
        return f"{self.number}/{self.day[:4]}"


class General(msgspec.Struct, frozen=True):
    """The register of a period. before, after: the stock at its two ends."""

    first: str
    last: str
    before: Sums
    entries: tuple[Line, ...]
    withdrawals: tuple[Line, ...]
    entered: Sums
    withdrawn: Sums
    after: Sums


def general(came: Sequence[Cell], left: Sequence[Cell], *, first: str, last: str) -> General:
    """The register from `first` to `last`, both included.

    came, left: everything up to `last` at least; what lies after it is left out. Lines are numbered
    by day, then by what they came with; a line that is told late moves those after it.
    """
    entries = [one for one in numbered(came) if first <= one.day <= last]
    withdrawals = [one for one in numbered(left) if first <= one.day <= last]
    before = minus(
        summed(cell for cell in came if cell.day < first),
        summed(cell for cell in left if cell.day < first),
    )
    entered = summed(cell for cell in came if first <= cell.day <= last)
    withdrawn = summed(cell for cell in left if first <= cell.day <= last)
    return General(
        first=first,
        last=last,
        before=before,
        entries=tuple(entries),
        withdrawals=tuple(withdrawals),
        entered=entered,
        withdrawn=withdrawn,
        after=minus(plus(before, entered), withdrawn),
    )


def numbered(cells: Iterable[Cell]) -> list[Line]:
    """The lines of a register in their order, numbered anew each calendar year."""
    lines: dict[tuple[str, tuple[str, str]], list[Cell]] = {}
    for cell in cells:
        lines.setdefault((cell.day, cell.by), []).append(cell)
    found: list[Line] = []
    for day, by in sorted(lines):
        follows = found and found[-1].day[:4] == day[:4]
        number = found[-1].number + 1 if follows else 1
        found.append(Line(number, day, by, summed(lines[day, by])))
    return found


def summed(cells: Iterable[Cell]) -> Sums:
    """All of these copies together."""
    every = list(cells)
    return Sums(
        copies=sum(cell.copies for cell in every),
        amount=sum(cell.amount for cell in every),
        unpriced=sum(cell.unpriced for cell in every),
        materials=_by((cell.material, cell.copies) for cell in every),
        classes=_by((cell.dewey, cell.copies) for cell in every),
        languages=_by((cell.language, cell.copies) for cell in every),
        reasons=_by((cell.why, cell.copies) for cell in every if cell.why),
    )


def plus(one: Sums, other: Sums) -> Sums:
    """Both together, but for the reasons of leaving."""
    return _joined(one, other, 1)


def minus(one: Sums, other: Sums) -> Sums:
    """The first without the second, but for the reasons of leaving."""
    return _joined(one, other, -1)


def _joined(one: Sums, other: Sums, sign: int) -> Sums:
    def both(name: str) -> Counts:
        signed = [(code, sign * n) for code, n in getattr(other, name)]
        return _by([*getattr(one, name), *signed])

    return Sums(
        copies=one.copies + sign * other.copies,
        amount=one.amount + sign * other.amount,
        unpriced=one.unpriced + sign * other.unpriced,
        materials=both("materials"),
        classes=both("classes"),
        languages=both("languages"),
    )


def _by(pairs: Iterable[tuple[str, int]]) -> Counts:
    found: dict[str, int] = {}
    for code, n in pairs:
        found[code] = found.get(code, 0) + n
    return tuple(sorted((code, n) for code, n in found.items() if n))


def codes(every: Iterable[Sums], name: str) -> tuple[str, ...]:
    """The codes that any of these sums counts by, sorted: the columns of a table."""
    return tuple(sorted({code for one in every for code, _ in getattr(one, name)}))


def of(counts: Counts) -> Mapping[str, int]:
    """The counts by code."""
    return dict(counts)
