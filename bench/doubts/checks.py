"""Spot checks simulated: how often thirty records find what was added, and how wide they say so."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from random import Random

from tusach.library.doubts.drawing import draw, not_borne_out, seed

LOOKED, SIZE, SLIPS = 30, 300, Fraction(2, 100)
TIMES = 4_000


def chances(bad: int, size: int, looked: int) -> list[float]:
    """The chance of each number found, exactly."""
    whole = comb(size, looked)
    return [comb(bad, k) * comb(size - bad, looked - k) / whole for k in range(looked + 1)]


def says(found: int, looked: int, size: int) -> bool:
    """Whether the interval lies wholly above what slips of the pen may come to."""
    return not_borne_out(found, looked, size).low > SLIPS * size


def measure() -> None:
    """Print, exactly by adding up chances, and once by drawing."""
    said = [says(k, LOOKED, SIZE) for k in range(LOOKED + 1)]
    print(f"spot checks: {LOOKED} of {SIZE} records; found = interval above {float(SLIPS):.0%}")
    for words, bad in (
        ("a fifth of the records is invented", SIZE // 5),
        ("a fifth was added to the true ones", SIZE // 6),
        ("a tenth of the records is invented", SIZE // 10),
        ("one in a hundred is a slip of the pen", SIZE // 100),
    ):
        found = chances(bad, SIZE, LOOKED)
        caught = sum(p for p, is_said in zip(found, said, strict=True) if is_said)
        widths = [not_borne_out(k, LOOKED, SIZE) for k in range(LOOKED + 1)]
        inside = sum(p for p, one in zip(found, widths, strict=True) if one.low <= bad <= one.high)
        wide = sum(p * (one.high - one.low) for p, one in zip(found, widths, strict=True))
        print(
            f"{words:<38}{100 * caught:6.1f} %   at least one not borne out "
            f"{100 * (1 - found[0]):5.1f} %   true number inside {100 * inside:5.1f} %   "
            f"width {100 * wide / SIZE:.0f} points"
        )
    print(f"drawn by public values, a fifth invented: {100 * drawn():.1f} % found (simulated)")


def drawn() -> float:
    """The same by drawing with as many public values."""
    dice, ids = Random(58), [f"{nr:032x}" for nr in range(SIZE)]
    bad, found = set(ids[: SIZE // 5]), 0
    for nr in range(TIMES):
        seeded = seed(subject=str(nr), public_on="2026-10-04", public=str(dice.random()), framed="")
        found += says(len(bad.intersection(draw(ids, seeded, LOOKED))), LOOKED, SIZE)
    return found / TIMES
